from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any

import pytest
from month_books import BANK
from month_books import BY
from month_books import DUES
from month_books import DUES_SUM
from month_books import FEBRUARY
from month_books import JANUARY
from month_books import NOW
from month_books import dues_list
from month_books import statement
from roll_books import seal
from statements import as_csv

from importers.payroll import read_payroll
from reports.dues_deductions import deduction_list
from reports.render.dues import deduction_list_xlsx
from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.query import open_tables
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import DuesException
from unionbooks.dues.exceptions import cases_in
from unionbooks.dues.ledger import EVER
from unionbooks.dues.ledger import accounts
from unionbooks.dues.ledger import dues_months
from unionbooks.dues.upward import upward_of
from unionbooks.members.timeline import TIMELINE
from unionbooks.workflow.collecting import Collected
from unionbooks.workflow.collecting import collect
from unionbooks.workflow.dues_deciding import decide
from unionbooks.workflow.dues_deciding import pay_back
from unionbooks.workflow.dues_payers import PayersCollected
from unionbooks.workflow.dues_payers import collect_payers
from unionbooks.workflow.importing import import_file

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.dues.exceptions import Case

FEBRUARY_10 = dt.date(2026, 2, 10)
HELD = "Liabilities:215其他应付款"


def book(root: Path, data: bytes, **more: Any) -> Collected:
    """Book a list of dues."""
    given_ = {"account": "10201", "month": JANUARY, "name": "一月.csv", "date": dt.date(2026, 1, 31)} | more
    return collect(root, data, by=BY, now=NOW, **given_)


def settle(root: Path, exception: str, decision: str, **more: Any) -> Any:
    """Decide about an exception."""
    return decide(root, exception, decision, by="陈主席", now=NOW, why="经委员会讨论", **more)


def enter(root: Path, path: str, text: str) -> None:
    """Write a fact into the ledger."""
    commit(root, lambda _: Plan((append(path, text),)), by=BY, now=NOW, command="test")


def queue(root: Path, *, everything: bool = False) -> tuple[Case, ...]:
    """Return the open exceptions."""
    with open_tables(root) as tables:
        return cases_in(tables, everything=everything)


def owed(root: Path, member: str, last: Month = JANUARY) -> dict[str, int]:
    """Return what a member owes by month."""
    with open_tables(root) as tables:
        rows = dues_months(tables, TIMELINE, EVER, last, member=member)
    return {str(row.month): row.owed_fen for row in rows}


def refused(root: Path, act: Any) -> list[str]:
    """Do what is refused, make sure that nothing was written, and return the codes."""
    before = (root / "journal.jsonl").read_bytes()
    with pytest.raises(UnionbooksError) as caught:
        act()
    assert (root / "journal.jsonl").read_bytes() == before
    return [problem.code for problem in caught.value.problems]


ODD = (
    ("张一", "1001", "30.00"),  # under
    ("王二", "1002", "26.00"),  # over
    ("赵三", "1003", "21.85"),
    ("赵三", "1003", "21.85"),  # double
    ("钱四", "", "5.00"),  # unknown
    ("李五", "1004", "15.00"),  # name
)


def test_what_does_not_fit_waits_until_it_is_decided(books: Path) -> None:
    """With --queue the rest is booked, the sum is the list's, and each doubtful row is an exception of its kind."""
    assert set(refused(books, lambda: book(books, dues_list(*ODD)))) == {
        "dues-twice", "dues-unknown", "dues-other-name",
    }  # fmt: skip
    done = book(books, dues_list(*ODD), queue=True)
    assert [(one.kind, one.member, one.held) for one in queue(books)] == [
        ("under", "M0001", None),
        ("over", "M0002", None),
        ("double", "M0003", None),
        ("unknown", None, HELD),
        ("name", None, HELD),
    ]
    entry = load(books).vouchers[str(done.number)]
    sums = {posting.account: posting.units.number for posting in entry.postings if posting.units}
    assert (sums[BANK], sums[HELD]) == (Decimal("119.70"), Decimal("-20.00"))
    assert (done.fen, done.held_fen, done.members) == (11970, 2000, 3)
    assert load(books).problems == ()
    assert (owed(books, "M0001"), owed(books, "M0002")) == ({"2026-01": 390}, {"2026-01": 0})


def test_the_totals_must_agree_even_with_a_queue(books: Path) -> None:
    """What is typed for people and sum is held against the whole list; a list booked before is not booked again."""
    wrong = refused(
        books, lambda: book(books, dues_list(*ODD), queue=True, expect_count=5, expect_sum=Decimal("119.71"))
    )
    assert wrong == ["dues-count", "dues-sum"]
    book(books, dues_list(*ODD), queue=True, expect_count=6, expect_sum=Decimal("119.70"))
    assert refused(books, lambda: book(books, dues_list(*ODD), queue=True)) == ["dues-list-booked"]


def test_money_that_waited_goes_to_its_member(books: Path) -> None:
    """The decision moves it by a voucher of its own, and the exception leaves the queue but stays on record."""
    book(books, dues_list(*ODD), queue=True)
    name = queue(books)[4].exception
    done = settle(books, name, "member", member="M0004", date=FEBRUARY_10)
    assert owed(books, "M0004") == {"2026-01": 0}
    assert str(done.number).startswith("2026-02-")
    assert name not in [one.exception for one in queue(books)]
    decided = next(one for one in queue(books, everything=True) if one.exception == name)
    assert (decided.decision, decided.decided_by, decided.reason) == ("member", "陈主席", "经委员会讨论")
    assert refused(books, lambda: settle(books, name, "accept")) == ["dues-exception-decided"]
    assert load(books).problems == ()


def test_money_goes_back_through_the_inbox(books: Path) -> None:
    """A refund of what waits, or of what was too much, is a draft with the right legs; posting is another step."""
    book(books, dues_list(*ODD), queue=True)
    over, double, unknown = (one.exception for one in queue(books)[1:4])
    for name, account, fen in ((unknown, HELD, 500), (over, "Income:401会费收入", 100), (double, None, 2185)):
        done = settle(books, name, "pay-back", account="10201")
        draft = read_inbox(books).find(done.draft)
        assert draft.entry.balance == 0
        assert [(leg.account, leg.fen) for leg in draft.entry.legs] == [
            (account or "Income:401会费收入", fen),
            (BANK, -fen),
        ]
    assert refused(books, lambda: settle(books, queue(books)[1].exception, "pay-back")) == ["dues-refund-account"]


def test_a_decision_must_make_sense(books: Path) -> None:
    """Held money cannot just stay, booked money is no other member's, and everything needs a reason and a name."""
    book(books, dues_list(*ODD), queue=True)
    under, over, _, unknown, _ = (one.exception for one in queue(books))
    assert refused(books, lambda: settle(books, unknown, "accept")) == ["dues-exception-held"]
    assert refused(books, lambda: settle(books, unknown, "member")) == ["dues-exception-member"]
    assert refused(books, lambda: settle(books, over, "member", member="M0001")) == ["dues-exception-booked"]
    assert refused(books, lambda: settle(books, under, "pay-back", account="10201")) == ["dues-refund-amount"]
    assert refused(books, lambda: settle(books, "E1", "accept")) == ["dues-exception-unknown"]
    assert refused(books, lambda: decide(books, under, "accept", by=BY, now=NOW, why=" ")) == ["dues-exception-why"]
    settle(books, under, "accept")
    assert under not in [one.exception for one in queue(books)]


def test_who_left_is_held_and_who_paid_already_is_carried_forward(books: Path) -> None:
    """A deduction from somebody who left waits; one for a month that is paid is a credit for the next."""
    book(books, dues_list(*DUES))
    enter(books, "members/roll.beancount", '2026-01-31 custom "union-member" "M0001" "leave"\n')
    done = book(books, dues_list(*DUES), month=FEBRUARY, date=FEBRUARY_10, queue=True)
    assert [(one.kind, one.member, one.held) for one in queue(books)] == [("left", "M0001", HELD)]
    assert done.fen == DUES_SUM
    again = book(books, dues_list(DUES[1]), month=FEBRUARY, date=FEBRUARY_10, queue=True)
    assert [one.kind for one in again.exceptions] == ["double"]
    with open_tables(books) as tables:
        assert accounts(tables, TIMELINE, EVER, FEBRUARY)["M0002"].carried_fen == 2500
    assert owed(books, "M0002", Month(2026, 3)) == {"2026-01": 0, "2026-02": 0, "2026-03": 0}


def test_several_months_and_payments_in_advance_name_their_months(books: Path) -> None:
    """A row for half a year is one posting for six months, with no word where it is what is owed."""
    table = [["姓名", "工号", "所属月份", "会费"], ["张一", "1001", "2026-01至2026-06", "203.40"]]
    done = book(books, as_csv(table))
    posting = load(books).vouchers[str(done.number)].postings[1]
    assert posting.meta is not None
    assert posting.meta["months"] == "2026-01..2026-06"
    assert done.exceptions == ()
    assert owed(books, "M0001", Month(2026, 7))["2026-07"] == 3390
    assert owed(books, "M0001", Month(2026, 6)) == {f"2026-{at:02d}": 0 for at in range(1, 7)}


def test_a_back_dated_base_leaves_a_difference_to_be_booked_now(books: Path) -> None:
    """When a base is corrected for the past, the difference is owed for the old months and paid in the open one."""
    book(books, dues_list(*DUES))
    enter(
        books,
        "members/roll.beancount",
        '2026-01-01 custom "union-member" "M0002" "change"\n  base: 6000.00 CNY\n  reason: "更正"\n',
    )
    assert owed(books, "M0002", FEBRUARY) == {"2026-01": 500, "2026-02": 3000}
    done = book(books, dues_list(("王二", "1002", "35.00")), month=FEBRUARY, date=FEBRUARY_10)
    posting = load(books).vouchers[str(done.number)].postings[1]
    assert posting.meta is not None
    assert (posting.meta["months"], done.exceptions) == ("2026-01..2026-02", ())
    assert owed(books, "M0002", FEBRUARY) == {"2026-01": 0, "2026-02": 0}


def test_a_groups_cash_needs_a_receipt(books: Path) -> None:
    """Cash is booked to cash, against a receipt that no other voucher has used."""
    cash = {"account": "101", "kind": "cash"}
    assert refused(books, lambda: book(books, dues_list(DUES[0]), **cash)) == ["dues-no-receipt"]
    assert refused(books, lambda: book(books, dues_list(DUES[0]), kind="cash", receipt="0001")) == ["dues-not-cash"]
    done = book(books, dues_list(DUES[0]), **cash, receipt="0001")
    entry = load(books).vouchers[str(done.number)]
    assert (entry.meta["receipt"], entry.postings[0].account) == ("0001", "Assets:101库存现金")
    assert refused(books, lambda: book(books, dues_list(DUES[1]), **cash, receipt="0001")) == ["dues-receipt-used"]
    named = as_csv([["姓名", "工号", "会费", "收据号"], ["王二", "1002", "25.00", "0002"]])
    second = book(books, named, **cash)
    assert load(books).vouchers[str(second.number)].meta["receipt"] == "0002"


def test_far_too_many_rows_are_one_error(books: Path) -> None:
    """Ten thousand rows for four members are refused as the wrong file, in one sentence."""
    rows = [(f"甲{at}", f"9{at}", "5.00") for at in range(10_001)]
    assert refused(books, lambda: book(books, dues_list(*rows), queue=True)) == ["dues-too-many"]


def test_the_answer_to_a_deduction_list_is_known(books: Path) -> None:
    """The list that went out comes back through collect; its code says so, and says when things have changed."""
    with open_tables(books) as tables:
        sent = deduction_list(tables, JANUARY)
    data = deduction_list_xlsx(sent)
    assert (sent.total_fen, [line.dues_fen for line in sent.lines]) == (DUES_SUM, [3390, 2500, 2185, 1500])
    assert read_payroll(data, "清单.xlsx").code == ("2026-01", sent.code)
    assert refused(books, lambda: book(books, data, name="清单.xlsx", month=FEBRUARY)) == ["dues-list-month"]
    done = book(books, data, name="清单.xlsx")
    assert [problem.code for problem in done.warnings] == ["dues-list-known", "dues-no-line"]
    with open_tables(books) as tables:
        later = deduction_list(tables, FEBRUARY)
        assert deduction_list(tables, JANUARY).lines == ()
    enter(books, "members/roll.beancount", '2026-02-01 custom "union-member" "M0004" "retire"\n')
    changed = book(books, deduction_list_xlsx(later), name="清单.xlsx", month=FEBRUARY, date=FEBRUARY_10)
    assert "dues-list-changed" in [problem.code for problem in changed.warnings]


def test_dues_go_upward_where_a_rule_says_so(books: Path) -> None:
    """The own share is income, the upper share is owed upward, and the member has paid the sum of both."""
    rule = (
        '2026-01-01 custom "union-dues-rule" "dues" "percent"\n  rate: 0.005\n  base-step: 10.00 CNY\n'
        '  exempt: "retained retired"\n  upper-share: 0.2\n  document: "某总工发〔2025〕9号"\n'
    )
    enter(books, "rules/own.beancount", rule)
    done = book(books, dues_list(*DUES))
    assert owed(books, "M0001") == {"2026-01": 0}
    with open_tables(books) as tables:
        (line,) = upward_of(tables, TIMELINE, JANUARY, EVER)
    assert (line.received_fen, line.upper_fen, line.booked_fen, line.missing_fen) == (DUES_SUM, 1915, 1915, 0)
    entry = load(books).vouchers[str(done.number)]
    upper = [one.units.number for one in entry.postings if one.units and one.account.startswith("Liabilities:211")]
    assert sum(upper) == Decimal("-19.15")
    refund = pay_back(books, "M0001", Decimal("33.90"), account="10201", why="多扣", by=BY, now=NOW,
                      months=MonthRange.one(JANUARY))  # fmt: skip
    legs = read_inbox(books).find(refund.draft or "").entry.legs
    assert [leg.fen for leg in legs] == [2712, 678, -3390]


def test_without_a_share_nothing_goes_upward(books: Path) -> None:
    """The national rule leaves all dues with the base union."""
    book(books, dues_list(*DUES))
    with open_tables(books) as tables:
        assert upward_of(tables, TIMELINE, JANUARY, EVER) == ()


LINES = (
    ("2026-01-12", 3390, "张一", "一月会费"),
    ("2026-01-13", 2500, "陈大姐", "替王二交会费"),
    ("2026-01-14", 2185, "无名氏", "转账"),
    ("2026-01-15", 9575, "育才小学", "代扣会费"),
    ("2026-01-16", 1234, "张一", "退活动费"),
    ("2026-01-17", 1500, "网友", "会费"),
)


def pay(root: Path, **more: Any) -> PayersCollected:
    """Book the transfers of January."""
    return collect_payers(root, account="10201", month=JANUARY, by=BY, now=NOW, **more)


def test_transfers_are_matched_to_members_and_the_rest_waits(books: Path) -> None:
    """Name and purpose match a line; what is not certain stays a line, and waits where it may be dues."""
    import_file(books, statement(*LINES), name="对账单.csv", by=BY, now=NOW)
    assert refused(books, lambda: pay(books, expect_sum=Decimal("58.91"))) == ["dues-sum"]
    done = pay(books, expect_count=2, expect_sum=Decimal("58.90"))
    assert [(line.counterparty, member) for line, member, _ in done.payments] == [
        ("张一", "M0001"),
        ("陈大姐", "M0002"),
    ]
    assert done.date == dt.date(2026, 1, 13)
    assert [(one.kind, one.who, one.member) for one in queue(books)] == [
        ("unclear", "张一", "M0001"),
        ("unknown", "网友", None),
    ]
    assert owed(books, "M0001") == owed(books, "M0002") == {"2026-01": 0}
    left = [draft.entry.payee for draft in read_inbox(books).drafts]
    assert left == ["无名氏", "育才小学", "张一", "网友"]
    again = pay(books)
    assert (again.number, again.waiting, again.still_waiting) == (None, (), 2)


def test_a_decision_about_a_payer_is_remembered(books: Path) -> None:
    """Once it is decided whose dues a payer pays, this line and the next of the same payer are booked."""
    import_file(books, statement(*LINES), name="对账单.csv", by=BY, now=NOW)
    pay(books)
    settle(books, queue(books)[1].exception, "member", member="1004")
    assert [member for _, member, _ in pay(books).payments] == ["M0004"]
    february = statement(("2026-02-03", 1500, "网友", "转账"), start=1_000_000 + sum(line[1] for line in LINES))
    import_file(books, february, name="二月.csv", by=BY, now=NOW)
    done = collect_payers(books, account="10201", month=FEBRUARY, by=BY, now=NOW)
    assert [(member, str(months)) for _, member, months in done.payments] == [("M0004", "2026-02")]


def test_a_sheet_of_payers_says_who_pays_for_whom(books: Path) -> None:
    """The treasurer's own sheet matches payers; a member it names who is not on the roll refuses everything."""
    import_file(books, statement(*LINES), name="对账单.csv", by=BY, now=NOW)
    sheet = as_csv([["付款人", "会员"], ["无名氏", "1003"]])
    assert "M0003" in [member for _, member, _ in pay(books, payers=sheet, name="代缴.csv").payments]
    wrong = as_csv([["付款人", "会员"], ["无名氏", "9999"]])
    assert refused(books, lambda: pay(books, payers=wrong, name="代缴.csv")) == ["dues-payers-member"]


def test_a_refund_completes_the_draft_of_its_bank_line(books: Path) -> None:
    """Where the bank has paid it back already, the line's own draft is completed, and no second one is made."""
    book(books, dues_list(*DUES))
    import_file(books, statement(("2026-02-02", -500, "王二", "退会费")), name="二月.csv", by=BY, now=NOW)
    (line,) = read_inbox(books).drafts
    done = pay_back(books, "王二", Decimal("5.00"), account="10201", why="多扣", by=BY, now=NOW)
    (draft,) = read_inbox(books).drafts
    assert (done.draft, draft.import_ids) == (line.id, line.import_ids)
    assert [leg.account for leg in draft.entry.legs] == ["Income:401会费收入", BANK]
    with pytest.raises(BadInputError):
        pay_back(books, "王二", Decimal("0.00"), account="10201", why="多扣", by=BY, now=NOW)


def test_a_sealed_month_takes_no_decision_with_a_voucher(books: Path) -> None:
    """A decision that moves money into a sealed month is refused."""
    book(books, dues_list(*ODD), queue=True)
    seal(books, JANUARY)
    waiting = queue(books)[4].exception
    with pytest.raises(RefusedError) as caught:
        settle(books, waiting, "member", member="M0004", date=dt.date(2026, 1, 31))
    assert caught.value.problems[0].code == "dues-sealed"
    assert all(one.event == "open" for one in load(books).of(DuesException))
