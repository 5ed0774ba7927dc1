from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.books.load import load
from unionbooks.core.month import Month
from unionbooks.dues.paid import paid_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BANK = "Assets:102银行存款:10201基本户"


def voucher(serial: int, yuan: str, months: str, account: str = "Income:401会费收入") -> str:
    """Write a voucher in which a member pays."""
    return (
        (
            f'2026-01-10 * "x" ^V2026-01-{serial:04d}\n  voucher: "2026-01-{serial:04d}"\n'
            f"  {BANK}  {yuan} CNY\n  {account}  {yuan} CNY\n"
            f'    member: "M0001"\n    months: "{months}"\n\n'
        )
        .replace(f"{account}  ", f"{account}  -")
        .replace("--", "")
    )


def test_what_was_paid_is_summed_by_month(make_ledger: Callable[[dict[str, str]], Path]) -> None:
    """Several payments for a month stand side by side, and a payment for several months is shared out over them."""
    text = voucher(1, "10.00", "2026-01") + voucher(2, "5.00", "2026-01..2026-03")
    books = load(make_ledger({"2026/2026-01.beancount": text}))
    assert paid_for(books, Month(2026, 1)) == {"M0001": ((1000, "2026-01-0001"), (167, "2026-01-0002"))}
    assert paid_for(books, Month(2026, 2)) == {"M0001": ((167, "2026-01-0002"),)}
    assert paid_for(books, Month(2026, 3)) == {"M0001": ((166, "2026-01-0002"),)}
    assert paid_for(books, Month(2026, 4)) == {}


def test_what_was_taken_back_was_not_paid(make_ledger: Callable[[dict[str, str]], Path]) -> None:
    """A reversal leaves nothing behind, and money to another account is no dues."""
    other = voucher(3, "5.00", "2026-01", "Expenses:501职工活动支出:50105会员活动支出")
    text = voucher(1, "10.00", "2026-01") + voucher(2, "-10.00", "2026-01") + other
    books = load(make_ledger({"2026/2026-01.beancount": text}))
    assert paid_for(books, Month(2026, 1)) == {}
