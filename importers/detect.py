"""Which profile fits a file, and where its header is: found by its words, in any sheet and any row.

Row numbers say nothing: every app and bank has moved its header at some time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import compare_form
from importers.cells import tidy
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.cells import Sheet
    from importers.profile import Profile
    from unionbooks.core.problems import Problem

__all__ = ["Found", "detect"]

NOTHING_FITS: Final = ProblemKind(
    "import-unknown",
    N_("No profile knows this file."),
    N_("Check that it is a statement; for a bank without a profile, put one into the folder profiles/."),
)
NEARLY: Final = ProblemKind(
    "import-nearly",
    N_("No profile knows this file; nearest is {profile}, but the header lacks: {words}."),
    N_("Download the statement again with all its columns, or put a profile of your own into the folder profiles/."),
)
TIE: Final = ProblemKind(
    "import-tie",
    N_("Several profiles fit this file equally well: {profiles}."),
    N_("Say which it is, with --profile."),
)
SHEETS: Final = ProblemKind(
    "import-sheets",
    N_("Several sheets of the file look like statements and differ: {sheets}."),
    N_("Save the one you mean as a file of its own, and import that."),
)
NO_PROFILE: Final = ProblemKind(
    "import-profile",
    N_("There is no profile {profile}."),
    N_("Use one of: {profiles}."),
)

_SEARCHED_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was recognised.

    Attributes:
        profile: The profile that fits.
        sheet: The sheet it was found in.
        header: The row of the header, from 0.
        columns: Header word in compare form -> column from 0; of a word that stands twice, the first.
        above: The text above the header, a line a row.
        score: How many conditions of the profile were met.
    """

    profile: Profile
    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    above: str
    score: int

    def column(self, names: Iterable[str]) -> int | None:
        """Return the first column that has one of the names."""
        for name in names:
            if (at := self.columns.get(compare_form(name))) is not None:
                return at
        return None

    def all_columns(self, names: Iterable[str]) -> tuple[int, ...]:
        """Return every column that has one of the names, in the order of the names."""
        found = (self.columns.get(compare_form(name)) for name in names)
        return tuple(at for at in found if at is not None)


def detect(sheets: Sequence[Sheet], profiles: Sequence[Profile], filename: str, wanted: str | None = None) -> Found:
    """Find the profile that fits a file best.

    Args:
        sheets: The sheets of the file.
        profiles: The profiles to choose from; of the same id, the first counts.
        filename: Name of the file, for the sentences.
        wanted: Id of the profile where the user has named it.

    Raises:
        BadInputError: when no profile fits, several fit equally well, or sheets that fit differ.
    """
    place = Place(filename)
    by_id = {profile.id: profile for profile in reversed(profiles)}
    if wanted is not None and wanted not in by_id:
        raise BadInputError(NO_PROFILE(place, profile=wanted, profiles=", ".join(sorted(by_id))))
    chosen = [by_id[wanted]] if wanted is not None else list(by_id.values())
    found = [match for profile in chosen for match in _matches(sheets, profile)]
    found = [one for one in found if not one.profile.generic] or found
    if not found:
        raise BadInputError(_nearest(sheets, chosen, place))
    best = max(one.score for one in found)
    ties = [one for one in found if one.score == best]
    names = sorted({one.profile.id for one in ties})
    if len(names) > 1:
        raise BadInputError(TIE(place, profiles=", ".join(names)))
    if any(_body(one) != _body(ties[0]) for one in ties[1:]):
        raise BadInputError(SHEETS(place, sheets=", ".join(one.sheet.name for one in ties)))
    return ties[0]


def _matches(sheets: Sequence[Sheet], profile: Profile) -> Iterable[Found]:
    """Give the first header of each sheet that the profile fits."""
    for sheet in sheets:
        for row in range(min(len(sheet.rows), _SEARCHED_ROWS)):
            columns = _header(sheet.rows[row])
            if _lacking(profile, columns) or any(compare_form(one) in columns for one in profile.not_header):
                continue
            above = "\n".join(" ".join(map(tidy, cells)) for cells in sheet.rows[:row])
            titles = sum(title in above for title in profile.title_any)
            if profile.title_any and not titles:
                continue
            score = len(profile.header_all) + len(profile.header_any) + titles
            yield Found(profile, sheet, row, columns, above, score)
            break


def _body(found: Found) -> tuple[tuple[str, ...], ...]:
    """Return the rows from the header on, such that the same rows in two sheets are equal."""
    rows = (tuple(map(tidy, row)) for row in found.sheet.rows[found.header :])
    return tuple(row for row in rows if any(row))


def _header(cells: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if word := compare_form(tidy(cell, "`")):
            columns.setdefault(word, at)
    return columns


def _lacking(profile: Profile, columns: Mapping[str, int]) -> list[str]:
    alone = [one for one in profile.header_all if compare_form(one) not in columns]
    groups = ["|".join(group) for group in profile.header_any if not any(compare_form(one) in columns for one in group)]
    return alone + groups


def _nearest(sheets: Sequence[Sheet], profiles: Sequence[Profile], place: Place) -> Problem:
    """Say which profile comes nearest, where at least half of its words are there."""
    tried = [
        (len(lacking) / (len(profile.header_all) + len(profile.header_any)), profile.id, lacking)
        for profile in profiles
        for sheet in sheets
        for cells in sheet.rows[:_SEARCHED_ROWS]
        if (lacking := _lacking(profile, _header(cells)))
    ]
    share, name, words = min(tried, default=(1.0, "", []))
    return NEARLY(place, profile=name, words=", ".join(words)) if share <= 0.5 else NOTHING_FITS(place)
