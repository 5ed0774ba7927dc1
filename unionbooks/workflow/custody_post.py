"""What paying into a scheme and paying out of it share: the account, the bank line, the voucher that is booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.matching import BANK_CODE
from unionbooks.banking.matching import groups
from unionbooks.books.inbox import read_inbox
from unionbooks.books.inbox import take_out
from unionbooks.books.lookup import find_account
from unionbooks.books.write import Plan
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.workflow.numbering import Numbers
from unionbooks.workflow.numbering import numbered
from unionbooks.workflow.numbering import voucher_changes
from unionbooks.workflow.papers import Paper
from unionbooks.workflow.papers import file_papers
from unionbooks.workflow.readiness import MONEY_CODES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from collections.abc import Sequence

    from importers.sheets.reader import Skipped
    from unionbooks.banking.custody import Term
    from unionbooks.books.entry import Entry
    from unionbooks.books.model import Books
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import BankLine

__all__ = ["CUSTODY_KIND", "Moved", "booked", "in_transit", "line_of", "money_account"]

NO_ACCOUNT: Final = ProblemKind(
    "custody-which-account",
    N_("The scheme {scheme} has no account of cash or bank of its own."),
    N_("Say with --account where the money is."),
)
NOT_MONEY: Final = ProblemKind(
    "custody-not-money",
    N_("{account} is no account of cash or bank."),
    N_("Name an account below 101 or 102."),
)
NO_LINE: Final = ProblemKind(
    "custody-no-line",
    N_("The bank has no line of {amount} yet, so the voucher is dated {date} and in transit."),
    N_("Import the statement; the line joins the voucher by itself."),
    "warning",
)
SEVERAL_LINES: Final = ProblemKind(
    "custody-lines",
    N_("Several bank lines may be the {amount}: {days}."),
    N_("Name the day of the one it is with --date."),
)

_LINE_DAYS: Final = 62
"""For how many days back a bank line is looked for where no day is given."""
CUSTODY_KIND: Final = "transfer"
"""Kind of the vouchers: the money passes through, and is neither income nor spending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What came of a list, or of a payment.

    Attributes:
        scheme: Id of the scheme.
        number: Number of the voucher.
        date: Its day.
        account: The account of cash or bank.
        members: How many members it concerns.
        amount_fen: The sum.
        balance_fen: What is in the scheme afterwards, in fen.
        joined: Whether it was joined to a bank line.
        papers: Paths of the papers filed with it.
        skipped: Rows of the list that are nobody's.
        warnings: What should be known.
    """

    scheme: str
    number: VoucherNumber
    date: dt.date
    account: str
    members: int
    amount_fen: int
    balance_fen: int
    joined: bool
    papers: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[Problem, ...] = ()


def money_account(books: Books, term: Term, named: str | None) -> str:
    """Return the account of cash or bank that is meant: the one named, else the scheme's own.

    Raises:
        BadInputError: where it is neither, or there is none.
    """
    if named is None:
        if not term.money:
            raise BadInputError(NO_ACCOUNT(term.place, scheme=term.id))
        return term.money[0]
    account = find_account(books, named)
    if code_of(level_one(account)) not in MONEY_CODES:
        raise BadInputError(NOT_MONEY(account=account))
    return account


def line_of(books: Books, account: str, fen: int, date: dt.date | None, today: dt.date) -> BankLine | None:
    """Find the bank line of an amount that no voucher explains; none for cash."""
    if code_of(level_one(account)) != BANK_CODE:
        return None
    fitting = [
        group.lines[0]
        for group in groups(books, account)
        if len(group.lines) == 1 and not group.vouchers and to_fen(group.lines[0].amount) == fen
        if (group.lines[0].date == date if date else 0 <= (today - group.lines[0].date).days <= _LINE_DAYS)
    ]
    if len(fitting) > 1:
        days = ", ".join(str(line.date) for line in fitting)
        raise BadInputError(SEVERAL_LINES(amount=format_yuan(fen), days=days))
    return fitting[0] if fitting else None


def in_transit(account: str, line: BankLine | None, fen: int, day: dt.date) -> Iterator[Problem]:
    """Warn of money that is booked and not at the bank yet."""
    if line is None and code_of(level_one(account)) == BANK_CODE:
        yield NO_LINE(amount=format_yuan(fen), date=day)


def booked(  # noqa: PLR0913, PLR0917 - the voucher and what goes with it
    books: Books, term: Term, entry: Entry, money: str, papers: Sequence[Paper], line: BankLine | None
) -> tuple[Plan, Moved]:
    """Return the plan that books a voucher with its papers, and what came of it; the balance is for the caller."""
    number = Numbers(books).next(Month.of(entry.date))
    filing = file_papers(books, number, money, entry.date, papers)
    drafts = read_inbox(books.root).drafts if line is not None else ()
    taken = [take_out(draft) for draft in drafts if line is not None and draft.import_ids == (line.bank_line,)]
    changes = voucher_changes(books, [numbered(entry, number)], [(Month.of(entry.date), filing.text)])
    members = {leg.meta.member for leg in entry.legs if leg.meta.member}
    moved = Moved(
        scheme=term.id,
        number=number,
        date=entry.date,
        account=money,
        members=len(members),
        amount_fen=sum(abs(leg.fen) for leg in entry.legs if leg.account == term.account),
        balance_fen=0,
        joined=line is not None,
        papers=filing.paths,
    )
    return Plan((*changes, *filing.files, *taken), (str(number),)), moved
