"""The roll (会员名册): who is a member on a day, folded from the dated events.

Events of one day count in the order in which they stand: by the name of the file, then by line. So
the roll does not depend on the order in which files are read, and of two changes made on one day
the one written later holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import Literal

from unionbooks.core.vocabulary import MemberEvent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from unionbooks.books.model import Books

__all__ = [
    "BEGINNINGS",
    "CARRIED",
    "MEMBER_STATES",
    "STATES",
    "Member",
    "State",
    "after",
    "everyone_on",
    "fold",
    "in_order",
    "roll_on",
]

State = Literal["active", "retained", "retired", "left", "transferred", "expelled", "dead"]
"""Where a membership stands; the first three are members, the rest no longer."""

STATES: Final[dict[str, State]] = {
    "join": "active",
    "transfer-in": "active",
    "resume": "active",
    "retain": "retained",
    "retire": "retired",
    "leave": "left",
    "transfer-out": "transferred",
    "expel": "expelled",
    "die": "dead",
}
"""Event -> the state after it; a `change` leaves the state as it is."""

BEGINNINGS: Final = frozenset({"join", "transfer-in"})
"""Events with which a membership begins."""

MEMBER_STATES: Final[frozenset[State]] = frozenset({"active", "retained", "retired"})
"""States of people who are members; kept membership (保留会籍) has neither dues nor a vote."""

CARRIED: Final = (
    "name",
    "sex",
    "born",
    "group",
    "staff_no",
    "employment",
    "base",
    "wage_in_contribution",
    "card",
    "id_last4",
    "id_hash",
)
"""Particulars that hold until another event gives them a new value."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person on a day, as far as the events tell.

    Attributes:
        id: Id of the member.
        state: Where the membership stands.
        since: Day of the event that made it so.
        joined: Day on which the membership began, the last time.
        name: Name.
        sex: `female` or `male`.
        group: Union group or branch.
        staff_no: Staff number with the employer.
        employment: Kind of employment.
        base: Monthly wage on which dues are reckoned, in yuan.
        born: Day of birth.
        wage_in_contribution: Whether the wage is in the base of the 2 % contribution.
        card: Number of the membership card.
        id_last4: Last four characters of the identity number.
        id_hash: Keyed hash of the identity number, see `unionbooks.members.identity`.
    """

    id: str
    state: State
    since: dt.date
    joined: dt.date
    name: str | None = None
    sex: str | None = None
    group: str | None = None
    staff_no: str | None = None
    employment: str | None = None
    base: Decimal | None = None
    born: dt.date | None = None
    wage_in_contribution: bool | None = None
    card: str | None = None
    id_last4: str | None = None
    id_hash: str | None = field(default=None, repr=False)

    @property
    def is_member(self) -> bool:
        """Whether the person is a member, with or without duties."""
        return self.state in MEMBER_STATES


def roll_on(books: Books, day: dt.date) -> tuple[Member, ...]:
    """Return the members on a day, its events included, by id."""
    return tuple(member for member in everyone_on(books, day) if member.is_member)


def everyone_on(books: Books, day: dt.date) -> tuple[Member, ...]:
    """Return everybody who was ever a member up to a day, those gone included, by id."""
    return fold(event for event in books.of(MemberEvent) if event.date <= day)


def fold(events: Iterable[MemberEvent]) -> tuple[Member, ...]:
    """Return everybody after these events, by id, in whatever order the events are given."""
    people: dict[str, Member] = {}
    for event in in_order(events):
        people[event.member] = after(people.get(event.member), event)
    return tuple(people[name] for name in sorted(people))


def in_order(events: Iterable[MemberEvent]) -> list[MemberEvent]:
    """Sort events by day, and those of one day as they stand; those that stand nowhere yet come last."""
    return sorted(events, key=_moment)


def _moment(event: MemberEvent) -> tuple[dt.date, bool, str, int]:
    place = event.place
    return (event.date, place is None, place.file if place else "", place.line if place else 0)


def after(before: Member | None, event: MemberEvent) -> Member:
    """Return the person after an event; `before` is `None` where it is the first one."""
    state = STATES.get(event.event, before.state if before else "active")
    if before is None:
        before = Member(event.member, state, event.date, event.date)
    changed: dict[str, Any] = {name: value for name in CARRIED if (value := getattr(event, name)) is not None}
    begins = event.event in BEGINNINGS
    return replace(
        before,
        state=state,
        since=event.date if state != before.state or begins else before.since,
        joined=event.date if begins else before.joined,
        **changed,
    )
