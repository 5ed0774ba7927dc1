"""What the corners of the demo union hand to the bookkeeper: vouchers without numbers, and their papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from unionbooks.core.month import MonthRange
    from unionbooks.core.vocabulary import Asset
    from unionbooks.core.vocabulary import Directive

__all__ = ["Approval", "Draft", "Entry", "Leg", "Paper", "Transfer"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One posting; debit is positive, in fen."""

    account: str
    fen: int
    member: str | None = None
    months: MonthRange | None = None
    benefit: str | None = None
    relation: str | None = None
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper (附件): its kind, the form it is printed on, and what stands in it."""

    kind: str
    form: str
    data: Mapping[str, Any]
    private: bool = False


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved (审批) and when; where the committee had to decide, by which minutes and on which day."""

    by: str
    on: dt.date
    minutes: str | None = None
    met: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """The bank's side of a voucher: whom the money comes from or goes to, and when the bank books it.

    `day` is absent where the bank books it on the voucher's day. `imported` says that the bank's line was
    there first, and the voucher was made from it.
    """

    party: str
    summary: str
    day: dt.date | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A voucher before it has a number.

    Attributes:
        day: Its date.
        kind: Its kind, a word of the vocabulary.
        payee: The other side.
        narration: What it is about; `{other}` stands for the number of `other`.
        legs: Its postings.
        handler: Who handles the matter.
        acceptor: Who accepts the goods or witnesses.
        approval: Who approved it.
        links: Its links, that to the voucher itself left out.
        invoices: Numbers of the invoices.
        receipt: What the union's own receipt says it is for; absent where none is issued.
        papers: Its papers; the bookkeeper adds those that need a number.
        transfer: The bank's side.
        key: A name by which another draft can refer to it.
        other: The key of another draft that the narration names.
        cancels: Whether it cancels that other one.
        asset: The asset card that it opens.
        command: The command by which the treasurer enters it.
    """

    day: dt.date
    kind: str
    payee: str
    narration: str
    legs: tuple[Leg, ...]
    handler: str | None
    acceptor: str | None = None
    approval: Approval
    links: tuple[str, ...] = ()
    invoices: tuple[str, ...] = ()
    receipt: str | None = None
    papers: tuple[Paper, ...] = ()
    transfer: Transfer | None = None
    key: str = ""
    other: str = ""
    cancels: bool = False
    asset: Asset | None = None
    command: str = "inbox post"


@dataclass(frozen=True, slots=True)
class Entry:
    """A directive that is no voucher: the file it goes to, and the command by which it is entered."""

    file: str
    command: str
    directive: Directive
