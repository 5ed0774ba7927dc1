"""What stands in the way of new events in the roll: their sense, their order, and sealed months."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.seal import seals_in_force
from unionbooks.core.messages import N_
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.lifecycle import added_problems
from unionbooks.workflow.layout import ROLL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem

__all__ = ["AT_THE_END", "judge", "placed"]

SEALED: Final = ProblemKind(
    "roll-sealed",
    N_("{date} lies in a sealed month, and the roll of sealed months stays as it is."),
    N_("Date it {open} or later, and put the true day into the reason."),
)
FAR_OFF: Final = ProblemKind(
    "roll-far",
    N_("{date} is more than a year from now."),
    N_("Correct the day."),
)

AT_THE_END: Final = 1 << 30
"""Line of the first planned event: behind everything that stands in the file of the roll."""

_AHEAD: Final = dt.timedelta(days=366)


def placed(events: Sequence[MemberEvent]) -> tuple[MemberEvent, ...]:
    """Return planned events as they will stand in the roll: behind each other at its end."""
    return tuple(replace(one, place=Place(ROLL, AT_THE_END + at)) for at, one in enumerate(events))


def judge(books: Books, planned: Sequence[MemberEvent], today: dt.date) -> list[Problem]:
    """Return what is wrong with planned events, those of `placed`; a problem of theirs has their place."""
    return [*_days(books, planned, today), *added_problems(books.of(MemberEvent), planned)]


def _days(books: Books, planned: Sequence[MemberEvent], today: dt.date) -> Iterator[Problem]:
    last = max(seals_in_force(books), default=None)
    for event in planned:
        if last is not None and event.date <= last.last_day:
            yield SEALED(event.place, date=event.date, open=last.plus(1).first_day)
        if event.date > today + _AHEAD:
            yield FAR_OFF(event.place, date=event.date)
