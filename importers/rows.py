"""What the rows of a statement come to: movements of money, rows that are none, rows for a person to look at.

Nothing is lost: rows read = kept + dropped + review. Dropped is what is certainly no movement of
money; whatever is not understood goes into review.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from unionbooks.core.messages import Message

__all__ = ["Dropped", "Reading", "Review", "Row", "Source", "Tally"]


@dataclass(frozen=True, order=True, slots=True)
class Source:
    """Where a row stands: file, sheet (empty in a csv) and row from 1."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return "!".join(filter(None, (self.file, self.sheet, str(self.row))))


@dataclass(frozen=True, slots=True)
class Row:
    """One movement of money.

    Attributes:
        date: The day.
        time: Time of day as `17:07:09`, empty where the file has none.
        amount: Fen; money in is positive.
        balance: Fen after it, `None` where the file has none or it cannot be read.
        payee: Name of the other side.
        payee_account: Account of the other side.
        summary: What the bank or the app wrote.
        bank_id: Serial number that the bank gave; it may come twice.
        source: Where it stands.
    """

    date: dt.date
    time: str
    amount: int
    balance: int | None
    payee: str
    payee_account: str
    summary: str
    bank_id: str
    source: Source


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that is no movement of money, why, and what it said."""

    source: Source
    why: Message
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """A row that a person has to look at: why, what it said, and as much of it as was understood.

    `amount` is without a sign where the direction is what is not known.
    """

    source: Source
    why: Message
    text: str
    date: dt.date | None = None
    amount: int | None = None
    payee: str = ""
    summary: str = ""
    bank_id: str = ""


@dataclass(slots=True)
class Tally:
    """What a file's own totals are compared with: rows and fen as the file itself counts them.

    `n` counts its entries, whatever became of them. In and out are as its own columns or words say:
    a refund that a wallet does not count as income is not in here, though it is a movement of money.
    """

    n: int = 0
    n_in: int = 0
    sum_in: int = 0
    n_out: int = 0
    sum_out: int = 0

    def add(self, *, money_in: bool, fen: int) -> None:
        """Count an amount of one direction."""
        if money_in:
            self.n_in += 1
            self.sum_in += fen
        else:
            self.n_out += 1
            self.sum_out += fen


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of a sheet came to, each kind in the order of the file.

    Attributes:
        read: Number of rows below the header that hold anything.
        kept: The movements of money.
        dropped: Rows that are none.
        review: Rows for a person to look at.
        no_balance: Number of kept rows whose balance is there and cannot be read.
        tally: The same as the file counts it.
        currencies: What the file's amounts are in; `CNY` where it does not say.
    """

    read: int
    kept: Sequence[Row]
    dropped: tuple[Dropped, ...]
    review: tuple[Review, ...]
    no_balance: int
    tally: Tally = field(default_factory=Tally)
    currencies: tuple[str, ...] = ("CNY",)
