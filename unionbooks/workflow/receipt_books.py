"""Books of receipt numbers (收据领用): entering one that was received, and one that was handed back."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.ids import ID
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import ReceiptBook
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.receipts.checks import SHAPE
from unionbooks.receipts.facts import facts_of
from unionbooks.receipts.numbers import NumberRange
from unionbooks.receipts.register import make_register
from unionbooks.workflow.adding import added
from unionbooks.workflow.layout import RECEIPTS

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from unionbooks.books.model import Books

__all__ = ["BookEntry", "add_book", "return_book"]

BOOK_ID: Final = ProblemKind(
    "receipt-book-id",
    N_("{book} cannot be the id of a receipt book."),
    N_("Use Latin letters, digits and . _ / - only, such as SJ002."),
)
TAKEN: Final = ProblemKind(
    "receipt-book-taken",
    N_("There is a receipt book {book} already, with the numbers {numbers}."),
    N_("Give the new one another id."),
)
SHARED: Final = ProblemKind(
    "receipt-book-shared",
    N_("The numbers {numbers} stand in the receipt book {other}, too."),
    N_("Compare both with the covers, zeros in front included; a number is printed once only."),
)
UNKNOWN: Final = ProblemKind(
    "receipt-book-unknown",
    N_("There is no receipt book {book}."),
    N_("See which there are with: unionbooks receipt book list."),
)
RETURNED: Final = ProblemKind(
    "receipt-book-returned",
    N_("The receipt book {book} was handed back on {date} already."),
    N_("There is nothing to do."),
)
TOO_EARLY: Final = ProblemKind(
    "receipt-book-early",
    N_("The receipt book {book} cannot be handed back on {date}: it was received or last used on {last}."),
    N_("Give a later day."),
)


@dataclass(frozen=True, slots=True)
class BookEntry:
    """A book as it is to be entered, or as it is on record; `written` says whether this run entered it."""

    book: ReceiptBook
    count: int
    written: bool


def add_book(root: Path, book: ReceiptBook, *, by: str, now: dt.datetime) -> BookEntry:
    """Enter a book that was received; entering the same one again changes nothing.

    Raises:
        BadInputError: where the numbers are no range, or the id cannot be one.
        RefusedError: where the id is taken, or another book has one of the numbers, zeros in front or not.
    """
    if not ID.fullmatch(book.book):
        raise BadInputError(BOOK_ID(book=book.book))
    try:
        numbers = NumberRange.parse(book.first, book.last)
    except ValueError as error:
        raise BadInputError(SHAPE(first=book.first, last=book.last)) from error
    done: list[BookEntry] = []

    def make_plan(books: Books) -> Plan:
        register = make_register(facts_of(books))
        same = next((one for one in register.books if one.id == book.book), None)
        if same is not None:
            if (same.numbers, same.kind) != (numbers, book.kind or "general"):
                raise RefusedError(TAKEN(same.place, book=same.id, numbers=same.numbers))
            done.append(BookEntry(book, len(numbers), written=False))
            return Plan(())
        for other in register.books:
            if other.numbers.resembles(numbers):
                raise RefusedError(SHARED(other.place, numbers=numbers, other=other.id))
        done.append(BookEntry(book, len(numbers), written=True))
        return Plan((added(books.root, RECEIPTS, write_directive(book)),), (book.book,))

    commit(root, make_plan, by=by, now=now, command="receipt book add")
    return done[-1]


def return_book(root: Path, book_id: str, day: dt.date, *, by: str, now: dt.datetime) -> BookEntry:
    """Enter that a book was handed back; what is free in it can never be used. `count` is how many those are.

    Raises:
        BadInputError: where there is no such book.
        RefusedError: where it was handed back before, or is used later than that.
    """
    done: list[BookEntry] = []

    def make_plan(books: Books) -> Plan:
        register = make_register(facts_of(books))
        book = next((one for one in register.books if one.id == book_id), None)
        if book is None:
            raise BadInputError(UNKNOWN(book=book_id))
        if book.returned is not None:
            raise RefusedError(RETURNED(book.place, book=book_id, date=book.returned))
        used = [line for line in register.lines if line.book == book_id]
        last = max((line.date for line in used), default=book.received)
        if day < max(last, book.received):
            raise RefusedError(TOO_EARLY(book.place, book=book_id, date=day, last=max(last, book.received)))
        before = next(one for one in books.of(ReceiptBook) if one.book == book_id)
        directive = replace(before, date=day, returned=day, place=None)
        done.append(BookEntry(directive, len(book.numbers) - len(used), written=True))
        return Plan((added(books.root, RECEIPTS, write_directive(directive)),), (book_id,))

    commit(root, make_plan, by=by, now=now, command="receipt book return")
    return done[-1]
