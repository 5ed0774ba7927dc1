"""The summary of a month's vouchers by account (记账凭证汇总表), which is also the cover of the package (报账封面)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from reports.accounts import AccountName
from reports.accounts import account_name
from reports.letterhead import Letterhead
from reports.letterhead import letterhead
from unionbooks.core.capitals import in_capitals
from unionbooks.core.money import to_yuan

if TYPE_CHECKING:
    from unionbooks.books.query import Tables
    from unionbooks.core.month import Month

__all__ = ["MonthSummary", "SummaryRow", "month_summary"]

# Opening vouchers are counted and not summed, as in the trial balance, so that both agree.
_BY_ACCOUNT: Final = """
WITH entries AS (
    SELECT
        p.account,
        p.txn,
        p.fen,
        (p.fen > 0) <> (v.reverses IS NOT NULL) AS debited
    FROM postings AS p
    JOIN vouchers AS v USING (txn)
    WHERE p.month = $month AND coalesce(v.kind, '') <> 'opening'
),
paths AS (
    SELECT
        array_to_string(string_split(account, ':')[: depth], ':') AS account,
        txn,
        fen,
        debited
    FROM entries, unnest(range(2, len(string_split(account, ':')) + 1)) AS depths(depth)
),
totals AS (
    SELECT
        account,
        count(DISTINCT txn) AS vouchers,
        coalesce(sum(fen) FILTER (debited), 0) AS debit,
        coalesce(-sum(fen) FILTER (NOT debited), 0) AS credit
    FROM paths
    GROUP BY account
)
SELECT t.account, a.name_zh, a.name_en, t.vouchers, t.debit, t.credit
FROM totals AS t
LEFT JOIN accounts AS a USING (account)
ORDER BY string_split(t.account, ':')[2:], t.account
"""
_VOUCHERS: Final = """
WITH papers AS (
    SELECT substr(link, 2) AS voucher, count(*) AS files FROM documents WHERE link LIKE 'V%' GROUP BY link
)
SELECT
    count(*),
    count(*) FILTER (v.kind = 'opening'),
    count(*) FILTER (v.reverses IS NOT NULL),
    first(v.voucher ORDER BY length(v.voucher), v.voucher),
    last(v.voucher ORDER BY length(v.voucher), v.voucher),
    coalesce(sum(coalesce(v.attachments, p.files)), 0)
FROM vouchers AS v
LEFT JOIN papers AS p USING (voucher)
WHERE v.month = $month AND v.voucher IS NOT NULL
"""
_MONEY: Final = """
SELECT
    coalesce(sum(p.fen) FILTER (p.month < $month OR coalesce(v.kind, '') = 'opening'), 0),
    coalesce(sum(p.fen), 0)
FROM postings AS p
JOIN vouchers AS v USING (txn)
WHERE p.month <= $month AND list_contains($money, p.level_one)
"""

MONEY_CODES: Final = ("101", "102", "111")
"""Level-one accounts that are money (货币资金): cash, bank deposits, zero-balance allotment."""


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One account with all that stands below it: how many vouchers touch it, and its turnover in fen."""

    account: AccountName
    vouchers: int
    debit_fen: int
    credit_fen: int


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """A month's vouchers in one table.

    Attributes:
        letterhead: Who it is from.
        month: The month.
        vouchers: Number of vouchers; opening and red ones are among them.
        opening_vouchers: Number of opening vouchers, which the rows leave out.
        red_vouchers: Number of vouchers that cancel another one.
        first: First voucher number; empty where there is no voucher.
        last: Last voucher number.
        papers: Number of papers.
        rows: By account; an account follows the one it stands below.
        debit_fen: Sum of the debits.
        credit_fen: Sum of the credits.
        money_before_fen: Cash and bank at the beginning.
        money_after_fen: Cash and bank at the end.
    """

    letterhead: Letterhead
    month: Month
    vouchers: int
    opening_vouchers: int
    red_vouchers: int
    first: str
    last: str
    papers: int
    rows: tuple[SummaryRow, ...]
    debit_fen: int
    credit_fen: int
    money_before_fen: int
    money_after_fen: int

    @property
    def capitals(self) -> str:
        """The sum of the debits in capitals (大写金额)."""
        return in_capitals(to_yuan(self.debit_fen))


def month_summary(tables: Tables, month: Month) -> MonthSummary:
    """Sum up the vouchers of a month."""
    key: dict[str, object] = {"month": str(month)}
    rows = tuple(
        SummaryRow(account_name(account, zh, en), vouchers, debit, credit)
        for account, zh, en, vouchers, debit, credit in tables.query(_BY_ACCOUNT, key).rows
    )
    count, opening, red, first, last, papers = tables.query(_VOUCHERS, key).rows[0]
    before, after = tables.query(_MONEY, {**key, "money": list(MONEY_CODES)}).rows[0]
    top = [row for row in rows if row.account.level == 1]
    return MonthSummary(
        letterhead=letterhead(tables, month.last_day),
        month=month,
        vouchers=count,
        opening_vouchers=opening,
        red_vouchers=red,
        first=first or "",
        last=last or "",
        papers=papers,
        rows=rows,
        debit_fen=sum(row.debit_fen for row in top),
        credit_fen=sum(row.credit_fen for row in top),
        money_before_fen=before,
        money_after_fen=after,
    )
