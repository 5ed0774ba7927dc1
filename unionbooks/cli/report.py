"""`unionbooks report`: what the books come to; on unchanged books from the snapshot, without loading the ledger."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import TypeVar

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import FORMATS
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_
from unionbooks.core.month import Month

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.accounts import AccountName
    from unionbooks.books.query import Tables
    from unionbooks.cli.session import Session

__all__ = ["command"]

R = TypeVar("R")

_LAST_MONTH: Final = "SELECT max(month) FROM vouchers"
_ACCOUNT: Final = (
    Column("code", N_("Code"), "id"),
    Column("account", N_("Account"), "id"),
    Column("name_zh", N_("Chinese name")),
    Column("name_en", N_("English name")),
    Column("level", N_("Level"), "count"),
)
_BALANCE: Final = (
    *_ACCOUNT,
    Column("opening", N_("Opening"), "money"),
    Column("debit", N_("Debit"), "money"),
    Column("credit", N_("Credit"), "money"),
    Column("closing", N_("Closing"), "money"),
)
_SUMMARY: Final = (
    *_ACCOUNT,
    Column("vouchers", N_("Vouchers"), "count"),
    Column("debit", N_("Debit"), "money"),
    Column("credit", N_("Credit"), "money"),
)


@click.group("report", cls=Group, help=N_("Reports: trial balance, vouchers by account, overview."))
def command() -> None:
    """Hold the reports."""


def _month_option(callback: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--month", cls=Option, type=MONTH, help=N_("The month; the last one with a voucher where not given.")
    )(callback)


@command.command(
    "trial-balance",
    help=N_("The trial balance of a month: what every account held, moved and holds."),
    details=N_("A debit is positive in JSON and CSV; an account includes what stands below it."),
    examples=("unionbooks report trial-balance --month 2026-03", "unionbooks report trial-balance -o balance.pdf"),
)
@_month_option
@output_options(*FORMATS)
@click.pass_obj
def trial_balance(session: Session, month: Month | None, output: Output) -> None:
    """Print the trial balance."""
    from reports.trial_balance import trial_balance as make

    report = _made(session, lambda tables: make(tables, month or _last_month(session, tables)))
    if output.format == "csv":
        rows = tuple(
            (*_account(row.account), row.opening_fen, row.debit_fen, row.credit_fen, row.closing_fen)
            for row in report.rows
        )
        emit(session, Listing("trial-balance", _BALANCE, rows), output)
    elif output.format == "xlsx":
        from reports.render.xlsx import trial_balance_xlsx

        output.put(session, trial_balance_xlsx(report))
    elif output.format == "pdf":
        from reports.render.pdf import trial_balance_pdf

        output.put(session, trial_balance_pdf(report))
    else:
        from reports.render.text import trial_balance_text

        _put(session, report, output, trial_balance_text)


@command.command(
    "summary",
    help=N_("The vouchers of a month by account, with their number and papers."),
    details=N_("An account includes what stands below it; opening vouchers are counted and not summed."),
    examples=("unionbooks report summary --month 2026-03", "unionbooks report summary --format json"),
)
@_month_option
@output_options(*FORMATS)
@click.pass_obj
def summary(session: Session, month: Month | None, output: Output) -> None:
    """Print the summary of a month's vouchers."""
    from reports.month_summary import month_summary as make

    report = _made(session, lambda tables: make(tables, month or _last_month(session, tables)))
    if output.format == "csv":
        rows = tuple((*_account(row.account), row.vouchers, row.debit_fen, row.credit_fen) for row in report.rows)
        emit(session, Listing("summary", _SUMMARY, rows), output)
    elif output.format == "xlsx":
        from reports.render.xlsx import month_summary_xlsx

        output.put(session, month_summary_xlsx(report))
    elif output.format == "pdf":
        from reports.render.pdf import month_summary_pdf

        output.put(session, month_summary_pdf(report))
    else:
        from reports.render.text import month_summary_text

        _put(session, report, output, month_summary_text)


@command.command(
    "overview",
    help=N_("Where the union stands: money, the last months and their state, members, problems."),
    examples=("unionbooks report overview", "unionbooks report overview --format json"),
)
@output_options("text", "json")
@click.pass_obj
def overview(session: Session, output: Output) -> None:
    """Print the overview."""
    from reports.overview import overview as make
    from reports.render.text import overview_text

    _put(session, _made(session, make), output, overview_text)


def _made(session: Session, make: Callable[[Tables], R]) -> R:
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        return make(tables)


def _last_month(session: Session, tables: Tables) -> Month:
    """Return the last month with a voucher, this month where there is none."""
    last = tables.query(_LAST_MONTH).rows[0][0]
    return Month.parse(last) if last else Month.of(session.now.date())


def _account(account: AccountName) -> tuple[str, str, str, str, int]:
    return account.code, account.account, account.zh, account.en, account.level


def _put(session: Session, report: R, output: Output, text: Callable[[R, str, int | None], str]) -> None:
    if output.format == "json":
        from reports.render.plain import as_plain

        emit_json(session, as_plain(report), output)
        return
    to_terminal = output.file is None and sys.stdout.isatty()
    room = shutil.get_terminal_size().columns if to_terminal else None
    output.put(session, text(report, session.language, room))
