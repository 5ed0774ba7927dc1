from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.month import Month
from unionbooks.demo import days

DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 1, 1),
        dt.date(2026, 2, 16),
        dt.date(2026, 2, 20),
        dt.date(2026, 5, 4),
        dt.date(2026, 6, 19),
        dt.date(2026, 9, 25),
        dt.date(2026, 10, 7),
        dt.date(2026, 3, 21),
    ],
)
def test_offices_are_closed(day: dt.date) -> None:
    """On weekends, public holidays and the festivals of the Chinese calendar nobody works."""
    assert not days.is_workday(day)


def test_offices_are_open() -> None:
    """An ordinary Thursday is a working day."""
    assert days.is_workday(dt.date(2026, 3, 12))


@given(DAYS, st.integers(1, 30))
def test_there_and_back(day: dt.date, count: int) -> None:
    """So many working days on from a working day, and as many back, is the day itself."""
    start = days.workday_from(day)
    assert days.workday_before(days.workday_after(start, count), count) == start


@given(DAYS)
def test_nearest(day: dt.date) -> None:
    """The working days next to a day enclose it, and meet on it where it is one."""
    before, after = days.workday_until(day), days.workday_from(day)
    assert before <= day <= after
    assert (before == after) == days.is_workday(day)


@given(st.integers(2022, 2035), st.integers(1, 12), st.integers(1, 14))
def test_counting_in_a_month(year: int, number: int, count: int) -> None:
    """The first fourteen working days of a month lie in it, in order, before its last one."""
    month = Month(year, number)
    day = days.nth_workday(month, count)
    assert Month.of(day) == month
    assert days.nth_workday(month, 1) <= day <= days.last_workday(month)
