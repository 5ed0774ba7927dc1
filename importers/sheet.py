"""A sheet of text cells, and the words by which cells are compared and named."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BLANKS", "Sheet", "cell_name", "compare_form", "tidy"]

BLANKS: Final = "\ufeff\u200b\u3000\xa0 \t\r\n"
"""White space of every kind that surrounds cells."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; a csv is one sheet without a name.

    Attributes:
        name: The sheet's name.
        rows: Its rows from the first on, each with as many cells as it has.
        lossy: Row and column, both from 0, of long numbers whose last digits Excel has lost.
    """

    name: str
    rows: Sequence[Sequence[str]]
    lossy: frozenset[tuple[int, int]] = frozenset()


def tidy(cell: str, strip: str = "") -> str:
    """Take white space of every kind, and the profile's own padding, from around a cell."""
    return cell.strip(BLANKS + strip)


def compare_form(text: str) -> str:
    """Return a header word in the form in which words are compared: half-width, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def cell_name(row: int, column: int) -> str:
    """Name a cell as a spreadsheet does, `D7`; both count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
