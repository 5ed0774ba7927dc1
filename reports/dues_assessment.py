"""What ought to be (应缴会费): every member's dues of a month, by which base and rule, and why nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unionbooks.dues.ledger import EVER
from unionbooks.dues.ledger import dues_months
from unionbooks.dues.ledger import start_of
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    from unionbooks.books.query import Tables
    from unionbooks.core.month import Month
    from unionbooks.dues.ledger import DuesMonth

__all__ = ["Assessment", "assessment"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The dues of a month, member by member.

    Attributes:
        month: The month.
        start: The month in which the books begin; nothing before it is assessed.
        lines: Everybody on the roll on the first of the month, and who else paid or owes for it, by id.
        assessed_fen: The sums of the lines.
        waived_fen: As above.
        paid_fen: As above.
        owed_fen: As above.
    """

    month: Month
    start: Month | None
    lines: tuple[DuesMonth, ...]
    assessed_fen: int
    waived_fen: int
    paid_fen: int
    owed_fen: int


def assessment(tables: Tables, month: Month) -> Assessment:
    """Reckon the dues of a month by everything that is known now; the books are not changed."""
    lines = dues_months(tables, TIMELINE, EVER, month, first=month)
    return Assessment(
        month=month,
        start=start_of(tables),
        lines=lines,
        assessed_fen=sum(one.assessed_fen for one in lines),
        waived_fen=sum(one.waived_fen for one in lines),
        paid_fen=sum(one.paid_fen for one in lines),
        owed_fen=sum(one.owed_fen for one in lines),
    )
