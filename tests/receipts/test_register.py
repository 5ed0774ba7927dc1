from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from receipt_facts import DAY
from receipt_facts import book
from receipt_facts import day
from receipt_facts import dues
from receipt_facts import facts
from receipt_facts import receipt
from receipt_facts import void

from unionbooks.core.month import Month
from unionbooks.receipts.checks import gaps
from unionbooks.receipts.checks import receipt_problems
from unionbooks.receipts.register import make_register
from unionbooks.receipts.usage import usage_of

if TYPE_CHECKING:
    from unionbooks.receipts.facts import ReceiptFacts

FIRST = Month(2026, 1)


def codes(found: ReceiptFacts) -> list[str]:
    """Return the codes of what is wrong, sorted."""
    return sorted(problem.code for problem in receipt_problems(found))


def test_both_sources_make_one_register() -> None:
    """A number set at posting and one issued afterwards stand in one register, in the order of the numbers."""
    register = make_register(
        facts(
            book(),
            dues("2026-03-0001", 500, "0002"),
            dues("2026-03-0002", 700),
            receipt("0001", "2026-03-0002", "7.00", payer="王一"),
        )
    )
    assert [(line.number, line.voucher, line.amount_fen, line.payer) for line in register.lines] == [
        ("0001", "2026-03-0002", 700, "王一"),
        ("0002", "2026-03-0001", 500, "育才小学"),
    ]
    assert {line.kind for line in register.lines} == {"dues"}


def test_particulars_of_a_number_set_at_posting() -> None:
    """A directive for a number that the voucher names says more of it, and is no second use."""
    found = facts(
        book(),
        dues("2026-03-0001", 500, "0001"),
        receipt("0001", "2026-03-0001", "5.00", payer="王一", date=day("03-09")),
    )
    (line,) = make_register(found).lines
    assert (line.payer, line.date, line.amount_fen) == ("王一", DAY, 500)
    assert codes(found) == []


def test_the_last_of_several_receipts_has_the_rest() -> None:
    """Where all but one amount are known, the one is what is left of the voucher."""
    found = facts(book(), dues("2026-03-0001", 500, "0001", "0002"), receipt("0001", "2026-03-0001", "1.50"))
    assert [line.amount_fen for line in make_register(found).lines] == [150, 350]
    assert codes(found) == []


def test_amounts_that_nobody_knows_are_said() -> None:
    """Two receipts of one voucher without amounts are not guessed."""
    found = facts(book(), dues("2026-03-0001", 500, "0001", "0002"))
    assert [line.amount_fen for line in make_register(found).lines] == [None, None]
    assert codes(found) == ["receipt-amount-unclear"]


def test_a_reversed_voucher_leaves_its_receipt_in_the_register() -> None:
    """The receipt stays, is shown as reversed, and is reported until it is void or belongs to another voucher."""
    wrong = dues("2026-03-0001", 500, "0001", reversed_by="2026-03-0002")
    red = dues("2026-03-0002", -500, "0001", reverses="2026-03-0001")
    (line,) = make_register(facts(book(), wrong, red)).lines
    assert (line.state, line.voucher, line.amount_fen, line.reversed_by) == (
        "reversed",
        "2026-03-0001",
        500,
        "2026-03-0002",
    )
    assert codes(facts(book(), wrong, red)) == ["receipt-reversed"]
    assert codes(facts(book(), wrong, red, void("0001"))) == []
    anew = dues("2026-03-0003", 500)
    moved = facts(book(), wrong, red, anew, receipt("0001", "2026-03-0003", "5.00"))
    (line,) = make_register(moved).lines
    assert (line.state, line.voucher) == ("issued", "2026-03-0003")
    assert codes(moved) == []


def test_a_void_receipt_keeps_its_number_and_loses_its_amount() -> None:
    """An issued receipt that became void counts for nothing, and still says what it was made out over."""
    found = facts(book(), dues("2026-03-0001", 500, "0001"), void("0001"), receipt("0002", "2026-03-0001", "5.00"))
    first, second = make_register(found).lines
    assert (first.state, first.amount_fen, first.face_fen, first.voucher) == ("void", 0, 500, "2026-03-0001")
    assert (second.state, second.amount_fen) == ("issued", 500)
    assert codes(found) == []


def test_the_right_book_comes_first() -> None:
    """Dues take the next number of a book for dues, everything else that of a general one."""
    register = make_register(
        facts(book("G", "0001", "0010"), book("D", "0101", "0110", kind="dues"), dues("2026-03-0001", 500, "0101"))
    )
    due, general = register.book_for("dues"), register.book_for("contribution")
    assert due is not None
    assert general is not None
    assert (register.next_of(due), register.next_of(general)) == ("0102", "0001")
    assert register.next_of(due, {"0102", "0103"}) == "0104"


def test_a_returned_book_gives_no_number() -> None:
    """Nothing is issued out of a book that was handed back."""
    register = make_register(facts(book(), book(returned=day("03-31"), date=day("03-31"))))
    assert register.books[0].received == day("01-01")
    assert register.book_for("dues") is None


def test_gaps_are_found_up_to_a_day() -> None:
    """Skipped numbers are listed with their book, those before a day alone where one is given."""
    found = facts(
        book(),
        dues("2026-03-0001", 500, "0002", date=day("03-05")),
        dues("2026-03-0002", 500, "0006", date=day("04-05")),
    )
    register = make_register(found)
    assert gaps(register) == {"B1": ("0001", "0003", "0004", "0005")}
    assert gaps(register, day("03-31")) == {"B1": ("0001",)}
    assert codes(found) == ["receipt-gap", "receipt-gap"]


def test_each_fault_has_its_code() -> None:
    """Overlapping books, foreign, doubled, overdrawn and misplaced numbers are each reported."""
    good = dues("2026-03-0001", 500, "0001")
    assert codes(facts(book(), book("B2", "0010", "0020"), good)) == ["receipt-book-overlap"]
    assert codes(facts(book(), book("B2", "11", "0020"), good)) == ["receipt-book-numbers"]
    assert codes(facts(book(), book("B1", "0011", "0020", date=day("02-01")))) == ["receipt-book-changed"]
    assert codes(facts(book(), good, dues("2026-03-0002", 500, "0900"))) == ["receipt-no-book"]
    assert codes(facts(book(), good, dues("2026-03-0002", 500, "0001"))) == ["receipt-twice"]
    assert codes(facts(book(), good, receipt("0002", "2026-03-0001", "1.00"))) == []
    assert codes(facts(book(), good, receipt("0001", "2026-03-0001", "5.01"))) == ["receipt-over"]
    assert codes(facts(book(kind="contribution"), good)) == ["receipt-kind"]
    assert codes(facts(book(date=day("03-03")), good)) == ["receipt-outside-term"]
    assert codes(facts(book(), void("0001", copies=2))) == ["receipt-copies"]
    assert codes(facts(book(), void("0001"), void("0001"))) == ["receipt-void-twice"]
    assert codes(facts(book(), void("0001", day("03-01")), good)) == ["receipt-void-used"]
    assert codes(facts(book(), good, parents=("育才小学",))) == ["receipt-not-due"]
    split = facts(book(), book("B2", "0011", "0020", date=day("02-01")), good, dues("2026-03-0002", 500, "0011"))
    assert codes(split) == ["receipt-book-split"]


def test_a_number_without_any_book_on_record_is_a_warning() -> None:
    """A union that keeps no register yet is not stopped by it."""
    (problem,) = receipt_problems(facts(dues("2026-03-0001", 500, "0001")))
    assert (problem.code, problem.level) == ("receipt-no-book", "warning")


Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(st.sampled_from(["issue", "void", "issue-void", "skip"]), st.integers(0, 40), st.integers(1, 10**6)),
    max_size=40,
)


def _history(told: list[Step], size: int) -> tuple[ReceiptFacts, int]:
    """Use numbers of one book in their order, a few days apart; return the facts and how many numbers were used."""
    things: list[object] = [book("B1", "0001", f"{size:04d}")]
    at, date = 0, day("01-01")
    used = 0
    for what, days, fen in told:
        date += dt.timedelta(days=days)
        at += 1
        if at > size:
            break
        number, voucher = f"{at:04d}", f"{Month.of(date)}-{at:04d}"
        if what == "skip":
            continue
        used += 1
        if what != "void":
            things.append(dues(voucher, fen, number, date=date))
        if what != "issue":
            things.append(void(number, date + dt.timedelta(days=days)))
    return facts(*things), used


@given(steps, st.integers(1, 50))
def test_used_void_and_free_make_up_the_books(told: list[Step], size: int) -> None:
    """The register is what the books held, less what is free; no number is in it twice."""
    found, used = _history(told, size)
    register = make_register(found)
    assert len({line.number for line in register.lines}) == len(register.lines) == used
    (one,) = register.books
    lines = {line.number for line in register.lines}
    free = [str(number) for number in one.numbers if str(number) not in lines]
    assert len(free) + used == size
    following = register.next_of(one)
    assert following is None or following in free
    assert following is None or all(number < following for number in lines)


@given(steps, st.integers(1, 50))
def test_the_monthly_tables_tie_and_follow_each_other(told: list[Step], size: int) -> None:
    """Each month ties, begins with what the one before ended with, and together they use each number once."""
    found, used = _history(told, size)
    register = make_register(found)
    last = max((line.date for line in register.lines), default=day("01-01"))
    closing, issued, gone = 0, 0, 0
    for offset in range(Month.of(last).minus(FIRST) + 1):
        usage = usage_of(register, FIRST.plus(offset))
        assert usage.ties
        assert usage.total.opening == closing
        closing = usage.total.closing
        gone += usage.total.issued + usage.total.void
        issued += usage.total.issued_fen
    assert gone == used
    assert closing == size - used
    assert issued >= sum(line.amount_fen or 0 for line in register.lines)


def test_a_receipt_that_becomes_void_later_counts_once() -> None:
    """It was issued in its own month, and is only remembered in the month in which it became void."""
    found = facts(book(), dues("2026-03-0001", 500, "0001"), void("0001", day("04-10")))
    march, april = (usage_of(make_register(found), Month(2026, number)).rows[0] for number in (3, 4))
    assert (march.issued, march.void, march.issued_fen, march.closing) == (1, 0, 500, 9)
    assert (april.opening, april.issued, april.void, april.voided_later, april.closing) == (9, 0, 0, 1, 9)


def test_a_table_that_cannot_tie_says_so() -> None:
    """A receipt out of a book that was handed back shows, and the table does not tie."""
    found = facts(
        book(),
        book(returned=day("02-10"), date=day("02-10")),
        dues("2026-02-0001", 500, "0001", date=day("02-05")),
        dues("2026-03-0001", 500, "0002"),
    )
    register = make_register(found)
    february = usage_of(register, Month(2026, 2))
    assert (february.total.returned, february.total.closing, february.ties) == (9, 0, True)
    assert not usage_of(register, Month(2026, 3)).ties
    assert "receipt-outside-term" in codes(found)
