"""Exact money: two decimals, CNY only, every leg written out, every entry sums to zero."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from beancount.core import data

from unionbooks.core.messages import N_
from unionbooks.core.money import CURRENCY
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from decimal import Decimal

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["check_amounts"]

TOO_FINE: Final = ProblemKind(
    "amount-decimals",
    N_("The amount {amount} is not a whole number of fen."),
    N_("Write it with two decimals."),
)
FOREIGN: Final = ProblemKind(
    "amount-currency",
    N_("The amount {amount} is in {currency}; these books hold CNY only."),
    N_("Book the yuan that were paid or received."),
)
ELIDED: Final = ProblemKind(
    "amount-left-out",
    N_("The amount of {account} is left out; Beancount filled in {amount}."),
    N_("Write the amount out, so that a wrong leg cannot hide."),
)
UNBALANCED: Final = ProblemKind(
    "voucher-unbalanced",
    N_("The entry does not sum to zero; {amount} CNY are left over."),
    N_("Make debits and credits equal, to the fen."),
)
FEW_LEGS: Final = ProblemKind(
    "voucher-one-leg",
    N_("The entry has fewer than two postings."),
    N_("Write both sides, where the money came from and where it went."),
)
PRICED: Final = ProblemKind(
    "amount-priced",
    N_("The posting to {account} carries a price or a cost."),
    N_("A union's books hold plain yuan; write the amount alone."),
)
PADDED: Final = ProblemKind(
    "pad-forbidden",
    N_("A pad directive would invent money."),
    N_("Book the difference by a voucher, with its reason and papers."),
)


def check_amounts(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Check every amount and every sum; booking alone would let a fen slip away."""
    del parsed, overlay
    fen = _FenOf()
    problems: list[Problem] = []
    for entry in books.entries:
        if isinstance(entry, data.Transaction):
            problems += _check_transaction(books, entry, fen)
        elif isinstance(entry, data.Balance):
            problems += _check_amount(books, entry, entry.amount, fen)
        elif isinstance(entry, data.Pad):
            problems.append(PADDED(books.place(entry)))
    return problems


class _FenOf(dict["Decimal | None", "int | None"]):
    """Decimal yuan -> whole fen, `None` where there are none; amounts repeat, so they are remembered."""

    def __missing__(self, yuan: Decimal | None) -> int | None:
        try:
            self[yuan] = None if yuan is None else to_fen(yuan)
        except ValueError:
            self[yuan] = None
        return self[yuan]


def _check_amount(books: Books, entry: Any, amount: Any, fen: _FenOf) -> Iterator[Problem]:
    if amount.currency != CURRENCY:
        yield FOREIGN(books.place(entry), amount=amount.number, currency=amount.currency)
    elif fen[amount.number] is None:
        yield TOO_FINE(books.place(entry), amount=amount.number)


def _check_transaction(books: Books, entry: data.Transaction, fen: _FenOf) -> list[Problem]:
    problems: list[Problem] = []
    total: int | None = 0
    for posting in entry.postings:
        units = posting.units
        number = fen[units.number] if units is not None and units.currency == CURRENCY else None
        if number is None or posting.cost is not None or posting.price is not None:
            problems += _explain(books, posting, fen)
            total = None
        elif posting.meta and "__automatic__" in posting.meta:
            problems.append(ELIDED(books.place(posting), account=posting.account, amount=units))
        if total is not None and number is not None:
            total += number
    if total:
        problems.append(UNBALANCED(books.place(entry), amount=format_yuan(total)))
    if len(entry.postings) < 2:
        problems.append(FEW_LEGS(books.place(entry)))
    return problems


def _explain(books: Books, posting: data.Posting, fen: _FenOf) -> Iterator[Problem]:
    if posting.cost is not None or posting.price is not None:
        yield PRICED(books.place(posting), account=posting.account)
    if posting.units is not None:
        yield from _check_amount(books, posting, posting.units, fen)
