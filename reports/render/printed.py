"""Reports as the words and figures that stand on paper: official forms, always in Chinese.

Each function makes plain dicts of text for the templates: amounts have two places and commas, a zero
is left blank, a red amount is negative.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    from reports.accounts import AccountName
    from reports.month_summary import MonthSummary
    from reports.trial_balance import TrialBalance
    from reports.voucher_form import VoucherForm
    from reports.voucher_form import VoucherLine

__all__ = ["EVIDENCE", "balance_data", "form_data", "money", "summary_data", "voucher_counts"]

Data = dict[str, object]
"""What a template gets: text, and lists of such."""

EVIDENCE: Final = {"promised": "票据待补", "lost": "票据遗失", "not-needed": "无需票据"}
"""State of the papers (`evidence` of a voucher) -> what the form says; nothing where they are there."""


def money(fen: int) -> str:
    """Write an amount for a column: `1,680.32`, blank for zero."""
    return format_yuan(fen) if fen else ""


def form_data(form: VoucherForm, before: int = 0) -> Data:
    """Fill in 记账凭证; `before` counts the pages of papers in front of it."""
    return {
        "union": form.union,
        "number": str(form.number),
        "date": form.date.isoformat(),
        "red": form.is_red,
        "summary": form.summary,
        "payee": form.payee,
        "invoice": form.invoice,
        "receipt": form.receipt,
        "minutes": form.minutes,
        "reverses": form.reverses,
        "approved_on": form.approved_on.isoformat() if form.approved_on else "",
        "evidence": EVIDENCE.get(form.evidence, ""),
        "attachments": str(form.attachments),
        "lines": [_line(line, form.summary if first else "") for first, line in _marked(form.lines)],
        "debit": money(form.debit_fen),
        "credit": money(form.credit_fen),
        "capitals": form.capitals,
        "prepared_by": form.prepared_by,
        "handled_by": form.handled_by,
        "accepted_by": form.accepted_by,
        "approved_by": form.approved_by,
        "before": before,
    }


def _marked(lines: tuple[VoucherLine, ...]) -> list[tuple[bool, VoucherLine]]:
    return [(index == 0, line) for index, line in enumerate(lines)]


def _line(line: VoucherLine, summary: str) -> Data:
    notes = [summary] if summary else []
    if line.postings > 1:
        notes.append(f"（{line.postings} 笔合计）")
    if line.project:
        notes.append(f"〔专项 {line.project}〕")
    return {
        "summary": "".join(notes),
        "general": line.account.general.label("zh"),
        "detail": line.account.detail,
        "debit": money(line.debit_fen),
        "credit": money(line.credit_fen),
    }


def voucher_counts(summary: MonthSummary) -> str:
    """Write how many vouchers there are: `12 张（其中红字 1 张）`."""
    among = []
    if summary.red_vouchers:
        among.append(f"红字 {summary.red_vouchers} 张")
    if summary.opening_vouchers:
        among.append(f"期初建账 {summary.opening_vouchers} 张，不计入下表")
    return f"{summary.vouchers} 张" + (f"（其中{'、'.join(among)}）" if among else "")


def summary_data(summary: MonthSummary) -> Data:
    """Fill in 记账凭证汇总表 or the cover."""
    head = summary.letterhead
    return {
        "union": head.union,
        "tax_id": head.tax_id,
        "center": head.center,
        "parent": head.parent,
        "chair": head.chair,
        "treasurer": head.treasurer,
        "accountant": head.accountant,
        "month": str(summary.month),
        "range": f"{summary.first} 至 {summary.last}" if summary.vouchers else "",
        "counted": voucher_counts(summary),
        "vouchers": str(summary.vouchers),
        "papers": str(summary.papers),
        "money_before": format_yuan(summary.money_before_fen),
        "money_after": format_yuan(summary.money_after_fen),
        "money_change": format_yuan(summary.money_after_fen - summary.money_before_fen),
        "rows": [
            {
                **_account(row.account),
                "vouchers": str(row.vouchers),
                "debit": money(row.debit_fen),
                "credit": money(row.credit_fen),
            }
            for row in summary.rows
        ],
        "debit": format_yuan(summary.debit_fen),
        "credit": format_yuan(summary.credit_fen),
        "capitals": summary.capitals,
    }


def balance_data(balance: TrialBalance) -> Data:
    """Fill in 科目余额表."""
    head = balance.letterhead
    sums = balance.totals
    return {
        "union": head.union,
        "month": str(balance.month),
        "chair": head.chair,
        "treasurer": head.treasurer,
        "accountant": head.accountant,
        "rows": [
            {
                **_account(row.account),
                "amounts": [
                    *_sides(row.opening_fen),
                    money(row.debit_fen),
                    money(row.credit_fen),
                    *_sides(row.closing_fen),
                ],
            }
            for row in balance.rows
        ],
        "totals": [
            format_yuan(fen)
            for fen in (
                sums.opening_debit_fen,
                sums.opening_credit_fen,
                sums.debit_fen,
                sums.credit_fen,
                sums.closing_debit_fen,
                sums.closing_credit_fen,
            )
        ],
    }


def _account(account: AccountName) -> Data:
    return {"code": account.code, "name": account.zh, "indent": account.level - 1}


def _sides(fen: int) -> tuple[str, str]:
    return money(max(fen, 0)), money(max(-fen, 0))
