"""The upper union's share of the dues (会费上解), where a rule says so.

By the national rule base unions keep all of their dues (工发〔1978〕101号). Where they do not, only the own
share is income (401); the upper share is owed from the day the money comes (211). Both are booked on
postings of the member, so that what a member has paid is the sum of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import multiply
from unionbooks.core.money import share_out
from unionbooks.dues.ledger import parameters
from unionbooks.dues.ledger_sql import ledger_sql

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal

    from unionbooks.books.query import Tables
    from unionbooks.core.month import Month

__all__ = ["DUES_CODE", "UPPER_CODE", "Split", "Upward", "split", "split_list", "upward_of"]

DUES_CODE: Final = "401"
"""Code of dues income (会费收入)."""
UPPER_CODE: Final = "211"
"""Code of what is owed to the upper union (应付上级经费)."""


@dataclass(frozen=True, slots=True)
class Split:
    """Dues parted into what stays and what goes to the upper union, in fen."""

    own: int
    upper: int


def split(fen: int, share: Decimal | None) -> Split:
    """Part an amount, or take it back where it is negative; the upper share is rounded half up to the fen."""
    upper = multiply(abs(fen), share) if share else 0
    sign = -1 if fen < 0 else 1
    return Split(fen - sign * upper, sign * upper)


def split_list(fens: Sequence[int], share: Decimal | None) -> tuple[Split, ...]:
    """Part each of a list of amounts above zero, so that the upper shares sum to the share of the sum, to the fen."""
    whole = split(sum(fens), share).upper
    if not whole:
        return tuple(Split(fen, 0) for fen in fens)
    return tuple(Split(fen - upper, upper) for fen, upper in zip(fens, share_out(whole, fens), strict=True))


@dataclass(frozen=True, slots=True)
class Upward:
    """The dues of one rule that came in a month, and the upper union's share of them, in fen.

    Attributes:
        rule: Id of the rule.
        share: The upper share.
        document: Where the rule comes from.
        page: Page or article of it.
        due_day: Day of the next month on which dues are due.
        received_fen: Dues that came.
        upper_fen: The share of it.
        booked_fen: What of it is booked as owed to the upper union.
    """

    rule: str
    share: Decimal
    document: str
    page: str
    due_day: int | None
    received_fen: int
    upper_fen: int
    booked_fen: int

    @property
    def missing_fen(self) -> int:
        """What is still to be booked as owed; negative where too much is."""
        return self.upper_fen - self.booked_fen


def upward_of(tables: Tables, timeline: str, month: Month, day: dt.date) -> tuple[Upward, ...]:
    """Return what of the dues that came in a month goes upward, by rule; of rules with a share only.

    A payment goes by the rule that holds for its member in the month it came.

    Args:
        tables: The tables of the books.
        timeline: The roll, `unionbooks.members.timeline.TIMELINE`.
        month: The month in which the money came.
        day: The day to judge by.
    """
    sql = f"""
        WITH {ledger_sql(timeline)},
        came AS (
            SELECT member, -sum(fen) AS fen, coalesce(-sum(fen) FILTER (level_one = '211'), 0) AS booked
            FROM postings
            WHERE member IS NOT NULL AND level_one IN ('401', '211') AND month = $month AND date <= $day
            GROUP BY member
        ),
        latest AS (
            SELECT member, arg_max(rule, mi) AS rule, arg_max(rule_date, mi) AS rule_date FROM settled
            WHERE rule IS NOT NULL GROUP BY member
        )
        SELECT l.rule, r.upper_share, coalesce(any_value(r.document), ''), coalesce(any_value(r.page), ''),
               any_value(r.due_day), sum(c.fen)::BIGINT, sum(c.booked)::BIGINT
        FROM came c JOIN latest l ON l.member = c.member
        JOIN dues_rules r ON r.rule = l.rule AND r.date = l.rule_date
        WHERE r.upper_share > 0
        GROUP BY l.rule, r.upper_share ORDER BY l.rule
    """  # noqa: S608 - our own names; values are parameters
    rows = tables.query(sql, parameters(tables, day, month, month=str(month))).rows
    return tuple(
        Upward(rule, share, document, page, due, received, split(received, share).upper, booked)
        for rule, share, document, page, due, received, booked in rows
    )
