"""What the properties of a file say of an invoice: the tax bureau writes them into PDFs, older issuers into OFDs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from importers.papers.figures import read_day
from importers.papers.figures import read_yuan
from importers.papers.invoice import Invoice
from importers.papers.invoice import Party
from importers.papers.invoice import plain_code
from importers.papers.invoice import plain_number
from importers.papers.invoice import unique_number
from importers.papers.xml_invoice import FIELD

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["invoice_of_properties"]


def invoice_of_properties(properties: Mapping[str, str], place: Place) -> tuple[Invoice | None, tuple[Problem, ...]]:
    """Read an invoice from properties, under their English or Chinese names; `None` where they name none."""
    problems: list[Problem] = []

    def text(*names: str) -> str:
        return next((properties[name].strip() for name in names if properties.get(name, "").strip()), "")

    def yuan(*names: str) -> Decimal | None:
        try:
            return read_yuan(text(*names))
        except ValueError:
            problems.append(FIELD(place, field=names[0], value=text(*names)))
            return None

    def day(*names: str) -> dt.date | None:
        try:
            return read_day(text(*names))
        except ValueError:
            problems.append(FIELD(place, field=names[0], value=text(*names)))
            return None

    code = plain_number(text("InvoiceCode", "发票代码"))
    number = unique_number(code, text("InvoiceNumber", "发票号码"))
    if not number:
        return None, ()
    gross = yuan("TotalTax-includedAmount", "价税合计")
    invoice = Invoice(
        kind="other",
        number=number,
        code=code,
        date=day("IssueTime", "开票日期"),
        buyer=Party(text("BuyerName", "购买方名称"), plain_number(text("BuyerIdNum", "购买方纳税人识别号"))),
        seller=Party(text("SellerName", "销售方名称"), plain_number(text("SellerIdNum", "销售方纳税人识别号"))),
        net=yuan("TotalAmWithoutTax", "合计金额"),
        tax=yuan("TotalTaxAm", "合计税额"),
        gross=gross,
        is_red=gross is not None and gross < 0,
        check_code=plain_code(text("校验码")),
    )
    return invoice, tuple(problems)
