"""Dues (会费): deducted from the payroll, month by month, with the exceptions that every year has."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.vocabulary import DuesOpening
from unionbooks.core.vocabulary import DuesWaiver
from unionbooks.demo.days import nth_workday
from unionbooks.demo.days import workday_after
from unionbooks.demo.days import workday_until
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Entry
from unionbooks.demo.draft import Leg
from unionbooks.demo.draft import Transfer
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import printed
from unionbooks.demo.relief import hardship_cases
from unionbooks.demo.world import BANK
from unionbooks.demo.world import CASH
from unionbooks.demo.world import account
from unionbooks.workflow import layout

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from unionbooks.demo.people import Person
    from unionbooks.demo.world import World

__all__ = ["dues", "payday"]

ONE_LIST: Final = 200
"""Up to so many members there is one payroll list; a bigger union has one for every group."""
AHEAD: Final = 6
"""Months that somebody pays ahead at once."""

_COLUMNS = (
    ("序号", "14mm"),
    ("工号", "26mm"),
    ("姓名", "24mm"),
    ("工会小组", "1fr"),
    ("缴费基数", ">26mm"),
    ("所属月份", "36mm"),
    ("代扣金额", ">24mm"),
)


def payday(month: Month) -> dt.date:
    """Return the day on which wages are paid: the 10th, or the working day before."""
    return workday_until(month.first_day.replace(day=10))


class _Collector:
    """Remembers who has paid ahead, who is behind, and whose dues are waived."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.settled: set[tuple[str, Month]] = set()
        self.behind: dict[str, Month] = {}

    def payers(self, month: Month) -> list[Person]:
        return [one for one in self.world.roll.owing(month) if (one.id, month) not in self.settled]

    def can_settle(self, person: Person, months: MonthRange) -> bool:
        """Tell whether somebody owes all these months, the same each, and nothing before them."""
        world, roll = self.world, self.world.roll
        return (
            person.id not in self.behind
            and all(roll.owes(person, month) and (person.id, month) not in self.settled for month in months)
            and len({roll.base(person, month) for month in months}) == 1
            and months.last <= world.spec.last
        )

    def owed(self, person: Person, months: MonthRange) -> int:
        return sum(self.world.roll.dues(person, month) for month in months)


def dues(world: World) -> Iterator[Draft | Entry]:
    """Collect the dues of every month of the books."""
    collector = _Collector(world)
    yield from _opening(collector)
    yield from _waivers(collector)
    for month in world.spec.span():
        yield from _ahead(collector, month)
        yield from _lists(collector, month)


def _opening(collector: _Collector) -> Iterator[Entry]:
    """Somebody still owes the dues of the month before the books begin."""
    world = collector.world
    before = world.spec.first.plus(-1)
    owing = world.roll.owing(before)
    person = world.dice("dues", "opening").pick(owing[len(owing) // 2 :])
    collector.behind[person.id] = before
    opening = DuesOpening(
        date=world.start,
        member=person.id,
        amount=to_yuan(world.roll.dues(person, before)),
        months=MonthRange.one(before),
        document="移交清册附表三：会费欠缴明细",
    )
    yield Entry(layout.ROLL, "dues opening", opening)


def _waivers(collector: _Collector) -> Iterator[Entry]:
    """The dues of those in hardship are waived for three months."""
    world = collector.world
    for case in hardship_cases(world):
        month = Month.of(case.approved)
        months = MonthRange(month.plus(1), month.plus(3))
        if months.last > world.spec.last:
            continue
        collector.settled |= {(case.person.id, one) for one in months}
        waiver = DuesWaiver(
            date=case.approved, member=case.person.id, months=months, reason="家庭困难，减免会费", minutes=case.minutes
        )
        yield Entry(layout.ROLL, f"dues waive {case.person.id}", waiver)


def _ahead(collector: _Collector, month: Month) -> Iterator[Draft]:
    """Now and then somebody brings half a year's dues in cash, which goes to the bank the next day."""
    world = collector.world
    dice = world.dice("dues", "ahead", month)
    months = MonthRange(month, month.plus(AHEAD - 1))
    if not (month == world.spec.first.plus(4) or dice.chance(12)):
        return
    person = next((one for one in dice.shuffled(collector.payers(month)) if collector.can_settle(one, months)), None)
    if person is None:
        return
    fen = collector.owed(person, months)
    collector.settled |= {(person.id, other) for other in months}
    yield from _in_cash(world, person, months, fen)


def _in_cash(world: World, person: Person, months: MonthRange, fen: int) -> Iterator[Draft]:
    day = nth_workday(months.first, 3)
    cashier = world.name("cashier", day)
    text = f"{person.name}现金预交{months.first}至{months.last}会费"
    yield Draft(
        day=day,
        kind="dues",
        payee=person.name,
        narration=f"收{text}",
        legs=(Leg(CASH, fen), Leg(account("401"), -fen, member=person.id, months=months)),
        handler=cashier,
        approval=world.noted(day),
        receipt=text,
        command=f"dues collect {person.id}",
    )
    banked = workday_after(day)
    yield Draft(
        day=banked,
        kind="transfer",
        payee=world.words.bank,
        narration=f"现金会费存入银行（{person.name}）",
        legs=(Leg(BANK, fen), Leg(CASH, -fen)),
        handler=cashier,
        approval=world.noted(banked),
        transfer=Transfer(world.words.union, "现金存款"),
    )


def _lists(collector: _Collector, month: Month) -> Iterator[Draft]:
    """Make the payroll lists of a month; some are left out of them and catch up in the next."""
    payers = collector.payers(month)
    short = _short(collector, month, payers)
    listed = [one for one in payers if one not in short]
    whole = len(payers) <= ONE_LIST
    groups = groupby(sorted(listed, key=lambda one: "" if whole else one.group), lambda one: "" if whole else one.group)
    for group, people in groups:
        yield _one_list(collector, month, group, sorted(people, key=lambda one: one.id))
    collector.behind.update({one.id: month for one in short})


def _short(collector: _Collector, month: Month, payers: list[Person]) -> set[Person]:
    """Choose whose dues are forgotten this month: not twice running, and not just before leaving."""
    world = collector.world
    dice = world.dice("dues", "short", month)
    after = month.plus(1)
    if after > world.spec.last or not dice.chance(35):
        return set()
    next_time = {one.id for one in collector.payers(after)}
    possible = [one for one in payers if one.id in next_time and one.id not in collector.behind]
    return set(dice.some(possible, 1 + len(payers) // 250))


def _one_list(collector: _Collector, month: Month, group: str, people: list[Person]) -> Draft:
    world = collector.world
    legs, rows = [], []
    for number, person in enumerate(people, 1):
        months = MonthRange(collector.behind.pop(person.id, month), month)
        fen = collector.owed(person, months)
        legs.append(Leg(account("401"), -fen, member=person.id, months=months))
        base = format_yuan(world.roll.base(person, month))
        rows.append((str(number), person.staff_no, person.name, person.group, base, str(months), format_yuan(fen)))
    total = -sum(leg.fen for leg in legs)
    day = payday(month)
    what = f"{month.year}年{month.number}月份{group}会费（工资代扣{len(people)}人）"
    sheet = Sheet(
        kind="代扣清单",
        title=f"{month.year}年{month.number}月份{group}工会会费工资代扣清单",
        columns=_COLUMNS,
        rows=rows,
        notes=(f"单位：{world.words.employer}", "标准：缴费基数去尾数至十元×0.5%"),
        total=("", "", "合计", "", "", "", format_yuan(total)),
        signed=(("制表", world.name("treasurer", day)), ("复核", world.name("cashier", day))),
    )
    return Draft(
        day=day,
        kind="dues",
        payee=world.words.employer,
        narration=f"收{what}",
        legs=(Leg(BANK, total), *legs),
        handler=world.name("cashier", day),
        approval=world.noted(day),
        receipt=what,
        papers=printed(world, day, sheet),
        transfer=Transfer(world.words.employer, "代扣会费", imported=True),
        command=f"dues collect {month}",
    )
