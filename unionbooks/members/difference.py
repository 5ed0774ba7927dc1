"""What a sheet would change (花名册比对): the difference between the keeper's sheet and the roll, as dated events.

The roll keeps what the sheet leaves empty, and nobody leaves it by not standing in the sheet. The
same sheet a second time makes no difference.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.identity import hash_of
from unionbooks.members.lookup import new_ids
from unionbooks.members.lookup import staff_key
from unionbooks.members.matching import Matcher
from unionbooks.members.matching import repeated
from unionbooks.members.roll import BEGINNINGS
from unionbooks.members.roll import CARRIED
from unionbooks.members.roll import STATES
from unionbooks.members.roll import Member
from unionbooks.members.roll import fold
from unionbooks.members.roll import in_order
from unionbooks.members.row import STAYS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.core.problems import Problem
    from unionbooks.members.row import RollRow

__all__ = ["Difference", "FieldChange", "Step", "difference"]

STANDS_TWICE: Final = ProblemKind(
    "row-repeated",
    N_("The same person, {name}, stands in {other} already."),
    N_("Take one of the two rows out."),
)
OUTDATED: Final = ProblemKind(
    "row-outdated",
    N_("{member} {name} is no member any more ({state} since {since}), and the row does not say so."),
    N_("Enter that state, or take the row out; for one who is back, enter the day of joining after it."),
)
NOT_ON_ROLL: Final = ProblemKind(
    "row-not-on-roll",
    N_("Nobody on the roll fits {name}, who should become: {state}."),
    N_("Correct the name or the numbers, enter the day of joining as well, or take the row out."),
)
BACKDATED: Final = ProblemKind(
    "row-backdated",
    N_("The change of {member} {name} is dated {date}, but the roll has a later event of {later}."),
    N_("Date it {later} or later; to correct the past, enter the reason."),
)
OTHER_JOINING: Final = ProblemKind(
    "row-joined",
    N_("{member} {name} joined on {known} by the roll, and on {found} by the sheet; the roll stays as it is."),
    N_("Correct the sheet; if the roll is wrong, ask whoever keeps the books."),
    "warning",
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One particular that changes: its name in `Member`, and the values; `None` is nothing yet."""

    name: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Step:
    """One event that a row makes.

    Attributes:
        event: The event.
        name: Name of the person.
        row: The row.
        changes: The particulars that it changes.
    """

    event: MemberEvent
    name: str
    row: RollRow
    changes: tuple[FieldChange, ...]

    @property
    def shown(self) -> tuple[FieldChange, ...]:
        """The changes that people are shown: of an identity number the last four, be only the hash new."""
        identity = self.row.identity
        visible = [one for one in self.changes if one.name != "id_hash"]
        if identity is not None and len(visible) < len(self.changes) and all(one.name != "id_last4" for one in visible):
            visible.append(FieldChange("id_last4", identity.last4, identity.last4))
        return tuple(visible)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a sheet would do to the roll.

    Attributes:
        steps: The events, in the order of the sheet.
        same: Number of rows that change nothing.
        missing: Members on the day that no row means; nothing happens to them.
        problems: What is wrong (nothing may be written then), and warnings.
    """

    steps: tuple[Step, ...]
    same: int
    missing: tuple[Member, ...]
    problems: tuple[Problem, ...] = field(default=())


def difference(
    events: Iterable[MemberEvent], rows: Sequence[RollRow], day: dt.date, key: bytes | None = None
) -> Difference:
    """Compare the rows of a sheet with the roll.

    Args:
        events: The roll.
        rows: The rows.
        day: The day on which whatever has no date in the sheet happens.
        key: The key of the identity numbers; needed where a row has one.
    """
    given = {row.member for row in rows if row.member is not None}
    comparison = _Comparison(in_order(events), given, day, key)
    problems = repeated(rows)
    steps: list[Step] = []
    same = 0
    for row in rows:
        try:
            made = comparison.steps_of(row)
        except BadInputError as error:
            problems += error.problems
            continue
        steps += made
        same += not made
    return Difference(tuple(steps), same, comparison.missing(), (*problems, *comparison.warnings))


class _Comparison:
    """One comparison under way: which members were met, and which ids were given."""

    def __init__(self, events: Sequence[MemberEvent], given: Collection[str], day: dt.date, key: bytes | None) -> None:
        self._day = day
        self._key = key
        self._events: defaultdict[str, list[MemberEvent]] = defaultdict(list)
        for event in events:
            self._events[event.member].append(event)
        self._on_the_day = fold(event for event in events if event.date <= day)
        self._matcher = Matcher(fold(events), key)
        self._ids = new_ids({*self._events, *given})
        self._met: dict[tuple[str, ...], RollRow] = {}
        self.warnings: list[Problem] = []

    def missing(self) -> tuple[Member, ...]:
        return tuple(one for one in self._on_the_day if one.is_member and (one.id,) not in self._met)

    def steps_of(self, row: RollRow) -> list[Step]:
        found = self._matcher.find(row)
        for mark in [*([(found.id,)] if found else []), *_marks(row)]:
            other = self._met.setdefault(mark, row)
            if other is not row:
                raise BadInputError(STANDS_TWICE(row.place, name=row.name, other=other.place.spot or str(other.place)))
        return list(self._changed(row, found.id) if found else self._entered(row))

    def _entered(self, row: RollRow) -> Iterator[Step]:
        """Enter a new person: with the day of joining, and with what happened later."""
        later = row.status if row.status not in {None, STAYS, *BEGINNINGS} else None
        if later == "resume" or (
            later is not None and row.joined is None and STATES[later] not in {"retired", "retained"}
        ):
            raise BadInputError(NOT_ON_ROLL(row.at("status"), name=row.name, state=Message(STATES[later])))
        if namesake := self._matcher.namesakes(row):
            self.warnings.append(namesake)
        moved_in = row.status == "transfer-in"
        begun = (None if moved_in else row.joined) or row.changed or self._day
        given = row.member or next(self._ids)
        yield self._step(row, given, "transfer-in" if moved_in else "join", begun, None)
        if later is not None:
            at = row.changed or max(self._day, begun)
            yield Step(self._event(row, given, later, at, {}), row.name, row, ())

    def _changed(self, row: RollRow, member: str) -> Iterator[Step]:
        story = self._events[member]
        at = row.changed or max(self._day, story[0].date)
        now = next(iter(fold(event for event in story if event.date <= at)), None)
        if now is not None:
            self._compare_joining(row, now, story)
        event, at = self._what_happens(row, now, at)
        step = self._step(row, member, event or "change", at, now)
        if event is None and not step.changes:
            return
        last = story[-1].date
        if at < last and row.reason is None:
            raise BadInputError(BACKDATED(row.at("changed"), member=member, name=row.name, date=at, later=last))
        yield step

    def _what_happens(self, row: RollRow, now: Member | None, at: dt.date) -> tuple[str | None, dt.date]:
        """Return the event that brings the membership to the state of the sheet, and its day."""
        if now is None:
            return (row.status if row.status != STAYS else None), at
        returns = row.joined is not None and not now.is_member and row.joined > now.since
        if returns and row.status in {None, STAYS, "join"}:
            return "join", row.joined or at
        if row.status is None or row.status == STAYS:
            if not now.is_member:
                raise BadInputError(
                    OUTDATED(row.place, member=now.id, name=row.name, state=Message(now.state), since=now.since)
                )
            return ("resume" if row.status == STAYS and now.state != "active" else None), at
        return (None if STATES[row.status] == now.state else row.status), at

    def _compare_joining(self, row: RollRow, now: Member, story: Sequence[MemberEvent]) -> None:
        """Warn where the days of joining differ; of one who came from elsewhere, the sheet may tell the first one."""
        if row.joined is None or row.joined == now.joined or (not now.is_member and row.joined > now.since):
            return
        moved_in = any(one.event == "transfer-in" and one.date == now.joined for one in story)
        if not (moved_in and row.joined < now.joined):
            self.warnings.append(
                OTHER_JOINING(row.at("joined"), member=now.id, name=row.name, known=now.joined, found=row.joined)
            )

    def _step(self, row: RollRow, member: str, event: str, at: dt.date, now: Member | None) -> Step:
        changes = tuple(self._field_changes(row, now))
        values = {change.name: change.new for change in changes}
        return Step(self._event(row, member, event, at, values), row.name, row, changes)

    def _field_changes(self, row: RollRow, now: Member | None) -> Iterator[FieldChange]:
        told = _particulars(row, self._key)
        for name in CARRIED:
            new, old = told.get(name), getattr(now, name, None)
            if new is not None and not _is_same(name, old, new):
                yield FieldChange(name, old, new)

    def _event(self, row: RollRow, member: str, event: str, at: dt.date, values: dict[str, Any]) -> MemberEvent:
        return MemberEvent(
            date=at,
            member=member,
            event=event,
            from_union=row.union if event == "transfer-in" else None,
            to_union=row.union if event == "transfer-out" else None,
            reason=row.reason,
            minutes=row.minutes,
            sheet=str(row.place),
            **values,
        )


def _marks(row: RollRow) -> list[tuple[str, ...]]:
    """Return what no two rows can have in common."""
    marks = [("id", row.member)] if row.member else []
    if row.identity is not None:
        marks.append(("identity number", row.identity.number))
    return [*marks, ("staff number", row.name, staff_key(row.staff_no))] if row.staff_no else list(marks)


def _particulars(row: RollRow, key: bytes | None) -> dict[str, object]:
    """Return what a row says, under the names of `Member`; an identity number as last four and hash."""
    told: dict[str, object] = {name: getattr(row, name) for name in CARRIED if hasattr(row, name)}
    if row.identity is not None:
        told["id_last4"] = row.identity.last4
        told["id_hash"] = hash_of(row.identity, key) if key is not None else None
        told["born"] = told["born"] or row.identity.born
        told["sex"] = told["sex"] or row.identity.sex
    return told


def _is_same(name: str, old: Any, new: Any) -> bool:
    if name == "staff_no" and old is not None:
        return staff_key(old) == staff_key(new)
    return bool(old == new)
