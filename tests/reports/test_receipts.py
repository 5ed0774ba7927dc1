from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from month_books import BY
from month_books import NOW
from month_books import make_books
from receipt_books import CONTRIBUTION
from receipt_books import DUES
from receipt_books import post_income

from reports.receipts import receipt_slip
from reports.receipts import receipt_usage
from reports.render.receipts import receipt_slip_pdf
from reports.render.receipts import receipt_slip_text
from reports.render.receipts import receipt_usage_pdf
from reports.render.receipts import receipt_usage_text
from unionbooks.books.query import Tables
from unionbooks.books.query import open_tables
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.vocabulary import ReceiptBook
from unionbooks.core.width import width
from unionbooks.workflow.receipt_books import add_book
from unionbooks.workflow.receipting import Issue
from unionbooks.workflow.receipting import issue
from unionbooks.workflow.receipting import void

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEBRUARY = Month(2026, 2)


@pytest.fixture(scope="module")
def receipted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make books with two receipts and a void number, once."""
    root = (tmp_path_factory.mktemp("receipted") / "books").resolve()
    make_books(root)
    post_income(root)
    book = ReceiptBook(date=NOW.date().replace(day=1), book="SJ1", first="00012001", last="00012050")
    add_book(root, book, by=BY, now=NOW)
    issue(root, Issue(voucher=VoucherNumber.parse(CONTRIBUTION)), by=BY, now=NOW)
    void(root, "00012002", reason="金额写错", by=BY, now=NOW)
    issue(root, Issue(voucher=VoucherNumber.parse(DUES), payer="育才小学（代扣）"), by=BY, now=NOW)
    return root


@pytest.fixture
def tables(receipted: Path, tmp_path: Path) -> Iterator[Tables]:
    """Open the tables of a copy."""
    root = shutil.copytree(receipted, tmp_path / "books")
    with open_tables(root) as opened:
        yield opened


def test_a_slip_says_what_was_received(tables: Tables) -> None:
    """A contribution's receipt shows the whole amount in figures and capitals, and how it was paid."""
    slip = receipt_slip(tables, "00012001")
    text = receipt_slip_text(slip)
    assert "￥5,000.00" in text
    assert "人民币伍仟元整" in text
    assert "银行转账" in text
    assert "育才小学工会委员会" in text
    pdf = receipt_slip_pdf(slip)
    assert pdf.startswith(b"%PDF")
    assert pdf == receipt_slip_pdf(slip)


def test_what_was_never_issued_is_not_printed(tables: Tables) -> None:
    """A free number, and one that was spoiled before it was issued, have no paper."""
    for number in ("00012002", "00012004", "12001"):
        with pytest.raises(BadInputError) as caught:
            receipt_slip(tables, number)
        assert [problem.code for problem in caught.value.problems] == ["receipt-unused"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_of_a_month_fits_a_terminal(tables: Tables, language: str) -> None:
    """The table has the counts, the void number with its reason, and at most 80 columns."""
    report = receipt_usage(tables, FEBRUARY)
    text = receipt_usage_text(report, language, 80)
    (row,) = report.usage.rows
    assert (row.opening, row.received, row.issued, row.void, row.closing) == (0, 50, 2, 1, 47)
    assert row.issued_fen == 509_575
    assert "00012001-00012003" in text
    assert "金额写错" in text
    assert max(map(width, text.splitlines())) <= 80
    assert receipt_usage_pdf(report).startswith(b"%PDF")


def test_a_month_without_books_is_an_empty_table(tables: Tables) -> None:
    """Before the first book came, the table has no rows and still ties."""
    report = receipt_usage(tables, Month(2026, 1))
    assert report.usage.rows == ()
    assert report.usage.ties
    assert receipt_usage_text(report, "zh", 80)
    assert receipt_usage_pdf(report).startswith(b"%PDF")
