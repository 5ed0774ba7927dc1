from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest
from cli_books import NOW
from statements import as_csv

from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

ROLL = """\
2026-01-01 custom "union-member" "M0002" "join"
  name: "孙悦"
  group: "语文组"
  staff-no: "1002"
  base: 5000.00 CNY

2026-02-15 custom "union-member" "M0003" "join"
  name: "钱进"
  base: 4000.00 CNY
"""


@pytest.fixture
def union(books: Path) -> Path:
    """Add two members to the books."""
    commit(books, lambda _: Plan((append("members/roll.beancount", ROLL),)), by="周敏", now=NOW, command="test")
    return books


def done(result: Result) -> str:
    """Make sure that a command ended well, and return what it printed."""
    assert result.exit_code == 0, result.output
    return result.stdout


def test_assess_says_what_everybody_ought_to_pay(run: Run, union: Path) -> None:
    """Base, rule, amount and what is paid stand in a row a member; who joins within the month is not there yet."""
    rows = json.loads(done(run("dues", "assess", "2026-02", "--format", "json", ledger=union)))
    assert [(row["member"], row["base"], row["rule"], row["assessed"], row["paid"], row["owed"]) for row in rows] == [
        ("M0001", "6280.00", "dues", "31.40", "31.40", "0.00"),
        ("M0002", "5000.00", "dues", "25.00", "0.00", "25.00"),
    ]
    text = done(run("dues", "assess", "2026-02", ledger=union))
    assert "合计" in done(run("dues", "assess", "2026-02", lang="zh", ledger=union))
    assert text.splitlines()[-1].split() == ["Total", "56.40", "0.00", "31.40", "25.00"]


def test_assess_changes_nothing_however_often_it_is_run(run: Run, union: Path) -> None:
    """Two runs print the same and leave every file of the ledger as it is."""
    before = {path: path.read_bytes() for path in union.rglob("*") if path.is_file()}
    first = done(run("dues", "assess", "2026-02", "--format", "csv", ledger=union))
    assert done(run("dues", "assess", "2026-02", "--format", "csv", ledger=union)) == first
    assert {path: path.read_bytes() for path in union.rglob("*") if path.is_file()} == before


def test_assess_before_the_books_says_so(run: Run, union: Path) -> None:
    """For a month before the first of the books there is nothing, and the reason is told."""
    result = run("dues", "assess", "2025-12", ledger=union)
    assert done(result) == ""
    assert "The books begin in 2026-01" in result.stderr


def test_arrears_stand_by_group_with_their_ages(run: Run, union: Path) -> None:
    """Programs get every age of every member; people see sums of groups and of all."""
    found = json.loads(done(run("dues", "arrears", "--as-of", "2026-03-01", "--format", "json", ledger=union)))
    assert (found["members"], found["owed"], found["flagged"]) == (2, "81.40", 0)
    assert found["ages"] == {"one": "25.00", "two_to_three": "56.40", "four_to_six": "0.00", "over_six": "0.00"}
    assert [(one["group"], one["lines"][0]["oldest"]) for one in found["groups"]] == [
        ("", "2026-01"),
        ("语文组", "2026-01"),
    ]
    text = done(run("dues", "arrears", "--as-of", "2026-03-01", ledger=union))
    assert "Sum of 语文组" in text
    assert text.splitlines()[-1].split()[-1] == "81.40"
    only = done(run("dues", "arrears", "--as-of", "2026-03-01", "--group", "语文组", "--format", "csv", ledger=union))
    assert only.splitlines()[1] == "语文组,M0002,孙悦,1002,active,2026-01,2,25.00,25.00,0.00,0.00,50.00,2,"


def test_six_months_are_told_as_something_to_do(run: Run, union: Path) -> None:
    """The mark says what to do, and that nobody leaves by itself."""
    result = run("dues", "arrears", "--as-of", "2026-08-01", ledger=union)
    assert "nobody leaves by itself" in result.stderr
    assert "talk" in result.stdout
    assert "教育" in run("dues", "arrears", "--as-of", "2026-08-01", lang="zh", ledger=union).stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_explain_names_base_rule_document_entry_and_line(run: Run, union: Path, lang: str) -> None:
    """Each figure comes with the place where it stands in the ledger."""
    text = done(run("dues", "explain", "李晓", "2026-02", lang=lang, ledger=union))
    entry = load(union).vouchers["2026-02-0001"]
    line = next(one.meta["lineno"] for one in entry.postings if one.meta and "member" in one.meta)
    for words in ("6,280.00", "工发〔1978〕101号", "members/roll.beancount:", "31.40", "2026-02-0001"):
        assert words in text
    assert f"2026/2026-02.beancount:{line}" in text
    assert ("Carried" in text, "0.5 %" in text) == (False, True)


def test_explain_answers_for_any_month(run: Run, union: Path) -> None:
    """Before the books, before joining and in the future there is an answer, too."""
    assert "begin in 2026-01" in done(run("dues", "explain", "M0001", "2020-01", ledger=union))
    assert "not on the roll" in done(run("dues", "explain", "M0003", "2026-02", ledger=union))
    assert "20.00" in done(run("dues", "explain", "M0003", "2026-12", ledger=union))
    assert run("dues", "explain", "M0009", "2026-12", ledger=union).exit_code == 3
    plain = json.loads(done(run("dues", "explain", "M0001", "2026-02", "--format", "json", ledger=union)))
    assert plain["dues"]["assessed"] == "31.40"
    assert plain["rule"]["document"] == "工发〔1978〕101号"


def test_a_statement_is_text_or_a_chinese_paper(run: Run, union: Path, tmp_path: Path) -> None:
    """The year's months and payments add up in text, and the PDF is the same on every run."""
    text = done(run("dues", "statement", "M0001", "2026", "--as-of", "2026-03-31", ledger=union))
    assert text.splitlines()[-3].split()[:2] != []
    assert "2026-02-0001" in text
    assert [line.split()[1:] for line in text.splitlines() if line.startswith("Total")] == [
        ["94.20", "0.00", "31.40", "62.80"]
    ]
    papers = []
    for name in ("一.pdf", "二.pdf"):
        words = ("dues", "statement", "M0001", "2026", "--as-of", "2026-03-31", "-o", str(tmp_path / name))
        done(run(*words, ledger=union))
        papers.append((tmp_path / name).read_bytes())
    assert papers[0] == papers[1]
    assert papers[0].startswith(b"%PDF-")


def test_a_deduction_list_goes_out_and_comes_back(run: Run, union: Path, tmp_path: Path) -> None:
    """From the list to booked dues and no arrears in a few commands."""
    out = tmp_path / "清单.xlsx"
    sent = run("dues", "deduction-list", "2026-01", "--out", str(out), ledger=union)
    done(sent)
    assert "2 members, 56.40 yuan; check code 2026-01-" in sent.stderr
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [cell.value for cell in sheet[4]][-1] == "会费"
    words = ("dues", "collect", str(out), "--month", "2026-01", "--account", "10201", "--date", "2026-01-31")
    booked = run(*words, "--count", "2", "--sum", "56.40", ledger=union)
    assert "2 members, 56.40 yuan" in done(booked)
    assert "It is the answer to the deduction list" in booked.stderr
    assert done(run("dues", "arrears", "--as-of", "2026-02-28", ledger=union)) == ""
    assert run(*words, ledger=union).exit_code in {3, 4}


def test_exceptions_are_listed_and_decided(run: Run, union: Path, tmp_path: Path) -> None:
    """What did not fit is in the list until it is decided, in both languages."""
    (tmp_path / "会费.csv").write_bytes(
        as_csv([["姓名", "会费"], ["李晓", "31.40"], ["孙悦", "30.00"], ["周五", "5.00"]])
    )
    words = ("dues", "collect", str(tmp_path / "会费.csv"), "--month", "2026-01", "--account", "10201")
    assert run(*words, ledger=union).exit_code == 3
    booked = run(*words, "--date", "2026-01-31", "--queue", ledger=union)
    assert "66.40 yuan" in done(booked)
    assert "Of it 5.00 yuan wait for a decision." in booked.stderr
    rows = json.loads(done(run("dues", "exceptions", "list", "--format", "json", ledger=union)))
    assert [(row["kind"], row["amount"], row["expected"]) for row in rows] == [
        ("over", "30.00", "25.00"),
        ("unknown", "5.00", None),
    ]
    decide = ("dues", "exceptions", "decide", rows[1]["exception"])
    assert run(*decide, "accept", "--why", "x", ledger=union).exit_code == 4
    told = done(run(*decide, "member", "--member", "M0001", "--why", "写错姓名", ledger=union))
    assert "as dues of M0001" in told
    accept = ("dues", "exceptions", "decide", rows[0]["exception"], "accept", "--why", "抵下月")
    assert "is decided." in done(run(*accept, ledger=union))
    assert done(run("dues", "exceptions", "list", "--format", "csv", ledger=union)).count("\n") == 1
    everything = done(run("dues", "exceptions", "list", "--all", lang="zh", ledger=union))
    assert len(everything.splitlines()) == 4


def test_a_refund_is_prepared(run: Run, union: Path) -> None:
    """A refund is a draft, told with its id."""
    told = done(run("dues", "refund", "M0001", "5.00", "--account", "10201", "--why", "多扣", ledger=union))
    assert "5.00 yuan back to M0001" in told


def test_upward_is_empty_where_no_rule_passes_dues_on(run: Run, union: Path) -> None:
    """The union keeps all of its dues by the national rule, and that is said."""
    result = run("dues", "upward", "2026-02", ledger=union)
    assert "keeps all of it" in result.stderr


def test_a_list_needs_its_file(run: Run, union: Path) -> None:
    """Without a file a payroll cannot be booked; transfers need none."""
    assert run("dues", "collect", "--month", "2026-01", "--account", "10201", ledger=union).exit_code == 2
    words = ("dues", "collect", "--month", "2026-01", "--account", "10201", "--kind", "bank")
    assert "No line of the month" in done(run(*words, ledger=union))
