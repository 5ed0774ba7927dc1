from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unionbooks.books.load import load
from unionbooks.books.lookup import account_by_code
from unionbooks.books.lookup import find_account
from unionbooks.core.problems import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCOUNTS = """\
2026-01-01 open Assets:101库存现金 CNY
2026-01-01 open Assets:102银行存款:10201基本户 CNY
2026-01-01 open Assets:102银行存款:10202活动户 CNY
2026-01-01 open Income:401会费收入 CNY
2026-01-01 open Expenses:501职工活动支出:50105会员活动支出 CNY
2026-01-01 open Expenses:501职工活动支出:50106其他活动支出 CNY
"""


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("10201", "Assets:102银行存款:10201基本户"),
        ("基本户", "Assets:102银行存款:10201基本户"),
        ("会员活动", "Expenses:501职工活动支出:50105会员活动支出"),
        (" Income:401会费收入 ", "Income:401会费收入"),
    ],
)
def test_an_account_is_found_by_what_people_write(
    make_ledger: Callable[[dict[str, str]], Path], text: str, account: str
) -> None:
    """Its code, its whole name and a part that fits no other all do."""
    books = load(make_ledger({"accounts.beancount": ACCOUNTS}))
    assert find_account(books, text) == account


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("102", "account-not-found"),
        ("活动支出", "account-ambiguous"),
        ("", "account-not-found"),
        ("X", "account-not-found"),
    ],
)
def test_what_fits_none_or_several_is_refused(
    make_ledger: Callable[[dict[str, str]], Path], text: str, code: str
) -> None:
    """A code that is not open, and a part of several names, are told apart."""
    books = load(make_ledger({"accounts.beancount": ACCOUNTS}))
    with pytest.raises(BadInputError) as caught:
        find_account(books, text)
    assert caught.value.problems[0].code == code


def test_a_code_alone_gives_one_account_or_none(make_ledger: Callable[[dict[str, str]], Path]) -> None:
    """For the program's own use a missing account is no error."""
    books = load(make_ledger({"accounts.beancount": ACCOUNTS}))
    assert account_by_code(books, "401") == "Income:401会费收入"
    assert account_by_code(books, "408") is None
