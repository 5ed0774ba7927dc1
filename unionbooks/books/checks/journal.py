"""Nothing was changed behind the tool's back: ledger files against the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.journal import compare
from unionbooks.books.journal import read_journal
from unionbooks.books.model import PENDING
from unionbooks.books.source import digest
from unionbooks.books.source import ledger_files
from unionbooks.books.source import unreadable
from unionbooks.core.messages import N_
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["check_journal"]

UNDER_WAY: Final = ProblemKind(
    "commit-under-way",
    N_("Somebody is writing to this ledger just now, or a commit was interrupted."),
    N_("Look again in a moment; if it stays, run: unionbooks doctor. It finishes the commit or takes it back."),
)


def check_journal(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Compare the digest of every ledger file with the last one on record.

    A planned state is not on record yet, so what lies in the overlay is passed over. While a commit
    is put in place the journal is ahead of the files, and comparing would accuse the wrong one.
    """
    if (books.root / PENDING).exists():
        return [UNDER_WAY(Place(PENDING))]
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
