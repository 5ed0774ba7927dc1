"""Seals of months (封账): a SHA-256 that changes with any change of what a closed month rests on.

The text that is hashed has these lines, each ended by a line feed:

    unionbooks-seal 1
    month 2026-03
    previous <seal of the month before, or - for the first>
    in-force <SHA-256 over the rules and the roll up to the end of the month, or - for none>
    papers <number>
    <SHA-256 of each paper, sorted>
    entries <number>
    <canonical text of each entry, sorted>

Rules and events of members are hashed month by month, within a month sorted, each text ended by a line
feed. A month holds the entries dated in it; what is *said about* months and vouchers afterwards (seals,
reopening, submission, return, and the audit committee's record) is left out. The first seal also
covers everything before its month, for nothing else would. A paper belongs to the month its entry is
dated in: one that comes in later belongs to the month in which it came.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from beancount.core.data import Custom
from beancount.core.data import Document

from unionbooks.books.canonical import canonical
from unionbooks.core import vocabulary as v
from unionbooks.core.messages import N_
from unionbooks.core.month import Month
from unionbooks.core.problems import Problem
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from beancount.core.data import Directive

    from unionbooks.books.model import Books

__all__ = ["RECORD", "SealParts", "check_seals", "is_record", "seal_of", "seals_in_force", "short_form"]

FORMAT: Final = "unionbooks-seal 1"
"""First line of what is hashed; it changes whenever the meaning of a seal does."""

RECORD: Final = frozenset(
    kind.keyword for kind in (v.Seal, v.Reopen, v.Submission, v.Return, v.Finding, v.Question, v.Tick, v.Signoff)
)
"""Keywords of what is said about months and vouchers afterwards: in no seal, and never taken back."""

IN_FORCE: Final = frozenset(
    kind.keyword
    for kind in (
        v.Profile,
        v.Officer,
        v.Project,
        v.MemberEvent,
        v.DuesRule,
        v.DuesWaiver,
        v.DuesOpening,
        v.ContributionRule,
        v.Standard,
        v.ApprovalTier,
        v.Incompatible,
        v.Forbidden,
    )
)
"""Keywords of the rules and the roll, which hold on after the month they are dated in."""

BROKEN: Final = ProblemKind(
    "seal-broken",
    N_(
        "The sealed month {month} is not what was sealed: its seal would now be {now}, not {sealed} "
        "(entries sealed {entries}, found {entries_now}; papers sealed {papers}, found {papers_now})."
    ),
    N_(
        "Bring the month's entries, papers, rules and roll back as they were, from a backup; or open the "
        "month again with: unionbooks reopen {month}."
    ),
)
SEALED_TWICE: Final = ProblemKind(
    "seal-twice",
    N_("The month {month} is sealed twice."),
    N_("Only one seal may hold: bring seals.beancount back from a backup."),
)
CHAIN: Final = ProblemKind(
    "seal-chain",
    N_("The seal of {month} does not follow from the seal of {before}."),
    N_(
        "Months are sealed in order and opened again in reverse order: open {month} again, then seal both "
        "months in order."
    ),
)
SKIPPED: Final = ProblemKind(
    "seal-skipped",
    N_("The month {month} is sealed, but {before} before it is not."),
    N_(
        "Months are sealed in order and opened again in reverse order: open {month} again, then seal both "
        "months in order."
    ),
)
REOPEN_UNKNOWN: Final = ProblemKind(
    "reopen-unknown",
    N_("The month {month} was opened again, but no seal of it has the digest named."),
    N_("Bring seals.beancount back from a backup: a seal is never taken out."),
)

# Digits and capitals without I, L, O and U (Crockford's base 32): no two are read aloud alike.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORT_BITS: Final = 120


@dataclass(frozen=True, slots=True)
class SealParts:
    """What goes into a `union-seal` of a month.

    Attributes:
        digest: The seal.
        previous: Seal of the month before; `None` for the first month sealed.
        entries: Number of entries that it covers.
        papers: Number of papers among them.
    """

    digest: str
    previous: str | None
    entries: int
    papers: int


def short_form(digest: str) -> str:
    """Write a seal so that a person can read it aloud: `7ZK4-…`, six groups of four.

    It is the first 120 of the 256 bits, five to a letter, in the 32 letters of Crockford's alphabet
    (no I, L, O, U). Two different months agree in it by chance once in 2^120.

    Raises:
        ValueError: where the digest is no SHA-256 in hexadecimal.
    """
    data = bytes.fromhex(digest)
    if len(data) != hashlib.sha256().digest_size:
        raise ValueError(f"not a SHA-256: {digest!r}")
    bits = int.from_bytes(data[: _SHORT_BITS // 8])
    letters = [_ALPHABET[bits >> shift & 31] for shift in range(_SHORT_BITS - 5, -1, -5)]
    return "-".join("".join(letters[i : i + 4]) for i in range(0, len(letters), 4))


def is_record(entry: Directive) -> bool:
    """Tell whether an entry is said about months and vouchers afterwards (see `RECORD`)."""
    return isinstance(entry, Custom) and entry.type in RECORD


def seals_in_force(books: Books) -> dict[Month, v.Seal]:
    """Return the seals that hold, by month in order; a seal that was opened again does not."""
    return dict(sorted(((seal.month, seal) for seal in _unbroken(books)), key=lambda one: one[0]))


def seal_of(books: Books, month: Month) -> SealParts:
    """Reckon the seal that a month would have now, following from the seal that the month before has."""
    before = seals_in_force(books).get(_before(month))
    contents = _Contents.read(books, month)
    return contents.seal(month, before.digest if before else None)


def check_seals(books: Books) -> list[Problem]:
    """Check that every sealed month still gives its seal, and that the seals follow one another.

    A change is reported for the month it lies in, not for all that follow.
    """
    sealed = seals_in_force(books)
    problems = [*_check_reopened(books), *_check_twice(books)]
    if not sealed:
        return problems
    contents = _Contents.read(books, max(sealed))
    for month, seal in sealed.items():
        problems += _check_chain(sealed, seal)
        now = contents.seal(month, seal.previous)
        if now.digest != seal.digest:
            problems.append(_broken(seal, now))
    return problems


def _broken(seal: v.Seal, now: SealParts) -> Problem:
    return BROKEN(
        seal.place,
        month=seal.month,
        now=short_form(now.digest),
        sealed=short_form(seal.digest),
        entries=seal.entries,
        entries_now=now.entries,
        papers=seal.papers,
        papers_now=now.papers,
    )


def _unbroken(books: Books) -> list[v.Seal]:
    # By digest and not by order: on one day a month may be sealed, opened and sealed again.
    broken = Counter((reopen.month, reopen.digest) for reopen in books.of(v.Reopen))
    held = []
    for seal in books.of(v.Seal):
        if broken[seal.month, seal.digest] > 0:
            broken[seal.month, seal.digest] -= 1
        else:
            held.append(seal)
    return held


def _check_reopened(books: Books) -> Iterator[Problem]:
    known = {(seal.month, seal.digest) for seal in books.of(v.Seal)}
    for reopen in books.of(v.Reopen):
        if (reopen.month, reopen.digest) not in known:
            yield REOPEN_UNKNOWN(reopen.place, month=reopen.month)


def _check_twice(books: Books) -> Iterator[Problem]:
    seen: set[Month] = set()
    for seal in _unbroken(books):
        if seal.month in seen:
            yield SEALED_TWICE(seal.place, month=seal.month)
        seen.add(seal.month)


def _check_chain(sealed: Mapping[Month, v.Seal], seal: v.Seal) -> Iterator[Problem]:
    month = _before(seal.month)
    before = sealed.get(month)
    if before is None and seal.month != min(sealed):
        yield SKIPPED(seal.place, month=seal.month, before=month)
    elif seal.previous != (before.digest if before else None):
        yield CHAIN(seal.place, month=seal.month, before=month)


def _before(month: Month) -> Month:
    # The calendar has nothing before January of the year 1, and whoever seals that month gets an error.
    return month.plus(-1) if month > Month(1, 1) else month


@dataclass(frozen=True, slots=True)
class _Contents:
    """What every month up to a last one holds, each list sorted.

    `in_force` has, for each month with rules or events of members, the digest of all up to its end.
    """

    entries: Mapping[Month, list[str]]
    papers: Mapping[Month, list[str]]
    in_force: Mapping[Month, str]

    @classmethod
    def read(cls, books: Books, last: Month) -> _Contents:
        """Write out all entries dated up to the last month's end."""
        entries: dict[Month, list[str]] = {}
        papers: dict[Month, list[str]] = {}
        in_force: dict[Month, list[str]] = {}
        end = last.last_day
        for entry in books.entries:
            if entry.date > end or is_record(entry):
                continue
            month = Month.of(entry.date)
            text = canonical(entry, books.root)
            entries.setdefault(month, []).append(text)
            if isinstance(entry, Document):
                papers.setdefault(month, []).append(str(entry.meta.get("sha256", "-")))
            elif isinstance(entry, Custom) and entry.type in IN_FORCE:
                in_force.setdefault(month, []).append(text)
        return cls(entries, papers, _running(in_force))

    def seal(self, month: Month, previous: str | None) -> SealParts:
        """Hash one month."""
        entries = _within(self.entries, month, previous)
        papers = _within(self.papers, month, previous)
        rules = max((day for day in self.in_force if day <= month), default=None)
        lines = [
            FORMAT,
            f"month {month}",
            f"previous {previous or '-'}",
            f"in-force {self.in_force[rules] if rules else '-'}",
            f"papers {len(papers)}",
            *papers,
            f"entries {len(entries)}",
            *entries,
        ]
        digest = hashlib.sha256("".join([f"{line}\n" for line in lines]).encode()).hexdigest()
        return SealParts(digest, previous, len(entries), len(papers))


def _within(by_month: Mapping[Month, list[str]], month: Month, previous: str | None) -> list[str]:
    if previous is not None:
        return sorted(by_month.get(month, ()))
    return sorted(text for day, texts in by_month.items() if day <= month for text in texts)


def _running(by_month: Mapping[Month, list[str]]) -> dict[Month, str]:
    running = hashlib.sha256()
    digests = {}
    for month in sorted(by_month):
        for text in sorted(by_month[month]):
            running.update(f"{text}\n".encode())
        digests[month] = running.hexdigest()
    return digests
