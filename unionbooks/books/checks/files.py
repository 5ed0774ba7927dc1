"""The ledger's folder: no file forgotten, no option or plugin where it would be ignored or run code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from beancount.core.data import Custom

from unionbooks.books.model import MAIN
from unionbooks.books.source import ledger_files
from unionbooks.core.messages import N_
from unionbooks.core.money import CURRENCY
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["ALLOWED_OPTIONS", "ALLOWED_PLUGINS", "OUR_PLUGIN", "check_files"]

OUR_PLUGIN: Final = "unionbooks.plugin"
OUR_EXTENSION: Final = "unionbooks.web"
ALLOWED_PLUGINS: Final = frozenset({OUR_PLUGIN})
ALLOWED_OPTIONS: Final = frozenset({"title", "operating_currency", "tolerance_multiplier", "render_commas"})

MISPLACED: Final = ProblemKind(
    "option-misplaced",
    N_("The {word} line has no effect here: Beancount reads it in the top file only."),
    N_("Move it to main.beancount, or take it out."),
)
PLUGIN_REFUSED: Final = ProblemKind(
    "plugin-refused",
    N_("The plugin {name} is not one of ours; it was not run."),
    N_("Take the line out; a ledger must not run code."),
)
OPTION_REFUSED: Final = ProblemKind(
    "option-refused",
    N_("The option {name} is not allowed in these books."),
    N_("Take the line out; allowed are {allowed}."),
)
OPTION_MISSING: Final = ProblemKind(
    "option-missing",
    N_("The top file lacks the line: {line}"),
    N_("Add it; without it fen can be lost without an error."),
)
PLUGIN_MISSING: Final = ProblemKind(
    "plugin-missing",
    N_('The top file lacks the line: plugin "{name}"'),
    N_("Add it, so that Fava and bean-check see the same problems."),
)
EXTENSION_REFUSED: Final = ProblemKind(
    "extension-refused",
    N_("The Fava extension {name} is not one of ours."),
    N_("Take the line out; it would run code in whoever opens the books."),
)
FORGOTTEN: Final = ProblemKind(
    "file-forgotten",
    N_("The file lies in the ledger's folder, but nothing includes it."),
    N_("Include it from main.beancount, or move it away."),
)

_LINE: Final = re.compile(rb'^[ \t]*(option|plugin)[ \t]+"((?:[^"\\]|\\.)*)"', re.MULTILINE)
_NOT_INCLUDED: Final = ("inbox/", "profiles/")
_CODE_RUNNING: Final = frozenset({"fava-extension"})
_CODE_OPTIONS: Final = frozenset({"import-config", "insert-entry", "default-file"})


def check_files(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Check the files of the folder and the lines that steer Beancount and Fava."""
    return [
        *_check_lines(parsed),
        *_check_required(parsed),
        *_check_extensions(books),
        *_check_forgotten(books, overlay),
    ]


def _check_lines(parsed: Parsed) -> Iterator[Problem]:
    for path, content in parsed.data.items():
        if b"option" not in content and b"plugin" not in content:
            continue  # a plain search is many times faster than the pattern
        for match in _LINE.finditer(content):
            word, name = match[1].decode(), match[2].decode(errors="replace")
            place = Place(path, content.count(b"\n", 0, match.start(1)) + 1)
            if path != MAIN:
                yield MISPLACED(place, word=word)
            elif word == "plugin" and name not in ALLOWED_PLUGINS:
                yield PLUGIN_REFUSED(place, name=name)
            elif word == "option" and name not in ALLOWED_OPTIONS:
                yield OPTION_REFUSED(place, name=name, allowed=", ".join(sorted(ALLOWED_OPTIONS)))


def _check_required(parsed: Parsed) -> Iterator[Problem]:
    options = parsed.options
    if options["operating_currency"] != [CURRENCY]:
        yield OPTION_MISSING(Place(MAIN), line=f'option "operating_currency" "{CURRENCY}"')
    if options["tolerance_multiplier"] != 0:
        yield OPTION_MISSING(Place(MAIN), line='option "tolerance_multiplier" "0"')
    if not any(
        match[1] == b"plugin" and match[2] == OUR_PLUGIN.encode() for match in _LINE.finditer(parsed.data[MAIN])
    ):
        yield PLUGIN_MISSING(Place(MAIN), name=OUR_PLUGIN)


def _check_extensions(books: Books) -> Iterator[Problem]:
    for entry in books.entries:
        if not isinstance(entry, Custom) or not entry.values:
            continue
        name = str(entry.values[0].value)
        if (entry.type in _CODE_RUNNING and name != OUR_EXTENSION) or (
            entry.type == "fava-option" and name in _CODE_OPTIONS
        ):
            yield EXTENSION_REFUSED(books.place(entry), name=name)


def _check_forgotten(books: Books, overlay: Mapping[str, bytes]) -> Iterator[Problem]:
    for path in sorted({*ledger_files(books.root), *overlay}):
        if path.endswith(".beancount") and not path.startswith(_NOT_INCLUDED) and path not in books.files:
            yield FORGOTTEN(Place(path))
