"""Other people's money on paper (代管款): all schemes, a statement, and who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Final

from reports.letterhead import Letterhead
from reports.letterhead import letterhead
from unionbooks.banking.custody import Term
from unionbooks.banking.custody import balances
from unionbooks.banking.custody import custody_in
from unionbooks.banking.custody import enrolled
from unionbooks.banking.custody import find_scheme
from unionbooks.banking.custody_checks import Tie
from unionbooks.banking.custody_checks import ties
from unionbooks.members.lookup import find_member
from unionbooks.members.timeline import everyone_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Sequence

    from unionbooks.banking.custody import Move
    from unionbooks.books.query import Tables
    from unionbooks.members.roll import Member

__all__ = [
    "CustodyOverview",
    "CustodyStatement",
    "Enrolment",
    "EnrolmentRow",
    "SchemeRow",
    "Share",
    "StatementRow",
    "custody_overview",
    "custody_statement",
    "enrolment",
]

_PERCENT: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """A scheme in a line: what was paid in and out up to a day, what is owed, how many take part."""

    term: Term
    members: int
    paid_in_fen: int
    paid_out_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class CustodyOverview:
    """All schemes on a day, and whether their money is all there."""

    day: dt.date
    rows: tuple[SchemeRow, ...]
    ties: tuple[Tie, ...]


def custody_overview(tables: Tables, day: dt.date) -> CustodyOverview:
    """Sum up every scheme."""
    custody = custody_in(tables, day)
    rows = []
    for term in custody.terms:
        moves = custody.of(term)
        paid_in, paid_out = sum(move.paid_in for move in moves), sum(move.paid_out for move in moves)
        rows.append(SchemeRow(term, len(enrolled(term, moves, day)), paid_in, paid_out, paid_in - paid_out))
    return CustodyOverview(day, tuple(rows), ties(custody))


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One movement: of one member, or of all members of a voucher together."""

    date: dt.date
    voucher: str
    narration: str
    members: int
    paid_in_fen: int
    paid_out_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one member has in a scheme; `member` is empty for what concerns nobody alone."""

    member: str
    name: str
    paid_in_fen: int
    paid_out_fen: int
    balance_fen: int


@dataclass(frozen=True, slots=True)
class CustodyStatement:
    """The statement of a scheme (代管款对账单), or of one member in it.

    Attributes:
        letterhead: The union.
        term: The scheme as it stands on the last day.
        member: Id of the member; empty for the whole scheme.
        name: Name of the member.
        first: First day; `None` from the beginning.
        last: Last day.
        opening_fen: What was there before the first day.
        rows: Every movement, with what was there after it.
        closing_fen: What is there on the last day.
        shares: What each member has; empty in a member's own statement.
    """

    letterhead: Letterhead
    term: Term
    member: str
    name: str
    first: dt.date | None
    last: dt.date
    opening_fen: int
    rows: tuple[StatementRow, ...]
    closing_fen: int
    shares: tuple[Share, ...]

    @property
    def paid_in_fen(self) -> int:
        """What was paid in from the first day to the last."""
        return sum(row.paid_in_fen for row in self.rows)

    @property
    def paid_out_fen(self) -> int:
        """What was paid out from the first day to the last."""
        return sum(row.paid_out_fen for row in self.rows)


def custody_statement(
    tables: Tables, scheme: str, last: dt.date, *, first: dt.date | None = None, who: str | None = None
) -> CustodyStatement:
    """Make the statement of a scheme, or of one member in it.

    Raises:
        BadInputError: where there is no such scheme or member.
    """
    custody = custody_in(tables, last)
    term = find_scheme(custody, scheme)
    people = everyone_in(tables, last)
    member = find_member(people, who) if who is not None else None
    moves = [move for move in custody.of(term) if member is None or move.member == member.id]
    before = [move for move in moves if first is not None and move.date < first]
    opening = sum(move.fen for move in before)
    rows = _rows(moves[len(before) :], opening)
    return CustodyStatement(
        letterhead=letterhead(tables, last),
        term=term,
        member=member.id if member else "",
        name=(member.name or "") if member else "",
        first=first,
        last=last,
        opening_fen=opening,
        rows=rows,
        closing_fen=rows[-1].balance_fen if rows else opening,
        shares=() if member else _shares(moves, people),
    )


def _rows(moves: Sequence[Move], opening: int) -> tuple[StatementRow, ...]:
    """Sum the movements up by voucher, in the order of the books."""
    by_voucher: dict[tuple[dt.date, str], list[Move]] = {}
    for move in moves:
        by_voucher.setdefault((move.date, move.voucher), []).append(move)
    rows = []
    balance = opening
    for (date, voucher), them in by_voucher.items():
        balance += sum(move.fen for move in them)
        members = len({move.member for move in them} - {""})
        paid_in, paid_out = sum(move.paid_in for move in them), sum(move.paid_out for move in them)
        rows.append(StatementRow(date, voucher, them[0].narration, members, paid_in, paid_out, balance))
    return tuple(rows)


def _shares(moves: Iterable[Move], people: Iterable[Member]) -> tuple[Share, ...]:
    names = {one.id: one.name or "" for one in people}
    return tuple(
        Share(one.member, names.get(one.member, ""), one.paid_in, one.paid_out, one.fen) for one in balances(moves)
    )


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """A member who is on the roll or takes part: whether, and with how much."""

    member: str
    name: str
    group: str
    on_roll: bool
    takes_part: bool
    fen: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Who takes part in a scheme on a day (参加名单), out of all members on the roll.

    Attributes:
        letterhead: The union.
        term: The scheme.
        day: The day.
        rows: Everybody on the roll, and whoever else takes part, by group and id.
    """

    letterhead: Letterhead
    term: Term
    day: dt.date
    rows: tuple[EnrolmentRow, ...]

    @property
    def on_roll(self) -> int:
        """How many members there are."""
        return sum(row.on_roll for row in self.rows)

    @property
    def taking_part(self) -> int:
        """How many of them take part; others do not count."""
        return sum(row.on_roll and row.takes_part for row in self.rows)

    @property
    def others(self) -> int:
        """How many take part who are not on the roll any more."""
        return sum(row.takes_part and not row.on_roll for row in self.rows)

    @property
    def fen(self) -> int:
        """The sum over those who take part."""
        return sum(row.fen for row in self.rows)

    @property
    def percent(self) -> Decimal | None:
        """The rate of participation (参加率) in percent, with one place; `None` where there are no members."""
        if not self.on_roll:
            return None
        return (Decimal(100 * self.taking_part) / self.on_roll).quantize(_PERCENT, rounding=ROUND_HALF_UP)


def enrolment(tables: Tables, scheme: str, day: dt.date) -> Enrolment:
    """List who takes part in a scheme, and who does not.

    Raises:
        BadInputError: where there is no such scheme.
    """
    custody = custody_in(tables, day)
    term = find_scheme(custody, scheme)
    taking = enrolled(term, custody.of(term), day)
    rows = [
        EnrolmentRow(one.id, one.name or "", one.group or "", one.is_member, one.id in taking, taking.get(one.id, 0))
        for one in everyone_in(tables, day)
        if one.is_member or one.id in taking
    ]
    rows.sort(key=lambda row: (row.group, row.member))
    return Enrolment(letterhead(tables, day), term, day, tuple(rows))
