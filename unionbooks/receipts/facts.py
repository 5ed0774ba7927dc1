"""What the books say about receipts, gathered from the loaded ledger or from its tables: the same either way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import TypeVar

from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary import Receipt
from unionbooks.core.vocabulary import ReceiptBook
from unionbooks.core.vocabulary import ReceiptVoid
from unionbooks.core.vocabulary.directive import fields_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from beancount.core.data import Transaction

    from unionbooks.books.model import Books
    from unionbooks.books.query import Tables
    from unionbooks.core.vocabulary import Directive

__all__ = ["ReceiptFacts", "ReceiptVoucher", "facts_in", "facts_of", "voucher_of"]

D = TypeVar("D", bound="Directive")

_VOUCHERS: Final = """
WITH named AS (
    SELECT voucher FROM vouchers WHERE receipt IS NOT NULL
    UNION
    SELECT voucher FROM receipts
)
SELECT v.txn, v.voucher, v.date, v.payee, v.narration, v.receipt, v.reverses, v.file, v.line,
       min(r.voucher) AS reversed_by
FROM vouchers AS v
LEFT JOIN vouchers AS r ON r.reverses = v.voucher
WHERE v.voucher IN (SELECT voucher FROM named)
GROUP BY ALL
ORDER BY v.voucher, v.txn
"""
_SUMS: Final = """
SELECT p.txn, p.level_one, sum(p.fen)::BIGINT
FROM postings AS p
WHERE p.voucher IN (SELECT voucher FROM vouchers WHERE receipt IS NOT NULL UNION SELECT voucher FROM receipts)
GROUP BY ALL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptVoucher:
    """What receipts ask of a voucher.

    Attributes:
        number: Its number.
        date: Its day.
        payee: The other side; empty where there is none.
        narration: What it is about.
        receipts: Receipt numbers that it names itself.
        reverses: The voucher it cancels; empty where none.
        reversed_by: The voucher that cancels it; empty where none.
        sums: Code of a level-one account -> fen, debit positive.
        place: Where it stands.
    """

    number: str
    date: dt.date
    payee: str = ""
    narration: str = ""
    receipts: tuple[str, ...] = ()
    reverses: str = ""
    reversed_by: str = ""
    sums: Mapping[str, int] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)

    @property
    def stands(self) -> bool:
        """Whether it neither is cancelled nor cancels another."""
        return not self.reversed_by and not self.reverses


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Books of numbers, receipts, void numbers, and the vouchers that receipts are for, by number.

    `parents` are the names of the upper union, past and present: no receipt is issued among unions.
    """

    books: tuple[ReceiptBook, ...]
    issued: tuple[Receipt, ...]
    voids: tuple[ReceiptVoid, ...]
    vouchers: Mapping[str, ReceiptVoucher]
    parents: frozenset[str]


def facts_of(books: Books) -> ReceiptFacts:
    """Gather the facts from a loaded ledger."""
    issued = books.of(Receipt)
    named = {str(one.voucher) for one in issued}
    cancelled = _reversals(books)
    return ReceiptFacts(
        books.of(ReceiptBook),
        issued,
        books.of(ReceiptVoid),
        {
            number: _voucher(books, number, entry, cancelled)
            for number, entry in books.vouchers.items()
            if "receipt" in entry.meta or number in named
        },
        frozenset(one.parent for one in books.of(Profile) if one.parent),
    )


def voucher_of(books: Books, number: str) -> ReceiptVoucher | None:
    """Return one voucher as receipts see it, whether or not it has one; `None` where there is none."""
    entry = books.vouchers.get(number)
    return _voucher(books, number, entry, _reversals(books)) if entry is not None else None


def _reversals(books: Books) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, entry in books.vouchers.items():
        if reversed_ := entry.meta.get("reverses"):
            found.setdefault(str(reversed_), number)
    return found


def _voucher(books: Books, number: str, entry: Transaction, cancelled: Mapping[str, str]) -> ReceiptVoucher:
    sums: defaultdict[str, int] = defaultdict(int)
    for posting in entry.postings:
        if posting.units is not None and posting.units.number is not None:
            sums[code_of(level_one(posting.account)) or ""] += to_fen(posting.units.number)
    return ReceiptVoucher(
        number=number,
        date=entry.date,
        payee=entry.payee or "",
        narration=entry.narration or "",
        receipts=tuple(str(entry.meta.get("receipt") or "").split()),
        reverses=str(entry.meta.get("reverses") or ""),
        reversed_by=cancelled.get(number, ""),
        sums=dict(sums),
        place=books.place(entry),
    )


def facts_in(tables: Tables) -> ReceiptFacts:
    """Gather the facts from the tables, without loading the ledger."""
    sums: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for txn, code, fen in tables.query(_SUMS).rows:
        sums[txn][code or ""] = fen
    vouchers: dict[str, ReceiptVoucher] = {}
    for txn, number, date, payee, narration, receipt, reverses, file, line, reversed_by in tables.query(_VOUCHERS).rows:
        voucher = ReceiptVoucher(
            number=number,
            date=date,
            payee=payee or "",
            narration=narration or "",
            receipts=tuple((receipt or "").split()),
            reverses=reverses or "",
            reversed_by=reversed_by or "",
            sums=sums[txn],
            place=Place(file, line),
        )
        vouchers.setdefault(number, voucher)
    parents = tables.query("SELECT DISTINCT parent FROM profiles WHERE parent IS NOT NULL").rows
    return ReceiptFacts(
        _directives(tables, ReceiptBook, "receipt_books"),
        _directives(tables, Receipt, "receipts"),
        _directives(tables, ReceiptVoid, "receipt_voids"),
        vouchers,
        frozenset(name for (name,) in parents),
    )


def _directives(tables: Tables, kind: type[D], table: str) -> tuple[D, ...]:
    answer = tables.query(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own
    return tuple(_directive(kind, dict(zip(answer.columns, row, strict=True))) for row in answer.rows)


def _directive(kind: type[D], row: dict[str, Any]) -> D:
    values: dict[str, Any] = {}
    for spec in fields_of(kind):
        if spec.codec.name == "yuan":
            fen = row[f"{spec.name}_fen"]
            values[spec.name] = None if fen is None else to_yuan(fen)
        elif spec.codec.name == "voucher":
            values[spec.name] = VoucherNumber.parse(row[spec.name])
        else:
            values[spec.name] = row[spec.name]
    return kind(date=row["date"], place=Place(row["file"], row["line"]), **values)
