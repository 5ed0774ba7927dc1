"""A member's dues of a year (会员会费对账单): owed and paid month by month, by which vouchers, what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.dues_explanation import payments_of
from reports.letterhead import letterhead
from unionbooks.core.month import Month
from unionbooks.dues.ledger import Account
from unionbooks.dues.ledger import accounts
from unionbooks.dues.ledger import dues_months
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    import datetime as dt

    from reports.dues_explanation import Payment
    from reports.letterhead import Letterhead
    from unionbooks.books.query import Tables
    from unionbooks.dues.ledger import DuesMonth
    from unionbooks.members.roll import Member

__all__ = ["DuesStatement", "dues_statement"]


@dataclass(frozen=True, slots=True)
class DuesStatement:
    """A member's dues of a year, in fen.

    Attributes:
        letterhead: The union.
        member: Id.
        name: Name.
        group: Group.
        staff_no: Staff number.
        year: The year.
        day: The day to which it is made up.
        before_fen: What is still owed for months before the year.
        lines: The months of the year, up to that of the day, in which anything was owed or paid.
        payments: Payments of the year, refunds among them.
        assessed_fen: The sums of the lines.
        waived_fen: As above.
        paid_fen: As above.
        owed_fen: As above.
        account: What is beside the months.
    """

    letterhead: Letterhead
    member: str
    name: str
    group: str
    staff_no: str
    year: int
    day: dt.date
    before_fen: int
    lines: tuple[DuesMonth, ...]
    payments: tuple[Payment, ...]
    assessed_fen: int
    waived_fen: int
    paid_fen: int
    owed_fen: int
    account: Account


def dues_statement(tables: Tables, member: Member, year: int, day: dt.date) -> DuesStatement:
    """Make up a member's dues of a year, to its end or to the day, whichever is earlier."""
    until = min(day, Month(year, 12).last_day)
    last = Month.of(until)
    rows = dues_months(tables, TIMELINE, until, last, member=member.id)
    lines = tuple(one for one in rows if one.month.year == year)
    return DuesStatement(
        letterhead=letterhead(tables, until),
        member=member.id,
        name=member.name or "",
        group=member.group or "",
        staff_no=member.staff_no or "",
        year=year,
        day=until,
        before_fen=sum(one.owed_fen for one in rows if one.month.year < year),
        lines=lines,
        payments=tuple(one for one in payments_of(tables, member.id) if one.date.year == year and one.date <= until),
        assessed_fen=sum(one.assessed_fen for one in lines),
        waived_fen=sum(one.waived_fen for one in lines),
        paid_fen=sum(one.paid_fen for one in lines),
        owed_fen=sum(one.owed_fen for one in lines),
        account=accounts(tables, TIMELINE, until, last, member.id).get(member.id, Account()),
    )
