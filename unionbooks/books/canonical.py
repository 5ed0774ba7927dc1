"""One text for one meaning: an entry of Beancount, without anything that is only how it was written.

White space, files, lines, order of metadata, tags, links and postings, and the way a number is
written do not show in the canonical text; every other difference does. Seals and the writer compare
entries by it. It is JSON with sorted keys and no spaces, so that another program can make it, too.

The fields are listed here and not taken from Beancount's own classes: a field that a later version
of Beancount adds must not break the seals of past years.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from decimal import Decimal
from enum import Enum
from json.encoder import encode_basestring
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from beancount.core import data
from beancount.core.account import TYPE as ACCOUNT
from beancount.core.amount import Amount
from beancount.core.number import MISSING
from beancount.core.position import Cost
from beancount.core.position import CostSpec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["canonical", "digest_of"]

# `diff_amount` of a balance is left out: Beancount reckons it, nobody wrote it.
_FIELDS: Final[Mapping[type, tuple[str, ...]]] = {
    data.Open: ("account", "booking", "currencies"),
    data.Close: ("account",),
    data.Commodity: ("currency",),
    data.Pad: ("account", "source_account"),
    data.Balance: ("account", "amount", "tolerance"),
    data.Note: ("account", "comment", "links", "tags"),
    data.Event: ("description", "type"),
    data.Query: ("name", "query_string"),
    data.Price: ("amount", "currency"),
    data.Document: ("account", "filename", "links", "tags"),
    data.Custom: ("type", "values"),
}
_SETS: Final = frozenset({"tags", "links", "currencies"})
_NOT_MEANT: Final = frozenset({"filename", "lineno"})

# The part of the standard library's JSON encoder that is written in C and does one string; whole
# encoders are three times slower here, and every load of sealed books comes through this module.
_string: Final = encode_basestring


def canonical(entry: data.Directive, root: Path | None = None) -> str:
    """Write an entry as its canonical text, on one line.

    Args:
        entry: Any entry of Beancount, as a load gives it.
        root: The ledger's folder; the path of a paper is written relative to it.

    Raises:
        TypeError: for what is no entry of Beancount.
        ValueError: for a paper (`document`) without a root: its absolute path means nothing elsewhere.
    """
    if isinstance(entry, data.Transaction):
        return _transaction(entry)
    fields = _FIELDS.get(type(entry))
    if fields is None:
        raise TypeError(f"not an entry of Beancount: {type(entry).__name__}")
    parts = {name: _field(name, getattr(entry, name)) for name in fields}
    if isinstance(entry, data.Document):
        parts["filename"] = _string(_relative(entry.filename, root))
    parts["date"] = f'"{entry.date.isoformat()}"'
    parts["kind"] = f'"{type(entry).__name__.lower()}"'
    parts["meta"] = _meta(entry.meta)
    return "{" + ",".join([f'"{name}":{parts[name]}' for name in sorted(parts)]) + "}"


def digest_of(entry: data.Directive, root: Path | None = None) -> str:
    """Return the SHA-256 of an entry's canonical text, in hexadecimal; errors as of `canonical`."""
    return hashlib.sha256(canonical(entry, root).encode()).hexdigest()


def _transaction(entry: data.Transaction) -> str:
    postings = ",".join(sorted([_posting(posting) for posting in entry.postings]))
    return (
        f'{{"date":"{entry.date.isoformat()}","flag":{_value(entry.flag)},"kind":"transaction",'
        f'"links":{_set(entry.links)},"meta":{_meta(entry.meta)},"narration":{_value(entry.narration)},'
        f'"payee":{_value(entry.payee)},"postings":[{postings}],"tags":{_set(entry.tags)}}}'
    )


def _posting(posting: data.Posting) -> str:
    account, units, cost, price, flag, meta = posting
    return (
        f'{{"account":{_string(account)},"cost":{"null" if cost is None else _value(cost)},'
        f'"flag":{"null" if flag is None else _string(flag)},"meta":{_meta(meta)},'
        f'"price":{"null" if price is None else _value(price)},"units":{_value(units)}}}'
    )


def _field(name: str, value: Any) -> str:
    if name in _SETS:
        return _set(value)
    if name == "values":
        return "[" + ",".join([_custom(one) for one in value or ()]) + "]"
    return _value(value)


def _set(words: Iterable[str] | None) -> str:
    return "[" + ",".join([_string(word) for word in sorted(words)]) + "]" if words else "[]"


def _relative(filename: str, root: Path | None) -> str:
    if root is None:
        raise ValueError(f"the path of a paper needs the ledger's folder: {filename}")
    return filename.removeprefix(f"{root}{os.sep}").replace(os.sep, "/")


def _meta(meta: Mapping[str, Any] | None) -> str:
    if not meta:
        return "{}"
    lines = [
        f'"{key}":{_string(value) if isinstance(value, str) else _value(value)}'
        for key, value in meta.items()
        if key not in _NOT_MEANT and not key.startswith("__")
    ]
    lines.sort()
    return "{" + ",".join(lines) + "}"


def _custom(value: Any) -> str:
    # Only here Beancount itself tells an account from a text.
    return f'{{"account":{_string(value.value)}}}' if value.dtype == ACCOUNT else _value(value.value)


def _value(value: Any) -> str:  # noqa: PLR0911 - one line a type
    if isinstance(value, str):
        return _string(value)
    if value is None:
        return "null"
    if isinstance(value, Amount):
        return f'{{"currency":{_value(value.currency)},"number":{_number(value.number)}}}'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Decimal, int)):
        return f'{{"number":{_number(value)}}}'
    if isinstance(value, dt.date):
        return f'{{"date":"{value.isoformat()}"}}'
    if isinstance(value, Enum):
        return _string(value.name)
    if isinstance(value, (Cost, CostSpec)):
        parts = sorted(value._asdict().items())
        return "{" + ",".join([f'"{name}":{_value(part)}' for name, part in parts]) + "}"
    if value is MISSING:  # stays behind where an entry could not be booked, which is an error of its own
        return "null"
    raise TypeError(f"not a value of an entry: {value!r}")


def _number(number: Any) -> str:
    if not isinstance(number, (Decimal, int)):
        return "null"
    # As a string: a JSON number is a float to many programs. Not Decimal.normalize(): it rounds.
    text = str(number)
    if "E" in text:
        text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return '"0"' if text == "-0" else f'"{text}"'
