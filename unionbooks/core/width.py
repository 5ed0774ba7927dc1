"""How wide text stands in a fixed-width line, where a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata
from typing import Final
from typing import Literal

__all__ = ["Align", "cut", "pad", "width", "wrap"]

Align = Literal["left", "right"]

_NEVER_FIRST: Final = frozenset("，。；：、！？）》」』】〕”’…%,.;:!?)]}")
_NEVER_LAST: Final = frozenset("（《「『【〔“‘([{")
_ELLIPSIS: Final = "…"


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me", "Cc"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def width(text: str) -> int:
    """Count the columns that a text takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(map(_columns, text))


def pad(text: str, columns: int, align: Align = "left") -> str:
    """Fill a text with spaces up to a number of columns; a longer text stays as it is."""
    space = " " * (columns - width(text))
    return space + text if align == "right" else text + space


def cut(text: str, columns: int) -> str:
    """Shorten a text to a number of columns, with an ellipsis where something is left out."""
    if width(text) <= columns:
        return text
    kept: list[str] = []
    room = columns - width(_ELLIPSIS)
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + _ELLIPSIS


def wrap(text: str, columns: int) -> list[str]:
    """Break one paragraph into lines: at spaces, and between Chinese characters.

    No line begins with a closing mark or ends with an opening one. A word longer than a line is
    broken where the line ends.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(" ".join(text.split())):
        if width(line) + width(piece.rstrip()) <= columns:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        while width(line.rstrip()) > columns:
            head = _head(line, columns)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _head(text: str, columns: int) -> str:
    count = used = 0
    for character in text:
        used += _columns(character)
        if used > columns:
            break
        count += 1
    return text[: max(count, 1)]


def _pieces(text: str) -> list[str]:
    """Split a text where a line may end; the pieces together are the text."""
    pieces: list[str] = []
    piece = ""
    for before, after in zip(text, [*text[1:], ""], strict=True):
        piece += before
        if _may_break(before, after):
            pieces.append(piece)
            piece = ""
    return [*pieces, piece] if piece else pieces


def _may_break(before: str, after: str) -> bool:
    if not after or after in _NEVER_FIRST or before in _NEVER_LAST or after == " ":
        return False
    return before == " " or _columns(before) == 2 or _columns(after) == 2
