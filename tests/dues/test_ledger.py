from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dues_fold import fold_dues
from dues_ledgers import FIRST
from dues_ledgers import days
from dues_ledgers import facts
from dues_ledgers import write_ledger
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from unionbooks.books.load import load
from unionbooks.books.query import open_tables
from unionbooks.core.month import Month
from unionbooks.dues.arrears import AGES
from unionbooks.dues.arrears import UNPAID_MONTHS
from unionbooks.dues.arrears import arrears_of_all
from unionbooks.dues.arrears import months_overdue
from unionbooks.dues.ledger import EVER
from unionbooks.dues.ledger import Account
from unionbooks.dues.ledger import accounts
from unionbooks.dues.ledger import dues_months
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from unionbooks.books.model import Books
    from unionbooks.dues.ledger import DuesMonth

lasts = st.integers(0, 9).map(FIRST.plus)
judged = days | st.just(EVER)
FEW = settings(max_examples=settings().max_examples // 2)


def ledger_of(texts: Sequence[str], day: dt.date, last: Month) -> tuple[Books, tuple[DuesMonth, ...]]:
    """Load a ledger of these entries, and reckon its dues from the tables."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_ledger(Path(folder).resolve() / "books", list(texts))
        with open_tables(root) as tables:
            return load(root), dues_months(tables, TIMELINE, day, last)


@FEW
@given(facts(), judged, lasts)
def test_the_tables_say_what_folding_member_by_member_says(texts: list[str], day: dt.date, last: Month) -> None:
    """Whatever the roll, the rules and the payments, one pass of SQL gives what a naive fold of each member gives."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_ledger(Path(folder).resolve() / "books", texts)
        books = load(root)
        with open_tables(root) as tables:
            rows = dues_months(tables, TIMELINE, day, last)
            beside = accounts(tables, TIMELINE, day, last)
    assert [problem for problem in books.problems if problem.code.startswith(("directive", "metadata"))] == []
    naive = fold_dues(books, day, last)
    found = {(row.member, row.month): [row.assessed_fen, row.waived_fen, row.paid_fen, row.owed_fen] for row in rows}
    assert found == {(name, month): row for name, one in naive.items() for month, row in one.months.items()}
    expected = {name: Account(one.carried, one.ahead, one.before) for name, one in naive.items()}
    assert dict(beside) == {name: one for name, one in expected.items() if one != Account()}


@FEW
@given(facts(), judged, lasts)
def test_what_is_assessed_is_paid_owed_or_waived(texts: list[str], day: dt.date, last: Month) -> None:
    """For every member and month paid + owed + waived = assessed, to the fen, and none of them is negative."""
    _, rows = ledger_of(texts, day, last)
    for row in rows:
        parts = (row.paid_fen, row.owed_fen, row.waived_fen)
        assert sum(parts) == row.assessed_fen
        assert min(parts) >= 0
        assert row.paid_fen <= row.assessed_fen - row.waived_fen


@FEW
@given(facts(), judged, lasts)
def test_no_fen_that_came_is_lost(texts: list[str], day: dt.date, last: Month) -> None:
    """What a member paid is what is paid by month, what is carried forward, ahead, or for months before the books."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_ledger(Path(folder).resolve() / "books", texts)
        books = load(root)
        with open_tables(root) as tables:
            rows = dues_months(tables, TIMELINE, day, last)
            beside = accounts(tables, TIMELINE, day, last)
    for name, one in fold_dues(books, day, last).items():
        account = beside.get(name, Account())
        paid = sum(row.paid_fen for row in rows if row.member == name)
        assert paid + account.carried_fen + account.ahead_fen + account.before_fen == one.received


@FEW
@given(facts(), lasts, st.data())
def test_dues_do_not_depend_on_the_order_of_the_files(texts: list[str], last: Month, data: st.DataObject) -> None:
    """Vouchers, waivers and openings may stand in any order and any file; the same dues come out, run by run."""
    ordered = [one for one in texts if '"union-member"' in one or '"union-dues-rule"' in one]
    others = [one for one in texts if one not in ordered]
    shuffled = data.draw(st.permutations(others))
    cut = data.draw(st.integers(0, len(shuffled)))
    _, before = ledger_of(texts, EVER, last)
    with tempfile.TemporaryDirectory() as folder:
        root = write_ledger(Path(folder).resolve() / "books", shuffled[:cut], ordered, shuffled[cut:])
        for _ in range(2):
            with open_tables(root) as tables:
                assert dues_months(tables, TIMELINE, EVER, last) == before


@FEW
@given(facts(), days)
def test_arrears_are_those_of_the_fold(texts: list[str], day: dt.date) -> None:
    """Sum, ages, months and the mark of six months are what a fold of each member gives."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_ledger(Path(folder).resolve() / "books", texts)
        books = load(root)
        with open_tables(root) as tables:
            found = arrears_of_all(tables, TIMELINE, day)
    expected = {}
    for name, one in fold_dues(books, day, Month.of(day)).items():
        ages = {
            month: (months_overdue(month, one.due_days.get(month), day), row[3], row[2])
            for month, row in one.months.items()
            if row[3] and months_overdue(month, one.due_days.get(month), day) >= 1
        }
        if ages:
            parts = tuple(
                sum(owed for age, owed, _ in ages.values() if first <= age <= (last or age)) for first, last in AGES
            )
            unpaid = sorted(month for month, (_, _, paid) in ages.items() if not paid)
            expected[name] = (sum(parts), parts, len(ages), min(ages), _longest(unpaid))
    assert {
        one.member: (one.owed_fen, one.ages.parts, one.months, one.oldest, one.unpaid_months) for one in found
    } == expected
    assert all(one.is_flagged == (one.unpaid_months >= UNPAID_MONTHS) for one in found)


def _longest(months: list[Month]) -> int:
    best = run = 0
    before = None
    for month in months:
        run = run + 1 if before is not None and month == before.plus(1) else 1
        best, before = max(best, run), month
    return best


@FEW
@given(facts(), judged, lasts, st.sampled_from(["M0001", "M0002", "M0003"]))
def test_one_member_alone_is_what_it_is_among_all(texts: list[str], day: dt.date, last: Month, member: str) -> None:
    """Asking for one member gives the rows that asking for everybody gives of that member."""
    with tempfile.TemporaryDirectory() as folder:
        root = write_ledger(Path(folder).resolve() / "books", texts)
        with open_tables(root) as tables:
            everybody = dues_months(tables, TIMELINE, day, last)
            alone = dues_months(tables, TIMELINE, day, last, member=member)
            beside = accounts(tables, TIMELINE, day, last)
            assert accounts(tables, TIMELINE, day, last, member) == {
                name: one for name, one in beside.items() if name == member
            }
    assert alone == tuple(row for row in everybody if row.member == member)
