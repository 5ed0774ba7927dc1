"""Which profile fits a file, and where its header is: found by its words, in any sheet and any row.

Row numbers say nothing: every app and bank has moved its header at some time.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from typing import Final

from importers.sheet import compare_form
from importers.sheet import tidy
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.profile import Profile
    from importers.sheet import Sheet
    from unionbooks.core.problems import Problem

__all__ = ["Found", "detect"]

NOTHING_FITS: Final = ProblemKind(
    "import-unknown",
    N_("No profile knows this file."),
    N_("Check that it is a statement; a profile for it can be begun with: unionbooks import new-profile {file}"),
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
_SEARCHED_DOUBLE: Final = 60
_JOINT: Final = "/"

Headers = list[dict[int, list[dict[str, int]]]]
"""Of each sheet: rows of a header -> the columns of each row, read as one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was recognised.

    Attributes:
        profile: The profile that fits.
        sheet: The sheet it was found in.
        header: The (first) row of the header, from 0.
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

    @property
    def body(self) -> int:
        """The first row below the header, from 0."""
        return self.header + self.profile.header_rows

    @property
    def words(self) -> frozenset[str]:
        """Every word of the header, those of two rows joined and each alone."""
        alone = {part for word in self.columns for part in word.split(_JOINT)} if self.profile.header_rows > 1 else ()
        return frozenset((*self.columns, *alone))

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
    headers = _headers(sheets)
    found = [match for profile in chosen for match in _matches(sheets, profile, headers)]
    found = [one for one in found if not one.profile.generic] or found
    if not found:
        raise BadInputError(_nearest(headers, chosen, place))
    best = max(one.score for one in found)
    ties = [one for one in found if one.score == best]
    names = sorted({one.profile.id for one in ties})
    if len(names) > 1:
        raise BadInputError(TIE(place, profiles=", ".join(names)))
    if any(_body(one) != _body(ties[0]) for one in ties[1:]):
        raise BadInputError(SHEETS(place, sheets=", ".join(one.sheet.name for one in ties)))
    return ties[0]


def _matches(sheets: Sequence[Sheet], profile: Profile, headers: Headers) -> Iterable[Found]:
    """Give the first header of each sheet that the profile fits."""
    needed = frozenset(map(compare_form, profile.header_all))
    unwanted = frozenset(map(compare_form, profile.not_header))
    groups = [frozenset(map(compare_form, group)) for group in profile.header_any]
    for sheet, by_height in zip(sheets, headers, strict=True):
        for row, columns in enumerate(by_height[profile.header_rows]):
            words = columns.keys()
            if not needed <= words or unwanted & words or not all(group & words for group in groups):
                continue
            above = "\n".join(" ".join(map(tidy, cells)) for cells in sheet.rows[:row])
            titles = sum(title in above for title in profile.title_any)
            if (profile.title_any and not titles) or any(title in above for title in profile.not_title):
                continue
            score = len(profile.header_all) + len(profile.header_any) + titles
            yield Found(profile, sheet, row, columns, above, score)
            break


def _headers(sheets: Sequence[Sheet]) -> Headers:
    """Read each of the first rows as a header once, alone and together with the row below it."""
    found = []
    for sheet in sheets:
        rows = sheet.rows[: _SEARCHED_ROWS + 1]
        alone = [_header(cells) for cells in rows[:_SEARCHED_ROWS]]
        both = [_double_header(*two) for two in pairwise(rows[:_SEARCHED_DOUBLE])]
        found.append({1: alone, 2: both})
    return found


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


def _double_header(upper: Sequence[str], lower: Sequence[str]) -> dict[str, int]:
    """Join the words of two rows; a word of the upper one holds for the empty cells behind it, too."""
    columns: dict[str, int] = {}
    over = ""
    for at in range(max(len(upper), len(lower))):
        above = compare_form(tidy(upper[at])) if at < len(upper) else ""
        below = compare_form(tidy(lower[at])) if at < len(lower) else ""
        over = above or (over if below else "")
        if word := _JOINT.join(filter(None, (over, below))):
            columns.setdefault(word, at)
    return columns


def _lacking(profile: Profile, columns: Mapping[str, int]) -> list[str]:
    alone = [one for one in profile.header_all if compare_form(one) not in columns]
    groups = ["|".join(group) for group in profile.header_any if not any(compare_form(one) in columns for one in group)]
    return alone + groups


def _nearest(headers: Headers, profiles: Sequence[Profile], place: Place) -> Problem:
    """Say which profile comes nearest, where at least half of its words are there."""
    tried = [
        (len(lacking) / (len(profile.header_all) + len(profile.header_any)), profile.id, lacking)
        for profile in profiles
        for by_height in headers
        for columns in by_height[profile.header_rows]
        if (lacking := _lacking(profile, columns))
    ]
    share, name, words = min(tried, default=(1.0, "", []))
    return NEARLY(place, profile=name, words=", ".join(words)) if share <= 0.5 else NOTHING_FITS(place, file=place.file)
