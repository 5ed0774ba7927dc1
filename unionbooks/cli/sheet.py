"""One voucher as a sheet (记账凭证): debit and credit side by side, who signed, and its papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.cli import formats
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.listing import show
from unionbooks.core.ids import voucher_link
from unionbooks.core.messages import N_
from unionbooks.core.money import to_yuan
from unionbooks.core.width import pad
from unionbooks.core.width import width

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

    from unionbooks.books.query import Tables
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.messages import Translate

__all__ = ["Leg", "Paper", "VoucherSheet", "as_text", "read_sheets"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of a voucher; one of debit and credit is `None`, yuan; negative on red vouchers."""

    account: str
    name: str
    debit: Decimal | None
    credit: Decimal | None
    member: str | None
    months: str | None
    benefit: str | None
    relation: str | None
    project: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the voucher; `path` is relative to the ledger's folder."""

    date: dt.date
    kind: str | None
    path: str
    sha256: str | None
    private: bool


@dataclass(frozen=True, slots=True)
class VoucherSheet:
    """All that a voucher says."""

    voucher: str
    date: dt.date
    kind: str | None
    payee: str | None
    narration: str | None
    legs: tuple[Leg, ...]
    prepared_by: str | None
    handled_by: str | None
    accepted_by: str | None
    approved_by: str | None
    approved_on: dt.date | None
    minutes: str | None
    attachments: int | None
    evidence: str | None
    evidence_due: dt.date | None
    invoice: str | None
    receipt: str | None
    reverses: str | None
    import_id: str | None
    source: str | None
    links: tuple[str, ...]
    papers: tuple[Paper, ...]
    file: str
    line: int


_HEAD: Final = """
    SELECT txn, voucher, date, kind, payee, narration, prepared_by, handled_by, accepted_by, approved_by, approved_on,
           minutes, attachments, evidence, evidence_due, invoice, receipt, reverses, import_id, source, links,
           file, line
    FROM vouchers WHERE voucher = $voucher ORDER BY file, line
"""
_LEGS: Final = """
    SELECT p.account, coalesce(CASE $language WHEN 'zh' THEN a.name_zh ELSE a.name_en END, '') AS name, p.fen,
           p.member, p.months_first, p.months_last, p.benefit, p.relation, p.project
    FROM postings p LEFT JOIN accounts a USING (account)
    WHERE p.txn = $txn ORDER BY p.line
"""
_PAPERS: Final = "SELECT date, kind, path, sha256, private FROM documents WHERE link = $link ORDER BY date, path"
_LEG_COLUMNS: Final = (
    Column("account", N_("Account")),
    Column("debit", N_("Debit"), "money"),
    Column("credit", N_("Credit"), "money"),
    Column("concerns", N_("Concerns")),
)


def read_sheets(tables: Tables, number: VoucherNumber, language: str) -> tuple[VoucherSheet, ...]:
    """Read every voucher of a number: one, none, or several in books that are wrong."""
    answer = tables.query(_HEAD, {"voucher": str(number)})
    papers = tuple(Paper(*row) for row in tables.query(_PAPERS, {"link": voucher_link(number)}).rows)
    sheets = []
    for row in answer.rows:
        head = dict(zip(answer.columns, row, strict=True))
        legs = tables.query(_LEGS, {"txn": head.pop("txn"), "language": language}).rows
        is_red = head["kind"] == "reversal" or head["reverses"] is not None
        head["links"] = tuple((head["links"] or "").split())
        sheets.append(VoucherSheet(legs=tuple(_leg(leg, is_red=is_red) for leg in legs), papers=papers, **head))
    return tuple(sheets)


def _leg(row: tuple[object, ...], *, is_red: bool) -> Leg:
    account, name, fen, member, first, last, benefit, relation, project = row
    amount = int(str(fen))
    # In red, a debit is taken back as a negative debit; in black, a negative posting is a credit.
    on_debit = (amount > 0) is not is_red
    months = first if first == last else f"{first}..{last}"
    texts = (_text(one) for one in (member, months, benefit, relation, project))
    debit, credit = (to_yuan(amount), None) if on_debit else (None, to_yuan(-amount))
    return Leg(str(account), str(name), debit, credit, *texts)


def _text(value: object) -> str | None:
    return str(value) if value else None


def as_text(sheet: VoucherSheet, translate: Translate, root: Path) -> str:
    """Write the sheet for people; a paper whose file is gone is marked."""
    facts = [(translate(label), value) for label, value in _facts(sheet, translate) if value]
    column = max(width(label) for label, _ in facts) + 2
    lines = [f"{pad(label, column)}{value}" for label, value in facts]
    lines += ["", formats.as_text(_leg_listing(sheet, translate), translate, None).rstrip("\n")]
    if sheet.papers:
        lines += ["", translate(N_("Papers"))]
        lines += [f"  {line}" for line in _paper_lines(sheet, translate, root)]
    return "\n".join(lines) + "\n"


def _facts(sheet: VoucherSheet, translate: Translate) -> Iterator[tuple[str, str]]:
    def shown(value: object) -> str:
        return show(value, "text", translate)

    def word(value: str | None) -> str:
        return show(value, "word", translate)

    yield N_("Voucher"), shown(sheet.voucher)
    yield N_("Date"), shown(sheet.date)
    yield N_("Kind"), word(sheet.kind)
    yield N_("Payee"), shown(sheet.payee)
    yield N_("Narration"), shown(sheet.narration)
    yield N_("Prepared by"), shown(sheet.prepared_by)
    yield N_("Handled by"), shown(sheet.handled_by)
    yield N_("Accepted by"), shown(sheet.accepted_by)
    yield N_("Approved by"), " ".join(filter(None, (shown(sheet.approved_by), shown(sheet.approved_on))))
    yield N_("Minutes"), shown(sheet.minutes)
    yield N_("Number of papers"), shown(sheet.attachments)
    yield N_("Evidence"), " ".join(filter(None, (word(sheet.evidence), shown(sheet.evidence_due))))
    yield N_("Invoice"), shown(sheet.invoice)
    yield N_("Receipt"), shown(sheet.receipt)
    yield N_("Reverses"), shown(sheet.reverses)
    yield N_("Imported row"), shown(sheet.import_id)
    yield N_("Source"), shown(sheet.source)
    others = [link for link in sheet.links if link != voucher_link(sheet.voucher)]
    yield N_("Belongs to"), shown(" ".join(others))
    yield N_("Place"), shown(f"{sheet.file}:{sheet.line}")


def _leg_listing(sheet: VoucherSheet, translate: Translate) -> Listing:
    rows = tuple((_account(leg), leg.debit, leg.credit, _concerns(leg)) for leg in sheet.legs)
    debit = sum((leg.debit for leg in sheet.legs if leg.debit is not None), to_yuan(0))
    credit = sum((leg.credit for leg in sheet.legs if leg.credit is not None), to_yuan(0))
    return Listing("voucher", _LEG_COLUMNS, rows, (translate(N_("Total")), debit, credit, ""))


def _account(leg: Leg) -> str:
    """Write the account without its root; in English with its English name behind."""
    path = leg.account.partition(":")[2] or leg.account
    return path if not leg.name or leg.name in path else f"{path} {leg.name}"


def _concerns(leg: Leg) -> str:
    return " ".join(filter(None, (leg.member, leg.months, leg.benefit, leg.relation, leg.project)))


def _paper_lines(sheet: VoucherSheet, translate: Translate, root: Path) -> Iterator[str]:
    for paper in sheet.papers:
        marks = []
        if paper.private:
            marks.append(translate(N_("private")))
        if not (root / paper.path).is_file():
            marks.append(translate(N_("the file is missing")))
        tail = f" ({', '.join(marks)})" if marks else ""
        yield " ".join(filter(None, (str(paper.date), paper.kind, paper.path))) + tail
