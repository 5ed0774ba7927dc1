"""What a receipt may be issued for: which money, how much of it, and why not for the rest.

The union's own receipt (工会经费收入专用收据) is for dues, the employer's contribution, grants of the
administration and of government, and other income. It is made out over what was really received: of a
contribution the whole, not the share that the union keeps. None is issued among unions, nor for money
that the union only keeps for others (收据使用管理办法; local rules may add to this).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Mapping

    from unionbooks.receipts.facts import ReceiptVoucher

__all__ = ["KINDS", "MONEY_CODES", "WHY_NOT", "money_in", "receivable", "why_not"]

KINDS: Final = ("dues", "contribution", "general")
"""What a book of receipts may be kept for; a general one serves for everything."""

MONEY_CODES: Final = ("101", "102")
"""Level-one codes of cash on hand and bank deposits."""

_KIND_OF: Final[Mapping[str, str]] = {
    "401": "dues",
    "402": "contribution",
    "211": "contribution",
    "404": "general",
    "405": "general",
    "406": "general",
    "407": "general",
    "408": "general",
}
"""Level-one code that is credited -> kind of receipt. 211 is the part of a contribution that is passed upward."""
_INTERNAL: Final = frozenset({"403", "131"})
_CUSTODIAL: Final = "221"

WHY_NOT: Final[Mapping[str, str]] = {
    "reversed": N_("it was reversed or is a reversal"),
    "nothing": N_("no money came in by it"),
    "internal": N_("it is money from another union, for which no receipt is issued"),
    "custodial": N_("the money is only kept for others and no income of the union"),
    "other": N_("it books no income"),
}
"""Why a voucher has nothing that a receipt may be issued for -> the reason, a source string."""


def money_in(voucher: ReceiptVoucher) -> int:
    """Return what came into cash and bank by a voucher, in fen; negative where money went out."""
    return sum(voucher.sums.get(code, 0) for code in MONEY_CODES)


def receivable(voucher: ReceiptVoucher, parents: Collection[str] = ()) -> dict[str, int]:
    """Return kind of receipt -> fen that one may be issued for; nothing where none may.

    Dues and contribution of one voucher are kept apart. Where all the money is of one kind, it is what
    came in, be it more or less than what was booked as income.
    """
    if why_not(voucher, parents):
        return {}
    parts = _parts(voucher)
    others = sum(-fen for code, fen in voucher.sums.items() if fen < 0 and code not in _KIND_OF)
    if len(parts) == 1 and not others:
        return dict.fromkeys(parts, money_in(voucher))
    return {kind: min(fen, money_in(voucher)) for kind, fen in parts.items()}


def why_not(voucher: ReceiptVoucher, parents: Collection[str] = ()) -> str | None:
    """Return why no receipt may be issued for a voucher, as a key of `WHY_NOT`; `None` where one may."""
    if not voucher.stands:
        return "reversed"
    if money_in(voucher) <= 0:
        return "nothing"
    if voucher.payee and voucher.payee in parents:
        return "internal"
    if _parts(voucher):
        return None
    credited = {code for code, fen in voucher.sums.items() if fen < 0}
    if credited & _INTERNAL:
        return "internal"
    return "custodial" if _CUSTODIAL in credited else "other"


def _parts(voucher: ReceiptVoucher) -> dict[str, int]:
    """Return kind -> fen credited, the kinds in their usual order."""
    sums = dict.fromkeys(KINDS, 0)
    for code, fen in voucher.sums.items():
        if code in _KIND_OF:
            sums[_KIND_OF[code]] -= fen
    return {kind: fen for kind, fen in sums.items() if fen > 0}
