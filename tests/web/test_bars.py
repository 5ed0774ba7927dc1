from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.overview import MonthLine
from unionbooks.core.month import Month
from unionbooks.web.bars import HEIGHT
from unionbooks.web.bars import draw

FEN = st.integers(-(10**12), 10**12)
MONTHS = st.lists(st.tuples(FEN, FEN), max_size=30).map(
    lambda sums: [
        MonthLine(Month(2024, 1).plus(index), income, spending, income - spending, 1, "open")
        for index, (income, spending) in enumerate(sums)
    ]
)


@given(MONTHS)
def test_no_bar_leaves_the_drawing(months: list[MonthLine]) -> None:
    """Every bar stands within the lines, taller where there was more, and none is drawn downwards."""
    chart = draw(months)
    if chart is None:
        assert all(line.income_fen <= 0 and line.spending_fen <= 0 for line in months[-12:])
        return
    assert len(chart.bars) == min(len(months), 12)
    heights = {(bar.line.income_fen, bar.income) for bar in chart.bars}
    heights |= {(bar.line.spending_fen, bar.spending) for bar in chart.bars}
    ordered = sorted(heights)
    assert all(0 <= height <= HEIGHT for _, height in ordered)
    assert [height for _, height in ordered] == sorted(height for _, height in ordered)
    if ordered[-1][0] >= 4000:
        assert ordered[-1][1] >= HEIGHT * 13 // 20
    assert all(0 < bar.left < chart.width for bar in chart.bars)


@given(MONTHS)
def test_the_lines_stand_for_whole_yuan(months: list[MonthLine]) -> None:
    """The amounts at the lines are whole yuan, evenly apart, and the last is at least the tallest bar."""
    chart = draw(months)
    if chart is None:
        return
    amounts = [fen for _, fen in chart.lines]
    assert all(fen % 100 == 0 for fen in amounts)
    assert len({after - before for before, after in pairwise(amounts)}) == 1
    assert amounts[-1] >= max(max(bar.line.income_fen, bar.line.spending_fen) for bar in chart.bars)
