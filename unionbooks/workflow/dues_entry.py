"""The voucher of a list of dues, its paper, and the exceptions that it leaves behind."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.lookup import account_by_code
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import DuesException
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.dues.upward import DUES_CODE
from unionbooks.dues.upward import UPPER_CODE
from unionbooks.dues.upward import split
from unionbooks.dues.upward import split_list
from unionbooks.workflow.papers import Paper

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence
    from decimal import Decimal

    from importers.payroll import PayrollSheet
    from unionbooks.books.model import Books
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import Month
    from unionbooks.core.month import MonthRange
    from unionbooks.workflow.dues_list import Doubt
    from unionbooks.workflow.dues_list import DuesList
    from unionbooks.workflow.dues_list import Paid
    from unionbooks.workflow.dues_position import Positions

__all__ = ["HELD_CODE", "account", "dues_entry", "exceptions", "list_id", "list_paper", "member_legs", "one_leg"]

HELD_CODE: Final = "215"
"""Code of the account in which money waits that nobody can be credited with yet (其他应付款)."""

NO_ACCOUNT: Final = ProblemKind(
    "dues-account",
    N_("These books have no single account with the code {code}, which is needed here."),
    N_("Open the account {code} of the chart in accounts.beancount."),
)

_DIGITS: Final = 16


def account(books: Books, code: str) -> str:
    """Return the account of a code.

    Raises:
        BadInputError: when it is not open.
    """
    found = account_by_code(books, code)
    if found is None:
        raise BadInputError(NO_ACCOUNT(code=code))
    return found


def member_legs(books: Books, paid: Sequence[Paid], owed: Positions, month: Month) -> tuple[Leg, ...]:
    """Make the postings of the members: dues are income, but for the upper union's share where a rule has one.

    Args:
        books: The books.
        paid: Who pays what.
        owed: What they owe, and by which rules.
        month: The month whose rule says the share.
    """
    income = account(books, DUES_CODE)
    shares = [owed.upper_share(one.member.id, month) for one in paid]
    upper = _uppers([one.fen for one in paid], shares)
    legs: list[Leg] = []
    for one, part in zip(paid, upper, strict=True):
        meta = PostingMeta(member=one.member.id, months=one.months)
        legs.append(Leg(income, part - one.fen, meta))
        if part:
            legs.append(Leg(account(books, UPPER_CODE), -part, meta))
    return tuple(legs)


def _uppers(fens: Sequence[int], shares: Sequence[Decimal | None]) -> list[int]:
    """Return the upper union's part of each amount; those of one share sum to the share of their sum."""
    parts = [0] * len(fens)
    for share in {one for one in shares if one}:
        places = [at for at, one in enumerate(shares) if one == share]
        for at, part in zip(places, split_list([fens[at] for at in places], share), strict=True):
            parts[at] = part.upper
    return parts


def one_leg(books: Books, member: str, fen: int, months: MonthRange, share: Decimal | None) -> tuple[Leg, ...]:
    """Make the postings of one member: fen that came, or went back where negative."""
    parts = split(fen, share)
    meta = PostingMeta(member=member, months=months)
    legs = [Leg(account(books, DUES_CODE), -parts.own, meta)]
    if parts.upper:
        legs.append(Leg(account(books, UPPER_CODE), -parts.upper, meta))
    return tuple(legs)


def dues_entry(  # noqa: PLR0913 - a voucher says many things
    books: Books,
    dues: DuesList,
    *,
    money: str,
    month: Month,
    day: dt.date,
    payee: str,
    how: str,
    meta: VoucherMeta,
) -> Entry:
    """Make the voucher of a list: one posting of the whole sum, one a member, one of what waits.

    Args:
        books: The books.
        dues: The list.
        money: The account that the money comes to.
        month: The month of the dues.
        day: Day of the voucher.
        payee: Who paid the sum.
        how: How it was collected, in Chinese, as the voucher is.
        meta: What the voucher says of itself beside.
    """
    legs = member_legs(books, dues.payments, dues.positions, month)
    people = len({one.member.id for one in dues.payments})
    if dues.held:
        legs = (*legs, Leg(account(books, HELD_CODE), -dues.held))
    return Entry(
        date=day,
        payee=payee,
        # A voucher is a Chinese paper: its narration is what the treasurer would write.
        narration=f"{month.year}年{month.number}月会费（{how}，{people}人）",
        meta=meta,
        legs=(Leg(money, -sum(leg.fen for leg in legs)), *legs),
    )


def list_id(sheet: PayrollSheet, month: Month) -> str:
    """Return the stable id of a list: of its month and rows, whatever file they stand in."""
    rows = sorted(f"{row.name} {row.number} {row.dues} {row.months or month}" for row in sheet.deductions)
    return "list-" + hashlib.sha256("\n".join([str(month), *rows]).encode()).hexdigest()[:_DIGITS]


def list_paper(dues: DuesList, month: Month, number: VoucherNumber, title: str) -> Paper:
    """Make the list that is filed: who paid how much, and nothing else of the payroll."""
    several = any(one.months.first != month or one.months.last != month for one in dues.payments)
    rows = [_paid_row(one) for one in dues.payments] + [_held_row(one) for one in dues.doubts if one.held]
    total = sum(one.fen for one in dues.payments) + dues.held
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([f"{title} {month} 凭证 {number}"])
    writer.writerow(["序号", "会员编号", "工号", "姓名", *(["所属月份"] if several else []), "会费"])
    for place, row in enumerate(rows, start=1):
        writer.writerow([place, *row[:3], *([row[3]] if several else []), row[4]])
    blank = [""] if several else []
    writer.writerow(["合计", "", "", f"{len(rows)}人", *blank, format_yuan(total, commas=False)])
    # With a mark of its encoding, which Excel asks for.
    return Paper(f"{title}.csv", stream.getvalue().encode("utf-8-sig"), title)


def _paid_row(one: Paid) -> tuple[str, ...]:
    member, fen = one.member, format_yuan(one.fen, commas=False)
    return (member.id, member.staff_no or "", member.name or one.row.name, str(one.months), fen)


def _held_row(one: Doubt) -> tuple[str, ...]:
    fen = format_yuan(one.row.dues, commas=False)
    return ("（待查）", one.row.number, one.row.name, str(one.months), fen)


def exceptions(
    doubts: Iterable[Doubt], number: VoucherNumber, day: dt.date, held: str | None
) -> Iterator[DuesException]:
    """Make the exceptions of a list, with ids after its voucher."""
    for at, doubt in enumerate(doubts, start=1):
        row = doubt.row
        yield DuesException(
            date=day,
            exception=f"E{number}-{at}",
            event="open",
            kind=doubt.kind,
            who=" ".join(filter(None, (row.name, row.number))),
            member=doubt.member.id if doubt.member else None,
            months=doubt.months,
            amount=to_yuan(row.dues),
            expected=None if doubt.expected is None else to_yuan(doubt.expected),
            held=held if doubt.held else None,
            voucher=number,
            source=str(row.place),
        )
