"""Who a paper is from: the union, and the persons who sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.books.query import Tables

__all__ = ["Letterhead", "letterhead"]

_PROFILE: Final = """
SELECT name, tax_id, center, parent
FROM profiles
WHERE date <= $day
ORDER BY date DESC, line DESC
LIMIT 1
"""
_OFFICERS: Final = """
SELECT office, last(name ORDER BY date, line)
FROM officers
WHERE date <= $day AND (until IS NULL OR until >= $day)
GROUP BY office
"""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The union as it stood on a day (编制单位); what the ledger does not say is empty."""

    union: str = ""
    tax_id: str = ""
    center: str = ""
    parent: str = ""
    chair: str = ""
    treasurer: str = ""
    accountant: str = ""


def letterhead(tables: Tables, day: dt.date) -> Letterhead:
    """Read name, center and officers in force on a day."""
    profile = tables.query(_PROFILE, {"day": day}).rows
    offices = dict(tables.query(_OFFICERS, {"day": day}).rows)
    named = (text or "" for text in (profile[0] if profile else ("", "", "", "")))
    return Letterhead(*named, *(offices.get(office, "") for office in ("chair", "treasurer", "accountant")))
