"""Where the header of a sheet is: found by its words, below any titles, on one row or on two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import cell_name
from importers.cells import tidy
from importers.sheets.form import header_word
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.cells import Sheet
    from importers.sheets.form import Column
    from importers.sheets.form import Form
    from importers.sheets.marks import Marks
    from unionbooks.core.problems import Problem

__all__ = ["Header", "find_header"]

NO_HEADER: Final = ProblemKind(
    "sheet-header",
    N_("No sheet has a header with the words: {words}."),
    N_("Fill in the template, or put a header row with these words above the rows."),
)
NO_SHEET: Final = ProblemKind(
    "sheet-name",
    N_("There is no sheet {sheet} in the file."),
    N_("Name one of: {sheets}."),
)
SEVERAL: Final = ProblemKind(
    "sheet-several",
    N_("Several sheets of the file have such a header: {sheets}."),
    N_("Say which one is meant with --sheet."),
)
HIDDEN: Final = ProblemKind(
    "sheet-hidden",
    N_("Only hidden sheets have such a header: {sheets}."),
    N_("Show the sheet in Excel or WPS and look at it, or name it with --sheet."),
)
TWICE: Final = ProblemKind(
    "sheet-column-twice",
    N_("The column {title} stands there twice, in {first} and here."),
    N_("Put all rows under one header, one below the other, and take the second column out."),
)

_SEARCHED_ROWS: Final = 100
_FEWEST_WORDS: Final = 2


@dataclass(frozen=True, slots=True)
class Header:
    """The header of one sheet.

    Attributes:
        sheet: The sheet.
        first: Its first row, from 0.
        last: Its last row; the rows begin below.
        columns: Column from 0 -> what stands in it.
        ignored: Columns that hold nothing of their own.
        unused: Column -> its word, of columns that the form does not know.
        twice: Column that comes a second time -> the first one.
    """

    sheet: Sheet
    first: int
    last: int
    columns: Mapping[int, Column]
    ignored: frozenset[int]
    unused: Mapping[int, str]
    twice: Mapping[int, int]


def find_header(
    sheets: Sequence[Sheet], marks: Mapping[str, Marks], form: Form, filename: str, wanted: str | None
) -> Header:
    """Find the sheet and the row of the header.

    Args:
        sheets: The sheets of the file.
        marks: What is known of them.
        form: The form that is looked for.
        filename: Name of the file, for the sentences.
        wanted: Name of the sheet, where the user has named it.

    Raises:
        BadInputError: when no sheet has the header, or several have, or a column comes twice.
    """
    place = Place(filename)
    if wanted is not None and all(sheet.name != wanted for sheet in sheets):
        raise BadInputError(NO_SHEET(place, sheet=wanted, sheets=", ".join(sheet.name for sheet in sheets)))
    chosen = [sheet for sheet in sheets if wanted in {None, sheet.name}]
    found = [header for sheet in chosen if (header := _best(sheet, form)) is not None]
    if not found:
        titles = [column.title for column in form.columns if column.required]
        raise BadInputError(NO_HEADER(place, words="、".join(titles)))
    shown = [one for one in found if wanted is not None or not _is_hidden(one.sheet, marks)]
    if len(shown) != 1:
        kind = SEVERAL if shown else HIDDEN
        raise BadInputError(kind(place, sheets="、".join(one.sheet.name for one in shown or found)))
    header = shown[0]
    BadInputError.raise_if(_twice(header, filename))
    return header


def _is_hidden(sheet: Sheet, marks: Mapping[str, Marks]) -> bool:
    return sheet.name in marks and marks[sheet.name].hidden


def _twice(header: Header, filename: str) -> Iterator[Problem]:
    for second, first in header.twice.items():
        spot = f"{header.sheet.name}!" if header.sheet.name else ""
        yield TWICE(
            Place(filename, 0, f"{spot}{cell_name(header.last, second)}"),
            title=header.columns[first].title,
            first=cell_name(header.last, first),
        )


def _best(sheet: Sheet, form: Form) -> Header | None:
    """Return the header with the most words that the form knows; on one row rather than on two, above all others."""
    best: Header | None = None
    for row in range(min(len(sheet.rows), _SEARCHED_ROWS)):
        for last in (row, row + 1):
            if last >= len(sheet.rows):
                continue
            header = _read(sheet, form, row, last)
            if _is_enough(header, form) and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return best


def _is_enough(header: Header, form: Form) -> bool:
    keys = {column.key for column in header.columns.values()}
    required = {column.key for column in form.columns if column.required}
    return required <= keys and len(keys) >= min(_FEWEST_WORDS, len(form.columns))


def _read(sheet: Sheet, form: Form, first: int, last: int) -> Header:
    columns: dict[int, Column] = {}
    meant: dict[int, str] = {}
    ignored: set[int] = set()
    unused: dict[int, str] = {}
    twice: dict[int, int] = {}
    for at, words in enumerate(_words(sheet, first, last)):
        known = next((word for one in words if (word := header_word(one)) in form.by_word), None)
        if known is not None:
            columns[at] = form.by_word[known]
            meant[at] = known
        elif any(header_word(one) in form.ignored_words for one in words):
            ignored.add(at)
        elif words:
            unused[at] = words[-1]
    for key in dict.fromkeys(column.key for column in columns.values()):
        rivals = [at for at, column in columns.items() if column.key == key]
        best = min(rivals, key=lambda at: _rank(columns[at], meant[at]))
        twice |= {at: best for at in rivals if at != best and meant[at] == meant[best]}
        unused |= {at: meant[at] for at in rivals if meant[at] != meant[best]}
    read = {at: column for at, column in columns.items() if at not in unused and at not in twice}
    return Header(sheet, first, last, read, frozenset(ignored), unused, twice)


def _rank(column: Column, word: str) -> int:
    return [header_word(one) for one in column.words].index(word)


def _words(sheet: Sheet, first: int, last: int) -> Iterator[tuple[str, ...]]:
    """Give the words that may name each column: of two rows, both together, then the lower, else the upper.

    The upper word of several columns stands in the first of them only.
    """
    upper, lower = ([tidy(cell) for cell in sheet.rows[row]] for row in (first, last))
    if first == last:
        yield from ((word,) if word else () for word in upper)
        return
    above = ""
    for at in range(max(len(upper), len(lower))):
        over = upper[at] if at < len(upper) else ""
        under = lower[at] if at < len(lower) else ""
        above = over or above
        yield tuple(filter(None, (above + under, under) if under else (over,)))
