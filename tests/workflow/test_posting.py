from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from month_books import APPROVED
from month_books import BANK
from month_books import BY
from month_books import NOW
from month_books import statement

from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import BankLine
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import drop_draft
from unionbooks.workflow.posting import post

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from unionbooks.books.inbox import Draft
    from unionbooks.workflow.posting import Posted

EXPENSE = ("2026-01-20", -38640, "文具店", "购买文具")


def drafts_of(root: Path, *lines: tuple[str, int, str, str]) -> tuple[Draft, ...]:
    """Import a statement and return its drafts."""
    import_file(root, statement(*lines), name="对账单.csv", by=BY, now=NOW)
    return read_inbox(root).drafts


def set_in(root: Path, draft: str, *shares: Share, **meta: object) -> Draft:
    """Complete a draft as an approved expense, but for what is given."""
    completion = Completion(shares=shares or (Share("50102"),), meta=replace(APPROVED, **meta))  # type: ignore[arg-type]
    return complete(root, draft, completion, by=BY, now=NOW)


def post_all(root: Path, drafts: Sequence[str] = ()) -> Posted:
    """Post drafts."""
    return post(root, drafts, by=BY, now=NOW)


def refusals(root: Path, draft: str) -> set[str]:
    """Post one draft that is refused, and return the codes of the reasons."""
    with pytest.raises(RefusedError) as caught:
        post_all(root, [draft])
    assert draft in {one.id for one in read_inbox(root).drafts}
    return {problem.code for problem in caught.value.problems if problem.level == "error"}


def test_a_complete_draft_becomes_a_voucher(books: Path) -> None:
    """It gets the next number and its link, moves to the month's file, and its bank line names it."""
    draft = drafts_of(books, EXPENSE)[0]
    set_in(books, draft.id, invoice="26312000000123456789")
    posted = post_all(books, [draft.id])
    loaded = load(books)
    assert [str(one.number) for one in posted.vouchers] == ["2026-01-0002"]
    entry = loaded.vouchers["2026-01-0002"]
    assert entry.flag == "*"
    assert entry.links == {"V2026-01-0002"}
    assert entry.meta["prepared-by"] == BY
    assert entry.meta["import-id"] == draft.import_ids[0]
    assert [(one.account, one.units.number) for one in entry.postings if one.units] == [
        (BANK, -entry.postings[1].units.number),  # type: ignore[union-attr, operator]
        ("Expenses:501职工活动支出:50102文体活动支出", entry.postings[1].units.number),  # type: ignore[union-attr]
    ]
    assert loaded.of(BankLine)[0].vouchers == (VoucherNumber.parse("2026-01-0002"),)
    assert read_inbox(books).drafts == ()
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("lacks", "word"),
    [
        ("kind", "kind"),
        ("handled_by", "handled-by"),
        ("approved_by", "approved-by"),
        ("approved_on", "approved-on"),
        ("evidence", "evidence"),
        ("attachments", "attachments"),
    ],
)
def test_a_draft_stays_while_one_thing_is_missing(books: Path, lacks: str, word: str) -> None:
    """Account, approval and papers are each needed when money goes out; the reason names the option to set."""
    draft = drafts_of(books, EXPENSE)[0]
    meta = {lacks: None}
    complete(
        books,
        draft.id,
        Completion(shares=(Share("50102"),), meta=replace(APPROVED, **meta)),  # type: ignore[arg-type]
        by=BY,
        now=NOW,
    )
    with pytest.raises(RefusedError) as caught:
        post_all(books, [draft.id])
    assert [problem.code for problem in caught.value.problems] == ["draft-lacks"]
    assert f"--{word} …" in str(caught.value)


def test_a_draft_without_an_account_stays(books: Path) -> None:
    """Everything else set, the other side of the entry is still asked for."""
    draft = drafts_of(books, EXPENSE)[0]
    complete(books, draft.id, Completion(meta=APPROVED), by=BY, now=NOW)
    assert refusals(books, draft.id) == {"draft-lacks"}


@pytest.mark.parametrize(
    ("meta", "codes"),
    [
        ({"handled_by": "陈主席"}, ("duties-joined",)),
        ({"approved_by": "李会计"}, ("approval-office", "duties-joined")),
        ({"approved_by": "周老师"}, ("approval-office", "duties-joined")),
        ({"approved_by": "别人"}, ("approval-office",)),
        ({"accepted_by": "周老师"}, ("duties-joined",)),
        ({"approved_on": dt.date(2026, 3, 1)}, ("approval-later",)),
        ({"evidence": "promised"}, ("draft-lacks",)),
        ({"evidence": "lost"}, ("draft-lacks",)),
    ],
    ids=str,
)
def test_a_rule_of_the_books_stops_a_draft(books: Path, meta: dict[str, object], codes: tuple[str, ...]) -> None:
    """Nobody approves what he prepared or handled, and only who holds the office approves."""
    draft = drafts_of(books, EXPENSE)[0]
    set_in(books, draft.id, **meta)
    assert refusals(books, draft.id) == set(codes)


def test_a_sum_above_the_chairs_tier_needs_minutes(books: Path) -> None:
    """What only the committee may approve is posted with the minutes of its decision, not without."""
    draft = drafts_of(books, ("2026-01-20", -600_000, "店", "大额"))[0]
    set_in(books, draft.id)
    assert refusals(books, draft.id) == {"draft-lacks"}
    set_in(books, draft.id, minutes="工会委员会〔2026〕3号")
    assert len(post_all(books, [draft.id]).vouchers) == 1


def test_an_office_that_nobody_holds_is_a_warning(books: Path) -> None:
    """Where the books do not know the chair, posting goes on and says so."""
    rule = '2026-01-10 custom "union-approval-tier" "tier-1" "treasurer"\n  up-to: 5000.00 CNY\n  level: "block"\n'
    off = '2026-01-10 custom "union-officer" "chair" "前主席"\n  until: 2026-01-11\n'
    off += '2026-01-10 custom "union-officer" "treasurer" "前会计"\n  until: 2026-01-11\n'
    changes = (append("rules/own.beancount", rule), append("union.beancount", off))
    commit(books, lambda _: Plan(changes), by=BY, now=NOW, command="test")
    draft = drafts_of(books, EXPENSE)[0]
    set_in(books, draft.id)
    posted = post_all(books, [draft.id])
    assert [problem.code for problem in posted.warnings] == ["approval-no-office"]


def test_the_same_invoice_is_not_booked_twice(books: Path) -> None:
    """An invoice that a voucher books, or another draft of the same posting, stops the second."""
    drafts = drafts_of(books, EXPENSE, ("2026-01-21", -100, "店", "甲"), ("2026-01-22", -200, "店", "乙"))
    for draft in drafts:
        set_in(books, draft.id, invoice="26312000000123456789")
    posted = post_all(books)
    assert [one.draft for one in posted.vouchers] == [drafts[0].id]
    assert {problem.code for one in posted.refused for problem in one.problems} == {"invoice-twice"}
    assert refusals(books, drafts[1].id) == {"invoice-twice"}


def test_income_needs_no_approval(books: Path) -> None:
    """Interest is posted as it comes; who posts is its preparer."""
    draft = drafts_of(books, ("2026-01-21", 512, "", "结息"))[0]
    posted = post_all(books, [draft.id])
    assert posted.vouchers[0].entry.meta.prepared_by == BY
    assert posted.vouchers[0].entry.meta.suggested is None


def test_a_draft_may_be_split_over_accounts(books: Path) -> None:
    """All shares but one have an amount, the last takes the rest; the bank's own amount is not for sharing."""
    draft = drafts_of(books, EXPENSE)[0]
    done = set_in(books, draft.id, Share("50102", 30000), Share("其他业务支出"))
    assert [(leg.account.rpartition(":")[2], leg.fen) for leg in done.entry.legs] == [
        ("10201基本户", -38640), ("50102文体活动支出", 30000), ("50504其他业务支出", 8640),
    ]  # fmt: skip
    again = set_in(books, draft.id, Share("50105"))
    assert [leg.fen for leg in again.entry.legs] == [-38640, 38640]
    for shares, code in [
        ((Share("50102"), Share("50105")), "draft-two-rests"),
        ((Share("59999"),), "account-not-found"),
        ((Share("支出"),), "account-ambiguous"),
    ]:
        with pytest.raises(BadInputError) as caught:
            set_in(books, draft.id, *shares)
        assert caught.value.problems[0].code == code
    unbalanced = set_in(books, draft.id, Share("50102", 30000))
    assert unbalanced.entry.balance != 0
    assert refusals(books, draft.id) == {"draft-lacks"}


def test_what_was_imported_cannot_be_set(books: Path) -> None:
    """Completing a draft leaves its number, its row and what it reverses alone."""
    draft = drafts_of(books, EXPENSE)[0]
    number = VoucherNumber.parse("2026-01-0009")
    meta = replace(APPROVED, import_id="x", source="x", voucher=number, reverses=number)
    done = complete(books, draft.id, Completion(payee="丙", narration="丁", meta=meta), by=BY, now=NOW)
    assert (done.entry.payee, done.entry.narration) == ("丙", "丁")
    assert (done.entry.meta.import_id, done.entry.meta.source) == (draft.import_ids[0], draft.entry.meta.source)
    assert done.entry.meta.voucher is done.entry.meta.reverses is None
    assert read_inbox(books).find(draft.id) == done


def test_an_account_that_is_not_open_that_day_stops_a_draft(books: Path) -> None:
    """An account opened later than the matter is refused before anything is written."""
    text = "2026-02-01 open Expenses:501职工活动支出:50106其他活动支出:5010601新设 CNY\n"
    commit(books, lambda _: Plan((append("accounts.beancount", text),)), by=BY, now=NOW, command="test")
    draft = drafts_of(books, EXPENSE)[0]
    set_in(books, draft.id, Share("5010601"))
    assert refusals(books, draft.id) == {"draft-account"}


def test_a_draft_is_found_by_a_part_of_its_id(books: Path) -> None:
    """Enough of an id to tell it from the others will do; too little is asked about."""
    drafts = drafts_of(books, EXPENSE, ("2026-01-21", -100, "店", "甲"))
    inbox = read_inbox(books)
    assert inbox.find(drafts[0].id[-6:]) == drafts[0]
    for text, code in [("202601", "draft-ambiguous"), ("zzz", "draft-unknown"), ("", "draft-unknown")]:
        with pytest.raises(BadInputError) as caught:
            inbox.find(text)
        assert caught.value.problems[0].code == code


def test_a_draft_for_a_bank_line_is_not_dropped(books: Path) -> None:
    """Money that moved does not go away; once a voucher books it, a draft that is left may go."""
    draft = drafts_of(books, EXPENSE)[0]
    with pytest.raises(RefusedError):
        drop_draft(books, draft.id, why="不要", by=BY, now=NOW)
    with pytest.raises(BadInputError):
        drop_draft(books, draft.id, why=" ", by=BY, now=NOW)
    text = (books / draft.path).read_text()
    set_in(books, draft.id)
    post_all(books, [draft.id])
    commit(books, lambda _: Plan((append(draft.path, text),)), by=BY, now=NOW, command="test")
    assert refusals(books, draft.id) >= {"draft-explained"}
    drop_draft(books, draft.id, why="重复", by=BY, now=NOW)
    inbox = read_inbox(books)
    assert inbox.drafts == ()
    assert dict(inbox.dropped[0].entry.own) == {"x-dropped-because": "重复"}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ready=st.lists(st.booleans(), min_size=1, max_size=5), rounds=st.integers(1, 2))
def test_numbers_stay_continuous_under_refusal(
    founded_books: Path, tmp_path_factory: pytest.TempPathFactory, ready: list[bool], rounds: int
) -> None:
    """Whatever part of the drafts is refused, and in how many rounds, the numbers have no gap."""
    root = (tmp_path_factory.mktemp("numbers") / "books").resolve()
    shutil.copytree(founded_books, root)
    drafts = drafts_of(root, *((f"2026-01-{day + 10}", -100 - day, "店", f"货{day}") for day in range(len(ready))))
    for turn in range(rounds):
        for draft, is_ready in zip(drafts, ready, strict=True):
            if (is_ready or turn) and draft.id in {one.id for one in read_inbox(root).drafts}:
                set_in(root, draft.id)
        try:
            post_all(root)
        except RefusedError:
            assert not any(ready)
    loaded = load(root)
    serials = sorted(VoucherNumber.parse(text).serial for text in loaded.vouchers)
    assert serials == list(range(1, len(serials) + 1))
    assert len(serials) == 1 + (len(ready) if rounds == 2 else sum(ready))
    assert loaded.problems == ()


def test_posting_keeps_own_keys_links_and_tags(books: Path) -> None:
    """What a union writes into a draft beside the vocabulary is in the voucher, too."""
    text = """\
2026-01-20 ! "店" "旧书" #reading ^note-1
  kind: "expense"
  handled-by: "周老师"
  approved-by: "陈主席"
  approved-on: 2026-01-19
  evidence: "not-needed"
  x-shelf: "B3"
  Assets:101库存现金  -5.00 CNY
    x-box: 2
  Expenses:501职工活动支出:50105会员活动支出  5.00 CNY
    member: "M0001"
"""
    commit(books, lambda _: Plan((append("inbox/own.beancount", text),)), by=BY, now=NOW, command="test")
    post_all(books, ["own"])
    entry = load(books).vouchers["2026-01-0002"]
    assert entry.meta["x-shelf"] == "B3"
    assert entry.tags == {"reading"}
    assert entry.links == {"V2026-01-0002", "note-1"}
    assert entry.postings[0].meta is not None
    assert entry.postings[0].meta["x-box"] == 2
    assert entry.postings[1].meta is not None
    assert entry.postings[1].meta["member"] == "M0001"


def test_a_file_in_the_inbox_that_is_no_draft_is_told(books: Path) -> None:
    """Such a file is reported with its name and stays where it is; the others are posted."""
    texts = {
        "inbox/flag.beancount": '2026-01-20 * "x" "y"\n  Assets:101库存现金  0.00 CNY\n',
        "inbox/two.beancount": '2026-01-20 ! "a" "b"\n\n2026-01-20 ! "a" "b"\n',
        "inbox/words.beancount": "2026-01-20 ! 你好\n",
        "inbox/rest.beancount": '2026-01-20 ! "a" "b"\n  Assets:101库存现金\n  kind: "no such kind"\n',
    }
    changes = tuple(append(path, text) for path, text in texts.items())
    commit(books, lambda _: Plan(changes), by=BY, now=NOW, command="test")
    inbox = read_inbox(books)
    assert inbox.drafts == ()
    assert {problem.place.file for problem in inbox.problems if problem.place} == set(texts)
    assert {"draft-flag", "draft-not-one", "entry-amount"} <= {problem.code for problem in inbox.problems}


def test_completing_with_nothing_writes_nothing(books: Path) -> None:
    """A completion that changes nothing leaves the journal as it is."""
    draft = drafts_of(books, EXPENSE)[0]
    before = (books / "journal.jsonl").read_bytes()
    complete(books, draft.id, Completion(meta=VoucherMeta()), by=BY, now=NOW)
    assert (books / "journal.jsonl").read_bytes() == before
