"""What is asked for: how big a demo union, which kind, from when, and with or without papers."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.core.messages import N_
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.demo.days import FIRST_YEAR
from unionbooks.demo.days import LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["KINDS", "REPO_SPEC", "DemoSpec", "DemoSummary", "Kind", "Papers"]

Kind = Literal["school", "hospital", "company", "street"]
Papers = Literal["all", "none"]

KINDS: Final[tuple[Kind, ...]] = ("school", "hospital", "company", "street")

_FIRST: Final = Month(2025, 9)

FEWEST: Final = 12
MOST: Final = 20_000

MEMBERS: Final = ProblemKind(
    "demo-members",
    N_("A demo union cannot have {members} members."),
    N_("Ask for {fewest} to {most}; fewer cannot fill the offices that one person may not join."),
)
SPAN: Final = ProblemKind(
    "demo-span",
    N_("The books of a demo union cannot run for {months} months from {first}."),
    N_("Ask for at least one month, between January {first_year} and December {last_year}."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSpec:
    """Everything that shapes a demo union; equal specs give equal bytes.

    Attributes:
        members: Members at the start of the books.
        first: First month of the books.
        months: Number of months.
        kind: What the union belongs to; it decides words, events and prices.
        seed: Any whole number; another seed is another union.
        papers: Whether every voucher gets its papers as PDF.
    """

    members: int = 24
    first: Month = _FIRST
    months: int = 14
    kind: Kind = "school"
    seed: int = 2025
    papers: Papers = "all"

    def __post_init__(self) -> None:
        """Refuse what cannot be made.

        Raises:
            BadInputError: for too few or too many members, and for months outside the known years.
        """
        if not FEWEST <= self.members <= MOST:
            raise BadInputError(MEMBERS(members=self.members, fewest=FEWEST, most=MOST))
        known = (LAST_YEAR - self.first.year + 1) * 12 - self.first.number + 1
        if self.first.year < FIRST_YEAR or not 1 <= self.months <= known:
            raise BadInputError(SPAN(months=self.months, first=self.first, first_year=FIRST_YEAR, last_year=LAST_YEAR))

    @property
    def last(self) -> Month:
        """Last month of the books."""
        return self.first.plus(self.months - 1)

    def span(self) -> Iterator[Month]:
        """Go through the months of the books."""
        for offset in range(self.months):
            yield self.first.plus(offset)

    def lasting(self, *, years: int = 0, months: int = 0) -> DemoSpec:
        """Return the same union with books of so many years and months, which begin in a January.

        They end by the usual last month, unless they would have to begin before the accounting system
        of 2022 did. Nothing changes where both are nought.

        Raises:
            BadInputError: where the books would be longer than any, or hold less than nothing.
        """
        count = years * 12 + months
        if count == 0:
            return self
        end = REPO_SPEC.last
        before = max(0, -(-(count - end.number) // 12))
        return replace(self, first=Month(max(FIRST_YEAR, end.year - before), 1), months=count)


REPO_SPEC: Final = DemoSpec()
"""The small school union whose books lie in the folder `ledgers/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSummary:
    """What was made: where, and how much of everything."""

    root: Path
    name: str
    first: Month
    last: Month
    members: int
    vouchers: int
    postings: int
    bank_lines: int
    papers: int
    commits: int
