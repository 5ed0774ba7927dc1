"""Who is meant: a member by id, staff number or name; and the next id that is free."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.members.names import plain_name

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.members.roll import Member

__all__ = ["find_member", "new_ids", "staff_key"]

UNKNOWN: Final = ProblemKind(
    "member-not-found",
    N_("Nobody on the roll has the id, the staff number or the name {text}."),
    N_("See who there is with: unionbooks member list --status all."),
)
AMBIGUOUS: Final = ProblemKind(
    "member-ambiguous",
    N_("Several people fit {text}: {members}."),
    N_("Give the id of the one you mean."),
)

_FIRST: Final = ("M", 4)
_NUMBERED: Final = re.compile(r"(.*?)([0-9]+)")


def find_member(people: Sequence[Member], text: str) -> Member:
    """Return the person that somebody means: by id, else by staff number, else by name.

    Where several fit, a member goes before one who is gone.

    Raises:
        BadInputError: when nobody fits, or more than one.
    """
    wanted, name, key = text.strip(), plain_name(text), staff_key(text)
    fitting = (
        [one for one in people if one.id == wanted]
        or [one for one in people if one.staff_no and staff_key(one.staff_no) == key]
        or [one for one in people if one.name and plain_name(one.name) == name]
    )
    fitting = [one for one in fitting if one.is_member] or fitting
    if not fitting:
        raise BadInputError(UNKNOWN(text=wanted or '""'))
    if len(fitting) > 1:
        raise BadInputError(AMBIGUOUS(text=wanted, members=", ".join(one.id for one in fitting)))
    return fitting[0]


def staff_key(number: str) -> str:
    """Return a staff number in the form in which two are compared: Excel takes the zeros in front away."""
    return "".join(unicodedata.normalize("NFKC", number).split()).casefold().lstrip("0") or "0"


def new_ids(taken: Collection[str]) -> Iterator[str]:
    """Give new ids without end, after the highest of the most usual kind: M0001, M0002, ..."""
    used = set(taken)
    numbered = [(match[1], match[2]) for one in sorted(used) if (match := _NUMBERED.fullmatch(one))]
    prefix, width = _FIRST
    highest = 0
    if numbered:
        prefix = Counter(prefix for prefix, _ in numbered).most_common(1)[0][0]
        digits = [number for one, number in numbered if one == prefix]
        highest, width = max(map(int, digits)), max(map(len, digits))
    while True:
        highest += 1
        new = f"{prefix}{highest:0{width}d}"
        if new not in used:
            yield new
