from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from month_books import APPROVED
from month_books import BANK
from month_books import BY
from month_books import FEBRUARY
from month_books import JANUARY
from month_books import NOW
from month_books import OPENING
from month_books import statement

from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.seal import check_seals
from unionbooks.books.seal import seals_in_force
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.month import Month
from unionbooks.core.problems import RefusedError
from unionbooks.workflow.closing import CHECKS
from unionbooks.workflow.closing import close
from unionbooks.workflow.closing import run_checks
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import post

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

EXPENSE = ("2026-01-20", -38640, "文具店", "购买文具")
VOUCHER = f"""\
2026-01-30 * "花店" "鲜花" ^V2026-01-0003
  voucher: "2026-01-0003"
  {BANK}  -100.00 CNY
  Expenses:501职工活动支出:50105会员活动支出  100.00 CNY
"""


@pytest.fixture
def ready(books: Path) -> Path:
    """Play January up to its end: one line imported and booked."""
    bring_in(books, EXPENSE)
    draft = read_inbox(books).drafts[0]
    complete(books, draft.id, Completion(shares=(Share("50102"),), meta=APPROVED), by=BY, now=NOW)
    post(books, [draft.id], by=BY, now=NOW)
    return books


def bring_in(root: Path, *lines: tuple[str, int, str, str], start: int = OPENING) -> None:
    """Import a statement."""
    import_file(root, statement(*lines, start=start), name="对账单.csv", by=BY, now=NOW)


def write(root: Path, path: str, text: str) -> None:
    """Add text to a file of the books."""
    commit(root, lambda _: Plan((append(path, text),)), by=BY, now=NOW, command="test")


def open_items(root: Path, month: Month = JANUARY, now: dt.datetime = NOW) -> dict[str, set[str]]:
    """Return the checks that fail, with the codes of what they found; the refusal says the same."""
    failed = {
        one.name: {problem.code for problem in one.problems}
        for one in run_checks(root, month, now=now)
        if not one.holds
    }
    before = (root / "seals.beancount").read_bytes()
    with pytest.raises(RefusedError) as caught:
        close(root, month, by=BY, now=now)
    assert (root / "seals.beancount").read_bytes() == before
    assert {problem.code for problem in caught.value.problems} == set().union(*failed.values())
    return failed


def test_a_month_with_nothing_open_is_sealed(ready: Path) -> None:
    """The seal covers the month's entries, follows the rules of seals, and stands in the ledger."""
    assert all(check.holds for check in run_checks(ready, JANUARY, now=NOW))
    closed = close(ready, JANUARY, by=BY, now=NOW)
    loaded = load(ready)
    assert seals_in_force(loaded) == {JANUARY: closed.seal}
    assert check_seals(loaded) == []
    assert [check.name for check in closed.checks] == [check.name for check in CHECKS]
    assert [(one.account, one.difference) for one in closed.accounts] == [(BANK, 0)]
    assert loaded.problems == ()


def test_the_next_months_seal_follows(ready: Path) -> None:
    """A month without a movement may be closed, and its seal names the one before."""
    first = close(ready, JANUARY, by=BY, now=NOW)
    second = close(ready, FEBRUARY, by=BY, now=NOW.replace(month=3))
    assert second.seal.previous == first.seal.digest


def test_a_month_is_closed_once_in_order_and_when_it_is_over(ready: Path) -> None:
    """Neither too early, nor a later one first, nor again, nor one before the books."""
    later = NOW.replace(month=3)
    assert open_items(ready, FEBRUARY, later) == {"order": {"close-order"}}
    assert open_items(ready, JANUARY, NOW.replace(month=1, day=30)) == {"order": {"close-not-over"}}
    assert open_items(ready, Month(2025, 12)) == {"order": {"close-before"}}
    close(ready, JANUARY, by=BY, now=NOW.replace(month=1, day=31))
    assert open_items(ready) == {"order": {"close-sealed"}}


def test_a_draft_of_the_month_keeps_it_open(ready: Path) -> None:
    """A draft without a bank line, too; one of a later month does not."""
    write(ready, "inbox/later.beancount", '2026-02-01 ! "a" "b"\n')
    assert all(check.holds for check in run_checks(ready, JANUARY, now=NOW))
    write(ready, "inbox/own.beancount", '2026-01-31 ! "a" "b"\n')
    assert open_items(ready) == {"drafts": {"close-draft"}}


def test_a_file_in_the_inbox_that_is_no_draft_keeps_it_open(ready: Path) -> None:
    """What cannot be read might be a draft of the month."""
    write(ready, "inbox/own.beancount", '2026-01-31 * "a" "b"\n')
    assert open_items(ready) == {"drafts": {"draft-flag"}}


def test_a_bank_line_without_a_voucher_keeps_it_open(ready: Path) -> None:
    """A line that nobody booked is named, whether or not its draft is still there."""
    bring_in(ready, EXPENSE, ("2026-01-25", -100, "店", "货"))
    assert open_items(ready) == {"drafts": {"close-draft"}, "lines": {"close-line"}}
    draft = read_inbox(ready).drafts[0]
    (ready / draft.path).unlink()
    assert open_items(ready)["lines"] == {"close-line"}


def test_a_bank_line_booked_with_another_amount_keeps_it_open(ready: Path) -> None:
    """The voucher that a line names must account for it to the fen."""
    wrong = VOUCHER.replace("100.00", "99.99").replace("2026-01-30", "2026-01-25")
    write(ready, "2026/2026-01.beancount", wrong)
    line = f'2026-01-25 custom "union-bank-line" {BANK} "L1" -100.00 CNY\n  vouchers: "2026-01-0003"\n'
    write(ready, "bank/2026-01.beancount", line)
    assert open_items(ready) == {"lines": {"close-line"}}


def test_a_balance_that_does_not_tie_keeps_it_open(books: Path) -> None:
    """Where the bank began with another balance than the books, the difference is named."""
    bring_in(books, EXPENSE, start=OPENING + 1)
    draft = read_inbox(books).drafts[0]
    complete(books, draft.id, Completion(shares=(Share("50102"),), meta=APPROVED), by=BY, now=NOW)
    post(books, [draft.id], by=BY, now=NOW)
    assert open_items(books) == {"balances": {"close-balance"}}


def test_what_is_in_transit_does_not_keep_it_open(ready: Path) -> None:
    """A payment booked in January that the bank makes in February is adjusted for, and told."""
    write(ready, "2026/2026-01.beancount", VOUCHER)
    closed = close(ready, JANUARY, by=BY, now=NOW)
    assert closed.accounts[0].in_transit == {"2026-01-0003": -10000}
    assert closed.accounts[0].bank == OPENING - 38640


def test_a_month_without_its_statement_is_not_closed(books: Path) -> None:
    """Vouchers on a bank account and no line of the bank: the statement was forgotten."""
    write(books, "2026/2026-01.beancount", VOUCHER.replace("0003", "0002"))
    assert open_items(books) == {"balances": {"close-statement"}}


def test_books_with_an_error_are_not_closed(ready: Path) -> None:
    """A gap in the numbers, and a file changed outside the tool, each keep the month open."""
    file = ready / "2026/2026-01.beancount"
    text = file.read_text("utf-8")
    file.write_text(text.replace("2026-01-0002", "2026-01-0003"), "utf-8")
    failed = open_items(ready)
    assert failed["numbers"] == {"close-gap"}
    assert {"voucher-gap", "file-changed"} <= failed["books"]
    file.write_text(text, "utf-8")
    assert all(check.holds for check in run_checks(ready, JANUARY, now=NOW))


def test_a_skipped_receipt_number_keeps_it_open(ready: Path) -> None:
    """A receipt number before one that was used must be issued or void before the month is closed."""
    book = '2026-01-02 custom "union-receipt-book" "B1" "000001" "000050"\n  kind: "dues"\n'
    write(ready, "registers/receipts.beancount", book)
    dues = """\
2026-01-25 * "王二" "会费" ^V2026-01-0003
  voucher: "2026-01-0003"
  kind: "dues"
  receipt: "000002"
  Assets:101库存现金  25.00 CNY
  Income:401会费收入  -25.00 CNY
    member: "M0002"
    months: "2026-01"
"""
    write(ready, "2026/2026-01.beancount", dues)
    assert open_items(ready) == {"receipts": {"close-receipts"}}
    void = '2026-01-31 custom "union-receipt-void" "000001" "写错"\n  copies: 3\n'
    write(ready, "registers/receipts.beancount", void)
    assert close(ready, JANUARY, by=BY, now=NOW).seal.month == JANUARY


def test_an_undecided_dues_exception_keeps_it_open(ready: Path) -> None:
    """What did not fit in a list of dues is decided before the month is closed, not after."""
    found = (
        '2026-01-20 custom "union-dues-exception" "D1" "open"\n'
        '  kind: "under"\n  who: "王二 1002"\n  member: "M0002"\n  months: "2026-01"\n  amount: 20.00 CNY\n'
    )
    write(ready, "registers/dues.beancount", found)
    assert open_items(ready) == {"dues": {"close-dues"}}
    decided = (
        '2026-01-30 custom "union-dues-exception" "D1" "decide"\n'
        '  decision: "accept"\n  by: "陈主席"\n  reason: "下月补缴"\n'
    )
    write(ready, "registers/dues.beancount", decided)
    assert close(ready, JANUARY, by=BY, now=NOW).seal.month == JANUARY
