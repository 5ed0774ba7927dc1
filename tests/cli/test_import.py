from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from archives import aes_zip
from archives import plain_zip
from click.testing import CliRunner
from click.testing import Result
from month_books import BY
from month_books import NOW
from month_books import make_books
from month_books import statement

from unionbooks.books.load import load
from unionbooks.cli.app import root as root_command
from unionbooks.cli.session import Session
from unionbooks.core.messages import translator
from unionbooks.core.vocabulary import BankLine

if TYPE_CHECKING:
    from pathlib import Path

Tool = Callable[..., Result]
FIELDS = [
    "file",
    "profile",
    "header_row",
    "rows_read",
    "kept",
    "dropped",
    "review",
    "n_in",
    "sum_in",
    "n_out",
    "sum_out",
    "currencies",
    "control_totals",
    "chain_breaks",
    "conflicts",
    "errors",
]
LINES = (
    ("2026-01-15", 9575, "育才小学", "代扣会费"),
    ("2026-01-20", -38640, "文具店", "购买文具"),
    ("2026-01-21", 512, "", "结息"),
)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the books once."""
    root = (tmp_path_factory.mktemp("import") / "books").resolve()
    make_books(root)
    return root


@pytest.fixture
def union(founded: Path, tmp_path: Path) -> Path:
    """Give a test books of its own, with a statement beside them."""
    root = (tmp_path / "union").resolve()
    shutil.copytree(founded, root)
    (tmp_path / "一月.csv").write_bytes(statement(*LINES))
    return root


@pytest.fixture
def tool(union: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Run a command on the books."""
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, lang: str = "en", stdin: str | None = None) -> Result:
        session = Session(union, lang, translator(lang), BY, NOW)
        return CliRunner().invoke(root_command, list(words), obj=session, input=stdin)

    return invoke


def summaries(tool: Tool, *words: str, stdin: str | None = None) -> list[dict[str, object]]:
    """Return what a dry run says, one object a file."""
    found: list[dict[str, object]] = json.loads(
        tool("import", *words, "--dry-run", "--format", "json", stdin=stdin).stdout
    )
    return found


def test_a_dry_run_gives_one_object_a_file(tool: Tool, union: Path) -> None:
    """Its fields are these, in this order; sums are text in yuan, and nothing is written."""
    (one,) = summaries(tool, "一月.csv")
    assert list(one) == FIELDS
    assert one == {
        "file": "一月.csv",
        "profile": "icbc-corporate-1",
        "header_row": 1,
        "rows_read": 3,
        "kept": 3,
        "dropped": 0,
        "review": 0,
        "n_in": 2,
        "sum_in": "100.87",
        "n_out": 1,
        "sum_out": "386.40",
        "currencies": ["CNY"],
        "control_totals": [],
        "chain_breaks": [],
        "conflicts": [],
        "errors": [],
    }
    assert load(union).of(BankLine) == ()


def test_a_dry_run_tells_breaks_conflicts_and_errors_apart(tool: Tool, tmp_path: Path) -> None:
    """A broken chain, a changed row and a file that cannot be read each have their own place and exit code."""
    text = statement(*LINES).decode("gb18030")
    assert tool("import", "一月.csv").exit_code == 0
    (tmp_path / "一月.csv").write_text(text.replace("文具店", "另一家店"), "utf-8")
    done = tool("import", "一月.csv", "--dry-run", "--format", "json")
    (one,) = json.loads(done.stdout)
    assert done.exit_code == 4
    assert len(one["conflicts"]) == 1
    assert "文具店" in one["conflicts"][0]
    assert "另一家店" in one["conflicts"][0]

    lines = text.splitlines()
    (tmp_path / "broken.csv").write_text("\n".join([*lines[:2], *lines[3:]]), "utf-8")
    (two,) = summaries(tool, "broken.csv")
    assert [(one["row"], one["expected"]) for one in two["chain_breaks"]] == [(3, "10100.87")]  # type: ignore[attr-defined]

    (tmp_path / "x.csv").write_bytes(b"\xff\xff")
    done = tool("import", "x.csv", "--dry-run", "--format", "json")
    assert done.exit_code == 3
    assert "UTF-8" in json.loads(done.stdout)[0]["errors"][0]


def test_a_folder_and_an_archive_are_gone_through(tool: Tool, tmp_path: Path, union: Path) -> None:
    """Every statement in them is imported; what is none is passed over by name and fails nothing."""
    folder = tmp_path / "三月" / "工行"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_bytes(statement(*LINES[:1]))
    (folder / "照片.png").write_bytes(b"\x89PNG....")
    (folder / "说明.txt").write_text("请妥善保管", "utf-8")
    (tmp_path / "b.zip").write_bytes(plain_zip(**{"b/b.csv": statement(LINES[1], start=1009575)}))
    done = tool("import", "三月", "b.zip")
    assert done.exit_code == 0, done.output
    assert "工行/a.csv: 工商银行" in done.stderr
    assert "工行/照片.png: passed over: The file is no statement but a picture." in done.stderr
    assert "工行/说明.txt: passed over" in done.stderr
    assert "b.zip/b/b.csv: 工商银行" in done.stderr
    assert len(load(union).of(BankLine)) == 2


def test_a_file_that_fails_does_not_hold_up_the_others(tool: Tool, tmp_path: Path, union: Path) -> None:
    """Each file stands for itself; the exit code is that of the first that failed."""
    (tmp_path / "damaged.zip").write_bytes(plain_zip(**{"a.csv": statement(*LINES)})[:-20])
    done = tool("import", "damaged.zip", "nowhere.csv", "一月.csv")
    assert done.exit_code == 3
    assert "damaged.zip: The archive is damaged" in done.stderr
    assert "nowhere.csv: The file cannot be read" in done.stderr
    assert len(load(union).of(BankLine)) == 3


def test_a_password_comes_from_stdin(tool: Tool, tmp_path: Path) -> None:
    """A locked bill is opened with the first line of stdin; without one the reason is told."""
    (tmp_path / "账单.zip").write_bytes(aes_zip("账单.csv", statement(*LINES), "271828"))
    (one,) = summaries(tool, "账单.zip", "--password-stdin", stdin="271828\n")
    assert (one["file"], one["kept"], one["errors"]) == ("账单.zip/账单.csv", 3, [])
    assert "locked by a password" in str(summaries(tool, "账单.zip")[0]["errors"])
    assert "does not open" in str(summaries(tool, "账单.zip", "--password-stdin", stdin="1\n")[0]["errors"])


def test_the_preview_shows_both_ends_with_the_ways_in_words(tool: Tool, tmp_path: Path) -> None:
    """Of a long statement the first and the last rows are shown, with 收 and 支, never debit and credit."""
    lines = [(f"2026-01-{day:02d}", 100 if day % 2 else -100, f"某{day}", "转账") for day in range(1, 29)]
    (tmp_path / "长.csv").write_bytes(statement(*lines))
    done = tool("import", "长.csv", "--dry-run", lang="zh")
    shown = [line for line in done.stdout.splitlines() if line.startswith("2026")]
    assert [line.split()[0] for line in shown] == [f"2026-01-{day:02d}" for day in (*range(1, 6), *range(24, 29))]
    assert shown[0].split()[1] == "收"
    assert shown[1].split()[1] == "支"
    assert "18" in done.stderr


def test_profiles_are_listed_with_what_they_were_tested_on(tool: Tool, union: Path) -> None:
    """The union's own takes the place of the bundled one of the same id, and is told as such."""
    (union / "profiles").mkdir()
    text = 'id = "wechat"\ntitle = "本会的微信"\nversion = 7\n[detect]\nheader_all = ["日", "额"]\n[columns]\n'
    text += 'date = { names = ["日"] }\namount = ["额"]\n[sign]\nmode = "signed"\n'
    (union / "profiles/wechat.toml").write_text(text, "utf-8")
    rows = {row["profile"]: row for row in json.loads(tool("import", "profiles", "--format", "json").stdout)}
    assert (rows["wechat"]["origin"], rows["wechat"]["title"], rows["wechat"]["version"]) == (
        "our own",
        "本会的微信",
        7,
    )
    assert "double-entry-generator" in rows["icbc-debit"]["tested_on"]
    assert len(rows) == 47


def test_a_profile_is_begun_from_a_file_and_then_reads_it(tool: Tool, tmp_path: Path, union: Path) -> None:
    """The new profile is written on the record, with Chinese comments; a name that is taken or unfit is refused."""
    data = "村镇银行\n记账日期,摘要,收方发生,付方发生,账面余额\n2026-01-05,结息,1.00,,1.00\n"
    (tmp_path / "村镇银行 village.csv").write_text(data, "utf-8")
    assert tool("import", "new-profile", "村镇银行 village.csv").exit_code == 3
    (tmp_path / "村镇银行 village.csv").write_text(
        data.replace("收方发生", "收入").replace("付方发生", "支出"), "utf-8"
    )
    done = tool("import", "new-profile", "村镇银行 village.csv")
    assert done.exit_code == 0, done.output
    assert "profiles/village.toml" in done.stderr
    assert "# 表头里有这些字" in (union / "profiles/village.toml").read_text("utf-8")
    assert load(union).problems == ()
    assert tool("import", "new-profile", "村镇银行 village.csv").exit_code == 3
    assert tool("import", "new-profile", "村镇银行 village.csv", "--id", "../x").exit_code == 3
    (one,) = summaries(tool, "村镇银行 village.csv", "--profile", "village")
    assert (one["kept"], one["sum_in"]) == (1, "1.00")


def test_a_huge_file_is_not_even_read(tool: Tool, tmp_path: Path) -> None:
    """A gigabyte of nothing is refused by its size."""
    with (tmp_path / "nothing.csv").open("wb") as stream:
        stream.truncate(1 << 30)
    (one,) = summaries(tool, "nothing.csv")
    assert "too large" in str(one["errors"])


def test_options_may_stand_behind_the_files(tool: Tool, union: Path) -> None:
    """`import FILE --dry-run` is a dry run, and a verb's name is one only in the first place."""
    assert "this was a dry run" in tool("import", "一月.csv", "--dry-run").stderr
    assert tool("import", "./profiles").exit_code == 3
    assert load(union).of(BankLine) == ()
