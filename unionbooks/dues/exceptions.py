"""What did not fit in lists of dues, and is not decided yet (会费差异): a queue that nothing drops out of by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.vocabulary import DuesException

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.books.model import Books
    from unionbooks.books.query import Tables

__all__ = ["Case", "cases_in", "cases_of"]

_OPENED: Final = """
    SELECT exception, last(date ORDER BY date, file, line) AS date, any_value(kind) AS kind, any_value(who) AS who,
           any_value(member) AS member, any_value(months) AS months, any_value(amount_fen) AS amount,
           any_value(expected_fen) AS expected, any_value(held) AS held, any_value(voucher) AS voucher,
           any_value(source) AS source, min(file) AS at_file, min(line) AS at_line
    FROM dues_exceptions WHERE event = 'open' GROUP BY exception
"""
_CASES: Final = f"""
    WITH opened AS ({_OPENED}),
    decided AS (
        SELECT exception, last(date ORDER BY date, file, line) AS decided, last(decision ORDER BY date, file, line)
               AS decision, last("by" ORDER BY date, file, line) AS decided_by,
               last(reason ORDER BY date, file, line) AS reason
        FROM dues_exceptions WHERE event = 'decide' GROUP BY exception
    )
    SELECT o.* EXCLUDE (at_file, at_line), d.* EXCLUDE (exception) FROM opened o LEFT JOIN decided d USING (exception)
    WHERE $all OR d.exception IS NULL ORDER BY o.date, o.at_file, o.at_line
"""  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class Case:
    """One exception as it stands.

    Attributes:
        exception: Id.
        date: Day on which it was found.
        kind: What does not fit, a word of `union-dues-exception`.
        who: Name and number as the list has them.
        member: Id of the member; empty where it is not known.
        months: The months.
        amount_fen: What came.
        expected_fen: What was to come.
        held: Account in which the money waits; empty where it is booked as dues, or not booked.
        voucher: Voucher that booked the list; empty where none did.
        source: Where it was read.
        decided: Day of the decision; `None` while it is open, as for the rest.
        decision: What was decided.
        decided_by: Who decided.
        reason: Why.
    """

    exception: str
    date: dt.date
    kind: str | None
    who: str | None
    member: str | None
    months: str | None
    amount_fen: int | None
    expected_fen: int | None
    held: str | None
    voucher: str | None
    source: str | None
    decided: dt.date | None = None
    decision: str | None = None
    decided_by: str | None = None
    reason: str | None = None


def cases_in(tables: Tables, *, everything: bool = False) -> tuple[Case, ...]:
    """Return the open exceptions, or those decided as well, in the order in which they were found."""
    return tuple(Case(*row) for row in tables.query(_CASES, {"all": everything}).rows)


def cases_of(books: Books) -> dict[str, tuple[DuesException, DuesException | None]]:
    """Return id -> how an exception was opened, and how it was decided, `None` while it is open."""
    found: dict[str, tuple[DuesException, DuesException | None]] = {}
    decided = {one.exception: one for one in books.of(DuesException) if one.event == "decide"}
    for one in books.of(DuesException):
        if one.event == "open":
            found[one.exception] = (one, decided.get(one.exception))
    return found
