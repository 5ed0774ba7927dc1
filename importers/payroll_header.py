"""Where the header of a list of dues is, on one row or on two, and which column holds what.

The employer's contribution (工会费企业, 计提工会费) is never taken for the members' dues (工会费个人, 会费).
"""

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
    from collections.abc import Sequence

    from importers.cells import Sheet

__all__ = ["Header", "find_header"]

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

_NAMES: Final = ("姓名", "职工姓名", "会员姓名", "员工姓名")
_NUMBERS: Final = ("工号", "人员编号", "职工编号", "员工编号", "职工号", "会员编号", "会员号", "工号/会员编号")
_DUES: Final = (
    "会费", "工会会费", "代扣会费", "代扣工会会费", "代扣工会费", "扣工会会费", "扣工会费", "扣会费", "工会费个人",
    "个人工会费", "补扣工会费个人", "工会扣除", "税后工会会费", "会费金额", "实缴金额", "实缴会费", "实扣会费",
    "会费工会扣除", "代扣款会费", "代扣项目会费", "扣款会费", "扣款项目会费",
)  # fmt: skip
_UNCLEAR: Final = ("工会费", "工会", "工会经费")
_BASES: Final = ("计费基数", "会费基数", "缴费基数", "会费计算基数", "基数")
_MONTHS: Final = ("缴纳月份", "所属月份", "会费月份", "所属期", "账期", "月份")
_RECEIPTS: Final = ("收据号", "收据编号", "收据号码", "流水号/收据号")

_SEARCHED_ROWS: Final = 50


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a list: its sheet, its last row from 0, and the column of each thing that is read.

    `words` is column -> what the header calls it.
    """

    sheet: Sheet
    last: int
    name: int | None
    number: int | None
    dues: int
    base: int | None
    months: int | None
    receipt: int | None
    words: dict[int, str]


def find_header(sheets: Sequence[Sheet], filename: str) -> Header:
    """Find the one sheet with dues, and its header.

    Raises:
        BadInputError: when there is none, or more than one, or a column may be the employer's.
    """
    found = [header for sheet in sheets if (header := _in_sheet(sheet, filename)) is not None]
    if not found:
        raise BadInputError(NO_HEADER(Place(filename)))
    if len(found) > 1:
        raise BadInputError(SEVERAL_SHEETS(Place(filename), sheets=", ".join(one.sheet.name for one in found)))
    return found[0]


def _in_sheet(sheet: Sheet, filename: str) -> Header | None:
    """Look at each row alone first, then at each with the one below it."""
    rows = range(min(len(sheet.rows), _SEARCHED_ROWS))
    for row in rows:
        if header := _header(sheet, row, [tidy(cell) for cell in sheet.rows[row]], filename):
            return header
    for row in rows[:-1]:
        if header := _header(sheet, row + 1, _two_rows(sheet.rows[row], sheet.rows[row + 1]), filename):
            return header
    return None


def _two_rows(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Join a header of two rows; a word above several columns stands in the first of them only."""
    joined: list[str] = []
    above = ""
    for at in range(max(len(upper), len(lower))):
        over = tidy(upper[at]) if at < len(upper) else ""
        under = tidy(lower[at]) if at < len(lower) else ""
        above = over or above
        joined.append(_known(above, under) if under else over)
    return joined


def _known(above: str, under: str) -> str:
    """Choose what two words below each other mean: the lower alone, where that says it all."""
    return under if header_word(under) in _SAYS_IT_ALL else above + under


def _header(sheet: Sheet, row: int, cells: Sequence[str], filename: str) -> Header | None:
    words = [header_word(_bracketed(cell)) for cell in cells]
    name, number = _column(words, _NAMES), _column(words, _NUMBERS)
    if name is None and number is None:
        return None
    dues = [at for at, word in enumerate(words) if word in map(header_word, _DUES)]
    unclear = _column(words, _UNCLEAR)
    if not dues and unclear is not None:
        raise BadInputError(AMBIGUOUS(_place(filename, sheet, row, unclear), column=words[unclear]))
    if len(dues) > 1:
        columns = ", ".join(words[at] for at in dues)
        raise BadInputError(SEVERAL_COLUMNS(_place(filename, sheet, row, dues[1]), columns=columns))
    if not dues:
        return None
    return Header(
        sheet,
        row,
        name,
        number,
        dues[0],
        _column(words, _BASES),
        _column(words, _MONTHS),
        _column(words, _RECEIPTS),
        dict(enumerate(cells)),
    )


def _bracketed(cell: str) -> str:
    """Keep what a bracket says where it tells the member's part from the employer's: 工会费（个人）."""
    for mark in ("个人", "企业", "单位"):
        for left, right in (("（", "）"), ("(", ")")):
            cell = cell.replace(f"{left}{mark}{right}", mark)
    return cell


def _column(words: Sequence[str], names: Sequence[str]) -> int | None:
    for name in map(header_word, names):
        if name in words:
            return words.index(name)
    return None


def _place(filename: str, sheet: Sheet, row: int, column: int) -> Place:
    return Place(filename, 0, "!".join(filter(None, (sheet.name, cell_name(row, column)))))


_SAYS_IT_ALL: Final = frozenset(map(header_word, (*_NAMES, *_NUMBERS, *_DUES, *_BASES, *_MONTHS, *_RECEIPTS)))
