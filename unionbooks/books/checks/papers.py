"""Papers are there, inside the folder, and unchanged: each file against its SHA-256 in the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from beancount.core.data import Document

from unionbooks.books.source import digest
from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["check_papers"]

OUTSIDE: Final = ProblemKind(
    "paper-outside",
    N_("The paper {file} lies outside the ledger's folder."),
    N_("Copy it below documents/ and file it from there."),
)
MISSING: Final = ProblemKind(
    "paper-missing",
    N_("The paper {file} is not there."),
    N_("Put the file back from the backup; its SHA-256 must be the one on record."),
)
CHANGED: Final = ProblemKind(
    "paper-changed",
    N_("The paper {file} is not the file that was filed: its SHA-256 differs."),
    N_("Put the filed one back from the backup; a new paper gets an entry of its own."),
)


def check_papers(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Check every `document` entry against its file."""
    del parsed
    return [
        problem
        for entry in books.entries
        if isinstance(entry, Document)
        for problem in _check_paper(books, entry, overlay)
    ]


def _check_paper(books: Books, entry: Document, overlay: Mapping[str, bytes]) -> Iterator[Problem]:
    path = Path(entry.filename.replace("\0", "?"))  # no file has such a name, and no call takes it
    prefix = f"{books.root}/"
    if not path.as_posix().startswith(prefix) or not path.resolve().is_relative_to(books.root.resolve()):
        yield OUTSIDE(books.place(entry), file=path.name)
        return
    relative = path.as_posix()[len(prefix) :]
    try:
        content = overlay[relative] if relative in overlay else path.read_bytes()
    except OSError:
        yield MISSING(books.place(entry), file=relative)
        return
    if digest(content) != entry.meta.get("sha256"):
        yield CHANGED(books.place(entry), file=relative)
