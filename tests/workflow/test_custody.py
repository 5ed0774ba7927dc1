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
from month_books import BANK
from month_books import BY
from month_books import JANUARY
from month_books import NOW
from month_books import statement
from statements import as_csv

from reports.custody import custody_overview
from reports.custody import custody_statement
from reports.custody import enrolment
from reports.render.custody import custody_overview_text
from reports.render.custody import custody_statement_pdf
from reports.render.custody import custody_statement_text
from reports.render.custody import enrolment_text
from unionbooks.banking.custody import custody_of
from unionbooks.banking.custody_checks import custody_problems
from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.query import open_tables
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import BankLine
from unionbooks.members.roll import roll_on
from unionbooks.workflow.closing import close
from unionbooks.workflow.custody import Declared
from unionbooks.workflow.custody import NewScheme
from unionbooks.workflow.custody import declare
from unionbooks.workflow.custody_collect import collect
from unionbooks.workflow.custody_pay import Payment
from unionbooks.workflow.custody_pay import pay
from unionbooks.workflow.custody_sheet import custody_template
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.papers import Paper
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import post

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from unionbooks.workflow.custody_post import Moved

FIRST = dt.date(2026, 1, 1)
TODAY = NOW.date()
APART = "Assets:102银行存款:10299代管经费"
NAMES = (("张一", "1001"), ("王二", "1002"), ("赵三", "1003"), ("赵三", "1004"))


@pytest.fixture(scope="session")
def books_with_schemes(founded_books: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enter savings, an insurance and a donation drive, once."""
    root = (tmp_path_factory.mktemp("custody") / "books").resolve()
    shutil.copytree(founded_books, root)
    enter(root, "CX", "会员储金会", "savings", open_bank=True, amount=Decimal("50.00"), lends=True)
    enter(root, "BX", "互助保障", "insurance", open_bank=True, payee="市互助保障办事处")
    enter(root, "YR", "一日捐", "donation", open_cash=True)
    return root


@pytest.fixture
def books(books_with_schemes: Path, tmp_path: Path) -> Path:
    """Give a test books of its own."""
    root = (tmp_path / "union").resolve()
    shutil.copytree(books_with_schemes, root)
    return root


def enter(root: Path, scheme: str, name: str, kind: str, **more: object) -> Declared:
    """Enter a scheme."""
    new = NewScheme(scheme=scheme, name=name, kind=kind, date=more.pop("date", FIRST), **more)  # type: ignore[arg-type]
    return declare(root, new, by=BY, now=NOW)


def listed(*rows: tuple[str, str, str], total: str | None = None) -> bytes:
    """Write a list of who pays how much: name, staff number, yuan."""
    return as_csv([["姓名", "工号", "金额"], *map(list, rows), *([["合计", "", total]] if total else [])])


EVERYBODY = listed(*((name, number, "50.00") for name, number in NAMES), total="200.00")


def paid_in(root: Path, scheme: str = "CX", data: bytes = EVERYBODY, **more: object) -> Moved:
    """Book a list."""
    return collect(root, scheme, data, "名单.csv", by=BY, now=NOW, **more)  # type: ignore[arg-type]


def paid_out(root: Path, scheme: str = "CX", proof: bytes = b"signed", **more: object) -> Moved:
    """Pay out."""
    proofs = (Paper("签领表.txt", proof),) if proof else ()
    payment = Payment(scheme=scheme, proofs=proofs, approved_by="陈主席", handled_by="周老师", **more)  # type: ignore[arg-type]
    return pay(root, payment, by=BY, now=NOW)


def refused(*codes: str) -> AbstractContextManager[object]:
    """Expect a refusal with these codes."""
    return pytest.raises(UnionbooksError, check=lambda error: tuple(one.code for one in error.problems) == codes)


def faults(root: Path) -> list[str]:
    """Return the codes of what is wrong, with the books and with other people's money."""
    loaded = load(root)
    found = [*loaded.problems, *custody_problems(custody_of(loaded, dt.date.max))]
    return [problem.code for problem in found]


def close_january(root: Path) -> None:
    """Book what the bank paid, and seal January."""
    (draft,) = read_inbox(root).drafts
    complete(root, draft.id, Completion((Share("408"),)), by=BY, now=NOW)
    post(root, [draft.id], by=BY, now=NOW)
    close(root, JANUARY, by=BY, now=NOW)


def test_a_scheme_brings_its_accounts(books: Path) -> None:
    """Entering a scheme opens its accounts by the chart; entering it again changes nothing; a new term keeps them."""
    assert not enter(books, "CX", "会员储金会", "savings", open_bank=True, amount=Decimal("50.00"), lends=True).written
    accounts = load(books).accounts
    assert {APART, "Assets:101库存现金:10199代管经费", "Assets:135其他应收款:13501会员储金会借款"} <= accounts.keys()
    again = enter(books, "CX", "会员储金会", "savings", date=dt.date(2026, 2, 1), amount=Decimal("80.00"), bank="10299")
    assert (again.written, again.opened) == (True, ())
    assert again.scheme.account == "Liabilities:221代管经费:22101会员储金会"
    assert faults(books) == []


def test_a_scheme_that_cannot_be(books: Path) -> None:
    """Ids, accounts of another kind and accounts of another scheme are refused."""
    with refused("custody-id"):
        enter(books, "储金", "x", "savings")
    with refused("custody-not-below"):
        enter(books, "ZZ", "x", "club", account="401")
    with refused("custody-not-below"):
        enter(books, "ZZ", "x", "club", bank="401")
    with refused("custody-taken"):
        enter(books, "ZZ", "x", "club", account="22101")
    with refused("custody-moved"):
        enter(books, "CX", "会员储金会", "savings", account="22102", date=dt.date(2026, 3, 1))


def test_a_list_becomes_a_voucher_with_a_posting_for_each_member(books: Path) -> None:
    """Each member's money stands under the member, nothing is income, and the books stay sound."""
    done = paid_in(books, expect_count=4, expect_sum=Decimal("200.00"))
    entry = load(books).vouchers[str(done.number)]
    postings = [
        (one.account, str(one.units.number), (one.meta or {}).get("member")) for one in entry.postings if one.units
    ]
    assert postings[0] == (APART, "200.00", None)
    assert postings[1:] == [("Liabilities:221代管经费:22101会员储金会", "-50.00", f"M000{at}") for at in range(1, 5)]
    assert (done.members, done.amount_fen, done.balance_fen, done.joined) == (4, 20_000, 20_000, False)
    assert [warning.code for warning in done.warnings] == ["custody-no-line"]
    assert (books / done.papers[0]).read_bytes().decode("utf-8-sig").endswith("合计,,,4人,200.00\r\n")
    assert faults(books) == []


def test_the_template_can_be_booked_as_it_is(books: Path) -> None:
    """The list that is written for a scheme has everybody with the usual amount, and reads back."""
    loaded = load(books)
    (term,) = (one for one in custody_of(loaded, TODAY).terms if one.id == "CX")
    data = custody_template(roll_on(loaded, TODAY), term)
    assert collect(books, "储金", data, "名单.xlsx", by=BY, now=NOW).amount_fen == 20_000


def test_the_same_list_is_booked_once_a_month(books: Path) -> None:
    """Booking a list again is refused, in whatever order its rows are, unless it is meant or of another month."""
    paid_in(books)
    turned = listed(*((name, number, "50") for name, number in reversed(NAMES)))
    before = (books / "journal.jsonl").read_bytes()
    with refused("custody-again"):
        paid_in(books, data=turned)
    assert (books / "journal.jsonl").read_bytes() == before
    assert paid_in(books, again=True).balance_fen == 40_000
    assert paid_in(books, date=dt.date(2026, 1, 31)).balance_fen == 20_000
    assert faults(books) == []


def test_every_mistake_of_a_list_is_said_at_once(books: Path) -> None:
    """Unknown, doubled and misnamed people and wrong totals are reported with their cells; nothing is written."""
    before = (books / "journal.jsonl").read_bytes()
    data = listed(
        ("张一", "1001", "50"), ("无此人", "", "50"), ("张一", "1001", "50"), ("王二", "1003", "50"),
        ("赵三", "", "50"), ("王二", "1002", "-5"), total="999",
    )  # fmt: skip
    with pytest.raises(UnionbooksError) as caught:
        paid_in(books, data=data, expect_count=9, expect_sum=Decimal("1.00"))
    found = sorted(f"{one.code} {one.place.spot if one.place else ''}".strip() for one in caught.value.problems)
    assert found == [
        "cell-positive C7",
        "custody-count",
        "custody-other-name A5",
        "custody-sum",
        "custody-twice A4",
        "member-ambiguous A6",
        "member-not-found A3",
    ]
    assert (books / "journal.jsonl").read_bytes() == before


def test_savings_are_for_members_only(books: Path) -> None:
    """Whoever left may not save, since that is deposit-taking from the public; giving to a drive is a warning."""
    left = '2026-01-20 custom "union-member" "M0001" "leave"\n  reason: "调离"\n'
    commit(books, lambda _: Plan((append("members/roll.beancount", left),)), by=BY, now=NOW, command="test")
    with refused("custody-outsider"):
        paid_in(books)
    given_ = paid_in(books, "YR", listed(("张一", "1001", "100")))
    assert [warning.code for warning in given_.warnings] == ["custody-gone"]


def test_money_joins_its_bank_line(books: Path) -> None:
    """Where the bank has the sum already, the voucher takes its day and its line, and the draft goes."""
    import_file(books, statement(("2026-01-15", 20_000, "育才小学", "代扣储金")), name="对账单.csv", by=BY, now=NOW)
    done = paid_in(books, account="10201")
    assert (done.date, done.account, done.joined) == (dt.date(2026, 1, 15), BANK, True)
    assert load(books).of(BankLine)[0].vouchers == (done.number,)
    assert read_inbox(books).drafts == ()
    assert faults(books) == ["custody-not-there"]


def test_a_member_gets_his_own_and_no_more(books: Path) -> None:
    """Savings are paid back with proof, up to what the member has, to nobody else, on whatever day it is dated."""
    paid_in(books)
    with refused("custody-too-much"):
        paid_out(books, member="M0001", amount=Decimal("50.01"))
    with refused("custody-whose"):
        paid_out(books, amount=Decimal("1.00"))
    with refused("custody-proof"):
        paid_out(books, member="M0001", proof=b"")
    part = paid_out(books, member="M0001", amount=Decimal("20.00"))
    assert (part.amount_fen, part.balance_fen) == (2_000, 18_000)
    rest = paid_out(books, member="1001", proof=b"again")
    assert (rest.amount_fen, rest.balance_fen) == (3_000, 15_000)
    with refused("custody-nothing"):
        paid_out(books, member="M0001", proof=b"once more")
    assert faults(books) == []


def test_money_that_went_later_cannot_go_earlier(books: Path) -> None:
    """A payment dated back is held against what is left today, too."""
    paid_in(books, date=dt.date(2026, 1, 10))
    paid_out(books, member="M0001", amount=Decimal("50.00"))
    with refused("custody-nothing"):
        paid_out(books, member="M0001", proof=b"back", date=dt.date(2026, 1, 20))


def test_premiums_are_passed_on_member_by_member(books: Path) -> None:
    """Passing on takes each member's whole balance to the scheme's payee, and everybody still takes part."""
    paid_in(books, "BX")
    done = paid_out(books, "BX", everyone=True)
    entry = load(books).vouchers[str(done.number)]
    assert (entry.payee, done.members, done.balance_fen) == ("市互助保障办事处", 4, 0)
    with open_tables(books) as tables:
        report = enrolment(tables, "BX", TODAY)
    assert (report.taking_part, report.on_roll, report.percent) == (4, 4, Decimal("100.0"))
    with refused("custody-nothing"):
        paid_out(books, "BX", everyone=True, proof=b"twice")


def test_a_fund_helps_out_of_what_all_gave(books: Path) -> None:
    """Help may go to one member or to somebody else, with an amount, up to the fund."""
    paid_in(books, "YR")
    with refused("custody-how-much"):
        paid_out(books, "YR", member="M0002")
    with refused("custody-payee"):
        paid_out(books, "YR", amount=Decimal("10.00"))
    assert paid_out(books, "YR", member="M0002", amount=Decimal("150.00")).balance_fen == 5_000
    with refused("custody-too-much"):
        paid_out(books, "YR", amount=Decimal("50.01"), payee="区慈善会", proof=b"more")
    assert paid_out(books, "YR", amount=Decimal("50.00"), payee="区慈善会", proof=b"more").balance_fen == 0
    assert faults(books) == []


def test_the_rules_of_the_books_hold_for_other_peoples_money(books: Path) -> None:
    """A payment that no draft could be posted with is refused: two duties that one person may not join."""
    paid_in(books)
    payment = Payment(scheme="CX", proofs=(Paper("x.txt", b"x"),), approved_by=BY, handled_by=BY, member="M0001")
    duties = '2026-01-01 custom "union-incompatible" "I1" "prepared-by" "approved-by"'
    rule = f'{duties}\n  document: "内部控制"\n  level: "block"\n'
    commit(books, lambda _: Plan((append("rules/own.beancount", rule),)), by=BY, now=NOW, command="test")
    with pytest.raises(RefusedError) as caught:
        pay(books, payment, by=BY, now=NOW)
    assert "duties-joined" in [problem.code for problem in caught.value.problems]


def test_nothing_is_booked_where_it_may_not_be(books: Path) -> None:
    """Unknown schemes, ended ones, accounts that hold no money, and sealed months are refused."""
    with refused("custody-unknown"):
        paid_in(books, "ZZ")
    with refused("custody-not-money"):
        paid_in(books, account="401")
    enter(books, "QT", "社团", "club", until=dt.date(2026, 1, 31))
    with refused("custody-which-account"):
        paid_in(books, "QT")
    with refused("custody-ended"):
        paid_in(books, "QT", account="10201")
    import_file(books, statement(("2026-01-31", 512, "", "结息")), name="对账单.csv", by=BY, now=NOW)
    close_january(books)
    with refused("custody-sealed"):
        paid_in(books, date=dt.date(2026, 1, 31))


def test_a_statement_sums_to_the_balance(books: Path) -> None:
    """Brought forward, movements and balance tie in a member's statement and in the scheme's, in both languages."""
    paid_in(books, date=dt.date(2026, 1, 10))
    paid_out(books, member="M0001", amount=Decimal("20.00"))
    with open_tables(books) as tables:
        own = custody_statement(tables, "CX", TODAY, first=dt.date(2026, 2, 1), who="张一")
        whole = custody_statement(tables, "CX", TODAY)
        overview = custody_overview(tables, TODAY)
    assert (own.opening_fen, own.paid_out_fen, own.closing_fen) == (5_000, 2_000, 3_000)
    assert whole.closing_fen == whole.paid_in_fen - whole.paid_out_fen == sum(one.balance_fen for one in whole.shares)
    assert [row.balance_fen for row in whole.rows] == [20_000, 18_000]
    assert [row.balance_fen for row in overview.rows if row.term.id == "CX"] == [18_000]
    assert all(tie.difference == 0 for tie in overview.ties)
    for language in ("zh", "en"):
        assert "30.00" in custody_statement_text(own, language)
        assert "M0004" in custody_statement_text(whole, language, 80)
        assert "180.00" in custody_overview_text(overview, language, 80)
    assert custody_statement_pdf(own).startswith(b"%PDF")
    assert custody_statement_pdf(whole) == custody_statement_pdf(whole)


def test_the_rate_of_participation(books: Path) -> None:
    """The list names who takes part and who does not, and the rate is of those on the roll."""
    paid_in(books, "YR", listed(("张一", "1001", "10"), ("王二", "1002", "20.5")))
    with open_tables(books) as tables:
        report = enrolment(tables, "一日捐", TODAY)
    assert [(row.member, row.takes_part, row.fen) for row in report.rows] == [
        ("M0001", True, 1_000),
        ("M0002", True, 2_050),
        ("M0003", False, 0),
        ("M0004", False, 0),
    ]
    assert (report.taking_part, report.percent, report.fen) == (2, Decimal("50.0"), 3_050)
    assert "50.0" in enrolment_text(report, "zh", 80)


amounts = st.lists(st.integers(1, 10**6), min_size=4, max_size=4)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(amounts, st.lists(st.tuples(st.integers(0, 3), st.integers(1, 10**6)), max_size=3))
def test_whatever_is_paid_the_money_ties(
    books_with_schemes: Path,
    tmp_path_factory: pytest.TempPathFactory,
    fens: list[int],
    payments: list[tuple[int, int]],
) -> None:
    """After any list and payments, refused ones too, what is owed is what is held is what the members have."""
    root = (tmp_path_factory.mktemp("ties") / "books").resolve()
    shutil.copytree(books_with_schemes, root)
    rows = [(name, number, format_yuan(fen)) for (name, number), fen in zip(NAMES, fens, strict=True)]
    paid_in(root, data=listed(*rows))
    left = list(fens)
    for at, (who, fen) in enumerate(payments):
        try:
            paid_out(root, member=NAMES[who][1], amount=Decimal(fen).scaleb(-2), proof=b"%d" % at)
        except RefusedError:
            assert fen > left[who]
            continue
        left[who] -= fen
    with open_tables(root) as tables:
        report = custody_statement(tables, "CX", TODAY)
        overview = custody_overview(tables, TODAY)
    assert [share.balance_fen for share in report.shares] == left
    assert report.closing_fen == sum(left)
    assert [(tie.owed, tie.held) for tie in overview.ties if "CX" in tie.schemes] == [(sum(left), sum(left))]
    assert faults(root) == []
