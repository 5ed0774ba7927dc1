"""From a filled-in sheet to typed rows: every problem at its cell, all of them at once.

Rows read = lines + skipped. A line whose cells are partly wrong keeps the sound ones; it is for the
caller to write nothing while there are problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from importers.cells import cell_name
from importers.cells import compare_form
from importers.cells import read_sheets
from importers.cells import tidy
from importers.sheets.faults import Faults
from importers.sheets.form import header_word
from importers.sheets.header import find_header
from importers.sheets.marks import Marks
from importers.sheets.marks import marks_of
from importers.sheets.totals import Totals
from importers.sheets.versions import check_version
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.sheets.form import Column
    from importers.sheets.form import Form
    from importers.sheets.header import Header
    from unionbooks.core.messages import Message
    from unionbooks.core.problems import Problem

__all__ = ["Filled", "Line", "Skipped", "read_form"]

EMPTY_CELL: Final = ProblemKind(
    "cell-empty",
    N_("{title} is empty."),
    N_("Fill it in, or clear the whole row."),
)
CUT: Final = ProblemKind(
    "cell-cut",
    N_("Excel has cut the long number in {title}: its last digits are lost."),
    N_("Format the column as text first, then enter the number again."),
)
FORMULA: Final = ProblemKind(
    "cell-formula",
    N_("{title} holds a formula."),
    N_("Copy the column and paste it in place as values only."),
)
MERGED: Final = ProblemKind(
    "cell-merged",
    N_("{title} has merged cells."),
    N_("Take the merging back and fill in every row."),
)
NO_LINES: Final = ProblemKind(
    "sheet-empty",
    N_("There is no row below the header."),
    N_("Fill in a row for each person or thing."),
)

_NOTES: Final = (
    "制表", "填表", "填报", "编制", "审核", "复核", "经办", "负责人", "主席", "签名", "签字", "签章", "盖章", "备注",
    "注:", "说明", "日期:", "单位:", "第", "以下空白",
)  # fmt: skip
_HEADER_AGAIN: Final = message("It is the header once more.")
_NOTE: Final = message("It is a note or a signature.")
_TOTAL: Final = message("It is a total.")
_ELSEWHERE: Final = message("It has something in columns only that are not read.")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet.

    Attributes:
        row: Number of the row, from 1.
        values: Key of a column -> value, for cells that hold one.
        place: Where the row stands: its first cell that must be filled.
        cells: Key of a column -> where its cell stands, for every column that the sheet has.
        is_sound: Whether every cell could be read.
    """

    row: int
    values: Mapping[str, Any]
    place: Place
    cells: Mapping[str, Place] = field(repr=False)
    is_sound: bool = True


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is none of the form's, why, and what it said."""

    place: Place
    why: Message
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet that was read.

    Attributes:
        filename: Name of the file.
        sheet: Name of the sheet, empty in a csv.
        lines: Its rows.
        skipped: Rows that hold nothing of the form: totals, notes, headers once more.
        unused: Words of columns that are not read.
        problems: What is wrong with cells, in the order of the rows.
    """

    filename: str
    sheet: str
    lines: tuple[Line, ...]
    skipped: tuple[Skipped, ...]
    unused: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_form(data: bytes, filename: str, form: Form, *, sheet: str | None = None) -> Filled:
    """Read a filled-in sheet: csv, xls, xlsx or ods.

    Args:
        data: The file.
        filename: Its name, for the sentences.
        form: The form it should have.
        sheet: Name of the sheet, where the user has named it.

    Raises:
        BadInputError: when the file cannot be read, has no such header or no rows. What is wrong with
            single cells is in `problems`.
    """
    sheets = read_sheets(data, filename)
    marks = marks_of(data, filename)
    check_version(sheets, marks, form, filename)
    header = find_header(sheets, marks, form, filename, sheet)
    reader = _Reader(form, header, marks.get(header.sheet.name, Marks()), filename)
    reader.read()
    if not reader.lines and not reader.faults:
        raise BadInputError(NO_LINES(reader.place_of_row(header.last)))
    return Filled(
        filename,
        header.sheet.name,
        tuple(reader.lines),
        tuple(reader.skipped),
        tuple(header.unused.values()),
        reader.faults.problems(),
    )


class _Reader:
    """Reads the rows of one sheet."""

    def __init__(self, form: Form, header: Header, marks: Marks, filename: str) -> None:
        self._form = form
        self._header = header
        self._marks = marks
        self._file = filename
        self._prefix = f"{header.sheet.name}!" if header.sheet.name else ""
        self._by_key = {column.key: at for at, column in header.columns.items()}
        self._totals = Totals(header.columns)
        self.faults = Faults(filename, self._prefix)
        self.lines: list[Line] = []
        self.skipped: list[Skipped] = []

    def read(self) -> None:
        rows = self._header.sheet.rows
        for at in range(self._header.last + 1, len(rows)):
            cells = [tidy(cell) for cell in rows[at]]
            if any(cells):
                self._row(at, cells)
        self._merged()

    def place_of_row(self, at: int) -> Place:
        return Place(self._file, 0, f"{self._prefix}{cell_name(at, 0)}")

    def _row(self, at: int, cells: Sequence[str]) -> None:
        known = [cells[x] for x in self._header.columns if x < len(cells) and cells[x]]
        first = next(filter(None, cells))
        if self._totals.is_total(first):
            self._totals.check(at, cells, self.faults)
            self._skip(at, cells, _TOTAL)
        elif not known:
            if any(cell for x, cell in enumerate(cells) if x not in self._header.ignored):
                self._skip(at, cells, _ELSEWHERE)
        elif all(header_word(cell) in self._form.by_word for cell in known) and len(known) > 1:
            self._skip(at, cells, _HEADER_AGAIN)
        elif _is_note(cells):
            self._skip(at, cells, _NOTE)
        else:
            self._line(at, cells)

    def _skip(self, at: int, cells: Sequence[str], why: Message) -> None:
        self.skipped.append(Skipped(self.place_of_row(at), why, " | ".join(filter(None, cells))))

    def _line(self, at: int, cells: Sequence[str]) -> None:
        values: dict[str, Any] = {}
        faults = len(self.faults)
        for x, column in self._header.columns.items():
            text = cells[x] if x < len(cells) else ""
            value = self._value(at, x, column, text)
            if value is not None:
                values[column.key] = value
            self._totals.add(column, value, is_sound=value is not None or not text)
        places = {key: Place(self._file, 0, f"{self._prefix}{cell_name(at, x)}") for key, x in self._by_key.items()}
        first = next((places[one.key] for one in self._form.columns if one.required), self.place_of_row(at))
        self.lines.append(Line(at + 1, values, first, places, len(self.faults) == faults))

    def _value(self, at: int, x: int, column: Column, text: str) -> Any:
        if (at, x) in self._marks.formulas:
            self.faults.add(at, x, FORMULA(title=column.title))
        elif (at, x) in self._header.sheet.lossy:
            self.faults.add(at, x, CUT(title=column.title))
        elif text:
            try:
                return column.kind.read(text)
            except BadInputError as error:
                for problem in error.problems:
                    self.faults.add(at, x, problem)
        elif column.required and not self._is_merged(at, x):
            self.faults.add(at, x, EMPTY_CELL(title=column.title))
        return None

    def _is_merged(self, at: int, x: int) -> bool:
        return any(area.top <= at <= area.bottom and area.left <= x <= area.right for area in self._marks.merged)

    def _merged(self) -> None:
        """Report merged cells where lines are; in titles and notes they do no harm."""
        rows = {line.row - 1 for line in self.lines}
        for area in self._marks.merged:
            columns = [self._header.columns[x] for x in range(area.left, area.right + 1) if x in self._header.columns]
            if columns and not rows.isdisjoint(range(area.top, area.bottom + 1)):
                span = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"
                self.faults.add_span(area.top, area.left, span, MERGED(title=columns[0].title))


def _is_note(cells: Sequence[str]) -> bool:
    """Tell whether a row is a remark: one cell alone, or several of the kind 审核：李四."""
    filled = [compare_form(cell) for cell in cells if cell]
    return filled[0].startswith(_NOTES) and (len(filled) == 1 or all(":" in cell for cell in filled))
