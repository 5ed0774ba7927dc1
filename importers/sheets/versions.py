"""The hidden mark of a template: of which form it is, and of which version."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from importers.cells import tidy
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.cells import Sheet
    from importers.sheets.form import Form
    from importers.sheets.marks import Marks

__all__ = ["MARK", "WORDS", "check_version", "mark_of"]

WORDS: Final = "字典"
"""Name of the hidden sheet of a template: its mark, and the words of its drop-downs."""
MARK: Final = "模板版本"
"""What stands before the mark."""

OTHER_FORM: Final = ProblemKind(
    "template-other",
    N_("The file is a template of another kind ({found}), not {expected}."),
    N_("Give it to the command that it belongs to, or fill in the right template."),
)
NEWER: Final = ProblemKind(
    "template-newer",
    N_("The template ({found}) is newer than this program knows ({expected})."),
    N_("Update unionbooks, or fill in a template that this program has made."),
)


def mark_of(form: Form) -> str:
    """Return the mark of a form's templates."""
    return f"{form.id} {form.version}"


def check_version(sheets: Sequence[Sheet], marks: Mapping[str, Marks], form: Form, filename: str) -> None:
    """Refuse a template of another form, or of a version to come; a sheet without a mark is anybody's own.

    Raises:
        BadInputError: with what the mark says.
    """
    for found in _found(sheets, marks):
        name, _, version = found.partition(" ")
        if name != form.id:
            raise BadInputError(OTHER_FORM(Place(filename), found=name, expected=form.id))
        if not version.isdecimal() or int(version) > form.version:
            raise BadInputError(NEWER(Place(filename), found=found, expected=mark_of(form)))


def _found(sheets: Sequence[Sheet], marks: Mapping[str, Marks]) -> Iterator[str]:
    for sheet in sheets:
        if sheet.name in marks and marks[sheet.name].hidden:
            for row in sheet.rows[:1]:
                if len(row) > 1 and tidy(row[0]) == MARK:
                    yield tidy(row[1])
