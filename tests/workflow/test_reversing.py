from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from month_books import APPROVED
from month_books import BANK
from month_books import BY
from month_books import JANUARY
from month_books import NOW
from month_books import statement

from unionbooks.banking.matching import reconcile
from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.workflow.closing import close
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import post
from unionbooks.workflow.reversing import Reversed
from unionbooks.workflow.reversing import reverse

if TYPE_CHECKING:
    from pathlib import Path

EXPENSE = ("2026-01-20", -38640, "文具店", "购买文具")
END = dt.date(2026, 1, 31)


@pytest.fixture
def wrong(books: Path) -> VoucherNumber:
    """Post an expense to the wrong account."""
    import_file(books, statement(EXPENSE), name="对账单.csv", by=BY, now=NOW)
    draft = read_inbox(books).drafts[0]
    complete(books, draft.id, Completion(shares=(Share("50105"),), meta=APPROVED), by=BY, now=NOW)
    return post(books, [draft.id], by=BY, now=NOW).vouchers[0].number


def turn_back(root: Path, number: VoucherNumber, date: dt.date | None = END, **more: str) -> Reversed:
    """Reverse a voucher."""
    given = {"why": "科目有误", "approved_by": "陈主席"} | more
    return reverse(root, number, date=date, by=BY, now=NOW, **given)


def code_of(root: Path, number: VoucherNumber, date: dt.date | None = END, **more: str) -> str:
    """Return the code with which a reversal is refused."""
    with pytest.raises((BadInputError, RefusedError)) as caught:
        turn_back(root, number, date, **more)
    return caught.value.problems[0].code


def test_a_red_voucher_takes_every_posting_back(books: Path, wrong: VoucherNumber) -> None:
    """Its amounts are the negated ones, it names the voucher, and its narration is that of the regulation."""
    done = turn_back(books, wrong)
    loaded = load(books)
    black, red = loaded.vouchers[str(wrong)], loaded.vouchers[str(done.number)]
    assert [(one.account, -one.units.number) for one in red.postings if one.units] == [  # type: ignore[operator]
        (one.account, one.units.number) for one in black.postings if one.units
    ]
    assert red.meta["reverses"] == str(wrong)
    assert red.meta["kind"] == "reversal"
    assert red.narration == "注销2026年1月20日2026-01-0002号凭证：科目有误"
    assert black.narration == "购买文具"
    assert loaded.problems == ()


def test_the_bank_line_is_booked_anew(books: Path, wrong: VoucherNumber) -> None:
    """Money that moved stays moved: the line comes back as a draft, and the new voucher explains it again."""
    done = turn_back(books, wrong)
    assert reconcile(load(books), BANK, END).unexplained
    draft = read_inbox(books).find(done.draft or "")
    assert draft.entry.meta.approved_by is None
    complete(books, draft.id, Completion(shares=(Share("50102"),), meta=APPROVED), by=BY, now=NOW)
    number = post(books, [draft.id], by=BY, now=NOW).vouchers[0].number
    state = reconcile(load(books), BANK, END)
    assert str(number) == "2026-01-0004"
    assert state.unexplained == ()
    assert state.in_transit == {}
    assert state.difference == 0


def test_a_voucher_of_a_sealed_month_is_reversed_in_an_open_one(books: Path, wrong: VoucherNumber) -> None:
    """The sealed month stays as it was; the red voucher and the new one stand in the next."""
    close(books, JANUARY, by=BY, now=NOW)
    assert code_of(books, wrong) == "reverse-sealed"
    done = turn_back(books, wrong, None)
    assert str(done.number) == "2026-02-0001"
    draft = read_inbox(books).find(done.draft or "")
    assert draft.entry.date == NOW.date()
    complete(books, draft.id, Completion(shares=(Share("50102"),), meta=APPROVED), by=BY, now=NOW)
    post(books, [draft.id], by=BY, now=NOW)
    state = reconcile(load(books), BANK, dt.date(2026, 2, 28))
    assert (state.unexplained, state.in_transit, state.difference) == ((), {}, 0)
    assert load(books).problems == ()


def test_a_voucher_is_reversed_once(books: Path, wrong: VoucherNumber) -> None:
    """Neither the voucher a second time nor its reversal can be reversed."""
    done = turn_back(books, wrong)
    assert code_of(books, wrong) == "reverse-twice"
    assert code_of(books, done.number) == "reverse-reversal"


def test_a_reversal_needs_a_reason_another_person_and_a_day(books: Path, wrong: VoucherNumber) -> None:
    """Each of them missing is refused, and an unknown number is bad input."""
    assert code_of(books, wrong, why=" ") == "reverse-why"
    assert code_of(books, wrong, approved_by="") == "reverse-why"
    assert code_of(books, wrong, approved_by=BY) == "duties-joined"
    assert code_of(books, wrong, dt.date(2026, 1, 19)) == "reverse-early"
    assert code_of(books, VoucherNumber.parse("2026-01-0099")) == "reverse-unknown"


def test_a_voucher_without_a_bank_line_leaves_no_draft(books: Path) -> None:
    """Cash that was booked wrongly is taken back; there is no line to book anew."""
    text = """\
2026-01-20 * "店" "旧书" ^V2026-01-0002 ^A2026-01
  voucher: "2026-01-0002"
  Assets:101库存现金  -5.00 CNY
  Expenses:501职工活动支出:50105会员活动支出  5.00 CNY
    member: "M0001"
"""
    activity = (
        '2026-01-02 custom "union-activity" "A2026-01" "plan"\n  name: "读书会"\n  kind: "reading"\n'
        '  minutes: "纪要1号"\n  budget: 100.00 CNY\n'
    )
    plan = Plan((append("2026/2026-01.beancount", text), append("registers/activities.beancount", activity)))
    commit(books, lambda _: plan, by=BY, now=NOW, command="test")
    done = turn_back(books, VoucherNumber.parse("2026-01-0002"))
    assert done.draft is None
    assert done.entry.links == {"V2026-01-0003", "A2026-01"}
    assert done.entry.legs[1].meta.member == "M0001"
