from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.receipts.numbers import NumberRange
from unionbooks.receipts.numbers import ReceiptNumber

numbers = st.builds(
    lambda prefix, width, value: f"{prefix}{value % 10**width:0{width}d}",
    st.sampled_from(["", "A", "GH"]),
    st.integers(1, 12),
    st.integers(0, 10**12),
)


@given(numbers)
def test_a_number_is_written_as_it_was_read(text: str) -> None:
    """Zeros in front and letters survive reading and writing."""
    assert str(ReceiptNumber.parse(text)) == text


@pytest.mark.parametrize("text", ["", "12-34", "一二三", "１２３", "12 34", "A", "1.5", "12A"])
def test_what_is_no_number_is_refused(text: str) -> None:
    """Anything but digits with letters in front is no receipt number."""
    with pytest.raises(ValueError, match="receipt number"):
        ReceiptNumber.parse(text)


@pytest.mark.parametrize(("first", "last"), [("001", "0100"), ("A01", "B02"), ("020", "019"), ("A01", "01")])
def test_a_range_needs_two_ends_of_one_row(first: str, last: str) -> None:
    """Ends of unequal length, with other letters, or in the wrong order make no range."""
    with pytest.raises(ValueError, match="range"):
        NumberRange.parse(first, last)


@given(st.integers(0, 900), st.integers(0, 99))
def test_a_range_holds_what_it_counts(first: int, more: int) -> None:
    """Walking a book from its first number gives each of its numbers once, and then nothing."""
    book = NumberRange.parse(f"{first:04d}", f"{first + more:04d}")
    walked = []
    number = book.after(None)
    while number is not None:
        walked.append(number)
        number = book.after(number)
    assert walked == list(book)
    assert len(walked) == len(book) == more + 1
    assert all(one in book for one in walked)
    assert ReceiptNumber.parse(f"{first + more + 1:04d}") not in book
    assert ReceiptNumber.parse(f"{first:05d}") not in book


def test_zeros_taken_away_are_noticed() -> None:
    """A range that Excel has cut the zeros off does not overlap its book, but resembles it."""
    book, cut = NumberRange.parse("00012001", "00012050"), NumberRange.parse("12001", "12050")
    assert not book.overlaps(cut)
    assert book.resembles(cut)
    assert not book.resembles(NumberRange.parse("A0012001", "A0012050"))
    assert book.overlaps(NumberRange.parse("00012050", "00012051"))
