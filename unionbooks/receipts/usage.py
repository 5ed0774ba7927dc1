"""The use of receipts in a month (票据使用情况表): what was held, came, was used, spoiled, handed back, is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from unionbooks.core.month import Month
    from unionbooks.receipts.register import Book
    from unionbooks.receipts.register import Register
    from unionbooks.receipts.register import RegisterLine

__all__ = ["Usage", "UsageRow", "usage_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """One book in a month; numbers of receipts, except `issued_fen`.

    A number leaves the stock once, on the day it is issued or spoiled. Issued in one month and void
    in another, it counts as issued in the first and is remembered in `voided_later` of the second.

    Attributes:
        book: Id of the book.
        kind: What it is used for.
        first: Its first number.
        last: Its last number.
        opening: Free when the month began.
        received: Came in the month.
        issued: Issued in the month.
        void: Spoiled in the month.
        returned: Handed back unused in the month.
        closing: Free when the month ended, counted by itself.
        used_first: The first number that left the stock in the month; empty where none did.
        used_last: The last one.
        voided_later: Issued in an earlier month, and void since this one.
        issued_fen: What the receipts issued in the month are made out over.
    """

    book: str
    kind: str
    first: str
    last: str
    opening: int
    received: int
    issued: int
    void: int
    returned: int
    closing: int
    used_first: str = ""
    used_last: str = ""
    voided_later: int = 0
    issued_fen: int = 0

    @property
    def ties(self) -> bool:
        """Whether what was there and came equals what went and is there; not where a book was used once returned."""
        return self.opening + self.received == self.issued + self.void + self.returned + self.closing


@dataclass(frozen=True, slots=True)
class Usage:
    """The table of a month: the books that were held in it, and their sums."""

    month: Month
    rows: tuple[UsageRow, ...]
    total: UsageRow

    @property
    def ties(self) -> bool:
        """Whether every row ties, and the sums."""
        return all(row.ties for row in (*self.rows, self.total))


def usage_of(register: Register, month: Month) -> Usage:
    """Count what became of the receipts in a month; books that were used up before it are left out."""
    rows = [_row(register, book, month) for book in register.books if book.received <= month.last_day]
    kept = tuple(row for row in rows if row.opening or row.received or row.issued or row.void or row.voided_later)
    return Usage(month, kept, _total(kept))


def _row(register: Register, book: Book, month: Month) -> UsageRow:
    begin, end = month.first_day, month.last_day
    lines = [line for line in register.lines if line.book == book.id and _left(line) <= end]
    now = [line for line in lines if _left(line) >= begin]
    void = [line for line in now if line.voided is not None and line.voided <= end]
    issued = [line for line in now if line not in void]
    size, before = len(book.numbers), len(lines) - len(now)
    came_before = book.received < begin
    gone_before = book.returned is not None and book.returned < begin
    goes_now = book.returned is not None and begin <= book.returned <= end
    return UsageRow(
        book=book.id,
        kind=book.kind,
        first=str(book.numbers.first),
        last=str(book.numbers.last),
        opening=size - before if came_before and not gone_before else 0,
        received=0 if came_before else size - before,
        issued=len(issued),
        void=len(void),
        returned=size - _used_until(lines, book.returned) if goes_now else 0,
        closing=0 if gone_before or goes_now else size - len(lines),
        used_first=now[0].number if now else "",
        used_last=now[-1].number if now else "",
        voided_later=sum(1 for line in lines if line.voided and _left(line) < begin <= line.voided <= end),
        issued_fen=sum(line.face_fen or 0 for line in issued),
    )


def _left(line: RegisterLine) -> dt.date:
    """Return the day on which a number left the stock."""
    return min(line.date, line.voided or line.date)


def _used_until(lines: Sequence[RegisterLine], day: dt.date | None) -> int:
    return sum(1 for line in lines if day is not None and _left(line) <= day)


def _total(rows: Sequence[UsageRow]) -> UsageRow:
    counted = ("opening", "received", "issued", "void", "returned", "closing", "voided_later", "issued_fen")
    sums = {name: sum(getattr(row, name) for row in rows) for name in counted}
    return UsageRow(book="", kind="", first="", last="", **sums)
