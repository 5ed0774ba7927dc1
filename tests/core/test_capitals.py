from __future__ import annotations

import re
from decimal import Decimal

import cn2an
import pytest
from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.capitals import in_capitals

# 32 cases; those that the regulation prints itself are marked (《支付结算办法》附件一).
TABLE = (
    ("0", "零元整"),
    ("0.05", "伍分"),
    ("0.50", "伍角整"),
    ("0.55", "伍角伍分"),
    ("1.00", "壹元整"),
    ("10.00", "壹拾元整"),
    ("10.05", "壹拾元零伍分"),
    ("10.50", "壹拾元零伍角整"),
    ("15.07", "壹拾伍元零柒分"),
    ("20.30", "贰拾元零叁角整"),
    ("100.05", "壹佰元零伍分"),
    ("325.04", "叁佰贰拾伍元零肆分"),  # regulation
    ("1000.00", "壹仟元整"),
    ("1005.00", "壹仟零伍元整"),
    ("1010.10", "壹仟零壹拾元零壹角整"),
    ("1234.50", "壹仟贰佰叁拾肆元伍角整"),
    ("1409.50", "壹仟肆佰零玖元伍角整"),  # regulation, there without 整
    ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),  # regulation
    ("6007.14", "陆仟零柒元壹角肆分"),  # regulation
    ("10000.00", "壹万元整"),
    ("10001.00", "壹万零壹元整"),
    ("16409.02", "壹万陆仟肆佰零玖元零贰分"),  # regulation
    ("100010.01", "壹拾万零壹拾元零壹分"),
    ("107000.53", "壹拾万柒仟元零伍角叁分"),  # regulation
    ("1000000.50", "壹佰万元零伍角整"),
    ("10000000.00", "壹仟万元整"),
    ("100000000.00", "壹亿元整"),
    ("100001000.00", "壹亿零壹仟元整"),
    ("120000000000.00", "壹仟贰佰亿元整"),
    ("1000000000001.10", "壹万亿零壹元壹角整"),
    ("2000100000000", "贰万零壹亿元整"),
    ("-1234.56", "负壹仟贰佰叁拾肆元伍角陆分"),
    ("-0.05", "负伍分"),
)

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
ALL_FEN = st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1)


def yuan(fen: int) -> Decimal:
    """Return fen as yuan, beyond what the books hold, too."""
    return Decimal(fen).scaleb(-2)


def read_whole(text: str) -> int:
    """Read a number back the way a person does: unit by unit, the largest first."""
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        if sign in text:
            above, _, below = text.rpartition(sign)
            return read_whole(above) * size + read_whole(below)
    value = digit = 0
    for char in text:
        if char in UNITS:
            value += digit * UNITS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return value + digit


def read_back(text: str) -> int:
    """Read an amount in capitals back into fen, by other means than it was written."""
    match = re.fullmatch(r"人民币(负?)(?:(.+?)元)?(?:零)?(?:(.)角)?(?:零)?(?:(.)分)?整?", text)
    assert match is not None, text
    sign, whole, jiao, cents = match.groups()
    fen = read_whole(whole or "") * 100 + DIGITS[jiao or "零"] * 10 + DIGITS[cents or "零"]
    return -fen if sign else fen


@pytest.mark.parametrize(("amount", "capitals"), TABLE)
def test_every_row_of_the_table(amount: str, capitals: str) -> None:
    """Each amount of the table is written as the table says."""
    assert in_capitals(Decimal(amount)) == f"人民币{capitals}"


@given(ALL_FEN)
def test_it_reads_back_as_the_same_amount(fen: int) -> None:
    """No two amounts are written alike: the text reads back as the amount."""
    assert read_back(in_capitals(yuan(fen))) == fen


@given(ALL_FEN)
def test_no_zero_is_doubled_or_left_at_an_end(fen: int) -> None:
    """A run of zeros gives one 零, and zeros at the end of the yuan give none."""
    text = in_capitals(yuan(fen))
    assert "零零" not in text
    assert fen == 0 or not re.search(r"零[元万亿角]", text)
    assert text.count("万") <= 2
    assert text.count("亿") <= 1


@given(ALL_FEN)
def test_whole_closes_the_amount_unless_there_are_fen(fen: int) -> None:
    """整 closes every amount that has no 分, and no other."""
    assert in_capitals(yuan(fen)).endswith("整") == (fen % 10 == 0)


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_it_agrees_with_cn2an_where_both_follow_one_rule(fen: int) -> None:
    """Where the library writes the form that banks ask for, ours is the same."""
    whole, rest = divmod(abs(fen), 100)
    assume(rest == 0 or rest % 10)  # it leaves 整 out after 角
    assume(rest < 10 or whole == 0 or whole % 10)  # and 零 before 角
    assume(whole < 10**8 or whole % 10**8 >= 10**7 or whole % 10**8 == 0)  # and 零 after an empty section
    assert in_capitals(yuan(fen)) == f"人民币{cn2an.an2cn(str(yuan(fen)), 'rmb')}"


@pytest.mark.parametrize("amount", [1, 1.5, True, "1.00", None])
def test_only_exact_money_is_taken(amount: object) -> None:
    """What is no `Decimal` is refused, a float above all."""
    with pytest.raises(TypeError):
        in_capitals(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", ["0.001", "1E-3", "1E+16", "-1E+16", "NaN", "Infinity", f"1.{'0' * 40}1"])
def test_what_no_cheque_can_carry_is_refused(amount: str) -> None:
    """More than two decimals, 10^16 yuan and above, and what is no number are refused."""
    with pytest.raises(ValueError, match=r"decimals|cannot|not an amount"):
        in_capitals(Decimal(amount))
