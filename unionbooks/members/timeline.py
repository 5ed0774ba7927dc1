"""The roll from the tables: every event with the person before and after it, in SQL, without a scan per member."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.money import to_yuan
from unionbooks.members.roll import BEGINNINGS
from unionbooks.members.roll import CARRIED
from unionbooks.members.roll import MEMBER_STATES
from unionbooks.members.roll import STATES
from unionbooks.members.roll import Member

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.books.query import Tables

__all__ = ["TIMELINE", "everyone_in", "roll_in"]

_COLUMNS: Final = tuple("base_fen" if name == "base" else name for name in CARRIED)
_STATE: Final = " ".join(f"WHEN '{event}' THEN '{state}'" for event, state in STATES.items())
_BEGINS: Final = ", ".join(f"'{event}'" for event in sorted(BEGINNINGS))

# The order of events is that of `unionbooks.members.roll.in_order`.
TIMELINE: Final = f"""
    stated AS (
        SELECT *, event IN ({_BEGINS}) AS begins, CASE event {_STATE} END AS new_state
        FROM member_events WHERE date <= $day
    ),
    carried AS (
        SELECT member, date, file, line, event, begins,
               coalesce(last_value(new_state IGNORE NULLS) OVER so_far, 'active') AS state,
               {", ".join(f'last_value("{one}" IGNORE NULLS) OVER so_far AS "{one}"' for one in _COLUMNS)}
        FROM stated
        WINDOW so_far AS (PARTITION BY member ORDER BY date, file, line ROWS UNBOUNDED PRECEDING)
    ),
    timeline AS (
        SELECT *,
               lag(state) OVER story AS state_before,
               lag(sex) OVER story AS sex_before,
               lag("group") OVER story AS group_before,
               lag(employment) OVER story AS employment_before,
               lead(date) OVER story AS next_date,
               row_number() OVER (PARTITION BY member ORDER BY date DESC, file DESC, line DESC) = 1 AS is_last
        FROM carried
        WINDOW story AS (PARTITION BY member ORDER BY date, file, line)
    )
"""  # noqa: S608 - names of our own
"""Common table expressions: `timeline` has a row an event up to `$day`, with what holds before and after it."""

_EVERYONE: Final = f"""
    WITH {TIMELINE},
    dated AS (
        SELECT member,
               max(date) FILTER (state_before IS NULL OR state <> state_before OR begins) AS since,
               coalesce(max(date) FILTER (begins), min(date)) AS joined
        FROM timeline GROUP BY member
    )
    SELECT t.member, t.state, d.since, d.joined, {", ".join(f't."{one}"' for one in _COLUMNS)}
    FROM timeline t JOIN dated d USING (member)
    WHERE t.is_last AND ($member IS NULL OR t.member = $member)
    ORDER BY t.member
"""  # noqa: S608 - as above


def everyone_in(tables: Tables, day: dt.date, member: str | None = None) -> tuple[Member, ...]:
    """Return everybody who was ever a member up to a day, those gone included, by id; or one of them.

    The same as `unionbooks.members.roll.everyone_on`, without loading the ledger.
    """
    answer = tables.query(_EVERYONE, {"day": day, "member": member})
    return tuple(_member(row) for row in answer.rows)


def roll_in(tables: Tables, day: dt.date) -> tuple[Member, ...]:
    """Return the members on a day, its events included, by id."""
    return tuple(one for one in everyone_in(tables, day) if one.state in MEMBER_STATES)


def _member(row: tuple[Any, ...]) -> Member:
    name, state, since, joined, *values = row
    particulars = dict(zip(CARRIED, values, strict=True))
    base = particulars.pop("base")
    return Member(name, state, since, joined, base=None if base is None else to_yuan(base), **particulars)
