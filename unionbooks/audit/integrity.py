"""The checks that need to know a union's own matters: rules, the roll, receipts, other people's money.

They stand above `unionbooks.books.checks`, which know entries only. Both are run by `unionbooks
check`, by the plugin inside Fava and bean-check, and before a month is closed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.custody import custody_of
from unionbooks.banking.custody_checks import custody_problems
from unionbooks.core.messages import N_
from unionbooks.members.lifecycle import roll_problems
from unionbooks.receipts.checks import receipt_problems
from unionbooks.receipts.facts import facts_of
from unionbooks.rulebook.rules import rule_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem

__all__ = ["DOMAIN_CHECKS", "DomainCheck", "domain_problems"]


@dataclass(frozen=True, slots=True)
class DomainCheck:
    """A named check: what it is called, what it promises, and the function."""

    name: str
    promise: str
    run: Callable[[Books], list[Problem]]


def _receipts(books: Books) -> list[Problem]:
    return receipt_problems(facts_of(books))


def _custody(books: Books) -> list[Problem]:
    return custody_problems(custody_of(books, dt.date.max))


DOMAIN_CHECKS: Final = (
    DomainCheck("rules", N_("No rule contradicts another of the same id."), rule_problems),
    DomainCheck("roll", N_("Every event of the roll makes sense after those before it."), roll_problems),
    DomainCheck("receipts", N_("Receipt numbers are issued once, in order, and for what they may be."), _receipts),
    DomainCheck("custody", N_("Other people's money is all there, member by member."), _custody),
)


def domain_problems(books: Books) -> list[Problem]:
    """Run every check of a union's own matters; a check never stops another."""
    return [problem for check in DOMAIN_CHECKS for problem in check.run(books)]
