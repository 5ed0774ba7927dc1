from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from click.testing import Result
from month_books import BY
from month_books import DUES
from month_books import DUES_SUM
from month_books import NOW
from month_books import dues_list
from month_books import make_books
from month_books import statement

from unionbooks.books.inbox import read_inbox
from unionbooks.cli.app import root as root_command
from unionbooks.cli.session import Session
from unionbooks.core.messages import translator
from unionbooks.core.width import width

if TYPE_CHECKING:
    from pathlib import Path

Tool = Callable[..., Result]
APPROVAL = ["--handled-by", "周老师", "--approved-by", "陈主席", "--approved-on", "2026-01-19"]


@pytest.fixture(scope="session")
def founded_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the books once."""
    root = (tmp_path_factory.mktemp("month") / "books").resolve()
    make_books(root)
    return root


@pytest.fixture
def union(founded_month: Path, tmp_path: Path) -> Path:
    """Give a test books of its own, with a statement and a list of dues beside them."""
    root = (tmp_path / "union").resolve()
    shutil.copytree(founded_month, root)
    lines = (("2026-01-15", DUES_SUM, "育才小学", "代扣会费"), ("2026-01-20", -38640, "文具店", "购买文具"))
    (tmp_path / "一月.csv").write_bytes(statement(*lines, ("2026-01-21", 512, "", "结息")))
    (tmp_path / "会费.csv").write_bytes(dues_list(*DUES, total="95.75"))
    return root


@pytest.fixture
def tool(union: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Run a command on the books, on the same day in every test: `tool("inbox", "list", lang="zh")`."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, lang: str = "en") -> Result:
        session = Session(union, lang, translator(lang), BY, NOW)
        return CliRunner().invoke(root_command, list(words), obj=session)

    return invoke


def draft_about(root: Path, word: str) -> str:
    """Return the id of the draft whose narration has a word."""
    return next(draft.id for draft in read_inbox(root).drafts if word in draft.entry.narration)


def test_a_month_is_played_on_the_command_line(tool: Tool, union: Path) -> None:
    """Import, dues, expense, post, papers, close: each command ends well and says what comes next."""
    done = tool("import", "一月.csv")
    assert done.exit_code == 0
    assert "Written: 3 bank lines, 0 of them joined to vouchers, 3 drafts." in done.stderr
    assert "-386.40  文具店" in done.stdout

    done = tool("dues", "collect", "会费.csv", "--month", "2026-01", "--account", "10201", "--expect-count", "4")
    assert done.stdout == "Voucher 2026-01-0002 of 2026-01-15: dues of 2026-01 from 4 members, 95.75 yuan.\n"
    assert "It is joined to the bank line of 2026-01-15." in done.stderr

    draft = draft_about(union, "文具")
    words = ["inbox", "set", draft, "--account", "50102", "--kind", "expense", "--evidence", "have"]
    assert "still lacks: attachments." in tool(*words, *APPROVAL).stderr
    assert "lacks nothing" in tool("inbox", "set", draft, "--attachments", "1").stderr

    done = tool("inbox", "post", "--all")
    assert done.exit_code == 0
    assert "2026-01-0003" in done.stdout
    assert "Posted: 2; left in the inbox: 0." in done.stderr

    (union.parent / "发票.pdf").write_bytes(b"%PDF-1.7")
    done = tool("voucher", "attach", "2026-01-0003", "发票.pdf", "--kind", "发票")
    assert "documents/2026/01/2026-01-0003-1-发票.pdf" in done.stderr

    done = tool("close", "2026-01", "--check")
    assert done.exit_code == 0
    done = tool("close", "2026-01")
    assert done.exit_code == 0
    assert "2026-01 is closed" in done.stderr
    assert "unionbooks submit 2026-01" in done.stderr


def test_a_month_speaks_chinese(tool: Tool, union: Path) -> None:
    """The same commands tell a Chinese treasurer in Chinese what they did and what is missing."""
    assert "已写入银行流水 3 条" in tool("import", "一月.csv", lang="zh").stderr
    listing = tool("inbox", "list", lang="zh")
    assert "科目 种类 经办人 审批 附件" in listing.stdout
    assert "其中 1 笔已齐全" in listing.stderr
    draft = draft_about(union, "文具")
    refused = tool("inbox", "post", draft, lang="zh")
    assert refused.exit_code == 4
    assert "草稿还缺对方科目（借贷须平衡）、凭证种类、经办人" in refused.stderr.replace(
        "who handled the matter", "经办人"
    )
    assert "建议依据" in tool("inbox", "show", draft_about(union, "结息"), lang="zh").stdout
    checks = tool("close", "2026-01", "--check", lang="zh")
    assert checks.exit_code == 1
    assert "每条银行流水都有凭证对应。" in checks.stdout


def test_importing_again_says_that_nothing_is_new(tool: Tool) -> None:
    """The second import ends well, too, and says so; a dry run before the first writes nothing."""
    assert "this was a dry run" in tool("import", "一月.csv", "--dry-run").stderr
    assert "new 3, known 0" in tool("import", "一月.csv").stderr
    again = tool("import", "一月.csv")
    assert again.exit_code == 0
    assert "new 0, known 3" in again.stderr
    assert "there is nothing new in the file" in again.stderr


def test_a_row_to_be_looked_at_ends_with_findings(tool: Tool, union: Path) -> None:
    """The exit code tells a script that a person is needed; dropping the draft needs a reason."""
    file = union.parent / "一月.csv"
    file.write_bytes(file.read_bytes() + "1302000000000012345,,2026-01-22,,,乱码,,1.00,,怪,\n".encode("gb18030"))
    done = tool("import", "一月.csv")
    assert done.exit_code == 1
    assert "row 5 to be looked at: 乱码 is no amount of money." in done.stderr
    draft = draft_about(union, "怪")
    assert "x-review" in tool("inbox", "show", draft).stdout
    assert tool("inbox", "drop", draft).exit_code == 2
    assert tool("inbox", "drop", draft, "--why", "银行重发").exit_code == 0
    assert tool("inbox", "show", draft).exit_code == 3


def test_results_are_json_for_programs(tool: Tool, union: Path) -> None:
    """Every command that changes the books can say what it did in JSON, amounts as text or fen."""
    result = json.loads(tool("import", "一月.csv", "--format", "json").stdout)[0]
    assert [one["line"]["amount"] for one in result["added"]] == ["95.75", "-386.40", "5.12"]
    assert result["written"] is True
    rows = json.loads(tool("inbox", "list", "--format", "json").stdout)
    assert [row["amount"] for row in rows] == ["95.75", "-386.40", "5.12"]
    assert rows[1]["missing"] == "account kind handled-by approved-by approved-on evidence"
    draft = draft_about(union, "文具")
    said = json.loads(tool("inbox", "set", draft, "--account", "50102", "--format", "json").stdout)
    assert said["missing"][0] == "kind"
    assert json.loads(tool("inbox", "show", draft, "--format", "json").stdout)["problems"][0]["code"] == "draft-lacks"
    posted = json.loads(tool("inbox", "post", draft_about(union, "结息"), "--format", "json").stdout)
    assert posted[0]["voucher"] == "2026-01-0002"
    words = ["dues", "collect", "会费.csv", "--month", "2026-01", "--account", "10201", "--format", "json"]
    assert json.loads(tool(*words).stdout)["number"] == "2026-01-0003"
    checks = json.loads(tool("close", "2026-01", "--check", "--format", "json").stdout)
    assert [one["name"] for one in checks if one["problems"]] == ["drafts", "lines"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["import"], 2, "Missing argument"),
        (["import", "nowhere.csv"], 3, "nowhere.csv: The file cannot be read"),
        (["import", "一月.csv", "--account", "50102"], 3, "is no account that a bank keeps"),
        (["import", "一月.csv", "--profile", "nobody"], 3, "There is no profile nobody."),
        (["inbox", "post"], 2, "Name the drafts to post, or say --all."),
        (["inbox", "post", "zzz"], 3, "There is no draft zzz in the inbox."),
        (["inbox", "set", "x", "--account", "=5"], 2, "is no account with an amount"),
        (["inbox", "set", "x", "--account", "50102=abc"], 2, "is no account with an amount"),
        (["inbox", "set", "x", "--approved-on", "3/5"], 2, "is no day"),
        (["dues", "collect", "会费.csv", "--account", "10201"], 2, "--month"),
        (["dues", "collect", "nowhere.csv", "--account", "10201", "--month", "2026-01"], 3, "cannot be read"),
        (["close", "2026-13"], 2, "is no month"),
        (["close", "2026-02"], 4, "The month 2026-01 is not closed yet."),
        (["voucher", "reverse", "2026-01-0009", "--why", "x", "--approved-by", "y"], 3, "There is no voucher"),
        (["voucher", "attach", "2026-01-0001", "nowhere.pdf"], 3, "The paper cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_goes_wrong_has_its_exit_code_and_sentence(tool: Tool, words: list[str], code: int, said: str) -> None:
    """Wrong usage ends with 2, bad input with 3, a refusal with 4, and each says what is wrong."""
    done = tool(*words)
    assert done.exit_code == code
    assert said in done.stderr
    assert "Traceback" not in done.output


def test_a_wrong_voucher_is_reversed_on_the_command_line(tool: Tool, union: Path) -> None:
    """The red voucher's number is told, and the draft to book anew."""
    tool("import", "一月.csv")
    tool("inbox", "post", draft_about(union, "结息"))
    words = [
        "voucher",
        "reverse",
        "2026-01-0002",
        "--why",
        "科目有误",
        "--approved-by",
        "陈主席",
        "--date",
        "2026-01-31",
    ]
    done = tool(*words)
    assert done.stdout == "Voucher 2026-01-0003 cancels 2026-01-0002.\n"
    assert f"unionbooks inbox post {draft_about(union, '结息')}" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["import"],
        ["inbox", "set"],
        ["inbox", "post"],
        ["dues", "collect"],
        ["close"],
        ["voucher", "attach"],
        ["voucher", "reverse"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_shows_an_example(tool: Tool, words: list[str], lang: str) -> None:
    """Each command's help has an example and fits into 80 columns."""
    shown = tool(*words, "--help", lang=lang)
    assert f"unionbooks {' '.join(words)}" in shown.stdout
    assert max(map(width, shown.stdout.splitlines())) <= 80
