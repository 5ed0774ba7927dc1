"""`unionbooks receipt`: the union's own receipts, their register and their monthly table."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import FORMATS
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.receipt_acts import issue_receipt
from unionbooks.cli.receipt_acts import void_receipt
from unionbooks.cli.receipt_book import book
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_

if TYPE_CHECKING:
    from reports.receipts import ReceiptUsage
    from unionbooks.cli.session import Session
    from unionbooks.core.month import Month
    from unionbooks.core.problems import Problem
    from unionbooks.receipts.register import RegisterLine

__all__ = ["command"]

_STATES: Final = (N_("issued"), N_("reversed"), N_("void"))
_REGISTER: Final = (
    Column("number", N_("Number"), "id"),
    Column("book", N_("Book"), "id"),
    Column("date", N_("Date"), "date"),
    Column("state", N_("State"), "word"),
    Column("kind", N_("Kind"), "word"),
    Column("voucher", N_("Voucher"), "id"),
    Column("payer", N_("Payer")),
    Column("purpose", N_("Purpose")),
    Column("amount", N_("Amount"), "money"),
    Column("reversed_by", N_("Reversed by"), "id"),
    Column("voided", N_("Void since"), "date"),
    Column("reason", N_("Reason")),
    Column("copies", N_("Copies kept"), "count"),
    Column("file", N_("File")),
    Column("line", N_("Line"), "count"),
)
_FOR_PEOPLE: Final = ("number", "date", "state", "voucher", "payer", "amount", "reason")
_USAGE: Final = (
    Column("book", N_("Book"), "id"),
    Column("kind", N_("Kind"), "word"),
    Column("first", N_("First number"), "id"),
    Column("last", N_("Last number"), "id"),
    Column("used_first", N_("Used from"), "id"),
    Column("used_last", N_("Used to"), "id"),
    Column("opening", N_("Held at first"), "count"),
    Column("received", N_("Received"), "count"),
    Column("issued", N_("Issued"), "count"),
    Column("void", N_("Void"), "count"),
    Column("returned", N_("Returned"), "count"),
    Column("closing", N_("Held at the end"), "count"),
    Column("voided_later", N_("Void since, issued before"), "count"),
    Column("amount", N_("Amount"), "money"),
)


@click.group("receipt", cls=Group, help=N_("The union's own receipts: books, issue, void, register, monthly table."))
def command() -> None:
    """Hold the verbs of receipts."""


command.add_command(book)
command.add_command(issue_receipt)
command.add_command(void_receipt)


@command.command(
    "register",
    help=N_("List what became of each receipt number that was used."),
    details=N_(
        "A receipt stays in the register for ever: void ones with the reason, and those whose voucher was reversed "
        "since. Gaps and other faults are told beside it, and the exit code is then 1."
    ),
    examples=("unionbooks receipt register --month 2026-03", "unionbooks receipt register -o 收据登记簿.xlsx"),
)
@click.option("--month", cls=Option, type=MONTH, help=N_("Only receipts of this month."))
@click.option("--book", "book_id", cls=Option, metavar="BOOK", help=N_("Only receipts of this book."))
@click.option("--state", cls=Option, type=click.Choice(_STATES), help=N_("Only receipts of which this became."))
@output_options()
@click.pass_obj
def register(session: Session, *, month: Month | None, book_id: str | None, state: str | None, output: Output) -> int:
    """List the register."""
    from unionbooks.books.query import open_tables
    from unionbooks.core.month import Month as OneMonth
    from unionbooks.receipts.checks import receipt_problems
    from unionbooks.receipts.facts import facts_in
    from unionbooks.receipts.register import make_register

    with open_tables(session.root) as tables:
        facts = facts_in(tables)
    lines = [
        line
        for line in make_register(facts).lines
        if month in {None, OneMonth.of(line.date)} and book_id in {None, line.book} and state in {None, line.state}
    ]
    total = sum(line.amount_fen or 0 for line in lines)
    sums = tuple(_total_cell(column.key, total, session.translate(N_("Total"))) for column in _REGISTER)
    listing = Listing("receipts", _REGISTER, tuple(map(_row, lines)), sums)
    emit(session, listing.only(_FOR_PEOPLE) if output.format == "text" else listing, output)
    return _told(session, receipt_problems(facts))


def _total_cell(key: str, fen: int, word: str) -> object:
    return word if key == "number" else fen if key == "amount" else None


def _row(line: RegisterLine) -> tuple[object, ...]:
    place = line.place
    return (
        line.number,
        line.book or None,
        line.date,
        line.state,
        line.kind or None,
        line.voucher or None,
        line.payer or None,
        line.purpose or None,
        line.amount_fen,
        line.reversed_by or None,
        line.voided,
        line.reason or None,
        line.copies,
        place.file if place else None,
        place.line if place else None,
    )


def _told(session: Session, problems: list[Problem]) -> int:
    """Tell what is wrong with the receipts, and return the exit code."""
    for problem in problems:
        session.say(problem.render(session.translate))
    return 1 if problems else 0


@command.command(
    "usage",
    help=N_("The table of a month: receipts held, received, issued, void, handed back, still held, by book."),
    details=N_("Gaps and other faults are told beside it, and the exit code is then 1."),
    examples=("unionbooks receipt usage 2026-03", "unionbooks receipt usage 2026-03 -o 票据使用情况表.pdf"),
)
@click.argument("month", cls=Argument, type=MONTH, metavar="MONTH", help=N_("The month, such as 2026-03."))
@output_options(*FORMATS)
@click.pass_obj
def usage(session: Session, month: Month, output: Output) -> int:
    """Print the table."""
    from reports.receipts import receipt_usage
    from unionbooks.books.query import open_tables
    from unionbooks.receipts.checks import receipt_problems
    from unionbooks.receipts.facts import facts_in

    with open_tables(session.root) as tables:
        report = receipt_usage(tables, month)
        facts = facts_in(tables)
    _put_usage(session, report, output)
    return _told(session, receipt_problems(facts))


def _put_usage(session: Session, report: ReceiptUsage, output: Output) -> None:
    if output.format == "pdf":
        from reports.render.receipts import receipt_usage_pdf

        output.put(session, receipt_usage_pdf(report))
    elif output.format == "text":
        from reports.render.receipts import receipt_usage_text

        to_terminal = output.file is None and sys.stdout.isatty()
        room = shutil.get_terminal_size().columns if to_terminal else None
        output.put(session, receipt_usage_text(report, session.language, room))
    else:
        keys = ["issued_fen" if column.key == "amount" else column.key for column in _USAGE]
        rows = tuple(tuple(getattr(row, key) for key in keys) for row in report.usage.rows)
        emit(session, Listing("receipt-usage", _USAGE, rows), output)


@command.command(
    "print",
    help=N_("Print one receipt in its three copies, or show what it says."),
    details=N_("The paper is in Chinese. It is filled in as the printed form is, whose number it bears."),
    examples=("unionbooks receipt print 00012001 -o 收据.pdf", "unionbooks receipt print 00012001"),
)
@click.argument("number", cls=Argument, metavar="NUMBER", help=N_("Number of the receipt, as printed."))
@output_options("text", "json", "pdf")
@click.pass_obj
def print_receipt(session: Session, number: str, output: Output) -> None:
    """Print a receipt."""
    from reports.receipts import receipt_slip
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        slip = receipt_slip(tables, number)
    if output.format == "json":
        from reports.render.plain import as_plain

        emit_json(session, as_plain(slip), output)
    elif output.format == "pdf":
        from reports.render.receipts import receipt_slip_pdf

        output.put(session, receipt_slip_pdf(slip))
    else:
        from reports.render.receipts import receipt_slip_text

        output.put(session, receipt_slip_text(slip))
