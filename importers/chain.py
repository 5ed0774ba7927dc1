"""The order of a statement, and whether each balance follows from the one before.

A missing row, a row that is there twice and a wrong sign all break the chain of balances.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importers.rows import Row

__all__ = ["Break", "breaks", "in_order"]


@dataclass(frozen=True, slots=True)
class Break:
    """Two rows that follow each other and whose balances do not: what the later one should be, in fen."""

    before: Row
    after: Row
    expected: int


def in_order(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows with the oldest first; banks write either way, and some not even sorted.

    Within a moment the order of the file is kept, turned round where the file has the newest first.
    """
    forward = list(rows)
    backward = forward[::-1]
    fits, fits_backward = _rising(forward), _rising(backward)
    if fits_backward > fits or (fits_backward == fits and len(breaks(backward)) < len(breaks(forward))):
        forward = backward
    return tuple(sorted(forward, key=lambda row: (row.date, row.time)))


def _rising(rows: Sequence[Row]) -> int:
    return sum((one.date, one.time) < (other.date, other.time) for one, other in pairwise(rows))


def breaks(rows: Sequence[Row]) -> tuple[Break, ...]:
    """Find where the chain of balances breaks, in rows with the oldest first; rows without balance are passed over."""
    found = []
    before: Row | None = None
    moved = 0
    for row in rows:
        moved += row.amount
        if row.balance is None:
            continue
        if before is not None and before.balance is not None and before.balance + moved != row.balance:
            found.append(Break(before, row, before.balance + moved))
        before, moved = row, 0
    return tuple(found)
