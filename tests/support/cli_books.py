"""Books with a member, three vouchers in two months and one paper, written by the tool itself."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from unionbooks.books.plan import Plan
from unionbooks.books.plan import append
from unionbooks.books.plan import create
from unionbooks.books.write import commit
from unionbooks.core.month import Month
from unionbooks.workflow.founding import FoundingSpec
from unionbooks.workflow.founding import found_ledger

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 4, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PAPER = b"%PDF-1.4 a receipt\n"
VOUCHERS = """\
2026-01-12 * "青山文体用品店" "健步走用品" ^V2026-01-0001
  voucher: "2026-01-0001"
  kind: "expense"
  prepared-by: "周敏"
  handled-by: "陈立"
  accepted-by: "孙悦"
  approved-by: "王建国"
  approved-on: 2026-01-11
  attachments: 1
  evidence: "have"
  invoice: "26340000000000012345"
  Expenses:501职工活动支出:50102文体活动支出  1386.40 CNY
  Assets:102银行存款:10201基本户  -1386.40 CNY

2026-01-20 * "青山文体用品店" "冲销健步走用品" ^V2026-01-0002
  voucher: "2026-01-0002"
  kind: "reversal"
  prepared-by: "周敏"
  approved-by: "王建国"
  attachments: 0
  evidence: "not-needed"
  reverses: "2026-01-0001"
  Expenses:501职工活动支出:50102文体活动支出  -1386.40 CNY
  Assets:102银行存款:10201基本户  1386.40 CNY

2026-02-10 * "青山市第三中学" "二月会费" ^V2026-02-0001
  voucher: "2026-02-0001"
  kind: "dues"
  prepared-by: "周敏"
  attachments: 0
  evidence: "not-needed"
  Assets:102银行存款:10201基本户  31.40 CNY
  Income:401会费收入  -31.40 CNY
    member: "M0001"
    months: "2026-02"
"""
MEMBER = """\
2026-01-01 custom "union-member" "M0001" "join"
  name: "李晓"
  base: 6280.00 CNY
"""
DOCUMENT = f"""\
2026-01-12 document Expenses:501职工活动支出:50102文体活动支出 "../documents/2026/01/2026-01-0001-1.pdf" ^V2026-01-0001
  sha256: "{hashlib.sha256(PAPER).hexdigest()}"
  kind: "发票"
"""


def found_books(books: Path) -> None:
    """Found the books in a folder that is not there yet, and post to them."""
    spec = FoundingSpec(name="青山三中工会", tax_id="81340000MC0000000X", first=Month(2026, 1), kind="school")
    found_ledger(books, spec, by="周敏", now=NOW)
    january, february = VOUCHERS.split("\n2026-02", maxsplit=1)
    plan = Plan(
        (
            append("members/roll.beancount", MEMBER),
            append("2026/2026-01.beancount", january + "\n" + DOCUMENT),
            append("2026/2026-02.beancount", "2026-02" + february),
            create("documents/2026/01/2026-01-0001-1.pdf", PAPER),
        )
    )
    commit(books, lambda _: plan, by="周敏", now=NOW, command="test")
