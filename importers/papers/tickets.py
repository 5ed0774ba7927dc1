"""Tickets as invoices: the railway's (铁路电子客票, `rai`) and the airlines' (航空运输电子客票行程单, `atr`).

Of the traveller only the name is kept; identity numbers stay in the paper.
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

if TYPE_CHECKING:
    from decimal import Decimal

    from importers.papers.nodes import Node
    from importers.papers.xml_invoice import Fields

__all__ = ["read_air", "read_railway"]

_RED: Final = re.compile("红字|红冲")
_REFUND: Final = "退"


def read_railway(fields: Fields) -> Invoice:
    """Read the XBRL of a railway e-ticket; the fare is what was paid, tax included."""
    gross = fields.yuan("Fare")
    business = fields.text("TypeOfBusiness")
    name = " ".join(
        filter(
            None,
            (
                "退票费" if business == _REFUND else "铁路客票",
                fields.text("TravelDate"),
                fields.text("TrainNumber"),
                _route(fields.root),
                fields.text("Name", "NameOfPassenger"),
            ),
        )
    )
    net, tax = fields.yuan("TotalAmountExcludingTax"), fields.yuan("TaxAmount")
    return Invoice(
        kind="railway",
        number=plain_number(fields.text("ElectronicInvoiceRailwayETicketNumber", "InvoiceNumber")),
        date=fields.day("DateOfIssue", "IssueDate"),
        buyer=_purchaser(fields),
        seller=Party(fields.text("NameOfSeller", "IssueParty")),
        net=net,
        tax=tax,
        gross=gross,
        lines=(InvoiceLine(name=name, net=net, rate=fields.text("TaxRate"), tax=tax),),
        is_red=_is_red(fields, gross),
        original=plain_number(fields.text("NumberOfOriginalInvoice")),
    )


def read_air(fields: Fields) -> Invoice:
    """Read the XBRL of an air itinerary; the total holds fees on which there is no tax, so no net is given."""
    gross, tax = fields.yuan("TotalAmount"), fields.yuan("VatTaxAmount")
    return Invoice(
        kind="air",
        number=plain_number(fields.text("ElectronicInvoiceAirTransportReceiptNumber", "InvoiceNumber")),
        date=fields.day("IssueDate", "DateOfIssue"),
        buyer=_purchaser(fields),
        seller=Party(fields.text("IssueParty", "NameOfSeller")),
        net=gross - tax if gross is not None and tax is not None else None,
        tax=tax,
        gross=gross,
        lines=_air_lines(fields),
        is_red=_is_red(fields, gross),
        original=plain_number(fields.text("NumberOfOriginalInvoice")),
        check_code=plain_code(fields.text("VerificationCode")),
    )


def _air_lines(fields: Fields) -> tuple[InvoiceLine, ...]:
    """Return a line a fee and, in front, the flights; the tax is on fare and fuel together."""
    flights = [
        " ".join(filter(None, (node.first("CarrierDate"), node.first("Flight"), _route(node))))
        for node in fields.root.every("DetailInformationOfAirTicketTuple")
    ]
    name = " ".join(filter(None, ("机票", fields.text("PassengerName"), *flights)))
    fees = {
        name: fields.yuan("Fare"),
        "燃油附加费": fields.yuan("FuelSurcharge"),
        "民航发展基金": fields.yuan("CivilAviationDevelopmentFund"),
        "其他税费": fields.yuan("OtherTaxes"),
        "保险费": fields.yuan("Insurance"),
    }
    return tuple(InvoiceLine(name=fee, net=amount) for fee, amount in fees.items() if amount or fee == name)


def _route(node: Node) -> str:
    return "-".join(filter(None, (node.first("DepartureStation"), node.first("DestinationStation"))))


def _purchaser(fields: Fields) -> Party:
    return Party(
        fields.text("NameOfPurchaser"),
        plain_number(fields.text("UnifiedSocialCreditCodeOfPurchaser", "TaxpayerIdentificationNumberOfPurchaser")),
    )


def _is_red(fields: Fields, gross: Decimal | None) -> bool:
    status = fields.text("IssuingStatus", "TypeOfVoucher")
    return bool(_RED.search(status)) or (gross is not None and gross < 0)
