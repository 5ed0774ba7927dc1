from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statements import WIDE

from importers.values import parse_amount
from importers.values import parse_moment
from importers.values import parse_time
from unionbooks.core.money import format_yuan

DAY = dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026-3-5",
        "2026/3/5",
        "2026.3.5",
        "20260305",
        "2026年3月5日",
        "２０２６－０３－０５",
        " 2026-03-05\t",
    ],
)
def test_a_day_with_the_year_first_is_read(text: str) -> None:
    """Every form that banks and people use gives the same day, and no time."""
    assert parse_moment(text) == (DAY, "")


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-03-05 17:07:09", "17:07:09"),
        ("2026/03/05  17:07", "17:07:00"),
        ("20260305 17:07:09", "17:07:09"),
        ("20260305170709", "17:07:09"),
        ("2026-03-05 170709", "17:07:09"),
        ("2026-03-05T17:07:09.123", "17:07:09"),
        ("2026年3月5日 9:05", "09:05:00"),
    ],
)
def test_a_time_behind_the_day_is_read(text: str, time: str) -> None:
    """The time of day comes along where the file has it in the same cell."""
    assert parse_moment(text) == (DAY, time)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3/5",
        "05/03/2026",
        "03-05",
        "2026-13-01",
        "2026-02-30",
        "2026-03",
        "46086",
        "今天",
        "0001-01-01",
        "2026-3/5",
    ],
)
def test_a_day_that_could_be_another_is_refused(text: str) -> None:
    """Nothing is guessed: no year, the year last, a month that is none."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_moment(text)


def test_a_profile_may_name_another_form() -> None:
    """A bank that writes the day first is read where its profile says so."""
    assert parse_moment("05/03/2026", ["%d/%m/%Y"]) == (DAY, "")
    assert parse_moment("05/03/2026 09:08", ["%d/%m/%Y %H:%M"]) == (DAY, "09:08:00")


@pytest.mark.parametrize("text", ["25:00", "9", "noon", "12:61"])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    """A time is hours and minutes that exist."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_time(text)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["{}", "¥{}", "￥{}", "{}元", " {}\t", "CNY{}", "{}0"]))
def test_an_amount_is_read_to_the_fen(fen: int, form: str) -> None:
    """Whatever stands around it, an amount comes back as the fen that it was, full-width or not."""
    text = form.format(format_yuan(fen))
    assert parse_amount(text) == fen
    assert parse_amount(text.translate(WIDE)) == fen


@pytest.mark.parametrize("text", ["", "-", "1.234", "1,23", "壹佰元", "1e5", "12 34", "1.2.3", "NaN", "(100.00)"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """More than two decimals, misplaced commas and words are no amounts."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "fen"), [("-¥1.50", -150), ("¥-1.50", -150), ("- 1.50", -150), ("+1.5", 150), ("50.0", 5000)]
)
def test_a_sign_stands_on_either_side_of_the_yuan(text: str, fen: int) -> None:
    """The minus may come before or after the sign for yuan."""
    assert parse_amount(text) == fen
