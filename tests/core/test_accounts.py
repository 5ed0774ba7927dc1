"""Account names: what is one, and what can be read from it."""

from __future__ import annotations

import pytest
from beancount import loader
from beancount.core.account import is_valid
from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.accounts import ELEMENTS
from unionbooks.core.accounts import ROOTS
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import component
from unionbooks.core.accounts import element_of
from unionbooks.core.accounts import is_account
from unionbooks.core.accounts import level_one
from unionbooks.core.accounts import split_component

NAME = "Expenses:501职工活动支出:50105会员活动支出"
CODES = st.from_regex(r"[1-9][0-9]{2}([0-9]{2}){0,3}", fullmatch=True)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@pytest.mark.parametrize(
    "name",
    [NAME, "Assets:102银行存款:10201基本户", "Income:401会费收入", "Equity:A", "Assets:1", "Liabilities:ICBC工行"],
)
def test_account_names_are_recognised(name: str) -> None:
    """A name whose every component begins with a capital or a digit is an account."""
    assert is_account(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Assets",
        "Assets:",
        "Assets:银行存款",
        "Assets:102银行:工商银行",
        "Assets:102银行存款\n",
        "Assets:102 银行存款",
        "Assets:102银行存款（基本户）",
        "Assets:102银行_存款",
        "assets:102银行存款",
        "A资产:102银行存款",
        "Other:102银行存款",
        "Assets::102",
        None,
        102,
    ],
)
def test_other_texts_are_no_accounts(name: object) -> None:
    """A name that Beancount takes by its beginning only, or below another root, is none."""
    assert not is_account(name)


def test_beancounts_own_loader_lets_a_bad_component_pass() -> None:
    """The hole that `is_account` closes is really there: the loader accepts what is no account name."""
    _, errors, _ = loader.load_string("2026-01-01 open Assets:102银行:工商银行 CNY\n")
    assert errors == []


@given(CODES, NAMES)
def test_any_name_becomes_a_component(code: str, name: str) -> None:
    """A code and a name with a letter or digit in it make a component of both, valid for Beancount."""
    try:
        made = component(code, name)
    except ValueError:
        assert not any(is_valid(f"Assets:1{char}") for char in name if char != "-")
        return
    assert is_account(f"Assets:{made}")
    split = split_component(made)
    assert split is not None
    assert split[0] == code


@given(CODES, NAMES)
def test_a_component_keeps_every_letter_and_digit(code: str, name: str) -> None:
    """What a component drops are signs only: each letter and digit stays, in order."""
    kept = [char for char in name if is_valid(f"Assets:1{char}") and char != "-"]
    assume(kept)
    assert [char for char in component(code, name).removeprefix(code) if char != "-"] == kept


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("20103", "规范津贴补贴（绩效工资）", "20103规范津贴补贴-绩效工资"),
        ("1610404", "办公生活用家具、器具购置", "1610404办公生活用家具-器具购置"),
        ("10203", "601支行（东区）", "10203-601支行-东区"),
        ("10204", " 建行 / 专户·二 ", "10204建行-专户-二"),
    ],
)
def test_signs_become_one_hyphen(code: str, name: str, expected: str) -> None:
    """Brackets, commas and spaces become single hyphens, and a leading digit is parted from the code."""
    assert component(code, name) == expected


@pytest.mark.parametrize("part", ["102", "银行存款", "A102", ""])
def test_a_part_needs_code_and_name(part: str) -> None:
    """A part without its code or without its name is not split."""
    assert split_component(part) is None


def test_what_can_be_read_from_a_name() -> None:
    """Code, level-one account and element come from the name alone."""
    assert code_of(NAME) == "50105"
    assert code_of("Assets:102银行存款:ICBC工行") == "102"
    assert code_of("Assets:ICBC工行") is None
    assert level_one(NAME) == "Expenses:501职工活动支出"
    assert level_one("Income:401会费收入") == "Income:401会费收入"
    assert element_of(NAME) == "expenditure"


def test_roots_and_elements_are_one_to_one() -> None:
    """Each of the five elements has its root, and each root its element."""
    assert {ELEMENTS[root]: root for root in ROOTS.values()} == ROOTS
    with pytest.raises(ValueError, match="Other"):
        element_of("Other:102银行存款")


PARTS = st.text(st.sampled_from("AbÉ1２银行-_ :（）ǅ٣ª"), max_size=8)


@given(st.lists(PARTS, max_size=4), st.sampled_from(["Assets", "Income", "Equity"]))
def test_a_name_is_an_account_exactly_when_beancount_says_so(parts: list[str], root: str) -> None:
    """Below an English root, our own rule and Beancount's full match agree on any text."""
    name = ":".join([root, *parts])
    assert is_account(name) is is_valid(name)
