"""What makes a row the same row when it comes again: a stable id.

A serial number of the bank is not enough: payment and refund share one, and some banks give none.
The raw row is too much: it changes when the bank adds a column, and its status changes later. So the
id is a digest of the fields that the profile maps and names as its key, in normal form, with a
running number among rows that are equal in all of them.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importers.rows import Review
    from importers.rows import Row

__all__ = ["LENGTH", "SEPARATOR", "key_of", "prefix_of", "review_id", "stable_ids"]

LENGTH: Final = 24
"""Hexadecimal digits of an id: 96 bits, so that a million lines do not meet by chance."""

_FORMAT: Final = "unionbooks-row 1"
SEPARATOR: Final = "\x1f"
_FIGURES: Final = frozenset({"amount", "balance"})


def stable_ids(rows: Sequence[Row], scope: str, fields: Sequence[str]) -> tuple[str, ...]:
    """Return the id of each row; the same rows give the same ids, whatever stands around them.

    Args:
        rows: Rows with the oldest first.
        scope: What the rows belong to: the ledger's account, so that two accounts never share an id.
        fields: Names of `Row`'s fields that make up the identity.
    """
    prefix = prefix_of(scope, fields)
    seen: Counter[str] = Counter()
    ids = []
    for row in rows:
        key = key_of(row, fields)
        seen[key] += 1
        ids.append(_digest(prefix, key, seen[key]))
    return tuple(ids)


def key_of(row: Row, fields: Sequence[str]) -> str:
    """Return what makes up the identity of a row, in normal form."""
    return SEPARATOR.join([_normal(_shown(row, name)) for name in fields])


def prefix_of(scope: str, fields: Sequence[str]) -> str:
    """Return what comes before the key in what is digested."""
    return SEPARATOR.join((_FORMAT, scope, " ".join(fields), ""))


def _shown(row: Row, name: str) -> object:
    value = getattr(row, name)
    return format_yuan(value, commas=False) if name in _FIGURES and value is not None else value


def review_id(review: Review, scope: str, seen: Counter[str]) -> str:
    """Return the id of a row that was not understood, from all it says; `seen` counts equal ones."""
    key = _normal(review.text)
    seen[key] += 1
    return _digest(prefix_of(scope, ("review",)), key, seen[key])


def _digest(prefix: str, key: str, ordinal: int) -> str:
    text = f"{prefix}{key}{SEPARATOR}{ordinal}"
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _normal(value: object) -> str:
    return " ".join(unicodedata.normalize("NFKC", "" if value is None else str(value)).split())
