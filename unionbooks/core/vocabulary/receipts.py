"""The union's own receipts: books of numbers, receipts issued, void numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHER
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.core.ids import VoucherNumber

__all__ = ["Receipt", "ReceiptBook", "ReceiptVoid"]


@dataclass(frozen=True, kw_only=True)
class ReceiptBook(Directive):
    """A book of receipt numbers received (工会经费收入专用收据)."""

    keyword: ClassVar[str] = "union-receipt-book"
    title: ClassVar[str] = N_("Which receipt numbers are held")

    book: str = arg(IDENTIFIER, N_("id of the book"))
    first: str = arg(TEXT, N_("first number"))
    last: str = arg(TEXT, N_("last number"))
    kind: str | None = meta(choice("dues", "contribution", "general"), N_("what it is used for"))
    from_union: str | None = meta(TEXT, N_("who handed it out"))
    returned: dt.date | None = meta(DATE, N_("day on which it was handed back or used up"))


@dataclass(frozen=True, kw_only=True)
class Receipt(Directive):
    """A receipt was issued for money that a posted voucher books (开具收据).

    A number that was set before posting stands in the voucher's own `receipt` key; this directive is for
    one that is issued afterwards, and says more of either. Both make one register.
    """

    keyword: ClassVar[str] = "union-receipt"
    title: ClassVar[str] = N_("Which receipt was issued for which voucher")

    number: str = arg(TEXT, N_("the number"))
    voucher: VoucherNumber = arg(VOUCHER, N_("the voucher that books the money"))
    amount: Decimal = arg(YUAN, N_("what was really received, not the union's own share"))
    payer: str | None = meta(TEXT, N_("who paid"))
    purpose: str | None = meta(TEXT, N_("what it was paid for"))
    book: str | None = meta(IDENTIFIER, N_("id of the book"))


@dataclass(frozen=True, kw_only=True)
class ReceiptVoid(Directive):
    """A receipt number was spoiled (作废); all its copies are kept."""

    keyword: ClassVar[str] = "union-receipt-void"
    title: ClassVar[str] = N_("Which receipt number is void")

    number: str = arg(TEXT, N_("the number"))
    reason: str = arg(TEXT, N_("reason"))
    copies: int | None = meta(COUNT, N_("number of copies kept"))
    book: str | None = meta(IDENTIFIER, N_("id of the book"))
