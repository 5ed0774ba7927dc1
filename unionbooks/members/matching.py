"""Whom a row of a sheet means: by id, identity number, staff number, and by name only where that is safe.

People of the same name are told apart by their staff numbers. Where the sheet and the roll could be
read in two ways, the row is refused; a guess would put one person's dues on another.
"""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.members.identity import fingerprint
from unionbooks.members.identity import hash_of
from unionbooks.members.identity import key_of_hash
from unionbooks.members.lookup import staff_key
from unionbooks.members.names import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from unionbooks.core.problems import Problem
    from unionbooks.members.identity import Identity
    from unionbooks.members.roll import Member
    from unionbooks.members.row import RollRow

__all__ = ["Matcher", "repeated"]

OTHER_PERSON: Final = ProblemKind(
    "row-other-name",
    N_("{found} on the roll is {known}, not {name}."),
    N_("Correct the number; if the name has changed, put the id {member} into the column of ids."),
)
OTHER_IDENTITY: Final = ProblemKind(
    "row-identity",
    N_("The identity number is not that of {member} {name}, whose ends in {last4}."),
    N_("Correct it; if the roll is wrong, correct the roll with: unionbooks member change {member} --identity."),
)
SAME_NAME: Final = ProblemKind(
    "row-same-name",
    N_("Several people of the name {name} are or were on the roll: {members}."),
    N_("Give the staff number or the id."),
)
FORMER: Final = ProblemKind(
    "row-former",
    N_("{name} was on the roll as {members} and is gone; nothing here tells whether it is the same person."),
    N_("Put that id into the column of ids if it is, and a new id if it is another person."),
)
NEW_ID: Final = ProblemKind(
    "row-new-id",
    N_("The id {member} is not on the roll, but {name} is, as {known}."),
    N_("Correct the id or leave it empty; for two people of one name, first give {known} a staff number."),
)
TWO_PEOPLE: Final = ProblemKind(
    "row-two-people",
    N_("The numbers in this row belong to two people: {members}."),
    N_("Correct the id, the staff number or the identity number."),
)
SAME_IN_SHEET: Final = ProblemKind(
    "row-name-twice",
    N_("The name {name} stands in {other}, too, and not both have a staff number, an id or an identity number."),
    N_("Give both a staff number; if it is one person, take one of the rows out."),
)
NAMESAKE: Final = ProblemKind(
    "row-namesake",
    N_("{name} is entered as a new person, and {members} has the same name."),
    N_("If it is the same person, put that id into the column of ids and import again."),
    "warning",
)


class Matcher:
    """Finds people in everybody who was ever on the roll; made once for a sheet."""

    def __init__(self, people: Sequence[Member], key: bytes | None) -> None:
        """Index the people; `key` is that of the identity numbers, where the sheet has any."""
        self._key = key
        self._by_id = {one.id: one for one in people}
        self._by_identity: defaultdict[str, list[Member]] = defaultdict(list)
        self._by_staff_no: defaultdict[str, list[Member]] = defaultdict(list)
        self._by_name: defaultdict[str, list[Member]] = defaultdict(list)
        for one in people:
            if one.id_hash:
                self._by_identity[one.id_hash].append(one)
            if one.staff_no:
                self._by_staff_no[staff_key(one.staff_no)].append(one)
            if one.name:
                self._by_name[plain_name(one.name)].append(one)

    def find(self, row: RollRow) -> Member | None:
        """Return whom a row means; `None` where it is a new person.

        Raises:
            BadInputError: when it can be read in two ways, or contradicts the roll.
        """
        by_id = self._by_id.get(row.member or "")
        by_identity = _best(self._by_identity.get(self._hash(row.identity), ()))
        by_staff_no = self._by_number(row)
        numbered = {one.id: one for one in (by_id, by_identity, by_staff_no) if one is not None}
        if len(numbered) > 1:
            raise BadInputError(TWO_PEOPLE(row.place, members=", ".join(numbered)))
        if by_staff_no is not None and by_id is None and by_identity is None:
            _check_name(row, by_staff_no)
        found = next(iter(numbered.values()), None) or self._by_name_alone(row)
        if found is not None and by_identity is None:
            self._check_identity(row, found)
        if found is not None and by_id is None and row.member:
            raise BadInputError(NEW_ID(row.at("member"), member=row.member, name=row.name, known=found.id))
        return found

    def namesakes(self, row: RollRow) -> Problem | None:
        """Warn where a new person has the name of somebody who was ever on the roll."""
        them = self._by_name.get(row.name)
        return NAMESAKE(row.place, name=row.name, members=_ids(them)) if them else None

    def _by_number(self, row: RollRow) -> Member | None:
        """Take who has the staff number; one who is gone only under the same name, since numbers are given again."""
        if not row.staff_no:
            return None
        people = self._by_staff_no.get(staff_key(row.staff_no), [])
        same_name = [one for one in people if plain_name(one.name or "") == row.name]
        return _best(same_name) or _best([one for one in people if one.is_member])

    def _by_name_alone(self, row: RollRow) -> Member | None:
        """Take the only person of a name; two with a staff number each are two, or the number would have found them."""
        people = [one for one in self._by_name.get(row.name, ()) if not (row.staff_no and one.staff_no)]
        members = [one for one in people if one.is_member]
        fitting = people if row.status in _GOING or not members else members
        if not fitting or (row.member and not members):
            return None
        if len(fitting) > 1:
            raise BadInputError(SAME_NAME(row.at("name"), name=row.name, members=_ids(fitting)))
        only = fitting[0]
        if only.is_member or row.status in _GOING or (row.born is not None and row.born == only.born):
            return only
        raise BadInputError(FORMER(row.at("name"), name=row.name, members=only.id))

    def _check_identity(self, row: RollRow, found: Member) -> None:
        if row.identity is None:
            return
        same_key = found.id_hash is not None and self._key and key_of_hash(found.id_hash) == fingerprint(self._key)
        if same_key or (found.id_last4 is not None and found.id_last4 != row.identity.last4):
            raise BadInputError(
                OTHER_IDENTITY(row.at("identity"), member=found.id, name=found.name, last4=found.id_last4)
            )

    def _hash(self, identity: Identity | None) -> str:
        return hash_of(identity, self._key) if identity is not None and self._key is not None else ""


_GOING: Final = frozenset({"leave", "transfer-out", "expel", "die"})


def _check_name(row: RollRow, found: Member) -> None:
    """Refuse another name under a staff number, where no id and no identity number says who it is."""
    if found.name and plain_name(found.name) != row.name:
        raise BadInputError(
            OTHER_PERSON(row.at("staff_no"), found=row.staff_no, known=found.name, name=row.name, member=found.id)
        )


def _ids(people: Iterable[Member]) -> str:
    return ", ".join(one.id for one in people)


def _best(people: Sequence[Member]) -> Member | None:
    """Return a member rather than one who is gone; the latest of several."""
    return max(people, key=lambda one: (one.is_member, one.since, one.id), default=None)


def repeated(rows: Iterable[RollRow]) -> list[Problem]:
    """Report people of one name in a sheet that nothing tells apart."""
    rows = list(rows)
    counts = Counter(row.name for row in rows)
    first: dict[str, RollRow] = {}
    problems: list[Problem] = []
    for row in rows:
        if counts[row.name] < 2:
            continue
        known = first.setdefault(row.name, row)
        if known is not row and not (_is_marked(known) and _is_marked(row)):
            problems.append(SAME_IN_SHEET(row.at("name"), name=row.name, other=known.place.spot or str(known.place)))
    return problems


def _is_marked(row: RollRow) -> bool:
    return bool(row.member or row.staff_no or row.identity)
