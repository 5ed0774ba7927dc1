"""The overview (总览): where the union stands, on one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal
from typing import cast

from reports.accounts import AccountName
from reports.accounts import account_name
from reports.month_summary import MONEY_CODES
from unionbooks.core.messages import Message
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import Place
from unionbooks.core.problems import Problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from unionbooks.books.query import Tables

__all__ = ["MoneyLine", "MonthLine", "Overview", "State", "overview"]

State = Literal["open", "sealed", "submitted", "returned", "accepted"]
"""How far a month has come: open, sealed, handed in, returned by the center, accepted by it."""

_UNION: Final = "SELECT name FROM profiles ORDER BY date DESC, line DESC LIMIT 1"
_UNTIL: Final = "SELECT max(date) FROM vouchers"
_MONEY: Final = """
SELECT p.account, any_value(a.name_zh), any_value(a.name_en), sum(p.fen)
FROM postings AS p
LEFT JOIN accounts AS a USING (account)
WHERE list_contains($money, p.level_one)
GROUP BY p.account
ORDER BY string_split(p.account, ':')[2:]
"""
# Carrying forward at the year's end empties income and spending; it is neither.
_MONTHS: Final = """
WITH sums AS (
    SELECT
        p.month,
        -sum(p.fen) FILTER (p.root = 'Income') AS income,
        sum(p.fen) FILTER (p.root = 'Expenses') AS spending
    FROM postings AS p
    JOIN vouchers AS v USING (txn)
    WHERE coalesce(v.kind, '') NOT IN ('opening', 'closing')
    GROUP BY p.month
),
counts AS (SELECT month, count(*) AS vouchers FROM vouchers GROUP BY month)
SELECT month, coalesce(income, 0), coalesce(spending, 0), vouchers
FROM counts
LEFT JOIN sums USING (month)
ORDER BY month
"""
# By digest and not by order: on one day a month may be sealed, opened and sealed again.
_SEALED: Final = """
WITH seal AS (SELECT month, digest, count(*) AS n FROM seals GROUP BY ALL),
broken AS (SELECT month, digest, count(*) AS n FROM reopens GROUP BY ALL)
SELECT s.month, s.digest
FROM seal AS s
LEFT JOIN broken AS b USING (month, digest)
WHERE s.n > coalesce(b.n, 0)
"""
_SUBMITTED: Final = """
SELECT month, last(digest ORDER BY date, line), last(seal ORDER BY date, line)
FROM submissions
GROUP BY month
"""
_ANSWERED: Final = """
SELECT month, package, last(answer ORDER BY date, line)
FROM returns
WHERE answer IN ('accepted', 'returned')
GROUP BY month, package
"""
_MEMBERS: Final = """
SELECT count(*) FROM members WHERE event IN ('join', 'transfer-in', 'resume')
"""
_PROBLEMS: Final = """
SELECT code, "level", what_packed, mend_packed, file, line
FROM problems
ORDER BY "level", file, line, code
"""


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """An account of money and what it holds now, in fen."""

    account: AccountName
    balance_fen: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month: what came in, what was spent, what is left of it, and how far the month has come."""

    month: Month
    income_fen: int
    spending_fen: int
    surplus_fen: int
    vouchers: int
    state: State


@dataclass(frozen=True, slots=True)
class Overview:
    """Where the union stands at the end of its books.

    Attributes:
        union: Its name; empty where the books have no profile.
        until: Day of the last voucher; `None` where there is none.
        money: The accounts of cash and bank.
        total_fen: Cash and bank together.
        months: From the first voucher's month to the last one's, without a gap.
        last_sealed: The last month that is sealed; `None` where none is.
        members: Active members; who retired or only keeps membership (保留会籍) is not counted.
        problems: What is wrong with the books, errors first.
    """

    union: str
    until: dt.date | None
    money: tuple[MoneyLine, ...]
    total_fen: int
    months: tuple[MonthLine, ...]
    last_sealed: Month | None
    members: int
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many of the problems are errors."""
        return sum(problem.level == "error" for problem in self.problems)


def overview(tables: Tables) -> Overview:
    """Put the overview together."""
    union = tables.query(_UNION).rows
    money = tuple(
        MoneyLine(account_name(account, zh, en), fen or 0)
        for account, zh, en, fen in tables.query(_MONEY, {"money": list(MONEY_CODES)}).rows
    )
    states = _states(tables)
    return Overview(
        union=union[0][0] if union else "",
        until=tables.query(_UNTIL).rows[0][0],
        money=money,
        total_fen=sum(line.balance_fen for line in money),
        months=_months(tables, states),
        last_sealed=max(states, default=None),
        members=tables.query(_MEMBERS).rows[0][0],
        problems=tuple(
            Problem(code, Message.unpack(what), Message.unpack(mend), Place(file, line or 0) if file else None, level)
            for code, level, what, mend, file, line in tables.query(_PROBLEMS).rows
        ),
    )


def _months(tables: Tables, states: Mapping[Month, State]) -> tuple[MonthLine, ...]:
    known = {Month.parse(row[0]): row[1:] for row in tables.query(_MONTHS).rows}
    if not known:
        return ()
    lines = []
    for month in MonthRange(min(known), max(known)):
        income, spending, vouchers = known.get(month, (0, 0, 0))
        state = states.get(month, "open")
        lines.append(MonthLine(month, income, spending, income - spending, vouchers, state))
    return tuple(lines)


def _states(tables: Tables) -> dict[Month, State]:
    sealed = {Month.parse(month): digest for month, digest in tables.query(_SEALED).rows}
    handed_in = {Month.parse(month): (package, seal) for month, package, seal in tables.query(_SUBMITTED).rows}
    answers = {(Month.parse(month), package): answer for month, package, answer in tables.query(_ANSWERED).rows}

    def state(month: Month, seal: str) -> State:
        package, of_seal = handed_in.get(month, (None, None))
        if package is None or of_seal != seal:
            return "sealed"
        answer = answers.get((month, package)) or answers.get((month, None)) or "submitted"
        return cast("State", answer)

    return {month: state(month, seal) for month, seal in sealed.items()}
