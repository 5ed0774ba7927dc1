"""The checks of an invoice (发票审核): by itself, and against what the books know. Each finding is a `Problem`.

Sources: 《发票管理办法》 (an invoice states its buyer and is used once), 财会〔2020〕6号 (repeated booking is
to be prevented, the electronic original is kept).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.figures import capitals_agree
from importers.papers.invoice import plain_name
from importers.papers.invoice import plain_number
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from collections.abc import Mapping

    from importers.papers.bank_slip import BankSlip
    from importers.papers.invoice import Invoice
    from unionbooks.core.problems import Problem

__all__ = ["NEAR", "Known", "Word", "check_against", "check_invoice", "check_slip"]

SUM: Final = ProblemKind(
    "paper-sum",
    N_("Amount before tax {net} and tax {tax} do not make the total {gross}."),
    N_("The paper was changed or read wrongly: compare it with the original, or check it on the tax bureau's page."),
)
LINES: Final = ProblemKind(
    "paper-lines",
    N_("The lines come to {lines}, but the amount before tax is {net}."),
    N_("The paper was changed or lacks its list of goods: ask the one who issued it for the original."),
)
LINES_PRINTED: Final = ProblemKind(
    "paper-lines-printed",
    N_("The printed lines were read as {lines}, but the amount before tax is {net}."),
    N_("Compare them by eye; ask for the structured data (XML), which is read exactly."),
    "warning",
)
CAPITALS: Final = ProblemKind(
    "paper-capitals",
    N_("The amount in capitals {capitals} is not the one in figures {amount}."),
    N_("The paper was changed or read wrongly: compare it with the original."),
)
NUMBER: Final = ProblemKind(
    "paper-number",
    N_("{number} is no number of such a paper: 20 digits, or a code and 8 digits, for a receipt 10."),
    N_("Compare it with the paper; if it reads so, do not accept it."),
)
NO_NUMBER: Final = ProblemKind(
    "paper-no-number",
    N_("The number of the paper could not be read, so nothing can tell whether it was used before."),
    N_("Ask the one who issued it for the structured data (XML) or the OFD."),
)
NO_TOTAL: Final = ProblemKind(
    "paper-no-total",
    N_("The total of the paper could not be read."),
    N_("Ask the one who issued it for the structured data (XML) or the OFD."),
    "warning",
)
VOID: Final = ProblemKind(
    "paper-void",
    N_("The invoice {number} is marked as void (作废)."),
    N_("Do not book it; ask for a valid one."),
)
BUYER: Final = ProblemKind(
    "paper-buyer",
    N_("The invoice is made out to {buyer}, and not to {union}."),
    N_("Have it issued again to the full name of the union, or put another paper in its place."),
)
BUYER_UNNAMED: Final = ProblemKind(
    "paper-buyer-unnamed",
    N_("The ticket names no buyer, or only a person: {buyer}."),
    N_("Ask for a ticket made out to {union}, or add who travelled and why."),
    "warning",
)
BUYER_ID: Final = ProblemKind(
    "paper-buyer-id",
    N_("The buyer's tax id on the invoice is {found}; that of the union is {expected}."),
    N_("Have the invoice issued again with the right one, or correct the union's profile if that is wrong."),
)
USED: Final = ProblemKind(
    "paper-used",
    N_("The invoice {number} is booked already, by voucher {voucher}."),
    N_("Do not book it again; if that voucher is wrong, reverse it first."),
)
MAYBE_USED: Final = ProblemKind(
    "paper-maybe-used",
    N_("The voucher {voucher} names an invoice {short}, which are the last digits of {number}."),
    N_("See whether it is the same invoice; if it is, do not book it again."),
    "warning",
)
CANCELLED: Final = ProblemKind(
    "paper-cancelled",
    N_("The invoice {number} was cancelled by the red invoice {red}."),
    N_("Do not book it; ask for a valid one."),
)
RED_OF: Final = ProblemKind(
    "paper-red",
    N_("The red invoice cancels {original}, which voucher {voucher} books."),
    N_("Reverse that voucher, or see that this one takes back the same money."),
    "warning",
)
RED_ALONE: Final = ProblemKind(
    "paper-red-alone",
    N_("The red invoice cancels {original}, which no voucher books."),
    N_("Look for the invoice that it cancels; a red invoice alone pays nothing back."),
    "warning",
)
RED_UNPAID: Final = ProblemKind(
    "paper-red-positive",
    N_("The invoice says that it is a red one, but its total {gross} is not negative."),
    N_("Compare it with the original."),
)
FAR: Final = ProblemKind(
    "paper-date",
    N_("The invoice is of {date}, the payment of {paid}: {days} days apart."),
    N_("See that it belongs to this payment."),
    "warning",
)
FUTURE: Final = ProblemKind(
    "paper-date-future",
    N_("The invoice is dated {date}, which is not here yet."),
    N_("Compare it with the original; the date was changed or read wrongly."),
)
WORD: Final = ProblemKind(
    "paper-word",
    N_("{line}: the word {word} may mean what rule {rule} forbids ({what})."),
    N_("See what was bought; a word alone decides nothing."),
    "warning",
)

NEAR: Final = 90
"""Days between an invoice and its payment beyond which a person is asked to look."""

_DIGITAL: Final = re.compile(r"\d{20}")
_CODED: Final = re.compile(r"\d{10}\d{8}|\d{12}\d{8}")
_FISCAL: Final = re.compile(r"\d{8,14}\d{8,10}")
_TICKETS: Final = frozenset({"railway", "air"})
_RECEIPTS: Final = frozenset({"fiscal", "union-receipt"})
_PERSON: Final = re.compile(r"个人|\(个人\)|^[\u4e00-\u9fff·]{2,4}\(个人\)$")
_SHORT: Final = 8
_PRINTED: Final = frozenset({"text", "qr"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word that gives forbidden spending away: its rule, what that forbids, and the word."""

    rule: str
    what: str
    word: str


@dataclass(frozen=True, slots=True)
class Known:
    """What the books know of invoices.

    Attributes:
        union: Full name of the union; empty where there are no books, and then no buyer is checked.
        tax_id: Its tax id.
        used: Number of an invoice -> the voucher that books it.
        freed: Number of an invoice -> the voucher that booked it and was reversed.
        cancelled: Number of an invoice -> the red one that cancels it.
        words: Words to look for among the goods.
        today: The day on which is asked.
    """

    union: str = ""
    tax_id: str = ""
    used: Mapping[str, str] = field(default_factory=dict)
    freed: Mapping[str, str] = field(default_factory=dict)
    cancelled: Mapping[str, str] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    today: dt.date | None = None


def check_invoice(invoice: Invoice) -> tuple[Problem, ...]:
    """Check what an invoice says against itself."""
    return tuple(_own(invoice, Place(invoice.file)))


def _own(invoice: Invoice, place: Place) -> Iterator[Problem]:
    if not invoice.number:
        yield NO_NUMBER(place)
    elif not _number_fits(invoice):
        yield NUMBER(place, number=invoice.number)
    if invoice.gross is None:
        yield NO_TOTAL(place)
    if invoice.is_void:
        yield VOID(place, number=invoice.number or "-")
    yield from _sums(invoice, place)
    if invoice.capitals and invoice.gross is not None and not _same_capitals(invoice):
        yield CAPITALS(place, capitals=invoice.capitals, amount=format_yuan(invoice.gross))
    if invoice.is_red and invoice.gross is not None and invoice.gross >= 0:
        yield RED_UNPAID(place, gross=format_yuan(invoice.gross))


def _number_fits(invoice: Invoice) -> bool:
    if invoice.kind in _RECEIPTS:
        return bool(_FISCAL.fullmatch(invoice.number))
    if invoice.code:
        return bool(_CODED.fullmatch(invoice.number))
    return bool(_DIGITAL.fullmatch(invoice.number))


def _same_capitals(invoice: Invoice) -> bool:
    amount = invoice.gross
    if amount is None:
        return True
    # Some printers leave the sign of a red invoice out of the capitals.
    return capitals_agree(invoice.capitals, amount) or (invoice.is_red and capitals_agree(invoice.capitals, -amount))


def _sums(invoice: Invoice, place: Place) -> Iterator[Problem]:
    net, tax, gross = invoice.net, invoice.tax, invoice.gross
    if net is not None and gross is not None and net + (tax or Decimal(0)) != gross:
        yield SUM(place, net=format_yuan(net), tax=format_yuan(tax or Decimal(0)), gross=format_yuan(gross))
    target = net if net is not None else gross if invoice.kind in _RECEIPTS else None
    nets = [line.net for line in invoice.lines]
    amounts = [amount for amount in nets if amount is not None]
    if target is None or not amounts or len(amounts) < len(nets):
        return
    total = sum(amounts, Decimal(0))
    if total != target:
        kind = LINES_PRINTED if all(source.way in _PRINTED for source in invoice.sources) else LINES
        yield kind(place, lines=format_yuan(total), net=format_yuan(target))


def check_slip(slip: BankSlip) -> tuple[Problem, ...]:
    """Check a bank's slip against itself."""
    place = Place(slip.source.file)
    problems = []
    if not slip.number:
        problems.append(NO_NUMBER(place))
    if slip.amount is None:
        problems.append(NO_TOTAL(place))
    elif slip.capitals and not capitals_agree(slip.capitals, slip.amount):
        problems.append(CAPITALS(place, capitals=slip.capitals, amount=format_yuan(slip.amount)))
    return tuple(problems)


def check_against(
    invoice: Invoice, known: Known, *, paid: dt.date | None = None, voucher: str = "", near: int = NEAR
) -> tuple[Problem, ...]:
    """Check an invoice against the books.

    Args:
        invoice: The invoice.
        known: What the books know.
        paid: The day of the voucher it is filed with.
        voucher: Number of that voucher, which may name it itself.
        near: Days between invoice and payment that are usual.
    """
    place = Place(invoice.file)
    return (
        *_buyer(invoice, known, place),
        *_use(invoice, known, place, voucher),
        *_red(invoice, known, place),
        *_dates(invoice, known, place, paid, near),
        *_words(invoice, known, place),
    )


def _buyer(invoice: Invoice, known: Known, place: Place) -> Iterator[Problem]:
    if not known.union:
        return
    union, buyer = plain_name(known.union), plain_name(invoice.buyer.name)
    if invoice.kind in _RECEIPTS and plain_name(invoice.seller.name) == union:
        return  # a receipt that the union itself issued: the payer is somebody else
    if invoice.kind in _TICKETS and (not buyer or _PERSON.search(buyer)):
        yield BUYER_UNNAMED(place, buyer=invoice.buyer.name or "-", union=known.union)
        return
    if buyer != union:
        yield BUYER(place, buyer=invoice.buyer.name or "-", union=known.union)
    found, expected = plain_number(invoice.buyer.tax_id), plain_number(known.tax_id)
    # A fiscal receipt may leave the payer's id out; an invoice may not.
    needed = invoice.kind not in _RECEIPTS and invoice.kind not in _TICKETS
    if expected and found != expected and (found or needed):
        yield BUYER_ID(place, found=invoice.buyer.tax_id or "-", expected=known.tax_id)


def _use(invoice: Invoice, known: Known, place: Place, voucher: str) -> Iterator[Problem]:
    if not invoice.number:
        return
    if (red := known.cancelled.get(invoice.number)) is not None:
        yield CANCELLED(place, number=invoice.number, red=red)
    if (other := known.used.get(invoice.number)) is not None:
        if other != voucher:
            yield USED(place, number=invoice.number, voucher=other)
        return
    short = invoice.number[-_SHORT:]
    if (other := known.used.get(short)) is not None and other != voucher:
        yield MAYBE_USED(place, number=invoice.number, voucher=other, short=short)


def _red(invoice: Invoice, known: Known, place: Place) -> Iterator[Problem]:
    if not invoice.is_red or invoice.original in known.freed:
        return
    other = known.used.get(invoice.original) if invoice.original else None
    if other is not None:
        yield RED_OF(place, original=invoice.original, voucher=other)
    else:
        yield RED_ALONE(place, original=invoice.original or "-")


def _dates(invoice: Invoice, known: Known, place: Place, paid: dt.date | None, near: int) -> Iterator[Problem]:
    if invoice.date is None:
        return
    if known.today is not None and invoice.date > known.today:
        yield FUTURE(place, date=invoice.date)
    if paid is not None and abs((paid - invoice.date).days) > near:
        yield FAR(place, date=invoice.date, paid=paid, days=abs((paid - invoice.date).days))


def _words(invoice: Invoice, known: Known, place: Place) -> Iterator[Problem]:
    for line in invoice.lines:
        for word in known.words:
            if word.word in line.name:
                yield WORD(place, line=line.name, word=word.word, rule=word.rule, what=word.what)
