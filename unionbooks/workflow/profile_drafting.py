"""Beginning an import profile of the union's own from a file (起草导入格式)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import read_sheets
from importers.new_profile import guess_profile
from importers.profile_file import parse_profile
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.books.write import create
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.workflow.gathering import read_file

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from unionbooks.core.messages import Message

__all__ = ["Drafted", "draft_profile"]

THERE: Final = ProblemKind(
    "new-profile-there",
    N_("There is a profile {path} already."),
    N_("Name another with --id, or edit that one."),
)
BAD_ID: Final = ProblemKind(
    "new-profile-id",
    N_("{id} is no name for a profile."),
    N_("Use small Latin letters, digits and hyphens, such as village-bank."),
)

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


@dataclass(frozen=True, slots=True)
class Drafted:
    """A profile that was written, relative to the ledger's folder, and what a person has to decide in it."""

    path: str
    doubts: tuple[Message, ...]


def draft_profile(root: Path, file: Path, name: str | None, *, by: str, now: dt.datetime) -> Drafted:
    """Write a profile begun from a file into the ledger's folder of profiles.

    Raises:
        BadInputError: when the file cannot be read, no row looks like a header, or the name is taken or unfit.
    """
    chosen = name or _name_of(file)
    if not _ID.fullmatch(chosen):
        raise BadInputError(BAD_ID(id=chosen))
    path = f"profiles/{chosen}.toml"
    if (root / path).exists():
        raise BadInputError(THERE(Place(path), path=path))
    guess = guess_profile(read_sheets(read_file(file), file.name), chosen, file.name)
    data = guess.text.encode()
    parse_profile(data, path)
    commit(root, lambda _: Plan((create(path, data),)), by=by, now=now, command="import new-profile")
    return Drafted(path, guess.doubts)


def _name_of(file: Path) -> str:
    words = re.findall(r"[a-z]+", file.stem.lower())
    return "-".join(words) or "own-bank"
