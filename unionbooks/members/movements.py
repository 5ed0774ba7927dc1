"""How the roll moved in some months (会员名册统计): who came, who went, and that it adds up.

Counted are members with rights and duties. Kept membership (保留会籍: on leave without pay, between
jobs, retired) has neither dues nor a vote, so it is counted beside them: going into it is a way out,
and coming back from it a way in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    from unionbooks.books.query import Tables
    from unionbooks.core.month import MonthRange

__all__ = ["INS", "OUTS", "Movement", "Slice", "movements"]

Slice = Literal["all", "women", "group", "employment"]
"""What a line counts: everybody, the women, one group, one kind of employment."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the statistics; every number counts persons or events of theirs.

    Attributes:
        by: What the line counts.
        name: Name of the group, or kind of employment; empty for those of whom it is not known, and
            for lines that need none.
        opening: Members at the start.
        joined: Joined (入会).
        transferred_in: Came from another union (转入).
        resumed: Came back from kept membership, or were taken back after a mistake (恢复会籍).
        moved_in: Came from another line, such as another group.
        left: Left (退会).
        transferred_out: Went to another union (转出).
        retained: Went into kept membership (保留会籍).
        retired: Retired (退休).
        expelled: Expelled (除名).
        died: Died (去世).
        moved_out: Went to another line.
        closing: Members at the end.
        kept_opening: Kept memberships at the start.
        kept_closing: Kept memberships at the end.
    """

    by: Slice
    name: str
    opening: int
    joined: int
    transferred_in: int
    resumed: int
    moved_in: int
    left: int
    transferred_out: int
    retained: int
    retired: int
    expelled: int
    died: int
    moved_out: int
    closing: int
    kept_opening: int
    kept_closing: int

    @property
    def coming(self) -> int:
        """All who came."""
        return sum(getattr(self, name) for name in INS)

    @property
    def going(self) -> int:
        """All who went."""
        return sum(getattr(self, name) for name in OUTS)

    @property
    def ties(self) -> bool:
        """Whether the line adds up: opening and all who came, less all who went, are the closing."""
        return self.opening + self.coming - self.going == self.closing


INS: Final = ("joined", "transferred_in", "resumed", "moved_in")
"""Fields of `Movement` that add."""
OUTS: Final = ("left", "transferred_out", "retained", "retired", "expelled", "died", "moved_out")
"""Fields of `Movement` that take away."""

_WAYS: Final = (
    # Event, direction and field. A person whose first event is no beginning came nonetheless.
    ("join", "in", "joined"),
    ("change", "in", "joined"),
    ("transfer-in", "in", "transferred_in"),
    ("resume", "in", "resumed"),
    ("leave", "out", "left"),
    ("transfer-out", "out", "transferred_out"),
    ("retain", "out", "retained"),
    ("retire", "out", "retired"),
    ("expel", "out", "expelled"),
    ("die", "out", "died"),
)
_COUNTED: Final = ("opening", *INS, *OUTS, "closing", "kept_opening", "kept_closing")

# Opening and closing are counted from the states on two days, the rest from the events between them,
# so that a line that adds up says something.
_MOVEMENTS: Final = f"""
    WITH {TIMELINE},
    ways (event, direction, field) AS (VALUES {", ".join(f"('{a}', '{b}', '{c}')" for a, b, c in _WAYS)}),
    sliced AS (
        SELECT facet, event, is_last, date >= $first AS in_span,
               date < $first AND coalesce(next_date >= $first, true) AS is_start,
               state = 'active' AS active, coalesce(state_before = 'active', false) AS active_before,
               state IN ('retained', 'retired') AS kept,
               CASE facet WHEN 'all' THEN '' WHEN 'women' THEN CASE sex WHEN 'female' THEN '' END
                       WHEN 'group' THEN coalesce("group", '') ELSE coalesce(employment, '') END AS name,
               CASE facet WHEN 'all' THEN '' WHEN 'women' THEN CASE sex_before WHEN 'female' THEN '' END
                       WHEN 'group' THEN coalesce(group_before, '') ELSE coalesce(employment_before, '') END
               AS name_before
        FROM timeline, (VALUES ('all'), ('women'), ('group'), ('employment')) AS slices (facet)
    ),
    counted AS (
        SELECT facet, name, 'opening' AS field FROM sliced WHERE is_start AND active
        UNION ALL SELECT facet, name, 'closing' FROM sliced WHERE is_last AND active
        UNION ALL SELECT facet, name, 'kept_opening' FROM sliced WHERE is_start AND kept
        UNION ALL SELECT facet, name, 'kept_closing' FROM sliced WHERE is_last AND kept
        UNION ALL SELECT facet, name, w.field FROM sliced s JOIN ways w USING (event)
                  WHERE w.direction = 'in' AND in_span AND active AND NOT active_before
        UNION ALL SELECT facet, name_before, w.field FROM sliced s JOIN ways w USING (event)
                  WHERE w.direction = 'out' AND in_span AND active_before AND NOT active
        UNION ALL SELECT facet, name, 'moved_in' FROM sliced
                  WHERE in_span AND active AND active_before AND name IS DISTINCT FROM name_before
        UNION ALL SELECT facet, name_before, 'moved_out' FROM sliced
                  WHERE in_span AND active AND active_before AND name IS DISTINCT FROM name_before
        UNION ALL SELECT facet, '', NULL FROM (VALUES ('all'), ('women')) AS always (facet)
    )
    SELECT facet, name, {", ".join(f"count(*) FILTER (field = '{one}')" for one in _COUNTED)}
    FROM counted WHERE name IS NOT NULL
    GROUP BY facet, name
    ORDER BY list_position(['all', 'women', 'group', 'employment'], facet), name
"""  # noqa: S608 - names of our own


def movements(tables: Tables, months: MonthRange) -> tuple[Movement, ...]:
    """Count the movements of some months: all, the women, each group, each kind of employment, in that order.

    Lines of groups and kinds of employment are there where anybody was counted; the first two always.
    """
    days: dict[str, object] = {"first": months.first.first_day, "day": months.last.last_day}
    return tuple(Movement(*row) for row in tables.query(_MOVEMENTS, days).rows)
