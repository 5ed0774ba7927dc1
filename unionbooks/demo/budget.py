"""The budget (预算) of every year: made from what the year is going to be, with one adjustment in July."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import BudgetVersion
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.demo.days import nth_workday
from unionbooks.demo.world import account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.demo.draft import Draft
    from unionbooks.demo.world import World

__all__ = ["Version", "budgets"]

ROUND_TO: Final = 10_000
"""Budgets are made in hundreds of yuan."""
RESERVE: Final = (104, 98)
"""Percent of the expected spending and income that the budget holds."""
ADJUSTED: Final = ("50102", "50105")
"""Accounts whose budget is raised in July."""
ADJUSTED_IN: Final = 7

Fen = dict[str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a year's budget: its entry, and the amount for each account as the books sign it."""

    head: BudgetVersion
    lines: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        """The version as it stands in the ledger, Fava's own directives below its head."""
        day = self.head.date
        lines = [
            f'{day} custom "budget" {name} "yearly" {format_yuan(fen, commas=False)} CNY\n' for name, fen in self.lines
        ]
        return write_directive(self.head) + "\n" + "".join(lines)


def budgets(world: World, drafts: Sequence[Draft]) -> Iterator[Version]:
    """Make the budgets of all years that the books touch, in the order of their dates."""
    by_month = _by_month(drafts)
    for year in world.years:
        months = [Month(year, number) for number in range(1, 13)]
        inside = [month for month in months if world.spec.first <= month <= world.spec.last]
        expected = _expected(by_month, year)
        actual = _sum(by_month, inside)
        planned = {name: _planned(name, fen, actual.get(name, 0)) for name, fen in sorted(expected.items())}
        first = max(world.start, dt.date(year, 1, 1))
        adjusts = inside[0].number < ADJUSTED_IN - 1 and inside[-1].number > ADJUSTED_IN
        start = _lowered(planned, _sum(by_month, months[:ADJUSTED_IN])) if adjusts else planned
        yield _version(world, first, start, 1)
        if adjusts:
            yield _version(world, nth_workday(Month(year, ADJUSTED_IN), 10), planned, 2)


def _expected(by_month: Mapping[Month, Fen], year: int) -> Fen:
    """Estimate a whole year: months outside the books are taken from the nearest year that has them."""
    known = []
    for number in range(1, 13):
        same = [month for month in by_month if month.number == number]
        if same:
            known.append(min(same, key=lambda month: (abs(month.year - year), month.year)))
    return {name: fen * 12 // len(known) for name, fen in _sum(by_month, known).items()}


def _by_month(drafts: Sequence[Draft]) -> Mapping[Month, Fen]:
    sums: defaultdict[Month, Fen] = defaultdict(dict)
    for draft in drafts:
        month = sums[Month.of(draft.day)]
        for leg in draft.legs:
            if leg.account.startswith(("Income:", "Expenses:")):
                month[leg.account] = month.get(leg.account, 0) + leg.fen
    return sums


def _sum(spent: Mapping[Month, Fen], months: Sequence[Month]) -> Fen:
    total: Fen = {}
    for month in months:
        for name, fen in spent.get(month, {}).items():
            total[name] = total.get(name, 0) + fen
    return total


def _planned(name: str, expected: int, actual: int) -> int:
    """Round an estimate to what a budget says: spending with a reserve, income with caution."""
    reserve, caution = RESERVE
    if name.startswith("Income:"):
        return -(-expected * caution // 100 // ROUND_TO * ROUND_TO)
    return -(-max(expected, actual) * reserve // 100 // ROUND_TO) * ROUND_TO


def _lowered(planned: Fen, until_july: Fen) -> Fen:
    """Return what was planned at first: a little less, but never less than what July has needed."""
    lower = dict(planned)
    for code in ADJUSTED:
        name = account(code)
        full = planned.get(name, 0)
        needed = -(-until_july.get(name, 0) * 104 // 100 // ROUND_TO) * ROUND_TO
        lower[name] = min(full, max(needed, full * 88 // 100 // ROUND_TO * ROUND_TO))
    return {name: fen for name, fen in lower.items() if fen or name in planned}


def _version(world: World, day: dt.date, lines: Fen, number: int) -> Version:
    """Write a version; an adjustment repeats the lines that stay, so that each version is whole."""
    short, adjusts = world.words.short, number > 1
    approved = day if adjusts else nth_workday(Month.of(day).plus(-1), 14)
    minutes = f"{short}〔{day.year}〕预算调整决议1号" if adjusts else f"{short}会员大会决议〔{day.year}〕1号"
    head = BudgetVersion(
        date=day,
        year=day.year,
        version=number,
        kind="adjustment" if adjusts else "initial",
        income=to_yuan(-sum(fen for fen in lines.values() if fen < 0)),
        spending=to_yuan(sum(fen for fen in lines.values() if fen > 0)),
        minutes=minutes,
        approved_on=approved,
        reason="上半年会员活动参加人数增加，经审会审查同意，调增有关科目" if adjusts else None,
    )
    return Version(head, tuple((name, fen) for name, fen in sorted(lines.items()) if fen))
