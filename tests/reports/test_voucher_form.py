from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from paper_ledger import MARCH
from paper_ledger import PAPER_LEDGER

from reports.voucher_form import voucher_form
from reports.voucher_form import voucher_forms
from unionbooks.books.load import load
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError

if TYPE_CHECKING:
    from unionbooks.books.model import Books

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]
MARCH_2026 = Month(2026, 3)


def number(serial: int) -> VoucherNumber:
    """Return a number of March."""
    return VoucherNumber(MARCH_2026, serial)


def test_an_expense_is_filled_in_whole(books: Books) -> None:
    """Every field of the form comes from the voucher: what, who, when, which papers."""
    form = voucher_form(books, number(1))
    assert (form.union, form.payee, form.summary) == (
        "育才小学工会委员会",
        "红星影城",
        "三八节观影：会员 38 人电影票",
    )
    assert (form.prepared_by, form.handled_by, form.accepted_by, form.approved_by) == (
        "李秀英",
        "孙丽",
        "钱进",
        "王建国",
    )
    assert form.approved_on == dt.date(2026, 3, 9)
    assert form.invoice == "26342000000012345678"
    assert [(line.account.code, line.debit_fen, line.credit_fen) for line in form.lines] == [
        ("50105", 168032, 0),
        ("10201", 0, 168032),
    ]
    assert form.capitals == "人民币壹仟陆佰捌拾元零叁角贰分"
    assert form.attachments == 2
    assert [paper.path.rpartition("/")[2] for paper in form.papers] == [
        "2026-03-0001-01-发票.pdf",
        "2026-03-0001-02-签到表.pdf",
    ]


def test_a_payroll_list_is_one_line(books: Books) -> None:
    """Postings of many members to one account are one line that says how many it sums up."""
    form = voucher_form(books, number(2))
    assert [(line.account.code, line.credit_fen, line.postings) for line in form.lines] == [
        ("10201", 0, 1),
        ("401", 4550, 2),
    ]
    assert (form.debit_fen, form.credit_fen) == (4550, 4550)


def test_a_red_voucher_keeps_the_sides_of_what_it_cancels(books: Books) -> None:
    """A reversal shows negative amounts on the same sides, and its total in capitals says so."""
    form = voucher_form(books, number(4))
    assert form.is_red
    assert form.reverses == "2026-03-0001"
    assert [(line.account.code, line.debit_fen, line.credit_fen) for line in form.lines] == [
        ("50105", -168032, 0),
        ("10201", 0, -168032),
    ]
    assert form.capitals.startswith("人民币负壹仟陆佰")


def test_earmarked_money_has_lines_of_its_own(make_ledger: MakeLedger) -> None:
    """Postings of one account for different projects are not summed up together."""
    text = MARCH.replace(
        "  Income:402拨缴经费收入  -3,000.00 CNY",
        '  Income:402拨缴经费收入  -1,000.00 CNY\n    project: "P1"\n  Income:402拨缴经费收入  -2,000.00 CNY',
    )
    form = voucher_form(load(make_ledger({**PAPER_LEDGER, "2026/2026-03.beancount": text})), number(3))
    assert [(line.project, line.credit_fen) for line in form.lines if line.account.code == "402"] == [
        ("P1", 100000),
        ("", 200000),
    ]


def test_papers_nobody_counted_are_counted(books: Books) -> None:
    """Without a number of papers in the voucher, the form counts the files."""
    assert voucher_form(books, VoucherNumber(Month(2026, 1), 2)).attachments == 0
    assert voucher_form(books, number(3)).attachments == 0


def test_a_month_comes_in_the_order_of_its_numbers(books: Books) -> None:
    """The forms of a month are its vouchers, in order, and no others."""
    assert [str(form.number) for form in voucher_forms(books, MARCH_2026)] == [
        f"2026-03-000{serial}" for serial in (1, 2, 3, 4)
    ]
    assert voucher_forms(books, Month(2026, 2)) == ()


def test_a_number_that_is_none_has_no_form(make_ledger: MakeLedger) -> None:
    """A malformed number is a problem of the books; it neither gets a form nor stops the others."""
    text = MARCH.replace('voucher: "2026-03-0002"', 'voucher: "2026-03-2"')
    books = load(make_ledger({**PAPER_LEDGER, "2026/2026-03.beancount": text}))
    assert len(voucher_forms(books, MARCH_2026)) == 3
    assert books.problems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (MARCH.replace("2026-03-0003", "2026-03-0007"), "form-voucher-unknown"),
        (MARCH.replace("3,000.00", "3,000.001").replace("5,000.00", "5,000.001"), "form-amount-inexact"),
    ],
)
def test_what_cannot_be_printed_is_said(make_ledger: MakeLedger, text: str, code: str) -> None:
    """An unknown voucher, and one with parts of a fen, give a sentence instead of a form."""
    books = load(make_ledger({**PAPER_LEDGER, "2026/2026-03.beancount": text}))
    with pytest.raises(BadInputError) as wrong:
        voucher_form(books, number(3))
    assert wrong.value.problems[0].code == code
