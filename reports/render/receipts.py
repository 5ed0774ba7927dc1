"""Receipts and their monthly table as text and as PDF; official papers, in Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from reports.render.pdf import compile_pdf
from reports.render.text import grid
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.messages import translator
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    from reports.receipts import ReceiptSlip
    from reports.receipts import ReceiptUsage
    from reports.render.text import Align
    from unionbooks.core.messages import Translate
    from unionbooks.receipts.register import RegisterLine
    from unionbooks.receipts.usage import UsageRow

__all__ = ["receipt_slip_pdf", "receipt_slip_text", "receipt_usage_pdf", "receipt_usage_text"]

_ITEMS: Final = {"dues": "会费", "contribution": "拨缴工会经费", "general": "其他收入"}
_BOOK_KINDS: Final = {"dues": "会费", "contribution": "工会经费", "general": "通用"}
_PAID_IN: Final = {"cash": "现金", "bank": "银行转账", "both": "现金、银行转账"}
_COPIES: Final = (("第一联", "存根"), ("第二联", "收据（交款人）"), ("第三联", "记账"))
_NOTE: Final = "本页为收据填开内容的打印件，供填写、套打和留存核对；效力以财政部门监制的正式票据为准。"


def receipt_slip_pdf(slip: ReceiptSlip) -> bytes:
    """Print a receipt: three copies on one sheet of A4, to be cut."""
    data = _slip(slip) | {
        "copies": [{"place": place, "name": name} for place, name in _COPIES],
        "note": _NOTE,
        "date": slip.line.date.isoformat(),
    }
    return compile_pdf("receipt.typ", data)


def _slip(slip: ReceiptSlip) -> dict[str, object]:
    line = slip.line
    return {
        "union": slip.letterhead.union,
        "tax_id": slip.letterhead.tax_id,
        "number": line.number,
        "book": line.book,
        "payer": line.payer,
        "item": _ITEMS.get(line.kind, "工会经费"),
        "purpose": line.purpose,
        "amount": format_yuan(slip.amount_fen),
        "capitals": slip.capitals,
        "paid_in": _PAID_IN.get(slip.paid_in, ""),
        "voucher": line.voucher,
        "void": f"作废　{line.reason}" if line.state == "void" else "",
        "reversed": f"原凭证已由 {line.reversed_by} 冲销" if line.state == "reversed" else "",
    }


def receipt_slip_text(slip: ReceiptSlip) -> str:
    """Write a receipt as plain lines, the words in Chinese as on paper."""
    data = _slip(slip)
    day = slip.line.date
    facts = [
        ("号码", f"{data['number']}（{data['book']}）" if data["book"] else data["number"]),
        ("日期", f"{day.year} 年 {day.month} 月 {day.day} 日"),
        ("交款单位或个人", data["payer"]),
        ("收费项目", data["item"]),
        ("事由", data["purpose"]),
        ("金额（小写）", f"￥{data['amount']}"),
        ("金额（大写）", data["capitals"]),
        ("收款方式", data["paid_in"]),
        ("收款单位", data["union"]),
        ("记账凭证", data["voucher"]),
        ("状态", data["void"] or data["reversed"]),
    ]
    lines = ["工会经费收入专用收据", "", *(f"{label}：{value}" for label, value in facts if value)]
    return "\n".join(lines) + "\n"


def receipt_usage_pdf(report: ReceiptUsage) -> bytes:
    """Print the table of a month (票据使用情况表)."""
    usage, head = report.usage, report.letterhead
    data = {
        "date": usage.month.last_day.isoformat(),
        "union": head.union,
        "month": str(usage.month),
        "treasurer": head.treasurer,
        "chair": head.chair,
        "rows": [_usage_row(row) for row in usage.rows],
        "total": _counts(usage.total),
        "total_amount": format_yuan(usage.total.issued_fen),
        "void": [_spoiled(line) for line in report.voided],
        "ties": usage.ties,
    }
    return compile_pdf("receipt_usage.typ", data)


def _spoiled(line: RegisterLine) -> str:
    kept = f"，留存 {line.copies} 联" if line.copies is not None else ""
    return f"{line.number}（{line.reason}{kept}）"


def _usage_row(row: UsageRow) -> dict[str, object]:
    return {
        "book": row.book,
        "kind": _BOOK_KINDS.get(row.kind, row.kind),
        "numbers": f"{row.first}-{row.last}",
        "used": _span(row),
        "counts": _counts(row),
        "amount": _amount(row),
    }


def _counts(row: UsageRow) -> list[str]:
    counts = (row.opening, row.received, row.issued, row.void, row.returned, row.closing)
    return [str(count) if count else "" for count in counts]


def _span(row: UsageRow) -> str:
    if row.used_first == row.used_last:
        return row.used_first
    return f"{row.used_first}-{row.used_last}"


def receipt_usage_text(report: ReceiptUsage, language: str, room: int | None = None) -> str:
    """Write the table of a month for the terminal; columns in which nothing stands are left out."""
    _ = translator(language)
    table = [
        ("left", [_(N_("Book")), *(row.book for row in report.usage.rows), _(N_("Total"))]),
        ("left", [_(N_("Used")), *(_span(row) for row in report.usage.rows), ""]),
        *zip(["right"] * 6, _columns(report, _), strict=True),
        ("right", [_(N_("Amount")), *(_amount(row) for row in (*report.usage.rows, report.usage.total))]),
    ]
    shown = [(align, cells) for align, cells in table if any(cells[1:])]
    titles, *rows = zip(*(cells for _align, cells in shown), strict=True)
    aligns: list[Align] = ["left" if align == "left" else "right" for align, _cells in shown]
    head = "  ".join(filter(None, (_(N_("Use of receipts")), report.letterhead.union, str(report.usage.month))))
    lines = [
        message(N_("Void {number}: {reason}"), number=line.number, reason=line.reason).render(_)
        for line in report.voided
    ]
    if not report.usage.ties:
        lines.append(_(N_("The table does not tie: a book was used after it was handed back.")))
    body = grid(titles, aligns, rows[:-1], rows[-1], room)
    return f"{head}\n\n{body}" + "".join(f"{line}\n" for line in lines)


def _columns(report: ReceiptUsage, _: Translate) -> list[list[str]]:
    titles = (N_("Held at first"), N_("Received"), N_("Issued"), N_("Void"), N_("Returned"), N_("Held at the end"))
    counts = [_counts(row) for row in (*report.usage.rows, report.usage.total)]
    return [[_(title), *cells] for title, cells in zip(titles, zip(*counts, strict=True), strict=True)]


def _amount(row: UsageRow) -> str:
    return format_yuan(row.issued_fen) if row.issued else ""
