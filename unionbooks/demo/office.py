"""The rest of a treasurer's year: errands, petty cash, bank fees, training, mutual-aid insurance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan
from unionbooks.demo.days import last_workday
from unionbooks.demo.days import nth_workday
from unionbooks.demo.days import workday_after
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Leg
from unionbooks.demo.draft import Transfer
from unionbooks.demo.identity import invoice_number
from unionbooks.demo.paperwork import Invoice
from unionbooks.demo.paperwork import Letter
from unionbooks.demo.paperwork import printed
from unionbooks.demo.purchase import Purchase
from unionbooks.demo.purchase import minutes_paper
from unionbooks.demo.words import Cost
from unionbooks.demo.world import BANK
from unionbooks.demo.world import CASH
from unionbooks.demo.world import account
from unionbooks.demo.world import price

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from unionbooks.core.month import Month
    from unionbooks.demo.words import Errand
    from unionbooks.demo.words import Petty
    from unionbooks.demo.world import World

__all__ = ["office"]

FEE_MONTHS: Final = (2, 5, 8, 11)
CASH_MONTH: Final = 1
TRAINING_MONTH: Final = 5
TRAINING_ADVANCE: Final = 240_000
INSURANCE_MONTH: Final = 3
INSURANCE_FEE: Final = 6_000
"""What the mutual-aid scheme costs for a member and year, in fen."""
TENTH: Final = 10


def office(world: World) -> Iterator[Draft]:
    """Go through the months and do what comes up in each."""
    for month in world.spec.span():
        for errand in world.words.errands:
            if month.number in errand.months:
                yield _errand(world, month, errand)
        for petty in world.words.petty:
            if month.number in petty.months:
                yield _petty(world, month, petty)
        if month.number in FEE_MONTHS:
            yield _fee(world, month)
        if month.number == CASH_MONTH and (spent := _spent_in_cash(world, month.year - 1)):
            yield _draw(world, month, spent)
        if month.number == INSURANCE_MONTH:
            yield _insurance(world, month)
        if month.number == TRAINING_MONTH:
            yield from _training(world, month)


def _errand(world: World, month: Month, errand: Errand) -> Draft:
    """Buy what the errand is for; office supplies are paid on the month's last day and clear in the next."""
    dice = world.dice("errand", errand.key, month)
    late = errand.key == "paper"
    day = last_workday(month) if late else nth_workday(month, dice.between(5, 15))
    count = len(world.roll.active(day)) if errand.per_member else dice.between(*errand.count)
    seller = world.seller(errand.cost.supplier, errand.key, month.year)
    return Purchase(
        day=day,
        code=errand.account,
        text=errand.cost.what + (f"（{count}人）" if errand.per_member else ""),
        seller=seller,
        lines=((errand.cost.what, errand.cost.unit, count, price(dice, errand.cost)),),
        office=errand.leader,
        clears=workday_after(day, dice.between(1, 2)) if late and month < world.spec.last else None,
    ).draft(world)


def _petty_price(world: World, month: Month, petty: Petty) -> int:
    return price(world.dice("petty price", petty.what, month), Cost(petty.what, "", petty.price))


def _petty(world: World, month: Month, petty: Petty) -> Draft:
    day = nth_workday(month, world.dice("petty", petty.what, month).between(6, 14))
    fen = _petty_price(world, month, petty)
    seller = "中国邮政淮宁市分公司" if petty.what == "邮寄费" else world.seller("drinks", month)
    number = invoice_number(day, world.spec.seed, petty.what)
    return Draft(
        day=day,
        kind="expense",
        payee=seller,
        narration=petty.what,
        legs=(Leg(account(petty.account), fen), Leg(CASH, -fen)),
        handler=world.name("organiser", day),
        acceptor=world.name("women", day),
        invoices=(number,),
        papers=printed(world, day, Invoice(number, seller, ((petty.what, "次", 1, fen),))),
        approval=world.noted(day),
    )


def _fee(world: World, month: Month) -> Draft:
    dice = world.dice("fee", month)
    day = nth_workday(month, TENTH)
    fen = dice.between(30, 65) * 50
    return Draft(
        day=day,
        kind="expense",
        payee=world.words.bank,
        narration="银行账户管理费、网银服务费",
        legs=(Leg(account("50504"), fen), Leg(BANK, -fen)),
        handler=world.name("cashier", day),
        approval=world.noted(day),
        transfer=Transfer(world.words.bank, "账户管理费", imported=True),
    )


def _spent_in_cash(world: World, year: int) -> int:
    return sum(
        _petty_price(world, month, petty)
        for month in world.spec.span()
        for petty in world.words.petty
        if month.year == year and month.number in petty.months
    )


def _draw(world: World, month: Month, fen: int) -> Draft:
    """Once a year the petty cash is filled up with what was spent from it in the year before."""
    day = nth_workday(month, 4)
    return Draft(
        day=day,
        kind="transfer",
        payee=world.words.bank,
        narration=f"提取现金补足备用金（{month.year - 1}年支用数）",
        legs=(Leg(CASH, fen), Leg(BANK, -fen)),
        handler=world.name("cashier", day),
        approval=world.approval(day, fen),
        transfer=Transfer(world.words.union, "备用金取现"),
    )


def _insurance(world: World, month: Month) -> Draft:
    """Enrol everyone in the mutual-aid scheme (职工互助保障); its office gives a receipt, no invoice."""
    day = nth_workday(month, 12)
    people = world.roll.active(day)
    fen = INSURANCE_FEE * len(people)
    payee = world.seller("insurance")
    approval = world.approval(day, fen)
    text = f"参加{month.year}年度职工住院医疗互助保障（{len(people)}人）"
    heads, each = len(people), format_yuan(INSURANCE_FEE)
    confirmed = Letter(
        kind="参保确认单",
        title="职工互助保障参保确认单",
        body=(
            f"{heads}名会员参加{month.year}年度职工住院医疗互助保障活动，每人{each}元，合计{format_yuan(fen)}元。",
            "参保人员名单已报互助保障办事处备案，保障期一年。",
        ),
        sender=payee,
    )
    return Draft(
        day=day,
        kind="expense",
        payee=payee,
        narration=text,
        legs=(Leg(account("50305"), fen), Leg(BANK, -fen)),
        handler=world.name("women", day),
        acceptor=world.name("vice-chair", day),
        approval=approval,
        papers=(*printed(world, day, confirmed), *minutes_paper(world, approval, text, fen)),
        transfer=Transfer(payee, "转账支出 互助保障金"),
    )


def _training(world: World, month: Month) -> Iterator[Draft]:
    """Somebody is sent to a course with an advance, and settles it within the fortnight."""
    day = nth_workday(month, 5)
    back = workday_after(day, 8)
    person = world.name("organiser", day)
    text = f"{month.year}年基层工会干部培训"
    loan = Letter(
        kind="借款单",
        title="借款单",
        body=(f"因参加{text}，预借{format_yuan(TRAINING_ADVANCE)}元，回来后十五日内报销。",),
        sender=person,
    )
    advance = Draft(
        day=day,
        kind="advance",
        payee=person,
        narration=f"{person}预借{text}费用",
        legs=(Leg(account("135"), TRAINING_ADVANCE), Leg(BANK, -TRAINING_ADVANCE)),
        handler=person,
        acceptor=world.name("vice-chair", day),
        approval=world.approval(day, TRAINING_ADVANCE),
        papers=printed(world, day, loan),
        transfer=Transfer(person, "转账支出 预借培训费"),
    )
    yield advance
    yield _settle(world, advance, back, text)


def _settle(world: World, advance: Draft, back: dt.date, text: str) -> Draft:
    dice = world.dice("training", back)
    cost = dice.between(176_000, 228_000) // 10 * 10
    seller = world.seller("training")
    number = invoice_number(back, world.spec.seed, text)
    return replace(
        advance,
        day=back,
        kind="expense",
        payee=seller,
        narration=f"{advance.payee}报销{text}费用，退回余款",
        legs=(
            Leg(account("50501"), cost),
            Leg(BANK, TRAINING_ADVANCE - cost),
            Leg(account("135"), -TRAINING_ADVANCE),
        ),
        approval=world.approval(back, cost),
        invoices=(number,),
        papers=printed(world, advance.day, Invoice(number, seller, ((text + "费", "人", 1, cost),))),
        transfer=Transfer(advance.payee, "退回预借款"),
    )
