"""What is wrong with the receipts: gaps, numbers used twice, books that overlap, copies that are missing.

An error is what can never be right and is refused when it is written; a warning is what a month must
not be closed with, such as a gap, since the receipt in between may be posted later.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import ProblemKind
from unionbooks.receipts.numbers import NumberRange
from unionbooks.receipts.numbers import ReceiptNumber
from unionbooks.receipts.purpose import WHY_NOT
from unionbooks.receipts.purpose import money_in
from unionbooks.receipts.purpose import receivable
from unionbooks.receipts.purpose import why_not
from unionbooks.receipts.register import make_register

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem
    from unionbooks.receipts.facts import ReceiptFacts
    from unionbooks.receipts.register import Book
    from unionbooks.receipts.register import Claim
    from unionbooks.receipts.register import Register
    from unionbooks.receipts.register import RegisterLine

__all__ = ["COPIES", "gaps", "receipt_problems"]

COPIES: Final = 3
"""Copies of a receipt: stub, the payer's, the accountant's (存根、收据、记账); all are kept of a void one."""

SHAPE: Final = ProblemKind(
    "receipt-book-numbers",
    N_("{first} to {last} is no range of receipt numbers."),
    N_("Write both numbers as they are printed, equally long, the smaller one first."),
)
OVERLAP: Final = ProblemKind(
    "receipt-book-overlap",
    N_("The receipt books {one} and {other} share numbers ({numbers})."),
    N_("Correct the range of one of them; a number is printed once only."),
)
BOOK_CHANGED: Final = ProblemKind(
    "receipt-book-changed",
    N_("The receipt book {book} was entered with other numbers before ({numbers})."),
    N_("Give the new book an id of its own, or write the same numbers."),
)
NO_BOOK: Final = ProblemKind(
    "receipt-no-book",
    N_("The receipt {number} is of no book on record."),
    N_("Correct the number, zeros in front included, or enter the book with: unionbooks receipt book add."),
)
NO_BOOK_AT_ALL: Final = ProblemKind(NO_BOOK.code, NO_BOOK.what, NO_BOOK.mend, "warning")
TWICE: Final = ProblemKind(
    "receipt-twice",
    N_("The receipt {number} is used by {one} and by {other}."),
    N_("Correct the number of one of them; a receipt is for one voucher."),
)
VOID_USED: Final = ProblemKind(
    "receipt-void-used",
    N_("The receipt {number} is void since {date}, but voucher {voucher} uses it afterwards."),
    N_("Issue the next number: unionbooks receipt issue {voucher}."),
)
GAP: Final = ProblemKind(
    "receipt-gap",
    N_("In the receipt book {book} {missing} is missing before {number}."),
    N_(
        "Post the voucher it was issued for, or void it with all its copies: unionbooks receipt void {first} --reason …"
    ),
    "warning",
)
SPLIT: Final = ProblemKind(
    "receipt-book-split",
    N_("The receipt book {book} was begun while {earlier} still has free receipts."),
    N_("Use up the earlier book first, or hand it back: unionbooks receipt book return {earlier}."),
    "warning",
)
EARLY: Final = ProblemKind(
    "receipt-outside-term",
    N_("The receipt {number} was used on {date}, but its book {book} was held from {begin} to {end}."),
    N_("Correct the day on which the book was received or handed back."),
    "warning",
)
COPIES_MISSING: Final = ProblemKind(
    "receipt-copies",
    N_("Of the void receipt {number} only {found} of {copies} copies are kept."),
    N_("Ask for the missing copy back and paste it to the stub; where it is lost, keep a statement about it."),
    "warning",
)
VOID_TWICE: Final = ProblemKind(
    "receipt-void-twice",
    N_("The receipt {number} is entered as void a second time."),
    N_("Leave it as it is; the first entry counts."),
    "warning",
)
OVER: Final = ProblemKind(
    "receipt-over",
    N_("The receipts of voucher {voucher} come to {found}, but {received} was received."),
    N_("Make the receipt out over what was really received; void the wrong one."),
)
UNCLEAR: Final = ProblemKind(
    "receipt-amount-unclear",
    N_("Voucher {voucher} names several receipts ({numbers}), but not how much each is made out over."),
    N_("Say it with: unionbooks receipt issue {voucher} --number {first} --amount …"),
    "warning",
)
WRONG_BOOK: Final = ProblemKind(
    "receipt-kind",
    N_("The receipt {number} is of the book {book}, which is kept for {expected}, but it is for {found}."),
    N_("Keep dues and contributions in books of their own; void the receipt and issue one of the right book."),
    "warning",
)
NOT_DUE: Final = ProblemKind(
    "receipt-not-due",
    N_("The receipt {number} was issued for voucher {voucher}, for which there should be none: {why}."),
    N_("Take all copies back and void it: unionbooks receipt void {number} --reason …"),
    "warning",
)
REVERSED: Final = ProblemKind(
    "receipt-reversed",
    N_("The voucher {voucher} of receipt {number} was reversed by {by}."),
    N_(
        "If the money was booked anew, issue the same number for the new voucher with --number {number}; if not, take "
        "all copies back and void it."
    ),
    "warning",
)


def receipt_problems(facts: ReceiptFacts) -> list[Problem]:
    """Report everything that is wrong with the books, the receipts and the void numbers."""
    register = make_register(facts)
    problems = [*_books(facts, register), *_void_directives(register), *_gaps(register), *_splits(register)]
    for line in register.lines:
        problems += _line(register, line)
    for number, claims in register.claims.items():
        problems += _claims(number, claims, register)
    return [*problems, *_vouchers(facts, register)]


def gaps(register: Register, until: dt.date | None = None) -> dict[str, tuple[str, ...]]:
    """Return id of a book -> numbers that were skipped: free ones before one that is used, up to a day."""
    found: dict[str, tuple[str, ...]] = {}
    for book in register.books:
        used = {line.number for line in _of_book(register, book) if until is None or line.date <= until}
        last = max((ReceiptNumber.parse(one) for one in used), default=None)
        if last is not None:
            missing = tuple(str(one) for one in NumberRange(book.numbers.first, last) if str(one) not in used)
            if missing:
                found[book.id] = missing
    return found


def _of_book(register: Register, book: Book) -> list[RegisterLine]:
    return [line for line in register.lines if line.book == book.id]


def _books(facts: ReceiptFacts, register: Register) -> Iterator[Problem]:
    first: dict[str, tuple[str, str]] = {}
    for one in sorted(facts.books, key=lambda one: one.date):
        try:
            NumberRange.parse(one.first, one.last)
        except ValueError:
            yield SHAPE(one.place, first=one.first, last=one.last)
        before = first.setdefault(one.book, (one.first, one.last))
        if before != (one.first, one.last):
            yield BOOK_CHANGED(one.place, book=one.book, numbers="-".join(before))
    widest: Book | None = None
    for book in sorted(register.books, key=lambda book: book.numbers.first):
        if widest is not None and widest.numbers.overlaps(book.numbers):
            shared = f"{book.numbers.first}-{min(widest.numbers.last, book.numbers.last)}"
            yield OVERLAP(book.place, one=widest.id, other=book.id, numbers=shared)
        widest = max(filter(None, (widest, book)), key=lambda one: one.numbers.last)


def _void_directives(register: Register) -> Iterator[Problem]:
    for number, voids in register.voids.items():
        for again in voids[1:]:
            yield VOID_TWICE(again.place, number=number)


def _gaps(register: Register) -> Iterator[Problem]:
    """Report each run of skipped numbers at the one behind it."""
    for book, missing in gaps(register).items():
        skipped = set(missing)
        run: list[str] = []
        for text in missing:
            run.append(text)
            number = ReceiptNumber.parse(text)
            behind = str(ReceiptNumber(number.prefix, number.width, number.value + 1))
            if behind not in skipped:
                shown = run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}"
                line = register.find(behind)
                place = line.place if line else None
                yield GAP(place, book=book, missing=shown, number=behind, first=run[0])
                run = []


def _splits(register: Register) -> Iterator[Problem]:
    """Report a book that was begun before an earlier one of the same kind was used up or handed back."""
    by_kind: defaultdict[str, list[Book]] = defaultdict(list)
    for book in register.books:
        by_kind[book.kind].append(book)
    for books in by_kind.values():
        for earlier, book in pairwise(books):
            lines = _of_book(register, book)
            if lines and register.next_of(earlier) is not None:
                yield SPLIT(lines[0].place, book=book.id, earlier=earlier.id)


def _line(register: Register, line: RegisterLine) -> Iterator[Problem]:
    book = next((one for one in register.books if one.id == line.book), None)
    if book is None:
        kind = NO_BOOK if register.books else NO_BOOK_AT_ALL
        yield kind(line.place, number=line.number)
    else:
        yield from _term(book, line)
        if line.state != "void" and line.kind and book.kind not in {line.kind, "general"}:
            expected, found = Message(book.kind), Message(line.kind)
            yield WRONG_BOOK(line.place, number=line.number, book=book.id, expected=expected, found=found)
    if line.state == "void" and line.copies is not None and line.copies < COPIES:
        yield COPIES_MISSING(_void_place(register, line), number=line.number, found=line.copies, copies=COPIES)
    if line.state == "reversed":
        yield REVERSED(line.place, number=line.number, voucher=line.voucher, by=line.reversed_by)


def _term(book: Book, line: RegisterLine) -> Iterator[Problem]:
    day = min(line.date, line.voided or line.date)
    if day < book.received or (book.returned is not None and day > book.returned):
        end = book.returned or "…"
        yield EARLY(line.place, number=line.number, date=day, book=book.id, begin=book.received, end=end)


def _void_place(register: Register, line: RegisterLine) -> Place | None:
    return register.voids[line.number][0].place


def _claims(number: str, claims: Sequence[Claim], register: Register) -> Iterator[Problem]:
    standing = [claim for claim in claims if claim.voucher.stands]
    for other in standing[1:]:
        yield TWICE(other.place, number=number, one=standing[0].voucher.number, other=other.voucher.number)
    voids = register.voids.get(number, ())
    for claim in claims:
        if voids and claim.date > voids[0].date:
            yield VOID_USED(claim.place, number=number, date=voids[0].date, voucher=claim.voucher.number)


def _vouchers(facts: ReceiptFacts, register: Register) -> Iterator[Problem]:
    by_voucher: defaultdict[str, list[RegisterLine]] = defaultdict(list)
    for line in register.lines:
        if line.state == "issued":
            by_voucher[line.voucher].append(line)
    for number, lines in by_voucher.items():
        voucher = facts.vouchers[number]
        reason = why_not(voucher, facts.parents)
        if reason is not None:
            why = Message(WHY_NOT[reason])
            for line in lines:
                yield NOT_DUE(line.place, number=line.number, voucher=number, why=why)
            continue
        received = min(sum(receivable(voucher, facts.parents).values()), money_in(voucher))
        found = sum(line.amount_fen or 0 for line in lines)
        unclear = [line.number for line in lines if line.amount_fen is None]
        if unclear:
            yield UNCLEAR(voucher.place, voucher=number, numbers=" ".join(unclear), first=unclear[0])
        negative = any((line.amount_fen or 0) < 0 for line in lines)
        if found > received or negative:
            shown = {"found": format_yuan(found), "received": format_yuan(received)}
            yield OVER(lines[-1].place, voucher=number, **shown)
