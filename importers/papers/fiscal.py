"""Fiscal e-receipts (财政电子票据), the receipt for union funds (工会经费收入专用收据) among them.

Their structured data (财政电子票据数据标准) and the XBRL of the ministry (`efi`) use the same names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.invoice import Invoice
from importers.papers.invoice import InvoiceLine
from importers.papers.invoice import Party
from importers.papers.invoice import plain_code
from importers.papers.invoice import plain_number
from importers.papers.invoice import unique_number

if TYPE_CHECKING:
    from importers.papers.invoice import InvoiceKind
    from importers.papers.nodes import Node
    from importers.papers.xml_invoice import Fields

__all__ = ["fiscal_kind", "is_fiscal", "read_fiscal"]

_UNION: Final = re.compile(r"工会\s*经费|工会会费")
_LINES: Final = ("Item", "InformationOfItemTuple", "DetailsOfItemTuple")


def is_fiscal(root: Node) -> bool:
    """Tell whether structured data is a fiscal receipt's: it names a payer, or has a random check number."""
    return bool(
        root.first("EInvoiceNumber", "EInvoiceCode", "NumberOfFiscalElectronicReceipt")
        and root.first("RandomNumber", "InvoicingPartyName", "PayerPartyName", "CheckCode")
    )


def fiscal_kind(title: str) -> InvoiceKind:
    """Tell the union's own receipt from other fiscal ones by its title."""
    return "union-receipt" if _UNION.search(title) else "fiscal"


def read_fiscal(fields: Fields) -> Invoice:
    """Read a fiscal receipt: no tax; the payer stands where an invoice has the buyer."""
    code = fields.text("EInvoiceCode", "CodeOfFiscalElectronicReceipt")
    number = fields.text("EInvoiceNumber", "NumberOfFiscalElectronicReceipt")
    gross = fields.yuan("TotalAmount", "TotalAmountInFigures")
    return Invoice(
        kind=fiscal_kind(fields.text("EInvoiceName", "NameOfFiscalElectronicReceipt")),
        number=unique_number(code, number),
        code=plain_number(code),
        date=fields.day("IssueDate", "DateOfIssue"),
        buyer=Party(fields.text("PayerPartyName", "NameOfPayer"), plain_number(fields.text("PayerPartyCode"))),
        seller=Party(
            fields.text("InvoicingPartyName", "NameOfInvoicingParty"), plain_number(fields.text("InvoicingPartyCode"))
        ),
        gross=gross,
        lines=tuple(_line(fields, node) for node in fields.root.every(*_LINES) if node.first("ItemName", "NameOfItem")),
        capitals=fields.text("TotalAmountCapital", "TotalAmountInWords"),
        is_red=gross is not None and gross < 0,
        original=unique_number(fields.text("RelatedInvoiceCode"), fields.text("RelatedInvoiceNumber")),
        check_code=plain_code(fields.text("RandomNumber", "CheckCode")),
        remark=fields.text("Remark", "Remarks", "Notes"),
    )


def _line(fields: Fields, node: Node) -> InvoiceLine:
    return InvoiceLine(
        name=node.first("ItemName", "NameOfItem"),
        specification=node.first("ItemStd"),
        unit=node.first("ItemUnit"),
        quantity=node.first("ItemQuantity"),
        price=node.first("ItemPrice"),
        net=fields.yuan("ItemAmount", "AmountOfItem", of=node),
    )
