"""What a list of dues is held against before it is booked: totals, receipts, lists booked before, sealed months."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from reports.dues_deductions import deduction_list
from unionbooks.books.query import open_tables
from unionbooks.books.seal import seals_in_force
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import Receipt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Iterator
    from decimal import Decimal

    from importers.payroll import PayrollSheet
    from unionbooks.books.model import Books
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["check_code", "check_receipts", "check_totals", "missing_receipts", "refuse_again", "refuse_sealed"]

COUNT: Final = ProblemKind(
    "dues-count",
    N_("The list has {found} people, expected were {expected}."),
    N_("Compare the list with the payroll office's figure."),
)
SUM: Final = ProblemKind(
    "dues-sum",
    N_("The list sums to {found}, expected was {expected}."),
    N_("Compare the list with what was paid in."),
)
NO_RECEIPT: Final = ProblemKind(
    "dues-no-receipt",
    N_("Cash is taken against a receipt, and none is named."),
    N_("Give its number with --receipt, or in a column 收据号 of the list."),
)
RECEIPT_USED: Final = ProblemKind(
    "dues-receipt-used",
    N_("The receipt {number} is used already, by voucher {voucher}."),
    N_("Correct the number; a receipt is for one voucher."),
)
BOOKED: Final = ProblemKind(
    "dues-list-booked",
    N_("This very list is booked already, by voucher {voucher}."),
    N_("Reverse that voucher first where it is wrong."),
)
OTHER_MONTH: Final = ProblemKind(
    "dues-list-month",
    N_("The list answers the deduction list of {found}, but it is to be booked for {expected}."),
    N_("Check the month."),
)
LIST_KNOWN: Final = ProblemKind(
    "dues-list-known",
    N_("It is the answer to the deduction list {code} of {month}."),
    N_("What was deducted otherwise than asked for is named above."),
    "warning",
)
LIST_CHANGED: Final = ProblemKind(
    "dues-list-changed",
    N_(
        "It is the answer to the deduction list {code} of {month}, but the roll, a rule or a payment has changed since."
    ),
    N_("Differences may come from that."),
    "warning",
)

SEALED: Final = ProblemKind(
    "dues-sealed",
    N_("The voucher would be dated {date}, but {month} is sealed."),
    N_("Date it in an open month with --date."),
)


def check_totals(place: Place, people: int, fen: int, count: int | None, total: Decimal | None) -> Iterator[Problem]:
    """Hold a list against what the treasurer was told: how many people, and which sum in yuan."""
    if count is not None and count != people:
        yield COUNT(place, found=people, expected=count)
    if total is not None and to_fen(total) != fen:
        yield SUM(place, found=format_yuan(fen), expected=format_yuan(total))


def check_receipts(books: Books, place: Place, receipts: Iterable[str]) -> Iterator[Problem]:
    """Report numbers of receipts that a voucher in force uses already."""
    gone = _reversed(books)
    used = {one.number: str(one.voucher) for one in books.of(Receipt) if str(one.voucher) not in gone}
    for number, entry in books.vouchers.items():
        if number not in gone:
            used |= dict.fromkeys(str(entry.meta.get("receipt") or "").split(), number)
    for one in receipts:
        if one in used:
            yield RECEIPT_USED(place, number=one, voucher=used[one])


def missing_receipts(sheet: PayrollSheet) -> Iterator[Problem]:
    """Report the rows of cash without a receipt."""
    yield from (NO_RECEIPT(row.place) for row in sheet.deductions if not row.receipt)


def check_code(books: Books, sheet: PayrollSheet, month: Month, place: Place) -> Iterator[Problem]:
    """Tell whether the list answers a deduction list of ours, and whether that would be the same today."""
    if not sheet.code:
        return
    text, code = sheet.code
    if text != str(month):
        yield OTHER_MONTH(place, found=text, expected=month)
        return
    with open_tables(books.root) as tables:
        known = {deduction_list(tables, month, arrears=arrears).code for arrears in (False, True)}
    yield (LIST_KNOWN if code in known else LIST_CHANGED)(place, code=code, month=month)


def refuse_again(books: Books, mark: str) -> None:
    """Refuse a list whose id a voucher in force carries.

    Raises:
        RefusedError: with the voucher.
    """
    gone = _reversed(books)
    for number, entry in books.vouchers.items():
        if mark in str(entry.meta.get("import-id") or "").split() and number not in gone:
            raise RefusedError(BOOKED(books.place(entry), voucher=number))


def _reversed(books: Books) -> set[str]:
    return {str(entry.meta["reverses"]) for entry in books.transactions if "reverses" in entry.meta}


def refuse_sealed(books: Books, day: dt.date) -> None:
    """Refuse a voucher in a sealed month.

    Raises:
        RefusedError: when its day lies in one.
    """
    sealed = max(seals_in_force(books), default=None)
    if sealed is not None and day <= sealed.last_day:
        raise RefusedError(SEALED(date=day, month=Month.of(day)))
