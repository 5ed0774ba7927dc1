from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import paper_pages
import papers as made
import pytest
from papers import NUMBER
from papers import Goods
from papers import code_of
from papers import digital_xml
from papers import facts
from papers import ofd
from papers import pdf
from papers import placed
from papers import qr_png
from papers import tags_of
from papers import typeset
from papers import xbrl

from importers.papers.checks import check_invoice
from importers.papers.invoice import Invoice
from importers.papers.invoice import Party
from importers.papers.reader import PaperFile
from importers.papers.reader import read_file

PAPER = made.Paper()
SAMPLE = Path(__file__).parents[2] / "data/papers/ofdrw/ofdrw-converter/src/test/resources/发票示例.ofd"


def read(data: bytes, name: str = "paper") -> PaperFile:
    """Read a file that is one paper."""
    (one,) = read_file(data, name)
    return one


def invoice(data: bytes) -> Invoice:
    """Read a file that is one sound invoice."""
    one = read(data)
    assert one.problems == ()
    assert one.invoice is not None
    assert check_invoice(one.invoice) == ()
    return one.invoice


def ways(one: Invoice) -> list[str]:
    """Return the ways in which an invoice was read."""
    return [source.way for source in one.sources]


def test_the_tax_bureaus_xml() -> None:
    """Every field of a digital invoice is read from its XML, a byte order mark and CDATA notwithstanding."""
    one = invoice(digital_xml(replace(PAPER, remark="三八节活动")))
    assert one.number == NUMBER
    assert (one.kind, one.date, one.is_red) == ("digital-ordinary", dt.date(2026, 1, 19), False)
    assert one.buyer == Party(made.UNION, made.UNION_ID)
    assert one.seller == Party(made.SELLER, made.SELLER_ID)
    assert (one.net, one.tax, one.gross) == (Decimal("97.09"), Decimal("2.91"), Decimal("100.00"))
    assert (one.lines[0].name, one.lines[0].quantity, one.lines[0].net) == ("*文具*笔记本", "10", Decimal("97.09"))
    assert (one.capitals, one.remark) == ("壹佰圆整", "三八节活动")
    assert invoice(digital_xml(replace(PAPER, special=True))).kind == "digital-special"


def test_the_older_invoice_in_an_ofd() -> None:
    """The public sample is read alike from its attachment, its properties, its page and its QR code."""
    one = read(SAMPLE.read_bytes())
    assert one.invoice is not None
    assert check_invoice(one.invoice) == ()
    assert one.invoice.number == "05000170011199999951"
    assert ways(one.invoice) == ["attachment", "properties", "text", "qr"]
    assert (one.invoice.gross, one.invoice.loose) == (Decimal("318.00"), Decimal("300.00"))
    assert one.invoice.check_code == "14754822929856772523"
    assert len(one.invoice.lines) == 3
    assert [problem.code for problem in one.problems] == ["paper-ofd-frame"]


@pytest.mark.parametrize("form", ["pdf", "ofd"])
def test_a_page_without_structured_data(form: str) -> None:
    """What is printed is read by where it stands, though the file writes all labels before all values."""
    goods = (Goods(), Goods(name="*乒乓球*球拍", net="200.00", tax="6.00"))
    paper = replace(PAPER, goods=goods, net="297.09", tax="8.91", gross="306.00", capitals="叁佰零陆圆整")
    one = invoice(pdf(paper) if form == "pdf" else ofd(placed(paper)))
    assert ways(one) == ["text"]
    assert replace(one, sources=()) == replace(invoice(digital_xml(paper)), sources=())


def test_tags_that_point_at_the_page() -> None:
    """An OFD without XML is read by its tags, which are not well-formed and name what is printed."""
    pieces = placed(PAPER)
    one = invoice(ofd(pieces, tags=tags_of(PAPER, pieces)))
    assert ways(one) == ["tags", "text"]
    assert (one.number, one.gross, one.buyer.tax_id) == (NUMBER, Decimal("100.00"), made.UNION_ID)


def test_a_pdf_with_its_xml_attached() -> None:
    """Structured data attached to a PDF, under whatever name, is trusted before the page."""
    assert ways(invoice(pdf(PAPER, ("0", digital_xml(PAPER))))) == ["attachment", "text"]


def test_the_properties_of_a_pdf() -> None:
    """The fields that the tax bureau writes into the properties of a PDF are read."""
    fields = {"InvoiceNumber": NUMBER, "IssueTime": "2026-01-19", "TotalAmWithoutTax": "97.09", "TotalTaxAm": "2.91",
              "TotalTax-includedAmount": "100.00"}  # fmt: skip
    one = read(_with_properties(fields))
    assert one.invoice is not None
    assert (one.invoice.number, one.invoice.gross) == (NUMBER, Decimal("100.00"))
    assert ways(one.invoice) == ["properties"]


def _with_properties(fields: dict[str, str]) -> bytes:
    info = "".join(f"/{key}({value})" for key, value in fields.items())
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 397]/Resources<<>>>>",
        f"<<{info}>>",
    ]
    text, starts = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        starts.append(len(text))
        text += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    tail = f"trailer<</Size 5/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 5\n0000000000 65535 f \n{table}{tail}".encode()


@pytest.mark.parametrize("amount", ["97.09", "100.00", "100"])
def test_the_code_on_a_page(amount: str) -> None:
    """A QR code agrees whether it names the net or the gross amount, with or without decimals."""
    assert ways(invoice(pdf(PAPER, code=code_of(PAPER, amount)))) == ["text", "qr"]


def test_a_code_that_contradicts_its_page() -> None:
    """A QR code with an amount that the page has nowhere is an error."""
    one = read(pdf(PAPER, code=code_of(PAPER, "10.00")))
    assert [problem.code for problem in one.problems] == ["paper-code-amount"]


def test_a_photograph() -> None:
    """Of a picture only the QR code is read, no total is made of it, and it is said that it is no original."""
    one = read(qr_png(code_of(PAPER, "100.00"), scale=8))
    assert one.invoice is not None
    assert (one.invoice.number, one.invoice.gross, one.invoice.loose) == (NUMBER, None, Decimal("100.00"))
    assert [problem.code for problem in one.problems] == ["paper-picture"]
    assert [problem.code for problem in check_invoice(one.invoice)] == ["paper-no-total"]


def test_a_code_that_is_no_invoices() -> None:
    """A link in a QR code makes no invoice."""
    assert read(qr_png("https://example.org/ticket")).invoice is None


def test_a_red_invoice() -> None:
    """A red invoice is negative and names the one that it cancels, in a field or in its remark only."""
    goods = (Goods(net="-97.09", tax="-2.91", quantity="-10"),)
    red = replace(PAPER, number="26342000000099999999", net="-97.09", tax="-2.91", gross="-100.00", goods=goods,
                  capitals="（负数）壹佰圆整", blue=False)  # fmt: skip
    remark = replace(red, remark=f"被红冲蓝字数电票号码：{NUMBER}")
    for one in (
        invoice(digital_xml(replace(red, original=NUMBER))),
        invoice(digital_xml(remark)),
        invoice(pdf(remark)),
    ):
        assert (one.is_red, one.original, one.gross) == (True, NUMBER, Decimal("-100.00"))


def test_exempt_goods() -> None:
    """Stars for the tax are nought, a discount is a negative line, and both stay exact."""
    goods = (
        Goods(net="120.00", rate="免税", tax="***"),
        Goods(name="*文具*笔记本", net="-20.00", rate="免税", tax="***"),
    )
    paper = replace(PAPER, goods=goods, net="100.00", tax="***")
    for data in (digital_xml(paper), pdf(paper)):
        one = invoice(data)
        assert (one.tax, [line.net for line in one.lines]) == (Decimal(0), [Decimal(120), Decimal(-20)])


def test_an_older_invoice_on_a_page() -> None:
    """Code and number together are its identity; the buyer stands above, the seller below."""
    one = invoice(typeset(paper_pages.OLDER))
    assert (one.kind, one.number) == ("vat-ordinary", "03400260011112345678")
    assert (one.buyer, one.seller.name) == (Party(made.UNION, made.UNION_ID), "青山书店")
    assert one.check_code == "12345678901234567890"


RAI = facts(
    "rai",
    TypeOfVoucher="电子发票（铁路电子客票）",
    ElectronicInvoiceRailwayETicketNumber="26341166000000012345",
    DateOfIssue="2026-01-20",
    TrainNumber="G7172",
    TravelDate="2026-01-18",
    DepartureStation="合肥南站",
    DestinationStation="上海虹桥站",
    Name="周明",
    IdNumber="340123********0000",
    Fare="239.50",
    TotalAmountExcludingTax="219.72",
    TaxRate="0.09",
    TaxAmount="19.78",
    NameOfPurchaser=made.UNION,
    UnifiedSocialCreditCodeOfPurchaser=made.UNION_ID,
)
ATR = facts(
    "atr",
    ElectronicInvoiceAirTransportReceiptNumber="26349999000000000001",
    IssueDate="2026-01-20",
    PassengerName="周明",
    Fare="917.43",
    FuelSurcharge="45.87",
    VatTaxAmount="86.70",
    CivilAviationDevelopmentFund="50.00",
    OtherTaxes="0.00",
    TotalAmount="1100.00",
    IssueParty="青山航空服务有限公司",
    NameOfPurchaser=made.UNION,
    UnifiedSocialCreditCodeOfPurchaser=made.UNION_ID,
)


@pytest.mark.parametrize("edition", ["2021-11-30", "2023-05-15", "2031-01-01"])
def test_a_railway_ticket(edition: str) -> None:
    """The XBRL of a railway ticket is read in any edition, and agrees with the page; no identity number is kept."""
    one = invoice(made.attach(typeset(paper_pages.RAILWAY), ("rai_issuer.xml", xbrl("rai", RAI, edition))))
    assert (one.kind, one.gross, one.net, one.tax) == (
        "railway",
        Decimal("239.50"),
        Decimal("219.72"),
        Decimal("19.78"),
    )
    assert ways(one) == ["attachment", "text"]
    assert "G7172" in one.lines[0].name
    assert "0000" not in repr(one.lines)
    alone = invoice(ofd(paper_pages.RAILWAY))
    assert (alone.number, alone.gross, alone.buyer) == (one.number, one.gross, one.buyer)


def test_an_air_itinerary() -> None:
    """Fees without tax are part of the total; the page alone gives the same sums as the XBRL."""
    one = invoice(xbrl("atr", ATR))
    page = invoice(typeset(paper_pages.AIR))
    assert (one.gross, one.tax, one.net) == (Decimal("1100.00"), Decimal("86.70"), Decimal("1013.30"))
    assert (page.number, page.gross, page.tax, page.date) == (one.number, one.gross, one.tax, one.date)


FISCAL = b"""<?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EInvoiceTag>CZ-EI-340000</EInvoiceTag>
<EInvoiceName>\xe5\xb7\xa5\xe4\xbc\x9a\xe7\xbb\x8f\xe8\xb4\xb9\xe6\x94\xb6\xe5\x85\xa5\xe4\xb8\x93\xe7\x94\xa8\xe6\x94\xb6\xe6\x8d\xae</EInvoiceName></Header>
<EInvoiceData><Main><EInvoiceCode>34010126</EInvoiceCode><EInvoiceNumber>0000123456</EInvoiceNumber>
<RandomNumber>a1b2c3</RandomNumber><IssueDate>20260120</IssueDate><InvoicingParty><InvoicingPartyName>Union</InvoicingPartyName>
</InvoicingParty><PayerParty><PayerPartyName>School</PayerPartyName></PayerParty><TotalAmount>3000.00</TotalAmount></Main>
<Details><Item><ItemName>Fund</ItemName><ItemAmount>3000.00</ItemAmount></Item></Details></EInvoiceData></EInvoice>"""


def test_a_fiscal_receipt() -> None:
    """Code and number are its identity, its check code keeps its letters, its title tells a union's receipt."""
    one, page = invoice(FISCAL), invoice(typeset(paper_pages.RECEIPT))
    assert one.kind == page.kind == "union-receipt"
    assert one.number == page.number == "340101260000123456"
    assert one.check_code == page.check_code == "a1b2c3"
    assert one.gross == page.gross == Decimal("3000.00")
    assert (page.buyer.name, page.seller.name) == ("育才小学", made.UNION)
    other = read(FISCAL.replace("工会经费收入专用收据".encode(), "公益事业捐赠统一票据".encode()))
    assert other.invoice is not None
    assert other.invoice.kind == "fiscal"


def test_several_invoices_in_one_file() -> None:
    """A file with two invoices is not taken for one of them."""
    import io

    import pypdfium2

    both = pypdfium2.PdfDocument.new()
    for paper in (PAPER, replace(PAPER, number="26342000000087654321")):
        both.import_pages(pypdfium2.PdfDocument(pdf(paper)))
    stream = io.BytesIO()
    both.save(stream)
    assert "paper-several" in [problem.code for problem in read(stream.getvalue()).problems]
