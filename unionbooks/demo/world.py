"""The demo union as its corners see it: who it is, who decides, what things cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.chart import load_chart
from unionbooks.core.month import Month
from unionbooks.demo.days import nth_workday
from unionbooks.demo.days import workday_before
from unionbooks.demo.dice import Dice
from unionbooks.demo.draft import Approval
from unionbooks.demo.identity import bank_number
from unionbooks.demo.identity import credit_code
from unionbooks.demo.roll import make_roll
from unionbooks.demo.roll import minutes_of
from unionbooks.demo.words import load_words
from unionbooks.workflow.founding import BANK_CODE

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.demo.roll import Roll
    from unionbooks.demo.spec import DemoSpec
    from unionbooks.demo.words import Cost
    from unionbooks.demo.words import Words

__all__ = ["BANK", "CASH", "MINUTES_ABOVE", "QUOTES_ABOVE", "World", "account", "price"]

MINUTES_ABOVE: Final = 500_000
"""Above this, in fen, the committee decides, and there are minutes (审批权限)."""
QUOTES_ABOVE: Final = 2_000_000
"""Above this, in fen, there are three quotations and a contract as well."""


def account(code: str) -> str:
    """Return the account of a code of the national chart."""
    return load_chart().account_name(code)


BANK: Final = load_chart().leaf_name(BANK_CODE, "基本户")
CASH: Final = account("101")


@dataclass(frozen=True)
class World:
    """Everything the corners of the demo union share; made from the spec alone."""

    spec: DemoSpec

    @cached_property
    def words(self) -> Words:
        """The words and prices of this kind of union."""
        return load_words(self.spec.kind)

    @cached_property
    def roll(self) -> Roll:
        """The members."""
        return make_roll(self.spec, self.words)

    @cached_property
    def tax_id(self) -> str:
        """The union's own credit code, as it stands on invoices."""
        return credit_code(self.words.union, "81")

    @cached_property
    def bank_number(self) -> str:
        """The number of its bank account."""
        return bank_number(self.words.union)

    @property
    def papers(self) -> bool:
        """Whether papers are made."""
        return self.spec.papers == "all"

    @property
    def start(self) -> dt.date:
        """The first day of the books."""
        return self.spec.first.first_day

    @property
    def end(self) -> dt.date:
        """The last day of the books."""
        return self.spec.last.last_day

    @property
    def years(self) -> range:
        """The calendar years that the books touch."""
        return range(self.spec.first.year, self.spec.last.year + 1)

    def dice(self, *nouns: object) -> Dice:
        """Return the dice of a noun."""
        return Dice(self.spec.seed, self.spec.kind, *nouns)

    def name(self, office: str, day: dt.date) -> str:
        """Return the name of who holds an office."""
        return self.roll.desk.name(office, day)

    def seller(self, trade: str, *nouns: object) -> str:
        """Return a supplier of a trade."""
        return self.dice("seller", trade, *nouns).pick(self.words.suppliers[trade])

    def meeting(self, day: dt.date) -> dt.date:
        """Return the day of the committee's last meeting up to a day: the second working day of a month."""
        month = Month.of(day)
        met = nth_workday(month, 2)
        return met if met <= day else nth_workday(month.plus(-1), 2)

    def minutes(self, day: dt.date) -> str:
        """Return the minutes of the committee's last meeting up to a day."""
        return minutes_of(self.words, self.meeting(day))

    def approval(self, day: dt.date, fen: int, decided: dt.date | None = None) -> Approval:
        """Say who approves a payment of that day: the chair, and the committee where it is large.

        `decided` is a day by which the committee had decided already, whatever the amount.
        """
        approved = workday_before(day, self.dice("approval", day, fen).between(1, 3))
        # Nobody approves before the officers of these books are elected.
        approved = min(day, max(approved, self.start))
        chair = self.name("chair", day)
        if fen <= MINUTES_ABOVE and decided is None:
            return Approval(chair, approved)
        met = self.meeting(decided or approved)
        return Approval(chair, approved, minutes_of(self.words, met), met)

    def noted(self, day: dt.date) -> Approval:
        """Say that the chair signed what needs no decision, such as money that came in."""
        return Approval(self.name("chair", day), day)

    def covers(self, day: dt.date) -> bool:
        """Tell whether a day lies in the books."""
        return self.start <= day <= self.end


def price(dice: Dice, cost: Cost) -> int:
    """Draw a price within a cost's range: ten fen exactly, as shops do."""
    low, high = cost.price
    return dice.between(low, high) // 10 * 10
