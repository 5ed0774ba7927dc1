"""The journal (操作日志): `journal.jsonl`, one line for each commit, each chained to the one before.

A line is canonical JSON (UTF-8, sorted keys, no spaces) with the keys `seq` (from 1), `at` (ISO 8601
with offset), `by`, `command`, `why` (or null), `ids`, `files` (path: [old SHA-256 or null, new SHA-256
or null]), `tool`, `prev` (the hash of the line before, 64 zeros in the first) and `hash`: the SHA-256
of the line without `hash` and without the line feed. It is evidence about the writing of the books;
no fact of the books lives here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import TypeVar

from unionbooks import __version__
from unionbooks.books.source import UNREADABLE as FILE_UNREADABLE
from unionbooks.books.source import digest
from unionbooks.books.source import ledger_files
from unionbooks.core.messages import N_
from unionbooks.core.problems import Place
from unionbooks.core.problems import Problem
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

__all__ = [
    "JOURNAL",
    "OUTSIDE_CODES",
    "Act",
    "Line",
    "compare",
    "expected_files",
    "file_digest",
    "is_ledger_file",
    "next_line",
    "read_journal",
    "verify",
]

JOURNAL: Final = "journal.jsonl"
"""Name of the journal, in the ledger's folder."""

MISSING: Final = ProblemKind(
    "journal-missing",
    N_("This ledger has no journal, so nothing tells whether it was changed outside the tool."),
    N_('Bring journal.jsonl back from a backup; where there never was one, begin it with: unionbooks adopt --why "…".'),
)
_FROM_BACKUP: Final = N_("Bring journal.jsonl back from a backup; it is never edited, and adopt does not mend it.")
UNREADABLE: Final = ProblemKind("journal-unreadable", N_("This is no line of a journal."), _FROM_BACKUP)
NOT_CANONICAL: Final = ProblemKind(
    "journal-not-canonical", N_("The line of the journal is not written as the tool writes it."), _FROM_BACKUP
)
BAD_HASH: Final = ProblemKind(
    "journal-hash", N_("The line of the journal was changed: its hash does not fit."), _FROM_BACKUP
)
BROKEN_CHAIN: Final = ProblemKind(
    "journal-chain",
    N_("The line of the journal does not follow from the one before: lines were changed, lost or put in."),
    _FROM_BACKUP,
)
BAD_SEQ: Final = ProblemKind(
    "journal-seq", N_("The line of the journal has the number {found}, expected {expected}."), _FROM_BACKUP
)
BAD_FILES: Final = ProblemKind(
    "journal-files",
    N_("The line of the journal says that {file} was another file before than the lines above say."),
    _FROM_BACKUP,
)
TRUNCATED: Final = ProblemKind("journal-truncated", N_("The last line of the journal is cut off."), _FROM_BACKUP)

_ADOPT: Final = N_(
    'If this is right, put it on the record with: unionbooks adopt --why "…"; if not, bring the file back '
    "from a backup."
)
CHANGED: Final = ProblemKind("file-changed", N_("The file was changed outside the tool."), _ADOPT)
APPEARED: Final = ProblemKind("file-appeared", N_("The file was put here outside the tool."), _ADOPT)
VANISHED: Final = ProblemKind("file-vanished", N_("The file was taken away outside the tool."), _ADOPT)
PAPER_CHANGED: Final = ProblemKind(
    "recorded-paper-changed",
    N_("The paper is not the file that was put on the record."),
    N_("Bring the file back from a backup; a paper is never replaced."),
)
PAPER_MISSING: Final = ProblemKind(
    "recorded-paper-missing",
    N_("The paper is on the record, but it cannot be read ({reason})."),
    N_("Bring the file back from a backup; a paper is never taken away."),
)

OUTSIDE_CODES: Final = frozenset({MISSING.code, CHANGED.code, APPEARED.code, VANISHED.code})
"""Codes of what `adopt` puts right."""

_FIRST_PREV: Final = "0" * 64
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_PROFILE: Final = re.compile(r"profiles/[^/]+\.toml")

T = TypeVar("T")
Digests = tuple[str | None, str | None]
"""SHA-256 of a file before and after; `None` where there is no file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One commit on record; the fields are the keys of the module's description."""

    seq: int
    at: dt.datetime
    by: str
    command: str
    why: str | None
    ids: tuple[str, ...]
    files: Mapping[str, Digests]
    tool: str
    prev: str
    hash: str

    def text(self) -> str:
        """Write the line as it stands in the journal, without the line feed."""
        return _dump({**self._body(), "hash": self.hash})

    def right_hash(self) -> str:
        """Return the hash that the line ought to have."""
        return digest(_bytes(_dump(self._body())))

    def _body(self) -> dict[str, Any]:
        body = {name: getattr(self, name) for name in self.__slots__ if name != "hash"}
        return {**body, "at": self.at.isoformat(), "files": dict(self.files)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """Who did what, when and why: the part of a line that a person answers for.

    Raises:
        ValueError: where the time has no offset, the person or the command has no name, or a text
            cannot be written as UTF-8.
    """

    at: dt.datetime
    by: str
    command: str
    why: str | None = None
    ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would not be evidence."""
        if self.at.utcoffset() is None:
            raise ValueError("a line of the journal needs a time with its offset")
        if not self.by.strip() or not self.command.strip():
            raise ValueError("a line of the journal needs a person and a command")
        for text in (self.by, self.command, self.why or "", *self.ids):
            text.encode()


def next_line(before: Line | None, act: Act, files: Mapping[str, Digests]) -> Line:
    """Make the line that follows another, or the first one; the time is cut to whole seconds."""
    line = Line(
        seq=before.seq + 1 if before else 1,
        at=act.at.replace(microsecond=0),
        by=act.by,
        command=act.command,
        why=act.why,
        ids=act.ids,
        files=files,
        tool=f"unionbooks {__version__}",
        prev=before.hash if before else _FIRST_PREV,
        hash="",
    )
    return replace(line, hash=line.right_hash())


def read_journal(root: Path) -> tuple[tuple[Line, ...], list[Problem]]:
    """Read the journal of a ledger and check each line, the chain, and what it says of files.

    A journal that is missing or empty is a problem. Lines that cannot be read are left out, and no
    other line is blamed for them.
    """
    try:
        content = (root / JOURNAL).read_bytes()
    except FileNotFoundError:
        content = b""
    except OSError as error:
        return (), [FILE_UNREADABLE(Place(JOURNAL), reason=error.strerror or type(error).__name__)]
    if not content:
        return (), [MISSING(Place(JOURNAL))]
    *whole, rest = content.split(b"\n")
    problems: list[Problem] = []
    lines: list[Line] = []
    files: dict[str, str] = {}
    unread = 0
    for number, raw in enumerate(whole, 1):
        place = Place(JOURNAL, number)
        line = _read_line(raw)
        if line is None:
            problems.append(UNREADABLE(place))
            unread += 1
            continue
        problems += _check_line(line, raw, place)
        problems += _check_order(line, lines[-1] if lines else None, unread, place)
        problems += _check_files(line, files, place)
        _note(line, files)
        lines.append(line)
        unread = 0
    if rest:
        problems.append(TRUNCATED(Place(JOURNAL, len(whole) + 1)))
    return tuple(lines), problems


def expected_files(lines: Iterable[Line]) -> dict[str, str]:
    """Return what the journal says is there now: path -> SHA-256, ledger files and papers."""
    files: dict[str, str] = {}
    for line in lines:
        _note(line, files)
    return files


def is_ledger_file(path: str) -> bool:
    """Tell whether a path is a ledger file (see `ledger_files`) and not a paper."""
    return path.endswith(".beancount") or _PROFILE.fullmatch(path) is not None


def compare(files: Mapping[str, str], lines: Sequence[Line]) -> list[Problem]:
    """Compare the ledger files that are there (path -> SHA-256) with the journal.

    Nothing is reported where there is no journal at all; that is one problem and not one a file.
    """
    if not lines:
        return []
    expected = {path: one for path, one in expected_files(lines).items() if is_ledger_file(path)}
    problems = []
    for path in sorted({*files, *expected}):
        if path not in expected:
            problems.append(APPEARED(Place(path)))
        elif path not in files:
            problems.append(VANISHED(Place(path)))
        elif files[path] != expected[path]:
            problems.append(CHANGED(Place(path)))
    return problems


def verify(root: Path) -> list[Problem]:
    """Check the journal's chain, and every ledger file and paper on record against its digest."""
    lines, problems = read_journal(root)
    recorded_files = expected_files(lines)
    files = {}
    for path in ledger_files(root):
        try:
            files[path] = file_digest(root / path)
        except OSError as error:
            problems.append(FILE_UNREADABLE(Place(path), reason=error.strerror or type(error).__name__))
            files[path] = recorded_files.get(path, "")
    problems += compare(files, lines)
    for path, recorded in sorted(recorded_files.items()):
        if not is_ledger_file(path):
            problems += _check_paper(root, path, recorded)
    return problems


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal, read in pieces: a paper may be large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_paper(root: Path, path: str, recorded: str) -> Iterator[Problem]:
    try:
        found = file_digest(root / path)
    except OSError as error:
        yield PAPER_MISSING(Place(path), reason=error.strerror or type(error).__name__)
        return
    if found != recorded:
        yield PAPER_CHANGED(Place(path))


def _check_line(line: Line, raw: bytes, place: Place) -> Iterator[Problem]:
    if _bytes(line.text()) != raw:
        yield NOT_CANONICAL(place)
    if line.right_hash() != line.hash:
        yield BAD_HASH(place)


def _check_order(line: Line, before: Line | None, unread: int, place: Place) -> Iterator[Problem]:
    expected = (before.seq if before else 0) + unread + 1
    if line.seq != expected:
        yield BAD_SEQ(place, found=line.seq, expected=expected)
    # After a line that could not be read there is nothing to compare with.
    if not unread and line.prev != (before.hash if before else _FIRST_PREV):
        yield BROKEN_CHAIN(place)


def _check_files(line: Line, files: Mapping[str, str], place: Place) -> Iterator[Problem]:
    for path, (old, _) in line.files.items():
        if files.get(path) != old:
            yield BAD_FILES(place, file=path)


def _note(line: Line, files: dict[str, str]) -> None:
    for path, (_, new) in line.files.items():
        if new is None:
            files.pop(path, None)
        else:
            files[path] = new


_dump: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _bytes(text: str) -> bytes:
    # A journal that was tampered with may hold half a surrogate pair; that must not stop the check.
    return text.encode(errors="surrogatepass")


def _read_line(raw: bytes) -> Line | None:
    try:
        given = json.loads(raw)
        return _line_of(given) if isinstance(given, dict) else None
    except (ValueError, TypeError, RecursionError):
        return None


def _line_of(given: dict[str, Any]) -> Line:
    """Build a line from JSON; a `ValueError` or `TypeError` means that it is none."""
    if given.keys() != set(Line.__slots__):
        raise ValueError("not the keys of a line")
    why = given["why"]
    at = dt.datetime.fromisoformat(given["at"])
    if at.utcoffset() is None:
        raise ValueError("a time without its offset")
    return Line(
        seq=_typed(given["seq"], int),
        at=at,
        by=_typed(given["by"], str),
        command=_typed(given["command"], str),
        why=None if why is None else _typed(why, str),
        ids=tuple(_typed(one, str) for one in _typed(given["ids"], list)),
        files={path: _digests(pair) for path, pair in _typed(given["files"], dict).items()},
        tool=_typed(given["tool"], str),
        prev=_typed(given["prev"], str),
        hash=_typed(given["hash"], str),
    )


def _typed(value: Any, kind: type[T]) -> T:
    if type(value) is not kind:
        raise TypeError(f"not {kind.__name__}: {value!r}")
    return value


def _digests(pair: Any) -> Digests:
    old, new = _typed(pair, list)
    if any(one is not None and not _DIGEST.fullmatch(_typed(one, str)) for one in (old, new)):
        raise ValueError("not digests of a file")
    return old, new
