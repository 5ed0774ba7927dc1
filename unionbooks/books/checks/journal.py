"""Nothing was changed behind the tool's back: ledger files against the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.books.journal import compare
from unionbooks.books.journal import read_journal
from unionbooks.books.source import digest
from unionbooks.books.source import ledger_files
from unionbooks.books.source import unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["check_journal"]


def check_journal(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Compare the digest of every ledger file with the last one on record.

    A planned state is not on record yet, so what lies in the overlay is passed over.
    """
    lines, problems = read_journal(books.root)
    unread = {one.place.file for one in parsed.problems if one.place}
    files: dict[str, str] = {}
    for path in ledger_files(books.root):
        if path in overlay:
            continue
        try:
            files[path] = books.files.get(path) or digest((books.root / path).read_bytes())
        except OSError as error:
            if path not in unread:
                problems.append(unreadable(path, error))
    drifted = compare(files, lines)
    return [*problems, *(one for one in drifted if one.place is None or one.place.file not in overlay)]
