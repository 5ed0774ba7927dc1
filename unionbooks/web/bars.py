"""A chart of income and spending by month, reckoned in whole units so that the template only draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.overview import MonthLine

__all__ = ["HEIGHT", "Bars", "Chart", "draw"]

HEIGHT: Final = 200
"""Height of the tallest bar, in units of the drawing."""

_STEP: Final = 60
_LEFT: Final = 90
_SHOWN: Final = 12
_RIGHT: Final = 10
_ROUND: Final = (10, 15, 20, 25, 30, 40, 50, 60, 80)


@dataclass(frozen=True, slots=True)
class Bars:
    """The two bars of a month: where they stand, and how tall they are; a negative sum has no height."""

    line: MonthLine
    left: int
    income: int
    spending: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart: its width, the bars, and the lines across with the amounts they stand for, in fen."""

    width: int
    bars: tuple[Bars, ...]
    lines: tuple[tuple[int, int], ...]


def draw(months: Sequence[MonthLine]) -> Chart | None:
    """Reckon the chart of the last twelve months; `None` where there is nothing to draw."""
    shown = months[-_SHOWN:]
    tallest = max((max(line.income_fen, line.spending_fen) for line in shown), default=0)
    if tallest <= 0:
        return None
    top = _round_up(tallest)
    bars = tuple(
        Bars(line, _LEFT + index * _STEP, _height(line.income_fen, top), _height(line.spending_fen, top))
        for index, line in enumerate(shown)
    )
    lines = tuple((HEIGHT * part // 4, top * part // 4) for part in range(5))
    return Chart(_LEFT + _STEP * len(shown) + _RIGHT, bars, lines)


def _height(fen: int, top: int) -> int:
    return HEIGHT * max(fen, 0) // top


def _round_up(fen: int) -> int:
    """Return an amount at least as large, a quarter of which is a round number of whole yuan."""
    power = 100
    while True:
        for tenths in _ROUND:
            if fen <= 4 * tenths * power:
                return 4 * tenths * power
        power *= 10
