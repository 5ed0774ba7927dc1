"""The roll of the demo union (会员名册): who is a member when, on which base, and why that changes."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.demo.days import workday_from
from unionbooks.demo.dice import Dice
from unionbooks.demo.officers import OFFICES
from unionbooks.demo.officers import Desk
from unionbooks.demo.people import Namer
from unionbooks.demo.people import Person
from unionbooks.demo.people import Wish
from unionbooks.demo.people import make_person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.demo.spec import DemoSpec
    from unionbooks.demo.words import Words

__all__ = ["Roll", "make_roll", "minutes_of"]

_FOREVER = dt.date.max


def minutes_of(words: Words, day: dt.date) -> str:
    """Return the number of the committee's minutes of a month (工会委员会会议纪要)."""
    return f"{words.short}纪要〔{day.year}〕{day.month}号"


@dataclass(frozen=True, slots=True)
class _Stay:
    """The days on which somebody has a member's rights, and the months whose dues are owed."""

    since: dt.date
    until: dt.date
    first_due: Month
    last_due: Month


@dataclass(frozen=True)
class Roll:
    """All members of the span, in the order of their ids, and their events in order of time."""

    people: tuple[Person, ...]
    desk: Desk
    events: tuple[MemberEvent, ...]
    stays: Mapping[str, tuple[_Stay, ...]]
    bases: Mapping[str, tuple[tuple[Month, int], ...]]

    def active(self, day: dt.date) -> tuple[Person, ...]:
        """Return who has a member's rights on a day; kept membership (保留会籍) and the retired have none."""
        return tuple(one for one in self.people if any(s.since <= day <= s.until for s in self.stays[one.id]))

    def owes(self, person: Person, month: Month) -> bool:
        """Tell whether somebody owes the dues of a month: from the one after joining to that of leaving."""
        return any(stay.first_due <= month <= stay.last_due for stay in self.stays[person.id])

    def owing(self, month: Month) -> tuple[Person, ...]:
        """Return who owes the dues of a month."""
        return tuple(one for one in self.people if self.owes(one, month))

    def base(self, person: Person, month: Month) -> int:
        """Return the base of a member's dues in a month, in fen."""
        steps = self.bases[person.id]
        at = bisect.bisect_right(steps, (month, 10**12)) - 1
        return steps[max(at, 0)][1]

    def dues(self, person: Person, month: Month) -> int:
        """Return the dues of a month in fen: half a percent of the base cut down to tens of yuan."""
        return self.base(person, month) // 1000 * 1000 // 200


class _Maker:
    """Makes the roll up, year by year; what it has made so far is its state."""

    def __init__(self, spec: DemoSpec, words: Words) -> None:
        self.spec = spec
        self.words = words
        self.namer = Namer(Dice(spec.seed, "names", spec.kind), spec.members)
        self.people: list[Person] = []
        self.events: list[MemberEvent] = []
        self.exits: dict[str, tuple[dt.date, str]] = {}
        self.entries: dict[str, tuple[dt.date, Month]] = {}
        self.resumed: dict[str, dt.date] = {}
        self.bases: dict[str, list[tuple[Month, int]]] = {}
        width = max(4, len(str(spec.members * (spec.months // 12 + 2))))
        self._number = f"M{{:0{width}d}}"

    def add(self, dice: Dice, today: dt.date, **more: Any) -> Person:
        groups = group_names(self.words, self.spec.members)
        wish = Wish(
            id=self._number.format(len(self.people) + 1),
            group=groups[len(self.people) % len(groups)],
            today=today,
            stays_until=self.spec.last.plus(1),
            **more,
        )
        self.people.append(make_person(dice, self.namer, self.words, wish))
        return self.people[-1]

    def event(self, person: Person, day: dt.date, event: str, **meta: Any) -> None:
        self.events.append(MemberEvent(date=day, member=person.id, event=event, **meta))


def group_names(words: Words, members: int) -> tuple[str, ...]:
    """Name the union groups: those of one wing in a small union, of more where they would exceed 100."""
    wings = max(1, -(-members // (100 * len(words.groups))))
    if wings == 1:
        return words.groups
    names = [*words.wings, *(f"{n}号分部" for n in range(1, wings))][:wings]
    return tuple(wing + group for wing in names for group in words.groups)


def make_roll(spec: DemoSpec, words: Words) -> Roll:
    """Make up the members at the start, and everything that happens to the roll in the span."""
    maker = _Maker(spec, words)
    years = range(spec.first.year, spec.last.year + 1)
    leavers = _found(maker, years)
    for year in years:
        _leave(maker, year, leavers)
        _join(maker, year)
    _raise_wages(maker)
    maker.events.sort(key=lambda one: (one.date, one.member))
    return Roll(
        people=tuple(maker.people),
        desk=_desk(maker),
        events=tuple(maker.events),
        stays={one.id: tuple(_stays(maker, one)) for one in maker.people},
        bases={member: tuple(steps) for member, steps in maker.bases.items()},
    )


def _found(maker: _Maker, years: range) -> dict[int, list[tuple[Person, str, Month]]]:
    """Make the first members; those who are going to leave are made with it in mind, year by year."""
    spec = maker.spec
    dice = Dice(spec.seed, "leavers", spec.kind)
    fates = [
        (event, Month(year, dice.pick(months)))
        for year in years
        for event, months, count in _fates(spec)
        for _ in range(count)
    ]
    fates = [(event, month) for event, month in fates if spec.first < month <= spec.last]
    ordinary = len(OFFICES) + 1
    fates = fates[: max(0, (spec.members - ordinary) * 2 // 3)]
    opening = spec.first.first_day
    leavers: dict[int, list[tuple[Person, str, Month]]] = {}
    for index in range(spec.members):
        fate = fates[index - ordinary] if 0 <= index - ordinary < len(fates) else None
        person = maker.add(
            Dice(spec.seed, "person", spec.kind, index),
            opening,
            officer=index < ordinary,
            woman=index == OFFICES.index("women"),
            retires=fate[1] if fate and fate[0] == "retire" else None,
        )
        if fate:
            leavers.setdefault(fate[1].year, []).append((person, *fate))
        _enter_founder(maker, person, opening)
    return leavers


def _fates(spec: DemoSpec) -> list[tuple[str, tuple[int, ...], int]]:
    """Return what happens to members in a year: the event, the months it may fall in, how many."""
    size = spec.members
    return [
        ("retire", tuple(range(1, 13)), 1 + size // 60),
        ("transfer-out", (1, 8), 1 + size // 150),
        ("retain", (2, 4, 8), (size >= 20) + size // 300),
        ("leave", (6, 12), size // 45),
    ]


def _enter_founder(maker: _Maker, person: Person, opening: dt.date) -> None:
    maker.event(person, person.joined, "join", **_particulars(person))
    maker.event(person, opening, "change", base=to_yuan(person.base), reason="建账核定会费基数")
    maker.entries[person.id] = (person.joined, Month.of(person.joined).plus(1))
    maker.bases[person.id] = [(Month.of(opening), person.base)]


def _particulars(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "sex": person.sex,
        "born": person.born,
        "group": person.group,
        "staff_no": person.staff_no,
        "employment": person.employment,
        "wage_in_contribution": True,
        "card": person.card,
        "id_last4": person.last4,
    }


def _leave(maker: _Maker, year: int, leavers: Mapping[int, Sequence[tuple[Person, str, Month]]]) -> None:
    """Enter those who leave: on the last day of a month, whose dues they still owe."""
    employer = maker.words.employer
    texts: dict[str, dict[str, Any]] = {
        "retire": {"reason": "达到法定退休年龄"},
        "transfer-out": {"reason": "工作调动", "to_union": f"{maker.words.parent}所属兄弟单位工会"},
        "retain": {"reason": "因私长期离岗,保留会籍"},
        "leave": {"reason": f"与{employer}解除聘用合同,本人申请"},
    }
    for person, event, month in leavers.get(year, ()):
        day = month.last_day
        minutes = minutes_of(maker.words, day)
        maker.event(person, day, event, **texts[event], minutes=minutes)
        maker.exits[person.id] = (day, event)
        back = month.plus(7).first_day
        if event == "retain" and Month.of(back) <= maker.spec.last:
            maker.event(person, back, "resume", reason="返岗,恢复会员权利", minutes=minutes_of(maker.words, back))
            maker.resumed[person.id] = back


def _join(maker: _Maker, year: int) -> None:
    """Enter those who join: the year's new staff, and some who are transferred from elsewhere."""
    spec, words = maker.spec, maker.words
    dice = Dice(spec.seed, "joiners", spec.kind, year)
    size = spec.members
    plans = [(3, "transfer-in", 1 + size // 150), (words.hiring, "join", 1 + size // 22)]
    for number, event, count in plans:
        month = Month(year, number)
        if not spec.first <= month <= spec.last:
            continue
        day = workday_from(month.first_day.replace(day=dice.between(11, 18)))
        for _ in range(count):
            person = maker.add(dice, day, newcomer=True, graduate=event == "join")
            origin = {"from_union": f"{words.parent}所属兄弟单位工会"} if event == "transfer-in" else {}
            minutes = minutes_of(words, day)
            base = to_yuan(person.base)
            maker.event(person, day, event, **_particulars(person), base=base, **origin, minutes=minutes)
            maker.entries[person.id] = (day, month.plus(1))
            maker.bases[person.id] = [(month, person.base)]


def _raise_wages(maker: _Maker) -> None:
    """Raise the bases every January (正常增加薪级工资), of those who are still there."""
    spec, words = maker.spec, maker.words
    for year in range(spec.first.year, spec.last.year + 1):
        january = Month(year, 1)
        if not spec.first < january <= spec.last:
            continue
        dice = Dice(spec.seed, "raise", spec.kind, year)
        for person in maker.people:
            step = dice.between(*words.raise_) // 100 * 100
            gone = maker.exits.get(person.id)
            if maker.entries[person.id][0] >= january.first_day or (gone and gone[0] < january.first_day):
                continue
            base = maker.bases[person.id][-1][1] + step
            maker.bases[person.id].append((january, base))
            reason = "年度调整会费基数"
            maker.event(person, january.first_day, "change", base=to_yuan(base), reason=reason)


def _stays(maker: _Maker, person: Person) -> Iterator[_Stay]:
    since, first_due = maker.entries[person.id]
    until = maker.exits.get(person.id, (_FOREVER, ""))[0]
    yield _Stay(since, until, first_due, Month.of(until))
    back = maker.resumed.get(person.id)
    if back is not None:
        yield _Stay(back, _FOREVER, Month.of(back), Month.of(_FOREVER))


def _desk(maker: _Maker) -> Desk:
    spec = maker.spec
    holders = tuple(maker.people[: len(OFFICES)])
    change = spec.first.plus(max(1, min(spec.months * 3 // 7, 18)))
    return Desk(holders, maker.people[len(OFFICES)], change.first_day)
