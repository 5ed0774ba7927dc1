"""Entering one event of a membership (会籍变动): join, change, leave, transfers, retain, resume, retire, expel, die."""

from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.ids import ID
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.members.identity import hash_of
from unionbooks.members.lookup import find_member
from unionbooks.members.lookup import new_ids
from unionbooks.members.names import plain_name
from unionbooks.members.roll import BEGINNINGS
from unionbooks.members.roll import CARRIED
from unionbooks.members.roll import after
from unionbooks.members.roll import fold
from unionbooks.workflow.adding import added
from unionbooks.workflow.identity_key import identity_key
from unionbooks.workflow.layout import ROLL
from unionbooks.workflow.roll_checks import judge
from unionbooks.workflow.roll_checks import placed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem
    from unionbooks.members.identity import Identity
    from unionbooks.members.roll import Member

__all__ = ["Entry", "Recorded", "record"]

NOTHING: Final = ProblemKind(
    "roll-no-change",
    N_("Nothing would change for {member} {name}."),
    N_("Give what is different, such as --group or --base."),
)
LATER_EVENT: Final = ProblemKind(
    "roll-backdated",
    N_("{member} {name} has a later event in the roll: {event} of {later}."),
    N_("Date this one {later} or later; to correct the past, give the reason with --reason."),
)
NO_NAME: Final = ProblemKind(
    "roll-new-name",
    N_("A new member needs a name."),
    N_("Give it with --name; for one who comes back, give the id instead."),
)
TAKEN: Final = ProblemKind(
    "roll-id-taken",
    N_("The id {member} is that of {name}."),
    N_("Leave --id out, and the next one that is free is taken."),
)
WRONG_ID: Final = ProblemKind(
    "roll-id",
    N_("{member} cannot be an id."),
    N_("Use Latin letters, digits and . _ / - only, such as M0001, or leave --id out."),
)
KNOWN_PERSON: Final = ProblemKind(
    "roll-known",
    N_("The identity number is that of {member} {name}."),
    N_("For one who comes back use: unionbooks member {event} {member}."),
)
NAMESAKE: Final = ProblemKind(
    "roll-namesake",
    N_("{members} has the same name as the new member {member}."),
    N_("If it is the same person, correct it now; the dues of one would stand under two ids."),
    "warning",
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event to be entered.

    Attributes:
        event: What happens, a word of `union-member`.
        day: When.
        who: Id, staff number or name; `None` for a new person.
        new_id: Id for a new person; the next free one where it is not given.
        particulars: What holds from then on, by the names of `Member`.
        identity: Identity number.
        from_union: The union the member comes from.
        to_union: The union the member goes to.
        reason: Reason.
        minutes: Minutes of the committee.
    """

    event: str
    day: dt.date
    who: str | None = None
    new_id: str | None = None
    particulars: Mapping[str, Any] = field(default_factory=dict)
    identity: Identity | None = None
    from_union: str | None = None
    to_union: str | None = None
    reason: str | None = None
    minutes: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event that was entered.

    Attributes:
        event: The event.
        member: The person after it, on its day.
        changes: Name of a particular -> value before and after.
        warnings: What should be looked at.
    """

    event: MemberEvent
    member: Member
    changes: Mapping[str, tuple[object, object]]
    warnings: tuple[Problem, ...]


def record(root: Path, entry: Entry, *, by: str, now: dt.datetime, environ: Mapping[str, str] = os.environ) -> Recorded:
    """Enter an event at the end of `members/roll.beancount`.

    Args:
        root: The ledger's folder.
        entry: The event.
        by: Who enters it.
        now: When, with the offset.
        environ: The environment, where the key of the identity numbers may be named.

    Raises:
        BadInputError: when nobody, or more than one, is meant.
        RefusedError: when it makes no sense on that day; nothing is written.
    """
    made: list[Recorded] = []

    def make_plan(books: Books) -> Plan:
        key = identity_key(books, environ) if entry.identity is not None else None
        recorded = _recorded(books, entry, key, now.date())
        made.append(recorded)
        text = write_directive(recorded.event)
        return Plan((added(books.root, ROLL, text),), ids=(recorded.event.member,))

    commit(root, make_plan, by=by, now=now, command=f"member {entry.event}")
    return made[-1]


def _recorded(books: Books, entry: Entry, key: bytes | None, today: dt.date) -> Recorded:
    events = books.of(MemberEvent)
    people = fold(events)
    told = dict(entry.particulars)
    if entry.identity is not None and key is not None:
        told |= {"id_last4": entry.identity.last4, "id_hash": hash_of(entry.identity, key)}
        told.setdefault("born", entry.identity.born)
        told.setdefault("sex", entry.identity.sex)
    if entry.who is None:
        member, warnings = _new_member(people, entry, told)
        before = None
    else:
        found = find_member(people, entry.who)
        member, warnings = found.id, []
        _check_order(events, found, entry)
        before = next(iter(fold(one for one in events if one.member == member and one.date <= entry.day)), None)
    told = {name: value for name, value in told.items() if value != getattr(before, name, None)}
    if entry.event == "change" and before is not None and not told:
        raise RefusedError(NOTHING(member=member, name=before.name))
    (event,) = placed([_event(entry, member, told)])
    problems = judge(books, [event], today)
    RefusedError.raise_if(replace(problem, place=None) for problem in problems)
    changes = {name: (getattr(before, name, None), value) for name, value in told.items()}
    warnings += [replace(problem, place=None) for problem in problems if problem.level == "warning"]
    return Recorded(event, after(before, event), changes, tuple(warnings))


def _event(entry: Entry, member: str, told: Mapping[str, Any]) -> MemberEvent:
    return MemberEvent(
        date=entry.day,
        member=member,
        event=entry.event,
        from_union=entry.from_union,
        to_union=entry.to_union,
        reason=entry.reason,
        minutes=entry.minutes,
        **{name: told[name] for name in CARRIED if name in told},
    )


def _new_member(people: Sequence[Member], entry: Entry, told: Mapping[str, Any]) -> tuple[str, list[Problem]]:
    """Return the id of a new person, and a warning for people of the same name."""
    name = told.get("name")
    if entry.event not in BEGINNINGS or not name:
        raise BadInputError(NO_NAME())
    by_id = {one.id: one for one in people}
    if entry.new_id is not None and not ID.fullmatch(entry.new_id):
        raise BadInputError(WRONG_ID(member=entry.new_id))
    if entry.new_id in by_id:
        raise RefusedError(TAKEN(member=entry.new_id, name=by_id[entry.new_id].name))
    for one in people:
        if one.id_hash is not None and one.id_hash == told.get("id_hash"):
            raise RefusedError(KNOWN_PERSON(member=one.id, name=one.name, event=entry.event))
    member = entry.new_id or next(new_ids(by_id))
    others = [one.id for one in people if plain_name(one.name or "") == plain_name(name)]
    return member, [NAMESAKE(member=member, members=", ".join(others))] if others else []


def _check_order(events: Sequence[MemberEvent], found: Member, entry: Entry) -> None:
    """Refuse what is dated before the last event of the person, unless it corrects the past and says why."""
    last = max((one for one in events if one.member == found.id), key=lambda one: one.date)
    if entry.day < last.date and not entry.reason:
        shown = {"event": Message(last.event), "later": last.date}
        raise RefusedError(LATER_EVENT(member=found.id, name=found.name, **shown))
