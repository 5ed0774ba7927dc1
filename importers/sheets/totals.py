"""Rows of totals in a sheet (合计, 小计): they are no lines, and what they say must be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from importers.cells import compare_form
from importers.values import parse_amount
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.sheets.faults import Faults
    from importers.sheets.form import Column

__all__ = ["Totals"]

WRONG_TOTAL: Final = ProblemKind(
    "sheet-total",
    N_("The total of {title} says {found}, and the rows above sum to {sum}."),
    N_("Look for the row that is missing or wrong, or correct the total."),
)
UNREADABLE_TOTAL: Final = ProblemKind(
    "sheet-total-unreadable",
    N_("The total of {title} ({found}) is no amount of money."),
    N_("Write it as 6280.00, or clear the cell."),
)

_WHOLE: Final = ("合计", "总计", "共计", "总合计")
_PART: Final = ("小计",)


@dataclass(slots=True)
class _Sum:
    part: int = 0
    whole: int = 0
    is_sound: bool = True


class Totals:
    """The sums of the columns that a total must agree with, as the rows are read."""

    def __init__(self, columns: Mapping[int, Column]) -> None:
        """Take the columns of the sheet."""
        self._columns = {at: column for at, column in columns.items() if column.summed}
        self._sums = {column.key: _Sum() for column in self._columns.values()}

    @staticmethod
    def is_total(first: str) -> bool:
        """Tell whether a row is one of totals, by its first cell."""
        return compare_form(first).startswith((*_WHOLE, *_PART))

    def add(self, column: Column, value: Any, *, is_sound: bool) -> None:
        """Count the value of a row; after one that could not be read, the sum of its column says nothing."""
        running = self._sums.get(column.key)
        if running is None:
            return
        running.is_sound = running.is_sound and is_sound
        if value is not None:
            running.part += to_fen(value)
            running.whole += to_fen(value)

    def check(self, row: int, cells: Sequence[str], faults: Faults) -> None:
        """Compare a row of totals with the sums; 小计 begins anew after itself."""
        is_part = compare_form(next(filter(None, cells))).startswith(_PART)
        for at, column in self._columns.items():
            running = self._sums[column.key]
            found = cells[at] if at < len(cells) else ""
            expected = running.part if is_part else running.whole
            running.part = 0
            if not found or not running.is_sound:
                continue
            try:
                total = parse_amount(found)
            except ValueError:
                faults.add(row, at, UNREADABLE_TOTAL(title=column.title, found=found))
                continue
            if total != expected:
                shown = {"found": format_yuan(total), "sum": format_yuan(expected)}
                faults.add(row, at, WRONG_TOTAL(title=column.title, **shown))
