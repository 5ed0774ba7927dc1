"""Months: arithmetic across years, ranges with both ends, and nothing that is no month."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.ids import VoucherNumber
from unionbooks.core.ids import links_of
from unionbooks.core.ids import voucher_link
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange

MONTHS = st.builds(Month, st.integers(1000, 2999), st.integers(1, 12))


@given(MONTHS, st.integers(-5000, 5000))
def test_going_there_and_back_is_staying(month: Month, steps: int) -> None:
    """Adding months and taking them away gives the same month, and the distance is the number of steps."""
    there = month.plus(steps)
    assert there.plus(-steps) == month
    assert there.minus(month) == steps
    assert (there > month) is (steps > 0)


@given(MONTHS)
def test_a_month_is_all_its_days(month: Month) -> None:
    """The day before the first and the day after the last lie in the neighbouring months."""
    assert Month.of(month.first_day) == Month.of(month.last_day) == month
    assert Month.of(month.first_day - dt.timedelta(1)) == month.plus(-1)
    assert Month.of(month.last_day + dt.timedelta(1)) == month.plus(1)


@given(MONTHS, st.integers(0, 200))
def test_a_range_holds_both_its_ends(first: Month, length: int) -> None:
    """A range written and read again holds the same months, from the first to the last."""
    months = MonthRange(first, first.plus(length))
    assert MonthRange.parse(str(months)) == months
    assert list(months) == [first.plus(step) for step in range(length + 1)]
    assert len(months) == length + 1
    assert first in months
    assert first.plus(length) in months
    assert first.plus(-1) not in months
    assert first.plus(length + 1) not in months


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-3", "26-03", "2026/03", "２０２６-03", " 2026-03", "", "2026-03-01"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    """Month 13, a missing zero and other spellings are no months."""
    with pytest.raises(ValueError, match="not a month"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["2026-03..2026-02", "2026-03..", "..2026-03", "2026-01..2026-02..2026-03"])
def test_what_is_no_range_is_refused(text: str) -> None:
    """A range that ends before it begins, or lacks an end, is none."""
    with pytest.raises(ValueError, match=r"month|range"):
        MonthRange.parse(text)


def test_a_month_of_no_calendar_is_refused() -> None:
    """Month 13 cannot even be made."""
    with pytest.raises(ValueError, match="no such month"):
        Month(2026, 13)


@given(MONTHS, st.integers(1, 10**6))
def test_a_voucher_number_reads_back_equal(month: Month, serial: int) -> None:
    """A voucher number written and read again is the same, and later ones are larger."""
    number = VoucherNumber(month, serial)
    assert VoucherNumber.parse(str(number)) == number
    assert VoucherNumber(month, serial + 1) > number
    assert voucher_link(number) == f"V{number}"


@pytest.mark.parametrize(
    "text", ["2026-03-0000", "2026-03-001", "2026-03-00001", "2026-13-0001", "2026-03-0001 ", "V2026-03-0001"]
)
def test_what_is_no_voucher_number_is_refused(text: str) -> None:
    """Number nought, other lengths and spaces are refused, so that one voucher has one spelling."""
    with pytest.raises(ValueError, match=r"voucher number|month"):
        VoucherNumber.parse(text)


def test_links_are_told_apart_by_their_letter() -> None:
    """Links of a kind are those with its letter and a digit behind it."""
    links = {"V2026-03-0001", "A2026-03", "Autumn", "R2026-02"}
    assert links_of("A", links) == ("A2026-03",)
    assert links_of("H", links) == ()
