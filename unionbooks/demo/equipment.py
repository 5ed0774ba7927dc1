"""Fixed assets (固定资产): cards, purchases, monthly depreciation, and one slip of the pen put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import Asset
from unionbooks.demo.days import last_workday
from unionbooks.demo.days import nth_workday
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Entry
from unionbooks.demo.draft import Leg
from unionbooks.demo.paperwork import Letter
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import printed
from unionbooks.demo.purchase import Purchase
from unionbooks.demo.words import Cost
from unionbooks.demo.world import account
from unionbooks.demo.world import price
from unionbooks.workflow import layout

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from unionbooks.demo.words import Equipment
    from unionbooks.demo.world import World

__all__ = ["Card", "cards", "equipment", "opening_assets"]

AT_FIRST: Final = (29, 17)
"""How many months before the books begin the cards were opened that the union brings into them."""
BUYS_AFTER: Final = 4
BUYS_EVERY: Final = 14
"""Months from the start of the books to the first purchase, and from one to the next."""
SLIP_AT: Final = 2
"""The month, counted from the start, whose depreciation is booked with two figures exchanged."""
COUNTED_IN: Final = 11
"""The month of the yearly count (资产清查)."""

_COLUMNS: Final = (
    ("卡片编号", "28mm"),
    ("名称", "1fr"),
    ("原值", ">32mm"),
    ("使用月数", "26mm"),
    ("本月折旧", ">32mm"),
)
_CAPITAL: Final = {"general": "50702", "special": "50703"}


@dataclass(frozen=True, slots=True)
class Card:
    """A fixed asset: its card's number, what it is, when it was bought and for how much in fen."""

    id: str
    what: Equipment
    bought: dt.date
    cost: int

    def depreciation(self, month: Month) -> int:
        """Return the depreciation of a month: none before the month of purchase, the rest in the last."""
        passed = month.minus(Month.of(self.bought))
        if not 0 <= passed < self.what.life:
            return 0
        monthly = self.cost // self.what.life
        return monthly if passed < self.what.life - 1 else self.cost - monthly * (self.what.life - 1)

    def accumulated(self, before: Month) -> int:
        """Return the depreciation of all months before one."""
        first = Month.of(self.bought)
        return sum(self.depreciation(first.plus(n)) for n in range(before.minus(first)))


def cards(world: World) -> tuple[Card, ...]:
    """Return all cards of the span, in the order of their purchase."""
    spec, things = world.spec, world.words.equipment
    bought = [spec.first.plus(-offset).first_day.replace(day=12) for offset in AT_FIRST]
    bought += [nth_workday(spec.first.plus(offset), 11) for offset in range(BUYS_AFTER, spec.months, BUYS_EVERY)]
    found = []
    for number, day in enumerate(bought):
        what = things[number % len(things)]
        dice = world.dice("equipment", number)
        cost = price(dice, Cost(what.name, "台", what.price))
        found.append(Card(f"FA{number + 1:04d}", what, day, cost))
    return tuple(found)


def opening_assets(world: World) -> tuple[int, int]:
    """Return cost and accumulated depreciation of what was there before the books began."""
    old = [one for one in cards(world) if one.bought < world.start]
    return sum(one.cost for one in old), sum(one.accumulated(world.spec.first) for one in old)


def equipment(world: World) -> Iterator[Draft | Entry]:
    """Keep the cards: purchases, counts, and every month's depreciation."""
    every = cards(world)
    for card in every:
        entry = _card(world, card)
        if card.bought < world.start:
            yield Entry(layout.ASSETS, "asset add", entry)
        else:
            yield _buy(world, card, entry)
    for month in world.spec.span():
        yield from _depreciate(world, month, every)
        if month.number == COUNTED_IN:
            yield from _count(world, month, every)


def _card(world: World, card: Card) -> Asset:
    what = card.what
    return Asset(
        date=card.bought,
        card=card.id,
        event="add",
        name=what.name,
        asset_class=what.asset_class,
        model=what.model,
        quantity=1,
        cost=to_yuan(card.cost),
        life=what.life,
        source="own",
        account=account("162"),
        location=what.location,
        keeper=world.name("storekeeper", card.bought),
        state="in-use",
    )


def _buy(world: World, card: Card, entry: Asset) -> Draft:
    what, fen = card.what, card.cost
    code = _CAPITAL[what.asset_class]
    legs = (Leg(account("162"), fen), Leg(account("30104"), -fen), Leg(account(code), fen))
    body = (
        f"{what.name}（{what.model}）1台，原值{format_yuan(fen)}元，经验收合格，投入使用，存放于{what.location}。",
        f"卡片编号{card.id}，预计使用{what.life}个月，按月计提折旧，不留残值。",
    )
    accepted = Letter(kind="验收单", title="固定资产验收单", body=body)
    return Purchase(
        day=card.bought,
        code=code,
        text=f"购置{what.name}1台",
        seller=world.seller(what.supplier, card.id),
        lines=((f"{what.name} {what.model}", "台", 1, fen),),
        office="organiser",
        witness="storekeeper",
        kind="asset",
        legs=legs,
        asset=entry,
        papers=printed(world, card.bought, accepted),
    ).draft(world)


def _depreciate(world: World, month: Month, every: tuple[Card, ...]) -> Iterator[Draft]:
    parts = [(card, card.depreciation(month)) for card in every]
    parts = [(card, fen) for card, fen in parts if fen]
    total = sum(fen for _, fen in parts)
    if not total:
        return
    day = last_workday(month)
    slip = month == world.spec.first.plus(SLIP_AT) and month < world.spec.last
    booked = _exchanged(total) if slip else total
    key = f"depreciation {month}"
    text = f"计提{month.year}年{month.number}月份固定资产折旧"
    rows = [(c.id, c.what.name, format_yuan(c.cost), str(c.what.life), format_yuan(fen)) for c, fen in parts]
    sheet = Sheet(
        kind="折旧计算表",
        title=f"{month.year}年{month.number}月固定资产折旧计算表",
        columns=_COLUMNS,
        rows=rows,
        total=("", "合计", "", "", format_yuan(total)),
        signed=(("制表", world.name("treasurer", day)), ("复核", world.name("storekeeper", day))),
    )
    papers = printed(world, day, sheet)
    yield _booking(world, day, text, booked, key=key, papers=papers)
    if booked != total:
        later = nth_workday(month.plus(1), 2)
        why = f"冲销{{other}}号凭证（{month.number}月折旧金额录入有误）"
        yield _booking(world, later, why, -booked, kind="reversal", other=key, cancels=True)
        yield _booking(world, later, f"补记{text[2:]}（更正{{other}}号凭证）", total, other=key, papers=papers)


def _exchanged(fen: int) -> int:
    """Exchange two neighbouring figures that differ, as tired fingers do."""
    text = str(fen)
    for at in range(len(text) - 2, 0, -1):
        if text[at] != text[at + 1]:
            return int(text[:at] + text[at + 1] + text[at] + text[at + 2 :])
    return fen


def _booking(world: World, day: dt.date, text: str, fen: int, **more: Any) -> Draft:
    fields: dict[str, Any] = {"kind": "asset", **more}
    return Draft(
        day=day,
        payee=world.words.union,
        narration=text,
        legs=(Leg(account("30104"), fen), Leg(account("163"), -fen)),
        handler=world.name("storekeeper", day),
        approval=world.noted(day),
        **fields,
    )


def _count(world: World, month: Month, every: tuple[Card, ...]) -> Iterator[Entry]:
    day = nth_workday(month, 14)
    for card in every:
        if card.bought <= day:
            entry = Asset(
                date=day,
                card=card.id,
                event="count",
                quantity=1,
                location=card.what.location,
                keeper=world.name("storekeeper", day),
                state="in-use",
                minutes=world.minutes(day),
            )
            yield Entry(layout.ASSETS, "asset count", entry)
