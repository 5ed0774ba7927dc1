"""What the tests of the command line share: books with a few vouchers, and a way to run a command."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from cli_books import NOW
from cli_books import found_books
from click.testing import CliRunner
from click.testing import Result

from unionbooks.cli.app import root as root_command
from unionbooks.cli.session import Session
from unionbooks.core.messages import translator

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make books once, for the tests to copy."""
    books = tmp_path_factory.mktemp("cli") / "books"
    found_books(books)
    return books


@pytest.fixture
def books(founded: Path, tmp_path: Path) -> Path:
    """Give a test a copy of the books of its own."""
    copy = tmp_path / "books"
    shutil.copytree(founded, copy)
    return copy


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process, in an empty folder: `run("check", lang="zh", ledger=books)`."""
    empty = tmp_path / "elsewhere"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.delenv("UNIONBOOKS_LEDGER", raising=False)
    monkeypatch.delenv("UNIONBOOKS_DEBUG", raising=False)
    monkeypatch.setenv("UNIONBOOKS_BY", "周敏")
    monkeypatch.setenv("UNIONBOOKS_LANG", "en")

    def invoke(*words: str, lang: str = "en", ledger: Path | None = None, answers: str | None = None) -> Result:
        place = ["-C", str(ledger)] if ledger else []
        return CliRunner().invoke(root_command, ["--lang", lang, *place, *words], input=answers)

    return invoke


@pytest.fixture
def session(tmp_path: Path) -> Callable[..., Session]:
    """Make a session by hand: `session("zh")`."""

    def make(language: str = "en", root: Path = tmp_path) -> Session:
        return Session(root, language, translator(language), "周敏", NOW)

    return make
