from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from click.testing import Result
from paper_ledger import PAPER_LEDGER
from paper_ledger import put_on_record
from paper_ledger import seal_march

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., Result]
START_SECONDS = 60


@pytest.fixture
def ledger(make_ledger: MakeLedger) -> Path:
    """Write the three months, on record and sealed."""
    root = make_ledger(PAPER_LEDGER)
    put_on_record(root)
    seal_march(root)
    return root


@pytest.mark.parametrize(("lang", "words"), [("en", "Trial balance"), ("zh", "科目余额表")])
def test_the_trial_balance_is_printed(run: Run, ledger: Path, lang: str, words: str) -> None:
    """Without a month it is that of the last voucher, in the reader's language."""
    result = run("report", "trial-balance", lang=lang, ledger=ledger)
    assert result.exit_code == 0
    assert words in result.stdout
    assert "2026-03" in result.stdout
    assert "17,636.67" in result.stdout


def test_programs_get_amounts_as_text(run: Run, ledger: Path) -> None:
    """JSON and CSV carry the same accounts with exact amounts, a debit positive."""
    plain = json.loads(run("report", "trial-balance", "--format", "json", ledger=ledger).stdout)
    rows = list(csv.DictReader(io.StringIO(run("report", "trial-balance", "--format", "csv", ledger=ledger).stdout)))
    assert [row["account"]["code"] for row in plain["rows"]] == [row["code"] for row in rows]
    assert [row["closing"] for row in plain["rows"]] == [row["closing"] for row in rows]
    assert {row["code"]: row["closing"] for row in rows}["211"] == "-2000.00"


def test_the_summary_and_the_overview_are_printed(run: Run, ledger: Path) -> None:
    """The other reports are there in text and JSON."""
    summary = json.loads(run("report", "summary", "--month", "2026-03", "--format", "json", ledger=ledger).stdout)
    assert (summary["vouchers"], summary["debit"]) == (4, "5045.50")
    assert "2026-03-0001" in run("report", "summary", ledger=ledger).stdout
    overview = json.loads(run("report", "overview", "--format", "json", ledger=ledger).stdout)
    assert overview["last_sealed"] == "2026-03"
    assert [month["state"] for month in overview["months"]] == ["open", "open", "sealed"]
    assert "sealed" in run("report", "overview", ledger=ledger).stdout


@pytest.mark.parametrize("report", ["trial-balance", "summary"])
def test_paper_and_sheet_are_written(run: Run, ledger: Path, tmp_path: Path, report: str) -> None:
    """The ending of the file names the format; PDF and workbook open."""
    for name in ("r.pdf", "r.xlsx", "r.csv"):
        assert run("report", report, "-o", str(tmp_path / name), ledger=ledger).exit_code == 0
    assert len(pypdfium2.PdfDocument((tmp_path / "r.pdf").read_bytes())) == 1
    assert len(openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets) == 1
    assert (tmp_path / "r.csv").read_text(encoding="utf-8").startswith("code,account,")


@pytest.mark.parametrize("report", ["trial-balance", "summary", "overview"])
def test_unchanged_books_are_not_loaded(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch, report: str) -> None:
    """The second report comes from the snapshot: the ledger is not parsed."""
    first = run("report", report, ledger=ledger)
    monkeypatch.setattr("unionbooks.books.load.load", lambda *_: pytest.fail("loaded"))
    monkeypatch.setattr("unionbooks.books.load.parse", lambda *_: pytest.fail("parsed"))
    assert run("report", report, ledger=ledger).stdout == first.stdout


def test_no_ledger_is_bad_input(run: Run, tmp_path: Path) -> None:
    """In a folder without a ledger every command says so and ends with 3."""
    for words in (("report", "overview"), ("submit", "2026-03"), ("serve", "--port", "0")):
        result = run(*words, ledger=tmp_path)
        assert result.exit_code == 3
        assert "ledger-missing" in result.stderr


def test_a_package_is_made_and_verified(run: Run, ledger: Path, tmp_path: Path) -> None:
    """Submit writes the package and says its digest and seal; verify finds the same, without the ledger."""
    made = run("submit", "2026-03", "--out", str(tmp_path / "out"), ledger=ledger)
    assert made.exit_code == 0, made.stderr
    (package,) = (tmp_path / "out").iterdir()
    assert str(package) in made.stdout
    again = json.loads(run("submit", "2026-03", "--out", str(tmp_path), "--format", "json", ledger=ledger).stdout)
    assert again["is_new"] is False
    checked = run("verify", str(package))
    assert checked.exit_code == 0
    assert again["digest"] in checked.stdout
    assert again["seal_short"] in checked.stdout
    assert again["seal_short"] in made.stdout
    plain = json.loads(run("verify", str(package), "--format", "json").stdout)
    assert (plain["sha256"], plain["problems"]) == (again["digest"], [])
    assert "育才小学工会委员会" in run("verify", str(package), lang="zh").stdout


def test_a_damaged_package_ends_with_1(run: Run, ledger: Path, tmp_path: Path) -> None:
    """Verify names the file that was changed, in the reader's language, and ends with 1."""
    run("submit", "2026-03", "--out", str(tmp_path / "out"), ledger=ledger)
    (package,) = (tmp_path / "out").iterdir()
    with zipfile.ZipFile(package) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, b"other" if name == "package.xlsx" else data)
    result = run("verify", str(package), lang="zh")
    assert result.exit_code == 1
    assert "package.xlsx" in result.stdout
    assert "SHA-256 不一致" in result.stdout


def test_an_open_month_is_refused(run: Run, ledger: Path, tmp_path: Path) -> None:
    """What is not sealed ends with 4, and says how to close the month."""
    result = run("submit", "2026-04", "--out", str(tmp_path / "out"), ledger=ledger)
    assert result.exit_code == 4
    assert "unionbooks close 2026-04" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_host_that_others_reach_is_refused(run: Run, ledger: Path) -> None:
    """Serve answers to this computer only, and says so."""
    result = run("serve", "--host", "0.0.0.0", ledger=ledger)  # noqa: S104 - it must be refused
    assert result.exit_code == 4
    assert "serve-host" in result.stderr


@pytest.fixture
def served(ledger: Path) -> Iterator[subprocess.Popen[str]]:
    """Start `unionbooks serve` as a person does."""
    process = subprocess.Popen(
        [sys.executable, "-m", "unionbooks.cli", "--lang", "en", "-C", str(ledger), "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another matter there")
def test_serve_says_its_address_and_stops_when_told(served: subprocess.Popen[str]) -> None:
    """The address that it prints answers with the page, and Ctrl+C ends it without a word of Python's."""
    assert served.stderr is not None
    line = served.stderr.readline()
    match = re.search(r"http://127\.0\.0\.1:\d+/", line)
    assert match, line
    with urllib.request.urlopen(match[0], timeout=START_SECONDS) as answer:  # noqa: S310 - matched as http above
        assert answer.status == 200
        assert "Content-Security-Policy" in answer.headers
    served.send_signal(signal.SIGINT)
    stdout, stderr = served.communicate(timeout=START_SECONDS)
    assert served.returncode == 0
    assert "Traceback" not in stdout + stderr
