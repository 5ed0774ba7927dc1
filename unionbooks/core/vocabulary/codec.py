"""How one value of a directive is read from Beancount, checked, and written back.

A codec knows one type: `read` takes what Beancount's parser gives (`str`, `Decimal`, `Amount`,
`date`, `bool`) and returns the typed value or raises `ValueError`; `write` returns the Beancount
source text, such that reading it again gives an equal value.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import Generic
from typing import TypeVar

from unionbooks.core.accounts import is_account
from unionbooks.core.ids import ID
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.messages import N_
from unionbooks.core.money import CURRENCY
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "ACCOUNT",
    "COUNT",
    "DATE",
    "DIGEST",
    "FLAG",
    "IDENTIFIER",
    "IDENTIFIERS",
    "MONTH",
    "MONTHS",
    "NUMBER",
    "TEXT",
    "VOUCHER",
    "VOUCHERS",
    "YUAN",
    "Codec",
    "choice",
    "quote",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """Reads and writes one type of value.

    `name` is a stable word for tables and documents, `expects` the source string that completes
    the sentence "expected …" and `example` a value as it stands in a ledger.
    """

    name: str
    expects: str
    example: str
    read: Callable[[Any], T]
    write: Callable[[T], str]
    choices: tuple[str, ...] = ()


_ESCAPED: Final = re.compile(r'["\\\n\t\r\f\b]')
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\b": "\\b"}
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


def quote(text: str) -> str:
    """Write a Beancount string; line breaks and quotes are escaped, so that it stays on one line."""
    return '"' + _ESCAPED.sub(lambda match: _ESCAPES[match[0]], text) + '"'


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    if "\x00" in value:
        raise ValueError(value)
    return value


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError(value)
    return value


def _words(one: Callable[[Any], T]) -> Callable[[Any], tuple[T, ...]]:
    def read(value: Any) -> tuple[T, ...]:
        return tuple(one(word) for word in _text(value).split())

    return read


def _write_words(words: tuple[object, ...]) -> str:
    return quote(" ".join(map(str, words)))


def _number(value: Any) -> Decimal:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueError(value)
    return value


def _write_number(value: Decimal) -> str:
    return f"{value:f}"


def _count(value: Any) -> int:
    number = _number(value)
    if number < 0 or number != number.to_integral_value():
        raise ValueError(value)
    return int(number)


def _yuan(value: Any) -> Decimal:
    # An `Amount` by its shape: importing Beancount's class would load all of Beancount for every report.
    number = getattr(value, "number", None)
    if getattr(value, "currency", None) != CURRENCY or not isinstance(number, Decimal):
        raise ValueError(value)
    return _exact(number)


@lru_cache(maxsize=65536)  # amounts repeat, month after month
def _exact(number: Decimal) -> Decimal:
    return to_yuan(to_fen(number))


def _write_yuan(value: Decimal) -> str:
    return f"{format_yuan(value, commas=False)} {CURRENCY}"


def _date(value: Any) -> dt.date:
    if not isinstance(value, dt.date):
        raise ValueError(value)  # noqa: TRY004 - one exception type is the contract of a codec
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - as above
    return value


def _account(value: Any) -> str:
    if not isinstance(value, str) or not is_account(value):
        raise ValueError(value)
    return value


def _digest(value: Any) -> str:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        raise ValueError(value)
    return value


def choice(*words: str) -> Codec[str]:
    """Make the codec of a closed list of words."""
    allowed = frozenset(words)

    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(value)
        return str(value)

    return Codec("choice", N_("one of: {choices}"), f'"{words[0]}"', read, quote, words)


class _Doc(StrEnum):
    """Source strings that complete the sentence "expected …"."""

    TEXT = N_("a text in quotes")
    IDENTIFIER = N_("an id in quotes (Latin letters, digits and . _ / -)")
    IDENTIFIERS = N_("ids in quotes, separated by spaces")
    VOUCHER = N_('a voucher number in quotes, such as "2026-03-0012"')
    VOUCHERS = N_("voucher numbers in quotes, separated by spaces")
    NUMBER = N_("a number")
    COUNT = N_("a whole number, not negative")
    YUAN = N_("an amount in yuan with at most two decimals, such as 100.00 CNY")
    DATE = N_("a date, such as 2026-03-31")
    FLAG = N_("TRUE or FALSE")
    MONTH = N_('a month in quotes, such as "2026-03"')
    MONTHS = N_('a month or a range in quotes, such as "2026-01..2026-06"')
    ACCOUNT = N_("an account of the chart")
    DIGEST = N_("a SHA-256 in quotes (64 digits 0-9 a-f)")


TEXT: Final = Codec("text", str(_Doc.TEXT), '"…"', _text, quote)
IDENTIFIER: Final = Codec("id", str(_Doc.IDENTIFIER), '"M0001"', _identifier, quote)
IDENTIFIERS: Final = Codec("ids", str(_Doc.IDENTIFIERS), '"M0001 M0002"', _words(_identifier), _write_words)
VOUCHER: Final = Codec(
    "voucher",
    str(_Doc.VOUCHER),
    '"2026-03-0012"',
    lambda value: VoucherNumber.parse(_text(value)),
    lambda number: quote(str(number)),
)
VOUCHERS: Final = Codec(
    "vouchers", str(_Doc.VOUCHERS), '"2026-03-0012 2026-03-0013"', _words(VOUCHER.read), _write_words
)
NUMBER: Final = Codec("number", str(_Doc.NUMBER), "0.005", _number, _write_number)
COUNT: Final = Codec("count", str(_Doc.COUNT), "3", _count, str)
YUAN: Final = Codec("yuan", str(_Doc.YUAN), "100.00 CNY", _yuan, _write_yuan)
DATE: Final = Codec("date", str(_Doc.DATE), "2026-03-31", _date, dt.date.isoformat)
FLAG: Final = Codec("flag", str(_Doc.FLAG), "TRUE", _flag, lambda value: "TRUE" if value else "FALSE")
MONTH: Final = Codec(
    "month",
    str(_Doc.MONTH),
    '"2026-03"',
    lambda value: Month.parse(_text(value)),
    lambda month: quote(str(month)),
)
MONTHS: Final = Codec(
    "months",
    str(_Doc.MONTHS),
    '"2026-01..2026-06"',
    lambda value: MonthRange.parse(_text(value)),
    lambda months: quote(str(months)),
)
ACCOUNT: Final = Codec("account", str(_Doc.ACCOUNT), "Assets:102银行存款:10201基本户", _account, str)
DIGEST: Final = Codec("digest", str(_Doc.DIGEST), '"…"', _digest, quote)
