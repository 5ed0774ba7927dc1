"""Money is exact: what cannot be told in whole fen is refused, and splits sum to the whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.money import format_yuan
from unionbooks.core.money import multiply
from unionbooks.core.money import parse_yuan
from unionbooks.core.money import share_out
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan

FEN = st.integers(-(10**15), 10**15)


@given(FEN)
def test_fen_and_yuan_are_the_same_money(fen: int) -> None:
    """Fen to yuan and back is the same fen, with exactly two places in between."""
    yuan = to_yuan(fen)
    assert yuan.as_tuple().exponent == -2
    assert to_fen(yuan) == fen
    assert Fraction(yuan) == Fraction(fen, 100)


@given(FEN)
def test_a_written_amount_reads_back_equal(fen: int) -> None:
    """Formatting and parsing give the same amount, with commas and without."""
    assert to_fen(parse_yuan(format_yuan(fen))) == fen
    assert to_fen(parse_yuan(format_yuan(to_yuan(fen), commas=False))) == fen


@pytest.mark.parametrize(
    "number",
    [
        "0.001",
        "1.005",
        "1." + "0" * 40 + "1",
        "NaN",
        "Infinity",
        "1e14",
        "-1e14",
        "1e-9",
        "123456789012345678901234567890.01",
    ],
)
def test_what_is_no_whole_number_of_fen_is_refused(number: str) -> None:
    """A third decimal, however far out, and numbers beyond any union's money are refused."""
    with pytest.raises(ValueError, match=r"decimals|not an amount"):
        to_fen(Decimal(number))


def test_trailing_zeros_are_no_decimals() -> None:
    """One yuan is one yuan, however many zeros are written behind it."""
    assert to_fen(Decimal("1." + "0" * 30)) == 100
    assert to_fen(Decimal("1E+2")) == 10000


@pytest.mark.parametrize("value", [1.5, 1, "1.50", None, True])
def test_only_decimal_is_money(value: object) -> None:
    """A float has lost its fen already, and nothing else is guessed at."""
    with pytest.raises(TypeError, match="Decimal"):
        to_fen(value)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="int"):
        to_yuan(str(value))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.234",
        "1,23",
        "12,34.00",
        "1.",
        ".5",
        "１２",
        "壹元",
        "1 000",
        "1e3",
        "NaN",
        "--1",
        "0x1",
        "100000000000000",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Full-width digits, misplaced commas, words and exponents are no amounts."""
    with pytest.raises(ValueError, match="not an amount"):
        parse_yuan(text)


@pytest.mark.parametrize(
    ("text", "fen"), [("1", 100), ("1.5", 150), ("1,234.50", 123450), ("-0.05", -5), ("+7.00", 700), (" 8 ", 800)]
)
def test_usual_spellings_are_read(text: str, fen: int) -> None:
    """Commas, signs and one or two decimals are fine."""
    assert to_fen(parse_yuan(text)) == fen


@given(FEN, st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_shares_sum_to_the_whole(total: int, weights: list[int]) -> None:
    """Shares sum to the total to the fen, and each is within a fen of its exact part."""
    shares = share_out(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(total * weight, sum(weights))) < 1


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [3, -1]])
def test_shares_need_sensible_weights(weights: list[int]) -> None:
    """No weights, none that count, or a negative one: refused."""
    with pytest.raises(ValueError, match="weights"):
        share_out(100, weights)


@given(FEN, st.decimals(0, 1, places=4))
def test_a_rate_is_rounded_to_the_fen_and_no_further(fen: int, rate: Decimal) -> None:
    """A rate of an amount is at most half a fen from the exact product, or below it when cut."""
    exact = fen * Fraction(rate)
    assert abs(multiply(fen, rate) - exact) <= Fraction(1, 2)
    assert 0 <= abs(exact) - abs(multiply(fen, rate, up=False)) < 1


def test_dues_of_the_regulation() -> None:
    """4,370 yuan at half a percent is 21.85 yuan."""
    assert multiply(437000, Decimal("0.005")) == 2185
