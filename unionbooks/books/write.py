"""The one writer: the only functions that change a ledger.

A change is a plan, a pure function `Books -> Plan`, and goes through `commit`: locked, recovered,
loaded, planned, loaded again as planned, checked, staged, and put on the record by one line of the
journal, all of it or nothing:

    def post(books: Books) -> Plan:
        return Plan((append("2026/2026-03.beancount", text),), ids=("2026-03-0012",))

    commit(root, post, by="王会计", now=now, command="inbox post")
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from beancount.core.data import Document

from unionbooks.books.commit import LOCK
from unionbooks.books.commit import PENDING
from unionbooks.books.commit import TIMEOUT
from unionbooks.books.commit import carry_out
from unionbooks.books.commit import locked
from unionbooks.books.commit import make_folders
from unionbooks.books.commit import not_written
from unionbooks.books.commit import reading
from unionbooks.books.guard import allow
from unionbooks.books.journal import JOURNAL
from unionbooks.books.journal import MISSING
from unionbooks.books.journal import OUTSIDE_CODES
from unionbooks.books.journal import Act
from unionbooks.books.journal import Digests
from unionbooks.books.journal import Line
from unionbooks.books.journal import compare
from unionbooks.books.journal import expected_files
from unionbooks.books.journal import file_digest
from unionbooks.books.journal import next_line
from unionbooks.books.journal import read_journal
from unionbooks.books.load import load as load_books
from unionbooks.books.model import MAIN
from unionbooks.books.plan import Change
from unionbooks.books.plan import Plan
from unionbooks.books.plan import append
from unionbooks.books.plan import check_path
from unionbooks.books.plan import create
from unionbooks.books.plan import remove
from unionbooks.books.plan import rewrite
from unionbooks.books.plan import work_out
from unionbooks.books.recover import recover
from unionbooks.books.recover import settle
from unionbooks.books.seal import check_seals
from unionbooks.books.source import NO_LEDGER
from unionbooks.books.source import UNREADABLE
from unionbooks.books.source import digest
from unionbooks.books.source import ledger_files
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import DamagedError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem

    Load = Callable[[Path, Mapping[str, bytes] | None], Books]

__all__ = [
    "SEALS",
    "Change",
    "Committed",
    "Plan",
    "Step",
    "adopt",
    "append",
    "commit",
    "create",
    "found",
    "recover",
    "remove",
    "rewrite",
]

SEALS: Final = "seals.beancount"
"""The file of seals and what happened to them; only the tool writes it."""

ADOPT: Final = "adopt"
"""The command that the journal names where a change was put on the record."""

CHANGED_MEANWHILE: Final = ProblemKind(
    "changed-meanwhile",
    N_("The file {file} was changed by something else while the commit was prepared; nothing was written."),
    N_("Close the editor that has it open, then run the command again."),
)
NOT_EMPTY: Final = ProblemKind(
    "folder-not-empty",
    N_("The folder is not empty ({name}); a new ledger needs a folder of its own."),
    N_("Name a folder that is empty or not there yet."),
)
WHY_MISSING: Final = ProblemKind(
    "adopt-why",
    N_("A change made outside the tool is only put on the record with a reason."),
    N_('Say who made it and why: unionbooks adopt --why "…".'),
)
NOTHING: Final = ProblemKind(
    "adopt-nothing",
    N_("Nothing was changed outside the tool."),
    N_("There is nothing to do."),
)
SEALS_TOUCHED: Final = ProblemKind(
    "adopt-seals",
    N_("The file of seals was changed outside the tool; that can never be adopted."),
    N_("Bring {file} back from a backup; to open a sealed month use: unionbooks reopen."),
)
JOURNAL_BROKEN: Final = ProblemKind(
    "adopt-journal",
    N_("The journal itself was changed or cut; adopting would cover that up, so nothing is adopted."),
    N_("Bring {file} back from a backup or from the last package handed in, then look again with: unionbooks check."),
)

NEW_JOURNAL: Final = "There was no journal; this one begins here."
"""What `adopt` adds to the reason where it begins a journal; journals are in English."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What a commit came to: its line in the journal (`None` where nothing changed), and the books now."""

    line: Line | None
    books: Books


@dataclass(frozen=True, slots=True)
class Step:
    """One commit of a ledger that is made whole (see `found`)."""

    at: dt.datetime
    by: str
    command: str
    changes: tuple[Change, ...]
    ids: tuple[str, ...] = ()
    why: str | None = None


def commit(  # noqa: PLR0913 - who, when, what and why are all needed, and by name
    root: Path,
    make_plan: Callable[[Books], Plan],
    *,
    by: str,
    now: dt.datetime,
    command: str,
    why: str | None = None,
    load: Load = load_books,
    timeout: float = TIMEOUT,
) -> Committed:
    """Change a ledger: all of the plan or nothing, on the record, and only if the books stay sound.

    Args:
        root: The ledger's folder.
        make_plan: From the books, loaded under the lock, to the changes; it must not write anything.
        by: The person who answers for it.
        now: The time, with its offset.
        command: The command that was given, without its personal data.
        why: The reason, where one was given.
        load: How the ledger is loaded; tests put in their own.
        timeout: Seconds to wait for another writer.

    Raises:
        RefusedError: where a posted voucher, a sealed month, a paper or the record would change, a file
            was changed outside the tool or meanwhile, or another writer is at work.
        BadInputError: where the books would have new errors, or the disk refuses; nothing was written.
        DamagedError: where the journal is damaged, or a commit must be settled first.
        ValueError: where `now` has no offset, or `by` or `command` is empty.
    """
    root = _ledger(root)
    with locked(root, timeout):
        settle(root)
        lines, length = _sound_journal(root)
        seen = _digests(root)
        with reading(root):
            before = load(root, None)
        plan = make_plan(before)
        act = Act(at=now, by=by, command=command, why=why, ids=plan.ids)
        files = _worked_out(root, plan.changes)
        if not files:
            return Committed(None, before)
        RefusedError.raise_if(problem for problem in compare(seen, lines) if _file_of(problem) in files)
        with reading(root):
            after = load(root, {path: new or b"" for path, (_, new) in files.items()})
        allow(before, after, files)
        line = next_line(lines[-1], act, {path: _pair(states) for path, states in files.items()})
        _carry_out(root, length, [line], files, seen)
    return Committed(line, after)


def found(root: Path, history: Iterable[Step], *, load: Load = load_books, timeout: float = TIMEOUT) -> None:
    """Make a whole new ledger in an absent or empty folder: a line of the journal for each step.

    The steps are applied in memory and the result is validated once. The same steps give the same
    bytes, journal included.

    Raises:
        RefusedError: where the folder holds anything, or a step does what no commit may do to a file.
        BadInputError: where the books have errors, or the disk refuses; nothing was written.
        ValueError: where a step has no offset in its time, no person or no command.
    """
    root = root.resolve()
    recover(root, timeout)
    _refuse_used(root)
    try:
        made = make_folders(root)
    except OSError as error:
        raise not_written(root, error) from error
    try:
        with locked(root, timeout):
            settle(root)
            _refuse_used(root)
            lines, content = _relive(root, history)
            with reading(root):
                books = load(root, content)
            problems = [*books.problems, *check_seals(books)]
            BadInputError.raise_if(problem for problem in problems if problem.code not in OUTSIDE_CODES)
            _carry_out(root, 0, lines, {path: (None, data) for path, data in content.items()}, {})
    except BaseException:
        if made:
            _leave(root)
        raise


def adopt(  # noqa: PLR0913 - as `commit`
    root: Path,
    *,
    why: str,
    by: str,
    now: dt.datetime,
    load: Load = load_books,
    timeout: float = TIMEOUT,
) -> Committed:
    """Put ledger files that were changed outside the tool on the record, as they are now.

    Where there is no journal at all a new one is begun, with every ledger file and paper, and says so.

    Raises:
        RefusedError: without a reason, where nothing was changed, where a sealed month or the file of
            seals was touched, or where the journal itself is broken: then only a backup helps.
        BadInputError: where the disk refuses; nothing was written.
        DamagedError: where a commit must be settled first.
        ValueError: where `now` has no offset, or `by` is empty.
    """
    if not why.strip():
        raise RefusedError(WHY_MISSING())
    root = _ledger(root)
    with locked(root, timeout):
        settle(root)
        lines, broken = read_journal(root)
        length = _length(root)
        begins = [problem.code for problem in broken] == [MISSING.code]
        if broken and not begins:
            raise RefusedError(JOURNAL_BROKEN(Place(JOURNAL), file=JOURNAL), *broken)
        seen = _digests(root)
        with reading(root):
            books = load(root, None)
            files = _everything(books, seen) if begins else _drifted(seen, lines)
        BadInputError.raise_if(problem for problem in books.problems if problem.code == UNREADABLE.code)
        RefusedError.raise_if(_not_adoptable(books, files, lines))
        reason = f"{why} ({NEW_JOURNAL})" if begins else why
        act = Act(at=now, by=by, command=ADOPT, why=reason)
        line = next_line(lines[-1] if lines else None, act, files)
        _carry_out(root, length, [line], {}, seen)
    return Committed(line, books)


def _ledger(root: Path) -> Path:
    root = root.resolve()
    if not (root / MAIN).is_file() and not (root / PENDING).exists():
        raise BadInputError(NO_LEDGER(Place(str(root)), file=MAIN))
    return root


def _sound_journal(root: Path) -> tuple[tuple[Line, ...], int]:
    lines, problems = read_journal(root)
    if [problem.code for problem in problems] == [MISSING.code]:
        raise RefusedError(*problems)
    DamagedError.raise_if(problems)
    return lines, _length(root)


def _length(root: Path) -> int:
    journal = root / JOURNAL
    return journal.stat().st_size if journal.exists() else 0


def _digests(root: Path) -> dict[str, str]:
    with reading(root):
        return {path: file_digest(root / path) for path in ledger_files(root)}


def _worked_out(root: Path, changes: Sequence[Change]) -> dict[str, tuple[bytes | None, bytes | None]]:
    def read(path: str) -> bytes | None:
        check_path(root, path)
        return (root / path).read_bytes() if (root / path).exists() else None

    with reading(root):
        return work_out(changes, read)


def _pair(states: tuple[bytes | None, bytes | None]) -> Digests:
    old, new = (None if state is None else digest(state) for state in states)
    return old, new


def _file_of(problem: Problem) -> str:
    return problem.place.file if problem.place else ""


def _carry_out(
    root: Path,
    length: int,
    lines: Sequence[Line],
    files: Mapping[str, tuple[bytes | None, bytes | None]],
    seen: Mapping[str, str],
) -> None:
    def check() -> None:
        now = _digests(root)
        changed = {path for path in {*seen, *now} if seen.get(path) != now.get(path)}
        changed |= {path for path, (old, _) in files.items() if old is None and (root / path).exists()}
        if _length(root) != length:
            changed.add(JOURNAL)
        RefusedError.raise_if(CHANGED_MEANWHILE(Place(path), file=path) for path in sorted(changed))

    carry_out(root, length, "".join([f"{line.text()}\n" for line in lines]).encode(), files, check)


def _refuse_used(root: Path) -> None:
    if not root.exists():
        return
    with reading(root):
        names = sorted(path.name for path in root.iterdir()) if root.is_dir() else [root.name]
    for name in names:
        if name != LOCK:
            raise RefusedError(NOT_EMPTY(Place(str(root)), name=name))


def _leave(root: Path) -> None:
    # What went wrong before is what must be told; an empty folder left behind does no harm.
    with contextlib.suppress(OSError):
        if {path.name for path in root.iterdir()} <= {LOCK}:
            (root / LOCK).unlink(missing_ok=True)
            root.rmdir()


def _relive(root: Path, history: Iterable[Step]) -> tuple[list[Line], dict[str, bytes]]:
    content: dict[str, bytes] = {}
    lines: list[Line] = []
    for step in history:
        files = work_out(step.changes, content.get)
        for path, (_, new) in files.items():
            check_path(root, path)
            if new is None:
                del content[path]
            else:
                content[path] = new
        act = Act(at=step.at, by=step.by, command=step.command, why=step.why, ids=step.ids)
        digests = {path: _pair(states) for path, states in files.items()}
        lines.append(next_line(lines[-1] if lines else None, act, digests))
    return lines, content


def _everything(books: Books, seen: Mapping[str, str]) -> dict[str, Digests]:
    """Take down all ledger files and the papers that are there, for a journal that begins."""
    found = dict(seen)
    for entry in books.entries:
        path = Path(entry.filename) if isinstance(entry, Document) else None
        if path is not None and path.is_relative_to(books.root) and path.is_file():
            found[path.relative_to(books.root).as_posix()] = file_digest(path)
    return {path: (None, now) for path, now in sorted(found.items())}


def _drifted(seen: Mapping[str, str], lines: Sequence[Line]) -> dict[str, Digests]:
    expected = expected_files(lines)
    paths = [_file_of(problem) for problem in compare(seen, lines)]
    return {path: (expected.get(path), seen.get(path)) for path in paths}


def _not_adoptable(books: Books, files: Mapping[str, Any], lines: Sequence[Line]) -> list[Problem]:
    if not files:
        return [NOTHING()]
    # A file of seals that is as it was founded holds none yet, and a word in it may be changed.
    founding = lines[:1] if lines and lines[0].command != ADOPT else ()
    used = any(SEALS in line.files for line in lines[len(founding) :])
    touched = [SEALS_TOUCHED(Place(SEALS), file=SEALS)] if SEALS in files and used else []
    return [*touched, *check_seals(books)]
