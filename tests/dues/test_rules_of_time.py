from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from unionbooks.books.query import open_tables
from unionbooks.core.month import Month
from unionbooks.dues.arrears import arrears_of_all
from unionbooks.dues.arrears import months_overdue
from unionbooks.dues.ledger import EVER
from unionbooks.dues.ledger import accounts
from unionbooks.dues.ledger import dues_months
from unionbooks.dues.ledger import start_of
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unionbooks.dues.ledger import DuesMonth

    MakeLedger = Callable[[dict[str, str]], Path]

PROFILE = '2026-01-01 custom "union-profile" "育才小学工会"\n  tax-id: "1"\n  books-start: 2026-01-01\n\n'
FLAT = '2020-01-01 custom "union-dues-rule" "dues" "flat"\n  amount: 10.00 CNY\n  exempt: "retained retired"\n\n'


def member(day: str, event: str = "join", **keys: str) -> str:
    """Write an event of the one member."""
    lines = [f'{day} custom "union-member" "M0001" "{event}"', *(f"  {key}: {value}" for key, value in keys.items())]
    return "\n".join(lines) + "\n\n"


def rows(make_ledger: MakeLedger, text: str, last: Month, day: dt.date = EVER) -> dict[str, DuesMonth]:
    """Reckon the member's dues."""
    root = make_ledger({"members.beancount": text, "2026/2026-01.beancount": ""})
    with open_tables(root) as tables:
        return {str(row.month): row for row in dues_months(tables, TIMELINE, day, last)}


def test_nothing_before_the_books_begin_is_assessed(make_ledger: MakeLedger) -> None:
    """A member of ten years owes nothing for the months before the first of the books."""
    found = rows(make_ledger, PROFILE + FLAT + member("2016-03-01"), Month(2026, 3))
    assert {month: row.assessed_fen for month, row in found.items()} == {
        "2026-01": 1000,
        "2026-02": 1000,
        "2026-03": 1000,
    }


def test_a_payment_for_before_the_books_is_not_taken_for_later_months(make_ledger: MakeLedger) -> None:
    """Who pays for December in January still owes January; without an opening the payment is taken at its word."""
    voucher = (
        '2026-01-10 * "x"\n  Assets:102银行存款:10201基本户  10.00 CNY\n'
        '  Income:401会费收入  -10.00 CNY\n    member: "M0001"\n    months: "2025-12"\n'
    )
    root = make_ledger({"members.beancount": PROFILE + FLAT + member("2016-03-01"), "2026/2026-01.beancount": voucher})
    with open_tables(root) as tables:
        found = {str(row.month): row for row in dues_months(tables, TIMELINE, EVER, Month(2026, 1))}
        assert accounts(tables, TIMELINE, EVER, Month(2026, 1))["M0001"].before_fen == 1000
    assert found["2026-01"].owed_fen == 1000
    assert found["2025-12"].assessed_fen == 0


def test_opening_arrears_are_owed_and_paid_like_any_month(make_ledger: MakeLedger) -> None:
    """Arrears taken over stand in their months; a credit taken over fills the first months of the books."""
    opening = '2026-01-01 custom "union-dues-opening" "M0001" {} CNY\n  months: "2025-11..2025-12"\n\n'
    text = PROFILE + FLAT + member("2016-03-01")
    found = rows(make_ledger, text + opening.format("15.01"), Month(2026, 1))
    assert [(month, row.owed_fen) for month, row in found.items()] == [
        ("2025-11", 751),
        ("2025-12", 750),
        ("2026-01", 1000),
    ]
    credit = '2026-01-01 custom "union-dues-opening" "M0001" -15.00 CNY\n\n'
    found = rows(make_ledger, text + credit, Month(2026, 2))
    assert [row.owed_fen for row in found.values()] == [0, 500]


def test_without_a_start_the_first_voucher_begins_the_books(make_ledger: MakeLedger) -> None:
    """The profile says when the books begin; where it does not, the first voucher does."""
    with open_tables(make_ledger({})) as tables:
        assert start_of(tables) == Month(2026, 1)
    with open_tables(make_ledger({"members.beancount": PROFILE.replace("2026-01-01\n\n", "2025-06-15\n\n")})) as tables:
        assert start_of(tables) == Month(2025, 6)


def test_a_new_base_counts_from_the_month_after_its_day(make_ledger: MakeLedger) -> None:
    """Base, state and rule are those of the first of the month, so a raise on the 2nd counts a month later."""
    rule = FLAT.replace("flat", "percent").replace("amount: 10.00 CNY", "rate: 0.005\n  base-step: 10.00 CNY")
    text = PROFILE + rule + member("2016-03-01", base="4000.00 CNY")
    text += member("2026-02-02", "change", base="6000.00 CNY") + member("2026-04-01", "change", base="8009.99 CNY")
    found = rows(make_ledger, text, Month(2026, 4))
    assert [row.assessed_fen for row in found.values()] == [2000, 2000, 3000, 4000]


def test_who_joins_leaves_or_retires_owes_by_the_first_of_the_month(make_ledger: MakeLedger) -> None:
    """From the month after joining to that of leaving; retained and retired members owe nothing, and it says why."""
    text = PROFILE + FLAT + member("2026-01-15") + member("2026-02-28", "retain") + member("2026-04-01", "resume")
    found = rows(make_ledger, text + member("2026-05-31", "leave"), Month(2026, 7))
    assert [(month, row.assessed_fen, row.why) for month, row in found.items()] == [
        ("2026-02", 1000, ""),
        ("2026-03", 0, "exempt"),
        ("2026-04", 1000, ""),
        ("2026-05", 1000, ""),
    ]


def test_old_months_keep_the_rule_of_their_day(make_ledger: MakeLedger) -> None:
    """A new rule does not touch the months before it; one that ended leaves months without a rule, and says so."""
    new = '2026-03-01 custom "union-dues-rule" "dues" "flat"\n  amount: 12.00 CNY\n  until: 2026-04-01\n\n'
    found = rows(make_ledger, PROFILE + FLAT + member("2016-03-01") + new, Month(2026, 5))
    assert [(row.assessed_fen, row.why) for row in found.values()] == [
        (1000, ""),
        (1000, ""),
        (1200, ""),
        (1200, ""),
        (0, "no-rule"),
    ]


def test_apprentices_have_a_rule_of_their_own(make_ledger: MakeLedger) -> None:
    """A rule that names a kind of employment goes before the general one."""
    own = (
        '2020-01-01 custom "union-dues-rule" "dues-apprentice" "flat"\n  amount: 0.50 CNY\n'
        '  employment: "apprentice dispatched"\n\n'
    )
    text = PROFILE + FLAT + own + member("2016-03-01", employment='"apprentice"')
    found = rows(make_ledger, text + member("2026-02-01", "change", employment='"permanent"'), Month(2026, 2))
    assert [(row.rule, row.assessed_fen) for row in found.values()] == [("dues-apprentice", 50), ("dues", 1000)]


def test_a_waiver_takes_away_what_it_says(make_ledger: MakeLedger) -> None:
    """A waiver without an amount takes all, one with an amount takes that, and never more than is owed."""
    text = PROFILE + FLAT + member("2016-03-01")
    for months, amount in (("2026-01", ""), ("2026-02", "  amount: 4.00 CNY\n"), ("2026-03", "  amount: 99.00 CNY\n")):
        text += f'2026-04-09 custom "union-dues-waiver" "M0001" "{months}"\n{amount}  reason: "x"\n  minutes: "y"\n\n'
    found = rows(make_ledger, text, Month(2026, 4))
    assert [(row.waived_fen, row.owed_fen) for row in found.values()] == [(1000, 0), (400, 600), (1000, 0), (0, 1000)]
    before = rows(make_ledger, text, Month(2026, 4), dt.date(2026, 4, 8))
    assert [row.waived_fen for row in before.values()] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("month", "due_day", "day", "overdue"),
    [
        ("2026-01", None, "2026-01-31", 0),
        ("2026-01", None, "2026-02-01", 1),
        ("2026-01", None, "2026-02-28", 1),
        ("2026-01", None, "2026-03-01", 2),
        ("2026-01", 31, "2026-02-28", 0),
        ("2026-01", 31, "2026-03-01", 1),
        ("2026-01", 31, "2026-03-31", 1),
        ("2026-01", 31, "2026-04-30", 2),
        ("2026-01", 31, "2026-05-01", 3),
        ("2024-01", 29, "2024-02-29", 0),
        ("2024-01", 29, "2024-03-01", 1),
        ("2026-01", 10, "2026-02-10", 0),
        ("2026-01", 10, "2026-02-11", 1),
        ("2026-12", 10, "2027-01-11", 1),
        ("2026-06", 10, "2026-01-01", -6),
    ],
)
def test_due_days_hold_at_the_ends_of_months(month: str, due_day: int | None, day: str, overdue: int) -> None:
    """A due day that a month does not have is its last day, in leap years and over the year's end, too."""
    assert months_overdue(Month.parse(month), due_day, dt.date.fromisoformat(day)) == overdue


def test_six_months_without_payment_are_a_mark_and_nothing_else(make_ledger: MakeLedger) -> None:
    """After six months running the member is marked; the roll and the assessment stay as they are."""
    root = make_ledger({"members.beancount": PROFILE + FLAT + member("2016-03-01"), "2026/2026-01.beancount": ""})
    with open_tables(root) as tables:
        marks = [
            (one.months, one.is_flagged, one.ages.parts)
            for day in (dt.date(2026, 6, 30), dt.date(2026, 7, 1), dt.date(2026, 8, 1))
            for one in arrears_of_all(tables, TIMELINE, day)
        ]
        last = dues_months(tables, TIMELINE, EVER, Month(2026, 9), first=Month(2026, 9))
    assert marks == [
        (5, False, (1000, 2000, 2000, 0)),
        (6, True, (1000, 2000, 3000, 0)),
        (7, True, (1000, 2000, 3000, 1000)),
    ]
    assert [(row.state, row.assessed_fen) for row in last] == [("active", 1000)]
