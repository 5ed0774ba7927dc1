from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Mapping

import pytest
from paper_ledger import ACCOUNTS
from paper_ledger import MAIN

from reports.overview import overview
from unionbooks.books.query import Tables
from unionbooks.core.messages import translator
from unionbooks.core.month import Month

TablesOf = Callable[[Mapping[str, str | bytes]], Tables]
ONE, TWO = "ab" * 32, "cd" * 32


def seal(digest: str, day: str = "2026-02-01") -> str:
    """Write a seal of January."""
    return (
        f'{day} custom "union-seal" "2026-01" "{digest}"\n  entries: 1\n  papers: 0\n  by: "李秀英"\n  tool: "test"\n'
    )


def reopen(digest: str) -> str:
    """Write that January was opened again."""
    return (
        '2026-02-01 custom "union-reopen" "2026-01"\n  first: "甲"\n  second: "乙"\n  reason: "错账"\n'
        f'  digest: "{digest}"\n'
    )


def submission(of_seal: str, package: str = "11" * 32) -> str:
    """Write that January's package was handed in."""
    return f'2026-02-02 custom "union-submission" "2026-01" "{package}"\n  seal: "{of_seal}"\n'


def answer(word: str, day: str = "2026-02-03") -> str:
    """Write the center's answer to January's package."""
    return f'{day} custom "union-return" "2026-01" "{word}"\n  package: "{"11" * 32}"\n'


def test_money_months_and_members(tables: Tables) -> None:
    """The page says what there is, what came in and went out by month, and who is on the roll."""
    report = overview(tables)
    assert (report.union, report.until) == ("育才小学工会委员会", dt.date(2026, 3, 31))
    assert [(line.account.code, line.balance_fen) for line in report.money] == [("101", 20000), ("10201", 1743667)]
    assert report.total_fen == 1763667
    assert [(str(line.month), line.income_fen, line.spending_fen, line.vouchers) for line in report.months] == [
        ("2026-01", 4550, 0, 2),
        ("2026-02", 0, 0, 0),
        ("2026-03", 304550, 0, 4),
    ]
    assert report.members == 2
    assert report.last_sealed is None


@pytest.mark.parametrize(
    ("record", "state"),
    [
        ("", "open"),
        (seal(ONE), "sealed"),
        (seal(ONE) + reopen(ONE), "open"),
        (seal(ONE) + reopen(ONE) + seal(ONE), "sealed"),
        (seal(ONE) + submission(ONE), "submitted"),
        (seal(ONE) + submission(ONE) + reopen(ONE), "open"),
        (seal(ONE) + submission(ONE) + reopen(ONE) + seal(TWO), "sealed"),
        (seal(ONE) + submission(ONE) + answer("returned"), "returned"),
        (seal(ONE) + submission(ONE) + answer("returned") + answer("accepted", "2026-02-04"), "accepted"),
        (seal(ONE) + submission(ONE) + answer("mended"), "submitted"),
    ],
)
def test_the_state_of_a_month_is_what_happened_last(tables_of: TablesOf, record: str, state: str) -> None:
    """Sealed, opened again, handed in, returned, accepted: the record says how far a month has come."""
    report = overview(tables_of({"seals.beancount": record}))
    assert report.months[0].state == state
    assert report.last_sealed == (None if state == "open" else Month(2026, 1))


def test_carrying_forward_is_no_spending(tables_of: TablesOf) -> None:
    """At the year's end income is carried to net assets; that is neither income nor spending."""
    closing = """\
2026-03-31 * "结转" ^V2026-03-0001
  voucher: "2026-03-0001"
  kind: "closing"
  Income:401会费收入  45.50 CNY
  Equity:322工会资金结余:32205累计结余  -45.50 CNY
"""
    report = overview(tables_of({"2026/2026-03.beancount": closing}))
    assert (report.months[-1].income_fen, report.months[-1].spending_fen) == (0, 0)


def test_problems_can_be_told_in_both_languages(tables_of: TablesOf) -> None:
    """What is wrong comes from the tables with its place, and still in the reader's language."""
    report = overview(tables_of({"main.beancount": MAIN.replace('plugin "unionbooks.plugin"\n', "")}))
    (problem,) = (one for one in report.problems if one.code == "plugin-missing")
    assert str(problem.place) == "main.beancount"
    assert "lacks the line" in problem.render(translator("en"))
    assert "unionbooks.plugin" in problem.render(translator("zh"))
    assert "lacks the line" not in problem.render(translator("zh"))
    assert report.errors == len(report.problems)


@pytest.mark.parametrize(
    ("event", "count"),
    [("leave", 2), ("die", 2), ("retire", 2), ("retain", 2), ("resume", 3), ("change", 3), ("transfer-in", 3)],
)
def test_who_is_counted_as_a_member(tables_of: TablesOf, event: str, count: int) -> None:
    """Active members are counted: who left, died, retired or only keeps membership is not."""
    roll = "".join(f'2026-01-01 custom "union-member" "M000{n}" "join"\n  name: "甲"\n' for n in (1, 2, 3))
    more = f'2026-02-01 custom "union-member" "M0003" "{event}"\n  name: "甲"\n'
    assert overview(tables_of({"members.beancount": roll + more})).members == count


def test_empty_books_have_an_overview(tables_of: TablesOf) -> None:
    """Before the first voucher and without a profile there is nothing to show, and nothing fails."""
    empty = {"union.beancount": "", "members.beancount": "", "2026/2026-01.beancount": "", "2026/2026-03.beancount": ""}
    report = overview(tables_of({**empty, "accounts.beancount": ACCOUNTS}))
    assert (report.union, report.until, report.money, report.months, report.members) == ("", None, (), (), 0)
