"""The trial balance (科目余额表): what every account held, moved and holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from reports.accounts import AccountName
from reports.accounts import account_name
from reports.letterhead import Letterhead
from reports.letterhead import letterhead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unionbooks.books.query import Tables
    from unionbooks.core.month import Month

__all__ = ["BalanceRow", "BalanceTotals", "TrialBalance", "trial_balance"]

# An opening voucher (期初建账) is what the month began with. A red voucher takes away from the side
# that it cancels instead of adding to the other one, so turnovers show what was really turned over.
_BALANCES: Final = """
WITH entries AS (
    SELECT
        p.account,
        p.fen,
        p.month < $month OR coalesce(v.kind, '') = 'opening' AS before,
        (p.fen > 0) <> (v.reverses IS NOT NULL) AS debited
    FROM postings AS p
    JOIN vouchers AS v USING (txn)
    WHERE p.month <= $month
),
sums AS (
    SELECT
        account,
        sum(fen) FILTER (before) AS opening,
        sum(fen) FILTER (NOT before AND debited) AS debit,
        -sum(fen) FILTER (NOT before AND NOT debited) AS credit,
        count(*) FILTER (NOT before) AS moves
    FROM entries
    GROUP BY account
),
paths AS (
    SELECT
        array_to_string(string_split(account, ':')[: depth], ':') AS account,
        coalesce(opening, 0) AS opening,
        coalesce(debit, 0) AS debit,
        coalesce(credit, 0) AS credit,
        moves
    FROM sums, unnest(range(2, len(string_split(account, ':')) + 1)) AS depths(depth)
),
totals AS (
    SELECT account, sum(opening) AS opening, sum(debit) AS debit, sum(credit) AS credit, sum(moves) AS moves
    FROM paths
    GROUP BY account
)
SELECT t.account, a.name_zh, a.name_en, t.opening, t.debit, t.credit
FROM totals AS t
LEFT JOIN accounts AS a USING (account)
WHERE t.opening <> 0 OR t.moves > 0
ORDER BY string_split(t.account, ':')[2:], t.account
"""


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One account with all that stands below it; balances are signed, a debit is positive."""

    account: AccountName
    opening_fen: int
    debit_fen: int
    credit_fen: int
    closing_fen: int


@dataclass(frozen=True, slots=True)
class BalanceTotals:
    """Sums over the level-one accounts, each balance on the side where it stands."""

    opening_debit_fen: int
    opening_credit_fen: int
    debit_fen: int
    credit_fen: int
    closing_debit_fen: int
    closing_credit_fen: int

    @property
    def ties(self) -> bool:
        """Whether debits equal credits three times over (试算平衡)."""
        return (self.opening_debit_fen, self.debit_fen, self.closing_debit_fen) == (
            self.opening_credit_fen,
            self.credit_fen,
            self.closing_credit_fen,
        )


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The trial balance of a month; an account follows the one it stands below.

    Accounts that held nothing and did not move are left out.
    """

    letterhead: Letterhead
    month: Month
    rows: tuple[BalanceRow, ...]
    totals: BalanceTotals


def trial_balance(tables: Tables, month: Month) -> TrialBalance:
    """Sum up every account to the end of a month."""
    found = tables.query(_BALANCES, {"month": str(month)}).rows
    rows = tuple(
        BalanceRow(account_name(account, zh, en), opening, debit, credit, opening + debit - credit)
        for account, zh, en, opening, debit, credit in found
    )
    return TrialBalance(letterhead(tables, month.last_day), month, rows, _totals(rows))


def _totals(rows: Iterable[BalanceRow]) -> BalanceTotals:
    top = [row for row in rows if row.account.level == 1]
    return BalanceTotals(
        opening_debit_fen=sum(max(row.opening_fen, 0) for row in top),
        opening_credit_fen=-sum(min(row.opening_fen, 0) for row in top),
        debit_fen=sum(row.debit_fen for row in top),
        credit_fen=sum(row.credit_fen for row in top),
        closing_debit_fen=sum(max(row.closing_fen, 0) for row in top),
        closing_credit_fen=-sum(min(row.closing_fen, 0) for row in top),
    )
