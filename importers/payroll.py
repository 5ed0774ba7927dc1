"""The payroll's list of dues deducted (代扣会费明细): who paid how much, and nothing else of the sheet.

A payroll sheet holds everybody's wages; only name, staff number, dues and, where there are such, the
base of the dues, their months and the number of the receipt are looked at. Every mistake is reported
with its cell, all of them at once. A group's list of cash is read in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import cell_name
from importers.cells import compare_form
from importers.cells import read_sheets
from importers.cells import tidy
from importers.payroll_header import Header
from importers.payroll_header import find_header
from importers.sheets.faults import Faults
from importers.sheets.marks import Marks
from importers.sheets.marks import marks_of
from importers.sheets.months import parse_months
from importers.sheets.reader import MERGED
from importers.values import parse_amount
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from importers.cells import Sheet
    from unionbooks.core.month import MonthRange
    from unionbooks.core.problems import Problem

__all__ = ["Deduction", "PayrollSheet", "Skipped", "read_payroll"]

BAD_AMOUNT: Final = ProblemKind(
    "dues-amount",
    N_("{value} is no amount of dues."),
    N_("Write yuan above zero with at most two decimals, such as 33.90."),
)
CUT_NUMBER: Final = ProblemKind(
    "dues-number-cut",
    N_("Excel has cut the long number in this cell."),
    N_("Format the column as text and enter the number again."),
)
NOBODY: Final = ProblemKind(
    "dues-nobody",
    N_("The row has dues of {amount}, but neither a name nor a staff number."),
    N_("Enter who paid, or name the row 合计 if it is the total."),
)
TOTAL: Final = ProblemKind(
    "dues-total",
    N_("The row {word} says {found}, but the rows above it sum to {expected}."),
    N_("Find the row that is missing or wrong, and correct it or the total."),
)
NO_ROWS: Final = ProblemKind(
    "dues-no-rows",
    N_("The file has a header, but nobody's dues below it."),
    N_("Check that it is the right file."),
)

BAD_MONTHS: Final = ProblemKind(
    "dues-months",
    N_("{value} is no month or range of months."),
    N_("Write it as 2026-03, 2026年3月 or 2026-01至2026-06."),
)
BAD_BASE: Final = ProblemKind(
    "dues-base",
    N_("{value} is no base of dues."),
    N_("Write the monthly wage in yuan, above zero, such as 6280.00, or clear the cell."),
)

_TOTALS: Final = ("合计", "总计", "共计")
_SUBTOTALS: Final = ("小计",)
_CODE: Final = re.compile(r"清单校验码[:：]?\s*([0-9]{4}-[0-9]{2})-([0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Deduction:
    """What was deducted from one person.

    Attributes:
        name: Name as the sheet writes it; may be empty where there is a number.
        number: Staff number or member id; may be empty where there is a name.
        dues: Fen, above zero.
        base: Base of the dues in fen, `None` where the sheet has none.
        place: Its row.
        dues_place: The cell of the dues.
        months: The months they are for, `None` where the sheet does not say.
        receipt: Number of the receipt given for them; empty where there is none.
    """

    name: str
    number: str
    dues: int
    base: int | None
    place: Place
    dues_place: Place
    months: MonthRange | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row without dues that is nobody's deduction: where, and what it says."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class PayrollSheet:
    """A list of deductions that was read.

    Attributes:
        deductions: In the order of the sheet.
        skipped: Rows without an amount, such as signatures and people without a deduction.
        problems: Everything that is wrong with it.
        code: Month and check code of the list it answers (清单校验码); empty where it names none.
    """

    deductions: tuple[Deduction, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    code: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The sum of the deductions, in fen."""
        return sum(one.dues for one in self.deductions)


def read_payroll(data: bytes, filename: str) -> PayrollSheet:
    """Read a list of deductions, or of cash, from a csv, xlsx or xls.

    Raises:
        BadInputError: when the file or its header cannot be read; what is wrong with rows is in `problems`.
    """
    sheets = read_sheets(data, filename)
    header = find_header(sheets, filename)
    reader = _Reader(header, filename, marks_of(data, filename).get(header.sheet.name, Marks()))
    for at in range(header.last + 1, len(header.sheet.rows)):
        reader.read(at)
    problems = reader.problems()
    if not reader.deductions and not problems:
        raise BadInputError(NO_ROWS(Place(filename)))
    return PayrollSheet(tuple(reader.deductions), tuple(reader.skipped), problems, _code(sheets))


def _code(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """Find the check code that a deduction list carries below its rows."""
    for sheet in sheets:
        for row in reversed(sheet.rows):
            for cell in row:
                if match := _CODE.search(cell):
                    return (match[1], match[2])
    return ()


def _like(words: Iterable[str], marks: Sequence[str]) -> str:
    """Return the word that marks a total, such as 合计 or 合计人数; empty where there is none."""
    return next((word for word in words if word.startswith(tuple(marks)) or word.endswith(tuple(marks))), "")


class _Reader:
    """Reads the rows below a header, and keeps the running sums that totals are compared with."""

    def __init__(self, header: Header, filename: str, marks: Marks) -> None:
        self._header = header
        self._filename = filename
        self._marks = marks
        self._prefix = f"{header.sheet.name}!" if header.sheet.name else ""
        self._faults = Faults(filename, self._prefix)
        self._rows: set[int] = set()
        self._since_subtotal = 0
        self._all = 0
        self.deductions: list[Deduction] = []
        self.skipped: list[Skipped] = []

    def read(self, at: int) -> None:
        cells = [tidy(cell) for cell in self._header.sheet.rows[at]]
        if not any(cells) or any(map(_CODE.search, cells)):
            return
        header = self._header
        fen = self._amount(at, self._cell(cells, header.dues))
        if fen is None:
            return
        words = {next(filter(None, map(compare_form, cells)), ""), compare_form(self._cell(cells, header.name))}
        if not fen:
            self.skipped.append(Skipped(self._at(at, header.dues), " | ".join(filter(None, cells))))
        elif total := _like(words, _TOTALS):
            self._compare(at, total, fen, self._all)
        elif subtotal := _like(words, _SUBTOTALS):
            self._compare(at, subtotal, fen, self._since_subtotal)
            self._since_subtotal = 0
        else:
            self._add(at, cells, fen)

    def problems(self) -> tuple[Problem, ...]:
        """Return everything that is wrong, in the order of the cells; what is alike below each other is one."""
        for area in self._marks.merged:
            columns = {self._header.name, self._header.number, self._header.dues, self._header.months}
            merged = [column for column in range(area.left, area.right + 1) if column in columns]
            if merged and not self._rows.isdisjoint(range(area.top, area.bottom + 1)):
                span = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, area.right)}"
                self._faults.add_span(area.top, area.left, span, MERGED(title=self._header.words[merged[0]]))
        return self._faults.problems()

    def _add(self, at: int, cells: Sequence[str], fen: int) -> None:
        header = self._header
        name = "".join(self._cell(cells, header.name).split())
        number = self._cell(cells, header.number)
        self._all += fen
        self._since_subtotal += fen
        self._rows.add(at)
        if not name and not number:
            self._faults.add(at, header.dues, NOBODY(amount=format_yuan(fen)))
            return
        if header.number is not None and (at, header.number) in header.sheet.lossy:
            self._faults.add(at, header.number, CUT_NUMBER())
            return
        who = header.name if header.name is not None and name else header.number or 0
        self.deductions.append(
            Deduction(
                name,
                number,
                fen,
                self._base(at, cells),
                self._at(at, who),
                self._at(at, header.dues),
                self._months(at, cells),
                self._cell(cells, header.receipt),
            )
        )

    def _base(self, at: int, cells: Sequence[str]) -> int | None:
        shown = self._cell(cells, self._header.base)
        if not shown or self._header.base is None:
            return None
        try:
            fen = parse_amount(shown)
        except ValueError:
            fen = 0
        if fen <= 0:
            self._faults.add(at, self._header.base, BAD_BASE(value=shown))
            return None
        return fen

    def _months(self, at: int, cells: Sequence[str]) -> MonthRange | None:
        shown = self._cell(cells, self._header.months)
        if not shown or self._header.months is None:
            return None
        try:
            return parse_months(shown)
        except ValueError:
            self._faults.add(at, self._header.months, BAD_MONTHS(value=shown))
            return None

    def _amount(self, at: int, shown: str) -> int | None:
        if not shown or shown in {"-", "--", "/"}:
            return 0
        try:
            fen = parse_amount(shown)
        except ValueError:
            fen = -1
        if fen < 0:
            self._faults.add(at, self._header.dues, BAD_AMOUNT(value=shown))
            return None
        return fen

    def _compare(self, at: int, word: str, fen: int, expected: int) -> None:
        if fen != expected:
            shown = {"found": format_yuan(fen), "expected": format_yuan(expected)}
            self._faults.add(at, self._header.dues, TOTAL(word=word, **shown))

    def _at(self, row: int, column: int) -> Place:
        return Place(self._filename, 0, f"{self._prefix}{cell_name(row, column)}")

    @staticmethod
    def _cell(cells: Sequence[str], column: int | None) -> str:
        return cells[column] if column is not None and column < len(cells) else ""
