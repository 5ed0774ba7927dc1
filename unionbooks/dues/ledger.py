"""What every member owed, paid and still owes, month by month (会费台账), reckoned anew from the facts each time.

Nothing is flagged as paid. For each month the rule, the member's state and the base are those of its
first day, so a change within a month counts from the month after; no month before the books begin is
assessed, what was owed then is an opening (`union-dues-opening`). A payment goes to the months it
names. What is too much there fills what other months lack, the oldest first; what is still left is
shown apart, as carried forward. A refund takes from the newest month.

    assessed - waived = paid + owed        for every member and month, to the fen
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.month import Month
from unionbooks.dues.ledger_sql import ledger_sql

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.books.query import Tables

__all__ = [
    "EVER",
    "Account",
    "DuesMonth",
    "accounts",
    "dues_months",
    "month_of_index",
    "parameters",
    "start_of",
]

EVER: Final = dt.date(9999, 12, 31)
"""The day to judge by where every fact that is known counts."""

_START: Final = """
    SELECT coalesce(
        (SELECT last(books_start ORDER BY date, file, line) FROM profiles WHERE books_start IS NOT NULL),
        (SELECT min(date) FROM vouchers)
    )
"""


def parameters(tables: Tables, day: dt.date, last: Month, **more: object) -> dict[str, object]:
    """Return what `ledger_sql` asks for: the day to judge by, the first and the last month."""
    return {"day": day, "first": _index(start_of(tables) or last), "last": _index(last), **more}


def start_of(tables: Tables) -> Month | None:
    """Return the month in which the books begin: by the profile, else by the first voucher; `None` without any."""
    day = tables.query(_START).rows[0][0]
    return Month.of(day) if day else None


def _index(month: Month) -> int:
    return month.year * 12 + month.number - 1


def month_of_index(number: int) -> Month:
    """Return the month of its number in `settled`."""
    return Month(number // 12, number % 12 + 1)


@dataclass(frozen=True, slots=True)
class DuesMonth:
    """A member's dues of one month, in fen.

    Attributes:
        member: Id.
        month: The month.
        name: Name on the first of the month; empty where the person was not on the roll then, as for the rest.
        group: Group.
        staff_no: Staff number.
        state: Where the membership stood.
        employment: Kind of employment.
        base_fen: Base of the dues; `None` where it is not known.
        rule: Id of the rule; empty where none held.
        rule_date: The day from which that rule holds.
        assessed_fen: What was owed, opening arrears included.
        opening_fen: What of it was taken over when the books began.
        waived_fen: What was waived.
        paid_fen: What was paid, by payments for the month and by what others had too much.
        owed_fen: What is left.
        got_fen: What payments named for the month, be it too much or too little.
        filled_fen: What came from other payments that were too much.
        taken_fen: What a refund has taken away again.
        why: Why nothing, or less, is owed: `exempt`, `waived`, `no-base`, `no-rule`, `small`, `absent`; else empty.
    """

    member: str
    month: Month
    name: str
    group: str
    staff_no: str
    state: str
    employment: str
    base_fen: int | None
    rule: str
    rule_date: dt.date | None
    assessed_fen: int
    opening_fen: int
    waived_fen: int
    paid_fen: int
    owed_fen: int
    got_fen: int
    filled_fen: int
    taken_fen: int
    why: str


_WHY: Final = """CASE
    WHEN state IS NULL THEN CASE WHEN opening > 0 THEN '' ELSE 'absent' END
    WHEN rule IS NULL THEN 'no-rule'
    WHEN is_exempt THEN 'exempt'
    WHEN by_rule IS NULL THEN 'no-base'
    WHEN waived > 0 THEN 'waived'
    WHEN assessed = 0 THEN 'small'
    ELSE ''
END"""


def dues_months(  # noqa: PLR0913 - which of the rows are asked for
    tables: Tables,
    timeline: str,
    day: dt.date,
    last: Month,
    *,
    first: Month | None = None,
    member: str | None = None,
    open_only: bool = False,
) -> tuple[DuesMonth, ...]:
    """Return the ledger of dues, by member and month.

    Args:
        tables: The tables of the books.
        timeline: The roll, `unionbooks.members.timeline.TIMELINE`.
        day: The day to judge by: what is dated later is not known yet; `EVER` where all is.
        last: The last month.
        first: The first month that is shown; from the beginning where it is not given.
        member: Id of the only member that is asked for.
        open_only: Whether to leave out months with nothing owed, but for those from `first` on.
    """
    shown = "owed > 0 OR mi >= $from" if open_only else "mi >= $from"
    sql = f"""
        WITH {ledger_sql(timeline, one=member is not None)}
        SELECT member, mi, coalesce(name, ''), coalesce("group", ''), coalesce(staff_no, ''), coalesce(state, ''),
               coalesce(employment, ''), base_fen, coalesce(rule, ''), rule_date, assessed, opening, waived, paid, owed,
               got, filled, taken, {_WHY}
        FROM settled WHERE {shown} ORDER BY member, mi
    """  # noqa: S608 - our own names; values are parameters
    given = parameters(tables, day, last)
    given["from"] = _index(first) if first else 0
    rows = tables.query(sql, given | ({"member": member} if member else {})).rows
    return tuple(DuesMonth(row[0], month_of_index(row[1]), *row[2:]) for row in rows)


@dataclass(frozen=True, slots=True)
class Account:
    """What a member's account comes to, beside the months, in fen.

    Attributes:
        carried_fen: Too much, and carried forward; negative where more was refunded than ever came.
        ahead_fen: Paid for months that are still to come.
        before_fen: Paid for months before the books, beyond the arrears taken over; it is taken at its word.
    """

    carried_fen: int = 0
    ahead_fen: int = 0
    before_fen: int = 0


def accounts(
    tables: Tables, timeline: str, day: dt.date, last: Month, member: str | None = None
) -> Mapping[str, Account]:
    """Return member -> what is beside the months, of those who have anything there."""
    sql = f"""
        WITH {ledger_sql(timeline, one=member is not None)},
        moves AS (SELECT member, sum(filled - taken)::BIGINT AS fen FROM settled GROUP BY member),
        beside AS (
            SELECT coalesce(p.member, a.member) AS member,
                   coalesce(p.fen, 0) - coalesce(m.fen, 0) AS carried, coalesce(a.fen, 0) AS ahead,
                   coalesce(p.at_its_word, 0) AS before
            FROM pool p LEFT JOIN moves m ON m.member = p.member FULL JOIN ahead a ON a.member = p.member
        )
        SELECT member, carried, ahead, before FROM beside WHERE carried <> 0 OR ahead <> 0 OR before <> 0 ORDER BY 1
    """  # noqa: S608 - as above
    given: dict[str, Any] = parameters(tables, day, last)
    rows = tables.query(sql, given | ({"member": member} if member else {})).rows
    return {name: Account(*map(int, values)) for name, *values in rows}
