"""What members owe at the moment of booking: the ledger of dues, made from the books that are being written to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from unionbooks.books.query import open_tables
from unionbooks.books.snapshot import cache_folder
from unionbooks.books.snapshot import store
from unionbooks.core.vocabulary import DuesRule
from unionbooks.dues.ledger import EVER
from unionbooks.dues.ledger import dues_months
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    from decimal import Decimal

    from unionbooks.books.model import Books
    from unionbooks.core.month import Month
    from unionbooks.core.month import MonthRange
    from unionbooks.dues.ledger import DuesMonth

__all__ = ["Positions", "positions"]


class Positions:
    """What every member owes: the months with something open, and all of those from `first` on."""

    def __init__(self, books: Books, rows: tuple[DuesMonth, ...]) -> None:
        """Take the rows of the ledger, and the rules that they were reckoned by."""
        self._rows: defaultdict[str, dict[Month, DuesMonth]] = defaultdict(dict)
        for row in rows:
            self._rows[row.member][row.month] = row
        self._rules = {(rule.rule, rule.date): rule for rule in books.of(DuesRule)}

    def month(self, member: str, month: Month) -> DuesMonth | None:
        """Return the dues of a month; `None` where the member was not on the roll then."""
        row = self._rows[member].get(month)
        return row if row is not None and row.why != "absent" else None

    def owed(self, member: str, months: MonthRange) -> int:
        """Return what is still owed for some months, in fen."""
        return sum(row.owed_fen for month, row in self._rows[member].items() if month in months)

    def open_until(self, member: str, month: Month) -> tuple[DuesMonth, ...]:
        """Return the months up to one for which something is owed, oldest first."""
        rows = self._rows[member]
        return tuple(rows[one] for one in sorted(rows) if one <= month and rows[one].owed_fen)

    def rule(self, row: DuesMonth) -> DuesRule | None:
        """Return the rule by which a month was reckoned."""
        return self._rules.get((row.rule, row.rule_date)) if row.rule_date is not None else None

    def upper_share(self, member: str, month: Month) -> Decimal | None:
        """Return the share of a member's dues that goes to the upper union."""
        row = self._rows[member].get(month)
        rule = self.rule(row) if row is not None else None
        return rule.upper_share if rule is not None else None

    def owing(self, month: Month) -> tuple[DuesMonth, ...]:
        """Return the dues of a month of everybody who owes, or whose dues cannot be reckoned, by id."""
        rows = (self._rows[member].get(month) for member in sorted(self._rows))
        return tuple(row for row in rows if row is not None and (row.owed_fen or row.why in {"no-base", "no-rule"}))


def positions(books: Books, first: Month, last: Month) -> Positions:
    """Reckon what everybody owes, by everything that is in the books.

    Args:
        books: The books as they are under the lock of a commit.
        first: The first month that is asked for beside what is open.
        last: The last one.
    """
    # The snapshot is made from these very books, so that opening the tables does not load them again.
    store(books, cache_folder())
    with open_tables(books.root) as tables:
        return Positions(books, dues_months(tables, TIMELINE, EVER, last, first=first, open_only=True))
