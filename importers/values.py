"""Dates, times and amounts as banks and apps write them, full-width digits included."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import parse_yuan
from unionbooks.core.money import to_fen

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["parse_amount", "parse_day_without_year", "parse_moment", "parse_time"]

_MOMENT: Final = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
    r"|年(?P<month_zh>\d{1,2})月(?P<day_zh>\d{1,2})日"
    r"|(?P<month_8>\d{2})(?P<day_8>\d{2}))"
    r"(?:(?:T|\s*)(?P<time>\d{1,2}:\d{2}(?::\d{2})?|(?<=\d{8})\d{6}|(?<=\s)\d{6})(?:\.\d+)?)?"
)
_DAY: Final = re.compile(r"(\d{1,2})(?:[-/.]|月)(\d{1,2})日?")
_TIME: Final = re.compile(r"(\d{1,2}):?(\d{2})(?::?(\d{2}))?(?:\.\d+)?")
_EXTRA_ZEROS: Final = re.compile(r"(\.\d\d)0+$")
_FIRST_YEAR: Final = 1949
_LAST_YEAR: Final = 2199


def parse_moment(text: str, formats: Sequence[str] = ()) -> tuple[dt.date, str]:
    """Read a day, and the time of day where one follows, as `17:07:09` or empty.

    Understood without being named are forms with the year first: `2026-03-05`, `2026/3/5`,
    `2026.3.5`, `20260305`, `2026年3月5日`. A form without the year, or with it last, is not guessed.

    Raises:
        ValueError: for anything else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    for form in formats:
        try:
            moment = dt.datetime.strptime(plain, form)  # noqa: DTZ007 - a day on paper has no zone
        except ValueError:
            continue
        return _sane(moment.date()), f"{moment:%H:%M:%S}" if "%H" in form else ""
    match = _MOMENT.fullmatch(plain)
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    month = match["month"] or match["month_zh"] or match["month_8"]
    day = match["day"] or match["day_zh"] or match["day_8"]
    return _sane(dt.date(int(match["year"]), int(month), int(day))), parse_time(match["time"] or "")


def parse_day_without_year(text: str, year: int, month: int) -> dt.date:
    """Read a day such as `01/02` or `1月2日` of a statement of some month: the last such day up to its end.

    Raises:
        ValueError: for anything else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _DAY.fullmatch(plain)
    if match is None:
        return parse_moment(plain)[0]
    return _sane(dt.date(year - (int(match[1]) > month), int(match[1]), int(match[2])))


def _sane(day: dt.date) -> dt.date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"not a date of our time: {day}")
    return day


def parse_time(text: str) -> str:
    """Read a time of day such as `9:30`, `09:30:00` or `093000`; empty for empty.

    Raises:
        ValueError: for anything else.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    match = _TIME.fullmatch(plain)
    if match is None:
        raise ValueError(f"not a time: {text!r}")
    return dt.time(int(match[1]), int(match[2]), int(match[3] or 0)).isoformat()


def parse_amount(text: str) -> int:
    """Read an amount in fen: `1,234.50`, `¥28.16`, `+10000.00`, `100元`, `１２．５０`.

    Raises:
        ValueError: for anything else, more than two decimals included.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("CNY").removesuffix("元").strip()
    sign = "-" if plain.startswith(("-¥", "- ")) else ""
    plain = sign + plain.removeprefix("-" if sign else "").strip().removeprefix("¥").strip()
    return to_fen(parse_yuan(_EXTRA_ZEROS.sub(r"\1", plain)))
