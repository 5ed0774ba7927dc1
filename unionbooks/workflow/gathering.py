"""What a person gave to import: files, folders and archives, as one list of files with their bytes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from importers.archive import is_archive
from importers.archive import unpack
from importers.limits import MEGABYTE
from importers.limits import MOST_BYTES
from importers.limits import TOO_BIG
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from importers.archive import AskPassword

__all__ = ["Given", "gather", "read_file"]

UNREADABLE: Final = ProblemKind(
    "import-unreadable",
    N_("The file cannot be read ({reason})."),
    N_("Check its name and that it is still there."),
)
NO_FILES: Final = ProblemKind(
    "import-no-files",
    N_("The folder holds no files."),
    N_("Check that it is the folder that the statements were saved to."),
)

_MOST_FILES: Final = 5000
_NO_STATEMENTS: Final = frozenset({".beancount", ".toml", ".jsonl", ".py"})


@dataclass(frozen=True, slots=True)
class Given:
    """One file that was given, or why there is none.

    Attributes:
        name: Its name; of one in an archive with the archive's before it, of one in a folder without it.
        data: Its bytes; empty where it could not be read.
        error: Why it could not be read.
        is_meant: Whether it was named itself; of a folder or an archive, some files may be no statements.
    """

    name: str
    data: bytes
    error: BadInputError | None
    is_meant: bool


def gather(paths: Iterable[Path], ask_password: AskPassword) -> Iterator[Given]:
    """Give every file of the paths: folders and archives are gone through, in the order of names.

    A path that cannot be read is given with its error; the others still come.
    """
    for path in paths:
        if not path.is_dir():
            yield from _file(path, path.name, ask_password, is_meant=True)
            continue
        files = sorted(_files(path))
        if not files:
            yield Given(path.name, b"", BadInputError(NO_FILES(Place(str(path)))), is_meant=True)
        for file in files[:_MOST_FILES]:
            yield from _file(file, file.relative_to(path).as_posix(), ask_password, is_meant=False)


def _files(folder: Path) -> Iterator[Path]:
    """Give the files of a folder and of those below it; hidden ones, and those of a ledger, are none of them."""
    for top, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith(".")]
        for name in names:
            if not name.startswith((".", "~$")) and Path(name).suffix not in _NO_STATEMENTS:
                yield Path(top, name)


def _file(path: Path, name: str, ask_password: AskPassword, *, is_meant: bool) -> Iterator[Given]:
    try:
        data = read_file(path)
        if not is_archive(data):
            yield Given(name, data, None, is_meant)
            return
        for member in unpack(data, name, ask_password):
            yield Given(member.name, member.data, None, is_meant=False)
    except BadInputError as error:
        yield Given(name, b"", error, is_meant=True)


def read_file(path: Path) -> bytes:
    """Read a file; one that is larger than any statement is not read at all.

    Raises:
        BadInputError: when it cannot be read or is too large.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadInputError(TOO_BIG(Place(path.name), size=size // MEGABYTE, limit=MOST_BYTES // MEGABYTE))
        if not path.is_file():
            raise BadInputError(UNREADABLE(Place(str(path)), reason="no file"))
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(path)), reason=error.strerror or str(error))) from error
