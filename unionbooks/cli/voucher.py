"""`unionbooks voucher`: the vouchers of the ledger, and one of them as an accountant reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli import sheet
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import MONTH
from unionbooks.cli.types import VOUCHER
from unionbooks.cli.voucher_acts import attach_papers
from unionbooks.cli.voucher_acts import reverse_voucher
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from unionbooks.cli.session import Session
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import Month

__all__ = ["command"]

NOT_FOUND: Final = ProblemKind(
    "voucher-not-found",
    N_("There is no voucher {number} in these books."),
    N_("See which there are with: unionbooks voucher list --month {month}."),
)

_LIST: Final = """
    SELECT v.voucher, v.date, v.kind, v.payee, v.narration,
           coalesce(sum(CASE WHEN v.kind = 'reversal' OR v.reverses IS NOT NULL THEN -p.fen ELSE p.fen END)
                    FILTER (p.fen > 0), 0)::BIGINT AS fen,
           v.attachments, v.evidence, v.file, v.line
    FROM vouchers v LEFT JOIN postings p USING (txn)
    WHERE v.voucher IS NOT NULL AND ($month IS NULL OR v.month = $month)
    GROUP BY ALL ORDER BY v.voucher, v.date
"""
_COLUMNS: Final = (
    Column("voucher", N_("Voucher"), "id"),
    Column("date", N_("Date"), "date"),
    Column("kind", N_("Kind"), "word"),
    Column("payee", N_("Payee")),
    Column("narration", N_("Narration")),
    Column("amount", N_("Amount"), "money"),
    Column("attachments", N_("Papers"), "count"),
    Column("evidence", N_("Evidence"), "word"),
)
_FOR_PEOPLE: Final = ("voucher", "date", "kind", "payee", "narration", "amount", "evidence")
_PLACE: Final = (Column("file", N_("File")), Column("line", N_("Line"), "count"))


@click.group("voucher", cls=Group, help=N_("The vouchers: list them, show one, file its papers, reverse it."))
def command() -> None:
    """Hold the verbs of vouchers."""


@command.command(
    "list",
    help=N_("List the vouchers, those of one month or all."),
    details=N_("The amount is the sum of the debits; that of a red voucher (reversal) is negative."),
    examples=("unionbooks voucher list --month 2026-03", "unionbooks voucher list -o vouchers.xlsx"),
)
@click.option("--month", cls=Option, type=MONTH, help=N_("Only the vouchers of this month."))
@output_options()
@click.pass_obj
def list_vouchers(session: Session, month: Month | None, output: Output) -> None:
    """List vouchers; the file and the line of each are left out of the text for people."""
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        answer = tables.query(_LIST, {"month": str(month) if month else None})
    listing = Listing("vouchers", _COLUMNS + _PLACE, answer.rows)
    emit(session, listing.only(_FOR_PEOPLE) if output.format == "text" else listing, output)


@command.command(
    "show",
    help=N_("Show one voucher: debit and credit, who signed, its papers, and where it stands."),
    details=N_(
        "A red voucher (reversal) shows its amounts as negative ones, on the sides of the voucher that it cancels."
    ),
    examples=("unionbooks voucher show 2026-03-0012",),
)
@click.argument("number", cls=Argument, type=VOUCHER, metavar="NUMBER", help=N_("Number, such as 2026-03-0012."))
@output_options("text", "json")
@click.pass_obj
def show_voucher(session: Session, number: VoucherNumber, output: Output) -> None:
    """Show a voucher; JSON is an array, of one unless a number was used twice."""
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        sheets = sheet.read_sheets(tables, number, session.language)
    if not sheets:
        raise BadInputError(NOT_FOUND(number=number, month=number.month))
    if output.format == "json":
        emit_json(session, sheets, output)
    else:
        output.put(session, "\n".join(sheet.as_text(one, session.translate, session.root) for one in sheets))


command.add_command(attach_papers)
command.add_command(reverse_voucher)
