"""What a commit is going to do: a plan of changes to files, worked out in memory.

A plan is a pure function `Books -> Plan`; nothing here touches the disk but to look.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.books.journal import JOURNAL
from unionbooks.books.journal import is_ledger_file
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Change", "Plan", "append", "check_path", "create", "remove", "rewrite", "work_out"]

PATH_REFUSED: Final = ProblemKind(
    "path-refused",
    N_("The file name {path} is refused: {reason}."),
    N_("Choose another name inside the ledger's folder."),
)
EXISTS: Final = ProblemKind(
    "paper-exists",
    N_("There is a file {path} already, and what was filed is never overwritten."),
    N_("File it under another name."),
)
PAPER_STAYS: Final = ProblemKind(
    "paper-stays",
    N_("The file {path} is a paper: it is filed once and then stays as it is."),
    N_("File the new one under a name of its own."),
)
FILE_STAYS: Final = ProblemKind(
    "file-stays",
    N_("The file {path} cannot be taken away."),
    N_("Only drafts in inbox/ and import profiles can; write the entry that corrects the other one."),
)

_OUTSIDE: Final = N_("it leads out of the ledger's folder")
_HIDDEN: Final = N_("it is hidden")
_JOURNAL: Final = N_("the tool alone writes the journal")
_SIGNS: Final = N_("it has a sign that some computers cannot store")
_CODE: Final = N_("a program has no place among the books")
_LINK: Final = N_("it goes through a link")
_NO_FILE: Final = N_("something else than a file stands there")
_OTHER_DISK: Final = N_("it lies on another disk than the ledger")

# Packages are opened on any system, Windows included: these are what its file names cannot hold.
_UNSTORABLE: Final = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]|[ .](?:/|$)')
# Fava puts the ledger's folder on Python's path, and Beancount would trust its own cache.
_RUNNABLE: Final = (".py", ".pyc", ".pyd", ".pyi", ".so", ".dll", ".picklecache", ".pth")
_REMOVABLE: Final = ("inbox/", "profiles/")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one file; made by `append`, `rewrite`, `create` or `remove`.

    Attributes:
        path: Relative to the ledger's folder, with `/`.
        new: What is written; `None` when the file is taken away.
        how: Whether `new` replaces what the file holds, is added at its end, or makes a new file.
    """

    path: str
    new: bytes | None
    how: Literal["replace", "append", "create"] = "replace"


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of one commit, in order, and the ids (voucher numbers, say) that it is about."""

    changes: tuple[Change, ...]
    ids: tuple[str, ...] = ()


def append(path: str, text: str) -> Change:
    """Add text at the end of a ledger file, one blank line below what it holds then; or begin the file."""
    return Change(path, text.encode(), "append")


def rewrite(path: str, text: str) -> Change:
    """Replace all that a ledger file holds, or make it; no posted voucher may change by it."""
    return Change(path, text.encode())


def create(path: str, data: bytes) -> Change:
    """Make a file that must not be there yet: a paper, which is never overwritten."""
    return Change(path, data, "create")


def remove(path: str) -> Change:
    """Take away a file of drafts or an import profile."""
    return Change(path, None)


def work_out(
    changes: Iterable[Change], read: Callable[[str], bytes | None]
) -> dict[str, tuple[bytes | None, bytes | None]]:
    """Work out what each file holds before and after the changes; what does not change is left out.

    Args:
        changes: Applied in order, so that a file may be appended to more than once.
        read: From a path to the bytes that are there now, `None` where no file is.

    Raises:
        RefusedError: where a paper would be overwritten, or a file taken away that must stay.
    """
    before: dict[str, bytes | None] = {}
    after: dict[str, bytes | None] = {}
    for change in changes:
        if change.path not in before:
            before[change.path] = after[change.path] = read(change.path)
        after[change.path] = _apply(change, after[change.path])
    return {path: (old, after[path]) for path, old in before.items() if old != after[path]}


def _apply(change: Change, old: bytes | None) -> bytes | None:
    place = Place(change.path)
    if change.how == "create":
        if old is not None:
            raise RefusedError(EXISTS(place, path=change.path))
        return change.new
    if not is_ledger_file(change.path):
        raise RefusedError(PAPER_STAYS(place, path=change.path))
    if change.new is None:
        if not change.path.startswith(_REMOVABLE):
            raise RefusedError(FILE_STAYS(place, path=change.path))
        return None
    return _appended(old or b"", change.new) if change.how == "append" else change.new


def _appended(old: bytes, text: bytes) -> bytes:
    kept, added = old.rstrip(b"\r\n"), text.strip(b"\n")
    return (kept + b"\n\n" if kept else b"") + added + b"\n"


def check_path(root: Path, path: str) -> None:
    """Refuse a path that a commit must not write: outside, hidden, through a link, no plain file.

    Raises:
        RefusedError: with the reason.
    """
    reason = _refused_name(path) or _refused_place(root, path)
    if reason:
        raise RefusedError(PATH_REFUSED(Place(str(root)), path=repr(path), reason=Message(reason)))


def _refused_name(path: str) -> str | None:
    parts = path.split("/")
    if not path or PurePosixPath(path).is_absolute() or not {"", ".", ".."}.isdisjoint(parts):
        return _OUTSIDE
    if _UNSTORABLE.search(path):
        return _SIGNS
    if any(part.startswith(".") for part in parts):
        return _HIDDEN
    if path.casefold() == JOURNAL:
        return _JOURNAL
    return _CODE if path.casefold().endswith(_RUNNABLE) else None


def _refused_place(root: Path, path: str) -> str | None:
    disk = root.stat().st_dev
    here = root
    *folders, name = path.split("/")
    for folder in folders:
        here /= folder
        found = _look(here)
        if found is None:
            return None
        if stat.S_ISLNK(found.st_mode):
            return _LINK
        if not stat.S_ISDIR(found.st_mode):
            return _NO_FILE
        if found.st_dev != disk:
            return _OTHER_DISK
    found = _look(here / name)
    if found is None or stat.S_ISREG(found.st_mode):
        return None
    return _LINK if stat.S_ISLNK(found.st_mode) else _NO_FILE


def _look(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:
        return None
