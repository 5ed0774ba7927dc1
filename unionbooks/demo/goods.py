"""Holiday goods (节日慰问品): decided, bought, received into the store, handed out against signatures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import Benefit
from unionbooks.core.vocabulary import GoodsRun
from unionbooks.demo.days import festival
from unionbooks.demo.days import workday_after
from unionbooks.demo.days import workday_before
from unionbooks.demo.draft import Approval
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Entry
from unionbooks.demo.draft import Leg
from unionbooks.demo.dues import ONE_LIST
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import printed
from unionbooks.demo.purchase import Purchase
from unionbooks.demo.world import account
from unionbooks.demo.world import price
from unionbooks.workflow import layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.demo.paperwork import Line
    from unionbooks.demo.people import Person
    from unionbooks.demo.words import Run
    from unionbooks.demo.world import World

__all__ = ["goods"]

BIG_RUN: Final = 200
"""A run for more members than this has a register of its own."""

_SIGNED: Final = (
    ("序号", "14mm"),
    ("姓名", "26mm"),
    ("工会小组", "1fr"),
    ("金额", ">26mm"),
    ("签名", "28mm"),
    ("日期", "26mm"),
)


@dataclass(frozen=True, slots=True)
class _Dates:
    planned: dt.date
    frozen: dt.date
    bought: dt.date
    issued: dt.date
    closed: dt.date


@dataclass(frozen=True, slots=True)
class _Handout:
    """One run in one year: its id, its days, what everyone gets, and who everyone is."""

    id: str
    name: str
    dates: _Dates
    supplier: str
    lines: tuple[Line, ...]
    people: tuple[Person, ...]

    @property
    def per_head(self) -> int:
        return sum(line[3] for line in self.lines)

    @property
    def total(self) -> int:
        return self.per_head * len(self.people)


def _file(run: str, heads: int) -> str:
    """Return the register of a run; a big one has its own, so that each stays readable."""
    return f"registers/goods-{run}.beancount" if heads > BIG_RUN else layout.GOODS


def goods(world: World) -> Iterator[Draft | Entry]:
    """Hand out goods at every festival of the span."""
    for year in world.years:
        runs = sorted(((_dates(run, year), run) for run in world.words.runs), key=lambda one: one[0].bought)
        for number, (dates, run) in enumerate(runs, 1):
            if world.covers(dates.planned) and world.covers(dates.closed):
                handout = _handout(world, run, dates, f"G{year}-{number:02d}", year)
                yield from _register(world, handout)
                yield _buy(world, handout)
                yield _issue(world, handout)


def _dates(run: Run, year: int) -> _Dates:
    feast = festival(year, run.festival) if run.festival else dt.date(year, *divmod(run.day or 0, 100))
    bought = workday_before(feast, run.before)
    issued = workday_after(bought, 2)
    return _Dates(workday_before(bought, 6), workday_before(bought, 2), bought, issued, workday_after(issued, 3))


def _handout(world: World, run: Run, dates: _Dates, number: str, year: int) -> _Handout:
    dice = world.dice("goods", run.key, year)
    staying = set(world.roll.active(dates.closed))
    people = tuple(one for one in world.roll.active(dates.frozen) if one in staying)
    lines = tuple((one.what, one.unit, len(people), price(dice, one)) for one in run.items)
    supplier = world.seller(run.supplier, run.key, year)
    return _Handout(number, f"{year}年{run.name}", dates, supplier, lines, people)


def _register(world: World, handout: _Handout) -> Iterator[Entry]:
    """Enter the plan, the frozen list, a line for everyone who signs, and the end of the run."""
    dates, run = handout.dates, handout.id
    file = _file(run, len(handout.people))

    def step(day: dt.date, event: str, **more: Any) -> Entry:
        return Entry(file, f"goods {event} {run}", GoodsRun(date=day, run=run, event=event, **more))

    yield step(
        dates.planned,
        "plan",
        name=handout.name,
        benefit="holiday",
        per_head=to_yuan(handout.per_head),
        approved_by=world.name("chair", dates.planned),
        approved_on=dates.planned,
        minutes=world.minutes(dates.planned),
    )
    yield step(dates.frozen, "freeze", eligible_on=dates.frozen, headcount=len(handout.people))
    amount = to_yuan(handout.per_head)
    for person, day in _signatures(world, handout):
        line = Benefit(
            date=day,
            run=run,
            member=person.id,
            amount=amount,
            benefit="holiday",
            form="goods",
            signed_on=day,
        )
        yield Entry(file, f"goods sign {run}", line)
    yield step(dates.closed, "close", headcount=len(handout.people))


def _signatures(world: World, handout: _Handout) -> Iterator[tuple[Person, dt.date]]:
    """Most sign on the day of issue, some on the next working day."""
    dice = world.dice("signatures", handout.id)
    first = handout.dates.issued
    days = [first if dice.chance(86) else workday_after(first) for _ in handout.people]
    yield from sorted(zip(handout.people, days, strict=True), key=lambda one: (one[1], one[0].id))


def _buy(world: World, handout: _Handout) -> Draft:
    day, total = handout.dates.bought, handout.total
    legs = (
        Leg(account("141"), total),
        Leg(account("30101"), -total),
        Leg(account("50105"), total),
    )
    rows = [
        (what, unit, str(count), format_yuan(one), format_yuan(count * one)) for what, unit, count, one in handout.lines
    ]
    received = Sheet(
        kind="验收入库单",
        title=f"{handout.name}验收入库单",
        columns=(("品名", "1fr"), ("单位", "20mm"), ("数量", ">24mm"), ("单价", ">28mm"), ("金额", ">34mm")),
        rows=rows,
        notes=(f"供应商：{handout.supplier}",),
        total=("合计", "", "", "", format_yuan(total)),
        signed=(
            ("采购", world.name("organiser", day)),
            ("验收", world.name("vice-chair", day)),
            ("保管", world.name("storekeeper", day)),
        ),
    )
    return Purchase(
        day=day,
        code="50105",
        text=f"购{handout.name}（{len(handout.people)}人，每人{format_yuan(handout.per_head)}元）",
        seller=handout.supplier,
        lines=handout.lines,
        office="organiser",
        kind="goods",
        legs=legs,
        links=(handout.id,),
        papers=printed(world, day, received),
        decided=handout.dates.planned,
        compared=True,
    ).draft(world)


def _issue(world: World, handout: _Handout) -> Draft:
    day = handout.dates.issued
    signed = dict(_signatures(world, handout))
    whole = len(handout.people) <= ONE_LIST
    people = sorted(handout.people, key=lambda one: ("" if whole else one.group, one.id))
    papers = [
        paper
        for group, some in groupby(people, lambda one: "" if whole else one.group)
        for paper in printed(world, day, _list(world, handout, group, [(one, signed[one]) for one in some]))
    ]
    return Draft(
        day=day,
        kind="goods",
        payee=f"本会会员{len(handout.people)}人",
        narration=f"发放{handout.name}",
        legs=(Leg(account("30101"), handout.total), Leg(account("141"), -handout.total)),
        handler=world.name("storekeeper", day),
        acceptor=world.name("vice-chair", day),
        approval=Approval(world.name("chair", day), day, world.minutes(handout.dates.planned)),
        links=(handout.id,),
        papers=tuple(papers),
    )


def _list(world: World, handout: _Handout, group: str, people: list[tuple[Person, dt.date]]) -> Sheet:
    day, per_head = handout.dates.issued, format_yuan(handout.per_head)
    rows = [
        (str(number), one.name, one.group, per_head, one.name, f"{signed:%m-%d}")
        for number, (one, signed) in enumerate(people, 1)
    ]
    names = "、".join(line[0] for line in handout.lines)
    return Sheet(
        kind="签收表",
        title=f"{handout.name}{group}实名签收表",
        columns=_SIGNED,
        rows=rows,
        notes=(f"物品：{names}", f"每人标准：{per_head}元"),
        total=("", "合计", "", format_yuan(handout.per_head * len(rows)), "", ""),
        signed=(("发放", world.name("storekeeper", day)), ("监督", world.name("audit-chair", day))),
    )
