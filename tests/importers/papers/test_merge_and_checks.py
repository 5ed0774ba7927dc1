from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import paper_pages
import papers as made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import NUMBER
from papers import Paper
from papers import digital_xml
from papers import facts
from papers import ofd
from papers import pdf
from papers import placed
from papers import typeset
from papers import xbrl

from importers.papers.bank_slip import BankSlip
from importers.papers.bank_slip import Side
from importers.papers.checks import Known
from importers.papers.checks import Word
from importers.papers.checks import check_against
from importers.papers.checks import check_invoice
from importers.papers.checks import check_slip
from importers.papers.invoice import Invoice
from importers.papers.invoice import InvoiceLine
from importers.papers.invoice import Party
from importers.papers.invoice import Source
from importers.papers.invoice import unique_number
from importers.papers.merge import merge
from importers.papers.reader import read_file
from importers.papers.structured import Booking
from importers.papers.structured import Leg
from importers.papers.structured import read_structured
from importers.papers.structured import write_structured

KNOWN = Known(union=made.UNION, tax_id=made.UNION_ID, today=dt.date(2026, 2, 10))
BOOKING = Booking("育才小学工会委员会", "X", "2026-01-0002", dt.date(2026, 1, 20), (Leg("A:B", Decimal("1.00")),))


def invoice(data: bytes, name: str = "x") -> Invoice:
    """Read one invoice."""
    (one,) = read_file(data, name)
    assert one.invoice is not None
    return one.invoice


SOUND = invoice(digital_xml())


def against(one: Invoice, known: Known = KNOWN, paid: dt.date | None = None, voucher: str = "") -> list[str]:
    """Return the codes of what the books have against an invoice."""
    return [problem.code for problem in check_against(one, known, paid=paid, voucher=voucher)]


def test_the_same_invoice_in_three_files_is_one() -> None:
    """OFD, PDF and XML of an invoice are one, with every file named, the most trustworthy first."""
    files = {"a.pdf": pdf(Paper()), "b.ofd": ofd(placed(Paper())), "c.xml": digital_xml()}
    other = invoice(digital_xml(replace(Paper(), number="26342000000087654321")))
    one, two = merge([*(invoice(data, name) for name, data in files.items()), other])
    assert [source.file for source in one.invoice.sources] == ["c.xml", "a.pdf", "b.ofd"]
    assert replace(one.invoice, sources=()) == replace(SOUND, sources=())
    assert (one.problems, two.invoice.number) == ((), "26342000000087654321")


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"gross": "900.00"}, {"paper-conflict"}),
        ({"date": "2026-01-18"}, {"paper-conflict"}),
        ({"buyer_id": "91340100MA2N000009"}, {"paper-conflict"}),
        ({"seller": "红山文体用品店"}, {"paper-differs"}),
    ],
)
def test_files_that_contradict_each_other(change: dict[str, str], codes: set[str], order: int) -> None:
    """Another amount, day or tax id in one of the files is an error, whichever comes first; a name may be misread."""
    readings = [invoice(digital_xml(), "a.xml"), invoice(pdf(replace(Paper(), **change)), "b.pdf")][::order]
    (one,) = merge(readings)
    assert {problem.code for problem in one.problems} == codes
    assert one.invoice.gross == Decimal("100.00")
    assert all("b.pdf" in str(problem) and "a.xml" in str(problem) for problem in one.problems)


def test_a_sound_invoice_has_nothing_against_it() -> None:
    """An invoice made out to the union, not booked yet, and near its payment passes."""
    assert against(SOUND, paid=dt.date(2026, 1, 20)) == []


@pytest.mark.parametrize("name", ["育才小学", "个人", "育才小学工会", ""])
def test_the_buyer_is_the_union_exactly(name: str) -> None:
    """Any other name is refused, the employer's too; spaces and the kind of brackets do not matter."""
    assert against(replace(SOUND, buyer=Party(name, made.UNION_ID))) == ["paper-buyer"]
    known = replace(KNOWN, union="育才小学(东区)工会委员会")
    assert against(replace(SOUND, buyer=Party("育才小学（东区） 工会委员会", made.UNION_ID)), known) == []


def test_the_buyers_tax_id() -> None:
    """A tax id that is another or missing is refused; a fiscal receipt may leave it out."""
    for number in ("", "91340100MA2N000001"):
        assert against(replace(SOUND, buyer=Party(made.UNION, number))) == ["paper-buyer-id"]
    assert against(replace(SOUND, kind="fiscal", buyer=Party(made.UNION, ""))) == []
    assert against(replace(SOUND, kind="railway", buyer=Party("", ""))) == ["paper-buyer-unnamed"]


def test_a_receipt_that_the_union_issued() -> None:
    """On the union's own receipt the payer is somebody else."""
    own = invoice(typeset(paper_pages.RECEIPT))
    assert against(own) == []
    assert against(replace(own, seller=Party("区总工会"))) == ["paper-buyer", "paper-buyer-id"]


def test_a_number_is_used_once_in_all_years() -> None:
    """A number that another voucher books is refused; the same voucher may name it; 8 digits only raise a question."""
    known = replace(KNOWN, used={NUMBER: "2019-03-0001"})
    assert against(SOUND, known) == ["paper-used"]
    assert against(SOUND, known, voucher="2019-03-0001") == []
    short = replace(KNOWN, used={NUMBER[-8:]: "2019-03-0001"})
    assert against(SOUND, short) == ["paper-maybe-used"]


def test_a_cancelled_invoice() -> None:
    """An invoice that a red one cancels is refused; a red one says which voucher it takes back, or that none is."""
    assert against(SOUND, replace(KNOWN, cancelled={NUMBER: "26342000000099999999"})) == ["paper-cancelled"]
    red = replace(SOUND, number="26342000000099999999", is_red=True, original=NUMBER, gross=Decimal(-100))
    assert against(red, replace(KNOWN, used={NUMBER: "2026-01-0002"})) == ["paper-red"]
    assert against(red, replace(KNOWN, freed={NUMBER: "2026-01-0002"})) == []
    assert against(red) == ["paper-red-alone"]


def test_days() -> None:
    """An invoice far from its payment raises a question, one from the future is refused."""
    assert against(SOUND, paid=dt.date(2026, 4, 19)) == []
    assert against(SOUND, paid=dt.date(2026, 4, 20)) == ["paper-date"]
    assert against(SOUND, replace(KNOWN, today=dt.date(2026, 1, 18))) == ["paper-date-future"]


def test_words_are_only_a_hint() -> None:
    """A word of a forbidden rule is a warning that names rule and line."""
    known = replace(KNOWN, words=(Word("no-alcohol", "烟酒", "笔记"),))
    (problem,) = check_against(SOUND, known)
    assert (problem.code, problem.level) == ("paper-word", "warning")
    assert "no-alcohol" in str(problem)


def test_without_books_no_buyer_is_checked() -> None:
    """Outside a ledger an invoice is only held against itself."""
    assert against(SOUND, Known()) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tax": Decimal("2.92")}, "paper-sum"),
        ({"capitals": "壹佰零壹圆整"}, "paper-capitals"),
        ({"lines": (InvoiceLine("a", net=Decimal(1)),)}, "paper-lines"),
        ({"number": "2634200000001234567"}, "paper-number"),
        ({"number": ""}, "paper-no-number"),
        ({"is_void": True}, "paper-void"),
        ({"is_red": True}, "paper-red-positive"),
    ],
)
def test_an_invoice_against_itself(change: dict[str, object], code: str) -> None:
    """Sums, capitals, lines, number, and the marks of void and red invoices are each checked."""
    assert [problem.code for problem in check_invoice(replace(SOUND, **change))] == [code]  # type: ignore[arg-type]


@given(st.integers(1, 10**9), st.integers(0, 10**8))
def test_what_adds_up_passes(net: int, tax: int) -> None:
    """For any amounts, net and tax that make the gross pass, and one fen less does not."""
    one = replace(
        SOUND, net=Decimal(net) / 100, tax=Decimal(tax) / 100, gross=Decimal(net + tax) / 100, lines=(), capitals=""
    )
    assert check_invoice(one) == ()
    assert [problem.code for problem in check_invoice(replace(one, gross=Decimal(net + tax - 1) / 100))] == [
        "paper-sum"
    ]


def test_unique_numbers() -> None:
    """Twenty digits stand for themselves; a shorter number needs its code."""
    assert unique_number("", " 2634 2000 0000 1234 5678 ") == NUMBER
    assert unique_number("034002600111", "12345678") == "03400260011112345678"
    assert unique_number("034002600111", "") == ""


BKER = facts(
    "bker",
    NumberOfBankElectronicReceipt="342601200001",
    DateOfBookkeeping="2026-01-20",
    AccountNameOfPayer=made.UNION,
    AccountNumberOfPayer="1302000000000012345",
    AccountNameOfPayee=made.SELLER,
    AccountNumberOfPayee="6222000000000000001",
    TransactionAmountInFigures="100.00",
    IdentificationOfCreditOrDebit="0",
    Usage="购买文具",
)


def test_a_bank_slip() -> None:
    """A slip is read alike from its page and from its XBRL."""
    ((page,), (data,)) = (read_file(one, "x")[0].slips for one in (typeset(paper_pages.SLIP), xbrl("bker", BKER)))
    assert (page.number, page.date, page.amount, page.direction) == (
        "342601200001",
        dt.date(2026, 1, 20),
        Decimal(100),
        "out",
    )
    same = {"capitals": "", "source": data.source}
    assert replace(page, **same) == replace(data, **same)  # type: ignore[arg-type]
    assert check_slip(page) == ()


def test_a_changed_slip() -> None:
    """Capitals that are another amount than the figures are an error."""
    changed = [(x, y, text.replace("100.00", "900.00")) for x, y, text in paper_pages.SLIP]
    (slip,) = read_file(typeset(changed), "x")[0].slips
    assert [problem.code for problem in check_slip(slip)] == ["paper-capitals"]


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
AMOUNT = st.none() | st.integers(-(10**12), 10**12).map(lambda fen: Decimal(fen).scaleb(-2))
SOURCES = st.builds(Source, TEXT, TEXT, st.sampled_from(["xml", "text", "qr"]))
INVOICES = st.builds(
    Invoice,
    kind=st.sampled_from(["digital-ordinary", "railway", "union-receipt"]),
    number=TEXT,
    date=st.none() | st.dates(),
    buyer=st.builds(Party, TEXT, TEXT),
    net=AMOUNT,
    tax=AMOUNT,
    gross=AMOUNT,
    lines=st.lists(st.builds(InvoiceLine, TEXT, net=AMOUNT, rate=TEXT), max_size=3).map(tuple),
    is_red=st.booleans(),
    remark=TEXT,
    loose=AMOUNT,
    sources=st.lists(SOURCES, max_size=2).map(tuple),
)
SLIPS = st.builds(
    BankSlip,
    number=TEXT,
    date=st.none() | st.dates(),
    direction=st.sampled_from(["in", "out", ""]),
    payer=st.builds(Side, TEXT, TEXT),
    payee=st.builds(Side, TEXT, TEXT),
    amount=AMOUNT,
    capitals=TEXT,
    purpose=TEXT,
    serial=TEXT,
    source=SOURCES,
)


@given(INVOICES | SLIPS)
def test_structured_data_comes_back(paper: Invoice | BankSlip) -> None:
    """What is written is read back equal, and written again it is the same bytes."""
    data = write_structured(paper, BOOKING)
    assert read_structured(data) == paper
    assert write_structured(read_structured(data), BOOKING) == data


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"format":"x"}', b"[" * 100_000, b"\xff", b'{"format":"unionbooks-paper 1"}']
)
def test_structured_data_that_is_none(data: bytes) -> None:
    """Other JSON, and what is none, is refused by one kind of error."""
    with pytest.raises(ValueError, match="no structured data"):
        read_structured(data)
