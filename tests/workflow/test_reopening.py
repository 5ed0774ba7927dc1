"""A sealed month is opened by two people, with a reason, in reverse order, and never quietly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from month_books import BY
from month_books import FEBRUARY
from month_books import JANUARY
from month_books import NOW

from unionbooks.books.load import load
from unionbooks.books.seal import seals_in_force
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import Reopen
from unionbooks.workflow.closing import close
from unionbooks.workflow.reopening import reopen

if TYPE_CHECKING:
    from pathlib import Path

TWO = {"first": "李会计", "second": "陈主席", "reason": "补录回单"}
LATER = NOW.replace(month=3)


def test_a_month_opened_and_closed_again_has_the_same_seal(books: Path) -> None:
    """When nothing changed in between, the second seal is the first one, and both steps stay on the record."""
    first = close(books, JANUARY, by=BY, now=NOW)
    opened = reopen(books, JANUARY, **TWO, by=BY, now=NOW)
    assert opened.digest == first.seal.digest
    assert seals_in_force(load(books)) == {}
    assert close(books, JANUARY, by=BY, now=NOW).seal.digest == first.seal.digest
    after = load(books)
    assert after.problems == ()
    assert [one.reason for one in after.of(Reopen)] == ["补录回单"]


def test_months_are_opened_in_reverse_order(books: Path) -> None:
    """An earlier month stays shut while a later one is sealed."""
    close(books, JANUARY, by=BY, now=NOW)
    close(books, FEBRUARY, by=BY, now=LATER)
    with pytest.raises(UnionbooksError, match=r"2026-01 cannot be opened while 2026-02 is sealed"):
        reopen(books, JANUARY, **TWO, by=BY, now=LATER)
    reopen(books, FEBRUARY, **TWO, by=BY, now=LATER)
    reopen(books, JANUARY, **TWO, by=BY, now=LATER)
    assert seals_in_force(load(books)) == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"second": "李会计"}, "reopen-one-person"),
        ({"second": " "}, "reopen-one-person"),
        ({"first": ""}, "reopen-one-person"),
        ({"reason": " "}, "reopen-no-reason"),
    ],
)
def test_without_two_people_and_a_reason_it_stays_shut(books: Path, change: dict[str, str], code: str) -> None:
    """One person alone, or no reason: refused, and nothing is written."""
    close(books, JANUARY, by=BY, now=NOW)
    before = (books / "journal.jsonl").read_bytes()
    with pytest.raises(UnionbooksError, match=code):
        reopen(books, JANUARY, **{**TWO, **change}, by=BY, now=NOW)
    assert (books / "journal.jsonl").read_bytes() == before


def test_an_open_month_needs_no_opening(books: Path) -> None:
    """What was never sealed cannot be opened."""
    with pytest.raises(UnionbooksError, match="reopen-not-sealed"):
        reopen(books, JANUARY, **TWO, by=BY, now=NOW)
