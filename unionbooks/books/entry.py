"""A voucher as a value: read from Beancount's transaction, written as Beancount text.

The text is ours and not the printer's of Beancount: metadata in the order of the vocabulary, every
amount with two places, no leg left out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import field
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from beancount.core.amount import Amount
from beancount.core.data import EMPTY_SET

from unionbooks.core.messages import N_
from unionbooks.core.money import CURRENCY
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.codec import quote
from unionbooks.core.vocabulary.directive import OWN_KEY_PREFIX
from unionbooks.core.vocabulary.directive import read_metadata
from unionbooks.core.vocabulary.directive import write_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from beancount.core.data import Posting
    from beancount.core.data import Transaction

    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["Entry", "Leg", "read_entry", "write_entry"]

NOT_PLAIN: Final = ProblemKind(
    "entry-amount",
    N_("The posting to {account} has no plain amount in CNY with at most two decimals."),
    N_("Write the amount out, such as 100.00 CNY, without price or cost."),
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting of a voucher (分录): an account and fen, debit positive."""

    account: str
    fen: int
    meta: PostingMeta = field(default_factory=PostingMeta)
    own: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A voucher (凭证), posted or not.

    Attributes:
        date: Its day.
        flag: `*` posted, `!` draft.
        payee: The other side; empty where there is none.
        narration: What it is about (摘要).
        meta: Its metadata.
        legs: Its postings, in order.
        links: Its links, without the caret.
        tags: Its tags, without the hash.
        own: Keys of the union's own, which begin with `x-`, with Beancount's values.
    """

    date: dt.date
    flag: str = "!"
    payee: str = ""
    narration: str = ""
    meta: VoucherMeta = field(default_factory=VoucherMeta)
    legs: tuple[Leg, ...] = ()
    links: frozenset[str] = EMPTY_SET
    tags: frozenset[str] = EMPTY_SET
    own: tuple[tuple[str, Any], ...] = ()

    @property
    def balance(self) -> int:
        """What the legs sum to, in fen; nought where they are complete."""
        return sum(leg.fen for leg in self.legs)


def read_entry(entry: Transaction, place: Place) -> tuple[Entry | None, list[Problem]]:
    """Read a transaction; `None` when it could not be read, and then with problems."""
    values, problems = read_metadata(VoucherMeta, entry.meta, place)
    legs = []
    for posting in entry.postings:
        leg, wrong = _read_leg(posting, place)
        problems += wrong
        if leg is not None:
            legs.append(leg)
    if problems:
        return None, problems
    return Entry(
        date=entry.date,
        flag=entry.flag or "",
        payee=entry.payee or "",
        narration=entry.narration or "",
        meta=VoucherMeta(**values),
        legs=tuple(legs),
        links=frozenset(entry.links),
        tags=frozenset(entry.tags),
        own=_own(entry.meta),
    ), []


def _read_leg(posting: Posting, place: Place) -> tuple[Leg | None, list[Problem]]:
    values, problems = read_metadata(PostingMeta, posting.meta or {}, place)
    units: Any = posting.units
    plain = isinstance(units, Amount) and units.currency == CURRENCY and isinstance(units.number, Decimal)
    if not plain or posting.cost is not None or posting.price is not None:
        return None, [*problems, NOT_PLAIN(place, account=posting.account)]
    try:
        fen = to_fen(units.number)
    except ValueError:
        return None, [*problems, NOT_PLAIN(place, account=posting.account)]
    if problems:
        return None, problems
    return Leg(posting.account, fen, PostingMeta(**values), _own(posting.meta or {})), []


def _own(meta: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple((key, value) for key, value in meta.items() if key.startswith(OWN_KEY_PREFIX))


def write_entry(entry: Entry) -> str:
    """Write a voucher as Beancount text, with a line break at its end."""
    words = [entry.date.isoformat(), entry.flag]
    words += [quote(entry.payee)] if entry.payee else []
    words.append(quote(entry.narration))
    words += [f"#{tag}" for tag in sorted(entry.tags)]
    words += [f"^{link}" for link in sorted(entry.links)]
    lines = [" ".join(words), *write_metadata(entry.meta), *_own_lines(entry.own, "  ")]
    for leg in entry.legs:
        lines.append(f"  {leg.account}  {format_yuan(leg.fen, commas=False)} {CURRENCY}")
        lines += [*write_metadata(leg.meta, "    "), *_own_lines(leg.own, "    ")]
    return "\n".join(lines) + "\n"


def _own_lines(own: tuple[tuple[str, Any], ...], indent: str) -> list[str]:
    return [f"{indent}{key}: {_value(value)}".rstrip() for key, value in own]


def _value(value: Any) -> str:
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Amount):
        return f"{value.number:f} {value.currency}"
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else f"{value:f}"
