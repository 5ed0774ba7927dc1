"""Working days in China: weekends and public holidays, the festivals that follow the moon included."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.demo.words import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.core.month import Month

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Festival",
    "festival",
    "is_workday",
    "last_workday",
    "nth_workday",
    "workday_after",
    "workday_before",
    "workday_from",
    "workday_until",
]

Festival = Literal["spring", "dragon-boat", "mid-autumn", "double-ninth", "qingming"]

FIRST_YEAR: Final = 2022
LAST_YEAR: Final = 2035
"""From the year of the accounting system and its chart, as far as the days of the festivals are known."""

_ORDER: Final[tuple[Festival, ...]] = ("spring", "dragon-boat", "mid-autumn", "double-ninth", "qingming")
_DAY: Final = dt.timedelta(days=1)


@cache
def _festivals() -> Mapping[int, Mapping[Festival, dt.date]]:
    return {int(year): dict(zip(_ORDER, days, strict=True)) for year, days in table("festivals").items()}


def festival(year: int, name: Festival) -> dt.date:
    """Return the day of a festival; of the Spring Festival, the first day of the year."""
    return _festivals()[year][name]


@cache
def _holidays(year: int) -> frozenset[dt.date]:
    first = festival(year, "spring")
    return frozenset(
        [
            dt.date(year, 1, 1),
            *(first + _DAY * offset for offset in range(-1, 7)),
            festival(year, "qingming"),
            *(dt.date(year, 5, day) for day in range(1, 6)),
            festival(year, "dragon-boat"),
            festival(year, "mid-autumn"),
            *(dt.date(year, 10, day) for day in range(1, 8)),
        ]
    )


def is_workday(day: dt.date) -> bool:
    """Tell whether offices are open; weekends worked in exchange for a holiday are left out."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def workday_from(day: dt.date) -> dt.date:
    """Return the day itself where it is a working day, else the next one."""
    while not is_workday(day):
        day += _DAY
    return day


def workday_until(day: dt.date) -> dt.date:
    """Return the day itself where it is a working day, else the last one before."""
    while not is_workday(day):
        day -= _DAY
    return day


def workday_after(day: dt.date, count: int = 1) -> dt.date:
    """Return the working day that many working days later."""
    for _ in range(count):
        day = workday_from(day + _DAY)
    return day


def workday_before(day: dt.date, count: int = 1) -> dt.date:
    """Return the working day that many working days earlier."""
    for _ in range(count):
        day = workday_until(day - _DAY)
    return day


def nth_workday(month: Month, count: int) -> dt.date:
    """Return the first, second, … working day of a month."""
    return workday_after(month.first_day - _DAY, count)


def last_workday(month: Month) -> dt.date:
    """Return the last working day of a month."""
    return workday_until(month.last_day)
