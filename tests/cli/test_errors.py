from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import Result

from unionbooks.cli.app import root
from unionbooks.cli.errors import EXIT_CODES
from unionbooks.cli.errors import ExitCode
from unionbooks.cli.errors import exit_code_of
from unionbooks.cli.session import Session
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import DamagedError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]
MakeSession = Callable[..., Session]

KIND = ProblemKind("some-code", N_("There is nothing to show."), N_("The month {month}."))
PLACE = Place("2026/2026-01.beancount", 4)


def _raise(error: BaseException) -> Callable[[], object]:
    def run() -> object:
        raise error

    return run


def unionbooks(
    *words: str, env: dict[str, str] | None = None, cwd: Path | None = None, encoding: str = "utf-8"
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "unionbooks.cli", *words],
        capture_output=True,
        text=True,
        encoding=encoding,
        errors="replace",
        env={**os.environ, "UNIONBOOKS_LANG": "en", **(env or {})},
        cwd=cwd,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(("error", "code"), [(BadInputError, 3), (RefusedError, 4), (DamagedError, 5)])
def test_expected_failures_are_one_line_each(
    error: type[BadInputError], code: int, session: MakeSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each problem of an expected failure is one line with place, sentence, mend and code; then its exit code."""
    run = _raise(error(KIND(PLACE, month="2026-03"), KIND(month="2026-04")))
    assert exit_code_of(run, session()) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "2026/2026-01.beancount:4: There is nothing to show. The month 2026-03. [some-code]",
        "There is nothing to show. The month 2026-04. [some-code]",
    ]


def test_failures_are_told_in_chinese(session: MakeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """A Chinese user reads the Chinese sentence."""
    exit_code_of(_raise(BadInputError(KIND(month="2026-03"))), session("zh"))
    assert capsys.readouterr().err.startswith("没有可显示的内容。")


def test_a_returned_number_is_the_exit_code(session: MakeSession) -> None:
    """A command that returns nothing is done; a number that it returns is its exit code; TRUE is no number."""
    assert exit_code_of(lambda: None, session()) == 0
    assert exit_code_of(lambda: 1, session()) == 1
    assert exit_code_of(lambda: ExitCode.DAMAGED, session()) == 5
    assert exit_code_of(lambda: True, session()) == 0


def test_an_unexpected_failure_is_one_sentence(
    session: MakeSession, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of our own is one line that says how to report it, with exit code 70 and no traceback."""
    monkeypatch.delenv("UNIONBOOKS_DEBUG", raising=False)
    assert exit_code_of(_raise(ZeroDivisionError("a\nb {c}")), session()) == 70
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1
    assert "ZeroDivisionError: a b {c}" in said
    assert "UNIONBOOKS_DEBUG=1" in said


def test_the_traceback_can_be_asked_for(
    session: MakeSession, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With UNIONBOOKS_DEBUG=1 the traceback is printed as well."""
    monkeypatch.setenv("UNIONBOOKS_DEBUG", "1")
    assert exit_code_of(_raise(ZeroDivisionError("x")), session()) == 70
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_the_system_may_refuse(session: MakeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be used is bad input, with its name, and no fault of ours."""
    assert exit_code_of(_raise(PermissionError(13, "Permission denied", "/a/b")), session()) == 3
    assert capsys.readouterr().err.startswith("/a/b: The operating system refused: Permission denied.")


def test_stopping_is_quiet(session: MakeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """A question that was not answered, or Ctrl-C, ends with one word and code 130."""
    assert exit_code_of(_raise(click.Abort()), session()) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_every_exit_code_is_in_the_help(run: Run) -> None:
    """The root help lists every documented exit code, and no other is known."""
    assert set(EXIT_CODES) == set(ExitCode)
    text = run("--help").stdout
    for code, meaning in EXIT_CODES.items():
        assert f"  {code.value:<3}  {meaning}" in text


def test_a_reader_that_goes_away_is_not_told() -> None:
    """When the reader of a pipe is gone, nothing is printed about it and the code is 141."""
    for words in (["--help"], ["voucher", "--help"], ["doctor"]):
        reading, writing = os.pipe()
        os.close(reading)
        process = subprocess.Popen(
            [sys.executable, "-m", "unionbooks.cli", *words], stdout=writing, stderr=subprocess.PIPE, text=True
        )
        os.close(writing)
        _, said = process.communicate(timeout=60)
        assert (process.returncode, said) == (141, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_is_clean() -> None:
    """Ctrl-C in the middle of a command ends it with code 130 and without a traceback."""
    code = (
        "import sys, time\n"
        "from unionbooks.cli import main\n"
        "class Slow:\n"
        "    def read(self):\n"
        "        print('reading', file=sys.stderr, flush=True)\n"
        "        time.sleep(60)\n"
        "sys.stdin = Slow()\n"
        "sys.argv = ['unionbooks', '--lang', 'en', 'query', '-']\n"
        "main()\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "reading\n"
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    assert said.split() == ["Stopped."]


def test_no_ledger_is_told_with_the_way_out(tmp_path: Path) -> None:
    """A command in a folder without a ledger says so and names -C and init; the code is 3."""
    done = unionbooks("check", cwd=tmp_path)
    assert done.returncode == 3
    assert "main.beancount" in done.stderr
    assert "-C" in done.stderr
    assert "init" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252", "utf-8"])
def test_no_encoding_stops_a_command(books: Path, encoding: str) -> None:
    """A terminal that cannot show a character gets a replacement; the command goes on."""
    for language in ("en", "zh"):
        done = unionbooks(
            "--lang", language, "-C", str(books), "voucher", "show", "2026-01-0001",
            env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, encoding=encoding,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "1,386.40" in done.stdout
        assert ("青山文体用品店" in done.stdout) == (encoding in {"gbk", "utf-8"})


def test_machine_formats_are_utf8_everywhere(books: Path) -> None:
    """JSON is UTF-8 whatever the terminal's encoding is."""
    done = subprocess.run(
        [sys.executable, "-m", "unionbooks.cli", "-C", str(books), "voucher", "list", "--format", "json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert "青山文体用品店" in done.stdout.decode("utf-8")


def test_an_interrupted_commit_is_settled_first(run: Run, books: Path) -> None:
    """A commit that was cut off before it counted is taken back before a command reads, and that is told."""
    (books / ".unionbooks.pending").mkdir()
    result = run("check", ledger=books)
    assert result.exit_code == 0
    assert "taken back" in result.stderr
    assert not (books / ".unionbooks.pending").exists()


def test_the_ledger_may_be_named_by_its_top_file(run: Run, books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-C main.beancount` is the folder of that file, and UNIONBOOKS_LEDGER names it too."""
    assert run("check", ledger=books / "main.beancount").exit_code == 0
    monkeypatch.setenv("UNIONBOOKS_LEDGER", str(books))
    assert run("check").exit_code == 0


def test_who_acts(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """--by wins over UNIONBOOKS_BY, which wins over the system's user."""
    seen: list[str] = []

    @click.command("who")
    @click.pass_obj
    def who(session: Session) -> None:
        seen.append(session.by)

    monkeypatch.setattr(root, "get_command", lambda _ctx, _name: who)
    run("who")
    run("--by", "王建国", "who")
    monkeypatch.delenv("UNIONBOOKS_BY")
    monkeypatch.setenv("LOGNAME", "minzhou")
    run("who")
    assert seen == ["周敏", "王建国", "minzhou"]
