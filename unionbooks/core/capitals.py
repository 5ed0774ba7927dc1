"""Amounts in capitals (大写金额), as cheques, receipts and vouchers carry them.

The regulation (《支付结算办法》附件一) leaves some forms open; of two it allows, one is always written:
整 stands after 角 as well, and 零 stands before 角 where the yuan end in zero.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

__all__ = ["in_capitals"]

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_UNITS: Final = ("", "拾", "佰", "仟")
_LIMIT: Final = Decimal(10) ** 16


def in_capitals(amount: Decimal) -> str:
    """Write an amount of yuan in capitals: `1680.32` is `人民币壹仟陆佰捌拾元零叁角贰分`.

    Raises:
        TypeError: for anything but a `Decimal`; a float has lost its fen already.
        ValueError: for more than two decimals, infinities and amounts of 10^16 yuan and above.
    """
    if not isinstance(amount, Decimal):
        raise TypeError(f"money must be Decimal, not {type(amount).__name__}")
    if not amount.is_finite() or not -_LIMIT < amount < _LIMIT:
        raise ValueError(f"not an amount that can be written in capitals: {amount}")
    # A fraction, because arithmetic on a `Decimal` of many digits rounds it first.
    fen = Fraction(amount) * 100
    if fen.denominator != 1:
        raise ValueError(f"more than two decimals: {amount}")
    sign = "负" if fen < 0 else ""
    return f"人民币{sign}{_written(abs(fen.numerator))}"


def _written(fen: int) -> str:
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    if not rest:
        return f"{_whole(yuan) or _DIGITS[0]}元整"
    text = f"{_whole(yuan)}元" if yuan else ""
    if yuan and (not jiao or yuan % 10 == 0):
        text += _DIGITS[0]
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    return f"{text}{_DIGITS[cents]}分" if cents else f"{text}整"


def _whole(number: int) -> str:
    """Write a whole number below 10^16; nothing for zero."""
    return _joined(number, 10**8, "亿")


def _joined(number: int, size: int, unit: str) -> str:
    """Write what stands above and below a unit; a 零 between them where the lower part begins with zeros."""
    above, below = divmod(number, size)
    lower = _joined(below, 10**4, "万") if size > 10**4 else _section(below)
    if not above:
        return lower
    higher = _joined(above, 10**4, "万") if size > 10**4 else _section(above)
    gap = _DIGITS[0] if below and below < size // 10 else ""
    return f"{higher}{unit}{gap}{lower}"


def _section(number: int) -> str:
    """Write a number below 10,000; several zeros inside give one 零, zeros at the end none."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += _DIGITS[digit] + _UNITS[place]
        elif text and not text.endswith(_DIGITS[0]) and number % 10**place:
            text += _DIGITS[0]
    return text
