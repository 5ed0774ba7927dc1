"""What an invoice says (发票), whatever file it came in: one frozen dataclass, money as `Decimal` yuan."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.core.messages import N_

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

__all__ = [
    "KINDS",
    "PAPER_KINDS",
    "WAYS",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "Party",
    "Source",
    "Way",
    "plain_code",
    "plain_name",
    "plain_number",
    "unique_number",
]

InvoiceKind = Literal[
    "digital-special",
    "digital-ordinary",
    "vat-special",
    "vat-ordinary",
    "railway",
    "air",
    "fiscal",
    "union-receipt",
    "other",
]
"""What kind of invoice: fully digital (数电票), older VAT e-invoice, ticket, or fiscal receipt (财政票据)."""

KINDS: Final[Mapping[InvoiceKind, str]] = {
    "digital-special": N_("digital special invoice"),
    "digital-ordinary": N_("digital ordinary invoice"),
    "vat-special": N_("special VAT e-invoice"),
    "vat-ordinary": N_("ordinary VAT e-invoice"),
    "railway": N_("railway e-ticket"),
    "air": N_("air itinerary"),
    "fiscal": N_("fiscal e-receipt"),
    "union-receipt": N_("union fund receipt"),
    "other": N_("invoice of unknown kind"),
}
"""Kind -> its name, a source string."""

PAPER_KINDS: Final[Mapping[InvoiceKind, str]] = {
    "digital-special": "数电票（专用发票）",
    "digital-ordinary": "数电票（普通发票）",
    "vat-special": "增值税电子专用发票",
    "vat-ordinary": "增值税电子普通发票",
    "railway": "铁路电子客票",
    "air": "航空电子客票行程单",
    "fiscal": "财政电子票据",
    "union-receipt": "工会经费收入专用收据",
    "other": "发票",
}
"""Kind -> the kind of paper that goes into the ledger, always Chinese."""

Way = Literal["xml", "attachment", "properties", "tags", "text", "qr"]
"""How a file was read: structured data as the file, or attached to it; the properties of a PDF or an
OFD; the tags that point at an OFD's page; what is printed on the page; its QR code."""

WAYS: Final[tuple[Way, ...]] = ("xml", "attachment", "properties", "tags", "text", "qr")
"""The ways, the most trustworthy first."""

_DIGITAL: Final = 20
_NOT_IN_NUMBER: Final = re.compile(r"[^0-9A-Za-z]")
_BRACKETS: Final = str.maketrans({"（": "(", "）": ")", "【": "[", "】": "]"})


@dataclass(frozen=True, slots=True)
class Party:
    """A buyer or a seller, by name and tax id; either may be empty."""

    name: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of an invoice; texts as printed, amounts in yuan, `None` where the paper has none."""

    name: str
    specification: str = ""
    unit: str = ""
    quantity: str = ""
    price: str = ""
    net: Decimal | None = None
    rate: str = ""
    tax: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that an invoice was read from: its name, its SHA-256, and in which way."""

    file: str
    sha256: str
    way: Way


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, a ticket or a fiscal receipt; what the paper does not say is empty or `None`.

    Attributes:
        kind: What kind it is.
        number: What tells it from every other: the 20 digits, or code and number as one.
        code: Code of an older invoice or a fiscal receipt (代码), which is part of `number` too.
        date: Day of issue.
        buyer: Who bought or paid.
        seller: Who sold, or issued the receipt.
        net: Without tax, in yuan.
        tax: Tax, in yuan; nought where the paper prints `***`.
        gross: What was to be paid, in yuan.
        lines: What was bought.
        capitals: The total in capitals (大写), as printed.
        is_red: Whether it cancels another one (红字).
        original: Number of the one that it cancels.
        check_code: Check code (校验码).
        remark: Remark.
        is_void: Whether it is marked as void (作废).
        loose: The amount in a QR code, which is the net one on some papers and the gross one on others.
        sources: The files it was read from.
    """

    kind: InvoiceKind
    number: str = ""
    code: str = ""
    date: dt.date | None = None
    buyer: Party = Party()
    seller: Party = Party()
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None
    lines: tuple[InvoiceLine, ...] = ()
    capitals: str = ""
    is_red: bool = False
    original: str = ""
    check_code: str = ""
    remark: str = ""
    is_void: bool = False
    loose: Decimal | None = None
    sources: tuple[Source, ...] = ()

    @property
    def file(self) -> str:
        """Name of the file that was trusted most; empty where there is none."""
        return self.sources[0].file if self.sources else ""

    @property
    def words(self) -> str:
        """Everything that was bought, as one text, to look for words in."""
        return " ".join(filter(None, (*(line.name for line in self.lines), self.remark)))


def plain_number(text: str) -> str:
    """Return a number as it is compared: half-width, without spaces and hyphens."""
    return _NOT_IN_NUMBER.sub("", unicodedata.normalize("NFKC", text)).upper()


def plain_code(text: str) -> str:
    """Return a check code without spaces; small and large letters differ in it."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def unique_number(code: str, number: str) -> str:
    """Return what makes an invoice unique: its 20 digits, or code and number as one; empty without a number."""
    plain = plain_number(number)
    return plain if not plain or len(plain) >= _DIGITAL else plain_number(code) + plain


def plain_name(text: str) -> str:
    """Return a name as it is compared: without any space, brackets of one kind."""
    return "".join(unicodedata.normalize("NFC", text).translate(_BRACKETS).split())
