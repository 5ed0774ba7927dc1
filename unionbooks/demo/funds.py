"""The rest of the income: interest, grants from the employer and from above, and an earmarked project."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import Project
from unionbooks.demo.days import nth_workday
from unionbooks.demo.days import workday_from
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Entry
from unionbooks.demo.draft import Leg
from unionbooks.demo.draft import Transfer
from unionbooks.demo.paperwork import Letter
from unionbooks.demo.paperwork import chinese_date
from unionbooks.demo.paperwork import printed
from unionbooks.demo.purchase import Purchase
from unionbooks.demo.world import BANK
from unionbooks.demo.world import account
from unionbooks.demo.world import price
from unionbooks.workflow import layout

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from unionbooks.core.month import Month
    from unionbooks.demo.world import World

__all__ = ["funds"]

GRANT_MONTHS: Final = (4, 10)
"""Months of the employer's half-yearly grant."""

PROJECT_EVERY: Final = 24
PROJECT_STARTS: Final = 2
"""Months from the start of the books to the first earmarked grant, and from one to the next."""


def funds(world: World) -> Iterator[Draft | Entry]:
    """Receive interest and grants, and spend the earmarked ones."""
    for month in world.spec.span():
        if month.number % 3 == 0:
            yield _interest(world, month)
        if month.number in GRANT_MONTHS:
            yield _employer(world, month)
        if month.number == 12:
            yield _award(world, month)
        if month.minus(world.spec.first) % PROJECT_EVERY == PROJECT_STARTS:
            yield from _project(world, month)


def _received(world: World, day: dt.date, text: str, transfer: Transfer, legs: tuple[Leg, ...]) -> Draft:
    return Draft(
        day=day,
        kind="grant",
        payee=transfer.party,
        narration=text,
        legs=legs,
        handler=world.name("cashier", day),
        approval=world.noted(day),
        transfer=transfer,
    )


def _interest(world: World, month: Month) -> Draft:
    """The bank pays interest on the 21st, whatever day of the week that is."""
    dice = world.dice("interest", month)
    fen = world.spec.members * dice.between(120, 190) + dice.between(0, 99)
    day = month.first_day.replace(day=21)
    text = f"收{month.year}年第{month.number // 3}季度存款利息"
    transfer = Transfer(world.words.bank, "结息", imported=True)
    draft = _received(world, day, text, transfer, (Leg(BANK, fen), Leg(account("408"), -fen)))
    return replace(draft, kind="income")


def _employer(world: World, month: Month) -> Draft:
    fen = world.spec.members * world.words.grant_per_member // 10_000 * 10_000
    day = nth_workday(month, 9)
    employer, what = world.words.employer, world.words.grant
    text = f"{month.year}年{'上' if month.number < 7 else '下'}半年{what}"
    money = format_yuan(fen)
    letter = Letter(
        kind="拨款通知",
        title=f"关于拨付{what}的通知",
        body=(f"根据本年度预算安排，现拨付工会{text}{money}元，用于职工文体活动和会员活动，由工会按规定管理使用。",),
        sender=employer,
    )
    legs = (Leg(BANK, fen), Leg(account("405"), -fen))
    draft = _received(world, day, f"收{text}", Transfer(employer, "行政补助", imported=True), legs)
    return replace(draft, receipt=text, papers=printed(world, day, letter))


def _award(world: World, month: Month) -> Draft:
    dice = world.dice("award", month)
    fen = 100_000 * (dice.between(2, 4) + world.spec.members // 100)
    day = nth_workday(month, 12)
    parent = world.words.parent
    money = format_yuan(fen)
    letter = Letter(
        kind="补助通知",
        title=f"关于下拨{month.year}年度基层工会补助的通知",
        body=(f"经研究，下拨你会{month.year}年度基层工会一般性补助{money}元，请按规定使用。",),
        sender=parent,
    )
    legs = (Leg(BANK, fen), Leg(account("40301"), -fen))
    transfer = Transfer(parent, "下拨补助", imported=True)
    draft = _received(world, day, f"收上级工会{month.year}年度补助", transfer, legs)
    return replace(draft, papers=printed(world, day, letter))


def _project(world: World, month: Month) -> Iterator[Draft | Entry]:
    """An earmarked grant comes in, is spent bit by bit in half a year, and a little stays over."""
    words = world.words
    fen = 600_000 * (1 + world.spec.members // 150)
    project = f"P{month.year}-01"
    day = nth_workday(month, 6)
    document = f"淮工发〔{month.year}〕{month.number + 10}号"
    until = month.plus(11).last_day
    entry = Project(
        date=day,
        project=project,
        name=words.project,
        source="upper",
        amount=to_yuan(fen),
        document=document,
        until=until,
    )
    yield Entry(layout.UNION, f"project add {project}", entry)
    money, last = format_yuan(fen), chinese_date(until)
    letter = Letter(
        kind="补助通知",
        title=f"关于下达“{words.project}”专项补助的通知",
        body=(f"现下达你会“{words.project}”专项补助{money}元。专款专用，于{last}前使用完毕，并报送使用情况。",),
        number=document,
        sender=words.parent,
    )
    legs = (Leg(BANK, fen, project=project), Leg(account("40302"), -fen, project=project))
    transfer = Transfer(words.parent, "下拨专项补助", imported=True)
    draft = _received(world, day, f"收“{words.project}”专项补助", transfer, legs)
    yield replace(draft, papers=printed(world, day, letter))
    yield from _spend(world, month, project, fen)


def _spend(world: World, month: Month, project: str, fen: int) -> Iterator[Draft]:
    words = world.words
    cost = words.project_cost
    seller = world.seller(cost.supplier, project)
    for later, percent in ((1, 38), (4, 33), (6, 24)):
        dice = world.dice("project", project, later)
        day = workday_from(month.plus(later).first_day.replace(day=dice.between(9, 24)))
        if world.covers(day):
            one = price(dice, cost)
            yield Purchase(
                day=day,
                code=words.project_account,
                text=f"“{words.project}”项目：{cost.what}",
                seller=seller,
                lines=((cost.what, cost.unit, fen * percent // 100 // one, one),),
                office="organiser",
                project=project,
            ).draft(world)
