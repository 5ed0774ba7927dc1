from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from month_books import APPROVED
from month_books import BANK
from month_books import BY
from month_books import NOW
from month_books import OPENING
from month_books import statement
from statements import SHAPES
from statements import as_csv

from unionbooks.books.inbox import read_inbox
from unionbooks.books.journal import read_journal
from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Problem
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import BankLine
from unionbooks.workflow.closing import close
from unionbooks.workflow.importing import ImportResult
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import drop_draft
from unionbooks.workflow.posting import post

LINES = (
    ("2026-01-15", 9575, "育才小学", "代扣会费"),
    ("2026-01-20", -38640, "文具店", "购买文具"),
    ("2026-01-21", 512, "", "结息"),
)
WECHAT = next(shape for shape in SHAPES if shape.profile == "wechat")


def bring_in(root: Path, data: bytes, **more: object) -> ImportResult:
    """Import a statement."""
    return import_file(root, data, name="对账单.csv", by=BY, now=NOW, **more)  # type: ignore[arg-type]


def state(root: Path) -> dict[str, bytes]:
    """Return every file of the books, the lock aside."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    }


def refused(root: Path, data: bytes, **more: object) -> tuple[Problem, ...]:
    """Import a statement that is refused, and make sure that nothing was written."""
    before = state(root)
    with pytest.raises(UnionbooksError) as caught:
        bring_in(root, data, **more)
    assert state(root) == before
    return caught.value.problems


def test_each_movement_becomes_a_bank_line_and_a_draft(books: Path) -> None:
    """Lines carry what the bank said, with balance and place; drafts carry the amount and what they lack."""
    result = bring_in(books, statement(*LINES))
    loaded = load(books)
    lines = loaded.of(BankLine)
    assert [(str(line.date), line.amount, line.balance) for line in lines][1:2] == [
        ("2026-01-20", lines[1].amount, lines[1].balance)
    ]
    assert [int(line.amount * 100) for line in lines] == [fen for _, fen, _, _ in LINES]
    assert lines[1].source == "对账单.csv!3"
    assert lines[1].profile == "icbc-corporate-1 1"
    assert loaded.problems == ()
    drafts = read_inbox(books).drafts
    assert tuple(draft.id for draft in drafts) == result.drafts
    assert [draft.import_ids for draft in drafts] == [(line.bank_line,) for line in lines]
    assert b"missing: account kind handled-by approved-by approved-on evidence" in (books / drafts[1].path).read_bytes()


def test_interest_has_its_account_suggested_with_the_reason(books: Path) -> None:
    """What the bank's words alone say is filled in, and why; the rest is left to a person."""
    bring_in(books, statement(*LINES))
    drafts = read_inbox(books).drafts
    assert [len(draft.entry.legs) for draft in drafts] == [1, 1, 2]
    assert drafts[2].entry.legs[1].account == "Income:408其他收入"
    assert "结息" in (drafts[2].entry.meta.suggested or "")


def test_importing_twice_writes_nothing(books: Path) -> None:
    """The second time every row is known, not a byte changes, and the journal has no line more."""
    bring_in(books, statement(*LINES))
    before = state(books)
    again = bring_in(books, statement(*LINES))
    assert (again.known, again.added, again.drafts, again.written) == (3, (), (), False)
    assert state(books) == before


def test_a_file_that_overlaps_adds_only_what_is_new(books: Path) -> None:
    """The longer statement adds its new days; the shorter one after it adds nothing."""
    bring_in(books, statement(*LINES[:2]))
    result = bring_in(books, statement(*LINES))
    assert (result.known, len(result.added)) == (2, 1)
    assert bring_in(books, statement(LINES[1], start=OPENING + 9575)).added == ()


def test_a_dry_run_writes_nothing_and_says_the_same(books: Path) -> None:
    """What a dry run says is what the import then does."""
    before = state(books)
    said = bring_in(books, statement(*LINES), dry_run=True)
    assert state(books) == before
    done = bring_in(books, statement(*LINES))
    assert dataclasses.replace(done, written=False) == said


def test_rows_read_are_rows_told(books: Path) -> None:
    """Every row of the file is in the result, as new, known, dropped or to be looked at."""
    bring_in(books, statement(*LINES[:1]))
    table = statement(*LINES).decode("gb18030").splitlines()
    table += ["合计,,,,,,1.00,2.00", "1302000000000012345,,2026-01-22 10:00:00,,,乱码,,9.00,,怪,"]
    result = bring_in(books, "\n".join(table).encode())
    assert result.read == 5
    assert (len(result.added), result.known, len(result.dropped), len(result.review)) == (2, 1, 1, 1)


def test_a_row_to_be_looked_at_waits_in_the_inbox_once(books: Path) -> None:
    """It becomes a draft with the reason; importing again makes no other, not even after it was dropped."""
    row = ["2026-01-05 10:00:00", "零钱提现", "某银行", "/", "/", "¥100.10", "某银行", "提现已到账", "S1", "/", "/"]
    data = as_csv([WECHAT.header, row])
    result = bring_in(books, data, account="10201")
    draft = read_inbox(books).find(result.review_drafts[0])
    assert draft.entry.legs == ()
    assert dict(draft.entry.own)["x-review"] == "The file does not say whether money came in or went out."
    assert bring_in(books, data, account="10201").review_drafts == ()
    drop_draft(books, draft.id, why="银行卡里已有", by=BY, now=NOW)
    assert bring_in(books, data, account="10201").review_drafts == ()
    assert read_inbox(books).drafts == ()


def test_a_row_that_is_not_what_it_was_is_a_conflict(books: Path) -> None:
    """The bank's file says another thing of the same movement: both are shown, nothing is written."""
    bring_in(books, statement(*LINES))
    changed = (LINES[0], (*LINES[1][:2], "另一家店", "购买文具"), LINES[2])
    problems = refused(books, statement(*changed))
    assert [problem.code for problem in problems] == ["import-conflict"]
    assert "文具店" in str(problems[0])
    assert "另一家店" in str(problems[0])
    assert problems[0].place is not None
    assert problems[0].place.spot == "3"


def test_the_same_serial_number_with_another_amount_is_a_conflict(books: Path) -> None:
    """A bank that numbers its lines once cannot change a line without being noticed."""
    ccb = next(shape for shape in SHAPES if shape.profile == "ccb-corporate-2")

    def row(amount: str, balance: str) -> list[str]:
        return [
            "1302000000000012345",
            "某",
            "20260105 10:00:00",
            amount,
            "0",
            balance,
            "人民币",
            "甲",
            "62",
            "",
            "",
            "买",
            "",
            "S1",
        ]

    bring_in(books, as_csv([ccb.header, row("5.00", "9995.00")]), account="10201")
    problems = refused(books, as_csv([ccb.header, row("6.00", "9994.00")]), account="10201")
    assert [problem.code for problem in problems] == ["import-conflict"]


def test_payment_and_refund_under_one_serial_number_are_two_lines(books: Path) -> None:
    """WeChat gives a refund the number of the payment; the refund is new when it comes later."""

    def row(way: str, day: str) -> list[str]:
        return [f"2026-01-{day} 10:00:00", "商户消费", "某店", "货", way, "¥3.00", "零钱", "支付成功", "S1", "/", "/"]

    bring_in(books, as_csv([WECHAT.header, row("支出", "05")]), account="10201")
    result = bring_in(books, as_csv([WECHAT.header, row("收入", "07"), row("支出", "05")]), account="10201")
    assert (result.known, len(result.added)) == (1, 1)


def test_a_line_that_the_file_lacks_is_told(books: Path) -> None:
    """A statement with a hole in the middle of its days is imported, with a word about the line it lacks."""
    bring_in(books, statement(*LINES))
    lacking = (LINES[0], LINES[2])
    codes = {problem.code for problem in bring_in(books, statement(*lacking, ("2026-01-25", 1, "", "息"))).warnings}
    assert "import-left-out" in codes


def test_a_statement_that_does_not_follow_on_is_told(books: Path) -> None:
    """Between the opening balance or the last line and the statement's beginning nothing may be missing."""
    first = bring_in(books, statement(*LINES[:1], start=OPENING + 1))
    assert [problem.code for problem in first.warnings] == ["import-opening"]
    second = bring_in(books, statement(*LINES[1:], start=5))
    assert [problem.code for problem in second.warnings] == ["import-gap"]


def test_the_account_is_told_by_its_number(books: Path) -> None:
    """The number in the file finds the account; another account with another number is refused."""
    assert bring_in(books, statement(*LINES)).account == BANK
    other = statement(*LINES).replace(b"1302000000000012345", b"9999000000000000001")
    assert [problem.code for problem in refused(books, other)] == ["import-account"]
    assert [problem.code for problem in refused(books, other, account="10201")] == ["import-number"]
    assert [problem.code for problem in refused(books, statement(*LINES), account="50102")] == ["import-not-bank"]


def test_a_file_without_a_number_goes_where_the_last_one_went(books: Path) -> None:
    """The account of a wallet is named once; the next bill of the same kind follows."""
    row = ["2026-01-05 10:00:00", "转账", "甲", "/", "收入", "¥3.00", "零钱", "已收钱", "S1", "/", "/"]
    assert [problem.code for problem in refused(books, as_csv([WECHAT.header, row]))] == ["import-account"]
    bring_in(books, as_csv([WECHAT.header, row]), account="10201")
    again = [*row[:8], "S2", "/", "/"]
    assert bring_in(books, as_csv([WECHAT.header, again])).account == BANK


def test_a_voucher_that_was_there_before_explains_its_line(books: Path) -> None:
    """A payment that was booked before the bank moved it is joined to its line; no draft is made."""
    voucher = f"""\
2026-01-19 * "文具店" "购买文具" ^V2026-01-0002
  voucher: "2026-01-0002"
  {BANK}  -386.40 CNY
  Expenses:501职工活动支出:50102文体活动支出  386.40 CNY
"""
    commit(books, lambda _: Plan((append("2026/2026-01.beancount", voucher),)), by=BY, now=NOW, command="test")
    result = bring_in(books, statement(*LINES))
    assert [one.draft is None for one in result.added] == [False, True, False]
    assert [str(number) for number in load(books).of(BankLine)[1].vouchers or ()] == ["2026-01-0002"]


def test_rows_before_the_books_begin_are_left_out(books: Path) -> None:
    """What happened before the first day is in the opening voucher already, and is told as dropped."""
    result = bring_in(books, statement(("2025-12-31", 100, "甲", "旧"), *LINES, start=OPENING - 100))
    assert len(result.added) == 3
    assert [str(dropped.why) for dropped in result.dropped] == ["It is dated before the books begin."]


def test_a_new_row_in_a_sealed_month_is_refused(books: Path) -> None:
    """A file that overlaps a sealed month may come again; one that adds to it may not."""
    bring_in(books, statement(LINES[2]))
    post(books, read_inbox(books).drafts[0].id.split(), by=BY, now=NOW)
    close(books, Month(2026, 1), by=BY, now=NOW)
    more = ("2026-02-03", -100, "花店", "鲜花")
    assert len(bring_in(books, statement(LINES[2], more)).added) == 1
    problems = refused(books, statement(LINES[1], LINES[2], more, start=OPENING + 38640))
    assert [problem.code for problem in problems] == ["import-sealed"]


def test_a_profile_of_the_unions_own_is_used(books: Path) -> None:
    """A profile in the ledger's folder reads what no bundled one knows; a mistake in it is told."""
    profile = books / "profiles/village.toml"
    profile.parent.mkdir()
    profile.write_text(
        'id = "village"\ntitle = "村镇银行"\nversion = 1\n[detect]\nheader_all = ["日子", "数额"]\n'
        '[columns]\ndate = { names = ["日子"] }\namount = ["数额"]\n[sign]\nmode = "signed"\n'
    )
    data = as_csv([["日子", "数额"], ["2026-01-05", "-3.00"]])
    assert bring_in(books, data, account="10201").profile == "village 1"
    profile.write_text('id = "village"')
    with pytest.raises(BadInputError) as caught:
        bring_in(books, data, account="10201")
    assert {problem.place.file for problem in caught.value.problems if problem.place} == {"profiles/village.toml"}


def test_a_file_that_is_not_there_says_so(books: Path) -> None:
    """A wrong path is bad input, with the path in the sentence."""
    with pytest.raises(BadInputError) as caught:
        import_file(books, Path("nowhere.csv"), by=BY, now=NOW)
    assert "nowhere.csv" in str(caught.value)


def test_an_import_is_one_line_of_the_journal(books: Path) -> None:
    """Bank lines and drafts of a file are written together or not at all."""
    before = len(read_journal(books)[0])
    bring_in(books, statement(*LINES))
    lines = read_journal(books)[0]
    assert len(lines) == before + 1
    assert lines[-1].command == "import"
    assert len(lines[-1].files) == 4


def test_posted_drafts_are_not_made_again(books: Path) -> None:
    """After a draft was posted its row is known, and its line says by which voucher."""
    bring_in(books, statement(*LINES))
    draft = read_inbox(books).drafts[1]
    complete(books, draft.id, Completion(shares=(Share("50102"),), meta=APPROVED), by=BY, now=NOW)
    posted = post(books, [draft.id], by=BY, now=NOW)
    assert bring_in(books, statement(*LINES)).written is False
    assert load(books).of(BankLine)[1].vouchers == (posted.vouchers[0].number,)
    assert isinstance(posted.vouchers[0].entry.narration, str)


def test_a_conflict_is_refused_by_the_rule_and_not_as_bad_input(books: Path) -> None:
    """A conflict ends with the exit code of a refusal: the file is fine, the books disagree."""
    bring_in(books, statement(*LINES))
    with pytest.raises(RefusedError):
        bring_in(books, statement(LINES[0], (*LINES[1][:2], "另一家店", "购买文具"), LINES[2]))
