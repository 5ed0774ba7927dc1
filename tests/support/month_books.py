"""The books of a small union in January 2026, founded by the tool itself, for the steps of a month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from statements import as_csv

from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.money import format_yuan
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.workflow.founding import FoundingSpec
from unionbooks.workflow.founding import found_ledger

if TYPE_CHECKING:
    from pathlib import Path

JANUARY = Month(2026, 1)
FEBRUARY = Month(2026, 2)
NOW = dt.datetime(2026, 2, 10, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
BY = "李会计"
BANK = "Assets:102银行存款:10201基本户"
OPENING = 1_000_000
"""Fen in the bank when the books begin."""

_SPEC = FoundingSpec(
    name="育才小学工会委员会",
    tax_id="81341000MC0000000X",
    first=JANUARY,
    employer="育才小学",
    bank="工商银行育才支行",
    bank_number="1302000000000012345",
)
_MEMBERS = (
    ("M0001", "张一", "1001", "6789.50"),
    ("M0002", "王二", "1002", "5000.00"),
    ("M0003", "赵三", "1003", "4376.00"),
    ("M0004", "赵三", "1004", "3000.00"),
)
ROLL = "\n".join(
    f'2026-01-01 custom "union-member" "{name}" "join"\n  name: "{shown}"\n  staff-no: "{number}"\n  base: {base} CNY\n'
    for name, shown, number, base in _MEMBERS
)
OFFICERS = (
    '2026-01-01 custom "union-officer" "chair" "陈主席"\n\n2026-01-01 custom "union-officer" "treasurer" "李会计"\n'
)
OPENING_VOUCHER = f"""\
2026-01-01 * "期初余额" ^V2026-01-0001
  voucher: "2026-01-0001"
  kind: "opening"
  {BANK}  {format_yuan(OPENING, commas=False)} CNY
  Equity:322工会资金结余:32205累计结余  -{format_yuan(OPENING, commas=False)} CNY
"""
DUES = (("张一", "1001", "33.90"), ("王二", "1002", "25.00"), ("赵三", "1003", "21.85"), ("赵三", "1004", "15.00"))
"""Name, staff number and dues of everybody, by the rule."""
DUES_SUM = 9575


def make_books(root: Path) -> None:
    """Found the books, with members, officers and the opening voucher."""
    found_ledger(root, _SPEC, by=BY, now=NOW)
    changes = (
        append("members/roll.beancount", ROLL),
        append("union.beancount", OFFICERS),
        append("2026/2026-01.beancount", OPENING_VOUCHER),
    )
    commit(root, lambda _: Plan(changes, ("2026-01-0001",)), by=BY, now=NOW, command="set up")


def statement(*lines: tuple[str, int, str, str], start: int = OPENING) -> bytes:
    """Write a statement of the bank: day, fen, other side and summary of each line, oldest first."""
    words = "本方账号 对方账号 交易时间 借/贷 对方单位 转入金额 转出金额 余额 用途 摘要 附言"
    rows = [words.split()]
    balance = start
    for day, fen, payee, summary in lines:
        balance += fen
        money_in, money_out = (format_yuan(fen), "") if fen > 0 else ("", format_yuan(-fen))
        row = ["1302000000000012345", "6222", f"{day} 10:00:00", "", payee, money_in, money_out, format_yuan(balance)]
        rows.append([*row, "", summary, ""])
    return as_csv(rows, "gb18030")


def dues_list(*rows: tuple[str, str, str], total: str | None = None) -> bytes:
    """Write a payroll's list of dues."""
    table = [["姓名", "工号", "应发工资", "会费"], *([name, number, "9999.99", dues] for name, number, dues in rows)]
    return as_csv([*table, ["合计", "", "", total]] if total else table)


APPROVED = VoucherMeta(
    kind="expense",
    handled_by="周老师",
    approved_by="陈主席",
    approved_on=dt.date(2026, 1, 19),
    evidence="have",
    attachments=1,
)
"""What the treasurer sets of an ordinary expense."""
