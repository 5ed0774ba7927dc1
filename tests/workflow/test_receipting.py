from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from month_books import BY
from month_books import NOW
from receipt_books import CONTRIBUTION
from receipt_books import DUES
from receipt_books import GRANT
from receipt_books import MIXED
from receipt_books import post_income

from unionbooks.books.entry import Entry
from unionbooks.books.inbox import Draft
from unionbooks.books.inbox import put
from unionbooks.books.load import load
from unionbooks.books.query import open_tables
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import Receipt
from unionbooks.core.vocabulary import ReceiptBook
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.receipts.checks import receipt_problems
from unionbooks.receipts.facts import facts_in
from unionbooks.receipts.facts import facts_of
from unionbooks.receipts.register import make_register
from unionbooks.workflow.receipt_books import BookEntry
from unionbooks.workflow.receipt_books import add_book
from unionbooks.workflow.receipt_books import return_book
from unionbooks.workflow.receipting import Issue
from unionbooks.workflow.receipting import Issued
from unionbooks.workflow.receipting import issue
from unionbooks.workflow.receipting import void
from unionbooks.workflow.reversing import reverse

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

RECEIVED = dt.date(2026, 1, 5)


@pytest.fixture(scope="session")
def books_with_receipts(founded_books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Post income and enter a general book, once."""
    root = (tmp_path_factory.mktemp("receipts") / "books").resolve()
    shutil.copytree(founded_books, root)
    post_income(root)
    enter(root, "B1", "00000001", "00000010")
    return root


@pytest.fixture
def books(books_with_receipts: Path, tmp_path: Path) -> Path:
    """Give a test books of its own."""
    root = (tmp_path / "union").resolve()
    shutil.copytree(books_with_receipts, root)
    return root


def enter(root: Path, name: str, first: str, last: str, kind: str | None = None) -> BookEntry:
    """Enter a book."""
    directive = ReceiptBook(date=RECEIVED, book=name, first=first, last=last, kind=kind, from_union="区教育工会")
    return add_book(root, directive, by=BY, now=NOW)


def issued(root: Path, voucher: str, **more: object) -> Issued:
    """Issue a receipt."""
    return issue(root, Issue(voucher=VoucherNumber.parse(voucher), **more), by=BY, now=NOW)  # type: ignore[arg-type]


def spoil(root: Path, number: str, **more: object) -> Issued:
    """Void a number."""
    return void(root, number, reason="写错", by=BY, now=NOW, **more)  # type: ignore[arg-type]


def refused(*codes: str) -> AbstractContextManager[object]:
    """Expect a refusal with these codes."""
    return pytest.raises(UnionbooksError, check=lambda error: tuple(one.code for one in error.problems) == codes)


def test_a_receipt_takes_the_next_number_and_the_whole_amount(books: Path) -> None:
    """A contribution is receipted over all that came in, with the voucher's own words, and the books stay sound."""
    done = issued(books, CONTRIBUTION)
    (directive,) = load(books).of(Receipt)
    assert (directive.number, directive.amount, directive.book) == ("00000001", Decimal("5000.00"), "B1")
    assert (directive.payer, directive.purpose, directive.date) == ("育才小学", "一月工会经费", NOW.date())
    assert (done.line.number, done.line.kind, done.written) == ("00000001", "contribution", True)
    assert issued(books, DUES).line.number == "00000002"
    assert load(books).problems == ()
    assert receipt_problems(facts_of(load(books))) == []


def test_a_receipt_is_not_issued_twice(books: Path) -> None:
    """Once all the money is receipted there is no second receipt, and asking for the same one writes nothing."""
    number = issued(books, DUES).line.number
    before = (books / "journal.jsonl").read_bytes()
    with refused("receipt-has-one"):
        issued(books, DUES)
    again = issued(books, DUES, number=number)
    assert (again.written, again.line.number) == (False, number)
    assert (books / "journal.jsonl").read_bytes() == before


def test_several_people_of_one_voucher_get_receipts_of_their_own(books: Path) -> None:
    """Parts of a voucher are receipted one by one, never over more than what is left."""
    issued(books, DUES, amount=Decimal("33.90"), payer="张一")
    with refused("receipt-too-much"):
        issued(books, DUES, amount=Decimal("61.86"))
    with refused("receipt-too-much"):
        issued(books, DUES, amount=Decimal("0.00"))
    assert issued(books, DUES).line.amount_fen == 6185


def test_dues_and_contribution_go_to_their_own_books(books: Path) -> None:
    """Each kind of money of a voucher gets a receipt out of the book that is kept for it."""
    enter(books, "D1", "00000101", "00000110", "dues")
    with refused("receipt-kinds"):
        issued(books, MIXED)
    due = issued(books, MIXED, kind="dues")
    rest = issued(books, MIXED)
    assert (due.line.number, due.line.amount_fen) == ("00000101", 10_000)
    assert (rest.line.number, rest.line.amount_fen) == ("00000001", 50_000)
    with refused("receipt-other-kind"):
        issued(books, CONTRIBUTION, number="00000102")
    with refused("receipt-no-kind"):
        issued(books, DUES, kind="contribution")


def test_no_receipt_for_money_from_another_union(books: Path) -> None:
    """An upper union's grant is a transfer among unions."""
    with refused("receipt-refused"):
        issued(books, GRANT)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("00000003", "receipt-not-next"),
        ("1", "receipt-foreign"),
        ("99999999", "receipt-foreign"),
        ("收据一", "receipt-foreign"),
    ],
)
def test_a_number_out_of_turn_is_refused(books: Path, number: str, code: str) -> None:
    """Only the next number of a book on record can be issued or void."""
    with refused(code):
        issued(books, DUES, number=number)
    with refused(code):
        spoil(books, number)


def test_a_draft_holds_its_number(books: Path) -> None:
    """A number that stands in a draft is not given to anybody else."""
    draft = Draft(
        "20260120-x", Entry(date=dt.date(2026, 1, 20), narration="会费", meta=VoucherMeta(receipt="00000001"))
    )
    commit(books, lambda _: Plan((put(draft, ()),)), by=BY, now=NOW, command="test")
    with refused("receipt-used"):
        spoil(books, "00000001")
    assert issued(books, DUES).line.number == "00000002"


def test_a_void_receipt_is_void_once_and_never_used_again(books: Path) -> None:
    """Voiding is idempotent; the number is gone, and its voucher may have another."""
    number = issued(books, DUES).line.number
    first, second = spoil(books, number), spoil(books, number)
    assert (first.written, second.written) == (True, False)
    assert (first.line.state, first.line.copies, first.line.voucher) == ("void", 3, DUES)
    with refused("receipt-used"):
        issued(books, DUES, number=number)
    assert issued(books, DUES).line.number == "00000002"
    assert receipt_problems(facts_of(load(books))) == []


def test_a_void_receipt_needs_a_reason(books: Path) -> None:
    """Without a reason nothing becomes void."""
    with refused("receipt-void-reason"):
        void(books, "00000001", reason=" ", by=BY, now=NOW)


def test_a_receipt_follows_money_that_is_booked_anew(books: Path) -> None:
    """The receipt of a reversed voucher is shown as such, and goes over to the voucher that takes its place."""
    number = issued(books, DUES).line.number
    reverse(books, VoucherNumber.parse(DUES), why="科目有误", approved_by="陈主席", by=BY, now=NOW)
    assert [one.code for one in receipt_problems(facts_of(load(books)))] == ["receipt-reversed"]
    with refused("receipt-refused"):
        issued(books, DUES, payer="张一")
    moved = issued(books, CONTRIBUTION, number=number, amount=Decimal("95.75"))
    assert (moved.line.state, moved.line.voucher) == ("issued", CONTRIBUTION)
    assert receipt_problems(facts_of(load(books))) == []


def test_a_book_is_entered_once(books: Path) -> None:
    """The same book again changes nothing; another with the same id or numbers is refused, zeros cut off or not."""
    assert not enter(books, "B1", "00000001", "00000010").written
    with refused("receipt-book-taken"):
        enter(books, "B1", "00000011", "00000020")
    with refused("receipt-book-shared"):
        enter(books, "B2", "00000010", "00000020")
    with refused("receipt-book-shared"):
        enter(books, "B2", "5", "9")
    with refused("receipt-book-numbers"):
        enter(books, "B2", "0011", "00020")
    with refused("receipt-book-id"):
        enter(books, "第二册", "00000011", "00000020")


def test_a_book_is_handed_back_once_and_then_closed(books: Path) -> None:
    """What is free in a returned book can neither be issued nor void, and it is not returned before its last use."""
    issued(books, DUES, date=dt.date(2026, 1, 20))
    with refused("receipt-book-early"):
        return_book(books, "B1", dt.date(2026, 1, 19), by=BY, now=NOW)
    assert return_book(books, "B1", NOW.date(), by=BY, now=NOW).count == 9
    with refused("receipt-book-returned"):
        return_book(books, "B1", NOW.date(), by=BY, now=NOW)
    with refused("receipt-none-free"):
        issued(books, CONTRIBUTION)
    with refused("receipt-book-full"):
        spoil(books, "00000002")
    with refused("receipt-book-unknown"):
        return_book(books, "B9", NOW.date(), by=BY, now=NOW)
    assert receipt_problems(facts_of(load(books))) == []


def test_a_voucher_that_is_not_there(books: Path) -> None:
    """A receipt is for a posted voucher only."""
    with pytest.raises(BadInputError) as caught:
        issued(books, "2026-01-0099")
    assert [problem.code for problem in caught.value.problems] == ["receipt-voucher"]


acts = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.sampled_from([DUES, CONTRIBUTION]), st.integers(1, 6000)),
        st.tuples(st.just("void"), st.integers(1, 10), st.just(0)),
        st.tuples(st.just("void next"), st.just(0), st.just(0)),
    ),
    max_size=6,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts)
def test_whatever_is_done_no_number_is_used_twice(
    books_with_receipts: Path, tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, object, int]]
) -> None:
    """After any acts, refused ones too: no fault, no gap, no number given twice, and the same facts from the tables."""
    root = (tmp_path_factory.mktemp("acts") / "books").resolve()
    shutil.copytree(books_with_receipts, root)
    given_out: list[str] = []
    for what, which, fen in told:
        try:
            if what == "issue":
                given_out.append(issued(root, str(which), amount=Decimal(fen).scaleb(-2)).line.number)
            elif what == "void":
                spoil(root, f"{which:08d}")
            else:
                register = make_register(facts_of(load(root)))
                spoil(root, register.next_of(register.books[0]) or "")
        except RefusedError:
            continue
    loaded = load(root)
    facts = facts_of(loaded)
    register = make_register(facts)
    assert len(given_out) == len(set(given_out))
    assert receipt_problems(facts) == []
    assert [line.number for line in register.lines] == [f"{at + 1:08d}" for at in range(len(register.lines))]
    with open_tables(root) as tables:
        assert facts_in(tables) == facts
