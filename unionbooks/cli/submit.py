"""`unionbooks submit`: the package of a sealed month for the accounting center."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from unionbooks.cli.session import Session
    from unionbooks.core.month import Month

__all__ = ["command"]


@click.command(
    cls=Command,
    help=N_("Make the package of a sealed month for the accounting center."),
    details=N_(
        "One zip with a PDF of every voucher and its papers, a workbook, the papers themselves and a manifest. "
        "It goes on the record; made again under the same seal it is the same to the byte."
    ),
    examples=("unionbooks submit 2026-03", "unionbooks submit 2026-03 --out ~/packages"),
)
@click.argument("month", cls=Argument, type=MONTH, help=N_("The month, such as 2026-03."))
@click.option(
    "--out",
    cls=Option,
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help=N_("Folder to write the package to; the current one where not given."),
)
@click.option(
    "--format",
    "chosen",
    cls=Option,
    type=click.Choice(("text", "json")),
    default="text",
    help=N_("Format of the result."),
)
@click.pass_obj
def command(session: Session, month: Month, out: Path, chosen: str) -> None:
    """Make the package and say where it lies."""
    from reports.render.plain import as_plain
    from unionbooks.workflow.submitting import submit

    package = submit(session.root, month, out, by=session.by, now=session.now)
    output = Output(chosen)
    if chosen == "json":
        emit_json(session, as_plain(package), output)
        return
    lines = (
        str(package.path),
        session.text(message(N_("SHA-256: {digest}"), digest=package.digest)),
        session.text(message(N_("Seal of {month}: {seal}"), month=package.month, seal=package.seal_short)),
        session.text(
            message(N_("Vouchers: {vouchers}; papers: {papers}"), vouchers=package.vouchers, papers=package.papers)
        ),
    )
    output.put(session, "".join(f"{line}\n" for line in lines))
    if not package.is_new:
        session.say(N_("This very package was on the record already."))
