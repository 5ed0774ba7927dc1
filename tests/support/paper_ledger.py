"""A union's first three months as text, with papers, for tests of reports, packages and pages."""

from __future__ import annotations

import datetime as dt
import hashlib
import struct
import zlib
from typing import TYPE_CHECKING

from unionbooks.books.seal import seal_of
from unionbooks.books.write import SEALS
from unionbooks.books.write import Plan
from unionbooks.books.write import adopt
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import Seal
from unionbooks.core.vocabulary.directive import write_directive

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.books.model import Books

NOW = dt.datetime(2026, 4, 3, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MARCH_2026 = Month(2026, 3)

MAIN = """\
option "title" "育才小学工会委员会"
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
plugin "unionbooks.plugin"
2026-01-01 custom "fava-extension" "unionbooks.web" "{}"
include "union.beancount"
include "accounts.beancount"
include "members.beancount"
include "2026/*.beancount"
include "seals.beancount"
"""
UNION = """\
2026-01-01 custom "union-profile" "育才小学工会委员会"
  tax-id: "81340100MC0000001X"
  kind: "school"
  parent: "区教育工会"
  center: "区教育工会会计核算中心"
2026-01-01 custom "union-officer" "chair" "王建国"
2026-01-01 custom "union-officer" "treasurer" "李秀英"
2026-03-31 custom "union-officer" "accountant" "赵敏"
"""
ACCOUNTS = """\
2026-01-01 open Assets:101库存现金 CNY
2026-01-01 open Assets:102银行存款:10201基本户 CNY
  name-zh: "基本户"
  name-en: "Basic account"
2026-01-01 open Liabilities:211应付上级经费 CNY
2026-01-01 open Equity:322工会资金结余:32205累计结余 CNY
2026-01-01 open Income:401会费收入 CNY
2026-01-01 open Income:402拨缴经费收入 CNY
2026-01-01 open Expenses:501职工活动支出:50105会员活动支出 CNY
"""
MEMBERS = """\
2026-01-01 custom "union-member" "M0001" "join"
  name: "李秀英"
2026-01-01 custom "union-member" "M0002" "join"
  name: "王建国"
2026-02-01 custom "union-member" "M0003" "join"
  name: "孙丽"
2026-03-02 custom "union-member" "M0003" "leave"
"""
JANUARY = """\
2026-01-01 * "期初余额" ^V2026-01-0001
  voucher: "2026-01-0001"
  kind: "opening"
  prepared-by: "李秀英"
  evidence: "not-needed"
  Assets:102银行存款:10201基本户  12,345.67 CNY
  Assets:101库存现金  200.00 CNY
  Equity:322工会资金结余:32205累计结余  -12,545.67 CNY

2026-01-15 * "育才小学" "一月会费代扣" ^V2026-01-0002
  voucher: "2026-01-0002"
  kind: "dues"
  prepared-by: "李秀英"
  Assets:102银行存款:10201基本户  45.50 CNY
  Income:401会费收入  -25.50 CNY
    member: "M0001"
    months: "2026-01"
  Income:401会费收入  -20.00 CNY
    member: "M0002"
    months: "2026-01"
"""
MARCH = """\
2026-03-10 * "红星影城" "三八节观影：会员 38 人电影票" ^V2026-03-0001
  voucher: "2026-03-0001"
  kind: "expense"
  prepared-by: "李秀英"
  handled-by: "孙丽"
  accepted-by: "钱进"
  approved-by: "王建国"
  approved-on: 2026-03-09
  attachments: 2
  evidence: "have"
  invoice: "26342000000012345678"
  Expenses:501职工活动支出:50105会员活动支出  1,680.32 CNY
  Assets:102银行存款:10201基本户  -1,680.32 CNY

2026-03-15 * "育才小学" "三月会费代扣" ^V2026-03-0002
  voucher: "2026-03-0002"
  kind: "dues"
  prepared-by: "李秀英"
  attachments: 1
  evidence: "have"
  Assets:102银行存款:10201基本户  45.50 CNY
  Income:401会费收入  -25.50 CNY
    member: "M0001"
    months: "2026-03"
  Income:401会费收入  -20.00 CNY
    member: "M0002"
    months: "2026-03"

2026-03-20 * "育才小学" "三月工会经费" ^V2026-03-0003
  voucher: "2026-03-0003"
  kind: "contribution"
  prepared-by: "李秀英"
  approved-by: "王建国"
  attachments: 0
  Assets:102银行存款:10201基本户  5,000.00 CNY
  Income:402拨缴经费收入  -3,000.00 CNY
  Liabilities:211应付上级经费  -2,000.00 CNY

2026-03-31 * "红星影城" "冲销 2026-03-0001：张数录错" ^V2026-03-0004
  voucher: "2026-03-0004"
  kind: "reversal"
  reverses: "2026-03-0001"
  prepared-by: "李秀英"
  approved-by: "王建国"
  evidence: "not-needed"
  Expenses:501职工活动支出:50105会员活动支出  -1,680.32 CNY
  Assets:102银行存款:10201基本户  1,680.32 CNY
"""


def blank_pdf(pages: int = 1, words: str = "") -> bytes:
    """Return a PDF of small pages; `words` goes in as a comment, so that two papers differ."""
    kids = " ".join(f"{3 + i} 0 R" for i in range(pages))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>",
        *["<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 397]/Resources<<>>>>"] * pages,
    ]
    text = "%PDF-1.4\n%" + words.encode().hex() + "\n"
    starts = []
    for number, body in enumerate(objects, start=1):
        starts.append(len(text))
        text += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    tail = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{tail}".encode()


def small_png(width: int = 60, height: int = 40) -> bytes:
    """Return a grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\x90" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


PAPERS = {
    "documents/2026/03/2026-03-0001-01-发票.pdf": blank_pdf(words="发票"),
    "documents/2026/03/2026-03-0001-02-签到表.pdf": blank_pdf(2, words="签到表"),
    "documents/2026/03/2026-03-0002-01-扣款清单.png": small_png(),
}


def documents() -> str:
    """Write the `document` directives of the papers."""
    lines = []
    for path, content in PAPERS.items():
        name = path.rpartition("/")[2]
        voucher = name[:12]
        account = {
            "2026-03-0001": "Expenses:501职工活动支出:50105会员活动支出",
            "2026-03-0002": "Income:401会费收入",
        }[voucher]
        digest = hashlib.sha256(content).hexdigest()
        day = {"2026-03-0001": "2026-03-10", "2026-03-0002": "2026-03-15"}[voucher]
        lines.append(f'{day} document {account} "../{path}" ^V{voucher}\n  sha256: "{digest}"\n')
    return "\n".join(lines)


PAPER_LEDGER: dict[str, str | bytes] = {
    "main.beancount": MAIN,
    "union.beancount": UNION,
    "accounts.beancount": ACCOUNTS,
    "members.beancount": MEMBERS,
    "2026/2026-01.beancount": JANUARY,
    "2026/2026-03.beancount": f"{MARCH}\n{documents()}",
    "seals.beancount": "",
    **PAPERS,
}
"""A whole ledger without a problem, but for the journal that a hand-written one lacks."""


def put_on_record(root: Path) -> None:
    """Begin the journal of a ledger that was written by hand."""
    adopt(root, why="first", by="李秀英", now=NOW)


def seal_march(root: Path) -> None:
    """Seal March, as closing does, without its checks."""

    def plan(books: Books) -> Plan:
        parts = seal_of(books, MARCH_2026)
        seal = Seal(
            date=dt.date(2026, 4, 2),
            month=MARCH_2026,
            digest=parts.digest,
            previous=parts.previous,
            entries=parts.entries,
            papers=parts.papers,
            by="李秀英",
            tool="test",
        )
        return Plan((append(SEALS, write_directive(seal)),))

    commit(root, plan, by="李秀英", now=NOW, command="close")
