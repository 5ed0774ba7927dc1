"""`unionbooks reopen`: open the last sealed month again, on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

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
    "reopen",
    cls=Command,
    help=N_("Open a sealed month again; it takes two people and a reason."),
    details=N_(
        "Months are opened in reverse order only, and that it happened stays on the record. Often a reversal in an "
        "open month is the better way: unionbooks voucher reverse."
    ),
    examples=("unionbooks reopen 2026-03 --first 李会计 --second 陈主席 \\\n    --reason 三月银行回单补录",),
)
@click.argument("month", cls=Argument, type=MONTH, metavar="MONTH", help=N_("The month, such as 2026-03."))
@click.option("--first", cls=Option, required=True, metavar="NAME", help=N_("Who asks for it."))
@click.option("--second", cls=Option, required=True, metavar="NAME", help=N_("Who agrees; somebody else."))
@click.option("--reason", cls=Option, required=True, metavar="TEXT", help=N_("Why."))
@click.pass_obj
def command(session: Session, month: Month, first: str, second: str, reason: str) -> None:
    """Open a month again."""
    from unionbooks.workflow.reopening import reopen

    reopen(session.root, month, first=first, second=second, reason=reason, by=session.by, now=session.now)
    session.say(
        message("{month} is open again. When it is mended: unionbooks close {month}", month=month),
    )
