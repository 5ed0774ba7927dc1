"""What the union pays for: purchases with an invoice, and money that goes to a member's own bank card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unionbooks.core.money import format_yuan
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Leg
from unionbooks.demo.draft import Transfer
from unionbooks.demo.identity import invoice_number
from unionbooks.demo.paperwork import Form
from unionbooks.demo.paperwork import Invoice
from unionbooks.demo.paperwork import Letter
from unionbooks.demo.paperwork import Sheet
from unionbooks.demo.paperwork import printed
from unionbooks.demo.world import BANK
from unionbooks.demo.world import QUOTES_ABOVE
from unionbooks.demo.world import account

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from unionbooks.core.vocabulary import Asset
    from unionbooks.demo.draft import Approval
    from unionbooks.demo.draft import Paper
    from unionbooks.demo.paperwork import Line
    from unionbooks.demo.people import Person
    from unionbooks.demo.world import World

__all__ = ["Gift", "Purchase", "minutes_paper"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A purchase that is paid by transfer.

    Attributes:
        day: The day of the voucher.
        code: Code of the account of the spending.
        text: What it is about.
        seller: Whom it is bought from.
        lines: What stands on the invoice.
        office: Office of whoever handles it.
        witness: Office of whoever accepts it.
        kind: Kind of the voucher.
        legs: The debits, where they are not one on that account.
        project: The earmarked project that pays.
        links: The activity or goods run it belongs to.
        papers: Further papers, which come behind the invoice.
        asset: The asset card that it opens.
        clears: The day on which the bank books it, where that is a later one.
        decided: The day by which the committee had decided, where it does so whatever the amount.
        compared: Whether quotations are compared whatever the amount.
    """

    day: dt.date
    code: str
    text: str
    seller: str
    lines: Sequence[Line]
    office: str
    witness: str = "vice-chair"
    kind: str = "expense"
    legs: tuple[Leg, ...] = ()
    project: str | None = None
    links: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    asset: Asset | None = None
    clears: dt.date | None = None
    decided: dt.date | None = None
    compared: bool = False

    def draft(self, world: World) -> Draft:
        """Make the voucher, with the invoice in front of its papers."""
        total = sum(count * one for _, _, count, one in self.lines)
        number = invoice_number(self.day, world.spec.seed, self.seller, self.text)
        approval = world.approval(self.day, total, self.decided)
        invoice = printed(world, approval.on, Invoice(number, self.seller, self.lines))
        return Draft(
            day=self.day,
            kind=self.kind,
            payee=self.seller,
            narration=self.text,
            legs=(
                *(self.legs or (Leg(account(self.code), total, project=self.project),)),
                Leg(BANK, -total, project=self.project),
            ),
            handler=world.name(self.office, self.day),
            acceptor=world.name(self.witness, self.day),
            approval=approval,
            links=self.links,
            invoices=(number,),
            papers=(
                *invoice,
                *self._tender(world, approval.on, total),
                *self.papers,
                *minutes_paper(world, approval, self.text, total),
            ),
            transfer=Transfer(self.seller, "转账支出 货款", self.clears),
            asset=self.asset,
        )

    def _tender(self, world: World, day: dt.date, total: int) -> tuple[Paper, ...]:
        """Print the quotations and the contract that a large purchase needs."""
        papers = _quotations(world, day, self.text, self.seller, total) if self.compared or total > QUOTES_ABOVE else ()
        return (*papers, *_contract(world, day, self, total)) if total > QUOTES_ABOVE else papers


def _contract(world: World, day: dt.date, bought: Purchase, total: int) -> tuple[Paper, ...]:
    body = (
        f"甲方：{world.words.union}；乙方：{bought.seller}。",
        f"一、甲方向乙方采购：{bought.text}，合同总价{format_yuan(total)}元（含税、含运费）。",
        "二、乙方保证所供物品和服务符合约定，不合格的无条件退换。",
        "三、验收合格并收到发票后，甲方以银行转账方式一次付清。",
    )
    letter = Letter(kind="采购合同", title="采购合同", body=body, sender="甲方、乙方（盖章）")
    return printed(world, day, letter)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """Money for a member (慰问金、补助), paid to the person's own card and never in cash.

    Attributes:
        day: The day of the voucher.
        person: The member.
        text: What it is about.
        leg: The debit, which names the member and the benefit.
        office: Office of whoever visits.
        proof: What proves the event.
        links: The hardship case it belongs to.
        decided: The day by which the committee had decided, where it does so whatever the amount.
    """

    day: dt.date
    person: Person
    text: str
    leg: Leg
    office: str
    proof: str
    links: tuple[str, ...] = ()
    decided: dt.date | None = None

    def draft(self, world: World) -> Draft:
        """Make the voucher, with the application and its opinions."""
        day, person, leg = self.day, self.person, self.leg
        approval = world.approval(day, leg.fen, self.decided)
        handler, on = world.name(self.office, day), approval.on.isoformat()
        application = Form(
            kind="慰问申请表",
            title=f"{world.words.staff}慰问（补助）申请表",
            fields=(
                ("姓名", f"{person.name}（{person.group}，工号{person.staff_no}）"),
                ("事由", self.text),
                ("金额", f"{format_yuan(leg.fen)}元，转入本人银行卡"),
                ("证明材料", self.proof),
            ),
            opinions=(
                ("工会小组意见", "情况属实", handler, on),
                ("工会主席意见", "同意", approval.by, on),
            ),
        )
        return Draft(
            day=day,
            kind="visit",
            payee=person.name,
            narration=self.text,
            legs=(leg, Leg(BANK, -leg.fen)),
            handler=handler,
            acceptor=world.name("vice-chair", day),
            approval=approval,
            links=self.links,
            papers=(
                *printed(world, approval.on, application, private=True),
                *minutes_paper(world, approval, self.text, leg.fen),
            ),
            transfer=Transfer(person.name, "转账支出 慰问金"),
        )


def minutes_paper(world: World, approval: Approval, matter: str, fen: int) -> tuple[Paper, ...]:
    """Print the minutes that decided a payment, where there are any."""
    if approval.minutes is None or approval.met is None:
        return ()
    chair, keeper = world.name("chair", approval.met), world.name("organiser", approval.met)
    body = (
        f"会议由工会主席{chair}主持，工会委员会委员应到7人，实到7人，{keeper}记录。",
        f"会议研究了“{matter}”事项，所需经费{format_yuan(fen)}元，列入本年度预算。",
        "经集体研究，全体委员一致同意。由经办人按规定采购、验收，单据齐全后报销，并接受经费审查委员会监督。",
    )
    letter = Letter(kind="会议纪要", title="工会委员会会议纪要", body=body, number=approval.minutes)
    return printed(world, approval.met, letter)


def _quotations(world: World, day: dt.date, matter: str, winner: str, total: int) -> tuple[Paper, ...]:
    """Print the comparison of three quotations (询价比较表), the winner's the lowest."""
    dice = world.dice("quotations", day, matter)
    others = [one for names in world.words.suppliers.values() if winner in names for one in names if one != winner]
    others += [f"淮宁市{name}商贸有限公司" for name in ("聚源", "鸿运", "顺和")]
    offers = [(winner, total), *((one, total * dice.between(103, 112) // 1000 * 10) for one in others[:2])]
    rows = [
        (str(number), one, format_yuan(fen), "中选" if one == winner else "")
        for number, (one, fen) in enumerate(offers, 1)
    ]
    sheet = Sheet(
        kind="询价比较表",
        title=f"{matter}询价比较表",
        columns=(("序号", "14mm"), ("供应商", "1fr"), ("报价（元）", ">34mm"), ("结果", "26mm")),
        rows=rows,
        signed=(
            ("采购", world.name("organiser", day)),
            ("参加", world.name("women", day)),
            ("监督", world.name("audit-chair", day)),
        ),
    )
    return printed(world, day, sheet)
