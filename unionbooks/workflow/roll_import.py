"""Importing the keeper's sheet (导入花名册): what it would change, as dated events, all of it or nothing.

Importing the same sheet again writes nothing. Nobody is taken off the roll for not standing in the
sheet; whole identity numbers are read, compared and forgotten.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.sheets.roll import read_roll
from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.members.difference import difference
from unionbooks.workflow.adding import added
from unionbooks.workflow.identity_key import identity_key
from unionbooks.workflow.layout import ROLL
from unionbooks.workflow.roll_checks import AT_THE_END
from unionbooks.workflow.roll_checks import judge
from unionbooks.workflow.roll_checks import placed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

    from importers.sheets.roll import RollSheet
    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem
    from unionbooks.members.difference import Difference
    from unionbooks.members.difference import Step

__all__ = ["RollImport", "import_roll"]

UNREADABLE: Final = ProblemKind(
    "roll-file",
    N_("The file cannot be read ({reason})."),
    N_("Check its name and that it is still there."),
)


@dataclass(frozen=True, slots=True)
class RollImport:
    """What became of a sheet of the roll.

    Attributes:
        sheet: The sheet, as it was read.
        day: The day of whatever has no date in the sheet.
        difference: What it changes.
        warnings: What should be looked at.
        written: Whether the books were changed; not in a dry run, and not where there is no difference.
    """

    sheet: RollSheet
    day: dt.date
    difference: Difference
    warnings: tuple[Problem, ...]
    written: bool = False


def import_roll(  # noqa: PLR0913 - who, when, what of the file and how are all needed, and by name
    root: Path,
    file: bytes | Path,
    *,
    by: str,
    now: dt.datetime,
    name: str = "",
    day: dt.date | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
    environ: Mapping[str, str] = os.environ,
) -> RollImport:
    """Import a sheet of the roll.

    Args:
        root: The ledger's folder.
        file: The sheet, as its bytes or its path.
        by: Who imports it.
        now: When, with the offset.
        name: Name of the file, where its bytes are given.
        day: The day of whatever has no date in the sheet; today where it is not given.
        sheet: Name of the sheet in the workbook, where several would do.
        dry_run: Whether only to say what would change.
        environ: The environment, where the key of the identity numbers may be named.

    Raises:
        BadInputError: with everything that is wrong with the sheet, each at its cell; nothing is written.
        RefusedError: when the key of the identity numbers is another one.
    """
    data, filename = _read(file, name)
    read = read_roll(data, filename, sheet=sheet)
    made: list[RollImport] = []

    def make_plan(books: Books) -> Plan:
        result = _compared(books, read, day or now.date(), now.date(), environ, keep=not dry_run)
        made.append(result)
        events = [step.event for step in result.difference.steps]
        text = "\n".join(map(write_directive, events))
        ids = tuple(dict.fromkeys(event.member for event in events))
        return Plan((added(books.root, ROLL, text),) if events else (), ids=ids)

    if dry_run:
        make_plan(load(root))
        return made[-1]
    committed = commit(root, make_plan, by=by, now=now, command="member import")
    return replace(made[-1], written=committed.line is not None)


def _read(file: bytes | Path, name: str) -> tuple[bytes, str]:
    if isinstance(file, bytes):
        return file, name or "roll"
    try:
        return file.read_bytes(), name or file.name
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(file)), reason=error.strerror or str(error))) from error


def _compared(  # noqa: PLR0913 - as above
    books: Books, read: RollSheet, day: dt.date, today: dt.date, environ: Mapping[str, str], *, keep: bool
) -> RollImport:
    with_identity = any(row.identity is not None for row in read.rows)
    key = identity_key(books, environ, keep=keep) if with_identity else None
    found = difference(books.of(MemberEvent), read.rows, day, key)
    planned = placed([step.event for step in found.steps])
    judged = [_at_the_row(problem, found.steps) for problem in judge(books, planned, today)]
    problems = _in_order(read, [*read.problems, *found.problems, *judged])
    BadInputError.raise_if(problems)
    return RollImport(read, day, found, tuple(problems))


def _at_the_row(problem: Problem, steps: Sequence[Step]) -> Problem:
    """Put a problem of a planned event at the row that makes it."""
    place = problem.place
    if place is None or place.file != ROLL or place.line < AT_THE_END:
        return problem
    row = steps[place.line - AT_THE_END].row
    return replace(problem, place=row.at("changed") if row.changed is not None else row.place)


def _in_order(read: RollSheet, problems: Sequence[Problem]) -> list[Problem]:
    """Sort problems by the rows of the sheet; what stands elsewhere comes last."""

    def key(problem: Problem) -> tuple[bool, int, str]:
        place = problem.place
        if place is None or place.file != read.filename:
            return (True, 0, "")
        cell = place.spot.rpartition("!")[2].partition(":")[0]
        digits = "".join(filter(str.isdecimal, cell))
        return (False, int(digits or 0), cell)

    return sorted(problems, key=key)
