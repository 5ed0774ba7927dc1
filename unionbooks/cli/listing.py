"""A listing: rows under named columns, the one shape in which commands show many things."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Collection

    from unionbooks.core.messages import Translate

__all__ = ["RIGHT", "Cell", "Column", "Kind", "Listing", "machine_text", "show", "title_of"]

Kind = Literal["text", "id", "word", "money", "number", "count", "date", "flag"]
"""What a column holds.

An id is text that is never broken. Money is yuan as `Decimal` or fen as `int`, a number any other
`Decimal`. A word is one of the ledger's own words (see `unionbooks.cli.words`), which programs get
as it is and people in their language.
"""

Cell = object
"""A cell: a value of its column's kind, anything with a fitting `str` in a text column, or `None`."""

RIGHT: Final = frozenset({"money", "number", "count"})
"""Kinds that stand at the right edge of their column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key for programs, which never changes, and its title for people.

    The title is a source string; where it is empty, people see the key.
    """

    key: str
    title: str = ""
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows under columns; `total`, where there is one, is a last row for people only."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None

    def only(self, keys: Collection[str]) -> Listing:
        """Return the listing with only these columns, for people, who want the main ones."""
        kept = [i for i, column in enumerate(self.columns) if column.key in keys]
        return Listing(
            self.name,
            tuple(self.columns[i] for i in kept),
            tuple(tuple(row[i] for i in kept) for row in self.rows),
            tuple(self.total[i] for i in kept) if self.total else None,
        )


def title_of(column: Column, translate: Translate) -> str:
    """Return the title of a column in the user's language."""
    return translate(column.title) if column.title else column.key


def show(value: Cell, kind: Kind, translate: Translate) -> str:
    """Write a cell for people: amounts with commas, nothing for `None`, no control characters."""
    if value is None:
        return ""
    if kind == "word" and value:
        return translate(str(value))
    if kind == "money" and isinstance(value, Decimal | int):
        return format_yuan(value)
    text = _plain(value)
    return "".join(one if one.isprintable() else " " for one in text)


def machine_text(value: Cell, kind: Kind) -> str:
    """Write a cell for programs: amounts as `1234.50`, days as `2026-03-31`, nothing for `None`."""
    if value is None:
        return ""
    if kind == "money" and isinstance(value, Decimal | int):
        return format_yuan(value, commas=False)
    return _plain(value)


def _plain(value: Cell) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    return str(value)
