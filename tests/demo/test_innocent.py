from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from unionbooks.books.entry import read_entry
from unionbooks.demo import REPO_SPEC
from unionbooks.workflow.closing import CHECKS
from unionbooks.workflow.readiness import joined_duties
from unionbooks.workflow.readiness import lacking

if TYPE_CHECKING:
    from unionbooks.books.model import Books

TODAY = dt.date(2026, 11, 20)


def test_every_month_could_be_closed(demo_books: Books) -> None:
    """No closing check but that of the order finds anything, in any month."""
    for month in REPO_SPEC.span():
        found = [one for check in CHECKS if check.name != "order" for one in check.run(demo_books, month, TODAY)]
        assert found == []


def test_every_voucher_could_be_posted(demo_books: Books) -> None:
    """No voucher lacks what posting asks for, and none joins duties that exclude each other."""
    for entry in demo_books.transactions:
        voucher, problems = read_entry(entry, demo_books.place(entry))
        assert problems == []
        assert voucher is not None
        assert lacking(voucher) == ()
        assert list(joined_duties(demo_books, voucher, demo_books.place(entry))) == []


def test_large_sums_have_minutes(demo_books: Books) -> None:
    """What is above the chair's tier was decided by the committee."""
    for entry in demo_books.transactions:
        out = -sum(p.units.number for p in entry.postings if p.account.startswith("Assets:10") and p.units)
        assert out <= 5000 or "minutes" in entry.meta
