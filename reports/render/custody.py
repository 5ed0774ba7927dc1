"""Statements of other people's money as text and as PDF; what is printed for members is in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from reports.render.pdf import compile_pdf
from reports.render.printed import money
from reports.render.text import grid
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.messages import translator
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    from reports.custody import CustodyOverview
    from reports.custody import CustodyStatement
    from reports.custody import Enrolment
    from reports.render.text import Align

__all__ = ["KINDS", "custody_overview_text", "custody_statement_pdf", "custody_statement_text", "enrolment_text"]

KINDS: Final = {
    "savings": N_("savings"),
    "insurance": N_("insurance"),
    "mutual-aid": N_("mutual-aid"),
    "donation": N_("donation"),
    "club": N_("club"),
    "other": N_("other"),
}
"""Kind of a scheme -> the word for it, a source string."""


def custody_overview_text(report: CustodyOverview, language: str, room: int | None = None) -> str:
    """Write all schemes, and whether the money is there."""
    _ = translator(language)
    if not report.rows:
        return ""
    titles = [_(N_("Scheme")), _(N_("Scheme name")), _(N_("Kind")), _(N_("Members"))]
    titles += [_(N_("Paid in")), _(N_("Paid out")), _(N_("Balance"))]
    rows = [
        (
            row.term.id,
            row.term.name,
            _(KINDS[row.term.kind]),
            str(row.members),
            format_yuan(row.paid_in_fen),
            format_yuan(row.paid_out_fen),
            format_yuan(row.balance_fen),
        )
        for row in report.rows
    ]
    aligns: list[Align] = ["left", "left", "left", "right", "right", "right", "right"]
    sums = [
        sum(fens) for fens in zip(*((r.paid_in_fen, r.paid_out_fen, r.balance_fen) for r in report.rows), strict=True)
    ]
    total = (_(N_("Total")), "", "", "", *map(format_yuan, sums))
    table = grid(titles, aligns, rows, total, room)
    return table + "".join(
        message(
            N_("{schemes}: {owed} owed, {held} held.") if tie.difference else N_("{schemes}: {owed} owed, all there."),
            schemes=", ".join(tie.schemes),
            owed=format_yuan(tie.owed),
            held=format_yuan(tie.held),
        ).render(_)
        + "\n"
        for tie in report.ties
    )


def custody_statement_text(report: CustodyStatement, language: str, room: int | None = None) -> str:
    """Write a statement."""
    _ = translator(language)
    who = f"{report.name} ({report.member})" if report.member else ""
    span = f"{report.first or report.term.since} – {report.last}"
    head = "  ".join(filter(None, (report.term.name, who, report.letterhead.union, span)))
    titles = [
        _(N_("Date")),
        _(N_("Voucher")),
        _(N_("Narration")),
        _(N_("Paid in")),
        _(N_("Paid out")),
        _(N_("Balance")),
    ]
    aligns: list[Align] = ["left", "left", "left", "right", "right", "right"]
    opening = [("", "", _(N_("Brought forward")), "", "", format_yuan(report.opening_fen))] if report.first else []
    rows = [
        (
            str(row.date),
            row.voucher,
            row.narration,
            money(row.paid_in_fen),
            money(row.paid_out_fen),
            format_yuan(row.balance_fen),
        )
        for row in report.rows
    ]
    total = (_(N_("Total")), "", "", *map(format_yuan, (report.paid_in_fen, report.paid_out_fen, report.closing_fen)))
    text = f"{head}\n\n{grid(titles, aligns, [*opening, *rows], total, room)}"
    return text + (f"\n{_shares_text(report, language, room)}" if report.shares else "")


def _shares_text(report: CustodyStatement, language: str, room: int | None) -> str:
    _ = translator(language)
    titles = [_(N_("Member")), _(N_("Name")), _(N_("Paid in")), _(N_("Paid out")), _(N_("Balance"))]
    rows = [
        (
            share.member,
            share.name if share.member else _(N_("nobody alone")),
            money(share.paid_in_fen),
            money(share.paid_out_fen),
            format_yuan(share.balance_fen),
        )
        for share in report.shares
    ]
    return grid(titles, ["left", "left", "right", "right", "right"], rows, room=room)


def enrolment_text(report: Enrolment, language: str, room: int | None = None) -> str:
    """Write who takes part, and the rate of participation."""
    _ = translator(language)
    titles = [_(N_("Id")), _(N_("Name")), _(N_("Group")), _(N_("Takes part")), _(N_("Amount"))]
    rows = [
        (row.member, row.name, row.group, _(N_("yes")) if row.takes_part else _(N_("no")), money(row.fen))
        for row in report.rows
    ]
    head = "  ".join(filter(None, (report.term.name, report.letterhead.union, str(report.day))))
    table = grid(titles, ["left", "left", "left", "left", "right"], rows, room=room)
    facts = [
        message(
            N_("{count} of {roll} members take part, {percent} %; {amount} yuan."),
            count=report.taking_part,
            roll=report.on_roll,
            percent=report.percent if report.percent is not None else "-",
            amount=format_yuan(report.fen),
        )
    ]
    if report.others:
        facts.append(message(N_("Not on the roll any more: {count}."), count=report.others))
    return f"{head}\n\n{table}" + "".join(f"{one.render(_)}\n" for one in facts)


def custody_statement_pdf(report: CustodyStatement) -> bytes:
    """Print a statement (代管款对账单)."""
    term = report.term
    data = {
        "date": report.last.isoformat(),
        "union": report.letterhead.union,
        "treasurer": report.letterhead.treasurer,
        "chair": report.letterhead.chair,
        "scheme": term.name,
        "account": term.account.partition(":")[2].replace(":", "—"),
        "rules": term.rules,
        "document": term.document,
        "member": report.member,
        "name": report.name,
        "first": (report.first or term.since).isoformat(),
        "last": report.last.isoformat(),
        "opening": format_yuan(report.opening_fen),
        "rows": [
            {
                "date": row.date.isoformat(),
                "voucher": row.voucher,
                "narration": row.narration,
                "amounts": [money(row.paid_in_fen), money(row.paid_out_fen), format_yuan(row.balance_fen)],
            }
            for row in report.rows
        ],
        "totals": [format_yuan(one) for one in (report.paid_in_fen, report.paid_out_fen, report.closing_fen)],
        "shares": [
            {
                "member": share.member,
                "name": share.name if share.member else "（不属于个人）",
                "amounts": [money(share.paid_in_fen), money(share.paid_out_fen), format_yuan(share.balance_fen)],
            }
            for share in report.shares
        ],
    }
    return compile_pdf("custody_statement.typ", data)
