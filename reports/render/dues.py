"""Papers of the dues: a member's statement as PDF, and the deduction list as a workbook for the payroll office."""

from __future__ import annotations

import datetime as dt
import io
from fractions import Fraction
from typing import TYPE_CHECKING
from typing import Final

import xlsxwriter

from reports.render.printed import money
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan

if TYPE_CHECKING:
    from reports.dues_deductions import DeductionList
    from reports.dues_statement import DuesStatement

__all__ = ["CHECK_CODE", "deduction_list_xlsx", "dues_statement_data", "dues_statement_pdf"]

CHECK_CODE: Final = "清单校验码"
"""What stands before the code of a deduction list; `importers.payroll` looks for it."""

_REASONS: Final = {
    "": "",
    "exempt": "免缴",
    "waived": "减免",
    "no-base": "未定基数",
    "no-rule": "无标准",
    "small": "基数不足",
    "absent": "月初不在册",
}
_FONT: Final = {"font_name": "宋体", "font_size": 11}
_A4: Final = 9
_COLUMNS: Final = (
    ("序号", 6), ("会员编号", 11), ("工号", 12), ("姓名", 12),
    ("工会小组", 18), ("缴费基数", 12), ("所属月份", 19), ("会费", 11),
)  # fmt: skip


def dues_statement_pdf(report: DuesStatement) -> bytes:
    """Print a member's dues of a year (会员会费对账单)."""
    from reports.render.pdf import compile_pdf  # noqa: PLC0415 - the list needs no typesetter

    return compile_pdf("dues_statement.typ", dues_statement_data(report))


def dues_statement_data(report: DuesStatement) -> dict[str, object]:
    """Fill in 会员会费对账单: text for the template."""
    account = report.account
    beside = [
        ("以前年度尚欠", report.before_fen),
        ("多缴结转", account.carried_fen),
        ("预缴以后月份", account.ahead_fen),
        ("补缴建账以前月份", account.before_fen),
    ]
    return {
        "date": report.day.isoformat(),
        "union": report.letterhead.union,
        "treasurer": report.letterhead.treasurer,
        "member": report.member,
        "name": report.name,
        "group": report.group,
        "staff_no": report.staff_no,
        "year": str(report.year),
        "lines": [
            [
                f"{one.month.number} 月",
                "" if one.base_fen is None else format_yuan(one.base_fen),
                *(money(fen) for fen in (one.assessed_fen, one.waived_fen, one.paid_fen, one.owed_fen)),
                _REASONS[one.why],
            ]
            for one in report.lines
        ],
        "totals": [
            format_yuan(fen) for fen in (report.assessed_fen, report.waived_fen, report.paid_fen, report.owed_fen)
        ],
        "payments": [
            [one.date.isoformat(), one.voucher, str(one.months or ""), format_yuan(one.fen), one.receipt]
            for one in report.payments
        ],
        "owed": format_yuan(report.before_fen + report.owed_fen),
        "beside": [[title, format_yuan(fen)] for title, fen in beside if fen],
    }


def deduction_list_xlsx(report: DeductionList) -> bytes:
    """Write the deduction list (会费代扣清单); its code stands below the total, where the answer keeps it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": dt.datetime.combine(report.month.first_day, dt.time())})
    sheet = book.add_worksheet("会费代扣清单")
    bordered = {**_FONT, "border": 1}
    title = book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({**bordered, "bold": True, "align": "center", "bg_color": "#DDEBF7"})
    text = book.add_format({**bordered, "num_format": "@"})
    yuan = book.add_format({**bordered, "num_format": "#,##0.00"})
    note = book.add_format(_FONT)
    sheet.merge_range(
        0, 0, 0, len(_COLUMNS) - 1, f"{report.month.year}年{report.month.number}月工会会费代扣清单", title
    )
    sheet.write_string(1, 0, f"单位：{report.union}", note)
    for at, (word, width) in enumerate(_COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(3, at, word, head)
    for at, line in enumerate(report.lines):
        row = at + 4
        sheet.write_number(row, 0, at + 1, text)
        cells = (line.member, line.staff_no, line.name, line.group)
        for column, cell in enumerate(cells, start=1):
            sheet.write_string(row, column, cell, text)
        if line.base_fen is None:
            sheet.write_blank(row, 5, None, yuan)
        else:
            sheet.write_number(row, 5, Fraction(to_yuan(line.base_fen)), yuan)
        sheet.write_string(row, 6, str(line.months), text)
        sheet.write_number(row, 7, Fraction(to_yuan(line.dues_fen)), yuan)
    last = len(report.lines) + 4
    for column in range(len(_COLUMNS)):
        sheet.write_string(last, column, "合计" if column == 0 else "", text)
    sheet.write_string(last, 3, f"{len(report.lines)}人", text)
    sheet.write_number(last, 7, Fraction(to_yuan(report.total_fen)), yuan)
    ask = "请按实际扣缴金额修改“会费”一列后退回，保留本行"
    sheet.write_string(last + 1, 0, f"{CHECK_CODE}：{report.month}-{report.code}（{ask}）", note)
    sheet.freeze_panes(4, 0)
    sheet.set_paper(_A4)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()
    return stream.getvalue()
