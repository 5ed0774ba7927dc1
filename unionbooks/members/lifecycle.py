"""What may happen to a membership in which state (会籍管理), and the check of the roll.

Membership goes with the employment: joined once, then transferred (工会会员会籍管理办法, 2016). Whoever
retires or has no work keeps it without dues. One rule judges both what a command is about to enter
and what somebody wrote with an editor.
"""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.roll import BEGINNINGS
from unionbooks.members.roll import MEMBER_STATES
from unionbooks.members.roll import after
from unionbooks.members.roll import in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem
    from unionbooks.members.roll import Member
    from unionbooks.members.roll import State

__all__ = ["FROM_STATES", "added_problems", "problems_of", "roll_problems"]

_RETURNABLE: Final[frozenset[State]] = frozenset({"left", "transferred", "expelled"})
FROM_STATES: Final[dict[str, frozenset[State]]] = {
    "join": _RETURNABLE,
    "transfer-in": _RETURNABLE,
    "change": MEMBER_STATES,
    "retain": frozenset({"active"}),
    # From a state of those gone it takes a mistake back, and then it needs a reason.
    "resume": frozenset({"retained", "retired", "left", "transferred", "expelled", "dead"}),
    "retire": frozenset({"active", "retained"}),
    "leave": MEMBER_STATES,
    "transfer-out": frozenset({"active", "retained"}),
    "expel": MEMBER_STATES,
    "die": MEMBER_STATES,
}
"""Event -> states in which it makes sense; `join` and `transfer-in` also begin a membership."""

NOBODY: Final = ProblemKind(
    "roll-nobody",
    N_("On {date} nobody with the id {member} is on the roll."),
    N_("Correct the id or the date, or enter the joining first."),
)
ALREADY: Final = ProblemKind(
    "roll-already",
    N_("{member} is a member already, since {since}."),
    N_("Changed particulars are entered with: unionbooks member change {member}."),
)
GONE: Final = ProblemKind(
    "roll-gone",
    N_("{member} is no member any more on {date}: {state} since {since}."),
    N_("Correct the id or the date; enter join or transfer-in for one who comes back, resume to undo a mistake."),
)
SENSELESS: Final = ProblemKind(
    "roll-state",
    N_("{event} makes no sense for {member} on {date}: {state} since {since}."),
    N_("Correct the id, the date or what happened."),
)
NO_REASON: Final = ProblemKind(
    "roll-reason",
    N_("{member} ({state} since {since}) is resumed without a reason."),
    N_("Say in the reason which mistake or decision is taken back."),
)
NO_NAME: Final = ProblemKind(
    "roll-name",
    N_("{member} joins without a name."),
    N_("Enter the name."),
    "warning",
)
NO_MINUTES: Final = ProblemKind(
    "roll-minutes",
    N_("{member} is expelled without the minutes of the decision."),
    N_("Enter the number of the minutes; nobody is expelled without a vote."),
    "warning",
)
WRONG_BASE: Final = ProblemKind(
    "roll-base",
    N_("The base of {member}, {base}, is not more than zero."),
    N_("Enter the monthly wage on which dues are reckoned, or leave it out."),
)
TOO_YOUNG: Final = ProblemKind(
    "roll-born",
    N_("{member}, born on {born}, was not yet 16 on joining ({joined})."),
    N_("Correct the day of birth or the day of joining."),
    "warning",
)
SAME_PERSON: Final = ProblemKind(
    "roll-identity",
    N_("{member} and {other} are members with the same identity number on {date}."),
    N_("It is one person: enter the leaving of one of the two, or correct the number."),
)
SAME_STAFF_NO: Final = ProblemKind(
    "roll-staff-no",
    N_("{member} and {other} are members with the same staff number {staff_no} on {date}."),
    N_("Correct the number of one of them with: unionbooks member change."),
    "warning",
)

_WORKING_AGE: Final = 16  # 劳动法 art. 15


def roll_problems(books: Books) -> list[Problem]:
    """Check the roll of a ledger: each event makes sense, and nobody is on it twice (the check `roll`)."""
    return problems_of(books.of(MemberEvent))


def problems_of(events: Iterable[MemberEvent]) -> list[Problem]:
    """Check events, in whatever order they are given; each problem stands at the event it arises from."""
    people: dict[str, Member] = {}
    twins = _Twins()
    problems: list[Problem] = []
    for day, them in groupby(in_order(events), key=lambda event: event.date):
        todays = list(them)
        for event in todays:
            before = people.get(event.member)
            now = after(before, event)
            problems += _judge(before, now, event)
            people[event.member] = now
            twins.note(before, now)
        # At the end of the day, since a staff number may pass from one to another on it.
        problems += twins.found(day, todays)
    return problems


def added_problems(events: Sequence[MemberEvent], planned: Sequence[MemberEvent]) -> list[Problem]:
    """Return the problems that planned events would bring: those of the roll with them, less those it has without."""
    known = Counter((problem.code, str(problem.what)) for problem in problems_of(events))
    added: list[Problem] = []
    for problem in problems_of([*events, *planned]):
        known[problem.code, str(problem.what)] -= 1
        if known[problem.code, str(problem.what)] < 0:
            added.append(problem)
    return added


def _judge(before: Member | None, now: Member, event: MemberEvent) -> Iterator[Problem]:
    yield from _sense(before, event)
    place, member = event.place, event.member
    if event.event in BEGINNINGS and not now.name:
        yield NO_NAME(place, member=member)
    if event.event == "expel" and not event.minutes:
        yield NO_MINUTES(place, member=member)
    if event.base is not None and event.base <= 0:
        yield WRONG_BASE(place, member=member, base=event.base)
    if (
        now.born is not None
        and (event.born is not None or event.event in BEGINNINGS)
        and _age(now.born, now.joined) < _WORKING_AGE
    ):
        yield TOO_YOUNG(place, member=member, born=now.born, joined=now.joined)


def _sense(before: Member | None, event: MemberEvent) -> Iterator[Problem]:
    if before is None:
        if event.event not in BEGINNINGS:
            yield NOBODY(event.place, member=event.member, date=event.date)
        return
    known = {"member": event.member, "date": event.date, "state": Message(before.state), "since": before.since}
    if before.state not in FROM_STATES[event.event]:
        if event.event in BEGINNINGS and before.is_member:
            yield ALREADY(event.place, **known)
        elif not before.is_member:
            yield GONE(event.place, **known)
        else:
            yield SENSELESS(event.place, **known, event=Message(event.event))
    elif event.event == "resume" and not before.is_member and not event.reason:
        yield NO_REASON(event.place, **known)


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class _Twins:
    """Who among the members has which identity number and which staff number."""

    def __init__(self) -> None:
        self._holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._touched: dict[tuple[str, str], None] = {}

    def note(self, before: Member | None, now: Member) -> None:
        old, new = _keys(before), _keys(now)
        for key in old - new:
            self._holders[key].discard(now.id)
        for key in sorted(new - old):
            self._holders[key].add(now.id)
            self._touched[key] = None

    def found(self, day: dt.date, events: Iterable[MemberEvent]) -> Iterator[Problem]:
        """Report the pairs that came about on a day."""
        places = {event.member: event.place for event in events}
        for key in self._touched:
            holders = sorted(self._holders[key])
            newest = next((name for name in reversed(holders) if name in places), None)
            if len(holders) < 2 or newest is None:
                continue
            other = next(name for name in holders if name != newest)
            kind, value = key
            if kind == "id_hash":
                yield SAME_PERSON(places[newest], member=newest, other=other, date=day)
            else:
                yield SAME_STAFF_NO(places[newest], member=newest, other=other, date=day, staff_no=value)
        self._touched.clear()


def _keys(person: Member | None) -> set[tuple[str, str]]:
    if person is None or not person.is_member:
        return set()
    pairs = (("id_hash", person.id_hash), ("staff_no", person.staff_no))
    return {(kind, value) for kind, value in pairs if value}
