"""Problems of cells, gathered: the same one in many rows below each other is one line for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import cell_name
from unionbooks.core.problems import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.core.problems import Problem

__all__ = ["Faults"]

_JOINED_FROM: Final = 3


@dataclass(frozen=True, slots=True)
class _Fault:
    row: int
    column: int
    problem: Problem
    span: str = ""


class Faults:
    """The problems of one sheet, as they are found."""

    def __init__(self, filename: str, prefix: str) -> None:
        """Take the name of the file, and what stands before the name of a cell (`花名册!`)."""
        self._file = filename
        self._prefix = prefix
        self._faults: list[_Fault] = []

    def add(self, row: int, column: int, problem: Problem) -> None:
        """Put a problem at a cell; both count from 0."""
        self._faults.append(_Fault(row, column, problem))

    def add_span(self, row: int, column: int, span: str, problem: Problem) -> None:
        """Put a problem at several cells, such as `C5:C12`."""
        self._faults.append(_Fault(row, column, problem, span))

    def __len__(self) -> int:
        return len(self._faults)

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the cells; three and more alike below each other are one."""
        runs = sorted(self._runs(), key=lambda run: (run[0].row, run[0].column))
        return tuple(self._placed(one) for run in runs for one in _joined(run))

    def _runs(self) -> Iterator[list[_Fault]]:
        """Give the faults in runs: of one column, alike, in rows that follow on each other."""
        run: list[_Fault] = []
        alike: tuple[object, ...] = ()
        for fault in sorted(
            self._faults, key=lambda one: (one.column, one.problem.code, str(one.problem.what), one.row)
        ):
            now = (fault.column, fault.problem.code, str(fault.problem.what))
            if run and (now != alike or fault.span or fault.row != run[-1].row + 1):
                yield run
                run = []
            run.append(fault)
            alike = now
        if run:
            yield run

    def _placed(self, fault: _Fault) -> Problem:
        span = fault.span or cell_name(fault.row, fault.column)
        return replace(fault.problem, place=Place(self._file, 0, f"{self._prefix}{span}"))


def _joined(run: list[_Fault]) -> list[_Fault]:
    if len(run) < _JOINED_FROM:
        return run
    first, last = run[0], run[-1]
    return [replace(first, span=f"{cell_name(first.row, first.column)}:{cell_name(last.row, last.column)}")]
