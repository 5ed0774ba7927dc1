"""`unionbooks voucher attach` and `reverse`: what may still happen to a posted voucher."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.cli.types import VOUCHER
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.cli.session import Session
    from unionbooks.core.ids import VoucherNumber

__all__ = ["attach_papers", "reverse_voucher"]

_NUMBER: Final = N_("Number, such as 2026-03-0012.")


@click.command(
    "attach",
    cls=Command,
    help=N_("File papers with a voucher: invoices, lists, minutes."),
    details=N_("The files are copied below documents/ with their SHA-256 on record; a filed paper is never replaced."),
    examples=("unionbooks voucher attach 2026-03-0012 发票.pdf 签收单.pdf",),
)
@click.argument("number", cls=Argument, type=VOUCHER, metavar="NUMBER", help=_NUMBER)
@click.argument(
    "papers",
    cls=Argument,
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path),
    help=N_("The papers."),
)
@click.option("--kind", cls=Option, metavar="TEXT", help=N_("What kind of paper they are, such as 发票."))
@click.option("--private", cls=Option, is_flag=True, help=N_("Papers about somebody's health or family."))
@click.pass_obj
def attach_papers(
    session: Session, number: VoucherNumber, papers: tuple[Path, ...], kind: str | None, *, private: bool
) -> None:
    """File papers."""
    from unionbooks.workflow.papers import attach
    from unionbooks.workflow.papers import read_paper

    read = [read_paper(file, kind, private=private) for file in papers]
    filed = attach(session.root, number, read, by=session.by, now=session.now)
    for path in filed.paths:
        session.say(message("Filed with {number}: {path}", number=filed.number, path=path))


@click.command(
    "reverse",
    cls=Command,
    help=N_("Cancel a wrong voucher by a red one (红字冲销)."),
    details=N_(
        "The voucher itself stays as it is. Where it explained a bank line, the line comes back into the inbox as a "
        "draft, to be booked as it should have been."
    ),
    examples=("unionbooks voucher reverse 2026-03-0012 --why 科目有误 --approved-by 陈主席",),
)
@click.argument("number", cls=Argument, type=VOUCHER, metavar="NUMBER", help=_NUMBER)
@click.option("--why", cls=Option, required=True, metavar="TEXT", help=N_("What is wrong with it."))
@click.option("--approved-by", cls=Option, required=True, metavar="NAME", help=N_("Who approved the reversal."))
@click.option("--date", cls=Option, type=DAY, help=N_("Day of the red voucher, in an open month; today if not given."))
@output_options("text", "json")
@click.pass_obj
def reverse_voucher(  # noqa: PLR0913 - one parameter an option
    session: Session, number: VoucherNumber, *, why: str, approved_by: str, date: dt.date | None, output: Output
) -> None:
    """Reverse a voucher."""
    from unionbooks.workflow.reversing import reverse

    done = reverse(session.root, number, why=why, approved_by=approved_by, by=session.by, now=session.now, date=date)
    if output.format == "json":
        emit_json(session, done, output)
        return
    told = message("Voucher {red} cancels {number}.", red=done.number, number=number)
    output.put(session, session.text(told) + "\n")
    if done.draft is not None:
        session.say(
            message(
                "Book the bank line anew: unionbooks inbox set {id} …, then: unionbooks inbox post {id}", id=done.draft
            )
        )
