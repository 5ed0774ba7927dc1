"""Exact money: `Decimal` yuan with two places at the edges, whole fen (`int`) in tables."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal
from decimal import Inexact
from decimal import InvalidOperation
from decimal import localcontext
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CURRENCY", "format_yuan", "parse_yuan", "share_out", "to_fen", "to_yuan"]

CURRENCY: Final = "CNY"

_CENT: Final = Decimal("0.01")
# 10^16 fen is more than all unions own together, and still fits a signed 64-bit column.
_LIMIT: Final = Decimal(10) ** 14
# The usual context would round a long tail of decimals away before anybody saw it.
_EXACT: Final = Context(prec=64, traps=[Inexact, InvalidOperation])
_PLAIN: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?")


def to_fen(yuan: Decimal) -> int:
    """Turn yuan into whole fen.

    Raises:
        TypeError: for anything but a `Decimal`; a float has lost its fen already.
        ValueError: for more than two decimals, infinities and amounts beyond 10^14 yuan.
    """
    if not isinstance(yuan, Decimal):
        raise TypeError(f"money must be Decimal, not {type(yuan).__name__}")
    if not yuan.is_finite() or abs(yuan) >= _LIMIT:
        raise ValueError(f"not an amount of money: {yuan}")
    try:
        fen = yuan.scaleb(2, context=_EXACT)
    except Inexact as error:
        raise ValueError(f"more than two decimals: {yuan}") from error
    whole = int(fen)
    if whole != fen:
        raise ValueError(f"more than two decimals: {yuan}")
    return whole


def to_yuan(fen: int) -> Decimal:
    """Turn whole fen into yuan with exactly two places."""
    if isinstance(fen, bool) or not isinstance(fen, int):
        raise TypeError(f"fen must be int, not {type(fen).__name__}")
    sign = 1 if fen < 0 else 0
    return Decimal((sign, tuple(map(int, str(abs(fen)))), -2))


def parse_yuan(text: str) -> Decimal:
    """Read an amount such as `1,234.50` or `-0.05`, with at most two decimals.

    Raises:
        ValueError: for anything else, full-width digits and misplaced commas included.
    """
    stripped = text.strip()
    if not stripped.isascii() or not _PLAIN.fullmatch(stripped):
        raise ValueError(f"not an amount of money: {text!r}")
    try:
        amount = Decimal(stripped.replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(f"not an amount of money: {text!r}") from error
    if abs(amount) >= _LIMIT:
        raise ValueError(f"not an amount of money: {text!r}")
    return amount.quantize(_CENT)


def format_yuan(amount: Decimal | int, *, commas: bool = True) -> str:
    """Write an amount with two places; an `int` is fen, a `Decimal` is yuan."""
    yuan = to_yuan(amount) if isinstance(amount, int) else to_yuan(to_fen(amount))
    return f"{yuan:,.2f}" if commas else f"{yuan:.2f}"


def multiply(fen: int, rate: Decimal, *, up: bool = True) -> int:
    """Take a rate of an amount, in fen, rounded half up (the default) or down to the fen."""
    with localcontext() as context:
        context.prec = 40
        product = Decimal(fen) * rate
        return int(product.quantize(Decimal(1), rounding=ROUND_HALF_UP if up else ROUND_DOWN))


def share_out(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split fen by whole-number weights so that the parts sum to the total, to the fen.

    The fen that do not divide go to the parts with the largest remainders, the first among equals.

    Raises:
        ValueError: when there is no positive weight, or a negative one.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return tuple(parts)
