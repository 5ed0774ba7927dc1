"""What an interrupted commit left behind: finished where it is on the record, removed where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.books.commit import PENDING
from unionbooks.books.commit import TIMEOUT
from unionbooks.books.commit import Pending
from unionbooks.books.commit import discard
from unionbooks.books.commit import finish
from unionbooks.books.commit import journal_tail
from unionbooks.books.commit import locked
from unionbooks.books.commit import not_written
from unionbooks.books.commit import take_back
from unionbooks.books.journal import JOURNAL
from unionbooks.books.plan import check_path
from unionbooks.core.messages import N_
from unionbooks.core.problems import DamagedError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Outcome", "recover", "settle"]

Outcome = Literal["nothing", "finished", "removed"]
"""What became of a commit that was interrupted; `nothing` when there was none."""

BAD_PLAN: Final = ProblemKind(
    "commit-plan-unreadable",
    N_("A commit was interrupted, and the plan it left behind cannot be read."),
    N_(
        "Compare the ledger with a backup. If no entry is missing, delete the folder {folder}; "
        "if one is, bring the backup back."
    ),
)
FOREIGN_TAIL: Final = ProblemKind(
    "commit-foreign-tail",
    N_("A commit was interrupted, and the journal has since been changed by something else."),
    N_("Bring the ledger's folder back from a backup, then enter what came after it again."),
)


def recover(root: Path, timeout: float = TIMEOUT) -> Outcome:
    """Settle a commit that was interrupted; quick where there was none. To be called before reading.

    Raises:
        RefusedError: when another writer is at work for longer than the timeout.
        BadInputError: when the disk refuses; nothing is lost, and calling again goes on.
        DamagedError: when files were changed in the meantime, with what to do about each.
    """
    root = root.resolve()
    if not (root / PENDING).exists():
        return "nothing"
    with locked(root, timeout):
        return settle(root)


def settle(root: Path) -> Outcome:
    """Do what `recover` does; the lock must be held."""
    try:
        return _settle(root)
    except OSError as error:
        raise not_written(root, error) from error


def _settle(root: Path) -> Outcome:
    folder = root / PENDING
    if folder.is_symlink():
        raise DamagedError(BAD_PLAN(Place(PENDING), folder=PENDING))
    if not folder.exists():
        return "nothing"
    pending = _read(root)
    if pending is None:
        discard(root)
        return "removed"
    tail = journal_tail(root, pending.offset)
    if tail == pending.lines:
        for move in pending.moves:
            check_path(root, move.path)
        finish(root, pending)
        return "finished"
    if tail is None or not pending.lines.startswith(tail):
        raise DamagedError(FOREIGN_TAIL(Place(JOURNAL)))
    take_back(root, pending.offset)
    discard(root)
    return "removed"


def _read(root: Path) -> Pending | None:
    try:
        return Pending.read(root)
    except ValueError as error:
        raise DamagedError(BAD_PLAN(Place(PENDING), folder=PENDING)) from error
