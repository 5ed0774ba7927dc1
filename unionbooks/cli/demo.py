"""`unionbooks demo`: the books of an invented union."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from unionbooks.cli.session import Session

__all__ = ["command"]


@click.command(
    cls=Command,
    help=N_("Make the books of an invented union, to look at and to try things."),
    details=N_("The same options give the same books, byte for byte. Nobody in them is a real person."),
    examples=(
        "unionbooks demo demo-union",
        "unionbooks demo big --kind hospital --members 1000 --years 10 --papers none",
    ),
)
@click.argument("folder", cls=Argument, metavar="DIR", type=click.Path(path_type=Path), help=N_("Folder to make."))
@click.option("--members", cls=Option, type=int, default=24, show_default=True, help=N_("Members at the start."))
@click.option("--years", cls=Option, type=click.IntRange(min=0), default=0, help=N_("Length of the books in years."))
@click.option(
    "--months", cls=Option, type=click.IntRange(min=0), default=0, help=N_("Length in months, added to the years.")
)
@click.option(
    "--kind",
    cls=Option,
    type=click.Choice(("school", "hospital", "company", "street")),
    default="school",
    show_default=True,
    help=N_("What the union belongs to."),
)
@click.option("--seed", cls=Option, type=int, default=2025, show_default=True, help=N_("Another seed, another union."))
@click.option(
    "--papers",
    cls=Option,
    type=click.Choice(("all", "none")),
    default="all",
    show_default=True,
    help=N_("Whether every voucher gets its papers as PDF files."),
)
@click.pass_obj
def command(session: Session, /, folder: Path, years: int, months: int, **wanted: Any) -> None:
    """Make a demo ledger."""
    from unionbooks.demo import make
    from unionbooks.demo.spec import DemoSpec

    spec = DemoSpec(**wanted).lasting(years=years, months=months)
    made = make(folder, spec)
    click.echo(str(folder))
    session.say(
        message(
            N_("{name}: {first} to {last}, {members} members, {vouchers} vouchers, {papers} papers."),
            name=made.name,
            first=made.first,
            last=made.last,
            members=made.members,
            vouchers=made.vouchers,
            papers=made.papers,
        )
    )
    session.say(message(N_("Look at them with: unionbooks -C {folder} check"), folder=folder))
