"""One row of the keeper's sheet: what it says of one person, before anybody knows who that is."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.problems import Place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

    from unionbooks.members.identity import Identity

__all__ = ["STAYS", "RollRow"]

STAYS: Final = "stay"
"""Status of a person who is in good standing, whatever happened before."""


@dataclass(frozen=True, kw_only=True)
class RollRow:
    """What a row says; `None` where a cell is empty, which changes nothing.

    Attributes:
        name: Name, in the form of `unionbooks.members.names.plain_name`.
        member: Id of the member.
        staff_no: Staff number.
        sex: `female` or `male`.
        born: Day of birth.
        group: Union group.
        employment: Kind of employment, in the ledger's own word.
        joined: Day of joining.
        base: Monthly wage on which dues are reckoned, in yuan.
        wage_in_contribution: Whether the wage is in the base of the 2 % contribution.
        card: Number of the membership card.
        identity: Identity number.
        status: `STAYS`, or the event after which the person is as the sheet says.
        changed: Day of that event, and of whatever else the row changes.
        union: The union the person comes from or goes to.
        reason: Reason.
        minutes: Minutes of the committee.
        place: Where the row stands.
        cells: Name of a field above -> where its cell stands.
    """

    name: str
    member: str | None = None
    staff_no: str | None = None
    sex: str | None = None
    born: dt.date | None = None
    group: str | None = None
    employment: str | None = None
    joined: dt.date | None = None
    base: Decimal | None = None
    wage_in_contribution: bool | None = None
    card: str | None = None
    identity: Identity | None = None
    status: str | None = None
    changed: dt.date | None = None
    union: str | None = None
    reason: str | None = None
    minutes: str | None = None
    place: Place = field(default=Place(""), compare=False)
    cells: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def at(self, name: str) -> Place:
        """Return where a field stands; the row as a whole where the sheet has no such column."""
        return self.cells.get(name, self.place)
