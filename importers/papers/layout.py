"""What is printed on a page, by where it stands: cells in rows, from a PDF or an OFD alike.

A label and its value are often written far apart in the file, and stand side by side on the page; so
the place on the page decides, and never the order of the file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

__all__ = ["GAP", "Cell", "Page", "lay_out"]

GAP: Final = "\t"
"""What stands between two cells in the text of a row."""

_SAME_ROW: Final = 0.5
_SAME_CELL: Final = 0.9
_BETWEEN_CHINESE: Final = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text: its left and right edge, its middle from the top, its height; in any one unit."""

    text: str
    left: float
    right: float
    middle: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page as rows of cells, top down and left to right."""

    rows: tuple[tuple[Cell, ...], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Each row as text, half-width, a tab between its cells."""
        return tuple(GAP.join(cell.text for cell in row) for row in self.rows)

    @property
    def text(self) -> str:
        """The whole page."""
        return "\n".join(self.lines)

    @property
    def letters(self) -> int:
        """How many characters are printed."""
        return sum(len(cell.text) for row in self.rows for cell in row)

    def below(self, row: int, heading: str) -> str:
        """Return what stands in the next rows nearest below a heading of a row; or nothing."""
        head = next((cell for cell in self.rows[row] if heading in cell.text), None)
        if head is None:
            return ""
        middle = (head.left + head.right) / 2
        for cells in self.rows[row + 1 : row + 3]:
            near = min(cells, key=lambda cell: abs((cell.left + cell.right) / 2 - middle), default=None)
            if near is not None and near.left - head.height <= head.right and near.right + head.height >= head.left:
                return near.text
        return ""


def lay_out(pieces: Iterable[Cell]) -> Page:
    """Put pieces of text, single letters even, into rows and cells."""
    rows: list[list[Cell]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.middle, piece.left)):
        row = rows[-1] if rows else None
        if row is not None and piece.middle - row[0].middle <= _SAME_ROW * max(piece.height, row[0].height):
            row.append(piece)
        else:
            rows.append([piece])
    laid = (tuple(_cells(sorted(row, key=lambda piece: piece.left))) for row in rows)
    return Page(tuple(row for row in laid if row))


def _cells(pieces: Sequence[Cell]) -> list[Cell]:
    gathered: list[list[Cell]] = []
    for piece in pieces:
        last = gathered[-1][-1] if gathered else None
        if last is not None and piece.left - last.right <= _SAME_CELL * max(piece.height, last.height):
            gathered[-1].append(piece)
        else:
            gathered.append([piece])
    cells = (_joined(group) for group in gathered)
    return [cell for cell in cells if cell.text]


def _joined(group: Sequence[Cell]) -> Cell:
    text = group[0].text
    for before, piece in pairwise(group):
        wide = piece.left - before.right > 0.25 * piece.height and not text.endswith(" ")
        text += (" " if wide else "") + piece.text
    plain = _BETWEEN_CHINESE.sub("", " ".join(unicodedata.normalize("NFKC", text).split()))
    first, last = group[0], group[-1]
    return Cell(plain, first.left, last.right, first.middle, max(piece.height for piece in group))
