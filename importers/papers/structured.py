"""The structured data that is kept beside a paper (入账信息结构化数据): the same facts always give the same bytes.

财会〔2024〕11号 art. 26 and 31: what was read from an electronic voucher, and how it was booked, is archived
with it. Amounts are text with two places, days are ISO, keys are sorted.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import is_dataclass
from decimal import Decimal
from decimal import InvalidOperation
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from importers.papers.bank_slip import BankSlip
from importers.papers.bank_slip import Side
from importers.papers.invoice import KINDS
from importers.papers.invoice import WAYS
from importers.papers.invoice import Invoice
from importers.papers.invoice import InvoiceLine
from importers.papers.invoice import Party
from importers.papers.invoice import Source
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

__all__ = ["FORMAT", "STRUCTURED", "Booking", "Leg", "read_structured", "write_structured"]

FORMAT: Final = "unionbooks-paper 1"
"""What the file says it is."""
STRUCTURED: Final = "结构化数据"
"""The kind of paper that it is in the ledger."""

_LARGEST: Final = 4 << 20


@dataclass(frozen=True, slots=True)
class Leg:
    """A posting of the voucher: account, yuan, debit positive."""

    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Booking:
    """How a paper was booked: by whom, with which voucher, on which day, with which postings."""

    union: str
    tax_id: str
    voucher: str
    date: dt.date
    legs: tuple[Leg, ...]


def write_structured(paper: Invoice | BankSlip, booking: Booking) -> bytes:
    """Write a paper's facts and its booking as JSON."""
    form = "invoice" if isinstance(paper, Invoice) else "bank-slip"
    whole = {"format": FORMAT, "form": form, "paper": _plain(paper), "booking": _plain(booking)}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_structured(data: bytes) -> Invoice | BankSlip:
    """Read the paper's facts back.

    Raises:
        ValueError: when the bytes are not what `write_structured` writes.
    """
    if len(data) > _LARGEST:
        raise ValueError("too large")
    try:
        whole = json.loads(data)
        read = _READERS[whole["format"], whole["form"]]
        return read(whole["paper"])
    except (ValueError, KeyError, TypeError, InvalidOperation, RecursionError) as error:
        raise ValueError(f"no structured data: {error}") from error


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format_yuan(value, commas=False)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _invoice(plain: Mapping[str, Any]) -> Invoice:
    known = dict(plain)
    if known["kind"] not in KINDS:
        raise ValueError(known["kind"])
    known |= {name: _amount(known[name]) for name in ("net", "tax", "gross", "loose")}
    known |= {name: Party(**known[name]) for name in ("buyer", "seller")}
    known["date"] = _day(known["date"])
    known["lines"] = tuple(
        InvoiceLine(**{**line, "net": _amount(line["net"]), "tax": _amount(line["tax"])}) for line in known["lines"]
    )
    known["sources"] = tuple(map(_source, known["sources"]))
    return Invoice(**known)


def _slip(plain: Mapping[str, Any]) -> BankSlip:
    known = dict(plain)
    known |= {name: Side(**known[name]) for name in ("payer", "payee")}
    known |= {"amount": _amount(known["amount"]), "date": _day(known["date"]), "source": _source(known["source"])}
    return BankSlip(**known)


_READERS: Final[Mapping[tuple[str, str], Callable[[Mapping[str, Any]], Invoice | BankSlip]]] = {
    (FORMAT, "invoice"): _invoice,
    (FORMAT, "bank-slip"): _slip,
}


def _source(plain: Mapping[str, Any]) -> Source:
    if plain["way"] not in WAYS:
        raise ValueError(plain["way"])
    return Source(**plain)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
