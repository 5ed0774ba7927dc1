"""The number of the union's own account, as a file has it, and whether two numbers are the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from importers.sheet import tidy
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from importers.detect import Found
    from importers.rows import Row

__all__ = ["number_of", "number_outside", "numbers_in_rows", "same_number"]

SEVERAL: Final = ProblemKind(
    "import-accounts",
    N_("The file holds lines of several accounts: {numbers}."),
    N_("Download one file for each account."),
)

_SHOWN_DIGITS: Final = 4


def number_outside(found: Found, filename: str) -> str:
    """Return the number from above the header or from the file name; empty where neither has one."""
    for source in found.profile.own_number:
        if source.pattern is None:
            continue
        match = source.pattern.search(found.above if source.where == "above" else filename)
        if match is not None:
            return _plain(match[match.lastindex or 0])
    return ""


def number_of(found: Found, in_rows: Callable[[], Iterable[str]], filename: str) -> str:
    """Return the number from the first of the profile's sources that has one.

    Args:
        found: The sheet.
        in_rows: Gives what the rows hold in the column of the own account.
        filename: Name of the file.

    Raises:
        BadInputError: when the column holds more than one.
    """
    for source in found.profile.own_number:
        if source.pattern is not None:
            match = source.pattern.search(found.above if source.where == "above" else filename)
            if match is not None:
                return _plain(match[match.lastindex or 0])
            continue
        if found.column([source.column]) is None:
            continue
        numbers = list(dict.fromkeys(map(_plain, in_rows())))
        if len(numbers) > 1:
            raise BadInputError(SEVERAL(Place(filename), numbers=", ".join(numbers)))
        if numbers:
            return numbers[0]
    return ""


def numbers_in_rows(found: Found, rows: Iterable[Row]) -> list[str]:
    """Return what the rows hold in the column of the own account."""
    columns = (found.column([one.column]) for one in found.profile.own_number if one.column)
    column = next((one for one in columns if one is not None), None)
    if column is None:
        return []
    cells = (found.sheet.rows[row.source.row - 1] for row in rows)
    texts = (tidy(row[column], found.profile.strip) for row in cells if column < len(row))
    return [text for text in dict.fromkeys(texts) if text not in found.profile.null and text]


def same_number(one: str, other: str) -> bool:
    """Compare numbers; of a masked one (1234****9876), and of four digits alone, the last four count."""
    one, other = _plain(one), _plain(other)
    if not one or not other:
        return False
    if "*" in one + other or min(len(one), len(other)) == _SHOWN_DIGITS:
        return one[-_SHOWN_DIGITS:] == other[-_SHOWN_DIGITS:]
    return one == other


def _plain(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
