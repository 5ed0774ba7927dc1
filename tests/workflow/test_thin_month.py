from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from beancount import loader
from month_books import APPROVED
from month_books import BANK
from month_books import BY
from month_books import DUES
from month_books import DUES_SUM
from month_books import JANUARY
from month_books import NOW
from month_books import OPENING
from month_books import dues_list
from month_books import statement

from unionbooks.banking.matching import reconcile
from unionbooks.books.inbox import read_inbox
from unionbooks.books.journal import verify
from unionbooks.books.load import load
from unionbooks.books.seal import check_seals
from unionbooks.workflow.closing import close
from unionbooks.workflow.collecting import collect
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.papers import Paper
from unionbooks.workflow.papers import attach
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import post
from unionbooks.workflow.submitting import submit

if TYPE_CHECKING:
    from pathlib import Path


def test_a_month_is_played_from_the_banks_file_to_the_package(books: Path, tmp_path: Path) -> None:
    """One statement, one list of dues, one expense, the bank's own fee and interest; then sealed and handed in."""
    lines = (
        ("2026-01-15", DUES_SUM, "育才小学", "代扣会费"),
        ("2026-01-20", -38640, "文具店", "购买文具"),
        ("2026-01-21", -200, "", "手续费"),
        ("2026-01-21", 512, "", "结息"),
    )
    imported = import_file(books, statement(*lines), name="一月对账单.csv", by=BY, now=NOW)
    assert len(imported.drafts) == 4

    dues = collect(
        books, dues_list(*DUES, total="95.75"), name="一月会费.csv", account="10201", month=JANUARY, by=BY, now=NOW,
        expect_count=4, expect_sum=Decimal("95.75"),
    )  # fmt: skip
    assert dues.line is not None

    drafts = {draft.entry.narration: draft.id for draft in read_inbox(books).drafts}
    bought = Completion(shares=(Share("50102"),), narration="职工书屋文具", meta=APPROVED)
    complete(books, drafts["购买文具"], bought, by=BY, now=NOW)
    complete(books, drafts["手续费"], Completion(meta=APPROVED), by=BY, now=NOW)
    posted = post(books, [], by=BY, now=NOW)
    assert [str(one.number) for one in posted.vouchers] == ["2026-01-0003", "2026-01-0004", "2026-01-0005"]
    assert posted.refused == ()
    for one in (one for one in posted.vouchers if one.entry.meta.evidence == "have"):
        attach(books, one.number, [Paper("回单.pdf", f"%PDF {one.number}".encode(), "银行回单")], by=BY, now=NOW)

    closed = close(books, JANUARY, by=BY, now=NOW)
    assert closed.accounts[0].difference == 0
    assert import_file(books, statement(*lines), name="一月对账单.csv", by=BY, now=NOW).written is False

    loaded = load(books)
    state = reconcile(loaded, BANK, dt.date(2026, 1, 31))
    assert state.books == state.bank == OPENING + sum(fen for _, fen, _, _ in lines)
    assert loaded.problems == ()
    assert check_seals(loaded) == []
    assert verify(books) == []
    _, errors, _ = loader.load_file(str(books / "main.beancount"))
    assert errors == []

    package = submit(books, JANUARY, tmp_path / "out", by=BY, now=NOW)
    assert (package.vouchers, package.papers) == (5, 3)
    assert load(books).problems == ()
