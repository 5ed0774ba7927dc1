"""Receipt numbers: text with leading zeros, perhaps with letters in front, that can be counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["NumberRange", "ReceiptNumber"]

_SHAPE: Final = re.compile(r"([A-Za-z]*)([0-9]{1,18})")


@dataclass(frozen=True, order=True, slots=True)
class ReceiptNumber:
    """The number of one receipt (票据号码), written `00012001` or `A0012001`."""

    prefix: str
    width: int
    value: int

    @classmethod
    def parse(cls, text: str) -> ReceiptNumber:
        """Read a number as it is printed; the zeros in front belong to it.

        Raises:
            ValueError: for anything but digits, letters in front allowed.
        """
        match = _SHAPE.fullmatch(text)
        if match is None:
            raise ValueError(f"not a receipt number: {text!r}")
        return cls(match[1], len(match[2]), int(match[2]))

    @property
    def series(self) -> tuple[str, int]:
        """What numbers must share to stand in one row: the letters in front and the number of digits."""
        return self.prefix, self.width

    def __str__(self) -> str:
        return f"{self.prefix}{self.value:0{self.width}d}"


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers of a book, the first and the last included, all of them equally long."""

    first: ReceiptNumber
    last: ReceiptNumber

    def __post_init__(self) -> None:
        """Refuse numbers that do not stand in one row, and a range that ends before it begins."""
        if self.first.series != self.last.series or self.last < self.first:
            raise ValueError(f"no range of receipt numbers: {self.first} to {self.last}")

    @classmethod
    def parse(cls, first: str, last: str) -> NumberRange:
        """Read a range by its two ends.

        Raises:
            ValueError: where one is no number, they are not equally long, or the range ends before it begins.
        """
        return cls(ReceiptNumber.parse(first), ReceiptNumber.parse(last))

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, ReceiptNumber) or number.series != self.first.series:
            return False
        return self.first.value <= number.value <= self.last.value

    def __len__(self) -> int:
        return self.last.value - self.first.value + 1

    def __iter__(self) -> Iterator[ReceiptNumber]:
        for value in range(self.first.value, self.last.value + 1):
            yield ReceiptNumber(self.first.prefix, self.first.width, value)

    def after(self, number: ReceiptNumber | None) -> ReceiptNumber | None:
        """Return the number behind another, the first where it is `None`; `None` at the end of the book."""
        if number is None:
            return self.first
        following = ReceiptNumber(number.prefix, number.width, number.value + 1)
        return following if following in self else None

    def overlaps(self, other: NumberRange) -> bool:
        """Tell whether a number stands in both."""
        return other.first in self or self.first in other

    def resembles(self, other: NumberRange) -> bool:
        """Tell whether a number stands in both, or would but for the zeros in front, which Excel takes away."""
        if self.first.prefix != other.first.prefix:
            return False
        return self.first.value <= other.last.value and other.first.value <= self.last.value

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
