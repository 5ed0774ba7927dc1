from __future__ import annotations

import importlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from unionbooks.cli.app import PENDING
from unionbooks.cli.app import PROGRAM
from unionbooks.cli.app import root
from unionbooks.cli.session import Session
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import LazyGroup
from unionbooks.cli.table import TABLE
from unionbooks.core.width import width

Run = Callable[..., Result]
MakeSession = Callable[..., Session]

ENGINES = {
    "babel",
    "beancount",
    "beangulp",
    "beanquery",
    "duckdb",
    "fava",
    "filelock",
    "flask",
    "importers",
    "jinja2",
    "lxml",
    "openpyxl",
    "pandas",
    "python_calamine",
    "reports",
    "rich",
    "typst",
    "xlsxwriter",
}


def commands(group: click.Group, *above: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Walk through every command of the tree, groups too, with the words that name it."""
    ctx = click.Context(group)
    for name in group.list_commands(ctx):
        one = group.get_command(ctx, name)
        assert one is not None
        yield (*above, name), one
        if isinstance(one, click.Group):
            yield from commands(one, *above, name)


ALL = list(commands(root))
IDS = [" ".join(words) for words, _ in ALL]


def _modules_after(*words: str) -> set[str]:
    code = (
        "import json, sys\n"
        "from unionbooks.cli import main\n"
        f"sys.argv = ['unionbooks', *{list(words)!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert end.code == 0, end.code\n"
        "print('\\n' + json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("words", [["--help"], ["--lang", "zh", "--help"], ["--version"]], ids=str)
def test_help_imports_no_engine(words: list[str]) -> None:
    """Asking for help starts no ledger engine, in no language."""
    assert _modules_after(*words) & ENGINES == set()


@pytest.mark.parametrize("noun", TABLE)
def test_help_of_a_noun_imports_no_engine(noun: str) -> None:
    """A command module imports its engines when it runs, not when its help is shown."""
    assert _modules_after(noun, "--help") & ENGINES == set()


@pytest.mark.parametrize("noun", TABLE)
def test_the_table_says_what_the_command_says(noun: str) -> None:
    """The line in the list of commands is the first line of the command's own help."""
    command = importlib.import_module(TABLE[noun].module).command
    assert isinstance(command, Command | Group)
    assert command.help == TABLE[noun].help


@pytest.mark.parametrize(("words", "command"), ALL, ids=IDS)
def test_every_command_explains_itself(words: tuple[str, ...], command: click.Command) -> None:
    """Each command has one line of help, examples unless it is a group, and a meaning for every option."""
    assert isinstance(command, Command | Group)
    assert command.help
    assert command.help.endswith(".")
    assert "\n" not in command.help
    assert isinstance(command, Group) or command.examples
    for param in command.params:
        assert getattr(param, "help", None), param.name


@pytest.mark.parametrize(("words", "command"), ALL, ids=IDS)
def test_every_example_can_be_typed(
    words: tuple[str, ...], command: click.Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The examples of a command name that command, and its parser takes them where their files are there."""
    monkeypatch.chdir(tmp_path)
    for example in getattr(command, "examples", ()):
        typed = shlex.split(example.replace("\\\n", " "))
        assert typed[0] == PROGRAM
        for word in typed:
            if Path(word).suffix in {".csv", ".pdf", ".xls", ".xlsx", ".zip"}:
                (tmp_path / word).touch()
        ctx = root.make_context(PROGRAM, typed[1:])
        one: click.Command = root
        while isinstance(one, click.Group) and (rest := [*ctx._protected_args, *ctx.args]):
            name, below, rest = one.resolve_command(ctx, rest)
            assert below is not None
            ctx = below.make_context(name, rest, parent=ctx)
            one = ctx.command
        assert one is command


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("words", [(), *(words for words, _ in ALL)], ids=" ".join)
def test_help_fits_a_terminal(run: Run, words: tuple[str, ...], language: str) -> None:
    """No line of any help page is wider than 80 columns, Chinese counted as two."""
    result = run(*words, "--help", lang=language)
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if width(line) > 80] == []


@pytest.mark.parametrize("words", [(), *(words for words, _ in ALL)], ids=" ".join)
def test_chinese_help_is_chinese(run: Run, words: tuple[str, ...]) -> None:
    """In Chinese, headings, Click's own words and every meaning are Chinese."""
    text = run(*words, "--help", lang="zh").stdout
    assert text.startswith("用法：unionbooks")
    for english in ("Usage", "Options", "Commands", "Show this", "Examples"):
        assert english not in text


def test_a_wrong_command_is_answered_with_a_near_one(run: Run) -> None:
    """A mistyped noun is wrong usage, and the nearest noun is named."""
    result = run("chek")
    assert result.exit_code == 2
    assert "Did you mean 'check'?" in result.stderr


def test_usage_errors_speak_the_language_asked_for(run: Run) -> None:
    """Wrong usage is told in Chinese, even where the wrong option is a global one."""
    assert "没有 '--colour' 这个选项" in run("--colour", lang="zh").stderr
    assert "错误：" in run("voucher", "show", lang="zh").stderr


def test_the_environment_names_the_language(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --lang, LANG decides; a language that is none of ours gives English."""
    from click.testing import CliRunner

    monkeypatch.delenv("UNIONBOOKS_LANG")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for value, start in (("zh_CN.UTF-8", "用法"), ("fr_FR.UTF-8", "Usage"), ("C", "Usage")):
        monkeypatch.setenv("LANG", value)
        assert CliRunner().invoke(root, ["--help"]).stdout.startswith(start)


def test_a_run_leaves_the_environment_as_it_was(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Speaking Chinese for one command changes no environment variable for what comes after."""
    before = dict(os.environ)
    run("--help", lang="zh")
    assert dict(os.environ) == before


def test_completion_needs_no_command_module(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shell completes nouns from the table, with their meaning."""
    ctx = click.Context(root)
    found = {item.value: item.help for item in root.shell_complete(ctx, "vo")}
    assert found == {"voucher": TABLE["voucher"].help}


def test_completion_in_a_real_shell() -> None:
    """Bash asks for nouns, verbs and options, and gets them."""
    for typed, word, expected in (
        ("unionbooks vou", 1, "plain,voucher"),
        ("unionbooks voucher sh", 2, "plain,show"),
        ("unionbooks check --on", 2, "plain,--only"),
    ):
        environment = {"_UNIONBOOKS_COMPLETE": "bash_complete", "COMP_WORDS": typed, "COMP_CWORD": str(word)}
        done = subprocess.run(
            [sys.executable, "-m", "unionbooks.cli"],
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            check=False,
        )
        assert done.stdout.strip() == expected


def test_completion_of_a_verb_speaks_chinese(session: MakeSession) -> None:
    """The meaning of what is completed is in the user's language."""
    voucher = importlib.import_module(TABLE["voucher"].module).command
    ctx = click.Context(voucher, obj=session("zh"))
    assert [(item.value, item.help) for item in voucher.shell_complete(ctx, "li")] == [
        ("list", "列出凭证：某月的或全部。")
    ]


def test_the_folder_of_commits_has_one_name() -> None:
    """The name that the root command looks for is the name that the writer gives."""
    from unionbooks.books import commit

    assert PENDING == commit.PENDING


def test_a_lazy_group_imports_what_is_asked_for_only() -> None:
    """An unknown noun is no command, and asking for it imports nothing."""
    group = LazyGroup("x", rows={})
    assert group.get_command(click.Context(group), "nothing") is None
