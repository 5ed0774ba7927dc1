"""What the books know of papers (票据): which invoices are booked, which are cancelled, what is filed."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.bank_slip import BankSlip
from importers.papers.checks import Known
from importers.papers.checks import Word
from importers.papers.invoice import Invoice
from importers.papers.invoice import plain_number
from importers.papers.structured import STRUCTURED
from importers.papers.structured import read_structured
from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import Forbidden
from unionbooks.core.vocabulary import Profile
from unionbooks.rulebook.rules import in_force

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from collections.abc import Mapping
    from decimal import Decimal

    from beancount.core.data import Document

    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem

__all__ = ["FiledPaper", "PaperFacts", "filed_papers", "gather"]

DAMAGED: Final = ProblemKind(
    "paper-structured",
    N_("The structured data cannot be read, so its invoice is not seen when others are checked."),
    N_("Put the file back from a backup, or file the original again with: unionbooks paper file."),
    "warning",
)


@dataclass(frozen=True)
class PaperFacts:
    """What was gathered from the books, once for many papers.

    Attributes:
        known: What an invoice is checked against.
        slips: Number of a bank's slip -> the voucher it is filed with.
        structured: SHA-256 of an original -> what its structured data says.
        files: SHA-256 of an original -> the path of its structured data.
        problems: Structured data that cannot be read.
    """

    known: Known
    slips: Mapping[str, str] = field(default_factory=dict)
    structured: Mapping[str, Invoice | BankSlip] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FiledPaper:
    """A paper of a voucher, and what is known of it.

    Attributes:
        voucher: Number of its voucher.
        date: Day of filing.
        kind: Kind of paper.
        path: Its file, relative to the ledger's folder.
        number: Number of the invoice or slip; empty where it has no structured data.
        issued: Day of issue.
        seller: Who issued it, or the other side of a payment.
        amount: In yuan.
        structured: Path of its structured data; empty without.
        private: Whether it is about somebody's health or family.
    """

    voucher: str
    date: dt.date
    kind: str
    path: str
    number: str = ""
    issued: dt.date | None = None
    seller: str = ""
    amount: Decimal | None = None
    structured: str = ""
    private: bool = False


def gather(books: Books, today: dt.date) -> PaperFacts:
    """Gather what the books know; a voucher that was reversed gives its invoices free again."""
    profile = next(reversed(books.of(Profile)), None)
    reversed_ = _reversed(books)
    used, freed = dict(_named(books, reversed_, freed=False)), dict(_named(books, reversed_, freed=True))
    cancelled: dict[str, str] = {}
    slips: dict[str, str] = {}
    structured: dict[str, Invoice | BankSlip] = {}
    files: dict[str, str] = {}
    problems: list[Problem] = []
    for voucher, entry, path in _structured_files(books):
        try:
            paper = read_structured(Path(entry.filename).read_bytes())
        except (OSError, ValueError):
            problems.append(DAMAGED(books.place(entry)))
            continue
        sources = paper.sources if isinstance(paper, Invoice) else (paper.source,)
        structured |= dict.fromkeys((source.sha256 for source in sources), paper)
        files |= dict.fromkeys((source.sha256 for source in sources), path)
        if isinstance(paper, Invoice) and paper.is_red and paper.original:
            cancelled[paper.original] = paper.number
        if paper.number and isinstance(paper, Invoice):
            (freed if voucher in reversed_ else used).setdefault(paper.number, voucher)
        elif paper.number and voucher not in reversed_:
            slips.setdefault(paper.number, voucher)
    known = Known(
        union=profile.name if profile else "",
        tax_id=profile.tax_id if profile else "",
        used=used,
        freed=freed,
        cancelled=cancelled,
        words=tuple(_words(books, today)),
        today=today,
    )
    return PaperFacts(known, slips, structured, files, tuple(problems))


def _reversed(books: Books) -> frozenset[str]:
    return frozenset(str(entry.meta.get("reverses")) for entry in books.transactions if entry.meta.get("reverses"))


def _named(books: Books, reversed_: frozenset[str], *, freed: bool) -> Iterator[tuple[str, str]]:
    """Go through the invoices that vouchers name, of all years; the first voucher of a number comes last."""
    for number, entry in reversed([*books.vouchers.items()]):
        if (number in reversed_) == freed and entry.meta.get("kind") != "reversal":
            for invoice in str(entry.meta.get("invoice") or "").split():
                yield plain_number(invoice), number


def _structured_files(books: Books) -> Iterator[tuple[str, Document, str]]:
    for link, papers in books.papers.items():
        for entry in papers:
            if entry.meta.get("kind") == STRUCTURED:
                yield link.removeprefix("V"), entry, _relative(books, entry)


def _relative(books: Books, entry: Document) -> str:
    return Path(entry.filename).as_posix().removeprefix(f"{books.root.as_posix()}/")


def _words(books: Books, day: dt.date) -> Iterator[Word]:
    for rule in in_force(books.of(Forbidden), day):
        for word in (rule.words or "").split():
            yield Word(rule.rule, rule.what, word)


def filed_papers(books: Books, facts: PaperFacts) -> tuple[FiledPaper, ...]:
    """Return the papers of all vouchers in order; structured data stands with its original, not for itself."""
    return tuple(
        _filed(books, facts, link.removeprefix("V"), entry)
        for link, papers in sorted(books.papers.items())
        if link.startswith("V")
        for entry in papers
        if entry.meta.get("kind") != STRUCTURED
    )


def _filed(books: Books, facts: PaperFacts, voucher: str, entry: Document) -> FiledPaper:
    digest = str(entry.meta.get("sha256") or "")
    paper = facts.structured.get(digest)
    number, issued, seller, amount = "", None, "", None
    if isinstance(paper, Invoice):
        number, issued, seller, amount = paper.number, paper.date, paper.seller.name, paper.gross
    elif isinstance(paper, BankSlip):
        other = paper.payer if paper.direction == "in" else paper.payee
        number, issued, seller, amount = paper.number, paper.date, other.name, paper.amount
    return FiledPaper(
        voucher=voucher,
        date=entry.date,
        kind=str(entry.meta.get("kind") or ""),
        path=_relative(books, entry),
        number=number,
        issued=issued,
        seller=seller,
        amount=amount,
        structured=facts.files.get(digest, ""),
        private=bool(entry.meta.get("private")),
    )
