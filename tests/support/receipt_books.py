"""Vouchers that receipts may be issued for, in the books of `month_books`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from month_books import BANK
from month_books import BY
from month_books import NOW

from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit

if TYPE_CHECKING:
    from pathlib import Path

DUES = "2026-01-0002"
CONTRIBUTION = "2026-01-0003"
GRANT = "2026-01-0004"
MIXED = "2026-01-0005"
_VOUCHERS = f"""\
2026-01-15 * "育才小学" "一月会费" ^V{DUES}
  voucher: "{DUES}"
  kind: "dues"
  {BANK}  95.75 CNY
  Income:401会费收入  -95.75 CNY

2026-01-16 * "育才小学" "一月工会经费" ^V{CONTRIBUTION}
  voucher: "{CONTRIBUTION}"
  kind: "contribution"
  {BANK}  5000.00 CNY
  Income:402拨缴经费收入  -3000.00 CNY
  Liabilities:211应付上级经费  -2000.00 CNY

2026-01-17 * "区教育工会" "上级补助" ^V{GRANT}
  voucher: "{GRANT}"
  kind: "grant"
  {BANK}  800.00 CNY
  Income:403上级补助收入:40301一般性转移支付补助  -800.00 CNY

2026-01-18 * "育才小学" "会费和经费一起到账" ^V{MIXED}
  voucher: "{MIXED}"
  kind: "contribution"
  {BANK}  600.00 CNY
  Income:401会费收入  -100.00 CNY
  Income:402拨缴经费收入  -500.00 CNY
"""


def post_income(root: Path) -> None:
    """Post the vouchers."""
    change = append("2026/2026-01.beancount", _VOUCHERS)
    commit(root, lambda _: Plan((change,)), by=BY, now=NOW, command="test")
