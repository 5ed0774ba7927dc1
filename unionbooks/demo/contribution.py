"""The employer's two percent (拨缴经费): payroll, what is received, what goes upward, what is acknowledged."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.core.money import multiply
from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import Payroll
from unionbooks.core.vocabulary import RemittanceAck
from unionbooks.demo.days import workday_after
from unionbooks.demo.days import workday_from
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Entry
from unionbooks.demo.draft import Leg
from unionbooks.demo.draft import Transfer
from unionbooks.demo.dues import payday
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import printed
from unionbooks.demo.world import BANK
from unionbooks.demo.world import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.core.month import Month
    from unionbooks.demo.world import World

__all__ = ["contribution", "payroll", "upper_share"]

RATE: Final = Decimal("0.02")
UPPER: Final = Decimal("0.4")
"""What the ledger's own rule says; the demo union hands its money on itself (自主拨缴)."""

PAYROLLS: Final = "registers/payroll.beancount"
REMITTANCES: Final = "registers/remittances.beancount"


def payroll(world: World, month: Month) -> tuple[int, int]:
    """Return the total wages of a month in fen, and how many they were paid to."""
    dice = world.dice("payroll", month)
    words, roll = world.words, world.roll
    owing = roll.owing(month)
    bases = sum(roll.base(one, month) for one in owing)
    others = words.others + len(owing) // 15
    bases += others * (words.base[0] + dice.between(0, 60_000))
    return bases * dice.between(*words.gross) // 100 + dice.between(0, 99), len(owing) + others


def shares(world: World, month: Month) -> tuple[int, int]:
    """Return the union's own share of a month's contribution and the upper share, in fen."""
    total = multiply(payroll(world, month)[0], RATE)
    upper = multiply(total, UPPER)
    return total - upper, upper


def upper_share(world: World, month: Month) -> int:
    """Return the upper share of a month's contribution, in fen."""
    return shares(world, month)[1]


def contribution(world: World) -> Iterator[Draft | Entry]:
    """Receive the contribution of every month, and hand the upper share on in the month after."""
    yield from _remit(world, world.spec.first.plus(-1))
    for month in world.spec.span():
        wages, heads = payroll(world, month)
        source = f"{world.words.employer}{month.year}年{month.number}月工资发放汇总表"
        entry = Payroll(date=payday(month), month=month, wages=to_yuan(wages), headcount=heads, source=source)
        yield Entry(PAYROLLS, f"remit payroll {month}", entry)
        yield _receive(world, month)
        yield from _remit(world, month)


def _receive(world: World, month: Month) -> Draft:
    own, upper = shares(world, month)
    total = own + upper
    dice = world.dice("contribution", month)
    day = workday_after(payday(month), dice.between(2, 5))
    wages, heads = payroll(world, month)
    what = f"{month.year}年{month.number}月份工会经费（工资总额2%）"
    rows = [
        ("工资总额", str(heads), format_yuan(wages), "—", ""),
        ("应拨缴经费", "", format_yuan(wages), "2%", format_yuan(total)),
        ("其中：本级留成", "", format_yuan(total), "60%", format_yuan(own)),
        ("其中：应上解", "", format_yuan(total), "40%", format_yuan(upper)),
    ]
    sheet = Sheet(
        kind="拨缴计算表",
        title=f"{month.year}年{month.number}月份工会经费拨缴计算表",
        columns=(("项目", "1fr"), ("人数", "22mm"), ("计算基数", ">38mm"), ("比例", "24mm"), ("金额", ">38mm")),
        rows=rows,
        signed=(("单位财务", "（已盖章）"), ("工会财务委员", world.name("treasurer", day))),
    )
    return Draft(
        day=day,
        kind="contribution",
        payee=world.words.employer,
        narration=f"收{what}",
        legs=(Leg(BANK, total), Leg(account("402"), -own), Leg(account("211"), -upper)),
        handler=world.name("cashier", day),
        approval=world.noted(day),
        links=(f"R{month}",),
        receipt=what,
        papers=printed(world, day, sheet),
        transfer=Transfer(world.words.employer, "拨缴工会经费", imported=True),
    )


def _remit(world: World, month: Month) -> Iterator[Draft | Entry]:
    """Hand the upper share of a month on, before the 15th of the next."""
    after = month.plus(1)
    if after > world.spec.last:
        return
    fen = upper_share(world, month)
    dice = world.dice("remittance", month)
    day = workday_from(after.first_day.replace(day=dice.between(8, 11)))
    link = f"R{month}"
    parent = world.words.parent
    yield Draft(
        day=day,
        kind="remittance",
        payee=parent,
        narration=f"上解{month.year}年{month.number}月份工会经费（40%）",
        legs=(Leg(account("211"), fen), Leg(BANK, -fen)),
        handler=world.name("cashier", day),
        links=(link,),
        transfer=Transfer(parent, "上解经费"),
        approval=world.approval(day, fen),
        command=f"remit pay {link}",
    )
    known = workday_after(day, dice.between(3, 6))
    if known <= world.end:
        number = f"淮工财收〔{known.year}〕{dice.between(100, 999)}号"
        ack = RemittanceAck(date=known, remittance=link, amount=to_yuan(fen), number=number, by=parent)
        yield Entry(REMITTANCES, f"remit ack {link}", ack)
