"""A report as plain values for programs: what `--format json` prints and other programs read.

A dataclass becomes an object with its fields in order. A field that ends in `_fen` loses the ending
and is yuan as text with two places, `"1680.32"`; days are `"2026-03-31"`, months `"2026-03"`; what
there is none of is null. A `Problem` stays one: whoever prints it knows the reader's language.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Problem

__all__ = ["as_plain"]

_MONEY = "_fen"


def as_plain(value: object) -> object:
    """Turn a report, or a part of one, into dicts, lists and plain values."""
    if value is None or isinstance(value, bool | int | str | Problem):
        return value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [as_plain(one) for one in value]
    # Months and numbers of vouchers are dataclasses, too, and say themselves how they are written.
    if dataclasses.is_dataclass(value) and type(value).__str__ is object.__str__:
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return dict(_named(name, one) for name, one in fields)
    return str(value)


def _named(name: str, value: object) -> tuple[str, object]:
    if name.endswith(_MONEY) and isinstance(value, int):
        return name.removesuffix(_MONEY), format_yuan(value, commas=False)
    return name, as_plain(value)
