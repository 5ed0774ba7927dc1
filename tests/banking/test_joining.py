from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from unionbooks.banking.joining import join
from unionbooks.books.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BANK = "Assets:102银行存款:10201基本户"


def voucher(serial: int, yuan: str, day: str, kind: str = "dues") -> str:
    """Write a voucher that pays into the bank."""
    return (
        f'2026-01-{day} * "x" ^V2026-01-{serial:04d}\n  voucher: "2026-01-{serial:04d}"\n  kind: "{kind}"\n'
        f"  {BANK}  {yuan} CNY\n  Income:401会费收入  -{yuan} CNY\n\n"
    )


@pytest.mark.parametrize(
    ("vouchers", "lines", "expected"),
    [
        (["5.00 10"], ["5.00 12"], ["1"]),
        (["5.00 10"], ["5.00 06"], ["1"]),
        (["5.00 10"], ["5.00 04"], [None]),
        (["5.00 10"], ["5.01 12"], [None]),
        (["5.00 10"], ["-5.00 12"], [None]),
        (["5.00 10", "5.00 11"], ["5.00 12"], [None]),
        (["5.00 10"], ["5.00 12", "5.00 13"], [None, None]),
        (["5.00 10", "5.00 11"], ["5.00 12", "5.00 13"], ["1", "2"]),
        (["5.00 10", "6.00 10"], ["6.00 12", "5.00 13"], ["2", "1"]),
    ],
)
def test_only_what_fits_one_to_one_is_joined(
    make_ledger: Callable[[dict[str, str]], Path], vouchers: list[str], lines: list[str], expected: list[str | None]
) -> None:
    """The same amount about the same days, and as many vouchers as lines; otherwise a person decides."""
    text = "".join(voucher(at, *one.split()) for at, one in enumerate(vouchers, start=1))
    books = load(make_ledger({"2026/2026-01.beancount": text}))
    given = [(dt.date(2026, 1, int(one.split()[1])), round(float(one.split()[0]) * 100)) for one in lines]
    assert join(books, BANK, given) == tuple(None if one is None else f"2026-01-{int(one):04d}" for one in expected)


def test_the_opening_voucher_waits_for_no_line(make_ledger: Callable[[dict[str, str]], Path]) -> None:
    """The opening balance is no movement, so no line of the same amount belongs to it."""
    books = load(make_ledger({"2026/2026-01.beancount": voucher(1, "5.00", "01", "opening")}))
    assert join(books, BANK, [(dt.date(2026, 1, 2), 500)]) == (None,)
