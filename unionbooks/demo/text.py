"""The ledger's text: vouchers as they are posted, written straight as text because there are so many."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.ids import voucher_link
from unionbooks.core.money import CURRENCY
from unionbooks.core.vocabulary import PaperMeta
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.codec import quote
from unionbooks.core.vocabulary.directive import write_metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.core.month import Month
    from unionbooks.demo.bookkeeper import Voucher
    from unionbooks.demo.draft import Leg
    from unionbooks.demo.draft import Paper
    from unionbooks.demo.world import World

__all__ = ["balance_lines", "paper_path", "paper_text", "voucher_text"]

PROMISED_FOR: Final = dt.timedelta(days=90)
"""A demo union without papers promises them for so long after its books end."""

_NEVER_PAPERS: Final = frozenset({"closing", "reversal"})


def voucher_text(world: World, voucher: Voucher) -> str:
    """Write a voucher, with a line break at its end."""
    draft = voucher.draft
    links = " ".join(f"^{link}" for link in (voucher_link(voucher.number), *draft.links))
    head = f"{draft.day} * {quote(draft.payee)} {quote(voucher.narration)} {links}"
    return "\n".join([head, *write_metadata(_meta(world, voucher)), *_legs(draft.legs), ""])


def _meta(world: World, voucher: Voucher) -> VoucherMeta:
    draft, approval = voucher.draft, voucher.draft.approval
    due = None
    if draft.kind in _NEVER_PAPERS:
        evidence = "not-needed"
    elif world.papers:
        evidence = "have"
    else:
        evidence, due = "promised", world.end + PROMISED_FOR
    return VoucherMeta(
        voucher=voucher.number,
        kind=draft.kind,
        prepared_by=world.name("treasurer", draft.day),
        handled_by=draft.handler,
        accepted_by=draft.acceptor,
        approved_by=approval.by,
        approved_on=approval.on,
        minutes=approval.minutes,
        attachments=len(voucher.papers),
        evidence=evidence,
        evidence_due=due,
        invoice=" ".join(draft.invoices) or None,
        receipt=voucher.receipt,
        reverses=voucher.reverses,
        import_id=voucher.import_id,
        source=voucher.source,
    )


def _yuan(fen: int) -> str:
    """Write fen as yuan; this runs for every posting, and a `Decimal` each would take most of the time."""
    sign, whole = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def _legs(legs: Sequence[Leg]) -> Iterator[str]:
    for leg in legs:
        yield f"  {leg.account}  {_yuan(leg.fen)} {CURRENCY}"
        if leg.member:
            yield f'    member: "{leg.member}"'
        if leg.months:
            yield f'    months: "{leg.months}"'
        if leg.benefit:
            yield f'    benefit: "{leg.benefit}"'
        if leg.relation:
            yield f'    relation: "{leg.relation}"'
        if leg.project:
            yield f'    project: "{leg.project}"'


def paper_path(voucher: Voucher, place: int) -> str:
    """Return where the paper of that place, from 1, lies in the ledger's folder."""
    month = voucher.number.month
    kind = voucher.papers[place - 1].kind
    return f"documents/{month.year:04d}/{month.number:02d}/{voucher.number}-{place}-{kind}.pdf"


def paper_text(voucher: Voucher, place: int, paper: Paper, pdf: bytes) -> str:
    """Write the entry of a paper, in the file of the voucher's month."""
    account = voucher.draft.legs[0].account
    meta = PaperMeta(sha256=hashlib.sha256(pdf).hexdigest(), kind=paper.kind, private=True if paper.private else None)
    path = quote(f"../{paper_path(voucher, place)}")
    head = f"{voucher.draft.day} document {account} {path} ^{voucher_link(voucher.number)}"
    return "\n".join([head, *write_metadata(meta), ""])


def balance_lines(month: Month, balances: Sequence[tuple[str, int]]) -> str:
    """Write what accounts hold at the beginning of a month, in fen."""
    return "".join(f"{month.first_day} balance {name}  {_yuan(fen)} {CURRENCY}\n" for name, fen in balances)
