"""Relief (帮扶、送温暖): hardship cases, winter visits, and help with the children's studies."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import Hardship
from unionbooks.demo.days import festival
from unionbooks.demo.days import workday_before
from unionbooks.demo.days import workday_from
from unionbooks.demo.draft import Entry
from unionbooks.demo.draft import Leg
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import printed
from unionbooks.demo.purchase import Gift
from unionbooks.demo.purchase import Purchase
from unionbooks.demo.words import Cost
from unionbooks.demo.world import account
from unionbooks.demo.world import price
from unionbooks.workflow import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.demo.draft import Draft
    from unionbooks.demo.people import Person
    from unionbooks.demo.world import World

__all__ = ["Case", "hardship_cases", "ordinary", "relief"]

_DAY = dt.timedelta(days=1)
_PARCEL = Cost("春节送温暖慰问品", "份", (16800, 19800), "farm")


@dataclass(frozen=True, slots=True)
class Case:
    """A hardship case (困难职工档案): whose, since when, and what was decided."""

    id: str
    person: Person
    opened: dt.date
    approved: dt.date
    paid: dt.date
    minutes: str
    fen: int


def ordinary(world: World, first: dt.date, last: dt.date) -> list[Person]:
    """Return the members who hold no office and are there from one day to another."""
    there = set(world.roll.active(last))
    desk = world.roll.desk
    return [one for one in world.roll.active(first) if one in there and not desk.is_officer(one)]


def hardship_cases(world: World) -> tuple[Case, ...]:
    """Return the cases of the span: one a winter, and more in a bigger union."""
    cases: list[Case] = []
    for year in world.years:
        paid = workday_before(festival(year, "spring"), 12)
        approved, opened = workday_before(paid, 4), workday_before(paid, 22)
        after = Month.of(approved).plus(3).last_day
        if opened < world.start or not world.covers(paid):
            continue
        dice = world.dice("hardship", year)
        had = {case.person for case in cases}
        possible = [
            one
            for one in ordinary(world, opened, after)
            if one not in had and one.joined < world.start and opened.year - one.born.year >= 30
        ]
        for person in dice.some(possible, 1 + world.spec.members // 200):
            number = f"H{len(cases) + 1:04d}"
            fen = dice.between(15, 20) * 10_000
            cases.append(Case(number, person, opened, approved, paid, world.minutes(approved), fen))
    return tuple(cases)


def relief(world: World) -> Iterator[Draft | Entry]:
    """Open hardship cases and pay the relief, visit in winter, help children through school."""
    for case in hardship_cases(world):
        yield from _hardship(world, case)
    for year in world.years:
        yield from _winter(world, year)
        yield from _bursaries(world, year)


def _hardship(world: World, case: Case) -> Iterator[Draft | Entry]:
    dice = world.dice("household", case.id)
    # What is left for each of three in a month lies between the local minimum and twice as much.
    income = dice.between(620, 780) * 10_000
    costs = income - dice.between(300, 520) * 10_000

    def step(day: dt.date, event: str, **more: Any) -> Entry:
        entry = Hardship(date=day, event=event, case=case.id, member=case.person.id, **more)
        return Entry(layout.HARDSHIP, f"hardship {event} {case.id}", entry)

    yield step(
        case.opened,
        "open",
        level="relative",
        income=to_yuan(income),
        rigid_costs=to_yuan(costs),
        persons=3,
        local_minimum=to_yuan(79_200),
        cause="家庭成员重大疾病",
    )
    yield step(workday_from(case.opened + 7 * _DAY), "publish")
    yield step(case.approved, "approve", approved_by=world.name("chair", case.approved), minutes=case.minutes)
    leg = Leg(account("50404"), case.fen, member=case.person.id, benefit="hardship", relation="self")
    yield Gift(
        day=case.paid,
        person=case.person,
        text=f"困难会员{case.person.name}一次性补助",
        leg=leg,
        office="women",
        proof="困难职工档案、诊断证明（摘要）、公示结果",
        links=(case.id,),
        decided=case.approved,
    ).draft(world)


def _winter(world: World, year: int) -> Iterator[Draft]:
    """Before the Spring Festival those who work through it are visited, with something to eat."""
    day = workday_before(festival(year, "spring"), 6)
    if not world.covers(day):
        return
    dice = world.dice("winter", year)
    people = dice.some(ordinary(world, day, day), 3 + world.spec.members // 40)
    if not people:
        return
    one = price(dice, _PARCEL)
    legs = tuple(Leg(account("50405"), one, member=p.id, benefit="warmth", relation="self") for p in people)
    rows = [(str(n), p.name, p.group, format_yuan(one), p.name) for n, p in enumerate(people, 1)]
    sheet = Sheet(
        kind="签收表",
        title=f"{year}年春节送温暖慰问品签收表",
        columns=(("序号", "14mm"), ("姓名", "26mm"), ("工会小组", "1fr"), ("金额", ">28mm"), ("签收", "30mm")),
        rows=rows,
        signed=(("发放人", world.name("organiser", day)), ("监督人", world.name("audit-chair", day))),
    )
    yield Purchase(
        day=day,
        code="50405",
        text=f"春节送温暖走访慰问一线会员{len(people)}人",
        seller=world.seller(_PARCEL.supplier, "winter", year),
        lines=((_PARCEL.what, _PARCEL.unit, len(people), one),),
        office="organiser",
        kind="visit",
        legs=legs,
        papers=printed(world, day, sheet),
    ).draft(world)


def _bursaries(world: World, year: int) -> Iterator[Draft]:
    """In August the union helps members whose children go to the university."""
    dice = world.dice("bursary", year)
    day = workday_from(Month(year, 8).first_day.replace(day=dice.between(18, 25)))
    if not world.covers(day):
        return
    parents = [one for one in ordinary(world, day, day) if 42 <= year - one.born.year <= 54]
    for person in dice.some(parents, 1 + world.spec.members // 120):
        fen = dice.between(10, 20) * 10_000
        leg = Leg(account("50405"), fen, member=person.id, benefit="bursary", relation="child")
        yield Gift(
            day=day,
            person=person,
            text=f"{world.words.bursary}（{person.name}）",
            leg=leg,
            office="women",
            proof="大学录取通知书（摘要）",
        ).draft(world)
