"""What stands on the papers of a voucher: invoices, lists, letters, forms. How they look is `papers/*.typ`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Protocol

from unionbooks.core.capitals import in_capitals
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.demo.draft import Paper
from unionbooks.demo.identity import bank_number
from unionbooks.demo.identity import credit_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Sequence

    from unionbooks.demo.world import World

__all__ = ["Content", "Form", "Invoice", "Letter", "Line", "Receipt", "Sheet", "Slip", "chinese_date", "printed"]

Line = tuple[str, str, int, int]
"""One line of an invoice: what, unit, how many, price of one in fen, tax included."""


class Content(Protocol):
    """What stands on one paper."""

    @property
    def kind(self) -> str:
        """What the paper is called."""

    @property
    def form(self) -> str:
        """The form it is printed on, a file of `papers/`."""

    def data(self, world: World, day: dt.date) -> dict[str, Any]:
        """Return what the form needs, beyond the day and the union's name."""


def printed(world: World, day: dt.date, *contents: Content, private: bool = False) -> tuple[Paper, ...]:
    """Make the papers of a day; none where the demo union has no papers."""
    if not world.papers:
        return ()
    common = {"date": day.isoformat(), "day": chinese_date(day), "union": world.words.union}
    return tuple(Paper(one.kind, one.form, {**common, **one.data(world, day)}, private) for one in contents)


def chinese_date(day: dt.date) -> str:
    """Write a day as papers do."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice (电子发票) made out to the union, with one percent of tax in its prices."""

    number: str
    seller: str
    lines: Sequence[Line]
    kind: str = "发票"
    form: str = "invoice"

    def data(self, world: World, day: dt.date) -> dict[str, Any]:
        """Return number, parties, lines and totals."""
        del day
        rows, net, total = [], 0, 0
        for what, unit, count, one in self.lines:
            gross = count * one
            part = (gross * 200 + 101) // 202
            tax = format_yuan(gross - part)
            rows.append([what, unit, str(count), format_yuan(one), format_yuan(part), "1%", tax])
            net, total = net + part, total + gross
        return {
            "number": self.number,
            "buyer": [world.words.union, world.tax_id],
            "seller": [self.seller, credit_code(self.seller)],
            "lines": rows,
            "net": format_yuan(net),
            "tax": format_yuan(total - net),
            "total": format_yuan(total),
            "capitals": in_capitals(to_yuan(total)),
            "drawer": self.seller.removeprefix("淮宁市")[:2] + "开票员",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A list. A column is its heading and its width as Typst writes it, right-aligned after `>`."""

    kind: str
    title: str
    columns: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[str]]
    notes: Sequence[str] = ()
    total: Sequence[str] = ()
    signed: Sequence[tuple[str, str]] = ()
    form: str = "sheet"

    def data(self, world: World, day: dt.date) -> dict[str, Any]:
        """Return title, columns, rows and signatures."""
        del world, day
        return {
            "title": self.title,
            "notes": list(self.notes),
            "columns": [[head, width.lstrip(">"), width.startswith(">")] for head, width in self.columns],
            "rows": [list(row) for row in self.rows],
            "total": list(self.total),
            "signed": [list(one) for one in self.signed],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A notice, minutes, a contract: a title, paragraphs, and who signs; the union where absent."""

    kind: str
    title: str
    body: Sequence[str]
    number: str = ""
    sender: str = ""
    form: str = "letter"

    def data(self, world: World, day: dt.date) -> dict[str, Any]:
        """Return title, number, paragraphs and sender."""
        del day
        sender = self.sender or world.words.union
        return {"title": self.title, "number": self.number, "body": list(self.body), "sender": sender}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of labelled fields, and opinions below them: whose, what, the name, the day."""

    kind: str
    title: str
    fields: Sequence[tuple[str, str]]
    opinions: Sequence[tuple[str, str, str, str]]
    form: str = "form"

    def data(self, world: World, day: dt.date) -> dict[str, Any]:
        """Return title, fields and opinions."""
        del world, day
        return {
            "title": self.title,
            "fields": [list(one) for one in self.fields],
            "opinions": [list(one) for one in self.opinions],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The bank's slip (电子回单) of one movement; money out of the account is negative, in fen."""

    fen: int
    party: str
    summary: str
    serial: str
    kind: str = "银行回单"
    form: str = "slip"

    def data(self, world: World, day: dt.date) -> dict[str, Any]:
        """Return both sides, the amount and the serial number."""
        del day
        words = world.words
        own = [words.union, world.bank_number, words.bank]
        other = [self.party, "****" + bank_number(self.party)[-4:], "—"]
        return {
            "bank": words.bank,
            "payer": own if self.fen < 0 else other,
            "payee": other if self.fen < 0 else own,
            "amount": format_yuan(abs(self.fen)),
            "capitals": in_capitals(to_yuan(abs(self.fen))),
            "summary": self.summary,
            "serial": self.serial,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The accountant's copy of a receipt of the union's own (工会经费收入专用收据)."""

    fen: int
    payer: str
    what: str
    number: str
    kind: str = "收据记账联"
    form: str = "receipt"

    def data(self, world: World, day: dt.date) -> dict[str, Any]:
        """Return number, payer, amount and who drew it."""
        return {
            "number": self.number,
            "payer": self.payer,
            "what": self.what,
            "amount": format_yuan(self.fen),
            "capitals": in_capitals(to_yuan(self.fen)),
            "cashier": world.name("cashier", day),
            "drawer": world.name("treasurer", day),
        }
