from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from month_books import APPROVED
from month_books import BY
from month_books import JANUARY
from month_books import NOW
from month_books import statement

from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.workflow.closing import close
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.papers import Paper
from unionbooks.workflow.papers import attach
from unionbooks.workflow.papers import read_paper
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import post
from unionbooks.workflow.reversing import reverse

if TYPE_CHECKING:
    from pathlib import Path

INVOICE = Paper("发票 26312.pdf", b"%PDF-1.7 invoice", "发票")


@pytest.fixture
def number(books: Path) -> VoucherNumber:
    """Post an expense."""
    import_file(books, statement(("2026-01-20", -38640, "文具店", "购买文具")), name="x.csv", by=BY, now=NOW)
    draft = read_inbox(books).drafts[0]
    complete(books, draft.id, Completion(shares=(Share("50102"),), meta=APPROVED), by=BY, now=NOW)
    return post(books, [draft.id], by=BY, now=NOW).vouchers[0].number


def test_a_paper_is_filed_with_its_digest(books: Path, number: VoucherNumber) -> None:
    """The file lies below documents/, named by its voucher, and the ledger holds its SHA-256."""
    filed = attach(books, number, [INVOICE], by=BY, now=NOW)
    assert filed.paths == ("documents/2026/01/2026-01-0002-1-发票-26312.pdf",)
    assert (books / filed.paths[0]).read_bytes() == INVOICE.data
    more = attach(books, number, [Paper("../../x:y?.pdf", b"2"), Paper("...", b"3", private=True)], by=BY, now=NOW)
    assert more.paths == (
        "documents/2026/01/2026-01-0002-2-x-y-.pdf",
        "documents/2026/01/2026-01-0002-3-paper",
    )
    loaded = load(books)
    assert [paper.meta.get("kind") for paper in loaded.papers[f"V{number}"]] == ["发票", None, None]
    assert loaded.papers[f"V{number}"][2].meta["private"] is True
    assert loaded.problems == ()


def test_the_same_paper_is_filed_once(books: Path, number: VoucherNumber) -> None:
    """One invoice serves one voucher; after that voucher was reversed it may serve the right one."""
    attach(books, number, [INVOICE], by=BY, now=NOW)
    with pytest.raises(RefusedError):
        attach(books, number, [Paper("copy.pdf", INVOICE.data)], by=BY, now=NOW)
    done = reverse(books, number, why="错", approved_by="陈主席", by=BY, now=NOW, date=dt.date(2026, 1, 31))
    complete(books, done.draft or "", Completion(shares=(Share("50105"),), meta=APPROVED), by=BY, now=NOW)
    again = post(books, [done.draft or ""], by=BY, now=NOW).vouchers[0].number
    attach(books, again, [INVOICE], by=BY, now=NOW)
    assert load(books).problems == ()


def test_a_paper_for_a_sealed_month_belongs_to_the_month_in_which_it_came(books: Path, number: VoucherNumber) -> None:
    """The sealed month does not change; the paper is on record with its voucher all the same."""
    close(books, JANUARY, by=BY, now=NOW)
    filed = attach(books, number, [INVOICE], by=BY, now=NOW)
    assert filed.paths == ("documents/2026/02/2026-01-0002-1-发票-26312.pdf",)
    assert load(books).problems == ()


def test_a_paper_that_is_none_is_refused(books: Path, number: VoucherNumber, tmp_path: Path) -> None:
    """A file that is missing or empty, and a voucher that is not there, say what is wrong."""
    (tmp_path / "empty.pdf").write_bytes(b"")
    codes = []
    for file in ("none.pdf", "empty.pdf"):
        with pytest.raises(BadInputError) as caught:
            read_paper(tmp_path / file)
        codes.append(caught.value.problems[0].code)
    with pytest.raises(BadInputError) as caught:
        attach(books, VoucherNumber.parse("2026-01-0099"), [INVOICE], by=BY, now=NOW)
    assert [*codes, caught.value.problems[0].code] == ["attach-unreadable", "attach-empty", "attach-unknown"]
