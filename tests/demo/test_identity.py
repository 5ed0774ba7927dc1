from __future__ import annotations

import datetime as dt
import string

from hypothesis import given
from hypothesis import strategies as st

from unionbooks.demo.identity import credit_code
from unionbooks.demo.identity import invoice_number
from unionbooks.demo.identity import masked_card

ALPHABET = "".join(one for one in string.digits + string.ascii_uppercase if one not in "IOZSV")


def is_credit_code(code: str) -> bool:
    """Check by the standard's own table of weights (GB 32100-2015, table B.1)."""
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(code, weights, strict=False))
    return len(code) == 18 and ALPHABET[(31 - total % 31) % 31] == code[-1]


@given(st.text(min_size=1, max_size=12), st.sampled_from(["81", "91"]))
def test_credit_codes_check_out(name: str, kind: str) -> None:
    """Every credit code passes the check of the standard, and is the same for the same name."""
    code = credit_code(name, kind)
    assert is_credit_code(code)
    assert code.startswith(kind)
    assert credit_code(name, kind) == code


def test_wrong_code_is_seen() -> None:
    """The check in this test is able to fail."""
    code = credit_code("某某工会", "81")
    assert not is_credit_code(code[:-1] + ("0" if code[-1] != "0" else "1"))


def test_invoice_number() -> None:
    """An invoice has twenty digits, the year in front, and another one for another matter."""
    day = dt.date(2026, 3, 12)
    one, other = invoice_number(day, "文具"), invoice_number(day, "图书")
    assert one != other
    assert len(one) == 20
    assert one.isdecimal()
    assert one.startswith("26")


def test_cards_are_masked() -> None:
    """Of a person's bank card eight digits are shown at most."""
    assert sum(char.isdecimal() for char in masked_card("张三")) == 8
