"""Facts about receipts without a ledger, for tests of the pure functions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from unionbooks.core.ids import VoucherNumber
from unionbooks.core.vocabulary import Receipt
from unionbooks.core.vocabulary import ReceiptBook
from unionbooks.core.vocabulary import ReceiptVoid
from unionbooks.receipts.facts import ReceiptFacts
from unionbooks.receipts.facts import ReceiptVoucher

DAY = dt.date(2026, 3, 2)


def day(text: str) -> dt.date:
    """Read a day of 2026 such as `03-12`."""
    return dt.date.fromisoformat(f"2026-{text}")


def book(name: str = "B1", first: str = "0001", last: str = "0010", **more: object) -> ReceiptBook:
    """Make a book received on the first of January."""
    return ReceiptBook(date=more.pop("date", day("01-01")), book=name, first=first, last=last, **more)  # type: ignore[arg-type]


def dues(number: str, fen: int, *receipts: str, date: dt.date = DAY, **more: object) -> ReceiptVoucher:
    """Make a voucher that books dues paid into the bank."""
    more.setdefault("sums", {"102": fen, "401": -fen})
    return ReceiptVoucher(number=number, date=date, receipts=receipts, payee="育才小学", narration="会费", **more)  # type: ignore[arg-type]


def receipt(number: str, voucher: str, yuan: str, date: dt.date = DAY, **more: object) -> Receipt:
    """Make a receipt."""
    return Receipt(date=date, number=number, voucher=VoucherNumber.parse(voucher), amount=Decimal(yuan), **more)  # type: ignore[arg-type]


def void(number: str, date: dt.date = DAY, copies: int | None = 3) -> ReceiptVoid:
    """Make a void number."""
    return ReceiptVoid(date=date, number=number, reason="写错", copies=copies)


def facts(*things: object, parents: tuple[str, ...] = ()) -> ReceiptFacts:
    """Put facts together, whatever their order."""
    return ReceiptFacts(
        tuple(one for one in things if isinstance(one, ReceiptBook)),
        tuple(one for one in things if isinstance(one, Receipt)),
        tuple(one for one in things if isinstance(one, ReceiptVoid)),
        {one.number: one for one in things if isinstance(one, ReceiptVoucher)},
        frozenset(parents),
    )
