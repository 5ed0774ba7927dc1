"""Who holds which office: the chair approves, the treasurer keeps the books, the cashier the money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.vocabulary import Officer

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.demo.people import Person

__all__ = ["OFFICES", "Desk"]

OFFICES: Final = (
    "chair",
    "vice-chair",
    "treasurer",
    "cashier",
    "audit-chair",
    "auditor",
    "auditor",
    "organiser",
    "culture",
    "women",
    "storekeeper",
)
"""One person each: the duties of nearly any two of these exclude each other."""

_CHANGING: Final = OFFICES.index("culture")


@dataclass(frozen=True, slots=True)
class Desk:
    """The officers (工会干部), in the order of `OFFICES`, and who takes over the cultural work when."""

    holders: tuple[Person, ...]
    successor: Person
    changed_on: dt.date

    def who(self, office: str, day: dt.date) -> Person:
        """Return who holds an office on a day; of the auditors, the first."""
        if office == "culture" and day >= self.changed_on:
            return self.successor
        return self.holders[OFFICES.index(office)]

    def name(self, office: str, day: dt.date) -> str:
        """Return the name of who holds an office on a day."""
        return self.who(office, day).name

    def is_officer(self, person: Person) -> bool:
        """Tell whether somebody holds an office at any time."""
        return person is self.successor or person in self.holders

    def elected(self, day: dt.date, minutes: str) -> tuple[Officer, ...]:
        """Return the entries of the election, on the first day of the books."""
        return tuple(
            Officer(date=day, office=office, name=one.name, member=one.id, minutes=minutes)
            for office, one in zip(OFFICES, self.holders, strict=True)
        )

    def taking_over(self, minutes: str) -> Officer:
        """Return the entry of the officer who takes over, which ends the term of the one before."""
        one = self.successor
        return Officer(date=self.changed_on, office=OFFICES[_CHANGING], name=one.name, member=one.id, minutes=minutes)
