"""What an import of a file would come to, in figures: one flat record a file, for programs (试导入)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.statement import read_statement
from unionbooks.books.load import load
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import UnionbooksError
from unionbooks.workflow.bank_account import account_for
from unionbooks.workflow.importing import own_profiles
from unionbooks.workflow.importing import sealed_rows
from unionbooks.workflow.overlap import compare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from pathlib import Path

    from importers.profile import Profile
    from importers.statement import Statement
    from unionbooks.books.model import Books
    from unionbooks.core.messages import Translate
    from unionbooks.core.problems import Problem
    from unionbooks.workflow.gathering import Given

__all__ = ["Looked", "Summary", "summaries"]


@dataclass(frozen=True, slots=True)
class Summary:
    """One file, as a dry run sees it; sums are yuan as text, sentences are in the user's language.

    Attributes:
        file: Its name.
        profile: Id of the profile that reads it; `None` where none does.
        header_row: Row of the header, from 1.
        rows_read: Rows below the header that hold anything: kept + dropped + review.
        kept: Movements of money.
        dropped: Rows that are none.
        review: Rows for a person to look at.
        n_in: Movements that bring money in.
        sum_in: What they come to.
        n_out: Movements that take money out.
        sum_out: What they come to, without a sign.
        currencies: What the amounts are in.
        control_totals: Totals that the file states itself: name, expected, found, ok.
        chain_breaks: Rows whose balance does not follow: row, expected, found.
        conflicts: Rows that are not what the books have of them, or are new in a sealed month.
        errors: What is wrong with the file.
    """

    file: str
    profile: str | None
    header_row: int | None
    rows_read: int
    kept: int
    dropped: int
    review: int
    n_in: int
    sum_in: str
    n_out: int
    sum_out: str
    currencies: tuple[str, ...]
    control_totals: tuple[dict[str, object], ...]
    chain_breaks: tuple[dict[str, object], ...]
    conflicts: tuple[str, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A summary, the problems that make up its errors and conflicts, and what is not the file's fault.

    `open_questions` are asked where the books are not there, or do not tell which account is meant.
    """

    summary: Summary
    problems: tuple[Problem, ...]
    open_questions: tuple[Problem, ...] = ()


def summaries(
    root: Path, files: Iterable[Given], *, account: str | None, profile: str | None, translate: Translate
) -> Iterator[Looked]:
    """Read each file and set it against the books, which are loaded once; nothing is written, nothing raises."""
    looker = _Looker(root, account, profile, translate)
    for given in files:
        yield looker.look_at(given)


class _Looker:
    """Looks at one file after the other; the books are read when the first file could be."""

    def __init__(self, root: Path, account: str | None, profile: str | None, translate: Translate) -> None:
        self._root = root
        self._account = account
        self._profile = profile
        self._translate = translate
        self._books: Books | None = None
        self._profiles: tuple[Profile, ...] | None = None

    def look_at(self, given: Given) -> Looked:
        if given.error is not None:
            return self._failed(given.name, given.error)
        try:
            if self._profiles is None:
                self._profiles = own_profiles(self._root)
            statement = read_statement(
                given.data, given.name, own_profiles=self._profiles, profile=self._profile, allow_failed_checks=True
            )
        except UnionbooksError as error:
            return self._failed(given.name, error)
        errors = [one for one in statement.warnings if one.level == "error"]
        conflicts: list[Problem] = []
        questions: list[Problem] = []
        try:
            books = self._books = self._books or load(self._root)
            account = account_for(books, statement, self._account)
            overlap = compare(books, account, statement)
            conflicts = [*overlap.conflicts, *sealed_rows(books, account, statement, overlap.new)]
        except UnionbooksError as error:
            (errors if self._account is not None else questions).extend(error.problems)
        summary = self._summary(statement, conflicts, errors)
        return Looked(summary, (*errors, *conflicts), tuple(questions))

    def _summary(self, statement: Statement, conflicts: Iterable[Problem], errors: Iterable[Problem]) -> Summary:
        ins = [row.amount for row in statement.rows if row.amount > 0]
        outs = [-row.amount for row in statement.rows if row.amount < 0]
        reading = statement.reading
        return Summary(
            file=statement.filename,
            profile=statement.profile.id,
            header_row=statement.header_row,
            rows_read=reading.read,
            kept=len(statement.rows),
            dropped=len(reading.dropped),
            review=len(reading.review),
            n_in=len(ins),
            sum_in=_yuan(sum(ins)),
            n_out=len(outs),
            sum_out=_yuan(sum(outs)),
            currencies=reading.currencies,
            control_totals=tuple(
                {"name": one.name, "expected": one.expected, "found": one.found, "ok": one.ok}
                for one in statement.totals
            ),
            chain_breaks=tuple(
                {"row": one.after.source.row, "expected": _yuan(one.expected), "found": _yuan(one.after.balance or 0)}
                for one in statement.chain_breaks
            ),
            conflicts=self._sentences(conflicts),
            errors=self._sentences(errors),
        )

    def _failed(self, name: str, error: UnionbooksError) -> Looked:
        zero = _yuan(0)
        errors = self._sentences(error.problems)
        summary = Summary(name, None, None, 0, 0, 0, 0, 0, zero, 0, zero, (), (), (), (), errors)
        return Looked(summary, error.problems)

    def _sentences(self, problems: Iterable[Problem]) -> tuple[str, ...]:
        return tuple(one.render(self._translate) for one in problems)


def _yuan(fen: int) -> str:
    return format_yuan(fen, commas=False)
