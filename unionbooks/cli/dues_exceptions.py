"""`unionbooks dues exceptions`: what did not fit in lists of dues, until somebody has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.cli.types import MONTHS
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.cli.session import Session
    from unionbooks.core.month import MonthRange

__all__ = ["exceptions"]

KINDS: Final = (N_("left"), N_("unknown"), N_("name"), N_("double"), N_("under"), N_("over"), N_("unclear"))
"""What may not fit in a list."""
_DECISIONS: Final = (N_("accept"), N_("member"), N_("pay-back"), N_("other"))
_COLUMNS: Final = (
    Column("exception", N_("Id"), "id"),
    Column("date", N_("Found"), "date"),
    Column("kind", N_("Exception"), "word"),
    Column("who", N_("Who (as listed)")),
    Column("member", N_("Member"), "id"),
    Column("months", N_("Months"), "id"),
    Column("amount", N_("Amount received"), "money"),
    Column("expected", N_("Expected"), "money"),
    Column("held", N_("Waits in"), "id"),
    Column("voucher", N_("Voucher"), "id"),
    Column("source", N_("Source")),
    Column("decided", N_("Decided"), "date"),
    Column("decision", N_("Decision"), "word"),
    Column("by", N_("By")),
    Column("reason", N_("Reason")),
)
_SHOWN: Final = frozenset({"exception", "kind", "who", "member", "amount", "expected"})


@click.group(
    "exceptions", cls=Group, help=N_("What did not fit in lists of dues: list it, and decide about each of it.")
)
def exceptions() -> None:
    """Hold the verbs of the queue."""


@exceptions.command(
    "list",
    help=N_("List what waits for a decision."),
    examples=("unionbooks dues exceptions list", "unionbooks dues exceptions list --all -o 会费差异.xlsx"),
)
@click.option("--all", "everything", cls=Option, is_flag=True, help=N_("Those decided as well."))
@output_options()
@click.pass_obj
def list_exceptions(session: Session, *, everything: bool, output: Output) -> None:
    """List the queue."""
    from unionbooks.books.query import open_tables
    from unionbooks.dues.exceptions import cases_in

    with open_tables(session.root) as tables:
        cases = cases_in(tables, everything=everything)
    rows = tuple(
        (
            one.exception,
            one.date,
            one.kind,
            one.who,
            one.member,
            one.months,
            one.amount_fen,
            one.expected_fen,
            one.held,
            one.voucher,
            one.source,
            one.decided,
            one.decision,
            one.decided_by,
            one.reason,
        )
        for one in cases
    )
    listing = Listing("exceptions", _COLUMNS, rows)
    shown = _SHOWN | {"decision"} if everything else _SHOWN
    emit(session, listing.only(shown) if output.format == "text" else listing, output)


@exceptions.command(
    "decide",
    help=N_("Decide about an exception; the decision is kept with its reason."),
    details=N_(
        "accept: it stays as it is, and what is too much is carried forward. member: the money that waits is this "
        "member's, and a voucher moves it there; for a bank line, the payer is remembered. pay-back: a draft for the "
        "refund is put into the inbox. other: as the reason says."
    ),
    examples=(
        "unionbooks dues exceptions decide E2026-03-0007-1 member --member M0042 \\\n    --why 名单写错姓名",
        "unionbooks dues exceptions decide E2026-03-0007-2 accept --why 多扣部分抵下月",
        "unionbooks dues exceptions decide E2026-03-0007-3 pay-back --account 10201 \\\n    --why 已退会",
    ),
)
@click.argument("exception", cls=Argument, metavar="ID", help=N_("Id of the exception."))
@click.argument("decision", cls=Argument, type=click.Choice(_DECISIONS), help=N_("What is decided."))
@click.option("--why", cls=Option, required=True, help=N_("Why."))
@click.option("--member", cls=Option, metavar="WHO", help=N_("Whose dues they are: id, staff number or name."))
@click.option("--months", cls=Option, type=MONTHS, help=N_("For which months, where not for those of the list."))
@click.option("--account", cls=Option, metavar="ACCOUNT", help=N_("Account from which money is paid back."))
@click.option("--date", cls=Option, type=DAY, help=N_("Day of the voucher or draft; today where it is not given."))
@output_options("text", "json")
@click.pass_obj
def decide_exception(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    exception: str,
    decision: str,
    why: str,
    member: str | None,
    months: MonthRange | None,
    account: str | None,
    date: dt.date | None,
    output: Output,
) -> None:
    """Decide."""
    from unionbooks.workflow.dues_deciding import decide

    done = decide(
        session.root,
        exception,
        decision,
        why=why,
        by=session.by,
        now=session.now,
        member=member,
        months=months,
        account=account,
        date=date,
    )
    if output.format == "json":
        emit_json(session, done, output)
        return
    if done.number is not None:
        told = message(
            N_("{id} is decided: voucher {number} books {amount} yuan as dues of {member}."),
            id=exception,
            number=done.number,
            amount=format_yuan(done.fen),
            member=done.member,
        )
    elif done.draft is not None:
        told = message(
            N_("{id} is decided: draft {draft} pays {amount} yuan back; complete and post it with: unionbooks inbox"),
            id=exception,
            draft=done.draft,
            amount=format_yuan(done.fen),
        )
    else:
        told = message(N_("{id} is decided."), id=exception)
    output.put(session, session.text(told) + "\n")
