"""Errors as values: what is wrong, where, and how to mend it, in the reader's language.

Checks return `Problem`s. Only what cannot go on raises, and then one of the family below, which
carries its problems and the exit code of the command.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar
from typing import Literal

from unionbooks.core.messages import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unionbooks.core.messages import Translate

__all__ = [
    "BadInputError",
    "DamagedError",
    "Level",
    "Place",
    "Problem",
    "ProblemKind",
    "RefusedError",
    "UnionbooksError",
]

Level = Literal["error", "warning"]


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """Where something stands: a file, relative to the ledger where it lies in it, and perhaps a line.

    `line` counts from 1; 0 means the file as a whole. `spot` is a finer place, such as a sheet's cell.
    """

    file: str
    line: int = 0
    spot: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}" if self.line else self.file
        return f"{text}!{self.spot}" if self.spot else text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as a value."""

    code: str
    what: Message
    mend: Message
    place: Place | None = None
    level: Level = "error"

    def render(self, translate: Translate) -> str:
        """Write `place: what mend [code]` in the reader's language, on one line."""
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.sentence(translate)} [{self.code}]"

    def sentence(self, translate: Translate) -> str:
        """Write what is wrong and how to mend it, without place and code."""
        what = self.what.render(translate)
        space = "" if what.endswith("。") else " "
        return f"{what}{space}{self.mend.render(translate)}"

    def __str__(self) -> str:
        return self.render(lambda text: text)


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem: its stable code and the two templates every case of it is made from.

    Both templates are source strings of the catalog (mark them with `N_`), may use the same
    `{named}` values, and end with a full stop.
    """

    code: str
    what: str
    mend: str
    level: Level = "error"

    def __call__(self, place: Place | None = None, /, **values: object) -> Problem:
        """Make one case of this kind."""
        return Problem(self.code, Message(self.what, values), Message(self.mend, values), place, self.level)


class UnionbooksError(Exception):
    """What every expected failure is: it carries problems and the command's exit code (design §6)."""

    exit_code: ClassVar[int] = 3

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems, at least one."""
        super().__init__(*problems)
        self.problems: tuple[Problem, ...] = problems

    @classmethod
    def raise_if(cls, problems: Iterable[Problem]) -> None:
        """Raise with all the errors among the problems, if there are any; warnings do not raise."""
        errors = [problem for problem in problems if problem.level == "error"]
        if errors:
            raise cls(*errors)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class BadInputError(UnionbooksError):
    """The input cannot be used; nothing was written."""

    exit_code = 3


class RefusedError(UnionbooksError):
    """A rule refuses what was asked; nothing was written."""

    exit_code = 4


class DamagedError(UnionbooksError):
    """The ledger, its journal or a commit under way is damaged."""

    exit_code = 5
