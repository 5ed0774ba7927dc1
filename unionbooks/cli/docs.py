"""The reference pages, made from the code itself.

    python -m unionbooks.cli.docs            write docs/reference/*.md
    python -m unionbooks.cli.docs --check    tell which pages are not what the code says

Directives come from the vocabulary and from `docs/reference/examples.beancount`, commands from the
command line's own help, problems from every `ProblemKind`. This is a tool for developers; it works
in a checkout, and no command imports it.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.app import PROGRAM
from unionbooks.cli.app import click_words
from unionbooks.cli.app import root
from unionbooks.cli.errors import DEBUG_VARIABLE
from unionbooks.cli.errors import EXIT_CODES
from unionbooks.cli.session import BY_VARIABLE
from unionbooks.cli.session import LEDGER_VARIABLE
from unionbooks.cli.session import Session
from unionbooks.core.messages import LANGUAGES
from unionbooks.core.messages import LOCALE_DIR
from unionbooks.core.messages import N_
from unionbooks.core.messages import translator
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import DIRECTIVES
from unionbooks.core.vocabulary import RECORDS
from unionbooks.core.vocabulary.directive import expected
from unionbooks.core.vocabulary.directive import fields_of
from unionbooks.core.vocabulary.directive import form

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.core.messages import Translate
    from unionbooks.core.vocabulary.directive import Directive
    from unionbooks.core.vocabulary.directive import Record

__all__ = ["EXAMPLES", "REFERENCE", "examples", "pages", "problem_kinds"]

REFERENCE: Final = LOCALE_DIR.parent.parent / "docs" / "reference"
"""The folder of the pages, in a checkout."""
EXAMPLES: Final = REFERENCE / "examples.beancount"
"""One example of every directive, written by hand and read by a test."""

_PACKAGES: Final = ("unionbooks", "importers", "reports")
_CUSTOM: Final = re.compile(r'[0-9-]{10} custom "([^"]+)"')
_OTHER: Final = re.compile(r"[0-9-]{10} (\S+)")
_COLUMNS: Final = 78
_ENVIRONMENT: Final = {
    LEDGER_VARIABLE: N_("Folder of the ledger, as -C."),
    BY_VARIABLE: N_("Who acts, as --by."),
    "UNIONBOOKS_LANG": N_("Language, as --lang; without it LANGUAGE, LC_ALL, LC_MESSAGES and LANG decide."),
    "UNIONBOOKS_CACHE": N_("Folder for snapshots, which can be deleted at any time."),
    "UNIONBOOKS_ID_KEY": N_("File of the key of identity numbers; one in your settings folder where not given."),
    DEBUG_VARIABLE: N_("Where it is not empty, an unexpected failure prints its traceback."),
}


def pages() -> Mapping[str, str]:
    """Return every reference page: file name below `REFERENCE` -> text."""
    made = {}
    for language in LANGUAGES:
        ending = ".md" if language == "en" else f".{language}.md"
        translate = translator(language)
        made[f"directives{ending}"] = _page(_directives(translate))
        made[f"commands{ending}"] = _page(_commands(language))
        made[f"problems{ending}"] = _page(_problems(translate))
    return made


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def examples() -> Mapping[str, str]:
    """Return the examples: keyword of a directive, or of a record, -> Beancount text."""
    found: dict[str, str] = {}
    for block in EXAMPLES.read_text(encoding="utf-8").split("\n\n"):
        text = "\n".join(line for line in block.splitlines() if not line.startswith(";")).strip()
        if custom := _CUSTOM.match(text):
            found[custom[1]] = text
        elif other := _OTHER.match(text):
            word = other[1]
            if word == "*":
                word = "posting" if "transaction" in found else "transaction"
            found[word] = text
    return found


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"| {' | '.join('---' for _ in titles)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _title(title: str, translate: Translate) -> Iterator[str]:
    yield f"# {translate(title)}"
    yield ""


def _directives(translate: Translate) -> Iterator[str]:
    shown = examples()
    yield from _title(N_("Directives"), translate)
    yield translate(
        N_(
            "Every fact that Beancount itself has no word for is a custom directive; it holds from its date. Values "
            "stand in order behind the keyword, keys below it as metadata. A key that begins with x- is your own."
        )
    )
    yield ""
    kinds: list[type[Record]] = [*DIRECTIVES.values(), *RECORDS]
    titles = (translate(N_("Keyword")), translate(N_("What it says")))
    yield from _table(titles, ((f"[`{one.keyword}`](#{one.keyword})", translate(one.title)) for one in kinds))
    for directive in DIRECTIVES.values():
        yield from _directive(directive, shown[directive.keyword], translate)
    for record in RECORDS:
        yield from _record(record, shown[record.keyword], translate)


def _directive(kind: type[Directive], example: str, translate: Translate) -> Iterator[str]:
    yield ""
    yield f"## {kind.keyword}"
    yield ""
    yield translate(N_("{title}. Written: {form}")).format(title=translate(kind.title), form=f"`{form(kind)}`")
    yield ""
    yield from _fields(kind, example, translate)


def _record(kind: type[Record], example: str, translate: Translate) -> Iterator[str]:
    yield ""
    yield f"## {kind.keyword}"
    yield ""
    yield translate(N_("{title}; it is no directive of its own.")).format(title=translate(kind.title))
    yield ""
    yield from _fields(kind, example, translate)


def _fields(kind: type[Record], example: str, translate: Translate) -> Iterator[str]:
    yield "```beancount"
    yield example
    yield "```"
    yield ""
    titles = (N_("Value or key"), N_("What it must be"), N_("Required"), N_("What it means"))
    yield from _table(
        [translate(title) for title in titles],
        (
            (
                f"`<{spec.key}>`" if spec.is_arg else f"`{spec.key}:`",
                expected(spec.codec).render(translate),
                translate(N_("yes")) if spec.required else "",
                translate(spec.doc),
            )
            for spec in fields_of(kind)
        ),
    )


def _commands(language: str) -> Iterator[str]:
    translate = translator(language)
    yield from _title(N_("Commands"), translate)
    yield translate(
        N_(
            "Results go to the standard output, progress and messages to the standard error. Every command that lists "
            "something takes --format. JSON is an array with an object a row; amounts of money are texts such as "
            '"1234.50", days are "2026-03-31", what is absent is null. CSV is UTF-8 without a byte order mark, its '
            "first line names the columns. The keys of both never change with the language."
        )
    )
    yield ""
    codes = ((str(code.value), translate(text)) for code, text in EXIT_CODES.items())
    yield from _table((translate(N_("Exit code")), translate(N_("Meaning"))), codes)
    yield ""
    variables = ((f"`{name}`", translate(text)) for name, text in _ENVIRONMENT.items())
    yield from _table((translate(N_("Environment variable")), translate(N_("Meaning"))), variables)
    session = Session(Path(), language, translate, "", dt.datetime.fromtimestamp(0, dt.UTC))
    with click_words(language):
        yield from _command(root, PROGRAM, None, session)


def _command(command: click.Command, name: str, parent: click.Context | None, session: Session) -> Iterator[str]:
    settings = {"obj": session, "terminal_width": _COLUMNS, **command.context_settings}
    with command.context_class(command, info_name=name, parent=parent, **settings) as ctx:
        yield ""
        yield f"## {ctx.command_path}"
        yield ""
        yield "```text"
        yield command.get_help(ctx)
        yield "```"
        if isinstance(command, click.Group):
            for noun in command.list_commands(ctx):
                below = command.get_command(ctx, noun)
                if below is not None and not below.hidden:
                    yield from _command(below, noun, ctx, session)


def problem_kinds() -> Mapping[str, tuple[ProblemKind, ...]]:
    """Import every module and return its kinds of problem by code, sorted; one each, if all is well."""
    found: dict[str, dict[ProblemKind, None]] = {}
    for package in _PACKAGES:
        for module in _modules(package):
            for one in vars(importlib.import_module(module)).values():
                if isinstance(one, ProblemKind):
                    found.setdefault(one.code, {})[one] = None
    return {code: tuple(found[code]) for code in sorted(found)}


def _modules(package: str) -> Iterator[str]:
    yield package
    paths = importlib.import_module(package).__path__
    for info in pkgutil.walk_packages(paths, f"{package}."):
        if not info.name.endswith("__main__"):
            yield info.name


def _problems(translate: Translate) -> Iterator[str]:
    yield from _title(N_("Problems"), translate)
    yield translate(
        N_(
            "Every problem says where it is, what is wrong, how to mend it, and ends with its code in brackets. "
            "Words in braces stand for what a case fills in."
        )
    )
    yield ""
    titles = (N_("Code"), N_("Level"), N_("What is wrong"), N_("How to mend it"))
    rows = (
        (f"`{kind.code}`", translate(kind.level), translate(kind.what), translate(kind.mend))
        for kinds in problem_kinds().values()
        for kind in kinds
    )
    yield from _table([translate(title) for title in titles], rows)


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; name the pages that are not what the code says.")
def main(*, check: bool) -> None:
    """Write the reference pages."""
    stale = [
        name
        for name, text in pages().items()
        if not (file := REFERENCE / name).is_file() or file.read_text(encoding="utf-8") != text
    ]
    if not check:
        for name, text in pages().items():
            (REFERENCE / name).write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        click.echo(name)
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
