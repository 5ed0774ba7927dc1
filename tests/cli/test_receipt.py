from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from click.testing import Result
from month_books import BY
from month_books import NOW
from month_books import make_books
from receipt_books import CONTRIBUTION
from receipt_books import DUES
from receipt_books import GRANT
from receipt_books import post_income

from unionbooks.cli.app import root as root_command
from unionbooks.cli.session import Session
from unionbooks.core.messages import translator

Tool = Callable[..., Result]
HANDBOOK = Path(__file__).parent.parent.parent / "docs" / "handbook" / "zh"
LIST = "姓名,工号,金额\n张一,1001,50\n王二,1002,50\n合计,,100\n"


@pytest.fixture(scope="session")
def founded_income(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make books with income, once."""
    root = (tmp_path_factory.mktemp("income") / "books").resolve()
    make_books(root)
    post_income(root)
    return root


@pytest.fixture
def tool(founded_income: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Run a command on books of the test's own, on the same day in every test."""
    root = (tmp_path / "union").resolve()
    shutil.copytree(founded_income, root)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "名单.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "签领表.txt").write_text("张一", encoding="utf-8")

    def invoke(*words: str, lang: str = "en") -> Result:
        session = Session(root, lang, translator(lang), BY, NOW)
        return CliRunner().invoke(root_command, list(words), obj=session)

    return invoke


def test_a_receipt_from_the_book_to_the_monthly_table(tool: Tool, tmp_path: Path) -> None:
    """Book, issue, void, print, register and table follow each other, each command with exit code 0."""
    results = [
        tool("receipt", "book", "add", "SJ1", "00012001", "00012050", "--from", "区教育工会"),
        tool("receipt", "issue", CONTRIBUTION),
        tool("receipt", "void", "00012002", "--reason", "写错"),
        tool("receipt", "issue", DUES, "--format", "json"),
        tool("receipt", "print", "00012001", "-o", "收据.pdf"),
        tool("receipt", "register"),
        tool("receipt", "usage", "2026-02", "-o", "使用情况.pdf"),
    ]
    assert [one.exit_code for one in results] == [0] * len(results), results[-1].output
    issued = json.loads(results[3].stdout)
    assert (issued["line"]["number"], issued["line"]["amount"], issued["written"]) == ("00012003", "95.75", True)
    assert (tmp_path / "收据.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "使用情况.pdf").read_bytes().startswith(b"%PDF")
    assert "5,095.75" in results[5].stdout


def test_the_register_for_programs(tool: Tool) -> None:
    """The CSV has every number as text with its zeros, and amounts without commas."""
    tool("receipt", "book", "add", "SJ1", "00012001", "00012050")
    tool("receipt", "issue", CONTRIBUTION)
    rows = list(csv.DictReader(io.StringIO(tool("receipt", "register", "--format", "csv").stdout)))
    assert [(row["number"], row["amount"], row["state"]) for row in rows] == [("00012001", "5000.00", "issued")]
    usage = json.loads(tool("receipt", "usage", "2026-02", "--format", "json").stdout)
    assert [(row["received"], row["issued"], row["closing"], row["amount"]) for row in usage] == [
        (50, 1, 49, "5000.00")
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_refusals_say_how_to_go_on(tool: Tool, lang: str) -> None:
    """A receipt for the upper union's money is refused with exit code 4, in the user's language."""
    tool("receipt", "book", "add", "SJ1", "00012001", "00012050")
    refused = tool("receipt", "issue", GRANT, lang=lang)
    assert refused.exit_code == 4
    assert ("往来" if lang == "zh" else "another union") in refused.stderr
    assert tool("receipt", "print", "00012001", lang=lang).exit_code == 3


def test_a_fault_of_the_register_is_exit_code_1(tool: Tool) -> None:
    """A receipt whose voucher was reversed is told beside the register."""
    tool("receipt", "book", "add", "SJ1", "00012001", "00012050")
    tool("receipt", "issue", CONTRIBUTION)
    assert tool("voucher", "reverse", CONTRIBUTION, "--why", "x", "--approved-by", "陈主席").exit_code == 0
    shown = tool("receipt", "register")
    assert shown.exit_code == 1
    assert "receipt-reversed" in shown.stderr


def test_books_are_listed_with_their_next_number(tool: Tool) -> None:
    """The list of books shows what is free, and a returned book has nothing free."""
    tool("receipt", "book", "add", "SJ1", "00012001", "00012050", "--kind", "dues")
    tool("receipt", "book", "add", "SJ1", "00012001", "00012050", "--kind", "dues")
    (row,) = json.loads(tool("receipt", "book", "list", "--format", "json").stdout)
    assert (row["kind"], row["free"], row["next"]) == ("dues", 50, "00012001")
    assert tool("receipt", "book", "return", "SJ1").exit_code == 0
    (row,) = json.loads(tool("receipt", "book", "list", "--format", "json").stdout)
    assert (row["free"], row["next"]) == (0, None)


def test_other_peoples_money_from_the_list_to_the_statement(tool: Tool, tmp_path: Path) -> None:
    """Scheme, list, payment, statement and enrolment follow each other, each command with exit code 0."""
    results = [
        tool("custody", "add", "CX", "会员储金会", "--kind", "savings", "--open-bank", "--date", "2026-01-01"),
        tool("custody", "template", "CX", "-o", "空表.xlsx"),
        tool("custody", "collect", "CX", "名单.csv", "--expect-sum", "100"),
        tool(
            "custody", "pay", "CX", "--member", "张一", "--amount", "20", "--proof", "签领表.txt",
            "--handled-by", "周老师", "--approved-by", "陈主席",
        ),
        tool("custody", "list"),
        tool("custody", "statement", "CX", "--member", "张一", "-o", "对账单.pdf"),
        tool("custody", "statement", "CX", "--format", "json"),
        tool("custody", "enrolment", "CX", lang="zh"),
    ]  # fmt: skip
    assert [one.exit_code for one in results] == [0] * len(results), [one.output for one in results]
    assert "barred" in results[0].stderr
    assert (tmp_path / "空表.xlsx").read_bytes().startswith(b"PK")
    assert (tmp_path / "对账单.pdf").read_bytes().startswith(b"%PDF")
    statement = json.loads(results[6].stdout)
    assert (statement["closing"], [share["balance"] for share in statement["shares"]]) == ("80.00", ["30.00", "50.00"])
    assert "50.0%" in results[7].stdout


def test_a_wrong_use_of_pay_is_exit_code_2(tool: Tool) -> None:
    """Everybody and one member at once is no payment."""
    refused = tool(
        "custody", "pay", "CX", "--everyone", "--member", "张一", "--proof", "签领表.txt", "--handled-by", "周老师",
        "--approved-by", "陈主席",
    )  # fmt: skip
    assert refused.exit_code == 2


def test_a_fault_of_custody_is_exit_code_1(tool: Tool) -> None:
    """Money that lies among the union's own is told beside the list of schemes."""
    tool("custody", "add", "YR", "一日捐", "--kind", "donation", "--date", "2026-01-01")
    assert tool("custody", "collect", "YR", "名单.csv", "--account", "10201").exit_code == 0
    shown = tool("custody", "list", lang="zh")
    assert shown.exit_code == 1
    assert "custody-mixed" in shown.stderr


def _steps(text: str) -> Iterator[tuple[str, str, str]]:
    """Go through a page of the handbook: ("file", name, table) and ("run", command, output), in order."""
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


@pytest.mark.parametrize("page", ["收据", "代管资金"])
def test_the_handbook_tells_what_happens(tool: Tool, page: str) -> None:
    """Every command of the pages on receipts and other people's money prints exactly what the page shows."""
    for proof in ("取款单", "投保清单", "捐赠票据"):
        Path(f"{proof}.pdf").write_bytes(proof.encode())
    seen = 0
    for kind, name, text in _steps((HANDBOOK / f"{page}.md").read_text(encoding="utf-8")):
        if kind == "file":
            rows = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines()]
            stream = io.StringIO()
            csv.writer(stream).writerows([rows[0], *rows[2:]])
            Path(name).write_text(stream.getvalue(), encoding="utf-8")
            continue
        program, *words = shlex.split(name)
        assert program == "unionbooks"
        assert tool(*words, lang="zh").output == text, name
        seen += 1
    assert seen >= 14
