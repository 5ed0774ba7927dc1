"""Activities (活动): planned and approved, announced, held, paid for, closed, each with its file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import Activity as ActivityEntry
from unionbooks.core.vocabulary import Benefit
from unionbooks.demo.days import festival
from unionbooks.demo.days import workday_after
from unionbooks.demo.days import workday_before
from unionbooks.demo.days import workday_until
from unionbooks.demo.draft import Entry
from unionbooks.demo.paperwork import Letter
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import chinese_date
from unionbooks.demo.paperwork import printed
from unionbooks.demo.purchase import Purchase
from unionbooks.demo.world import price
from unionbooks.workflow import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.demo.draft import Draft
    from unionbooks.demo.draft import Paper
    from unionbooks.demo.people import Person
    from unionbooks.demo.words import Activity
    from unionbooks.demo.words import Cost
    from unionbooks.demo.world import World

__all__ = ["activities"]

PRIZES_ONE_IN: Final = 3
"""Prizes go to at most a third of those who take part, the strictest of the provincial rules."""
MOST_PRIZES: Final = 9


@dataclass(frozen=True, slots=True)
class _Event:
    """One activity in one year."""

    id: str
    what: Activity
    day: dt.date
    people: tuple[Person, ...]
    costs: tuple[tuple[Cost, int], ...]
    winners: tuple[Person, ...]
    prize: int

    @property
    def planned(self) -> dt.date:
        return workday_before(self.day, 9)

    @property
    def closed(self) -> dt.date:
        return workday_after(self.day, 9)

    @property
    def cost(self) -> int:
        return sum(one for _, one in self.costs) * len(self.people) + self.prize * len(self.winners)


def activities(world: World) -> Iterator[Draft | Entry]:
    """Hold the year's activities."""
    for year in world.years:
        days = sorted(
            ((_day(one, year), one) for one in world.words.activities), key=lambda pair: (pair[0], pair[1].key)
        )
        for number, (day, what) in enumerate(days, 1):
            event = _event(world, what, day, f"A{year}-{number:02d}")
            if event.people and world.covers(event.planned) and world.covers(event.closed):
                yield from _register(world, event)
                yield from _pay(world, event)


def _day(what: Activity, year: int) -> dt.date:
    day = festival(year, what.festival) if what.festival else dt.date(year, *divmod(what.on or 0, 100))
    return workday_until(day)


def _event(world: World, what: Activity, day: dt.date, number: str) -> _Event:
    dice = world.dice("activity", what.key, day.year)
    possible = [one for one in world.roll.active(day) if not what.female or one.sex == "female"]
    people = dice.some(possible, max(1, len(possible) * what.percent // 100))
    costs = tuple((cost, price(dice, cost)) for cost in what.costs)
    count = min(len(people) // PRIZES_ONE_IN, MOST_PRIZES) if what.prize else 0
    prize = price(dice, what.prize) if what.prize else 0
    # Who approves or leads wins nothing.
    judges = {world.name("chair", day), world.name(what.leader, day)}
    players = [one for one in people if one.name not in judges]
    return _Event(number, what, day, people, costs, dice.some(players, count), prize)


def _register(world: World, event: _Event) -> Iterator[Entry]:
    what, planned = event.what, event.planned
    budget = -(-event.cost * 21 // 20 // 10_000) * 10_000
    plan = ActivityEntry(
        date=planned,
        activity=event.id,
        event="plan",
        name=what.name,
        kind=what.kind,
        budget=to_yuan(budget),
        venue=what.venue,
        starts=event.day,
        ends=event.day,
        headcount=len(event.people),
        leader=world.name(what.leader, planned),
        approved_by=world.name("chair", planned),
        approved_on=planned,
        plan=f"{world.words.short}〔{planned.year}〕{event.id[-2:]}号",
        minutes=world.minutes(planned),
    )
    yield Entry(layout.ACTIVITIES, f"activity plan {event.id}", plan)
    for person in event.winners:
        prize = Benefit(
            date=event.day,
            run=event.id,
            member=person.id,
            amount=to_yuan(event.prize),
            benefit="prize",
            form="goods",
            signed_on=event.day,
        )
        yield Entry(layout.ACTIVITIES, f"activity prizes {event.id}", prize)
    close = ActivityEntry(date=event.closed, activity=event.id, event="close", headcount=len(event.people))
    yield Entry(layout.ACTIVITIES, f"activity close {event.id}", close)


def _pay(world: World, event: _Event) -> Iterator[Draft]:
    """Buy the prizes before the day, and pay everything else in the days after it."""
    what = event.what
    if what.prize and event.winners:
        day = workday_before(event.day, 2)
        yield Purchase(
            day=day,
            code=what.account,
            text=f"{what.name}奖品",
            seller=world.seller(what.costs[0].supplier, event.id, "prize"),
            lines=((what.prize.what, what.prize.unit, len(event.winners), event.prize),),
            office=what.leader,
            links=(event.id,),
            papers=printed(world, day, _prize_rules(event)),
        ).draft(world)
    for number, (cost, one) in enumerate(event.costs):
        day = workday_after(event.day, world.dice("pay", event.id, number).between(2, 6))
        seller = world.seller(cost.supplier, event.id)
        yield Purchase(
            day=day,
            code=what.account,
            text=f"{what.name}：{cost.what}（{len(event.people)}人）",
            seller=seller,
            lines=((cost.what, cost.unit, len(event.people), one),),
            office=what.leader,
            links=(event.id,),
            papers=_file(world, event) if number == 0 else (),
        ).draft(world)


def _file(world: World, event: _Event) -> tuple[Paper, ...]:
    """Print the notice and the list of those who came."""
    what, planned = event.what, event.planned
    held, leader = chinese_date(event.day), world.name(what.leader, planned)
    notice = Letter(
        kind="活动通知",
        title=f"关于开展{what.name}的通知",
        body=(
            f"各工会小组：经工会委员会研究，定于{held}在{what.venue}开展{what.name}。",
            f"请各小组于活动前三天报名，预计参加{len(event.people)}人。活动由{leader}负责，经费按方案从工会经费列支。",
            "请参加人员准时签到，注意安全。",
        ),
        number=f"{world.words.short}〔{planned.year}〕{event.id[-2:]}号",
    )
    rows = [(str(number), one.name, one.group, one.name) for number, one in enumerate(event.people, 1)]
    came = Sheet(
        kind="签到表",
        title=f"{what.name}签到表",
        columns=(("序号", "16mm"), ("姓名", "34mm"), ("工会小组", "1fr"), ("签到", "40mm")),
        rows=rows,
        notes=(f"地点：{what.venue}", f"时间：{held}"),
        signed=(("负责人", world.name(what.leader, event.day)),),
    )
    return (*printed(world, planned, notice), *printed(world, event.day, came))


def _prize_rules(event: _Event) -> Letter:
    came, winners, worth = len(event.people), len(event.winners), format_yuan(event.prize)
    return Letter(
        kind="奖项方案",
        title=f"{event.what.name}奖项设置方案",
        body=(
            f"奖项设置：按参加人数{came}人的三分之一以内设奖，共{winners}名，每份奖品{worth}元。",
            "奖品由保管员保管，比赛结束后由获奖人实名签收，签收表存入活动档案。",
        ),
    )
