"""Dues folded member by member, month by month, as with pencil and paper: an oracle for tests."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.money import share_out
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.vocabulary import DuesOpening
from unionbooks.core.vocabulary import DuesRule
from unionbooks.core.vocabulary import DuesWaiver
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.core.vocabulary import Profile
from unionbooks.dues.rules import dues_owed
from unionbooks.dues.rules import rule_for
from unionbooks.members.roll import fold
from unionbooks.rulebook.rules import in_force

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from unionbooks.books.model import Books


@dataclass
class Folded:
    """One member: month -> assessed, waived, paid, owed; and what is beside the months."""

    months: dict[Month, list[int]] = field(default_factory=dict)
    due_days: dict[Month, int | None] = field(default_factory=dict)
    carried: int = 0
    ahead: int = 0
    before: int = 0
    received: int = 0


def spread(fen: int, months: MonthRange) -> Iterator[tuple[Month, int]]:
    """Share fen out over months, the odd ones to the first."""
    sign = -1 if fen < 0 else 1
    for month, part in zip(months, share_out(abs(fen), [1] * len(months)), strict=True):
        yield month, sign * part


def start_of(books: Books, last: Month) -> Month:
    """Say when the books begin."""
    named = [one.books_start for one in books.of(Profile) if one.books_start is not None]
    if named:
        return Month.of(named[-1])
    return Month.of(books.transactions[0].date) if books.transactions else last


def fold_dues(books: Books, day: dt.date, last: Month) -> dict[str, Folded]:
    """Fold everybody's dues up to a month, by what is dated up to a day."""
    start = start_of(books, last)
    names = {one.member for one in books.of(MemberEvent)} | {one.member for one in books.of(DuesOpening)}
    for entry in books.transactions:
        names |= {posting.meta["member"] for posting in entry.postings if posting.meta and "member" in posting.meta}
    found = {name: _member(books, name, day, start, last) for name in names}
    return {name: one for name, one in found.items() if one.months or one.carried or one.ahead or one.before}


def _member(books: Books, name: str, day: dt.date, start: Month, last: Month) -> Folded:
    result = Folded()
    due: defaultdict[Month, int] = defaultdict(int)
    got: defaultdict[Month, int] = defaultdict(int)
    for month in MonthRange(start, last) if start <= last else ():
        assessed = _assessed(books, name, day, month, result)
        if assessed is not None:
            due[month] += assessed
    loose = 0
    for fen, months in [*_openings(books, name, day), *_postings(books, name, day)]:
        result.received += fen
        if months is None:
            loose += fen
        else:
            for month, part in spread(fen, months):
                got[month] += part
    for fen, months in _arrears(books, name, day):
        for month, part in spread(fen, months or MonthRange.one(start.plus(-1))):
            if part and month <= last:
                due[month] += part
    _settle(books, name, day, start, last, due, got, loose, result)
    return result


def _openings(books: Books, name: str, day: dt.date) -> Iterator[tuple[int, MonthRange | None]]:
    """Give what a member had paid in advance when the books began."""
    for one in books.of(DuesOpening):
        if one.member == name and one.date <= day and one.amount < 0:
            yield -to_fen(one.amount), one.months


def _arrears(books: Books, name: str, day: dt.date) -> Iterator[tuple[int, MonthRange | None]]:
    """Give what a member owed when the books began."""
    for one in books.of(DuesOpening):
        if one.member == name and one.date <= day and one.amount > 0:
            yield to_fen(one.amount), one.months


def _postings(books: Books, name: str, day: dt.date) -> Iterator[tuple[int, MonthRange | None]]:
    """Give what a member paid, and was paid back."""
    for entry in books.transactions:
        for posting in entry.postings if entry.date <= day else ():
            meta = posting.meta or {}
            if meta.get("member") == name and code_of(level_one(posting.account)) in {"401", "211"}:
                assert posting.units is not None
                assert posting.units.number is not None
                months = meta.get("months")
                yield -to_fen(posting.units.number), MonthRange.parse(months) if months else None


def _assessed(books: Books, name: str, day: dt.date, month: Month, result: Folded) -> int | None:
    events = [e for e in books.of(MemberEvent) if e.member == name and e.date <= min(day, month.first_day)]
    people = fold(events)
    if not people or not people[0].is_member:
        return None
    person = people[0]
    rule = rule_for(in_force(books.of(DuesRule), month.first_day), person.employment)
    result.due_days[month] = rule.due_day if rule else None
    return (dues_owed(person.base, person.state, rule) if rule else None) or 0


def _settle(
    books: Books,
    name: str,
    day: dt.date,
    start: Month,
    last: Month,
    due: dict[Month, int],
    got: dict[Month, int],
    loose: int,
    result: Folded,
) -> None:
    months = sorted({*due, *(month for month in got if month <= last)})
    pool = loose
    early = 0
    for month in months:
        waived = 0
        for one in books.of(DuesWaiver):
            if one.member == name and one.date <= day and month in one.months:
                waived += to_fen(one.amount) if one.amount is not None else due.get(month, 0)
        waived = min(waived, due.get(month, 0))
        payable = due.get(month, 0) - waived
        kept = max(0, min(got.get(month, 0), payable))
        result.months[month] = [due.get(month, 0), waived, kept, payable - kept]
        if month < start:
            early += got.get(month, 0) - kept
        else:
            pool += got.get(month, 0) - kept
    lack = sum(row[3] for month, row in result.months.items() if month < start)
    result.before = early - min(early, lack)
    pool += min(early, lack)
    for month in months:
        if pool > 0:
            row = result.months[month]
            part = min(pool, row[3])
            row[2], row[3], pool = row[2] + part, row[3] - part, pool - part
    for month in reversed(months):
        if pool < 0:
            row = result.months[month]
            part = min(-pool, row[2])
            row[2], row[3], pool = row[2] - part, row[3] + part, pool + part
    result.carried = pool
    result.ahead = sum(fen for month, fen in got.items() if month > last)
