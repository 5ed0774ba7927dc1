"""Whatever is typed, the command line answers with a sentence and a documented exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from cli_books import found_books
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.cli.app import root
from unionbooks.cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# They would start a server, or fill a disk; their own tests run them.
LEFT_OUT = {"serve", "demo"}
# No separators, so that no file is written outside of the test's folder; half a surrogate is what
# Python makes of a byte of a command line that is no UTF-8.
JUNK = st.text(st.characters(exclude_characters="/\\\x00", exclude_categories=["Cs"]) | st.just("\udcff"), max_size=12)
LIKELY = st.sampled_from(
    [
        "2026-01",
        "2026-13",
        "2026-01..2026-02",
        "2026-01-0001",
        "2026-01-31",
        "1234.50",
        "-1",
        "0",
        "M0001",
        "json",
        "csv",
        "text",
        "xlsx",
        "pdf",
        "zh",
        "en",
        "main.beancount",
        "SHOW",
        "-",
        "--",
        ".",
        "a.csv",
        "b.xlsx",
        "books",
        "check",
        "vouchers",
    ]
)


def _commands(group: click.Group, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        one = group.get_command(ctx, name)
        if one is None or name in LEFT_OUT:
            continue
        yield (*above, name), one
        if isinstance(one, click.Group):
            yield from _commands(one, *above, name)


COMMANDS = [((), root), *_commands(root)]
GLOBAL = [name for param in root.params for name in param.opts]


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """Draw a command line: global options, a real command or junk, its options with any values, junk."""
    words, command = draw(st.sampled_from(COMMANDS))
    options = [name for param in command.params for name in param.opts if name.startswith("-")]
    value = LIKELY | JUNK
    option = st.tuples(st.sampled_from([*options, "--help", "-h"]), value).map(list) | value.map(lambda one: [one])
    ahead = draw(st.lists(st.tuples(st.sampled_from(GLOBAL), value).map(list), max_size=1))
    behind = draw(st.lists(option, max_size=4))
    noun = draw(st.just(list(words)) | JUNK.map(lambda one: [one]))
    return [word for part in (*ahead, noun, *behind) for word in part]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stand in the folder of some books; commands may change them as they like."""
    books = tmp_path_factory.mktemp("fuzz") / "books"
    found_books(books)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(books)
        patch.delenv("UNIONBOOKS_LEDGER", raising=False)
        patch.delenv("UNIONBOOKS_DEBUG", raising=False)
        yield books


@given(command_lines(), JUNK)
def test_no_command_line_breaks_it(folder: Path, words: list[str], answers: str) -> None:
    """No typed words and no answers end in a traceback, a fault of ours, or an undocumented exit code."""
    result = CliRunner().invoke(root, words, input=answers.encode("utf-8", "replace"))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in set(ExitCode) - {ExitCode.FAULT}, result.stderr
    assert "Traceback" not in result.output
    assert result.exit_code in {ExitCode.DONE, ExitCode.FINDINGS} or result.stderr
