from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from click.testing import Result
from month_books import APPROVED
from month_books import BY
from month_books import NOW
from month_books import make_books
from month_books import statement
from papers import NUMBER
from papers import Paper
from papers import digital_xml
from papers import pdf
from papers import zipped

from unionbooks.books.inbox import read_inbox
from unionbooks.cli.app import root as root_command
from unionbooks.cli.session import Session
from unionbooks.core.messages import translator
from unionbooks.core.width import width
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import post

if TYPE_CHECKING:
    from pathlib import Path

Tool = Callable[..., Result]


@pytest.fixture(scope="session")
def paper_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found books with an expense of 100 yuan, once."""
    root = (tmp_path_factory.mktemp("papers") / "books").resolve()
    make_books(root)
    import_file(root, statement(("2026-01-20", -10_000, "文具店", "购买文具")), name="x.csv", by=BY, now=NOW)
    draft = read_inbox(root).drafts[0].id
    complete(root, draft, Completion(shares=(Share("50102"),), meta=replace(APPROVED, invoice=NUMBER)), by=BY, now=NOW)
    post(root, [draft], by=BY, now=NOW)
    return root


@pytest.fixture
def tool(paper_month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tool:
    """Run a command on books of one's own, beside which lie an invoice and a broken one."""
    root = tmp_path / "union"
    shutil.copytree(paper_month, root)
    (tmp_path / "a.xml").write_bytes(digital_xml(replace(Paper(), number=NUMBER)))
    (tmp_path / "b.pdf").write_bytes(pdf(replace(Paper(), number="26342000000087654321")))
    (tmp_path / "cut.pdf").write_bytes(pdf()[:3000])
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str, lang: str = "en", put: str | None = None) -> Result:
        session = Session(root, lang, translator(lang), BY, NOW)
        return CliRunner().invoke(root_command, list(words), obj=session, input=put)

    return invoke


def test_reading_shows_a_paper_in_both_languages(tool: Tool) -> None:
    """Who, how much and from where are shown within a hundred columns, in the user's language."""
    for lang, words in (
        ("en", ("Buyer", "total 100.00", "b.pdf (the printed text)")),
        ("zh", ("购买方", "合计 100.00", "版面文字")),
    ):
        result = tool("paper", "read", "b.pdf", lang=lang)
        assert result.exit_code == 0, result.output
        assert all(word in result.stdout for word in words)
        assert max(map(width, result.stdout.splitlines())) <= 100


def test_reading_says_what_is_wrong(tool: Tool) -> None:
    """A check that fails gives 1, a file that cannot be read gives 3, and the sound ones are shown all the same."""
    used = tool("paper", "read", "a.xml", "b.pdf")
    assert (used.exit_code, "[paper-used]" in used.stdout) == (1, True)
    broken = tool("paper", "read", "b.pdf", "cut.pdf")
    assert (broken.exit_code, "[paper-pdf-cut]" in broken.stderr, "26342000000087654321" in broken.stdout) == (
        3,
        True,
        True,
    )


def test_reading_as_json(tool: Tool) -> None:
    """JSON holds one object a paper or broken file, amounts as text, and its problems as sentences."""
    result = tool("paper", "read", "b.pdf", "cut.pdf", "--format", "json")
    paper, broken = json.loads(result.stdout)
    assert (paper["type"], paper["files"], paper["paper"]["gross"], paper["problems"]) == (
        "invoice", ["b.pdf"], "100.00", [])  # fmt: skip
    assert (broken["type"], broken["files"], broken["problems"][0]["code"]) == ("file", ["cut.pdf"], "paper-pdf-cut")


def test_filing_and_listing(tool: Tool) -> None:
    """What was filed is listed by voucher and by month, and filing it again is refused with 4."""
    filed = tool("paper", "file", "a.xml", "--voucher", "2026-01-0002")
    assert filed.exit_code == 0, filed.output
    assert len(filed.stdout.splitlines()) == 2
    assert NUMBER in tool("paper", "list", "--voucher", "2026-01-0002").stdout
    (row,) = json.loads(tool("paper", "list", "--month", "2026-01", "--format", "json").stdout)
    assert (row["number"], row["amount"], row["structured"][-5:]) == (NUMBER, "100.00", ".json")
    assert json.loads(tool("paper", "list", "--month", "2026-02", "--format", "json").stdout) == []
    assert tool("paper", "file", "a.xml", "--voucher", "2026-01-0002").exit_code == 4


def test_filing_refuses(tool: Tool) -> None:
    """A broken file gives 3, and an invoice that another voucher books gives 4."""
    assert tool("paper", "file", "cut.pdf", "--voucher", "2026-01-0002").exit_code == 3
    result = tool("paper", "file", "a.xml", "--voucher", "2026-01-0001")
    assert (result.exit_code, "[paper-used]" in result.stderr) == (4, True)


def test_days_are_an_option(tool: Tool) -> None:
    """The days between invoice and payment that are usual can be set."""
    assert "[paper-date]" in tool("paper", "file", "a.xml", "--voucher", "2026-01-0002", "--days", "0").stderr


def test_a_password_from_stdin(tool: Tool, tmp_path: Path) -> None:
    """With --password-stdin nobody is asked; an archive without a lock needs none."""
    (tmp_path / "a.zip").write_bytes(zipped({"b.pdf": (tmp_path / "b.pdf").read_bytes()}))
    result = tool("paper", "read", "a.zip", "--password-stdin", put="secret\n")
    assert (result.exit_code, "a.zip/b.pdf" in result.stdout) == (0, True)


def test_without_a_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers can be read anywhere; that no buyer is checked is said."""
    (tmp_path / "a.xml").write_bytes(digital_xml())
    monkeypatch.chdir(tmp_path)
    session = Session(tmp_path, "en", translator("en"), BY, NOW)
    result = CliRunner().invoke(root_command, ["paper", "read", "a.xml"], obj=session)
    assert (result.exit_code, "by themselves" in result.stderr) == (0, True)
