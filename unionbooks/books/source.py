"""The files of a ledger: which there are, what stands in them, and how one includes another.

Files are read once, as bytes, and both the digest and the parse are made from those bytes; so what
was checked is what was hashed. A planned state can be laid over the disk (`overlay`) and is then
seen as if it were there.
"""

from __future__ import annotations

import fnmatch
import glob
import os
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from beancount.parser import parser

from unionbooks.books.folder import digest
from unionbooks.books.folder import ledger_files
from unionbooks.books.model import MAIN
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import Problem
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from beancount.core.data import BeancountError
    from beancount.core.data import Directives

__all__ = ["Parsed", "digest", "ledger_files", "parse", "read", "unreadable"]

NO_LEDGER: Final = ProblemKind(
    "ledger-missing",
    N_("There is no ledger in this folder: {file} is missing."),
    N_("Name the ledger's folder with -C, or make a new one with: unionbooks init."),
)
UNREADABLE: Final = ProblemKind(
    "file-unreadable",
    N_("The file cannot be read ({reason})."),
    N_("Check its permissions and whether it is there."),
)
PARSER_BROKE: Final = ProblemKind(
    "file-breaks-beancount",
    N_("Beancount breaks on this file ({reason}); nothing of it was read."),
    N_("Undo the last edit, or bring the file back from a backup."),
)
INCLUDE_OUTSIDE: Final = ProblemKind(
    "include-outside",
    N_("The include {pattern} leads out of the ledger's folder; it was not read."),
    N_("Move the file into the folder, or take the include line out."),
)
INCLUDE_NOTHING: Final = ProblemKind(
    "include-nothing",
    N_("The include {pattern} matches no file."),
    N_("Put the file there, or take the include line out."),
)
INCLUDE_TWICE: Final = ProblemKind(
    "include-twice",
    N_("The file is included more than once."),
    N_("Leave one of the include lines that match it."),
)


def read(root: Path, path: str, overlay: Mapping[str, bytes]) -> bytes:
    """Read one file of the ledger, the planned bytes where there are some."""
    planned = overlay.get(path)
    return (root / path).read_bytes() if planned is None else planned


def unreadable(path: str, error: OSError) -> Problem:
    """Say that a file of the ledger cannot be read, and why."""
    return UNREADABLE(Place(path), reason=error.strerror or type(error).__name__)


@dataclass
class Parsed:
    """What reading a ledger's files gave, before booking.

    `data` holds the bytes of every file read, by its relative path, in the order of reading.
    """

    entries: Directives = field(default_factory=list)
    errors: list[BeancountError] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def parse(root: Path, overlay: Mapping[str, bytes]) -> Parsed:
    """Parse the top file and all that it includes, without running or booking anything.

    Raises:
        BadInputError: where there is no top file, or it cannot be read.
    """
    if MAIN not in overlay and not (root / MAIN).is_file():
        raise BadInputError(NO_LEDGER(Place(str(root)), file=MAIN))
    parsed = Parsed()
    waiting = [MAIN]
    while waiting:
        path = waiting.pop(0)
        if path in parsed.data:
            parsed.problems.append(INCLUDE_TWICE(Place(path)))
            continue
        options = _parse_one(root, path, overlay, parsed)
        if options is not None:
            waiting.extend(_included(root, path, options["include"], overlay, parsed))
    return parsed


def _parse_one(root: Path, path: str, overlay: Mapping[str, bytes], parsed: Parsed) -> dict[str, Any] | None:
    try:
        data = read(root, path, overlay)
    except OSError as error:
        if path == MAIN:
            raise BadInputError(unreadable(path, error)) from error
        parsed.problems.append(unreadable(path, error))
        return None
    parsed.data[path] = data
    try:
        entries, errors, options = parser.parse_string(data, str(root / path))
    except Exception as error:  # noqa: BLE001 - Beancount's parser breaks on some texts, `pushmeta aa: 1` for one
        parsed.problems.append(PARSER_BROKE(Place(path), reason=type(error).__name__))
        parsed.options = parsed.options or dict(parser.parse_string(b"", str(root / path))[2])
        return None
    parsed.entries.extend(entries)
    parsed.errors.extend(errors)
    if not parsed.options:
        parsed.options = dict(options)
    else:
        parsed.options["dcontext"].update_from(options["dcontext"])
    return dict(options)


def _included(
    root: Path, path: str, patterns: list[str], overlay: Mapping[str, bytes], parsed: Parsed
) -> Iterator[str]:
    folder = PurePosixPath(path).parent
    for pattern in patterns:
        place = Place(path, _line_of(parsed.data[path], pattern))
        resolved = [_inside(root, found) for found in _matches(root, folder, pattern, overlay)]
        if None in resolved or _is_outside(root, folder, pattern):
            parsed.problems.append(INCLUDE_OUTSIDE(place, pattern=pattern))
        elif not resolved:
            parsed.problems.append(INCLUDE_NOTHING(place, pattern=pattern))
        yield from (found for found in resolved if found is not None)


def _is_outside(root: Path, folder: PurePosixPath, pattern: str) -> bool:
    if Path(pattern).is_absolute():
        return not Path(os.path.normpath(pattern)).is_relative_to(root)
    return os.path.normpath(folder / pattern).startswith("..")


def _inside(root: Path, found: Path) -> str | None:
    """Return the path relative to the root, `None` where the file really lies elsewhere."""
    try:
        real = found.resolve(strict=False)
    except (OSError, RuntimeError):  # a loop of links
        return None
    normal = Path(os.path.normpath(found))
    if not real.is_relative_to(root) or not normal.is_relative_to(root):
        return None
    return normal.relative_to(root).as_posix()


def _matches(root: Path, folder: PurePosixPath, pattern: str, overlay: Mapping[str, bytes]) -> list[Path]:
    if _is_outside(root, folder, pattern) or "\0" in pattern:
        return []
    whole = Path(pattern) if Path(pattern).is_absolute() else root / folder / pattern
    relative = os.path.relpath(whole, root).replace(os.sep, "/")
    # Not Path.glob: it matches hidden files, which Beancount's own glob leaves out.
    found = glob.glob(relative, root_dir=root, recursive=True)  # noqa: PTH207
    on_disk = {root / path for path in found if not (root / path).is_dir()}
    planned = {root / path for path in overlay if _fits(path.split("/"), relative.split("/"))}
    return sorted(on_disk | planned)


def _fits(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Tell whether a relative path, by its parts, matches a glob as `glob` itself understands it."""
    if not pattern:
        return not path
    head, *rest = pattern
    if head == "**":
        return _fits(path, rest) or (bool(path) and not path[0].startswith(".") and _fits(path[1:], pattern))
    return (
        bool(path)
        and (head.startswith(".") or not path[0].startswith("."))
        and fnmatch.fnmatchcase(path[0], head)
        and _fits(path[1:], rest)
    )


def _line_of(data: bytes, text: str) -> int:
    at = data.find(f'include "{text}"'.encode())
    return data.count(b"\n", 0, at) + 1 if at >= 0 else 0
