"""The inbox (待办): drafts, one a file, which the ledger does not include until they are posted.

A draft is a transaction with the flag `!` in `inbox/<id>.beancount`. What was dropped is kept in
`inbox/dropped/`, so that an import does not bring it back. Nothing here writes: the functions give
changes for `unionbooks.books.write`.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Final

from beancount.core.data import Transaction
from beancount.parser import parser

from unionbooks.books.entry import Entry
from unionbooks.books.entry import read_entry
from unionbooks.books.entry import write_entry
from unionbooks.books.foreign import from_beancount
from unionbooks.books.plan import Change
from unionbooks.books.plan import remove
from unionbooks.books.plan import rewrite
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from pathlib import Path

    from unionbooks.core.problems import Problem

__all__ = ["DROPPED", "INBOX", "Draft", "Inbox", "draft_id", "drop", "put", "read_inbox", "take_out"]

INBOX: Final = "inbox"
"""Folder of the drafts."""
DROPPED: Final = "inbox/dropped"
"""Folder of the drafts that somebody has dropped, with the reason in each."""

NOT_ONE: Final = ProblemKind(
    "draft-not-one",
    N_("A draft's file holds exactly one transaction; this one holds {count} entries."),
    N_("Put each draft into a file of its own in inbox/."),
)
POSTED_FLAG: Final = ProblemKind(
    "draft-flag",
    N_("The draft has the flag {flag}."),
    N_("A draft has the flag !; posting makes it *."),
)
UNKNOWN: Final = ProblemKind(
    "draft-unknown",
    N_("There is no draft {id} in the inbox."),
    N_("See which there are with: unionbooks inbox list."),
)
AMBIGUOUS: Final = ProblemKind(
    "draft-ambiguous",
    N_("{id} may mean several drafts: {drafts}."),
    N_("Write more of its id."),
)

_SUFFIX: Final = ".beancount"
_SHORTEST: Final = 6
_WHY: Final = "x-dropped-because"


@dataclass(frozen=True, slots=True)
class Draft:
    """A voucher in the making: its id, which is its file's name, and what it says so far."""

    id: str
    entry: Entry

    @property
    def path(self) -> str:
        """Its file, relative to the ledger's folder."""
        return f"{INBOX}/{self.id}{_SUFFIX}"

    @property
    def place(self) -> Place:
        """Where problems with it are reported."""
        return Place(self.path)

    @property
    def import_ids(self) -> tuple[str, ...]:
        """Ids of the imported rows it came from."""
        return tuple((self.entry.meta.import_id or "").split())


@dataclass(frozen=True)
class Inbox:
    """The drafts of a ledger, by date and id, and what is wrong with files that are none."""

    drafts: tuple[Draft, ...]
    dropped: tuple[Draft, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def import_ids(self) -> frozenset[str]:
        """Ids of all imported rows that a draft, or a dropped one, came from."""
        return frozenset(one for draft in (*self.drafts, *self.dropped) for one in draft.import_ids)

    def find(self, text: str) -> Draft:
        """Return the draft of an id, or of any part of one that fits no other.

        Raises:
            BadInputError: when there is none, or more than one.
        """
        for draft in self.drafts:
            if draft.id == text:
                return draft
        fitting = [draft for draft in self.drafts if text and text in draft.id]
        if not fitting:
            raise BadInputError(UNKNOWN(id=text))
        if len(fitting) > 1:
            raise BadInputError(AMBIGUOUS(id=text, drafts=", ".join(draft.id for draft in fitting)))
        return fitting[0]


def read_inbox(root: Path) -> Inbox:
    """Read every draft; a file that is none becomes a problem, and stays where it is."""
    problems: list[Problem] = []
    drafts = _read_folder(root, INBOX, problems)
    dropped = _read_folder(root, DROPPED, [])
    return Inbox(tuple(drafts), tuple(dropped), tuple(problems))


def _read_folder(root: Path, folder: str, problems: list[Problem]) -> list[Draft]:
    drafts: list[Draft] = []
    for file in sorted((root / folder).glob(f"*{_SUFFIX}")):
        if file.name.startswith(".") or not file.is_file():
            continue
        draft, wrong = _read_draft(root, f"{folder}/{file.name}", file.read_bytes())
        problems += wrong
        if draft is not None:
            drafts.append(draft)
    return sorted(drafts, key=lambda draft: (draft.entry.date, draft.id))


def _read_draft(root: Path, path: str, data: bytes) -> tuple[Draft | None, list[Problem]]:
    place = Place(path)
    entries, errors, _ = parser.parse_string(data, str(root / path))
    if errors:
        return None, from_beancount(root, errors)
    if len(entries) != 1 or not isinstance(entries[0], Transaction):
        return None, [NOT_ONE(place, count=len(entries))]
    if entries[0].flag != "!":
        return None, [POSTED_FLAG(place, flag=entries[0].flag)]
    entry, problems = read_entry(entries[0], place)
    name = path.rpartition("/")[2].removesuffix(_SUFFIX)
    return (Draft(name, entry), []) if entry is not None else (None, problems)


def draft_id(entry: Entry, taken: Collection[str]) -> str:
    """Make the id of a new draft: its day, and as much of its row's id as it takes to tell it from others."""
    whole = (entry.meta.import_id or "").split(" ")[0] or "0" * _SHORTEST
    for length in range(_SHORTEST, len(whole) + 1):
        name = f"{entry.date:%Y%m%d}-{whole[:length]}"
        if name not in taken:
            return name
    number = 2
    while (name := f"{entry.date:%Y%m%d}-{whole}-{number}") in taken:
        number += 1
    return name


def put(draft: Draft, missing: Iterable[str] = ()) -> Change:
    """Return the change that writes a draft, with a comment that says what it still lacks."""
    lacking = " ".join(missing) or "-"
    return rewrite(draft.path, f"; missing: {lacking}\n{write_entry(replace(draft.entry, flag='!'))}")


def take_out(draft: Draft) -> Change:
    """Return the change that takes a draft out of the inbox, since it was posted."""
    return remove(draft.path)


def drop(draft: Draft, why: str) -> tuple[Change, ...]:
    """Return the changes that move a draft to the dropped ones, with the reason."""
    own = (*(pair for pair in draft.entry.own if pair[0] != _WHY), (_WHY, why))
    kept = write_entry(replace(draft.entry, own=own))
    return remove(draft.path), rewrite(f"{DROPPED}/{draft.id}{_SUFFIX}", kept)
