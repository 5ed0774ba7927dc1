"""Which rules are in force on a day: the latest of each id, unless it has ended.

A rule is never edited. Another with the same id and a later date takes its place, for good: what was
replaced does not come back when its successor ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final
from typing import TypeVar

from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import ApprovalTier
from unionbooks.core.vocabulary import ContributionRule
from unionbooks.core.vocabulary import DuesRule
from unionbooks.core.vocabulary import Forbidden
from unionbooks.core.vocabulary import Incompatible
from unionbooks.core.vocabulary import Standard

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem

__all__ = ["Rule", "all_rules", "in_force", "rule_problems", "rules_in_force"]

Rule = Standard | ApprovalTier | Incompatible | Forbidden | DuesRule | ContributionRule
"""A directive that is a rule: it has an id, a first day, perhaps a last one, and a source."""

R = TypeVar("R", Standard, ApprovalTier, Incompatible, Forbidden, DuesRule, ContributionRule)

TWICE: Final = ProblemKind(
    "rule-twice",
    N_("The rule {rule} begins twice on {date}; the first is at {first}."),
    N_("Leave one of the two, or give the later one its own date."),
)
ENDS_EARLY: Final = ProblemKind(
    "rule-ends-early",
    N_("The rule {rule} ends on {until}, before it begins on {date}."),
    N_("Correct one of the two dates."),
)


def in_force(rules: Iterable[R], day: dt.date) -> tuple[R, ...]:
    """Return those of one kind's rules that are in force on a day, in the order of their ids.

    Args:
        rules: Rules of one kind; of two with the same id and date, the later in order counts.
        day: The day to judge by; the first and the last day of a rule both belong to it.
    """
    latest: dict[str, R] = {}
    for rule in sorted(rules, key=lambda rule: rule.date):
        if rule.date <= day:
            latest[rule.rule] = rule
    return tuple(rule for _, rule in sorted(latest.items()) if rule.until is None or day <= rule.until)


def rules_in_force(books: Books, day: dt.date) -> tuple[Rule, ...]:
    """Return all rules of the books that are in force on a day, by kind (dues first), then by id."""
    return (
        *in_force(books.of(DuesRule), day),
        *in_force(books.of(ContributionRule), day),
        *in_force(books.of(Standard), day),
        *in_force(books.of(ApprovalTier), day),
        *in_force(books.of(Incompatible), day),
        *in_force(books.of(Forbidden), day),
    )


def all_rules(books: Books) -> tuple[Rule, ...]:
    """Return every rule ever written in the books, by kind, then by date."""
    return (
        *books.of(DuesRule),
        *books.of(ContributionRule),
        *books.of(Standard),
        *books.of(ApprovalTier),
        *books.of(Incompatible),
        *books.of(Forbidden),
    )


def rule_problems(books: Books) -> list[Problem]:
    """Report rules of the same kind, id and date, and rules that end before they begin."""
    problems: list[Problem] = []
    first: dict[tuple[str, str, dt.date], Rule] = {}
    for rule in all_rules(books):
        earlier = first.setdefault((rule.keyword, rule.rule, rule.date), rule)
        if earlier is not rule:
            problems.append(TWICE(rule.place, rule=rule.rule, date=rule.date, first=earlier.place))
        if rule.until is not None and rule.until < rule.date:
            problems.append(ENDS_EARLY(rule.place, rule=rule.rule, until=rule.until, date=rule.date))
    return problems
