"""A small ledger as text, for tests to change and add to."""

from __future__ import annotations

MAIN = """\
option "title" "育才小学工会委员会"
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
plugin "unionbooks.plugin"
include "accounts.beancount"
include "members.beancount"
include "2026/*.beancount"
"""
ACCOUNTS = """\
2026-01-01 open Assets:101库存现金 CNY
2026-01-01 open Assets:102银行存款:10201基本户 CNY
2026-01-01 open Income:401会费收入 CNY
2026-01-01 open Expenses:501职工活动支出:50105会员活动支出 CNY
"""
MEMBERS = """\
2026-01-01 custom "union-member" "M0001" "join"
  name: "王一"
2026-02-01 custom "union-member" "M0002" "join"
  name: "李二"
"""
JANUARY = """\
2026-01-10 * "育才小学" "1月会费" ^V2026-01-0001
  voucher: "2026-01-0001"
  kind: "dues"
  Assets:102银行存款:10201基本户  21.85 CNY
  Income:401会费收入  -21.85 CNY
    member: "M0001"
    months: "2026-01"
"""
LEDGER = {
    "main.beancount": MAIN,
    "accounts.beancount": ACCOUNTS,
    "members.beancount": MEMBERS,
    "2026/2026-01.beancount": JANUARY,
}
"""A whole ledger without a problem, but for the journal that a hand-written one lacks."""
