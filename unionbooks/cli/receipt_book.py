"""`unionbooks receipt book`: books of receipt numbers, received and handed back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.cli.session import Session

__all__ = ["BOOK_KINDS", "book"]

BOOK_KINDS: Final = (N_("dues"), N_("contribution"), N_("general"))
"""What a book is kept for."""
_COLUMNS: Final = (
    Column("book", N_("Book"), "id"),
    Column("kind", N_("Kind"), "word"),
    Column("first", N_("First number"), "id"),
    Column("last", N_("Last number"), "id"),
    Column("received", N_("Received on"), "date"),
    Column("from", N_("From")),
    Column("used", N_("Used"), "count"),
    Column("free", N_("Free"), "count"),
    Column("next", N_("Next"), "id"),
    Column("returned", N_("Handed back on"), "date"),
)
_FOR_PEOPLE: Final = ("book", "kind", "first", "last", "received", "used", "free", "next")
_ID: Final = N_("Id of the book, such as SJ002.")


@click.group("book", cls=Group, help=N_("Books of receipt numbers: received, handed back, how many are free."))
def book() -> None:
    """Hold the verbs of receipt books."""


@book.command(
    "add",
    help=N_("Enter a book of receipts that was received."),
    details=N_(
        "The numbers are written as they are printed, zeros in front included. Dues and contributions are kept in "
        "books of their own where the upper union asks for it; a general book serves for both."
    ),
    examples=("unionbooks receipt book add SJ002 01933751 01933800 --kind dues",),
)
@click.argument("book_id", cls=Argument, metavar="BOOK", help=_ID)
@click.argument("first", cls=Argument, metavar="FIRST", help=N_("First number, as printed."))
@click.argument("last", cls=Argument, metavar="LAST", help=N_("Last number, as printed."))
@click.option(
    "--kind", cls=Option, type=click.Choice(BOOK_KINDS), default="general", help=N_("What the book is kept for.")
)
@click.option("--from", "from_union", cls=Option, metavar="NAME", help=N_("Who handed the book out."))
@click.option("--date", cls=Option, type=DAY, help=N_("Day on which it was received; today if not given."))
@click.pass_obj
def add_book(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    book_id: str,
    first: str,
    last: str,
    kind: str,
    from_union: str | None,
    date: dt.date | None,
) -> None:
    """Enter a book."""
    from unionbooks.core.vocabulary import ReceiptBook
    from unionbooks.workflow import receipt_books

    directive = ReceiptBook(
        date=date or session.now.date(), book=book_id, first=first, last=last, kind=kind, from_union=from_union
    )
    done = receipt_books.add_book(session.root, directive, by=session.by, now=session.now)
    shown = {"book": book_id, "first": first, "last": last, "count": done.count}
    if done.written:
        told = message("Receipt book {book} is entered: {first} to {last}, {count} receipts.", **shown)
    else:
        told = message("Receipt book {book} ({first} to {last}) is on record already.", **shown)
    session.say(told)


@book.command(
    "return",
    help=N_("Enter that a book was handed back; its free numbers can no longer be used."),
    examples=("unionbooks receipt book return SJ001 --date 2026-12-31",),
)
@click.argument("book_id", cls=Argument, metavar="BOOK", help=_ID)
@click.option("--date", cls=Option, type=DAY, help=N_("Day on which it was handed back; today if not given."))
@click.pass_obj
def return_book(session: Session, *, book_id: str, date: dt.date | None) -> None:
    """Enter that a book was handed back."""
    from unionbooks.workflow import receipt_books

    day = date or session.now.date()
    done = receipt_books.return_book(session.root, book_id, day, by=session.by, now=session.now)
    session.say(
        message(
            "Receipt book {book} is handed back on {date} with {count} unused receipts.",
            book=book_id,
            date=day,
            count=done.count,
        )
    )


@book.command(
    "list",
    help=N_("List the books, with the next number and how many are free."),
    examples=("unionbooks receipt book list",),
)
@output_options()
@click.pass_obj
def list_books(session: Session, output: Output) -> None:
    """List books."""
    from unionbooks.books.query import open_tables
    from unionbooks.receipts.facts import facts_in
    from unionbooks.receipts.register import make_register

    with open_tables(session.root) as tables:
        register = make_register(facts_in(tables))
    rows = []
    for one in register.books:
        used = sum(1 for line in register.lines if line.book == one.id)
        free = 0 if one.returned else len(one.numbers) - used
        first, last = str(one.numbers.first), str(one.numbers.last)
        following = register.next_of(one)
        rows.append((one.id, one.kind, first, last, one.received, one.from_union, used, free, following, one.returned))
    listing = Listing("receipt-books", _COLUMNS, tuple(rows))
    emit(session, listing.only(_FOR_PEOPLE) if output.format == "text" else listing, output)
