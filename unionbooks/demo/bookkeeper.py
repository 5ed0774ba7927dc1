"""The bookkeeper: puts drafts in order, gives numbers, fills in receipts, papers and the bank's lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.capitals import in_capitals
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import BankLine
from unionbooks.demo.draft import Entry
from unionbooks.demo.identity import bank_number
from unionbooks.demo.identity import masked_card
from unionbooks.demo.paperwork import Form
from unionbooks.demo.paperwork import Receipt
from unionbooks.demo.paperwork import Slip
from unionbooks.demo.paperwork import printed
from unionbooks.demo.receipts import ReceiptBooks
from unionbooks.demo.world import BANK
from unionbooks.demo.world import CASH
from unionbooks.workflow import layout

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.demo.draft import Draft
    from unionbooks.demo.draft import Leg
    from unionbooks.demo.draft import Paper
    from unionbooks.demo.draft import Transfer
    from unionbooks.demo.world import World

    _Numbered = list[tuple[VoucherNumber, Draft]]

__all__ = ["Kept", "Voucher", "bank_amount", "keep", "statement_file"]

_FIRST: Final = ("opening",)
_LAST: Final = ("closing",)
_NO_FORM: Final = frozenset({"opening", "closing", "reversal", "dues", "contribution", "grant", "income", "transfer"})
"""Kinds of vouchers that need no approval form, since nothing is spent."""

LONGEST_NAME: Final = 4
"""A name so short is a person's; companies have longer ones."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """A draft with everything that a number brings."""

    number: VoucherNumber
    draft: Draft
    narration: str
    reverses: VoucherNumber | None
    receipt: str | None
    import_id: str | None
    source: str | None
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """The books as kept: vouchers in the order of their numbers, the bank's lines, what goes to the registers."""

    vouchers: tuple[Voucher, ...]
    bank_lines: tuple[BankLine, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Movement:
    """What the bank books for a voucher: when, how much, and the id of its line."""

    day: dt.date
    time: str
    fen: int
    number: VoucherNumber
    transfer: Transfer
    serial: str


def keep(world: World, drafts: Iterable[Draft]) -> Kept:
    """Keep the books of the whole span."""
    numbered = _number(drafts)
    movements = {one.number: one for one in _movements(world, numbered)}
    lines = _bank_lines(world, numbered, list(movements.values()))
    line_of = {line.vouchers[0]: line for line in lines if line.vouchers}
    number_of = {draft.key: number for number, draft in numbered if draft.key}
    receipts = ReceiptBooks(world)
    vouchers = []
    for number, draft in numbered:
        other = number_of.get(draft.other)
        line = line_of[number] if draft.transfer and draft.transfer.imported else None
        voucher = Voucher(
            number=number,
            draft=draft,
            narration=draft.narration.format(other=other) if other else draft.narration,
            reverses=other if draft.cancels else None,
            receipt=receipts.issue(draft.day) if draft.receipt else None,
            import_id=line.bank_line if line else None,
            source=line.source if line else None,
        )
        serial = movements[number].serial if draft.transfer else ""
        vouchers.append(replace(voucher, papers=_papers(world, voucher, serial)))
    return Kept(tuple(vouchers), tuple(lines), (*receipts.register, *_assets(numbered)))


def _assets(numbered: _Numbered) -> Iterator[Entry]:
    for number, draft in numbered:
        if draft.asset is not None:
            yield Entry(layout.ASSETS, f"asset add {draft.asset.card}", replace(draft.asset, voucher=number))


def _number(drafts: Iterable[Draft]) -> _Numbered:
    """Number the drafts by month, in the order of their days; the opening comes first, the closing last."""

    def rank(draft: Draft) -> tuple[dt.date, int]:
        return draft.day, -1 if draft.kind in _FIRST else 1 if draft.kind in _LAST else 0

    counts: defaultdict[Month, int] = defaultdict(int)
    numbered = []
    for draft in sorted(drafts, key=rank):
        month = Month.of(draft.day)
        counts[month] += 1
        numbered.append((VoucherNumber(month, counts[month]), draft))
    return numbered


def bank_amount(legs: Sequence[Leg]) -> int:
    """Return what a voucher moves on the bank account, in fen."""
    return sum(leg.fen for leg in legs if leg.account == BANK)


def _movements(world: World, numbered: _Numbered) -> list[_Movement]:
    movements = []
    for number, draft in numbered:
        if draft.transfer is not None:
            dice = world.dice("bank", number)
            time = f"{dice.between(9, 16):02d}:{dice.between(0, 59):02d}:{dice.between(0, 59):02d}"
            day = draft.transfer.day or draft.day
            serial = f"{day:%Y%m%d}{dice.digits(8)}"
            movements.append(_Movement(day, time, bank_amount(draft.legs), number, draft.transfer, serial))
    return sorted(movements, key=lambda one: (one.day, one.time, one.number))


def _bank_lines(world: World, numbered: _Numbered, movements: Sequence[_Movement]) -> list[BankLine]:
    """Write the bank's statement; its balance begins with that of the opening voucher, which moves nothing."""
    balance = sum(bank_amount(draft.legs) for _, draft in numbered if draft.kind in _FIRST)
    of_day: defaultdict[dt.date, int] = defaultdict(int)
    of_month: defaultdict[Month, int] = defaultdict(int)
    lines = []
    for one in movements:
        month = Month.of(one.day)
        balance += one.fen
        of_day[one.day] += 1
        of_month[month] += 1
        party = one.transfer.party
        lines.append(
            BankLine(
                date=one.day,
                account=BANK,
                bank_line=f"BS{one.day:%Y%m%d}-{of_day[one.day]:03d}",
                amount=to_yuan(one.fen),
                balance=to_yuan(balance),
                counterparty=party,
                counterparty_account=_party_number(world, party),
                summary=one.transfer.summary,
                time=one.time,
                bank_id=one.serial,
                source=f"{statement_file(month)}!明细!{of_month[month] + 4}",
                vouchers=(one.number,),
            )
        )
    return lines


def statement_file(month: Month) -> str:
    """Return the name of the bank's file of a month."""
    return f"对账单-{month}.xlsx"


def _party_number(world: World, party: str) -> str | None:
    """Return the account that the statement shows: none for the bank's own, most digits hidden for a person."""
    if party == world.words.bank:
        return None
    if party == world.words.union:
        return world.bank_number
    return masked_card(party) if len(party) <= LONGEST_NAME else bank_number(party)


def _papers(world: World, voucher: Voucher, serial: str) -> tuple[Paper, ...]:
    """Put the papers of a voucher in order: the form, what was handed in, the receipt, the bank's slip.

    The slip of a movement that the bank books later is not there yet when the voucher is posted.
    """
    draft = voucher.draft
    own = draft.papers
    total = sum(leg.fen for leg in draft.legs if leg.fen > 0)
    before: tuple[Paper, ...] = ()
    after: tuple[Paper, ...] = ()
    if draft.kind not in _NO_FORM and draft.handler and not any(paper.form == "form" for paper in own):
        before = printed(world, draft.approval.on, _approval_form(world, draft))
    if voucher.receipt and draft.receipt:
        received = Receipt(fen=total, payer=draft.payee, what=draft.receipt, number=voucher.receipt)
        after = printed(world, draft.day, received)
    if draft.transfer and draft.transfer.day is None:
        party, summary = draft.transfer.party, draft.transfer.summary
        slip = Slip(fen=bank_amount(draft.legs), party=party, summary=summary, serial=serial)
        after += printed(world, draft.day, slip)
    return (*before, *own, *after)


def _approval_form(world: World, draft: Draft) -> Form:
    """Fill in the approval form (支出审批单): what is spent from which account, and who signs."""
    approval, day = draft.approval, draft.approval.on.isoformat()
    spent = [leg for leg in draft.legs if leg.fen > 0]
    paid = abs(sum(leg.fen for leg in draft.legs if leg.account in {BANK, CASH})) or max(leg.fen for leg in spent)
    name = next((leg.account for leg in spent if leg.account.startswith("Expenses:")), spent[0].account)
    fields = [
        ("事项", draft.narration),
        ("金额", f"{in_capitals(to_yuan(paid))}（¥{format_yuan(paid)}）"),
        ("支出科目", name.rpartition(":")[2]),
        ("收款单位（人）", draft.payee),
        ("所附单据", "、".join(dict.fromkeys(paper.kind for paper in draft.papers)) or "—"),
    ]
    if approval.minutes:
        fields.append(("集体决定", approval.minutes))
    opinions = [("经办人", "情况属实", draft.handler or "", day)]
    if draft.acceptor:
        opinions.append(("验收（证明）人", "已验收", draft.acceptor, day))
    opinions += [
        ("财务审核", "预算内，票据合规", world.name("treasurer", approval.on), day),
        ("审批人", "同意", approval.by, day),
    ]
    return Form(kind="支出审批单", title="工会经费支出审批单", fields=fields, opinions=opinions)
