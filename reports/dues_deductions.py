"""The list of dues to be deducted (会费代扣清单) for the payroll office, with a code that its answer brings back.

The code is made from the month and the lines alone, so it is known again without being kept anywhere:
where the roll, the rules and the payments are as they were, the same list comes out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from reports.letterhead import letterhead
from unionbooks.core.month import MonthRange
from unionbooks.dues.ledger import EVER
from unionbooks.dues.ledger import dues_months
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unionbooks.books.query import Tables
    from unionbooks.core.month import Month
    from unionbooks.dues.ledger import DuesMonth

__all__ = ["DeductionLine", "DeductionList", "deduction_list"]

_CODE_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class DeductionLine:
    """What is to be deducted from one member; `months` are those it is for."""

    member: str
    staff_no: str
    name: str
    group: str
    base_fen: int | None
    months: MonthRange
    dues_fen: int


@dataclass(frozen=True, slots=True)
class DeductionList:
    """The list of a month.

    Attributes:
        union: Name of the union.
        month: The month.
        lines: Who owes anything, by id.
        total_fen: The sum.
        code: Its check code (清单校验码): twelve digits of a SHA-256.
    """

    union: str
    month: Month
    lines: tuple[DeductionLine, ...]
    total_fen: int
    code: str


def deduction_list(tables: Tables, month: Month, *, arrears: bool = False) -> DeductionList:
    """Make the list of a month: of active members, what is not paid yet, with older arrears where asked for."""
    rows = dues_months(tables, TIMELINE, EVER, month, first=month, open_only=arrears)
    owing: dict[str, list[DuesMonth]] = {}
    now: dict[str, DuesMonth] = {}
    for row in rows:
        if row.month == month and row.state == "active":
            now[row.member] = row
        if row.owed_fen:
            owing.setdefault(row.member, []).append(row)
    lines = tuple(
        DeductionLine(
            member=member,
            staff_no=now[member].staff_no,
            name=now[member].name,
            group=now[member].group,
            base_fen=now[member].base_fen,
            months=MonthRange(them[0].month, them[-1].month),
            dues_fen=sum(one.owed_fen for one in them),
        )
        for member, them in sorted(owing.items())
        if member in now
    )
    return DeductionList(
        union=letterhead(tables, month.last_day).union,
        month=month,
        lines=lines,
        total_fen=sum(line.dues_fen for line in lines),
        code=_code(month, lines),
    )


def _code(month: Month, lines: Iterable[DeductionLine]) -> str:
    text = "\n".join([str(month), *(f"{line.member} {line.months} {line.dues_fen}" for line in lines)])
    return hashlib.sha256(text.encode()).hexdigest()[:_CODE_DIGITS]
