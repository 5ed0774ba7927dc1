"""Where the books begin and where a year ends: the opening voucher, and the closing vouchers of December."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.demo.contribution import upper_share
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Leg
from unionbooks.demo.equipment import opening_assets
from unionbooks.demo.paperwork import Letter
from unionbooks.demo.paperwork import chinese_date
from unionbooks.demo.paperwork import printed
from unionbooks.demo.world import BANK
from unionbooks.demo.world import CASH
from unionbooks.demo.world import account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.demo.world import World

__all__ = ["closing", "opening"]

BANK_PER_MEMBER: Final = 318_000
CASH_AT_FIRST: Final = 43_650
"""What the union owns when its books begin, in fen."""

_RESULT: Final = ("Income:", "Expenses:")


def opening(world: World) -> Draft:
    """Bring the balances in, with what is still owed upward for the month before."""
    day = world.start
    last = day - dt.timedelta(days=1)
    month = world.spec.first.plus(-1)
    dice = world.dice("opening")
    bank = world.spec.members * BANK_PER_MEMBER + dice.between(0, 400_000)
    cost, worn = opening_assets(world)
    owed = upper_share(world, month)
    # In mid-year the books can only begin so where the accounts were settled, as at a change of officers.
    why = "上年结转" if day.month == 1 else "换届离任审计，收支已结转"
    legs = (
        Leg(CASH, CASH_AT_FIRST),
        Leg(BANK, bank),
        Leg(account("162"), cost),
        Leg(account("163"), -worn),
        Leg(account("211"), -owed),
        Leg(account("30104"), worn - cost),
        Leg(account("32205"), owed - bank - CASH_AT_FIRST),
    )
    body = (
        f"截至{chinese_date(last)}，工会账面现金、银行存款、固定资产、应付上级经费和工会资金结余经清点、核对无误，账实相符。",
        "移交会计凭证、账簿、收据、印鉴及固定资产卡片，附明细表三份。移交人、接收人、监交人签字确认。",
    )
    papers = printed(world, day, Letter(kind="移交清册", title="工会财务移交清册", body=body))
    return Draft(
        day=day,
        kind="opening",
        payee=world.words.union,
        narration=f"期初余额（{chinese_date(last)}，{why}）",
        legs=legs,
        handler=None,
        approval=world.noted(day),
        links=(f"R{month}",),
        papers=papers,
    )


def closing(world: World, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Close income and spending of every full December into the union's funds (年终结转)."""
    for year in world.years:
        day = dt.date(year, 12, 31)
        if world.covers(day):
            yield from _close(world, day, _movements(drafts, year))


def _movements(drafts: Sequence[Draft], year: int) -> Mapping[str | None, Mapping[str, int]]:
    """Sum the year's income and spending by project, then by account; `None` is what is not earmarked."""
    sums: defaultdict[str | None, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for draft in drafts:
        if draft.day.year == year:
            for leg in draft.legs:
                if leg.account.startswith(_RESULT):
                    sums[leg.project][leg.account] += leg.fen
    return sums


def _close(world: World, day: dt.date, sums: Mapping[str | None, Mapping[str, int]]) -> Iterator[Draft]:
    for project in sorted(sums, key=lambda one: one or ""):
        passing, lasting = ("32103", "32104") if project else ("32203", "32205")
        label = f"专项{project}" if project else "非专项"
        result = 0
        for root, name in zip(_RESULT, ("收入", "支出"), strict=True):
            legs = tuple(
                Leg(one, -fen, project=project)
                for one, fen in sorted(sums[project].items())
                if fen and one.startswith(root)
            )
            total = sum(leg.fen for leg in legs)
            result += total
            if legs:
                against = Leg(account(passing), -total, project=project)
                yield _voucher(world, day, f"结转{day.year}年{name}（{label}）", (*legs, against))
        legs = (Leg(account(passing), result, project=project), Leg(account(lasting), -result, project=project))
        if result:
            yield _voucher(world, day, f"结转{day.year}年收支差额（{label}）", legs)


def _voucher(world: World, day: dt.date, text: str, legs: tuple[Leg, ...]) -> Draft:
    return Draft(
        day=day,
        kind="closing",
        payee=world.words.union,
        narration=text,
        legs=legs,
        handler=None,
        approval=world.noted(day),
        command=f"close {day:%Y-%m}",
    )
