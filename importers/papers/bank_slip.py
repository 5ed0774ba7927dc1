"""Bank e-slips (银行电子回单): from the page, or from the ministry's XBRL (`bker`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from importers.papers.figures import CAPITALS
from importers.papers.invoice import plain_number
from importers.papers.printed import amount_in
from importers.papers.printed import day_in
from importers.papers.printed import value_of

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from importers.papers.invoice import Source
    from importers.papers.layout import Page
    from importers.papers.xml_invoice import Fields

__all__ = ["BankSlip", "Side", "read_slip_page", "read_slip_xbrl"]

Direction = Literal["in", "out", ""]

_TITLE: Final = re.compile(r"回\s*单")
_NUMBERS: Final = ("回单编号", "电子回单号码", "回单号码", "回单号", "回单流水号", "电子回单编号")
_AMOUNT: Final = re.compile(
    r"(?:小写(?:金额)?|金额\s*\(?小写\)?|交易金额|金额)[^\n]{0,20}?(-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2})"
)
_NAMES: Final = re.compile(r"(?:户\s*名|账户名称|账号名称|全\s*称|名\s*称)\s*[:：]\s*([^\t\n]*)")
_ACCOUNTS: Final = re.compile(r"(?:账\s*号|帐\s*号|卡\s*号)\s*[:：]\s*([0-9*-]{6,})")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a payment, by name and account."""

    name: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class BankSlip:
    """A bank's slip for one movement.

    Attributes:
        number: Number of the slip, which is unique with its bank.
        date: Day of booking.
        direction: Whether money came `in` or went `out`, where the slip says so.
        payer: Who paid.
        payee: Who was paid.
        amount: In yuan.
        capitals: The amount in capitals, as printed.
        purpose: What for.
        serial: Serial number of the movement.
        source: The file it was read from.
    """

    number: str
    date: dt.date | None
    direction: Direction
    payer: Side
    payee: Side
    amount: Decimal | None
    capitals: str
    purpose: str
    serial: str
    source: Source


def read_slip_page(pages: tuple[Page, ...], source: Source) -> tuple[BankSlip, ...]:
    """Read the slips of pages, one a page; nothing where they are no slips."""
    return tuple(slip for page in pages if _TITLE.search(page.text) and (slip := _slip(page, source)) is not None)


def _slip(page: Page, source: Source) -> BankSlip | None:
    number = plain_number(re.split(r"\s", value_of(page, *_NUMBERS) + " ")[0])
    text = re.sub(r"([:：])\s*\t", r"\1", page.text)
    amount = _AMOUNT.search(text.replace("¥", "").replace("￥", "").replace("CNY", ""))
    if not number and amount is None:
        return None
    capitals = CAPITALS.search(text)
    payer, payee = _sides(page, text)
    dates = value_of(page, "记账日期", "入账日期", "交易日期", "日期", "交易时间")
    return BankSlip(
        number=number,
        date=day_in(dates) or day_in(_without_numbers(text)),
        direction=_direction(value_of(page, "借贷标志", "收付标志", "借贷方向") or text.partition("回单")[0]),
        payer=payer,
        payee=payee,
        amount=amount_in(amount[1]) if amount else None,
        capitals=capitals[0] if capitals else "",
        purpose=" ".join(dict.fromkeys(filter(None, (value_of(page, one) for one in ("摘要", "用途", "附言"))))),
        serial=plain_number(re.split(r"\s", value_of(page, "交易流水号", "流水号", "交易流水") + " ")[0]),
        source=source,
    )


def _sides(page: Page, text: str) -> tuple[Side, Side]:
    """Return payer and payee: by labels of their own, else in the order of the page, the payer being first."""
    names = [match[1].strip() for match in _NAMES.finditer(text)]
    accounts = [plain_number(match[1]) for match in _ACCOUNTS.finditer(text)]
    names += [""] * (2 - len(names))
    accounts += [""] * (2 - len(accounts))
    sides = []
    for at, word in enumerate(("付款", "收款")):
        own = value_of(page, *(f"{word}{who}{what}" for who in ("人", "方", "单位") for what in _NAME_WORDS))
        number = value_of(page, *(f"{word}{who}{what}" for who in ("人", "方", "单位") for what in ("账号", "帐号")))
        sides.append(Side(own or names[at], plain_number(number.split(" ")[0]) or accounts[at]))
    return sides[0], sides[1]


_NAME_WORDS: Final = ("账号名称", "账户名称", "户名", "名称", "全称", "")


def _without_numbers(text: str) -> str:
    """Return a text without long numbers, in which a day would be seen that is none."""
    return re.sub(r"\d{9,}", "", text)


def _direction(text: str) -> Direction:
    if re.search(r"贷方|贷记|收款|来账|收入|^贷$", text):
        return "in"
    return "out" if re.search(r"借方|借记|付款|往账|支出|^借$", text) else ""


def read_slip_xbrl(fields: Fields, source: Source) -> BankSlip:
    """Read the XBRL of a slip."""
    names = ("NotesOfBankElectronicReceipt", "Usage", "Notes", "Summary")
    flag = fields.text("IdentificationOfCreditOrDebit")
    directions: dict[str, Direction] = {"0": "out", "1": "in"}
    return BankSlip(
        number=plain_number(fields.text("NumberOfBankElectronicReceipt")),
        date=fields.day("DateOfBookkeeping", "IssueDate", "DateOfIssue"),
        direction=directions.get(flag, ""),
        payer=Side(fields.text("AccountNameOfPayer"), plain_number(fields.text("AccountNumberOfPayer"))),
        payee=Side(fields.text("AccountNameOfPayee"), plain_number(fields.text("AccountNumberOfPayee"))),
        amount=fields.yuan("TransactionAmountInFigures", "TransactionAmount"),
        capitals=fields.text("TransactionAmountInWords"),
        purpose=" ".join(dict.fromkeys(filter(None, (fields.text(name) for name in names)))),
        serial=plain_number(fields.text("BusinessSerialNumber")),
        source=source,
    )
