"""Why a member owes what for a month (会费由来): base, rule with its document, waiver, entries and their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import share_out
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.dues.ledger import EVER
from unionbooks.dues.ledger import Account
from unionbooks.dues.ledger import accounts
from unionbooks.dues.ledger import dues_months
from unionbooks.dues.ledger import start_of
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.books.query import Tables
    from unionbooks.dues.ledger import DuesMonth

__all__ = ["DuesExplanation", "DuesRuleShown", "Fact", "Payment", "explanation", "payments_of"]

_RULE: Final = """
    SELECT rule, date, method, rate, base_step_fen, amount_fen, tiers, minimum_fen, coalesce(document, ''),
           coalesce(page, ''), verified IS NOT FALSE, coalesce(file, ''), coalesce(line, 0)
    FROM dues_rules WHERE rule = $rule AND date = $date ORDER BY file DESC, line DESC LIMIT 1
"""
_BASE: Final = """
    SELECT date, coalesce(reason, ''), base_fen, coalesce(file, ''), coalesce(line, 0)
    FROM member_events WHERE member = $member AND base_fen IS NOT NULL AND date <= $first_day
    ORDER BY date DESC, file DESC, line DESC LIMIT 1
"""
_WAIVERS: Final = """
    SELECT date, reason || '（' || minutes || '）', amount_fen, coalesce(file, ''), coalesce(line, 0)
    FROM dues_waivers WHERE member = $member AND split_part(months, '..', 1) <= $month
        AND coalesce(nullif(split_part(months, '..', 2), ''), months) >= $month
    ORDER BY date, line
"""
_OPENINGS: Final = """
    SELECT date, coalesce(document, ''), amount_fen, coalesce(file, ''), coalesce(line, 0)
    FROM dues_openings WHERE member = $member ORDER BY date, line
"""
_PAYMENTS: Final = """
    SELECT coalesce(any_value(p.voucher), ''), p.date, -sum(p.fen)::BIGINT, any_value(p.months_first),
           any_value(p.months_last), coalesce(any_value(p.file), ''), coalesce(min(p.line), 0),
           coalesce(any_value(v.narration), ''), coalesce(any_value(v.source), ''), coalesce(any_value(v.receipt), '')
    FROM postings p JOIN vouchers v USING (txn)
    WHERE p.member = $member AND p.level_one IN ('401', '211')
    GROUP BY p.txn, p.date, p.months_first, p.months_last
    ORDER BY p.date, p.txn, p.months_first
"""


@dataclass(frozen=True, slots=True)
class DuesRuleShown:
    """A rule of dues as it is written: its numbers as they stand there, its document and its place."""

    rule: str
    date: dt.date
    method: str
    rate: Decimal | None
    step_fen: int | None
    amount_fen: int | None
    tiers: str | None
    minimum_fen: int | None
    document: str
    page: str
    verified: bool
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated fact that counts: its day, what it says, its amount where it has one, and where it stands."""

    date: dt.date
    text: str
    amount_fen: int | None
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Payment:
    """Dues that a voucher books for a member.

    Attributes:
        voucher: Its number.
        date: Its day.
        fen: The amount; negative for a refund.
        months: The months it names; `None` where it names none.
        file: File of the ledger.
        line: Line of the posting.
        narration: What the voucher says.
        source: The list it came from.
        receipt: Numbers of the receipts.
    """

    voucher: str
    date: dt.date
    fen: int
    months: MonthRange | None
    file: str
    line: int
    narration: str
    source: str
    receipt: str

    def part_of(self, month: Month) -> int:
        """Return the part of it that falls to a month, in fen."""
        if self.months is None or month not in self.months:
            return 0
        sign = -1 if self.fen < 0 else 1
        return sign * share_out(abs(self.fen), [1] * len(self.months))[month.minus(self.months.first)]


@dataclass(frozen=True, slots=True)
class DuesExplanation:
    """A member's dues of a month, and all that they come from.

    Attributes:
        member: Id.
        name: Name.
        month: The month.
        start: The month in which the books begin.
        dues: What came of it; `None` where the member was not on the roll and nothing was paid for it.
        rule: The rule that held on the first of the month.
        base: Where the base comes from.
        waivers: Waivers for the month.
        openings: What was taken over when the books began.
        payments: Every payment that names the month.
        account: What is beside the months.
    """

    member: str
    name: str
    month: Month
    start: Month | None
    dues: DuesMonth | None
    rule: DuesRuleShown | None
    base: Fact | None
    waivers: tuple[Fact, ...]
    openings: tuple[Fact, ...]
    payments: tuple[Payment, ...]
    account: Account


def explanation(tables: Tables, member: str, name: str, month: Month, today: dt.date) -> DuesExplanation:
    """Explain a member's dues of a month by everything that is known today."""
    last = max(month, Month.of(today))
    found = dues_months(tables, TIMELINE, EVER, last, first=month, member=member)
    dues = next((one for one in found if one.month == month), None)
    given: dict[str, object] = {"member": member}
    start = start_of(tables)
    rules = (
        tables.query(_RULE, {"rule": dues.rule, "date": dues.rule_date}).rows if dues is not None and dues.rule else ()
    )
    base = tables.query(_BASE, given | {"first_day": month.first_day}).rows if dues is not None else ()
    openings = tables.query(_OPENINGS, given).rows if start is not None and month < start else ()
    return DuesExplanation(
        member=member,
        name=name,
        month=month,
        start=start,
        dues=dues,
        rule=DuesRuleShown(*rules[0]) if rules else None,
        base=Fact(*base[0]) if base else None,
        waivers=tuple(Fact(*row) for row in tables.query(_WAIVERS, given | {"month": str(month)}).rows),
        openings=tuple(Fact(*row) for row in openings),
        payments=tuple(one for one in payments_of(tables, member) if one.months is not None and month in one.months),
        account=accounts(tables, TIMELINE, EVER, last, member).get(member, Account()),
    )


def payments_of(tables: Tables, member: str) -> tuple[Payment, ...]:
    """Return everything that a member has paid, and what was paid back, in the order of the days."""
    rows = tables.query(_PAYMENTS, {"member": member}).rows
    return tuple(
        Payment(voucher, date, fen, MonthRange(Month.parse(first), Month.parse(last)) if first else None, *rest)
        for voucher, date, fen, first, last, *rest in rows
    )
