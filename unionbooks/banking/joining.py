"""Which posted vouchers new bank lines belong to: the same account, the same amount, about the same days.

A voucher may be booked before the bank moves the money, and a sheet of dues before it is paid in. Only
what fits one to one is joined; what could be the one or the other is left to a person.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.matching import OPENING
from unionbooks.banking.matching import groups
from unionbooks.core.ids import VoucherNumber

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from unionbooks.books.model import Books

__all__ = ["join"]

_DAYS_BEFORE: Final = 45
"""How many days a voucher may be dated before its bank line: a month and a slow bank."""
_DAYS_AFTER: Final = 5
"""How many days it may be dated after: the day on which it was written down."""


def join(books: Books, account: str, lines: Sequence[tuple[dt.date, int]]) -> tuple[str | None, ...]:
    """Return the voucher of each new line, `None` where none fits or more than one may.

    Args:
        books: The books.
        account: The bank account.
        lines: Day and fen of each new line, oldest first.
    """
    waiting = _waiting(books, account)
    by_amount: defaultdict[int, list[int]] = defaultdict(list)
    for at, (_, fen) in enumerate(lines):
        by_amount[fen].append(at)
    joined: list[str | None] = [None] * len(lines)
    for fen, places in by_amount.items():
        near = [
            (day, number) for day, number in waiting.get(fen, ()) if any(_is_near(day, lines[at][0]) for at in places)
        ]
        # As many as there are lines, each near the one it falls to: then the order settles it.
        if len(near) == len(places) and all(
            _is_near(day, lines[at][0]) for (day, _), at in zip(near, places, strict=True)
        ):
            for (_, number), at in zip(near, places, strict=True):
                joined[at] = number
    return tuple(joined)


def _waiting(books: Books, account: str) -> dict[int, list[tuple[dt.date, str]]]:
    """Return fen -> day and number of the vouchers that no line is known for, by day and number."""
    waiting: defaultdict[int, list[tuple[dt.date, str]]] = defaultdict(list)
    for group in groups(books, account):
        for number, fen in group.vouchers.items():
            alone = len(group.vouchers) == 1 and not group.lines
            if alone and books.vouchers[number].meta.get("kind") != OPENING and _is_number(number):
                waiting[fen].append((books.vouchers[number].date, number))
    return {fen: sorted(them) for fen, them in waiting.items()}


def _is_number(text: str) -> bool:
    try:
        VoucherNumber.parse(text)
    except ValueError:
        return False
    return True


def _is_near(voucher: dt.date, line: dt.date) -> bool:
    return -_DAYS_AFTER <= (line - voucher).days <= _DAYS_BEFORE
