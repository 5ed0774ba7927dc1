from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from roll_books import found_roll
from roll_books import identity_number
from roll_books import workbook

from unionbooks.cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Run

HANDBOOK = Path(__file__).parent.parent.parent / "docs" / "handbook" / "zh" / "花名册.md"
NUMBER = identity_number("34990019850304002")
SHEET = [
    ["工号", "姓名", "性别", "工会小组", "用工形式", "入会日期", "会费基数", "身份证号", "状态", "变动日期"],
    ["0031", "王一", None, "语文组", "在编", dt.date(2010, 9, 1), 6280, NUMBER],
    ["0032", "李小明", "男", "数学组", "合同", dt.date(2015, 9, 1), 5880.5],
    ["0033", "张三", "男", "后勤组", "派遣", dt.date(2005, 9, 1), 4880.5, None, "退会", dt.date(2026, 2, 28)],
]


@pytest.fixture(autouse=True)
def _private_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNIONBOOKS_ID_KEY", str(tmp_path / "id.key"))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found books without a member once."""
    return found_roll(tmp_path_factory.mktemp("members") / "books")


@pytest.fixture
def union(empty: Path, tmp_path: Path) -> Path:
    """Give a test books of its own."""
    import shutil

    return Path(shutil.copytree(empty, tmp_path / "union"))


@pytest.fixture
def roll(union: Path, run: Run) -> Path:
    """Give a test books with three people, one of them gone."""
    Path("r.xlsx").write_bytes(workbook({"花名册": SHEET}))
    done = run("member", "import", "r.xlsx", "--date", "2026-03-01", ledger=union)
    assert done.exit_code == 0, done.output
    return union


def test_the_roll_of_a_day_is_listed_in_every_format(roll: Path, run: Run) -> None:
    """Text, JSON, CSV and Excel show the members of the day; programs get exact types and stable keys."""
    words = ("member", "list", "--date", "2026-01-31")
    text = run(*words, ledger=roll)
    assert [line.split()[:2] for line in text.stdout.splitlines()[2:]] == [
        ["M0001", "王一"],
        ["M0002", "李小明"],
        ["M0003", "张三"],
    ]
    first, *_ = json.loads(run(*words, "--format", "json", ledger=roll).stdout)
    assert first == {
        "id": "M0001", "name": "王一", "sex": "female", "born": "1985-03-04", "group": "语文组", "staff_no": "0031",
        "employment": "permanent", "status": "active", "since": "2010-09-01", "joined": "2010-09-01",
        "base": "6280.00", "wage_in_contribution": None, "card": None, "id_last4": NUMBER[-4:],
    }  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(run(*words, "--format", "csv", ledger=roll).stdout)))
    assert [row["id"] for row in rows] == ["M0001", "M0002", "M0003"]
    run(*words, "-o", "out.xlsx", ledger=roll)
    sheet = openpyxl.load_workbook("out.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet["B"]] == ["Name", "王一", "李小明", "张三"]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), ["M0001", "M0002"]),
        (("--status", "left"), ["M0003"]),
        (("--status", "all"), ["M0001", "M0002", "M0003"]),
        (("--status", "active", "--status", "left", "--sex", "male"), ["M0002", "M0003"]),
        (("--group", "语文组"), ["M0001"]),
        (("--group", "语文组", "--group", "数学组", "--employment", "contract"), ["M0002"]),
        (("--date", "2012-01-01"), ["M0001", "M0003"]),
    ],
)
def test_the_list_is_narrowed_by_what_is_asked(
    roll: Path, run: Run, options: tuple[str, ...], found: list[str]
) -> None:
    """Day, group, status, sex and employment each leave only those who fit."""
    date = () if "--date" in options else ("--date", "2026-03-01")
    listed = json.loads(run("member", "list", *date, *options, "--format", "json", ledger=roll).stdout)
    assert [one["id"] for one in listed] == found


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_a_public_list_names_nobody(roll: Path, run: Run, form: str) -> None:
    """With --public there are masked names, and no number, wage or birthday in any format."""
    listed = run("member", "list", "--date", "2026-01-31", "--public", "--format", form, ledger=roll).stdout
    assert "王*" in listed
    assert "李*明" in listed
    for hidden in ("王一", "李小明", "M0001", "0031", "6280", "1985", NUMBER[-4:]):
        assert hidden not in listed


def test_a_member_is_shown_with_the_whole_story(roll: Path, run: Run) -> None:
    """The card holds the particulars of the day, every event with its place, and no hash in any format."""
    run("member", "change", "王一", "--group", "教务组", "--date", "2026-04-01", "--reason", "调岗", ledger=roll)
    now = run("member", "show", "0031", ledger=roll).stdout
    assert "教务组" in now
    assert "调岗" in now
    assert "members/roll.beancount:" in now
    then = run("member", "show", "0031", "--date", "2026-03-31", ledger=roll).stdout
    assert "教务组" not in then
    card = json.loads(run("member", "show", "M0001", "--format", "json", ledger=roll).stdout)
    assert [one["event"] for one in card["events"]] == ["join", "change"]
    assert (card["member"]["group"], card["events"][0]["base"]) == ("教务组", "6280.00")
    assert "id_hash" not in json.dumps(card)
    assert run("member", "show", "M0001", "--date", "2010-08-31", ledger=roll).exit_code == ExitCode.BAD_INPUT
    assert run("member", "show", "赵六", ledger=roll).exit_code == ExitCode.BAD_INPUT


def test_the_statistics_add_up(roll: Path, run: Run) -> None:
    """The half-year is told in text, and in lines for programs that add up."""
    words = ("member", "stats", "--from", "2026-01", "--to", "2026-06")
    text = run(*words, ledger=roll, lang="zh").stdout
    assert "会员名册统计 2026-01 至 2026-06" in text
    assert re.search(r"- 退会 +1 +0\n", text)
    lines = json.loads(run(*words, "--format", "json", ledger=roll).stdout)
    assert (lines[0]["by"], lines[0]["opening"], lines[0]["left"], lines[0]["closing"]) == ("all", 3, 1, 2)
    assert {line["name"] for line in lines if line["by"] == "group"} == {"语文组", "数学组", "后勤组"}
    assert run("member", "stats", "--from", "2026-06", "--to", "2026-01", ledger=roll).exit_code == ExitCode.USAGE
    assert run("member", "stats", ledger=roll).exit_code == 0
    assert run("member", "stats", "--from", "2199-01", ledger=roll).exit_code == 0


def test_an_event_is_entered_and_told(union: Path, run: Run) -> None:
    """What was entered is one sentence with what changed; what makes no sense ends with exit code 4."""
    done = run("member", "join", "--name", "王　一", "--base", "6280", "--date", "2026-03-01", ledger=union)
    assert done.stdout.splitlines()[0] == "M0001 王一: join on 2026-03-01."
    done = run("member", "change", "王一", "--base", "6500", "--date", "2026-04-01", ledger=union, lang="zh")
    assert done.stdout == "M0001 王一：2026-04-01 变更。\n  会费基数：6,280.00 → 6,500.00\n"
    assert run("member", "join", "M0001", ledger=union).exit_code == ExitCode.REFUSED
    assert run("member", "expel", "M0001", ledger=union).exit_code == ExitCode.USAGE
    assert run("member", "join", "M0001", "--id", "M0009", ledger=union).exit_code == ExitCode.USAGE
    data = json.loads(run("member", "retain", "M0001", "--date", "2026-05-01", "--format", "json", ledger=union).stdout)
    assert (data["event"], data["status"], data["changes"], data["warnings"]) == ("retain", "retained", {}, [])


@pytest.mark.parametrize(
    ("event", "more", "state"),
    [
        ("leave", ("--reason", "本人申请"), "left"),
        ("transfer-out", ("--to-union", "市二小工会"), "transferred"),
        ("retain", (), "retained"),
        ("retire", ("--minutes", "3号"), "retired"),
        ("expel", ("--minutes", "3号"), "expelled"),
        ("die", (), "dead"),
    ],
)
def test_every_event_has_its_command(union: Path, run: Run, event: str, more: tuple[str, ...], state: str) -> None:
    """Each way out leads to its state, and resume leads back from it."""
    run("member", "transfer-in", "--name", "王一", "--from-union", "市一小工会", "--date", "2026-03-01", ledger=union)
    done = run("member", event, "王一", "--date", "2026-04-01", *more, "--format", "json", ledger=union)
    assert json.loads(done.stdout)["status"] == state
    back = run(
        "member", "resume", "M0001", "--date", "2026-05-01", "--reason", "更正", "--format", "json", ledger=union
    )
    assert json.loads(back.stdout)["status"] == "active"


def test_an_identity_number_is_asked_for_and_not_shown(union: Path, run: Run) -> None:
    """The number is typed at a prompt; neither the screen nor the ledger shows it."""
    done = run("member", "join", "--name", "王一", "--identity", ledger=union, answers=f"{NUMBER}\n")
    assert done.exit_code == 0, done.output
    assert NUMBER not in done.output
    assert NUMBER.encode() not in (union / "members" / "roll.beancount").read_bytes()
    wrong = run("member", "join", "--name", "李二", "--identity", ledger=union, answers=f"{NUMBER[:-1]}\n")
    assert wrong.exit_code == ExitCode.BAD_INPUT


def test_a_sheet_is_compared_before_it_is_imported(roll: Path, run: Run) -> None:
    """A dry run shows each difference with old and new value; the import does it; the same sheet again does nothing."""
    changed = [SHEET[0], ["0031", "王一", None, "教务组", None, None, 6500], ["0035", "孙立", "男", "数学组"]]
    Path("r.xlsx").write_bytes(workbook({"花名册": changed}))
    words = ("member", "import", "r.xlsx", "--date", "2026-05-01")
    before = (roll / "members" / "roll.beancount").read_bytes()
    rows = json.loads(run(*words, "--dry-run", "--format", "json", ledger=roll).stdout)
    told = [(row["what"], row["id"], row["field"], row["old"], row["new"]) for row in rows]
    assert told == [
        ("change", "M0001", "group", "语文组", "教务组"),
        ("change", "M0001", "base", "6280.00", "6500.00"),
        ("join", "M0004", "name", None, "孙立"),
        ("join", "M0004", "sex", None, "male"),
        ("join", "M0004", "group", None, "数学组"),
        ("join", "M0004", "staff_no", None, "0035"),
        ("missing", "M0002", None, None, None),
    ]
    assert rows[0]["cell"] == "r.xlsx!花名册!D2"
    assert (roll / "members" / "roll.beancount").read_bytes() == before
    done = run(*words, ledger=roll)
    assert "not in the sheet" in done.stdout
    assert "Written: 2 events." in done.stderr
    again = run(*words, ledger=roll)
    assert "the roll is as the sheet says" in again.stderr


def test_a_wrong_sheet_is_bad_input_with_every_cell(roll: Path, run: Run) -> None:
    """All that is wrong is told cell by cell, in the user's language, with exit code 3."""
    wrong = [SHEET[0], ["0031", "王一", None, None, None, "2026-13-01", -1]]
    Path("wrong.xlsx").write_bytes(workbook({"花名册": wrong}))
    done = run("member", "import", "wrong.xlsx", ledger=roll, lang="zh")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert [line.partition("：")[0].split(": ")[0] for line in done.stderr.splitlines()] == [
        "wrong.xlsx!花名册!F2",
        "wrong.xlsx!花名册!G2",
    ]


def test_a_template_is_not_written_over(roll: Path, run: Run) -> None:
    """A template goes into a new file only; a filled one holds the members of the day."""
    assert run("member", "template", ledger=roll).exit_code == 0
    assert run("member", "template", ledger=roll).exit_code == ExitCode.BAD_INPUT
    assert run("member", "template", "f.xlsx", "--filled", "--date", "2026-01-31", ledger=roll).exit_code == 0
    names = [row[2].value for row in openpyxl.load_workbook("f.xlsx")["会员花名册"].iter_rows(min_row=2, max_row=4)]
    assert names == ["王一", "李小明", "张三"]


def _steps(text: str) -> Iterator[tuple[str, str, str]]:
    """Go through the handbook: ("file", name, table) and ("run", command, output), in order."""
    pattern = re.compile(
        r"^文件 (?P<name>\S+)：\n\n(?P<table>(?:\|[^\n]*\n)+)|^```console\n(?P<console>.*?)^```",
        re.MULTILINE | re.DOTALL,
    )
    for match in pattern.finditer(text):
        if match["name"]:
            yield "file", match["name"], match["table"]
            continue
        for block in re.split(r"^\$ ", match["console"], flags=re.MULTILINE)[1:]:
            command, _, output = block.partition("\n")
            yield "run", command, output


def test_the_handbook_tells_what_happens(union: Path, run: Run) -> None:
    """Every command of the page for the roll's keeper, run in order, prints exactly what the page shows."""
    page = HANDBOOK.read_text(encoding="utf-8")
    seen = 0
    for kind, name, text in _steps(page):
        if kind == "file":
            rows = [[cell.strip() or None for cell in line.strip("|\n").split("|")] for line in text.splitlines()]
            Path(name).write_bytes(workbook({"会员花名册": [rows[0], *rows[2:]]}))
            continue
        program, *words = shlex.split(name)
        assert program == "unionbooks"
        assert run(*words, ledger=union, lang="zh").output == text, name
        seen += 1
    assert seen > 20
