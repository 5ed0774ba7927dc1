from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from month_books import BANK
from month_books import BY
from month_books import DUES
from month_books import DUES_SUM
from month_books import JANUARY
from month_books import NOW
from month_books import dues_list
from month_books import statement

from importers.payroll import read_payroll
from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.books.write import rewrite
from unionbooks.core.money import format_yuan
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import BankLine
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.workflow.closing import close
from unionbooks.workflow.collecting import Collected
from unionbooks.workflow.collecting import collect
from unionbooks.workflow.dues_entry import dues_entry
from unionbooks.workflow.dues_list import judge_list
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.posting import post
from unionbooks.workflow.reversing import reverse

if TYPE_CHECKING:
    from pathlib import Path

PAID_IN = ("2026-01-15", DUES_SUM, "育才小学", "代扣会费")


def book(root: Path, data: bytes, **more: object) -> Collected:
    """Book a list of dues."""
    given_ = {"account": "10201", "month": JANUARY, "name": "一月.csv"} | more
    return collect(root, data, by=BY, now=NOW, **given_)  # type: ignore[arg-type]


def bring_in(root: Path, *lines: tuple[str, int, str, str]) -> None:
    """Import a statement."""
    import_file(root, statement(*lines), name="对账单.csv", by=BY, now=NOW)


def errors(root: Path, data: bytes, **more: object) -> list[tuple[str, str]]:
    """Book a list that is refused, make sure that nothing was written, and return codes and cells."""
    before = (root / "journal.jsonl").read_bytes()
    with pytest.raises(UnionbooksError) as caught:
        book(root, data, **more)
    assert (root / "journal.jsonl").read_bytes() == before
    return [(problem.code, problem.place.spot if problem.place else "") for problem in caught.value.problems]


def test_a_list_becomes_one_voucher_with_a_posting_for_each_member(books: Path) -> None:
    """Every member's fen and month are on a posting of their own, and the voucher is joined to its bank line."""
    bring_in(books, PAID_IN, ("2026-01-21", 512, "", "结息"))
    done = book(books, dues_list(*DUES, total="95.75"), expect_count=4, expect_sum=Decimal("95.75"))
    loaded = load(books)
    entry = loaded.vouchers[str(done.number)]
    postings = [
        (one.meta["member"], one.meta["months"], one.units.number)
        for one in entry.postings[1:]
        if one.meta and one.units
    ]
    assert postings == [
        ("M0001", "2026-01", Decimal("-33.90")),
        ("M0002", "2026-01", Decimal("-25.00")),
        ("M0003", "2026-01", Decimal("-21.85")),
        ("M0004", "2026-01", Decimal("-15.00")),
    ]
    assert entry.postings[0].account == BANK
    assert entry.date == dt.date(2026, 1, 15)
    assert entry.payee == "育才小学"
    assert loaded.of(BankLine)[0].vouchers == (done.number,)
    assert [draft.entry.narration for draft in read_inbox(books).drafts] == ["结息"]
    assert done.warnings == ()
    assert loaded.problems == ()


def test_the_list_is_filed_without_the_wages(books: Path) -> None:
    """The paper of the voucher has names, numbers and dues, and nothing else of the payroll."""
    done = book(books, dues_list(*DUES))
    text = (books / done.paper).read_bytes().decode("utf-8-sig")
    assert "1,M0001,1001,张一,33.90\r\n" in text
    assert text.endswith("合计,,,4人,95.75\r\n")
    assert "9999" not in text
    assert load(books).papers[f"V{done.number}"]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    chosen=st.permutations(range(4)),
    count=st.integers(1, 4),
    fens=st.lists(st.integers(1, 10**6), min_size=4, max_size=4),
)
def test_the_voucher_is_the_sum_of_the_list(
    founded_books: Path, chosen: list[int], count: int, fens: list[int]
) -> None:
    """Whoever is in the list, in whatever order, the bank's side is the sum of the members' sides."""
    rows = [(DUES[at][0], DUES[at][1], format_yuan(fens[at])) for at in chosen[:count]]
    sheet = read_payroll(dues_list(*rows), "x.csv")
    loaded = load(founded_books)
    dues = judge_list(loaded, sheet, JANUARY)
    entry = dues_entry(
        loaded, dues, money=BANK, month=JANUARY, day=JANUARY.last_day, payee="", how="", meta=VoucherMeta()
    )
    assert entry.balance == 0
    assert entry.legs[0].fen == sum(fens[at] for at in chosen[:count]) == sheet.total
    assert [leg.meta.member for leg in entry.legs[1:]] == [f"M{at + 1:04d}" for at in chosen[:count]]


def test_everything_that_is_wrong_with_a_list_is_said_at_once(books: Path) -> None:
    """Strangers, wrong names, double rows, same names without a number and totals come in one refusal."""
    rows = [
        ("张一", "1001", "33.90"),
        ("钱四", "", "5.00"),
        ("李二", "1002", "25.00"),
        ("赵三", "", "21.85"),
        ("张 一", "", "33.90"),
        ("赵三", "9999", "1.00"),
    ]
    found = errors(books, dues_list(*rows, total="1.00"), expect_count=7, expect_sum=Decimal("2.00"))
    assert found == [
        ("dues-total", "D8"),
        ("dues-unknown", "A3"),
        ("dues-other-name", "A4"),
        ("dues-same-name", "A5"),
        ("dues-twice", "A6"),
        ("dues-unknown", "A7"),
        ("dues-count", ""),
        ("dues-sum", ""),
    ]


def test_the_same_list_is_not_booked_twice(books: Path) -> None:
    """A month that is paid is not paid again; after a reversal it may be."""
    done = book(books, dues_list(*DUES))
    assert {code for code, _ in errors(books, dues_list(*DUES))} == {"dues-paid"}
    reverse(books, done.number, why="月份有误", approved_by="陈主席", by=BY, now=NOW, date=dt.date(2026, 1, 31))
    assert book(books, dues_list(*DUES)).fen == DUES_SUM


def test_who_was_short_may_catch_up(books: Path) -> None:
    """The rest of a month's dues is taken in another list, with no word where it makes them whole."""
    short = [(*DUES[0][:2], "30.00"), *DUES[1:]]
    first = book(books, dues_list(*short))
    assert [problem.code for problem in first.warnings] == ["dues-deviate", "dues-no-line"]
    second = book(books, dues_list((*DUES[0][:2], "3.90")), date=dt.date(2026, 1, 31))
    assert [problem.code for problem in second.warnings] == ["dues-no-line"]
    assert errors(books, dues_list((*DUES[0][:2], "3.90"))) == [("dues-paid", "D2")]


def test_who_is_missing_and_who_pays_otherwise_is_told(books: Path) -> None:
    """A member left out and a deduction that the rule does not give are warnings with their names and sums."""
    done = book(books, dues_list((*DUES[1][:2], "20.00"), *DUES[2:]), month=Month(2026, 2))
    texts = [str(problem) for problem in done.warnings]
    assert "王二 (M0002) pays 20.00, but owes 25.00 by the rule dues." in texts[0]
    assert "Members who owe dues and are not in the list: 1 (张一)." in texts[1]


def test_somebody_who_left_before_is_refused(books: Path) -> None:
    """Dues are not taken from somebody who was no member in that month; who retired owes nothing."""
    text = '2026-01-05 custom "union-member" "M0001" "leave"\n\n2026-01-05 custom "union-member" "M0002" "retire"\n'
    commit(books, lambda _: Plan((append("members/roll.beancount", text),)), by=BY, now=NOW, command="test")
    later = dt.datetime(2026, 3, 5, tzinfo=dt.UTC)
    with pytest.raises(BadInputError) as caught:
        collect(
            books, dues_list(*DUES), name="x", account="10201", month=Month(2026, 2), by=BY, now=later,
            date=dt.date(2026, 2, 28),
        )  # fmt: skip
    assert [problem.code for problem in caught.value.problems] == ["dues-gone"]
    book(books, dues_list(*DUES[1:]))
    done = book(books, dues_list(*DUES[1:]), month=Month(2026, 2), date=dt.date(2026, 2, 10))
    assert "owes 0.00" in str(done.warnings[0])


def test_without_a_bank_line_the_voucher_is_in_transit_until_it_comes(books: Path) -> None:
    """The statement that comes later joins its line to the voucher by itself."""
    done = book(books, dues_list(*DUES))
    assert (done.line, done.date) == (None, dt.date(2026, 1, 31))
    bring_in(books, ("2026-02-03", DUES_SUM, "育才小学", "会费"))
    assert load(books).of(BankLine)[0].vouchers == (done.number,)
    assert read_inbox(books).drafts == ()


def test_two_bank_lines_of_the_sum_are_asked_about(books: Path) -> None:
    """Where either of two lines may be the payment, the day settles it."""
    bring_in(books, PAID_IN, ("2026-01-28", DUES_SUM, "育才小学", "会费"))
    assert errors(books, dues_list(*DUES)) == [("dues-lines", "")]
    assert book(books, dues_list(*DUES), date=dt.date(2026, 1, 28)).date == dt.date(2026, 1, 28)


def test_a_sealed_month_takes_no_list(books: Path) -> None:
    """The voucher would stand in a month under seal, so it is refused."""
    bring_in(books, ("2026-01-21", 512, "", "结息"))
    post(books, [], by=BY, now=NOW)
    close(books, JANUARY, by=BY, now=NOW)
    with pytest.raises(RefusedError) as caught:
        book(books, dues_list(*DUES), date=dt.date(2026, 1, 31))
    assert caught.value.problems[0].code == "dues-sealed"
    assert book(books, dues_list(*DUES), date=dt.date(2026, 2, 1)).number.month == Month(2026, 2)


def test_books_without_an_account_for_dues_say_so(books: Path) -> None:
    """The money needs an account 401; a bank account that is none is refused, too."""
    assert errors(books, dues_list(*DUES), account="50102") == [("import-not-bank", "")]
    file = "accounts.beancount"
    text = (
        (books / file)
        .read_text("utf-8")
        .replace("open Income:401会费收入 CNY", "open Expenses:502职工活动组织支出 CNY")
    )
    commit(books, lambda _: Plan((rewrite(file, text),)), by=BY, now=NOW, command="test")
    assert errors(books, dues_list(*DUES)) == [("dues-account", "")]
