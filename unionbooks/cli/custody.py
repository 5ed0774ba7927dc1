"""`unionbooks custody`: other people's money, which is never income of the union."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli.custody_acts import add_scheme
from unionbooks.cli.custody_acts import collect_list
from unionbooks.cli.custody_acts import pay_out
from unionbooks.cli.custody_acts import write_template
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import FORMATS
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.core.messages import N_

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from reports.custody import CustodyStatement
    from unionbooks.cli.session import Session

__all__ = ["command"]

_LIST: Final = (
    Column("scheme", N_("Scheme"), "id"),
    Column("name", N_("Scheme name")),
    Column("kind", N_("Kind"), "word"),
    Column("account", N_("Account"), "id"),
    Column("payee", N_("Passed on to")),
    Column("since", N_("Since"), "date"),
    Column("until", N_("Until"), "date"),
    Column("members", N_("Members"), "count"),
    Column("paid_in", N_("Paid in"), "money"),
    Column("paid_out", N_("Paid out"), "money"),
    Column("balance", N_("Balance"), "money"),
)
_STATEMENT: Final = (
    Column("date", N_("Date"), "date"),
    Column("voucher", N_("Voucher"), "id"),
    Column("narration", N_("Narration")),
    Column("members", N_("Members"), "count"),
    Column("paid_in", N_("Paid in"), "money"),
    Column("paid_out", N_("Paid out"), "money"),
    Column("balance", N_("Balance"), "money"),
)
_ENROLMENT: Final = (
    Column("member", N_("Member"), "id"),
    Column("name", N_("Name")),
    Column("group", N_("Group")),
    Column("on_roll", N_("On the roll"), "flag"),
    Column("takes_part", N_("Takes part"), "flag"),
    Column("amount", N_("Amount"), "money"),
)


@click.group("custody", cls=Group, help=N_("Other people's money: schemes, collect, pay out, statements, enrolment."))
def command() -> None:
    """Hold the verbs of other people's money."""


def _day_option(callback: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--date", "day", cls=Option, type=DAY, help=N_("The day; today where it is not given."))(
        callback
    )


def _scheme_argument(callback: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument("scheme", cls=Argument, metavar="SCHEME", help=N_("Id or name of the scheme."))(callback)


@command.command(
    "list",
    help=N_("List the schemes, what is owed to each, and whether the money is there."),
    details=N_(
        "What is wrong is told beside it, and the exit code is then 1: money that nobody's name is on, that lies among "
        "the union's own, that was lent out of 221, or that is missing."
    ),
    examples=("unionbooks custody list", "unionbooks custody list --date 2026-06-30 -o 代管款.xlsx"),
)
@_day_option
@output_options()
@click.pass_obj
def list_schemes(session: Session, *, day: dt.date | None, output: Output) -> int:
    """List schemes."""
    from reports.custody import custody_overview
    from reports.render.custody import custody_overview_text
    from unionbooks.banking.custody import custody_in
    from unionbooks.banking.custody_checks import custody_problems
    from unionbooks.books.query import open_tables

    on = day or session.now.date()
    with open_tables(session.root) as tables:
        report = custody_overview(tables, on)
        problems = custody_problems(custody_in(tables, on))
    if output.format == "text":
        if not report.rows:
            session.say(N_("There is nothing to show."))
        output.put(session, custody_overview_text(report, session.language, _room(output)))
    else:
        rows = tuple(
            (
                row.term.id,
                row.term.name,
                row.term.kind,
                row.term.account,
                row.term.payee or None,
                row.term.since,
                row.term.until,
                row.members,
                row.paid_in_fen,
                row.paid_out_fen,
                row.balance_fen,
            )
            for row in report.rows
        )
        emit(session, Listing("custody", _LIST, rows), output)
    for problem in problems:
        session.say(problem.render(session.translate))
    return 1 if problems else 0


def _room(output: Output) -> int | None:
    return shutil.get_terminal_size().columns if output.file is None and sys.stdout.isatty() else None


command.add_command(add_scheme)
command.add_command(write_template)
command.add_command(collect_list)
command.add_command(pay_out)


@command.command(
    "statement",
    help=N_("The statement of a scheme, or of one member in it."),
    details=N_("With a member it is what that member signs; without one, all vouchers and what each member has."),
    examples=(
        "unionbooks custody statement CX --member M0007",
        "unionbooks custody statement CX --from 2026-01-01 -o 储金会对账单.pdf",
    ),
)
@_scheme_argument
@click.option("--member", cls=Option, metavar="WHO", help=N_("Id, staff number or name."))
@click.option("--from", "first", cls=Option, type=DAY, help=N_("First day; from the beginning where not given."))
@_day_option
@output_options(*FORMATS)
@click.pass_obj
def statement(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    scheme: str,
    member: str | None,
    first: dt.date | None,
    day: dt.date | None,
    output: Output,
) -> None:
    """Print a statement."""
    from reports.custody import custody_statement
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        report = custody_statement(tables, scheme, day or session.now.date(), first=first, who=member)
    _put_statement(session, report, output)


def _put_statement(session: Session, report: CustodyStatement, output: Output) -> None:
    if output.format == "pdf":
        from reports.render.custody import custody_statement_pdf

        output.put(session, custody_statement_pdf(report))
    elif output.format == "json":
        from reports.render.plain import as_plain

        emit_json(session, as_plain(report), output)
    elif output.format == "text":
        from reports.render.custody import custody_statement_text

        output.put(session, custody_statement_text(report, session.language, _room(output)))
    else:
        rows = tuple(
            (
                row.date,
                row.voucher,
                row.narration,
                row.members,
                row.paid_in_fen,
                row.paid_out_fen,
                row.balance_fen,
            )
            for row in report.rows
        )
        emit(session, Listing("custody-statement", _STATEMENT, rows), output)


@command.command(
    "enrolment",
    help=N_("List who takes part in a scheme and who does not, with the rate of participation."),
    details=N_(
        "In savings those take part who have something there; in everything else those who have paid in since the "
        "scheme's present term began."
    ),
    examples=("unionbooks custody enrolment HZ", "unionbooks custody enrolment HZ -o 参加名单.xlsx"),
)
@_scheme_argument
@_day_option
@output_options()
@click.pass_obj
def list_enrolment(session: Session, *, scheme: str, day: dt.date | None, output: Output) -> None:
    """List who takes part."""
    from reports.custody import enrolment
    from reports.render.custody import enrolment_text
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        report = enrolment(tables, scheme, day or session.now.date())
    if output.format == "text":
        output.put(session, enrolment_text(report, session.language, _room(output)))
        return
    rows = tuple((row.member, row.name, row.group, row.on_roll, row.takes_part, row.fen) for row in report.rows)
    emit(session, Listing("custody-enrolment", _ENROLMENT, rows), output)
