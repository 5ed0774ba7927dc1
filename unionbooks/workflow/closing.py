"""Closing a month (结账): named checks, then the seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks import __version__
from unionbooks.audit.integrity import domain_problems
from unionbooks.banking.matching import bank_accounts
from unionbooks.banking.matching import reconcile
from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.seal import seal_of
from unionbooks.books.seal import seals_in_force
from unionbooks.books.seal import short_form
from unionbooks.books.write import SEALS
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.month import Month
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary import Seal
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.dues.exceptions import cases_of
from unionbooks.receipts.checks import gaps
from unionbooks.receipts.facts import facts_of
from unionbooks.receipts.register import make_register
from unionbooks.workflow.numbering import parse_number

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

    from unionbooks.banking.matching import Reconciliation
    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem

__all__ = ["CHECKS", "CheckDone", "Closed", "ClosingCheck", "close", "run_checks"]

SEALED: Final = ProblemKind(
    "close-sealed",
    N_("The month {month} is closed already."),
    N_("There is nothing to do; to open it again use: unionbooks reopen {month}."),
)
NOT_OVER: Final = ProblemKind(
    "close-not-over",
    N_("The month {month} is not over yet."),
    N_("Close it on its last day or later."),
)
SKIPS: Final = ProblemKind(
    "close-order",
    N_("The month {before} is not closed yet."),
    N_("Months are closed in order: close {before} first."),
)
RECEIPT_GAP: Final = ProblemKind(
    "close-receipts",
    N_("Receipt numbers of the book {book} were skipped: {numbers}."),
    N_("Issue them, or void each with all its copies: unionbooks receipt void."),
)
UNDECIDED: Final = ProblemKind(
    "close-dues",
    N_("The dues exception {exception} of {who} is not decided yet."),
    N_("Decide it: unionbooks dues exceptions decide {exception}."),
)
BEFORE: Final = ProblemKind(
    "close-before",
    N_("The month {month} lies before {first}, the first that may be closed."),
    N_("Close {first}."),
)
DRAFT_LEFT: Final = ProblemKind(
    "close-draft",
    N_("The draft of {date} is not posted yet: {narration}."),
    N_("Post it with: unionbooks inbox post {id}; or drop it with a reason."),
)
LINE_LEFT: Final = ProblemKind(
    "close-line",
    N_("No voucher accounts for the bank line of {date}, {amount}; {difference} is open."),
    N_("Complete and post its draft; see: unionbooks inbox list."),
)
NO_STATEMENT: Final = ProblemKind(
    "close-statement",
    N_("{account} has vouchers in {month}, but no line of a bank statement."),
    N_("Import the statement with: unionbooks import FILE --account …"),
)
NO_TIE: Final = ProblemKind(
    "close-balance",
    N_(
        "{account}: the books say {books}, the bank says {bank}, and {transit} is in transit; "
        "{difference} is not accounted for."
    ),
    N_("Look for a statement that was not imported, or a voucher with a wrong amount or date."),
)
GAP: Final = ProblemKind(
    "close-gap",
    N_("The voucher numbers of {month} are not continuous: {missing} is missing."),
    N_("Find the missing voucher in the backup or the journal."),
)


@dataclass(frozen=True, slots=True)
class ClosingCheck:
    """One thing that must hold before a month is closed: its name, its promise, and the function."""

    name: str
    promise: str
    run: Callable[[Books, Month, dt.date], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class CheckDone:
    """A check and what it found; nothing where it holds."""

    name: str
    promise: str
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether the month may be closed as far as this check goes."""
        return not any(problem.level == "error" for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of closing a month.

    Attributes:
        month: The month.
        seal: Its seal, as it stands in the ledger.
        short: The seal as a person reads it aloud.
        checks: The checks that were run.
        accounts: Each bank account at the end of the month, with what is in transit.
    """

    month: Month
    seal: Seal
    short: str
    checks: tuple[CheckDone, ...]
    accounts: tuple[Reconciliation, ...]


def _check_order(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    sealed = seals_in_force(books)
    if month in sealed:
        yield SEALED(month=month)
    elif today < month.last_day:
        yield NOT_OVER(month=month)
    first = max(sealed).plus(1) if sealed else _first_month(books)
    if first is not None and first < month:
        yield SKIPS(before=first)
    elif first is not None and month < first and month not in sealed:
        yield BEFORE(month=month, first=first)


def _first_month(books: Books) -> Month | None:
    """Return the month in which the books begin: by the profile, else by the first voucher."""
    starts = [one.books_start for one in books.of(Profile) if one.books_start is not None]
    starts += [entry.date for entry in books.transactions[:1]]
    return Month.of(min(starts)) if starts else None


def _check_books(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    del month, today
    found = (*books.problems, *domain_problems(books))
    yield from (problem for problem in found if problem.level == "error")


def _check_drafts(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    del today
    inbox = read_inbox(books.root)
    yield from inbox.problems
    for draft in inbox.drafts:
        if draft.entry.date <= month.last_day:
            narration = draft.entry.narration or draft.id
            yield DRAFT_LEFT(draft.place, date=draft.entry.date, narration=narration, id=draft.id)


def _check_numbers(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    del today
    serials = {number.serial for number in map(parse_number, books.vouchers) if number and number.month == month}
    for serial in range(1, max(serials, default=0) + 1):
        if serial not in serials:
            yield GAP(month=month, missing=VoucherNumber(month, serial))


def _check_lines(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    del today
    for account in bank_accounts(books):
        for group in reconcile(books, account, month.last_day).unexplained:
            line = group.lines[0]
            difference = format_yuan(group.difference)
            yield LINE_LEFT(line.place, date=line.date, amount=format_yuan(line.amount), difference=difference)


def _check_balances(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    del today
    for account in bank_accounts(books):
        state = reconcile(books, account, month.last_day)
        if _has_postings(books, account, month) and (state.last_known is None or state.last_known < month.first_day):
            yield NO_STATEMENT(account=account, month=month)
        elif state.bank is not None and state.difference and not state.unexplained:
            yield NO_TIE(
                account=account,
                books=format_yuan(state.books),
                bank=format_yuan(state.bank),
                transit=format_yuan(sum(state.in_transit.values())),
                difference=format_yuan(state.difference),
            )


def _has_postings(books: Books, account: str, month: Month) -> bool:
    return any(
        posting.account == account
        for entry in books.transactions
        if Month.of(entry.date) == month and entry.meta.get("kind") != "opening"
        for posting in entry.postings
    )


def _check_receipts(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    del today
    for book, numbers in gaps(make_register(facts_of(books)), month.last_day).items():
        yield RECEIPT_GAP(book=book, numbers=", ".join(numbers))


def _check_dues(books: Books, month: Month, today: dt.date) -> Iterator[Problem]:
    del today
    for exception, (opened, decided) in cases_of(books).items():
        if decided is None and opened.date <= month.last_day:
            yield UNDECIDED(opened.place, exception=exception, who=opened.who)


CHECKS: Final = (
    ClosingCheck("order", N_("The month is over, and the months before it are closed."), _check_order),
    ClosingCheck("books", N_("The books have no errors."), _check_books),
    ClosingCheck("drafts", N_("No draft of the month is left."), _check_drafts),
    ClosingCheck("numbers", N_("Voucher numbers are continuous."), _check_numbers),
    ClosingCheck("receipts", N_("Receipt numbers have no gaps."), _check_receipts),
    ClosingCheck("dues", N_("Every exception in the lists of dues is decided."), _check_dues),
    ClosingCheck("lines", N_("Every bank line is accounted for by a voucher."), _check_lines),
    ClosingCheck("balances", N_("The books tie to the bank, but for what is in transit."), _check_balances),
)
"""What must hold before a month is closed, in the order in which it is told."""


def run_checks(root: Path, month: Month, *, now: dt.datetime) -> tuple[CheckDone, ...]:
    """Run every closing check, without closing anything.

    Raises:
        BadInputError: where there is no ledger.
    """
    return _run(load(root), month, now.date())


def _run(books: Books, month: Month, today: dt.date) -> tuple[CheckDone, ...]:
    return tuple(CheckDone(one.name, one.promise, tuple(one.run(books, month, today))) for one in CHECKS)


def close(root: Path, month: Month, *, by: str, now: dt.datetime) -> Closed:
    """Close a month: seal it, so that nothing in it can change any more.

    Args:
        root: The ledger's folder.
        month: The month.
        by: Who closes it.
        now: When, with the offset.

    Raises:
        RefusedError: with everything that stands in the way; nothing is written.
    """
    done: list[Closed] = []

    def make_plan(books: Books) -> Plan:
        checks = _run(books, month, now.date())
        RefusedError.raise_if(problem for check in checks for problem in check.problems)
        parts = seal_of(books, month)
        seal = Seal(
            date=now.date(),
            month=month,
            digest=parts.digest,
            previous=parts.previous,
            entries=parts.entries,
            papers=parts.papers,
            by=by,
            tool=f"unionbooks {__version__}",
        )
        accounts = tuple(reconcile(books, account, month.last_day) for account in bank_accounts(books))
        done.append(Closed(month, seal, short_form(seal.digest), checks, accounts))
        return Plan((append(SEALS, write_directive(seal)),), (str(month),))

    commit(root, make_plan, by=by, now=now, command="close")
    return done[-1]
