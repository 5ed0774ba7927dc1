"""`unionbooks close`: check a month and seal it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.errors import ExitCode
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unionbooks.cli.session import Session
    from unionbooks.core.month import Month
    from unionbooks.workflow.closing import CheckDone
    from unionbooks.workflow.closing import Closed

__all__ = ["command"]

_COLUMNS: Final = (
    Column("check", N_("Check"), "id"),
    Column("promise", N_("What must hold")),
    Column("open", N_("Open items"), "count"),
)
_ACCOUNTS: Final = (
    Column("account", N_("Account")),
    Column("books", N_("Books"), "money"),
    Column("bank", N_("Bank"), "money"),
    Column("transit", N_("In transit"), "money"),
)


@click.command(
    "close",
    cls=Command,
    help=N_("Close a month: run the closing checks and seal it."),
    details=N_(
        "Whatever stands in the way is listed, and nothing is written. Once sealed, nothing in the month can change."
    ),
    examples=("unionbooks close 2026-03 --check", "unionbooks close 2026-03"),
)
@click.argument("month", cls=Argument, type=MONTH, metavar="MONTH", help=N_("The month, such as 2026-03."))
@click.option("--check", "only_check", cls=Option, is_flag=True, help=N_("Only run the checks; seal nothing."))
@output_options("text", "json")
@click.pass_obj
def command(session: Session, month: Month, *, only_check: bool, output: Output) -> int:
    """Close a month, or run its checks only."""
    from unionbooks.workflow.closing import close
    from unionbooks.workflow.closing import run_checks

    if only_check:
        return _tell_checks(session, run_checks(session.root, month, now=session.now), output)
    closed = close(session.root, month, by=session.by, now=session.now)
    if output.format == "json":
        emit_json(session, closed, output)
        return ExitCode.DONE
    emit(session, _accounts(closed), output)
    session.say(
        message(
            "{month} is closed, with {entries} entries and {papers} papers under the seal {seal}.",
            month=closed.month,
            entries=closed.seal.entries,
            papers=closed.seal.papers,
            seal=closed.short,
        )
    )
    session.say(message("Hand it in with: unionbooks submit {month}", month=closed.month))
    return ExitCode.DONE


def _tell_checks(session: Session, checks: Sequence[CheckDone], output: Output) -> int:
    if output.format == "json":
        emit_json(session, checks, output)
    else:
        rows = tuple((one.name, session.translate(one.promise), len(one.problems)) for one in checks)
        emit(session, Listing("checks", _COLUMNS, rows), output)
        for one in checks:
            for problem in one.problems:
                session.say(problem.render(session.translate))
    return ExitCode.DONE if all(one.holds for one in checks) else ExitCode.FINDINGS


def _accounts(closed: Closed) -> Listing:
    rows = tuple(
        (one.account.partition(":")[2], one.books, one.bank, sum(one.in_transit.values())) for one in closed.accounts
    )
    return Listing("accounts", _ACCOUNTS, rows)
