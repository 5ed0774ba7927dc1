"""The union's own receipts (工会经费收入专用收据): books of numbers, used in order, spoiled now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.vocabulary import ReceiptBook
from unionbooks.core.vocabulary import ReceiptVoid
from unionbooks.demo.days import workday_before
from unionbooks.demo.draft import Entry
from unionbooks.workflow import layout

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.demo.world import World

__all__ = ["ReceiptBooks"]

BOOK_SIZE: Final = 50
SPOILED_EVERY: Final = 23
"""One number in so many is spoiled, in the middle of the round."""
DIGITS: Final = 8


class ReceiptBooks:
    """Hands out receipt numbers without a gap, and keeps the register of books and of void numbers."""

    def __init__(self, world: World) -> None:
        """Begin with a new book, whose first number ends in 01 or 51."""
        self._world = world
        self._first = world.dice("receipts").between(20_000, 60_000) * BOOK_SIZE + 1
        self._used = 0
        self.register: list[Entry] = []

    def issue(self, day: dt.date) -> str:
        """Return the number of the next receipt; a spoiled one before it goes to the register."""
        number = self._next(day)
        if self._used % SPOILED_EVERY == SPOILED_EVERY // 2:
            void = ReceiptVoid(
                date=day, number=number, reason="金额填写有误，三联齐全作废", copies=3, book=self._book()
            )
            self.register.append(Entry(layout.RECEIPTS, f"receipt void {number}", void))
            number = self._next(day)
        return number

    def _book(self) -> str:
        return f"SJ{(self._used - 1) // BOOK_SIZE + 1:03d}"

    def _next(self, day: dt.date) -> str:
        self._used += 1
        number = f"{self._first + self._used - 1:0{DIGITS}d}"
        if self._used % BOOK_SIZE == 1:
            last = f"{int(number) + BOOK_SIZE - 1:0{DIGITS}d}"
            received = self._world.start if self._used == 1 else workday_before(day, 3)
            book = ReceiptBook(
                date=received,
                book=self._book(),
                first=number,
                last=last,
                kind="general",
                from_union=self._world.words.parent,
            )
            self.register.append(Entry(layout.RECEIPTS, f"receipt book {self._book()}", book))
        return number
