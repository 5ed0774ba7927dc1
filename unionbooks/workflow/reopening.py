"""Opening a sealed month again (反结账): two people, a reason, in reverse order, and on the record for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.seal import seals_in_force
from unionbooks.books.write import SEALS
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import Reopen
from unionbooks.core.vocabulary.directive import write_directive

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.core.month import Month
    from unionbooks.core.problems import Problem

__all__ = ["reopen"]

NOT_SEALED: Final = ProblemKind(
    "reopen-not-sealed",
    N_("{month} is not sealed."),
    N_("There is nothing to open; entries can be added to it."),
)
NOT_LAST: Final = ProblemKind(
    "reopen-not-last",
    N_("{month} cannot be opened while {last} is sealed: months are opened in reverse order."),
    N_("Open {last} first, or correct the matter by a reversal in an open month."),
)
ONE_PERSON: Final = ProblemKind(
    "reopen-one-person",
    N_("A sealed month is opened by two different people."),
    N_("Name who asks with --first and who agrees with --second."),
)
NO_REASON: Final = ProblemKind(
    "reopen-no-reason",
    N_("A sealed month is opened only with a reason."),
    N_("Say why with --reason."),
)


def reopen(  # noqa: PLR0913 - two names, a reason, who acts and when are what the rule asks for
    root: Path, month: Month, *, first: str, second: str, reason: str, by: str, now: dt.datetime
) -> Reopen:
    """Open the last sealed month again.

    Args:
        root: The ledger's folder.
        month: The month; all after it must be open already.
        first: Who asks.
        second: Who agrees; somebody else.
        reason: Why.
        by: Who enters it.
        now: When, with the offset.

    Raises:
        BadInputError: where one of the names or the reason is missing, or both names are one person's.
        RefusedError: where the month is not sealed, or is not the last that is.
    """
    BadInputError.raise_if(_lacking(first.strip(), second.strip(), reason.strip()))
    done: list[Reopen] = []

    def make_plan(books: Books) -> Plan:
        sealed = seals_in_force(books)
        if month not in sealed:
            raise RefusedError(NOT_SEALED(month=month))
        if month != max(sealed):
            raise RefusedError(NOT_LAST(sealed[max(sealed)].place, month=month, last=max(sealed)))
        done.append(
            Reopen(
                date=now.date(),
                month=month,
                first=first.strip(),
                second=second.strip(),
                reason=reason.strip(),
                digest=sealed[month].digest,
            )
        )
        return Plan((append(SEALS, write_directive(done[-1])),), (str(month),))

    commit(root, make_plan, by=by, now=now, command="reopen", why=reason.strip())
    return done[-1]


def _lacking(first: str, second: str, reason: str) -> list[Problem]:
    problems = []
    if not first or not second or first == second:
        problems.append(ONE_PERSON())
    if not reason:
        problems.append(NO_REASON())
    return problems
