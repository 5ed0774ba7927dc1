from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import Result

from unionbooks.books.journal import JOURNAL
from unionbooks.books.journal import read_journal
from unionbooks.books.snapshot import cache_folder
from unionbooks.books.snapshot import find
from unionbooks.cli import words
from unionbooks.cli.check import damage_codes
from unionbooks.core.vocabulary import DIRECTIVES
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.directive import fields_of

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]


def _add(file: Path, text: str) -> None:
    file.write_bytes(file.read_bytes() + text.encode())


def test_sound_books_have_no_problems(run: Run, books: Path) -> None:
    """Check of sound books prints nothing on stdout, one sentence on stderr, and is done."""
    result = run("check", ledger=books)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No problems.\n")


def test_check_says_where_what_and_how_to_mend(run: Run, books: Path) -> None:
    """Each problem is one line of stdout with file, line and code; the count goes to stderr; the code is 1."""
    _add(books / "2026" / "2026-02.beancount", '\n2026-02-11 custom "union-payrol" "2026-02" 1.00 CNY\n')
    result = run("check", ledger=books)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("2026/2026-02.beancount:12: There is no directive union-payrol.")
    assert lines[1].endswith("[directive-unknown]")
    assert "[file-changed]" in lines[0]
    assert result.stderr == "Errors: 2; warnings: 0.\n"


def test_check_speaks_chinese(run: Run, books: Path) -> None:
    """In Chinese the sentences are Chinese; places and codes stay."""
    _add(books / "2026" / "2026-02.beancount", '\n2026-02-11 custom "union-payrol" "2026-02" 1.00 CNY\n')
    result = run("check", lang="zh", ledger=books)
    assert "2026/2026-02.beancount:12: 没有 union-payrol 这种指令。" in result.stdout
    assert result.stderr == "错误 2 个，提醒 0 个。\n"


def test_check_leaves_a_snapshot(run: Run, books: Path) -> None:
    """After a check the next report need not load the ledger."""
    assert find(books, cache_folder()) is None
    run("check", ledger=books)
    assert find(books, cache_folder()) is not None


def test_check_needs_no_place_for_snapshots(
    run: Run, books: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where snapshots cannot be kept, check and the reports work all the same."""
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("UNIONBOOKS_CACHE", str(tmp_path / "a file" / "cache"))
    assert run("check", ledger=books).exit_code == 0
    assert run("voucher", "list", ledger=books).exit_code == 0


def test_one_check_alone(run: Run, books: Path) -> None:
    """--only runs the checks named, or shows the problems of the codes named."""
    _add(books / "2026" / "2026-02.beancount", '\n2026-02-11 custom "union-payrol" "2026-02" 1.00 CNY\n')
    assert run("check", "--only", "vouchers", ledger=books).exit_code == 0
    journal = run("check", "--only", "journal", ledger=books)
    assert (journal.exit_code, journal.stdout.count("\n")) == (1, 1)
    assert "file-changed" in journal.stdout
    code = run("check", "--only", "directive-unknown", ledger=books)
    assert (code.exit_code, code.stdout.count("\n")) == (1, 1)


def test_only_nothing_of_that_name(run: Run, books: Path) -> None:
    """A name that is no check and no code found is answered with the names of the checks."""
    result = run("check", "--only", "vouchars", ledger=books)
    assert result.exit_code == 0
    assert "vouchers" in result.stderr


def test_check_for_programs(run: Run, books: Path) -> None:
    """As JSON each problem is an object with code, place and sentences."""
    _add(books / "2026" / "2026-02.beancount", '\n2026-02-11 custom "union-payrol" "2026-02" 1.00 CNY\n')
    found = json.loads(run("check", "--format", "json", ledger=books).stdout)
    assert [(one["code"], one["file"], one["line"], one["level"]) for one in found] == [
        ("file-changed", "2026/2026-02.beancount", None, "error"),
        ("directive-unknown", "2026/2026-02.beancount", 12, "error"),
    ]


def test_damage_is_another_exit_code(run: Run, books: Path) -> None:
    """A changed paper, or a changed line of the journal, is damage: exit code 5 from check and from verify."""
    (books / "documents/2026/01/2026-01-0001-1.pdf").write_bytes(b"another")
    assert run("check", ledger=books).exit_code == 5
    assert run("journal", "verify", ledger=books).exit_code == 5


def test_a_broken_journal_is_damage(run: Run, books: Path) -> None:
    """A journal line with another name in it no longer fits its hash."""
    journal = books / JOURNAL
    journal.write_bytes(journal.read_bytes().replace("周敏".encode(), "周敬".encode(), 1))
    result = run("journal", "verify", ledger=books)
    assert result.exit_code == 5
    assert "[journal-hash]" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("journal", "verify"),
        ("adopt", "--why", "x"),
        ("query", "SELECT 1"),
        ("rules", "list"),
        ("voucher", "list"),
        ("voucher", "show", "2026-01-0001"),
    ],
    ids=" ".join,
)
def test_outside_of_a_ledger_every_command_says_so(run: Run, words: tuple[str, ...]) -> None:
    """In a folder that holds no ledger each command names what is missing and the way out; the code is 3."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "[ledger-missing]" in result.stderr


def test_a_whole_journal_verifies(run: Run, books: Path) -> None:
    """The journal of sound books verifies."""
    result = run("journal", "verify", ledger=books)
    assert (result.exit_code, result.stdout) == (0, "")


def test_damage_is_never_a_warning() -> None:
    """Every code of damage is the code of a kind of problem that exists."""
    from unionbooks.cli.docs import problem_kinds

    assert damage_codes() <= set(problem_kinds())


def test_an_edit_is_adopted_with_a_reason(run: Run, books: Path) -> None:
    """After adopt the edit is on the record with reason and name, and check has nothing to say."""
    file = books / "2026" / "2026-02.beancount"
    file.write_bytes(file.read_bytes().replace("二月会费".encode(), "二月份会费".encode()))
    assert run("check", ledger=books).exit_code == 1
    result = run("adopt", "--why", "摘要写错", ledger=books)
    assert (result.exit_code, result.stdout) == (0, "2026/2026-02.beancount\n")
    assert run("check", ledger=books).exit_code == 0
    line = read_journal(books)[0][-1]
    assert (line.command, line.by, line.why) == ("adopt", "周敏", "摘要写错")


def test_adopt_wants_a_reason(run: Run, books: Path) -> None:
    """Without a reason nothing is adopted: a missing flag is wrong usage, an empty one is refused."""
    assert run("adopt", ledger=books).exit_code == 2
    _add(books / "union.beancount", "\n; a remark\n")
    assert run("adopt", "--why", " ", ledger=books).exit_code in {3, 4}
    assert run("check", ledger=books).exit_code == 1


def test_vouchers_are_listed(run: Run, books: Path) -> None:
    """The list shows number, day, kind, names, and the amount, which is negative for a red voucher."""
    result = run("voucher", "list", ledger=books)
    numbers = [line.split()[0] for line in result.stdout.splitlines()[2:]]
    assert numbers == ["2026-01-0001", "2026-01-0002", "2026-02-0001"]
    found = json.loads(run("voucher", "list", "--format", "json", ledger=books).stdout)
    assert [one["amount"] for one in found] == ["1386.40", "-1386.40", "31.40"]
    assert [one["kind"] for one in found] == ["expense", "reversal", "dues"]
    assert (found[0]["file"], found[0]["line"]) == ("2026/2026-01.beancount", 4)


def test_vouchers_of_one_month(run: Run, books: Path) -> None:
    """--month leaves the other months out; a month without vouchers is empty and no error."""
    found = json.loads(run("voucher", "list", "--month", "2026-02", "--format", "json", ledger=books).stdout)
    assert [one["voucher"] for one in found] == ["2026-02-0001"]
    empty = run("voucher", "list", "--month", "2027-01", ledger=books)
    assert (empty.exit_code, empty.stdout) == (0, "")


def test_vouchers_as_a_sheet(run: Run, books: Path, tmp_path: Path) -> None:
    """The ending of the file names the format, and the sheet holds every voucher."""
    target = tmp_path / "vouchers.xlsx"
    assert run("voucher", "list", "-o", str(target), ledger=books).exit_code == 0
    sheet = openpyxl.load_workbook(io.BytesIO(target.read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == 4
    assert sheet["F2"].value == 1386.4


def test_a_voucher_is_shown_as_an_accountant_reads_it(run: Run, books: Path) -> None:
    """Debit and credit stand in columns of their own, with totals, signatures, papers and place."""
    text = run("voucher", "show", "2026-01-0001", lang="zh", ledger=books).stdout
    lines = text.splitlines()
    head = next(line for line in lines if line.startswith("科目"))
    debit = next(line for line in lines if line.startswith("501职工活动支出:50102文体活动支出"))
    credit = next(line for line in lines if line.startswith("102银行存款:10201基本户"))
    assert head.split() == ["科目", "借方", "贷方", "涉及"]
    assert debit.rstrip().endswith("1,386.40")
    assert len(credit) > len(debit)
    assert ["合计", "1,386.40", "1,386.40"] in [line.split() for line in lines]
    for label, value in (("制单", "周敏"), ("经办", "陈立"), ("审批", "王建国 2026-01-11"), ("票据", "齐全")):
        assert any(line.startswith(label) and line.endswith(value) for line in lines)
    assert "2026-01-12 发票 documents/2026/01/2026-01-0001-1.pdf" in text
    assert "2026/2026-01.beancount:4" in text


def test_a_red_voucher_stays_on_its_sides(run: Run, books: Path) -> None:
    """A reversal takes a debit back as a negative debit, not as a credit."""
    (sheet,) = json.loads(run("voucher", "show", "2026-01-0002", "--format", "json", ledger=books).stdout)
    assert [(leg["debit"], leg["credit"]) for leg in sheet["legs"]] == [("-1386.40", None), (None, "-1386.40")]
    assert sheet["reverses"] == "2026-01-0001"


def test_whom_a_posting_concerns_is_shown(run: Run, books: Path) -> None:
    """Dues name the member and the months."""
    assert "M0001 2026-02" in run("voucher", "show", "2026-02-0001", ledger=books).stdout


def test_a_paper_that_is_gone_is_marked(run: Run, books: Path) -> None:
    """Show says which paper's file is missing."""
    (books / "documents/2026/01/2026-01-0001-1.pdf").unlink()
    assert "1.pdf (the file is missing)" in run("voucher", "show", "2026-01-0001", ledger=books).stdout


def test_no_such_voucher(run: Run, books: Path) -> None:
    """An unknown number is bad input and names the list to look at."""
    result = run("voucher", "show", "2026-01-0099", ledger=books)
    assert result.exit_code == 3
    assert "voucher list --month 2026-01" in result.stderr


def test_rules_in_force_with_their_documents(run: Run, books: Path) -> None:
    """Each rule is listed with limit, first day and document; before the books began there is none."""
    found = json.loads(run("rules", "list", "--date", "2026-03-01", "--format", "json", ledger=books).stdout)
    dues = next(one for one in found if one["kind"] == "dues-rule")
    assert dues["since"] <= "2026-01-01"
    assert dues["document"]
    assert dues["file"].startswith("rules/")
    assert json.loads(run("rules", "list", "--date", "1949-10-01", "--format", "json", ledger=books).stdout) == []


def test_rules_in_chinese(run: Run, books: Path) -> None:
    """In Chinese the list of rules has Chinese titles, kinds and sentences."""
    text = run("rules", "list", lang="zh", ledger=books).stdout
    assert text.split()[:5] == ["规定", "内容", "标准", "超出时", "文件"]
    assert "单位拨缴经费" in text


def test_a_query_over_the_tables(run: Run, books: Path) -> None:
    """A SELECT gives its rows under the names of its columns, in any format."""
    sql = "SELECT code, sum(fen) AS fen FROM postings GROUP BY code ORDER BY code"
    assert json.loads(run("query", sql, "--format", "json", ledger=books).stdout) == [
        {"code": "10201", "fen": 3140},
        {"code": "401", "fen": -3140},
        {"code": "50102", "fen": 0},
    ]
    assert run("query", sql, "--format", "csv", ledger=books).stdout.splitlines()[:2] == ["code,fen", "10201,3140"]
    text = run("query", "-", ledger=books, answers="SELECT month FROM vouchers ORDER BY 1 LIMIT 1").stdout
    assert text.split() == ["month", "───────", "2026-01"]


@pytest.mark.parametrize(
    "sql", ["DROP TABLE postings", "SELECT 1; SELECT 2", "SELECT * FROM read_csv('/etc/passwd')", "SELEC 1", ""]
)
def test_a_query_changes_and_reaches_nothing(run: Run, books: Path, sql: str) -> None:
    """Anything but one reading statement over the tables is bad input."""
    result = run("query", sql, ledger=books)
    assert result.exit_code == 3
    assert result.stdout == ""


def test_a_query_tells_of_problems(run: Run, books: Path) -> None:
    """When the books have problems, a query still answers and says so on stderr."""
    _add(books / "union.beancount", "\n; a remark\n")
    result = run("query", "SELECT 1 AS one", ledger=books)
    assert result.exit_code == 0
    assert "unionbooks check" in result.stderr


def test_init_makes_sound_books(run: Run, tmp_path: Path) -> None:
    """Books made from flags alone are checked without a problem, and the journal begins with init."""
    folder = tmp_path / "new"
    result = run(
        "init", str(folder), "--name", "青山三中工会", "--tax-id", "81340000MC0000000X", "--region", "安徽",
        "--kind", "school", "--year", "2026", "--bank", "工商银行", "--bank-number", "1300000000000000001",
    )  # fmt: skip
    assert (result.exit_code, result.stdout) == (0, f"{folder}\n")
    assert run("check", ledger=folder).exit_code == 0
    (line,), problems = read_journal(folder)
    assert (problems, line.command, line.by) == ([], "init", "周敏")


def test_init_names_all_that_is_missing(run: Run, tmp_path: Path) -> None:
    """Without a terminal to ask in, all missing flags are named at once and nothing is made."""
    result = run("init", str(tmp_path / "new"), "--kind", "school")
    assert result.exit_code == 2
    assert "--name, --tax-id, --region, --start" in result.stderr
    assert not (tmp_path / "new").exists()


def test_init_asks_in_a_terminal(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a terminal what is missing is asked for, and a wrong answer is asked again."""
    folder = tmp_path / "new"
    monkeypatch.setattr("unionbooks.cli.init._may_ask", lambda: True)
    answers = "青山三中工会\nabc\n81340000MC0000000X\n安徽\nscool\nschool\n2026-03\n\n\n"
    result = run("init", str(folder), lang="zh", answers=answers)
    assert result.exit_code == 0, result.stderr
    assert "不是统一社会信用代码" in result.stderr
    assert "2026-03-01" in (folder / "union.beancount").read_text(encoding="utf-8")
    assert run("check", ledger=folder).exit_code == 0


def test_init_can_be_left(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the answers end, nothing is made and the code is 130."""
    monkeypatch.setattr("unionbooks.cli.init._may_ask", lambda: True)
    result = run("init", str(tmp_path / "new"), answers="青山三中工会\n")
    assert result.exit_code == 130
    assert not (tmp_path / "new").exists()


def test_init_leaves_other_folders_alone(run: Run, books: Path) -> None:
    """A folder with anything in it is refused and stays as it is."""
    before = {one: one.read_bytes() for one in books.rglob("*") if one.is_file()}
    result = run(
        "init", str(books), "--name", "x", "--tax-id", "81340000MC0000000X", "--region", "安徽", "--kind", "other",
        "--year", "2026",
    )  # fmt: skip
    assert result.exit_code == 4
    assert {one: one.read_bytes() for one in books.rglob("*") if one.is_file()} == before


def test_a_demo_union_is_sound(run: Run, tmp_path: Path) -> None:
    """A small demo union is made, and its books have no problem."""
    folder = tmp_path / "demo"
    result = run("demo", str(folder), "--members", "12", "--months", "2", "--papers", "none")
    assert (result.exit_code, result.stdout) == (0, f"{folder}\n"), result.stderr
    assert run("check", ledger=folder).exit_code == 0


def test_every_word_of_a_listing_is_translated() -> None:
    """Every kind of voucher, state of papers and kind of rule that the vocabulary knows has a word for people."""
    choices = {spec.name: spec.codec.choices for spec in fields_of(VoucherMeta)}
    assert set(choices["kind"]) == set(words.VOUCHER_KINDS)
    assert set(choices["evidence"]) == set(words.EVIDENCE)
    assert {f"union-{kind}" for kind in words.RULE_KINDS} <= set(DIRECTIVES)
