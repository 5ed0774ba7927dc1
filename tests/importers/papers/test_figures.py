from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.papers.figures import CAPITALS
from importers.papers.figures import capitals_agree
from importers.papers.figures import read_day
from importers.papers.figures import read_yuan
from unionbooks.core.capitals import in_capitals
from unionbooks.core.money import to_yuan

FEN = st.integers(0, 10**12)


@given(FEN, st.sampled_from([("元", "圆"), ("整", "正"), ("人民币", ""), ("零", ""), ("元", "圓")]))
def test_capitals_agree_however_they_are_printed(fen: int, change: tuple[str, str]) -> None:
    """The same amount agrees with itself in each of the forms that printers use."""
    assert capitals_agree(f"⊗{in_capitals(to_yuan(fen)).replace(*change)}", to_yuan(fen))


@given(FEN, FEN)
def test_capitals_of_another_amount_do_not_agree(fen: int, other: int) -> None:
    """Two amounts have capitals that agree only if they are the same amount."""
    assert capitals_agree(in_capitals(to_yuan(fen)), to_yuan(other)) == (fen == other)


def test_red_capitals() -> None:
    """A red invoice prints its sign in brackets; a sign that is missing does not agree."""
    assert capitals_agree("（负数）壹佰圆整", Decimal("-100.00"))
    assert not capitals_agree("壹佰圆整", Decimal("-100.00"))


@given(FEN.filter(bool))
def test_capitals_are_found_in_a_text(fen: int) -> None:
    """The amount in capitals is found whole between other words."""
    capitals = in_capitals(to_yuan(fen))
    match = CAPITALS.search(f"价税合计(大写)\t⊗{capitals}\t(小写)")
    assert match is not None
    assert match[0] == capitals


@pytest.mark.parametrize(
    ("text", "amount"),
    [("¥1,234.50", "1234.50"), ("￥ 0.10", "0.10"), ("***", "0.00"), ("CNY 50.00", "50.00"), ("-97.09", "-97.09"),
     ("300", "300.00"), ("", None), ("--", None)],
)  # fmt: skip
def test_amounts(text: str, amount: str | None) -> None:
    """Amounts are read as papers print them; the stars of an exempt tax are nought."""
    assert read_yuan(text) == (None if amount is None else Decimal(amount))


def test_what_is_no_amount_is_said() -> None:
    """An amount with three decimals, or a word, is refused and never rounded."""
    for text in ("1.005", "免税", "1O0.00"):
        with pytest.raises(ValueError, match="amount"):
            read_yuan(text)


def test_days() -> None:
    """Days are read with Chinese units, spaces, bare digits, and a time behind them."""
    for text in ("2026年01月19日", "2026 年 1 月 19 日", "20260119", "2026-01-19 10:20:30", "2026-01-19"):
        assert read_day(text) == dt.date(2026, 1, 19)
    assert read_day(" ") is None
