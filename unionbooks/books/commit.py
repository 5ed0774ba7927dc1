"""How one commit reaches the disk whole or not at all: stage, one line in the journal, put in place.

Everything that is to be written is first staged and made durable in a hidden folder. Then the
journal's line is appended: that is the commit point. Before it nothing of the ledger has changed;
after it `unionbooks.books.recover` can always finish the rest, in another process and after a crash.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from filelock import FileLock
from filelock import Timeout

from unionbooks.books.journal import JOURNAL
from unionbooks.books.journal import file_digest
from unionbooks.books.model import MAIN
from unionbooks.books.model import PENDING
from unionbooks.books.source import digest
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import DamagedError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from pathlib import Path

__all__ = [
    "LOCK",
    "PENDING",
    "TIMEOUT",
    "Move",
    "Pending",
    "carry_out",
    "discard",
    "finish",
    "locked",
    "reading",
    "sync_folder",
    "take_back",
]

LOCK: Final = ".unionbooks.lock"
"""Hidden file that one writer at a time holds a lock on."""

TIMEOUT: Final = 60.0
"""Seconds to wait for another writer."""

_PLAN: Final = "plan.json"
_STAGED: Final = re.compile(r"[0-9]+\.new")
_OURS: Final = re.compile(r"[0-9]+\.new|plan\.json|plan\.tmp")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_BINARY: Final = getattr(os, "O_BINARY", 0)

LOCKED: Final = ProblemKind(
    "ledger-locked",
    N_("Somebody else is writing to this ledger; nothing was written after {seconds} seconds of waiting."),
    N_("Wait until the other command is done, then run this one again."),
)
NOT_WRITTEN: Final = ProblemKind(
    "not-written",
    N_("The disk refused to write ({reason}); the ledger is as it was before."),
    N_("Make room or mend the permissions, then run the command again."),
)
NOT_READ: Final = ProblemKind(
    "not-read",
    N_("The disk refused to read ({reason}); nothing was written."),
    N_("Mend the disk or the permissions, then run the command again."),
)
UNSETTLED: Final = ProblemKind(
    "commit-unsettled",
    N_("The disk failed ({reason}) and would not let the commit be taken back; it is whole or not there."),
    N_("Mend the disk, then run: unionbooks doctor. It settles the commit and says what became of it."),
)
UNFINISHED: Final = ProblemKind(
    "commit-unfinished",
    N_("The commit is on the record, but the disk failed ({reason}) before every file was in place."),
    N_("Mend the disk, then run: unionbooks doctor. It puts the remaining files in place."),
)
FOREIGN_FILE: Final = ProblemKind(
    "commit-foreign-file",
    N_("The file was changed while a commit was under way, and is neither the old nor the new one."),
    N_("Keep a copy of it elsewhere, copy {staged} over it, then run: unionbooks doctor."),
)
STAGED_LOST: Final = ProblemKind(
    "commit-staged-lost",
    N_("A commit is on the record, but the file it was going to put here ({staged}) is gone or changed."),
    N_("Bring the ledger's folder back from a backup, then enter what came after it again."),
)
FOREIGN_PENDING: Final = ProblemKind(
    "commit-foreign",
    N_("The folder of commits under way holds something that the tool did not put there ({name})."),
    N_("Look at it and move it away, then run: unionbooks doctor."),
)


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of one file: SHA-256 before and after (`None`: no file), and its staged name."""

    path: str
    old: str | None
    new: str | None
    staged: str | None

    def is_sound(self) -> bool:
        """Tell whether a move that was read has the form of one that was written."""
        digests = all(one is None or _DIGEST.fullmatch(one) for one in (self.old, self.new))
        staged = self.staged is None if self.new is None else _STAGED.fullmatch(str(self.staged)) is not None
        return isinstance(self.path, str) and digests and staged


@dataclass(frozen=True, slots=True)
class Pending:
    """A commit under way.

    Attributes:
        offset: Length of the journal before it, in bytes.
        lines: What is appended to the journal, with its line feeds.
        moves: What becomes of the files.
    """

    offset: int
    lines: bytes
    moves: tuple[Move, ...]

    def text(self) -> bytes:
        """Write it as it lies in the folder of commits under way."""
        moves = [[move.path, move.old, move.new, move.staged] for move in self.moves]
        record = {"lines": self.lines.decode(), "moves": moves, "offset": self.offset}
        return json.dumps(record, ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def read(cls, root: Path) -> Pending | None:
        """Read the commit under way; `None` where there is none, or it never got as far as its plan.

        Raises:
            ValueError: where the plan is not one that this class wrote.
        """
        try:
            text = (root / PENDING / _PLAN).read_bytes()
        except FileNotFoundError:
            return None
        try:
            given = json.loads(text)
            moves = tuple(Move(*move) for move in given["moves"])
            pending = cls(given["offset"], given["lines"].encode(), moves)
            sound = pending.text() == text and pending.is_sound()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError("not the plan of a commit") from error
        if not sound:
            raise ValueError("not the plan of a commit")
        return pending

    def is_sound(self) -> bool:
        """Tell whether what was read has the form of what was written; `TypeError` means no, too."""
        return type(self.offset) is int and self.offset >= 0 and all(move.is_sound() for move in self.moves)


@contextlib.contextmanager
def locked(root: Path, timeout: float) -> Iterator[None]:
    """Hold the ledger's write lock; other processes and threads wait.

    Raises:
        RefusedError: when another writer still holds it after the timeout, in seconds.
        BadInputError: when the lock's file cannot be made.
    """
    lock = FileLock(root / LOCK, timeout=timeout)
    try:
        lock.acquire()
    except Timeout:
        raise RefusedError(LOCKED(Place(str(root)), seconds=f"{timeout:g}")) from None
    except OSError as error:
        raise not_written(root, error) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def reading(root: Path) -> Iterator[None]:
    """Turn the disk's errors into one of ours, around steps that only read.

    Raises:
        BadInputError: when the disk refuses.
    """
    try:
        yield
    except OSError as error:
        raise BadInputError(NOT_READ(_place_of(root, error), reason=reason_of(error))) from error


def carry_out(
    root: Path,
    offset: int,
    lines: bytes,
    files: Mapping[str, tuple[bytes | None, bytes | None]],
    check: Callable[[], None],
) -> None:
    """Write the files and the journal's lines, all of it or nothing. The lock must be held.

    Args:
        root: The ledger's folder.
        offset: Length of the journal now, in bytes.
        lines: What is appended to the journal.
        files: Path -> bytes before and after; `None` where there is no file.
        check: Called last of all before the commit point; raises to stop the commit.

    Raises:
        BadInputError: when the disk refused; nothing has changed.
        DamagedError: when the disk failed so that the commit must be settled later.
    """
    try:
        pending = _stage(root, offset, lines, files)
        check()
        _append(root / JOURNAL, lines, new=offset == 0)
    except BaseException as error:
        _undo(root, offset, lines)
        if isinstance(error, OSError):
            raise not_written(root, error) from error
        raise
    try:
        finish(root, pending)
    except OSError as error:
        raise DamagedError(UNFINISHED(Place(str(root)), reason=reason_of(error))) from error


def not_written(root: Path, error: OSError) -> BadInputError:
    """Turn an error of the disk into one of ours; the ledger is unchanged."""
    return BadInputError(NOT_WRITTEN(_place_of(root, error), reason=reason_of(error)))


def _place_of(root: Path, error: OSError) -> Place:
    path = root / str(error.filename or "")
    return Place(path.relative_to(root).as_posix() if path.is_relative_to(root) and path != root else str(path))


def reason_of(error: OSError) -> str:
    """Return the system's own words for an error of the disk."""
    return error.strerror or type(error).__name__


def _stage(root: Path, offset: int, lines: bytes, files: Mapping[str, tuple[bytes | None, bytes | None]]) -> Pending:
    folder = root / PENDING
    folder.mkdir()
    moves = []
    for number, (path, (old, new)) in enumerate(files.items()):
        staged = None if new is None else f"{number}.new"
        if new is not None:
            _write(folder / f"{number}.new", new, None if old is None else _mode(root / path))
        moves.append(Move(path, _digest(old), _digest(new), staged))
    pending = Pending(offset, lines, tuple(moves))
    _write(folder / "plan.tmp", pending.text(), None)
    (folder / "plan.tmp").replace(folder / _PLAN)
    sync_folder(folder)
    sync_folder(root)
    return pending


def finish(root: Path, pending: Pending) -> None:
    """Put every staged file in its place, whatever part of that was done before.

    Raises:
        OSError: when the disk refuses; calling again goes on.
        DamagedError: when a file is neither the old nor the new one, or a staged one is gone.
    """
    for move in pending.moves:
        _put(root, move)
    for folder in sorted({(root / move.path).parent for move in pending.moves}):
        sync_folder(folder)
    discard(root)
    # A running Fava watches this file; one that may not touch it still has its own poll.
    with contextlib.suppress(PermissionError):
        os.utime(root / MAIN)


def _put(root: Path, move: Move) -> None:
    target, found = root / move.path, _digest_at(root / move.path)
    if found == move.new:
        return
    staged = None if move.staged is None else root / PENDING / move.staged
    shown = f"{PENDING}/{move.staged}"
    if found != move.old:
        raise DamagedError(FOREIGN_FILE(Place(move.path), staged=shown))
    if staged is None:
        target.unlink()
        return
    if _digest_at(staged) != move.new:
        raise DamagedError(STAGED_LOST(Place(move.path), staged=shown))
    make_folders(target.parent)
    staged.replace(target)


def journal_tail(root: Path, offset: int) -> bytes | None:
    """Return what the journal holds beyond a length; `None` when it is shorter."""
    try:
        with (root / JOURNAL).open("rb") as journal:
            if journal.seek(0, os.SEEK_END) < offset:
                return None
            journal.seek(offset)
            return journal.read()
    except FileNotFoundError:
        return None if offset else b""


def take_back(root: Path, offset: int) -> None:
    """Cut the journal back to the length it had; one that the commit began goes away whole."""
    journal = root / JOURNAL
    if offset == 0:
        journal.unlink(missing_ok=True)
        sync_folder(root)
        return
    if journal.stat().st_size <= offset:
        return
    descriptor = os.open(journal, os.O_WRONLY | _BINARY)
    try:
        os.ftruncate(descriptor, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def discard(root: Path) -> None:
    """Remove the folder of the commit under way.

    Raises:
        DamagedError: where it holds anything that a commit does not put there.
    """
    folder = root / PENDING
    if not folder.exists():
        return
    names = sorted(path.name for path in folder.iterdir())
    for name in names:
        if not _OURS.fullmatch(name):
            raise DamagedError(FOREIGN_PENDING(Place(PENDING), name=name))
    # The plan goes first: without it the rest means nothing, with it the rest must be there.
    for name in sorted(names, key=lambda name: name != _PLAN):
        (folder / name).unlink()
    folder.rmdir()
    sync_folder(root)


def _undo(root: Path, offset: int, lines: bytes) -> None:
    try:
        tail = journal_tail(root, offset)
        # Anything else was put there by another hand, and the commit never got as far as the journal.
        if tail is not None and lines.startswith(tail):
            take_back(root, offset)
        discard(root)
    except OSError as error:
        raise DamagedError(UNSETTLED(Place(str(root)), reason=reason_of(error))) from error


def _append(journal: Path, lines: bytes, *, new: bool) -> None:
    descriptor = os.open(journal, os.O_WRONLY | os.O_APPEND | _BINARY | (os.O_CREAT if new else 0), 0o666)
    try:
        _write_all(descriptor, lines)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        sync_folder(journal.parent)


def _write(path: Path, data: bytes, mode: int | None) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        _write_all(descriptor, data)
        if mode is not None:
            path.chmod(mode)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def make_folders(folder: Path) -> bool:
    """Make a folder and those above it that are not there, each durable before anything is put in it."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir()
        sync_folder(one.parent)
    return bool(missing)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if os.name != "posix":  # elsewhere a folder cannot be opened, and renames are durable by themselves
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _digest(data: bytes | None) -> str | None:
    return None if data is None else digest(data)


def _digest_at(path: Path) -> str | None:
    try:
        return file_digest(path)
    except FileNotFoundError:
        return None
