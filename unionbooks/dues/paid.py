"""What was paid for which member and month, derived from the postings."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.money import share_out
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from beancount.core.data import Posting

    from unionbooks.books.model import Books

__all__ = ["DUES_CODE", "Payment", "paid_for"]

DUES_CODE: Final = "401"
"""Code of dues income (会费收入)."""

Payment = tuple[int, str]
"""Fen paid for a month, and the number of the voucher."""


def paid_for(books: Books, month: Month) -> dict[str, tuple[Payment, ...]]:
    """Return member -> what was paid for a month, by which vouchers; reversed payments cancel out.

    A posting for several months is shared out evenly over them, the odd fen going to the first.
    """
    found: defaultdict[str, list[Payment]] = defaultdict(list)
    for number, entry in books.vouchers.items():
        for posting in entry.postings:
            for member, fen in _of_month(posting, month):
                found[member].append((fen, number))
    return {member: tuple(them) for member, them in found.items() if sum(fen for fen, _ in them)}


def _of_month(posting: Posting, month: Month) -> Iterator[tuple[str, int]]:
    meta: Any = posting.meta or {}
    member, months = meta.get("member"), meta.get("months")
    if not member or not months or posting.units is None or posting.units.number is None:
        return
    if code_of(level_one(posting.account)) != DUES_CODE:
        return
    try:
        covered = list(MonthRange.parse(months))
    except ValueError:
        return  # the vocabulary reports it at every load
    if month in covered:
        fen = -to_fen(posting.units.number)
        sign = -1 if fen < 0 else 1
        yield str(member), sign * share_out(abs(fen), [1] * len(covered))[covered.index(month)]
