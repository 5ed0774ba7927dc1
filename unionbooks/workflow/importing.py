"""Importing a statement (导入对账单): bank lines, the vouchers they belong to, a draft for what is left.

Importing the same file again writes nothing; a file that overlaps another adds what is new. A row that
is not what it was is a conflict: it is shown, and nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.profile_file import parse_profile
from importers.rows import Dropped
from importers.statement import read_statement
from unionbooks.banking.joining import join
from unionbooks.banking.lines import write_lines
from unionbooks.books.inbox import put
from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.seal import seals_in_force
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import BankLine
from unionbooks.workflow.adding import added
from unionbooks.workflow.bank_account import account_for
from unionbooks.workflow.drafting import drafts_for_reviews
from unionbooks.workflow.drafting import drafts_for_rows
from unionbooks.workflow.gathering import read_file
from unionbooks.workflow.layout import bank_file
from unionbooks.workflow.overlap import compare
from unionbooks.workflow.readiness import lacking

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from importers.profile import Profile
    from importers.rows import Review
    from importers.rows import Row
    from importers.statement import Statement
    from unionbooks.books.inbox import Draft
    from unionbooks.books.model import Books
    from unionbooks.books.write import Change
    from unionbooks.core.messages import Translate
    from unionbooks.core.problems import Problem

__all__ = ["Added", "ImportResult", "import_file", "own_profiles", "sealed_rows"]

SEALED: Final = ProblemKind(
    "import-sealed",
    N_("The file has a movement of {date}, {amount}, that the books lack, but {month} is sealed."),
    N_("Open the month again with: unionbooks reopen {month}, then import the file."),
)
_BEFORE_THE_BOOKS: Final = message("It is dated before the books begin.")


@dataclass(frozen=True, slots=True)
class Added:
    """A bank line that the import adds.

    Attributes:
        line: The line.
        draft: Id of the draft made for it; `None` where a posted voucher explains it.
    """

    line: BankLine
    draft: str | None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of every row of a file: read = added + known + dropped + review.

    Attributes:
        filename: Name of the file.
        sha256: Digest of the file.
        profile: Profile that read it, and its version.
        title: What the bank calls such a file.
        account: Account of the books.
        read: Rows below the header that hold anything.
        added: Bank lines that were not known.
        known: Number of rows that the books have already.
        dropped: Rows that are no movement of money, or lie before the books.
        review: Rows that a person has to look at.
        review_drafts: Ids of the drafts made for them; those drafted before are not made again.
        warnings: What should be known.
        written: Whether the books were changed; not in a dry run, and not where there was nothing new.
    """

    filename: str
    sha256: str
    profile: str
    title: str
    account: str
    read: int
    added: tuple[Added, ...]
    known: int
    dropped: tuple[Dropped, ...]
    review: tuple[Review, ...]
    review_drafts: tuple[str, ...]
    warnings: tuple[Problem, ...]
    written: bool = False

    @property
    def drafts(self) -> tuple[str, ...]:
        """Ids of all drafts made."""
        return (*(one.draft for one in self.added if one.draft is not None), *self.review_drafts)


def import_file(  # noqa: PLR0913 - who, when, where to and how are all needed, and by name
    root: Path,
    file: bytes | Path,
    *,
    by: str,
    now: dt.datetime,
    name: str = "",
    account: str | None = None,
    profile: str | None = None,
    dry_run: bool = False,
    translate: Translate = str,
) -> ImportResult:
    """Import a statement into the books.

    Args:
        root: The ledger's folder.
        file: The statement, as its bytes or its path.
        by: Who imports it.
        now: When, with the offset.
        name: Name of the file, where its bytes are given.
        account: Account of the books, by name or code; found by the number in the file where not given.
        profile: Id of the profile; found by the words of the header where not given.
        dry_run: Whether only to say what would be written.
        translate: The language of the reasons that go into the drafts.

    Raises:
        BadInputError: when the file cannot be read, or its account cannot be told.
        RefusedError: when a row is not what it was, or is new in a sealed month; nothing is written.
    """
    data, filename = _read(file, name)
    statement = read_statement(data, filename, own_profiles=own_profiles(root), profile=profile)
    results: list[ImportResult] = []

    def make_plan(books: Books) -> Plan:
        result, plan = _plan(books, statement, account, now, translate)
        results.append(result)
        return plan

    if dry_run:
        make_plan(load(root))
        return results[-1]
    committed = commit(root, make_plan, by=by, now=now, command="import")
    return replace(results[-1], written=committed.line is not None)


def own_profiles(root: Path) -> tuple[Profile, ...]:
    """Read the union's own import profiles, `profiles/*.toml`, sorted by file name.

    Raises:
        BadInputError: with every mistake in them.
    """
    files = sorted((root / "profiles").glob("*.toml"))
    return tuple(parse_profile(file.read_bytes(), f"profiles/{file.name}") for file in files)


def _read(file: bytes | Path, name: str) -> tuple[bytes, str]:
    if isinstance(file, bytes):
        return file, name or "statement"
    return read_file(file), name or file.name


def _plan(
    books: Books, statement: Statement, wanted: str | None, now: dt.datetime, translate: Translate
) -> tuple[ImportResult, Plan]:
    account = account_for(books, statement, wanted)
    overlap = compare(books, account, statement)
    RefusedError.raise_if(overlap.conflicts)
    before, new = _split(books, account, overlap.new)
    RefusedError.raise_if(sealed_rows(books, account, statement, overlap.new))
    inbox = read_inbox(books.root)
    joined = join(books, account, [(row.date, row.amount) for _, row in new])
    lines = [_line(account, statement, name, row, number) for (name, row), number in zip(new, joined, strict=True)]
    open_rows = [
        pair for pair, number in zip(new, joined, strict=True) if number is None and pair[0] not in inbox.import_ids
    ]
    drafts = drafts_for_rows(books, inbox, account, open_rows, translate)
    last = statement.rows[-1].date if statement.rows else now.date()
    known = inbox.import_ids | _posted_ids(books)
    reviews = drafts_for_reviews(inbox, account, statement.reading.review, last, known, translate)
    draft_of = {draft.import_ids[0]: draft.id for draft in drafts}
    result = ImportResult(
        filename=statement.filename,
        sha256=statement.sha256,
        profile=statement.profile.mark,
        title=statement.profile.title,
        account=account,
        read=statement.reading.read,
        added=tuple(Added(line, draft_of.get(line.bank_line)) for line in lines),
        known=overlap.known,
        dropped=(*statement.reading.dropped, *before),
        review=statement.reading.review,
        review_drafts=tuple(draft.id for draft in reviews),
        warnings=(*statement.warnings, *overlap.warnings),
    )
    return result, Plan((*_bank_changes(books, lines), *_draft_changes((*drafts, *reviews))))


def _posted_ids(books: Books) -> set[str]:
    """Return the ids of all imported rows that vouchers were made from."""
    return {one for entry in books.transactions for one in str(entry.meta.get("import-id") or "").split()}


def _split(
    books: Books, account: str, new: Sequence[tuple[str, Row]]
) -> tuple[tuple[Dropped, ...], list[tuple[str, Row]]]:
    """Part what lies before the account was opened, since its sum is in the opening voucher."""
    begins = books.accounts[account].date
    before = tuple(Dropped(row.source, _BEFORE_THE_BOOKS, row.summary) for _, row in new if row.date < begins)
    return before, [(name, row) for name, row in new if row.date >= begins]


def sealed_rows(books: Books, account: str, statement: Statement, new: Sequence[tuple[str, Row]]) -> list[Problem]:
    """Return a problem for each new row that would come into a sealed month."""
    last = max(seals_in_force(books), default=None)
    return [
        SEALED(
            Place(statement.filename, 0, str(row.source.row)),
            date=row.date,
            amount=format_yuan(row.amount),
            month=Month.of(row.date),
        )
        for _, row in _split(books, account, new)[1]
        if last is not None and row.date <= last.last_day
    ]


def _line(account: str, statement: Statement, name: str, row: Row, number: str | None) -> BankLine:
    return BankLine(
        date=row.date,
        account=account,
        bank_line=name,
        amount=to_yuan(row.amount),
        balance=to_yuan(row.balance) if row.balance is not None else None,
        counterparty=row.payee or None,
        counterparty_account=row.payee_account or None,
        summary=row.summary or None,
        time=row.time or None,
        bank_id=row.bank_id or None,
        source=str(row.source),
        profile=statement.profile.mark,
        vouchers=(VoucherNumber.parse(number),) if number is not None else None,
    )


def _bank_changes(books: Books, lines: Sequence[BankLine]) -> list[Change]:
    by_month: defaultdict[Month, list[BankLine]] = defaultdict(list)
    for line in lines:
        by_month[Month.of(line.date)].append(line)
    return [added(books.root, bank_file(month), write_lines(by_month[month])) for month in sorted(by_month)]


def _draft_changes(drafts: Sequence[Draft]) -> list[Change]:
    return [put(draft, lacking(draft.entry)) for draft in drafts]
