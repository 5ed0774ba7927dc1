"""Statements of banks and apps, made up from movements of money: a file for each bundled profile."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter
from hypothesis import strategies as st

from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
"""To the full-width forms that people type in Chinese."""


@dataclass(frozen=True)
class Movement:
    """A movement of money, as it really was; `balance` is what is there after it."""

    moment: dt.datetime
    fen: int
    balance: int
    payee: str
    account: str
    summary: str
    bank_id: str


@dataclass(frozen=True)
class Shape:
    """How one bank writes its file: words above the header, the header, one movement's row, totals at the end."""

    profile: str
    above: tuple[tuple[str, ...], ...]
    header: tuple[str, ...]
    row: Callable[[Movement], list[str]]
    below: tuple[tuple[str, ...], ...] = ()
    has_time: bool = True
    has_balance: bool = True
    has_account: bool = True
    has_id: bool = True
    has_payee: bool = True
    has_summary: bool = True
    says: Callable[[Movement], str] | None = None
    """What the summary is read as, where it is more than the movement's own."""
    numbers: frozenset[str] = frozenset()
    """Header words of the columns that hold amounts; those of `NUMBERS` where there are none."""
    days: frozenset[str] = frozenset()
    """Header words of the columns that hold days; those of `DAYS` where there are none."""


def yuan(fen: int) -> str:
    """Write an amount as banks do."""
    return format_yuan(fen)


def _in_out(one: Movement, unused: str = "") -> tuple[str, str]:
    return (yuan(one.fen), unused) if one.fen > 0 else (unused, yuan(-one.fen))


def _icbc(one: Movement) -> list[str]:
    money_in, money_out = _in_out(one)
    start = [f"{one.moment:%Y-%m-%d}\t", f"{one.summary}   \t"]
    middle = ["", "CHN    \t", "钞", "-  \t", "-  \t", "-", f"{money_in}  \t", f"{money_out}\t", "人民币  \t"]
    return [*start, *middle, f"{yuan(one.balance)}  \t", f"{one.payee}    \t"]


def _icbc_2(one: Movement) -> list[str]:
    cells = _icbc(one)
    return [*cells[:2], "      \t", *cells[2:], f"{one.account}  \t", ""]


def _wechat(one: Movement) -> list[str]:
    way = "收入" if one.fen > 0 else "支出"
    start = [f"{one.moment:%Y-%m-%d %H:%M:%S}", one.summary, one.payee, "/", way, f"¥{yuan(abs(one.fen))}"]
    return [*start, "零钱", "支付成功", f"{one.bank_id}\t", "/", "/"]


def _alipay(one: Movement) -> list[str]:
    way = "收入" if one.fen > 0 else "支出"
    start = [f"{one.moment:%Y-%m-%d %H:%M:%S} ", one.summary, one.payee, one.account, "", way]
    return [*start, f"{yuan(abs(one.fen))}     ", "余额", "交易成功", f"{one.bank_id}\t", "\t", "", ""]


def _ccb(one: Movement) -> list[str]:
    money_in, money_out = _in_out(one, "0.00")
    start = ["34050000000000001", "某工会", f"{one.moment:%Y%m%d %H:%M:%S}", money_out, money_in, yuan(one.balance)]
    return [*start, "人民币元", one.payee, one.account, "", f"{one.moment:%Y%m%d}", one.summary, "", one.bank_id]


def _icbc_corporate(one: Movement) -> list[str]:
    money_in, money_out = _in_out(one)
    start = ["", "1302000000000012345", one.account, f"{one.moment:%Y-%m-%d %H:%M:%S}", "贷" if money_in else "借"]
    return [*start, one.payee, money_in, money_out, yuan(one.balance), one.summary, "", ""]


def _generic(one: Movement) -> list[str]:
    money_in, money_out = _in_out(one)
    start = [f"{one.moment:%Y/%m/%d}", f"{one.moment:%H:%M:%S}", money_in, money_out, yuan(one.balance)]
    return [*start, one.payee, one.account, one.summary, one.bank_id]


def _words(*texts: str) -> tuple[str, ...]:
    """Return the words of a header, written as the csv has them."""
    return tuple(",".join(texts).split(","))


_ICBC = _words(
    "交易日期,摘要,交易场所,交易国家或地区简称,钞/汇,交易金额(收入),交易金额(支出),交易币种",
    "记账金额(收入),记账金额(支出),记账币种,余额,对方户名",
)
_ICBC_2 = (*_ICBC[:2], "交易详情", *_ICBC[2:], "对方账户")
_WECHAT = _words("交易时间,交易类型,交易对方,商品,收/支,金额(元)", "支付方式,当前状态,交易单号,商户单号,备注")
_ALIPAY = _words(
    "交易时间,交易分类 ,交易对方,对方账号,商品说明,收/支,金额 ", "收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
_CCB_AFTER = _words("余额,币种,对方户名,对方账号,对方开户机构,记账日期,摘要,备注,账户明细编号-交易流水号")
_CCB = (*_words("账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）"), *_CCB_AFTER)
_CCB_HALF = (*_words("账号,账户名称,交易时间,借方发生额/元(支取),贷方发生额/元(收入)"), *_CCB_AFTER)
_ICBC_CORPORATE = _words("凭证号,本方账号,对方账号,交易时间,借/贷,对方单位", "转入金额,转出金额,余额,用途,摘要,附言")
_GENERIC = _words("日期,交易时间,收入,支出,余额,对方户名,对方账号,摘要,流水号")
_CARD = (("明细查询文件下载",), ("卡号: 6222****2345", "卡别名: 甲"))
_WECHAT_ABOVE = (("微信支付账单明细",), ("共43笔记录",), ("------------微信支付账单明细列表------------",))
_ALIPAY_ABOVE = (("导出信息：",), ("支付宝账户：gonghui@example.com",), ("----支付宝（中国）  电子客户回单----",))
_ICBC_TOTAL = (("人民币合计", "1.00"),)

SHAPES = (
    Shape("icbc-debit", _CARD[1:], _ICBC, _icbc, _ICBC_TOTAL, has_time=False, has_account=False, has_id=False),
    Shape("icbc-debit", _CARD, _ICBC_2, _icbc_2, _ICBC_TOTAL, has_time=False, has_id=False),
    Shape("wechat", _WECHAT_ABOVE, _WECHAT, _wechat, has_balance=False, has_account=False),
    Shape("alipay", _ALIPAY_ABOVE, _ALIPAY, _alipay, has_balance=False),
    Shape("ccb-corporate-2", (("中国建设银行",),), _CCB, _ccb, (("以上数据仅供参考，具体内容以柜台为准",),)),
    Shape("ccb-corporate-2", (), _CCB_HALF, _ccb),
    Shape(
        "icbc-corporate-1", (), _ICBC_CORPORATE, _icbc_corporate, (("合计", *[""] * 5, "1.00", "2.00"),), has_id=False
    ),
    Shape(
        "corporate-in-out",
        (("账号：", "1302000000000012345"), ("币种：人民币",)),
        _GENERIC,
        _generic,
        (("本页合计", "", "1.00", "2.00"),),
    ),
)
"""The kinds of file that the bundled profiles know."""

SUMMARIES = ("代扣会费", "转账", "购买文具", "跨行汇款", "活动用品", "拨缴经费")
NUMBERS = frozenset(
    {"记账金额(收入)", "记账金额(支出)", "金额(元)", "金额", "转入金额", "转出金额", "收入", "支出"}
    | {"借方发生额（支取）", "贷方发生额（收入）", "借方发生额/元(支取)", "贷方发生额/元(收入)"}
)
"""Header words of the columns that hold amounts."""
DAYS = frozenset({"交易日期", "交易时间", "日期"})
"""Header words of the columns that hold days."""
_NAMES = st.text('甲乙丙丁戊己庚辛文体用品学校商行，"（）A1', max_size=12).map(lambda text: f"某{text}")


@st.composite
def movements(draw: st.DrawFn, *, least: int = 1, most: int = 12) -> list[Movement]:
    """Make movements at different moments, the oldest first, with balances that follow on."""
    first = dt.datetime.combine(dt.date(2026, 1, 1), dt.time()) + dt.timedelta(seconds=draw(st.integers(0, 80 * 86400)))
    steps = draw(st.lists(st.integers(1, 3 * 86400), min_size=least, max_size=most))
    balance = draw(st.integers(-(10**8), 10**10))
    made = []
    moment = first
    for number, step in enumerate(steps):
        moment += dt.timedelta(seconds=step)
        fen = draw(st.integers(-(10**9), 10**9).filter(bool))
        balance += fen
        made.append(
            Movement(
                moment,
                fen,
                balance,
                draw(_NAMES),
                f"62{draw(st.integers(10**8, 10**9 - 1))}",
                draw(st.sampled_from(SUMMARIES)),
                f"S{draw(st.integers(10**12, 10**13 - 1))}{number:03d}",
            )
        )
    return made


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """Write rows as a csv."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Write rows as the second sheet of a workbook, behind a sheet of notes, every cell as text."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("说明").write_string(0, 0, "Column1")
    sheet = book.add_worksheet("明细")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            sheet.write_string(y, x, cell)
    book.close()
    return stream.getvalue()
