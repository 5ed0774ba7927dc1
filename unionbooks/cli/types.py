"""Kinds of values on the command line: months, days, amounts, voucher numbers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import Generic
from typing import TypeVar

import click

from unionbooks.cli.shell import translate_in
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.messages import N_
from unionbooks.core.money import parse_yuan
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AMOUNT", "DAY", "MONTH", "MONTHS", "VOUCHER", "Parsed"]

T = TypeVar("T")


class Parsed(click.ParamType[T], Generic[T]):
    """A value that a function reads from text; its `ValueError` becomes a sentence for the user."""

    def __init__(self, name: str, parse: Callable[[str], T], wrong: str) -> None:
        """Take the word for help and usage, the function, and the source string with a `{value}`."""
        self.name = name
        self.parse = parse
        self.wrong = wrong

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> T:
        """Read the text, or fail as a wrong usage."""
        if not isinstance(value, str):
            already: T = value
            return already
        try:
            return self.parse(value)
        except ValueError:
            self.fail(translate_in(ctx)(self.wrong).format(value=value), param, ctx)


MONTH: Final = Parsed("month", Month.parse, N_("{value} is no month; write it as 2026-03."))
MONTHS: Final = Parsed(
    "months", MonthRange.parse, N_("{value} is no month or range; write 2026-03 or 2026-01..2026-06.")
)
DAY: Final = Parsed("day", dt.date.fromisoformat, N_("{value} is no day; write it as 2026-03-31."))
AMOUNT: Final = Parsed(
    "amount",
    parse_yuan,
    N_("{value} is no amount of money; write it in yuan as 1234.50, at most two decimals."),
)
VOUCHER: Final = Parsed("number", VoucherNumber.parse, N_("{value} is no voucher number; write it as 2026-03-0012."))
