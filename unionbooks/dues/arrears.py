"""Who is behind with the dues (欠缴会费), by how many months, and how old each part of it is.

Dues are due at the end of their month, or on the rule's `due-day` of the next one; where that month
is shorter, on its last day. They are in arrears from the day after. Six months running without any
payment is a flag for talking to the member and for the committee (教育并提请委员会决定), never a
withdrawal: whether there was a good reason is not for a program to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.month import Month
from unionbooks.dues.ledger import month_of_index
from unionbooks.dues.ledger import parameters
from unionbooks.dues.ledger_sql import ledger_sql

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.books.query import Tables

__all__ = ["AGES", "UNPAID_MONTHS", "Ages", "Arrears", "arrears_of_all", "months_overdue"]

AGES: Final = ((1, 1), (2, 3), (4, 6), (7, None))
"""Ages of a debt in months, first and last, by which arrears are told apart; the last has no end."""

UNPAID_MONTHS: Final = 6
"""Months running without any payment after which the charter asks for education and a decision (中国工会章程)."""


@dataclass(frozen=True, slots=True)
class Ages:
    """Arrears by age in months, as `AGES`, in fen."""

    one_fen: int = 0
    two_to_three_fen: int = 0
    four_to_six_fen: int = 0
    over_six_fen: int = 0

    @property
    def parts(self) -> tuple[int, int, int, int]:
        """The four amounts, the youngest first."""
        return (self.one_fen, self.two_to_three_fen, self.four_to_six_fen, self.over_six_fen)

    def __add__(self, other: Ages) -> Ages:
        return Ages(*map(sum, zip(self.parts, other.parts, strict=True)))


@dataclass(frozen=True, slots=True)
class Arrears:
    """What a member is behind with on a day, in fen.

    Attributes:
        member: Id.
        name: Name.
        group: Group, empty where there is none.
        staff_no: Staff number.
        state: Where the membership stands.
        months: How many months something is owed for.
        oldest: The first of them.
        owed_fen: All of it.
        ages: The parts of it by age.
        unpaid_months: Most months running for which nothing at all was paid.
    """

    member: str
    name: str
    group: str
    staff_no: str
    state: str
    months: int
    oldest: Month
    owed_fen: int
    ages: Ages
    unpaid_months: int

    @property
    def is_flagged(self) -> bool:
        """Whether the member is to be talked to and the committee to decide."""
        return self.unpaid_months >= UNPAID_MONTHS


def months_overdue(month: Month, due_day: int | None, day: dt.date) -> int:
    """Count how many months, begun ones included, the dues of a month are overdue; nought or less where they are not.

    Args:
        month: The month of the dues.
        due_day: Day of the next month on which they are due; the end of their own month where `None`.
        day: The day to judge by.
    """
    now = Month.of(day)
    if not due_day:
        return now.minus(month)
    return now.minus(month) - 1 + (day.day > min(due_day, now.last_day.day))


def arrears_of_all(tables: Tables, timeline: str, day: dt.date, group: str | None = None) -> tuple[Arrears, ...]:
    """Return everybody who is in arrears on a day, by group, then by id.

    Args:
        tables: The tables of the books.
        timeline: The roll, `unionbooks.members.timeline.TIMELINE`.
        day: The day; what is dated later does not count.
        group: The only group that is asked for.
    """
    sql = f"""
        WITH {ledger_sql(timeline)},
        aged AS (
            SELECT member, mi, owed, paid = 0 AND owed > 0 AS is_unpaid,
                   year($day) * 12 + month($day) - 1 - mi
                   - CASE WHEN due_day > 0
                          THEN 1 - (day($day) > least(due_day, day(last_day($day::DATE))))::INTEGER ELSE 0 END AS age
            FROM settled WHERE owed > 0
        ),
        runs AS (
            SELECT member, count(*) AS months
            FROM (SELECT member, mi - row_number() OVER (PARTITION BY member ORDER BY mi) AS run
                  FROM aged WHERE age >= 1 AND is_unpaid)
            GROUP BY member, run
        ),
        longest AS (SELECT member, max(months) AS months FROM runs GROUP BY member),
        summed AS (
            SELECT member, count(*) AS months, min(mi) AS oldest, sum(owed)::BIGINT AS owed,
                   {", ".join(f"coalesce(sum(owed) FILTER ({_between(age)}), 0)::BIGINT" for age in AGES)}
            FROM aged WHERE age >= 1 GROUP BY member
        )
        SELECT s.member, coalesce(t.name, ''), coalesce(t."group", ''), coalesce(t.staff_no, ''), coalesce(t.state, ''),
               coalesce(l.months, 0), s.* EXCLUDE (member)
        FROM summed s
        LEFT JOIN (SELECT * FROM timeline WHERE is_last) t ON t.member = s.member
        LEFT JOIN longest l ON l.member = s.member
        WHERE $group IS NULL OR t."group" = $group
        ORDER BY coalesce(t."group", ''), s.member
    """  # noqa: S608 - our own names; values are parameters
    rows = tables.query(sql, parameters(tables, day, Month.of(day), group=group)).rows
    return tuple(
        Arrears(
            member=row[0],
            name=row[1],
            group=row[2],
            staff_no=row[3],
            state=row[4],
            unpaid_months=row[5],
            months=row[6],
            oldest=month_of_index(row[7]),
            owed_fen=row[8],
            ages=Ages(*row[9:]),
        )
        for row in rows
    )


def _between(ages: tuple[int, int | None]) -> str:
    first, last = ages
    return f"age >= {first}" + (f" AND age <= {last}" if last else "")
