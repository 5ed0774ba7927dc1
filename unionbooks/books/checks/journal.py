"""Nothing was changed behind the tool's back: ledger files against the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.books.journal import compare
from unionbooks.books.journal import read_journal
from unionbooks.books.source import digest
from unionbooks.books.source import ledger_files

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
    del parsed
    lines, problems = read_journal(books.root)
    files = {
        path: books.files.get(path) or digest((books.root / path).read_bytes())
        for path in ledger_files(books.root)
        if path not in overlay
    }
    return [
        *problems,
        *(one for one in compare(files, lines) if one.place is None or one.place.file not in overlay),
    ]
