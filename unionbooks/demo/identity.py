"""Numbers that look like the real ones: credit codes with right check digits, invoices, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.demo.dice import Dice

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["bank_number", "credit_code", "invoice_number", "masked_card"]

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

_NOWHERE: Final = "349900"
"""A district code that belongs to no district."""


def credit_code(name: str, kind: str = "91") -> str:
    """Return a unified social credit code (统一社会信用代码) for a name, with both check digits right.

    `kind` says who registers and what: 91 a company, 81 a grassroots union (GB 32100-2015).
    """
    body = Dice(0, "credit code", name).digits(8)
    rest = 11 - sum(int(one) * weight for one, weight in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    code = kind + _NOWHERE + body + ("X" if rest == 10 else str(rest % 11))
    total = sum(_ALPHABET.index(one) * pow(3, place, 31) for place, one in enumerate(code))
    return code + _ALPHABET[(31 - total % 31) % 31]


def invoice_number(day: dt.date, *nouns: object) -> str:
    """Return the number of an electronic invoice (数电发票号码): twenty digits, the year and Anhui in front."""
    return f"{day.year % 100:02d}342" + Dice(0, "invoice", day, *nouns).digits(15)


def bank_number(name: str, digits: int = 19) -> str:
    """Return the number of somebody's account with a bank."""
    return "6" + Dice(0, "account", name).digits(digits - 1)


def masked_card(name: str) -> str:
    """Return a person's bank card as bank slips show it, with most digits hidden."""
    return f"6217****{Dice(0, 'card', name).digits(4)}"
