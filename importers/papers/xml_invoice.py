"""Structured invoices: the tax bureau's own XML (数电票) and the older one inside an OFD (电子发票 2019).

The same readers serve the tags of an OFD page, which point at printed text instead of holding it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.figures import read_day
from importers.papers.figures import read_yuan
from importers.papers.invoice import Invoice
from importers.papers.invoice import InvoiceLine
from importers.papers.invoice import Party
from importers.papers.invoice import plain_code
from importers.papers.invoice import plain_number
from importers.papers.invoice import unique_number
from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from importers.papers.invoice import InvoiceKind
    from importers.papers.nodes import Node
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["FIELD", "Fields", "original_in", "read_digital", "read_older"]

FIELD: Final = ProblemKind(
    "paper-field",
    N_("The field {field} of the paper holds {value}, which cannot be read."),
    N_("Look at the paper itself; if it is right there, the file was changed: download it again."),
)

_DIGITAL_KINDS: Final[dict[str, InvoiceKind]] = {"01": "digital-special", "02": "digital-ordinary"}
_SPECIAL: Final = re.compile("专用")
_ORDINARY: Final = re.compile("普通")
_MORE_LINES: Final = re.compile(r"详见(?:销货|货物|应税)?清单")


class Fields:
    """The fields of a structured paper; what cannot be read is `None` and becomes a problem."""

    def __init__(self, root: Node, place: Place) -> None:
        """Take the element below which the fields are, and what to name when one is wrong."""
        self.root = root
        self._place = place
        self.problems: list[Problem] = []

    def text(self, *names: str, of: Node | None = None) -> str:
        """Return the first text that is not empty."""
        return (of or self.root).first(*names)

    def yuan(self, *names: str, of: Node | None = None) -> Decimal | None:
        """Return an amount."""
        shown = self.text(*names, of=of)
        try:
            return read_yuan(shown)
        except ValueError:
            self.problems.append(FIELD(self._place, field=names[0], value=shown))
            return None

    def day(self, *names: str) -> dt.date | None:
        """Return a day."""
        shown = self.text(*names)
        try:
            return read_day(shown)
        except ValueError:
            self.problems.append(FIELD(self._place, field=names[0], value=shown))
            return None


def read_digital(fields: Fields) -> Invoice:
    """Read a fully digital invoice: `EInvoice` with `EInvoiceData` and `TaxSupervisionInfo`."""
    gross = fields.yuan("TotalTax-includedAmount", "TotalTaxIncludedAmount")
    blue = next((node.first("LabelCode") for node in fields.root.every("InIssuType")), "")
    return Invoice(
        kind=_digital_kind(fields),
        number=unique_number("", fields.text("InvoiceNumber", "EIid")),
        date=fields.day("IssueTime", "RequestTime"),
        buyer=Party(fields.text("BuyerName"), plain_number(fields.text("BuyerIdNum"))),
        seller=Party(fields.text("SellerName"), plain_number(fields.text("SellerIdNum"))),
        net=fields.yuan("TotalAmWithoutTax"),
        tax=fields.yuan("TotalTaxAm"),
        gross=gross,
        lines=tuple(_digital_line(fields, node) for node in fields.root.every("IssuItemInformation")),
        capitals=fields.text("TotalTax-includedAmountInChinese"),
        is_red=blue == "N" or (gross is not None and gross < 0),
        original=_original(
            fields.text("OriginalInvoiceCode"),
            fields.text("OriginalInvoiceNumber", "NumberOfOriginalInvoice"),
            fields.text("Remark"),
        ),
        remark=fields.text("Remark"),
    )


def _digital_kind(fields: Fields) -> InvoiceKind:
    label = next(iter(fields.root.every("GeneralOrSpecialVAT")), None)
    code, name = (label.first("LabelCode"), label.first("LabelName")) if label is not None else ("", "")
    if _SPECIAL.search(name):
        return "digital-special"
    return _DIGITAL_KINDS.get(code.zfill(2), "digital-ordinary")


def _digital_line(fields: Fields, node: Node) -> InvoiceLine:
    return InvoiceLine(
        name=node.first("ItemName"),
        specification=node.first("SpecMod"),
        unit=node.first("MeaUnits"),
        quantity=node.first("Quantity"),
        price=node.first("UnPrice"),
        net=fields.yuan("Amount", of=node),
        rate=node.first("TaxRate"),
        tax=fields.yuan("ComTaxAm", of=node),
    )


def read_older(fields: Fields) -> Invoice:
    """Read an older e-invoice (`eInvoice`): code and number, goods in `GoodsInfos`."""
    code, number = fields.text("InvoiceCode"), fields.text("InvoiceNo", "InvoiceNumber")
    gross = fields.yuan("TaxInclusiveTotalAmount")
    lines = tuple(_older_line(fields, node) for node in fields.root.every("GoodsInfo"))
    remark = fields.text("Note", "Remark")
    return Invoice(
        kind=_older_kind(fields, code),
        number=unique_number(code, number),
        code=plain_number(code),
        date=fields.day("IssueDate"),
        buyer=Party(fields.text("BuyerName"), plain_number(fields.text("BuyerTaxID"))),
        seller=Party(fields.text("SellerName"), plain_number(fields.text("SellerTaxID"))),
        net=fields.yuan("TaxExclusiveTotalAmount"),
        tax=fields.yuan("TaxTotalAmount"),
        gross=gross,
        lines=tuple(line for line in lines if not _MORE_LINES.search(line.name)) or lines,
        capitals=fields.text("TaxInclusiveTotalAmountWithWords", "TaxInclusiveTotalAmountInChinese"),
        is_red=gross is not None and gross < 0,
        original=_original(fields.text("OriginalInvoiceCode"), fields.text("OriginalInvoiceNo"), remark),
        check_code=plain_code(fields.text("InvoiceCheckCode")),
        remark=remark,
    )


def _older_kind(fields: Fields, code: str) -> InvoiceKind:
    title = fields.text("Title", "InvoiceName", "InvoiceType")
    if not code:
        return "digital-special" if _SPECIAL.search(title) else "digital-ordinary"
    # The 11th and 12th digit of a 12-digit code: 13 is a special e-invoice, 11 an ordinary one.
    plain = plain_number(code)
    special = _SPECIAL.search(title) or (len(plain) == 12 and plain.endswith("13") and not _ORDINARY.search(title))
    return "vat-special" if special else "vat-ordinary"


def _older_line(fields: Fields, node: Node) -> InvoiceLine:
    return InvoiceLine(
        name=node.first("Item", "ItemName", "GoodsName"),
        specification=node.first("Specification"),
        unit=node.first("MeasurementDimension", "Unit"),
        quantity=node.first("Quantity"),
        price=node.first("Price"),
        net=fields.yuan("Amount", of=node),
        rate=node.first("TaxScheme", "TaxRate"),
        tax=fields.yuan("TaxAmount", of=node),
    )


_ORIGINAL: Final = re.compile(
    r"(?:被红冲蓝字|对应(?:正数|蓝字)?)[^0-9]{0,12}(?:发票代码[:：]?\s*(?P<code>\d{10,12}))?[^0-9]{0,12}(?:号码[:：]?\s*)?"
    r"(?P<number>\d{20}|\d{8})(?!\d)"
)


def _original(code: str, number: str, remark: str) -> str:
    """Return the number of the invoice that a red one cancels; older ones name it in the remark only."""
    if number or len(plain_number(code)) >= 20:  # a digital invoice has no code, and its number stands there
        return unique_number(code, number or code)
    match = _ORIGINAL.search(remark)
    return unique_number(match["code"] or "", match["number"]) if match else ""


def original_in(remark: str) -> str:
    """Return the number of the cancelled invoice that a remark names, or nothing."""
    return _original("", "", remark)
