"""Visits (走访慰问) and birthdays: what happens to members, and what the union gives on the day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.demo.days import nth_workday
from unionbooks.demo.days import workday_until
from unionbooks.demo.draft import Leg
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import printed
from unionbooks.demo.purchase import Gift
from unionbooks.demo.purchase import Purchase
from unionbooks.demo.relief import ordinary
from unionbooks.demo.world import account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.core.month import Month
    from unionbooks.demo.draft import Draft
    from unionbooks.demo.people import Person
    from unionbooks.demo.words import Visit
    from unionbooks.demo.world import World

__all__ = ["visits"]

PER_MONTH: Final = 30
"""Members per visit and month: of thirty members one is visited in a month, more or less."""
TRIES: Final = 40
"""So many members are asked whether something happens to them, before the month goes on without it."""
CAKES: Final = (18800, 19800, 20800)
"""What a birthday cake's voucher is worth, in fen; a year keeps to one of them."""
RETIREMENT: Final = 80_000
"""What the souvenir of a retiring member costs, in fen."""

_COLUMNS: Final = (
    ("序号", "14mm"),
    ("姓名", "26mm"),
    ("工会小组", "1fr"),
    ("生日", "24mm"),
    ("金额", ">26mm"),
    ("签收", "28mm"),
)
_ELSEWHERE: Final = {
    "hospital": "市第一人民医院",
    "birth": "市妇幼保健院",
}


def visits(world: World) -> Iterator[Draft]:
    """Go through the months: birthdays, visits, farewells."""
    seen: set[tuple[str, str, int]] = set()
    for month in world.spec.span():
        yield from _birthdays(world, month)
        yield from _visits(world, month, seen)
    yield from _farewells(world)


def _birthdays(world: World, month: Month) -> Iterator[Draft]:
    day = nth_workday(month, world.dice("birthdays", month).between(2, 5))
    # The chair approves, and nobody approves a gift to oneself: so the chair goes without.
    chair = world.roll.desk.who("chair", day)
    people = [one for one in world.roll.active(day) if one.born.month == month.number and one is not chair]
    if not people:
        return
    one = world.dice("cake", month.year).pick(CAKES)
    legs = tuple(Leg(account("50105"), one, member=p.id, benefit="birthday", relation="self") for p in people)
    office, witness = _others(world, day, people)
    rows = [(str(n), p.name, p.group, f"{p.born:%m-%d}", format_yuan(one), p.name) for n, p in enumerate(people, 1)]
    sheet = Sheet(
        kind="签收表",
        title=f"{month.year}年{month.number}月会员生日蛋糕券签收表",
        columns=_COLUMNS,
        rows=rows,
        signed=(("发放人", world.name(office, day)),),
    )
    yield Purchase(
        day=day,
        code="50105",
        text=f"{month.number}月会员生日蛋糕券（{len(people)}人）",
        seller=world.seller("cake", month.year),
        lines=(("生日蛋糕券", "张", len(people), one),),
        office=office,
        witness=witness,
        kind="visit",
        legs=legs,
        papers=printed(world, day, sheet),
    ).draft(world)


def _others(world: World, day: dt.date, people: Sequence[Person]) -> tuple[str, str]:
    """Choose two offices whose holders receive nothing themselves, as far as there are such."""
    among = {one.id for one in people}
    offices = ("women", "organiser", "culture", "storekeeper")
    free = [office for office in offices if world.roll.desk.who(office, day).id not in among]
    first, second, *_ = dict.fromkeys((*free, *offices))
    return first, second


def _visits(world: World, month: Month, seen: set[tuple[str, str, int]]) -> Iterator[Draft]:
    dice = world.dice("visits", month)
    count = (world.spec.members + dice.between(0, PER_MONTH - 1)) // PER_MONTH
    people = ordinary(world, nth_workday(month, 3), month.last_day)
    for _ in range(count if people else 0):
        day = nth_workday(month, dice.between(3, 16))
        visit = _which(world, dice.between(0, 99))
        tries = (dice.pick(people) for _ in range(TRIES))
        person = next((one for one in tries if _fits(visit, one, day, seen)), None)
        if person is not None:
            seen.add(_mark(visit, person, day))
            yield _visit(world, visit, person, day, dice.pick(visit.amounts))


def _which(world: World, throw: int) -> Visit:
    for visit in world.words.visits:
        throw -= visit.weight
        if throw < 0:
            return visit
    return world.words.visits[-1]


def _mark(visit: Visit, person: Person, day: dt.date) -> tuple[str, str, int]:
    """Hospital once a year, everything else once in these books."""
    return person.id, visit.benefit, day.year if visit.benefit == "hospital" else 0


def _fits(visit: Visit, person: Person, day: dt.date, seen: set[tuple[str, str, int]]) -> bool:
    youngest, oldest = visit.ages
    if not youngest <= day.year - person.born.year <= oldest or _mark(visit, person, day) in seen:
        return False
    return not (visit.benefit == "birth" and person.sex == "male" and person.born.month % 2)


def _visit(world: World, visit: Visit, person: Person, day: dt.date, fen: int) -> Draft:
    return Gift(
        day=day,
        person=person,
        text=f"{visit.what}{person.name}",
        leg=Leg(account("50105"), fen, member=person.id, benefit=visit.benefit, relation=visit.relation),
        office="women" if person.sex == "female" else "organiser",
        proof=_ELSEWHERE.get(visit.benefit, "") + visit.proof,
    ).draft(world)


def _farewells(world: World) -> Iterator[Draft]:
    """A retiring member gets a souvenir in the last days at work."""
    for event in world.roll.events:
        if event.event != "retire":
            continue
        day = workday_until(event.date - dt.timedelta(days=world.dice("farewell", event.member).between(2, 6)))
        if not world.covers(day):
            continue
        person = next(one for one in world.roll.people if one.id == event.member)
        leg = Leg(account("50105"), RETIREMENT, member=person.id, benefit="retirement", relation="self")
        yield Purchase(
            day=day,
            code="50105",
            text=f"会员{person.name}荣休座谈纪念品",
            seller=world.seller("stationery", event.member),
            lines=(("荣休纪念册及纪念章", "套", 1, RETIREMENT),),
            office="women",
            witness="organiser",
            kind="visit",
            legs=(leg,),
        ).draft(world)
