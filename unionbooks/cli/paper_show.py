"""A paper as a person reads it: what it is, who, how much, where it was read from, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.bank_slip import BankSlip
from importers.papers.invoice import KINDS
from importers.papers.invoice import Invoice
from importers.papers.merge import WAY_NAMES
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.width import pad
from unionbooks.core.width import width
from unionbooks.core.width import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from importers.papers.bank_statement import BankStatement
    from unionbooks.core.messages import Translate
    from unionbooks.core.problems import Problem
    from unionbooks.workflow.papering import Examined

__all__ = ["ShownPaper", "as_text", "for_programs"]

_DIRECTIONS: Final = {"in": N_("money in"), "out": N_("money out")}
_MOST_LINES: Final = 12
_GAP: Final = 2
_DOT: Final = " · "


@dataclass(frozen=True, slots=True)
class StatementSummary:
    """A bank statement for programs: counts, and sums in yuan."""

    form: str
    own_number: str
    own_name: str
    period: str
    opening: Decimal | None
    closing: Decimal | None
    rows: int
    n_in: int
    sum_in: Decimal
    n_out: int
    sum_out: Decimal
    dropped: int
    review: int


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper for programs: `type` is `invoice`, `bank-slip`, `bank-statement` or `file`."""

    type: str
    files: tuple[str, ...]
    paper: Invoice | BankSlip | StatementSummary | None
    problems: tuple[Problem, ...]


def for_programs(one: Examined) -> ShownPaper:
    """Return a paper without its bytes; a statement with its sums instead of its rows."""
    if isinstance(one.paper, Invoice):
        return ShownPaper("invoice", one.files, one.paper, one.problems)
    if isinstance(one.paper, BankSlip):
        return ShownPaper("bank-slip", one.files, one.paper, one.problems)
    return ShownPaper("bank-statement", one.files, _summary(one.paper), one.problems)


def _summary(statement: BankStatement) -> StatementSummary:
    incoming = [row.amount for row in statement.rows if row.amount > 0]
    outgoing = [-row.amount for row in statement.rows if row.amount < 0]
    return StatementSummary(
        form=statement.form,
        own_number=statement.own_number,
        own_name=statement.own_name,
        period=statement.period,
        opening=to_yuan(statement.opening) if statement.opening is not None else None,
        closing=to_yuan(statement.closing) if statement.closing is not None else None,
        rows=statement.reading.read,
        n_in=len(incoming),
        sum_in=to_yuan(sum(incoming)),
        n_out=len(outgoing),
        sum_out=to_yuan(sum(outgoing)),
        dropped=len(statement.reading.dropped),
        review=len(statement.reading.review),
    )


def as_text(one: Examined, translate: Translate, room: int) -> str:
    """Write a paper in lines of at most `room` columns."""
    if isinstance(one.paper, Invoice):
        title, rows = _invoice(one.paper, translate)
    elif isinstance(one.paper, BankSlip):
        title, rows = _slip(one.paper, translate)
    else:
        title, rows = _statement(_summary(one.paper), translate)
    rows = [(label, text) for label, text in rows if text]
    column = max(width(label) for label, _ in rows) + _GAP if rows else 0
    lines = [title]
    for label, text in rows:
        first, *rest = wrap(text, max(room - column - _GAP, 20))
        lines.append(f"  {pad(label, column)}{first}")
        lines += [f"  {' ' * column}{more}" for more in rest]
    for problem in one.problems:
        first, *rest = wrap(f"{problem.sentence(translate)} [{problem.code}]", max(room - 4, 20))
        lines.append(f"  {'!' if problem.level == 'error' else '?'} {first}")
        lines += [f"    {more}" for more in rest]
    return "\n".join(lines) + "\n"


def _invoice(invoice: Invoice, translate: Translate) -> tuple[str, list[tuple[str, str]]]:
    kind = translate(KINDS[invoice.kind])
    title = "  ".join(filter(None, (kind, invoice.number or "-", str(invoice.date or ""))))
    if invoice.is_red:
        title += "  " + translate(N_("red (cancels another)"))
    receipt = invoice.kind in {"fiscal", "union-receipt"}
    buyer, seller = (N_("Paid by"), N_("Issued by")) if receipt else (N_("Buyer"), N_("Seller"))
    amounts = ((N_("before tax"), invoice.net), (N_("tax"), invoice.tax), (N_("total"), invoice.gross))
    money = _DOT.join(f"{translate(name)} {format_yuan(amount)}" for name, amount in amounts if amount is not None)
    return title, [
        (translate(buyer), _party(invoice.buyer.name, invoice.buyer.tax_id)),
        (translate(seller), _party(invoice.seller.name, invoice.seller.tax_id)),
        (translate(N_("Amount")), money),
        (translate(N_("Cancels")), invoice.original),
        *_goods(invoice, translate),
        (translate(N_("Read from")), ", ".join(_sources(invoice, translate))),
    ]


def _goods(invoice: Invoice, translate: Translate) -> Iterator[tuple[str, str]]:
    label = translate(N_("Goods"))
    for line in invoice.lines[:_MOST_LINES]:
        amount = format_yuan(line.net) if line.net is not None else ""
        yield label, _DOT.join(filter(None, (line.name, line.quantity and f"× {line.quantity}", amount)))
        label = ""
    if len(invoice.lines) > _MOST_LINES:
        yield "", message("and {count} more lines", count=len(invoice.lines) - _MOST_LINES).render(translate)


def _sources(invoice: Invoice, translate: Translate) -> Iterator[str]:
    for source in invoice.sources:
        yield f"{source.file} ({translate(WAY_NAMES[source.way])})"


def _party(name: str, number: str) -> str:
    return f"{name} ({number})" if number else name


def _slip(slip: BankSlip, translate: Translate) -> tuple[str, list[tuple[str, str]]]:
    title = "  ".join(filter(None, (translate(N_("bank e-slip")), slip.number or "-", str(slip.date or ""))))
    amount = format_yuan(slip.amount) if slip.amount is not None else ""
    moved = translate(_DIRECTIONS[slip.direction]) if slip.direction else ""
    return title, [
        (translate(N_("Paid by")), _party(slip.payer.name, slip.payer.account)),
        (translate(N_("Paid to")), _party(slip.payee.name, slip.payee.account)),
        (translate(N_("Amount")), _DOT.join(filter(None, (amount, moved)))),
        (translate(N_("Purpose")), slip.purpose),
        (translate(N_("Read from")), f"{slip.source.file} ({translate(WAY_NAMES[slip.source.way])})"),
    ]


def _statement(statement: StatementSummary, translate: Translate) -> tuple[str, list[tuple[str, str]]]:
    title = "  ".join(filter(None, (translate(N_("bank statement")), statement.form, statement.period)))
    moved = message(
        "{n_in} in, {sum_in}; {n_out} out, {sum_out}",
        n_in=statement.n_in,
        sum_in=format_yuan(statement.sum_in),
        n_out=statement.n_out,
        sum_out=format_yuan(statement.sum_out),
    )
    ends = (statement.opening, statement.closing)
    left_over = message(
        "left out {dropped}, to be looked at {review}", dropped=statement.dropped, review=statement.review
    )
    return title, [
        (translate(N_("Account")), _party(statement.own_name, statement.own_number).strip(" ()")),
        (translate(N_("Balances")), " → ".join("…" if end is None else format_yuan(end) for end in ends)),
        (translate(N_("Movements")), moved.render(translate)),
        (translate(N_("Other rows")), left_over.render(translate) if statement.dropped or statement.review else ""),
    ]
