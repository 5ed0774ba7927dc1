"""From a ledger's folder to `Books`: read, refuse what could run code, book, validate, check.

Beancount's own loader is not called whole: it would run any plugin that a ledger names, and it
trusts a pickled cache that lies beside the file. The steps below are Beancount's own, in its order.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
from typing import TYPE_CHECKING
from typing import Any

from beancount import loader
from beancount.core import data
from beancount.ops import validation
from beancount.parser import booking

from unionbooks.books.checks import run_checks
from unionbooks.books.checks.files import ALLOWED_PLUGINS
from unionbooks.books.checks.files import OUR_PLUGIN
from unionbooks.books.facts import read_facts
from unionbooks.books.foreign import from_beancount
from unionbooks.books.model import Books
from unionbooks.books.source import digest
from unionbooks.books.source import parse
from unionbooks.books.source import unreadable
from unionbooks.core.problems import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from pathlib import Path

    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["check_loaded", "load"]


def load(root: Path, overlay: Mapping[str, bytes] | None = None) -> Books:
    """Load the ledger in a folder, uncached, with every integrity check run.

    Args:
        root: The ledger's folder.
        overlay: Relative path -> bytes of a planned state, seen instead of what is on the disk.

    Raises:
        BadInputError: where there is no ledger, or its folder cannot be read. Anything else that is
            wrong is in `problems`.
    """
    root = root.resolve()
    planned = overlay or {}
    with _collector_paused():
        parsed = parse(root, planned)
        entries, errors = _book(parsed)
        files = {path: digest(content) for path, content in parsed.data.items()}
        directives, problems = read_facts(root, entries)
        books = Books(root, entries, directives, (), files, parsed.options)
        try:
            problems += [*parsed.problems, *from_beancount(root, errors), *run_checks(books, parsed, planned)]
        except OSError as error:  # a folder that cannot be listed: what lies in it cannot be judged
            raise BadInputError(unreadable(str(error.filename or root), error)) from error
    return dataclasses.replace(books, problems=_in_order(problems))


def check_loaded(root: Path, entries: data.Directives, parsed: Parsed) -> Books:
    """Make books of entries that Beancount itself has loaded, and run the checks; for the plugin.

    Of `parsed`, only `data` and `options` are asked for.
    """
    directives, problems = read_facts(root, entries)
    files = {path: digest(content) for path, content in parsed.data.items()}
    books = Books(root, entries, directives, (), files, parsed.options)
    return dataclasses.replace(books, problems=_in_order([*problems, *run_checks(books, parsed, {})]))


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cyclic garbage collector: a load makes a million live objects and no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _book(parsed: Parsed) -> tuple[data.Directives, list[data.BeancountError]]:
    options: Any = parsed.options
    options["include"] = sorted(parsed.data)
    options["pythonpath"] = []
    options["insert_pythonpath"] = False
    # Ours runs below, on the same entries; an unknown one is code that nobody has read.
    options["plugin"] = [one for one in options["plugin"] if one[0] in ALLOWED_PLUGINS - {OUR_PLUGIN}]
    parsed.entries.sort(key=data.entry_sortkey)
    entries, errors = booking.book(parsed.entries, options)  # type: ignore[no-untyped-call]
    entries, errors = loader.run_transformations(entries, [*parsed.errors, *errors], options, None)
    errors.extend(validation.validate(entries, options, None, None))  # type: ignore[no-untyped-call]
    return entries, errors


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    def key(problem: Problem) -> tuple[str, int, str]:
        return (problem.place.file, problem.place.line, problem.code) if problem.place else ("", 0, problem.code)

    return tuple(sorted(problems, key=key))
