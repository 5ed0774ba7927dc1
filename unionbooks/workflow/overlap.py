"""A statement against the bank lines that are known: what is new, what is there, what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.identity import stable_ids
from unionbooks.banking.matching import OPENING
from unionbooks.banking.matching import lines_of
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from importers.rows import Row
    from importers.statement import Statement
    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import BankLine

__all__ = ["Overlap", "compare"]

CONFLICT: Final = ProblemKind(
    "import-conflict",
    N_("The row is not what it was: the books have {old}, the file says {new}."),
    N_(
        "Compare both with the bank; where the bank has corrected the line, correct it in {file} and put that "
        "on the record with: unionbooks adopt --why …"
    ),
)
LEFT_OUT: Final = ProblemKind(
    "import-left-out",
    N_("The books have a bank line that the file lacks: {old}."),
    N_("Compare with the bank whether the file is whole."),
    "warning",
)
GAP: Final = ProblemKind(
    "import-gap",
    N_("The statement begins with a balance of {found}, but the line before it, of {date}, ends with {balance}."),
    N_("Import the statement of the days between, too."),
    "warning",
)
OPENING_DIFFERS: Final = ProblemKind(
    "import-opening",
    N_("The statement begins with a balance of {found}, but the books open with {balance}."),
    N_("Import the statements from the first day of the books on, and compare the opening voucher with the bank."),
    "warning",
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a statement adds to an account.

    Attributes:
        new: Stable id and row of what is not known yet, oldest first.
        known: Number of rows that are there already.
        conflicts: Rows that are not what they were.
        warnings: Lines that the file lacks, and balances that do not follow on.
    """

    new: tuple[tuple[str, Row], ...]
    known: int
    conflicts: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def compare(books: Books, account: str, statement: Statement) -> Overlap:
    """Set a statement against the lines that the books have of an account."""
    key = statement.profile.key
    ids = stable_ids(statement.rows, account, key.fields)
    lines = lines_of(books, account)
    there = {line.bank_line for line in lines}
    new = tuple((name, row) for name, row in zip(ids, statement.rows, strict=True) if name not in there)
    missing = [line for line in lines if line.bank_line not in set(ids)]
    pairs = list(_changed(missing, new, statement)) if new else []
    changed = {line.bank_line for line, _ in pairs}
    conflicts = [_conflict(line, row) for line, row in pairs]
    rest = [line for line in missing if line.bank_line not in changed]
    warnings = [*_left_out(rest, statement), *_follows(books, account, rest, statement, new)]
    return Overlap(new, len(ids) - len(new), tuple(conflicts), tuple(warnings))


def _changed(
    missing: Sequence[BankLine], new: Sequence[tuple[str, Row]], statement: Statement
) -> Iterator[tuple[BankLine, Row]]:
    """Pair lines that the file lacks with new rows that are the same movement, one for one."""
    rows = [row for _, row in new]
    first, last = statement.rows[0].date, statement.rows[-1].date
    for line in missing:
        inside = first < line.date < last
        within = first <= line.date <= last
        for row in rows:
            if _same_movement(line, row, unique=statement.profile.key.unique, within=within, inside=inside):
                rows.remove(row)
                yield line, row
                break


def _same_movement(line: BankLine, row: Row, *, unique: bool, within: bool, inside: bool) -> bool:
    if line.bank_id and row.bank_id:
        return line.bank_id == row.bank_id and (unique or within)
    if not within or line.date != row.date or to_fen(line.amount) != row.amount:
        return False
    if line.balance is not None and row.balance is not None:
        return to_fen(line.balance) == row.balance
    # Without a balance, only a day that the file certainly has whole can tell that a line has changed.
    return inside and (line.time or "") == row.time


def _conflict(line: BankLine, row: Row) -> Problem:
    new = _shown(row.date, row.amount, row.payee, row.summary, row.balance)
    place = Place(row.source.file, 0, "!".join(filter(None, (row.source.sheet, str(row.source.row)))))
    return CONFLICT(place, old=_line_shown(line), new=new, file=line.place.file if line.place else "")


def _left_out(lines: Iterable[BankLine], statement: Statement) -> Iterator[Problem]:
    if not statement.rows:
        return
    first, last = statement.rows[0].date, statement.rows[-1].date
    for line in lines:
        if first < line.date < last:
            yield LEFT_OUT(line.place, old=_line_shown(line))


def _follows(
    books: Books,
    account: str,
    others: Sequence[BankLine],
    statement: Statement,
    new: Sequence[tuple[str, Row]],
) -> Iterator[Problem]:
    """Check that a statement that begins with a new row begins where the books stand."""
    row = statement.rows[0] if statement.rows else None
    if row is None or row.balance is None or not new or new[0][1] is not row:
        return
    found = row.balance - row.amount
    before = [line for line in others if line.date <= row.date]
    last = before[-1] if before else None
    place = Place(statement.filename)
    if last is None:
        opening = _opening(books, account)
        if found != opening:
            yield OPENING_DIFFERS(place, found=format_yuan(found), balance=format_yuan(opening))
    elif last.balance is not None and found != to_fen(last.balance):
        yield GAP(place, found=format_yuan(found), date=last.date, balance=format_yuan(last.balance))


def _opening(books: Books, account: str) -> int:
    return sum(
        to_fen(posting.units.number)
        for entry in books.transactions
        if entry.meta.get("kind") == OPENING
        for posting in entry.postings
        if posting.account == account and posting.units is not None and posting.units.number is not None
    )


def _line_shown(line: BankLine) -> str:
    balance = to_fen(line.balance) if line.balance is not None else None
    return _shown(line.date, to_fen(line.amount), line.counterparty or "", line.summary or "", balance)


def _shown(date: object, fen: int, payee: str, summary: str, balance: int | None) -> str:
    words = [str(date), format_yuan(fen), payee, summary]
    words += [f"[{format_yuan(balance)}]"] if balance is not None else []
    return " ".join(filter(None, words))
