"""The payroll's list of dues deducted (代扣会费明细): who paid how much, and nothing else of the sheet.

A payroll sheet holds everybody's wages; only name, staff number, dues and, where there is one, the
base of the dues are looked at. Every mistake is reported with its cell, all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import cell_name
from importers.cells import compare_form
from importers.cells import read_sheets
from importers.cells import tidy
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
    from unionbooks.core.problems import Problem

__all__ = ["Deduction", "PayrollSheet", "Skipped", "read_payroll"]

NO_HEADER: Final = ProblemKind(
    "dues-no-header",
    N_("No row of the file is a header with the columns 姓名 (or 工号) and 会费."),
    N_("Name the columns so in the first row: 姓名, 工号, 会费."),
)
AMBIGUOUS: Final = ProblemKind(
    "dues-column-unclear",
    N_("The column {column} may hold the members' dues or the employer's contribution of 2 %."),
    N_("Rename it to 会费 if it holds the members' dues; the employer's part does not belong here."),
)
SEVERAL_COLUMNS: Final = ProblemKind(
    "dues-columns",
    N_("Several columns may hold the dues: {columns}."),
    N_("Leave the one with the amounts deducted, and name it 会费."),
)
SEVERAL_SHEETS: Final = ProblemKind(
    "dues-sheets",
    N_("Several sheets hold dues: {sheets}."),
    N_("Leave the one of the month in the file."),
)
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

_NAMES: Final = ("姓名", "职工姓名", "会员姓名", "员工姓名")
_NUMBERS: Final = ("工号", "人员编号", "职工编号", "员工编号", "职工号", "会员编号", "会员号", "工号/会员编号")
_DUES: Final = (
    "会费", "工会会费", "代扣会费", "代扣工会会费", "代扣工会费", "扣工会会费", "扣工会费", "扣会费", "工会费个人",
    "工会费(个人)", "个人工会费", "补扣工会费个人", "工会扣除", "税后工会会费", "会费金额", "实缴金额", "实缴会费",
)  # fmt: skip
_UNCLEAR: Final = ("工会费", "工会", "工会经费")
_BASES: Final = ("计费基数", "会费基数", "缴费基数", "会费计算基数", "基数")
_TOTALS: Final = ("合计", "总计", "共计")
_SUBTOTALS: Final = ("小计",)

_SEARCHED_ROWS: Final = 50


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
    """

    name: str
    number: str
    dues: int
    base: int | None
    place: Place
    dues_place: Place


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
    """

    deductions: tuple[Deduction, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]

    @property
    def total(self) -> int:
        """The sum of the deductions, in fen."""
        return sum(one.dues for one in self.deductions)


@dataclass(frozen=True, slots=True)
class _Header:
    sheet: Sheet
    row: int
    name: int | None
    number: int | None
    dues: int
    base: int | None


def read_payroll(data: bytes, filename: str) -> PayrollSheet:
    """Read a list of deductions from a csv, xlsx or xls.

    Raises:
        BadInputError: when the file or its header cannot be read; what is wrong with rows is in `problems`.
    """
    header = _find_header(read_sheets(data, filename), filename)
    reader = _Reader(header, filename)
    for at in range(header.row + 1, len(header.sheet.rows)):
        reader.read(at)
    if not reader.deductions and not reader.problems:
        raise BadInputError(NO_ROWS(Place(filename)))
    return PayrollSheet(tuple(reader.deductions), tuple(reader.skipped), tuple(reader.problems))


def _find_header(sheets: Sequence[Sheet], filename: str) -> _Header:
    found: list[_Header] = []
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows[:_SEARCHED_ROWS]):
            header = _header(sheet, row, [compare_form(cell) for cell in cells], filename)
            if header is not None:
                found.append(header)
                break
    if not found:
        raise BadInputError(NO_HEADER(Place(filename)))
    if len(found) > 1:
        raise BadInputError(SEVERAL_SHEETS(Place(filename), sheets=", ".join(one.sheet.name for one in found)))
    return found[0]


def _header(sheet: Sheet, row: int, words: Sequence[str], filename: str) -> _Header | None:
    name, number = _column(words, _NAMES), _column(words, _NUMBERS)
    if name is None and number is None:
        return None
    dues = [at for at, word in enumerate(words) if word in map(compare_form, _DUES)]
    unclear = _column(words, _UNCLEAR)
    if not dues and unclear is not None:
        raise BadInputError(AMBIGUOUS(_place(filename, sheet, row, unclear), column=words[unclear]))
    if len(dues) > 1:
        columns = ", ".join(words[at] for at in dues)
        raise BadInputError(SEVERAL_COLUMNS(_place(filename, sheet, row, dues[1]), columns=columns))
    return _Header(sheet, row, name, number, dues[0], _column(words, _BASES)) if dues else None


def _column(words: Sequence[str], names: Sequence[str]) -> int | None:
    for name in map(compare_form, names):
        if name in words:
            return words.index(name)
    return None


def _like(words: Iterable[str], marks: Sequence[str]) -> str:
    """Return the word that marks a total, such as 合计 or 合计人数; empty where there is none."""
    return next((word for word in words if word.startswith(tuple(marks)) or word.endswith(tuple(marks))), "")


def _place(filename: str, sheet: Sheet, row: int, column: int) -> Place:
    return Place(filename, 0, "!".join(filter(None, (sheet.name, cell_name(row, column)))))


class _Reader:
    """Reads the rows below a header, and keeps the running sums that totals are compared with."""

    def __init__(self, header: _Header, filename: str) -> None:
        self._header = header
        self._filename = filename
        self._since_subtotal = 0
        self._all = 0
        self.deductions: list[Deduction] = []
        self.skipped: list[Skipped] = []
        self.problems: list[Problem] = []

    def read(self, at: int) -> None:
        cells = [tidy(cell) for cell in self._header.sheet.rows[at]]
        if not any(cells):
            return
        header = self._header
        shown = self._cell(cells, header.dues)
        fen = self._amount(at, shown)
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

    def _add(self, at: int, cells: Sequence[str], fen: int) -> None:
        header = self._header
        name = "".join(self._cell(cells, header.name).split())
        number = self._cell(cells, header.number)
        self._all += fen
        self._since_subtotal += fen
        if not name and not number:
            self.problems.append(NOBODY(self._at(at, header.dues), amount=format_yuan(fen)))
            return
        if header.number is not None and (at, header.number) in header.sheet.lossy:
            self.problems.append(CUT_NUMBER(self._at(at, header.number)))
            return
        base = self._base(at, cells)
        who = header.name if header.name is not None and name else header.number or 0
        self.deductions.append(Deduction(name, number, fen, base, self._at(at, who), self._at(at, header.dues)))

    def _base(self, at: int, cells: Sequence[str]) -> int | None:
        shown = self._cell(cells, self._header.base)
        try:
            return parse_amount(shown) if shown else None
        except ValueError:
            self.problems.append(BAD_AMOUNT(self._at(at, self._header.base or 0), value=shown))
            return None

    def _amount(self, at: int, shown: str) -> int | None:
        if not shown or shown in {"-", "--", "/"}:
            return 0
        try:
            fen = parse_amount(shown)
        except ValueError:
            fen = -1
        if fen < 0:
            self.problems.append(BAD_AMOUNT(self._at(at, self._header.dues), value=shown))
            return None
        return fen

    def _compare(self, at: int, word: str, fen: int, expected: int) -> None:
        if fen != expected:
            self.problems.append(
                TOTAL(
                    self._at(at, self._header.dues),
                    word=word,
                    found=format_yuan(fen),
                    expected=format_yuan(expected),
                )
            )

    def _at(self, row: int, column: int) -> Place:
        return _place(self._filename, self._header.sheet, row, column)

    @staticmethod
    def _cell(cells: Sequence[str], column: int | None) -> str:
        return cells[column] if column is not None and column < len(cells) else ""
