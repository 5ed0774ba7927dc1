"""Ids are text: their shapes, and the links that join a voucher to what it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.month import Month

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ID", "LINK_KINDS", "VoucherNumber", "links_of", "voucher_link"]

ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")
"""What any id may look like: it is also a Beancount link, so ASCII without spaces."""

LINK_KINDS: Final = {
    "A": "activity",
    "G": "goods run",
    "H": "hardship case",
    "R": "remittance",
    "V": "voucher",
}
"""First letter of a link -> what it points at. The id is the link (design §4)."""

_NUMBER: Final = re.compile(r"([0-9]{4}-(?:0[1-9]|1[0-2]))-([0-9]{4,})")


@dataclass(frozen=True, order=True, slots=True)
class VoucherNumber:
    """The identity of a posted voucher (凭证号), written `2026-03-0012`."""

    month: Month
    serial: int

    @classmethod
    def parse(cls, text: str) -> VoucherNumber:
        """Read `2026-03-0012`: four digits at least, no more zeros in front than that, none is 0000.

        Raises:
            ValueError: for any other form.
        """
        match = _NUMBER.fullmatch(text)
        if match is None:
            raise ValueError(f"not a voucher number: {text!r}")
        number = cls(Month.parse(match[1]), int(match[2]))
        if number.serial == 0 or str(number) != text:
            raise ValueError(f"not a voucher number: {text!r}")
        return number

    def __str__(self) -> str:
        return f"{self.month}-{self.serial:04d}"


def voucher_link(number: VoucherNumber | str) -> str:
    """Return the link that a voucher and its papers share, without the caret."""
    return f"V{number}"


def links_of(kind: str, links: Iterable[str]) -> tuple[str, ...]:
    """Pick the links of one kind (its letter, see `LINK_KINDS`) out of an entry's links, in order."""
    return tuple(sorted(link for link in links if link[:1] == kind and link[1:2].isdigit()))
