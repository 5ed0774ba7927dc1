"""Months as people write them in sheets: 2026-03, 2026年3月, 202603, 2026-01至2026-06, or a date of Excel."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange

__all__ = ["parse_months"]

_MONTH: Final = re.compile(
    r"([0-9]{4})(?:[-/.]([0-9]{1,2})|年([0-9]{1,2})月?(?:份)?|(0[1-9]|1[0-2]))"
    r"(?:[-/.]0?1(?: 00:00:00)?)?"
)
_SAME_YEAR: Final = re.compile(r"([0-9]{4})年([0-9]{1,2})月?(?:至|到|~|-|—|–)([0-9]{1,2})月(?:份)?")
_BETWEEN: Final = re.compile(r"\s*(?:\.\.|至|到|~|—|–| - )\s*")
_SERIAL: Final = re.compile(r"[3-6][0-9]{4}")
_EXCEL_ZERO: Final = dt.date(1899, 12, 30)
_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2199


def parse_months(text: str) -> MonthRange:
    """Read a month or a range of months; the year must be there, and nothing is guessed.

    Raises:
        ValueError: for anything else, a month 13 and a range that ends before it begins included.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _SAME_YEAR.fullmatch("".join(plain.split())):
        return MonthRange(_month(match[1], match[2]), _month(match[1], match[3]))
    parts = _BETWEEN.split(plain)
    if len(parts) > 2:
        raise ValueError(f"not months: {text!r}")
    months = [_parse(part) for part in parts]
    return MonthRange(months[0], months[-1])


def _parse(text: str) -> Month:
    if _SERIAL.fullmatch(text):
        return Month.of(_EXCEL_ZERO + dt.timedelta(days=int(text)))
    match = _MONTH.fullmatch(text)
    if match is None:
        raise ValueError(f"not a month: {text!r}")
    return _month(match[1], match[2] or match[3] or match[4])


def _month(year: str, number: str) -> Month:
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise ValueError(f"not a year of ours: {year}")
    return Month(int(year), int(number))
