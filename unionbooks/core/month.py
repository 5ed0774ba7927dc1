"""Calendar months and ranges of them, the periods in which a union's books move."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Month", "MonthRange"]

_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month (会计期间), written `2026-03`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse a month 13, and years that a four-digit text cannot hold."""
        if not (1 <= self.number <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"no such month: {self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-03`.

        Raises:
            ValueError: for any other form.
        """
        match = _MONTH.fullmatch(text)
        if match is None:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> dt.date:
        """The first day."""
        return dt.date(self.year, self.number, 1)

    @property
    def last_day(self) -> dt.date:
        """The last day, which still belongs to the month."""
        return dt.date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> Month:
        """Return the month that many months later, or earlier where negative."""
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    def minus(self, other: Month) -> int:
        """Count the months from the other month to this one."""
        return (self.year - other.year) * 12 + self.number - other.number

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, order=True, slots=True)
class MonthRange:
    """Months from the first to the last, both included, written `2026-01..2026-06` or `2026-03`."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        """Refuse a range that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"the range ends before it begins: {self.first}..{self.last}")

    @classmethod
    def parse(cls, text: str) -> MonthRange:
        """Read `2026-01..2026-06`, or one month alone.

        Raises:
            ValueError: for any other form, and for a range that ends before it begins.
        """
        first, dots, last = text.partition("..")
        start = Month.parse(first)
        return cls(start, Month.parse(last) if dots else start)

    @classmethod
    def one(cls, month: Month) -> MonthRange:
        """Return the range of a single month."""
        return cls(month, month)

    def __iter__(self) -> Iterator[Month]:
        for offset in range(len(self)):
            yield self.first.plus(offset)

    def __len__(self) -> int:
        return self.last.minus(self.first) + 1

    def __contains__(self, month: object) -> bool:
        return isinstance(month, Month) and self.first <= month <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"
