"""The Beancount plugin: the integrity checks, run at every load by bean-check, Fava and any other tool.

Put `plugin "unionbooks.plugin"` into the top file. It changes no entry. Its sentences are in the
language of the environment, because Beancount's errors are plain text.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from unionbooks.audit.integrity import domain_problems
from unionbooks.books.load import check_loaded
from unionbooks.books.source import Parsed
from unionbooks.core.messages import language_of
from unionbooks.core.messages import translator

if TYPE_CHECKING:
    from beancount.core import data

    from unionbooks.core.problems import Problem

__all__ = ["BooksError", "check"]

__plugins__ = ("check",)


class BooksError(NamedTuple):
    """A problem in the shape in which Beancount and Fava show one."""

    source: dict[str, Any]
    message: str
    entry: data.Directive | None


def check(entries: data.Directives, options_map: dict[str, Any]) -> tuple[data.Directives, list[BooksError]]:
    """Run every integrity check over a ledger that Beancount is loading."""
    root = Path(options_map["filename"]).parent  # not resolved: Beancount names every file as it was asked for
    parsed = Parsed(options=options_map)
    for name in options_map["include"]:
        path = Path(name)
        relative = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
        parsed.data[relative] = path.read_bytes()
    translate = translator(language_of(os.environ))

    def as_error(problem: Problem) -> BooksError:
        place = problem.place
        source = {
            "filename": str(root / place.file) if place else str(root),
            "lineno": place.line if place else 0,
        }
        return BooksError(source, f"{problem.sentence(translate)} [{problem.code}]", None)

    books = check_loaded(root, entries, parsed)
    # Beancount knows no warnings: whatever a plugin returns makes bean-check fail.
    found = (*books.problems, *domain_problems(books))
    return entries, [as_error(problem) for problem in found if problem.level == "error"]
