"""Reports as Excel workbooks: official forms in Chinese, ready to print on A4.

Text is always written as text, so that no narration becomes a formula. Sums are real formulas and
carry the value that we worked out, for readers that do not calculate. The date in the properties
comes from the data, so the same report gives the same bytes on every day.
"""

from __future__ import annotations

import datetime as dt
import io
from fractions import Fraction
from typing import TYPE_CHECKING
from typing import Final
from typing import NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from reports.render.printed import EVIDENCE
from reports.render.printed import voucher_counts
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from reports.month_summary import MonthSummary
    from reports.submission import Submission
    from reports.trial_balance import TrialBalance
    from reports.voucher_form import VoucherForm

__all__ = ["month_summary_xlsx", "submission_xlsx", "trial_balance_xlsx"]

_FONT: Final = "宋体"
_A4: Final = 9
_LONGEST: Final = 32767
_MONEY: Final = '#,##0.00;[Red]-#,##0.00;""'
_SUM: Final = "#,##0.00;[Red]-#,##0.00"


class Column(NamedTuple):
    """A column of a sheet: title, width in characters, and what it holds."""

    title: str
    width: float
    holds: str = "text"


def month_summary_xlsx(summary: MonthSummary) -> bytes:
    """Write the summary of a month's vouchers (记账凭证汇总表)."""
    book = _Book(summary.month.last_day)
    _write_summary(book, summary, "记账凭证汇总表")
    return book.finish()


def trial_balance_xlsx(balance: TrialBalance) -> bytes:
    """Write a trial balance (科目余额表)."""
    book = _Book(balance.month.last_day)
    _write_balance(book, balance)
    return book.finish()


def submission_xlsx(report: Submission) -> bytes:
    """Write the workbook of a package: cover, vouchers line by line, trial balance."""
    book = _Book(report.sealed_on)
    _write_summary(book, report.summary, "报账封面", f"{report.seal_short}　（{report.sealed_on.isoformat()}）")
    _write_vouchers(book, report)
    _write_balance(book, report.balance)
    return book.finish()


class _Book:
    """A workbook under way, with the formats that all its sheets share."""

    def __init__(self, day: dt.date) -> None:
        self._stream = io.BytesIO()
        self._book: Workbook = xlsxwriter.Workbook(self._stream, {"in_memory": True})
        self._book.set_properties({"created": dt.datetime.combine(day, dt.time())})
        self.styles = {
            "title": self._format(font_size=16, align="center"),
            "note": self._format(),
            "right note": self._format(align="right"),
            "head": self._format(border=1, align="center", text_wrap=True, bg_color="#EEEEEE"),
            "text": self._format(border=1, text_wrap=True),
            "center": self._format(border=1, align="center"),
            "count": self._format(border=1, align="center", num_format="0"),
            "date": self._format(border=1, align="center", num_format="yyyy-mm-dd"),
            "money": self._format(border=1, num_format=_MONEY),
            "sum": self._format(border=1, num_format=_SUM),
        }

    def _format(self, **properties: object) -> Format:
        return self._book.add_format({"font_name": _FONT, "font_size": 10, "valign": "vcenter", **properties})

    def sheet(self, name: str, columns: Sequence[Column], *, landscape: bool = False) -> _Sheet:
        """Add a sheet that prints on A4, one page wide, with its page number and its name on top."""
        sheet = self._book.add_worksheet(name)
        sheet.set_paper(_A4)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        sheet.set_footer("&C第 &P 页　共 &N 页")
        sheet.hide_gridlines(2)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.merge_range(0, 0, 0, len(columns) - 1, name, self.styles["title"])
        sheet.set_row(0, 30)
        return _Sheet(sheet, self.styles, columns)

    def finish(self) -> bytes:
        """Close the workbook and return its bytes."""
        self._book.close()
        return self._stream.getvalue()


class _Sheet:
    """A sheet under way: its columns, and the formats by what a cell holds."""

    def __init__(self, sheet: Worksheet, styles: Mapping[str, Format], columns: Sequence[Column]) -> None:
        self.sheet = sheet
        self.last = len(columns) - 1
        self._styles = styles
        self._columns = columns

    def put(self, row: int, column: int, value: object, holds: str = "text") -> None:
        """Write one cell; `int` is fen in a column of money."""
        style = self._styles[holds]
        if holds in {"money", "sum"} and isinstance(value, int):
            # Excel knows binary numbers only; up to 15 digits they show the amount exactly.
            self.sheet.write_number(row, column, Fraction(value, 100), style)
        elif holds == "count" and isinstance(value, int):
            self.sheet.write_number(row, column, value, style)
        elif holds == "date" and isinstance(value, dt.date):
            self.sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), style)
        else:
            self.sheet.write_string(row, column, str(value)[:_LONGEST], style)

    def wide(self, row: int, columns: tuple[int, int], text: str, holds: str = "text") -> None:
        """Write text across columns, the first and the last named."""
        self.sheet.merge_range(row, columns[0], row, columns[1], text, self._styles[holds])

    def total(self, row: int, column: int, formula: str, fen: int) -> None:
        """Write a formula and the amount that it comes to."""
        self.sheet.write_formula(row, column, f"={formula}", self._styles["sum"], to_yuan(fen))

    def notes(self, row: int, texts: Iterable[tuple[int, str]], holds: str = "note") -> None:
        """Write words outside of the table."""
        for column, text in texts:
            self.put(row, column, text, holds)

    def table(self, top: int, rows: Sequence[Sequence[object]]) -> int:
        """Write titles and rows; return the first row below."""
        for index, column in enumerate(self._columns):
            self.put(top, index, column.title, "head")
        for row, values in enumerate(rows, start=top + 1):
            for index, (column, value) in enumerate(zip(self._columns, values, strict=True)):
                self.put(row, index, value, column.holds)
        return top + 1 + len(rows)


def _top_level_sum(column: int, top: int, below: int) -> str:
    """Sum a column over the level-one accounts (级次 1, in the first column); the others are parts of them."""
    name = xl_col_to_name(column)
    return f"SUMIF($A${top + 1}:$A${below},1,{name}${top + 1}:{name}${below})"


_SUMMARY: Final = (
    Column("级次", 6, "count"),
    Column("科目编码", 12),
    Column("科目名称", 34),
    Column("凭证张数", 10, "count"),
    Column("借方金额", 18, "money"),
    Column("贷方金额", 18, "money"),
)


def _write_summary(book: _Book, summary: MonthSummary, title: str, seal: str = "") -> None:
    sheet = book.sheet(title, _SUMMARY)
    head = summary.letterhead
    facts = [
        ("工会名称", head.union, "统一代码", head.tax_id),
        ("会计期间", str(summary.month), "报送单位", head.center),
        ("凭证号", f"{summary.first} 至 {summary.last}" if summary.vouchers else "", "附件张数", str(summary.papers)),
        ("凭证张数", voucher_counts(summary), "上级工会", head.parent),
        ("期初货币资金", format_yuan(summary.money_before_fen), "期末货币资金", format_yuan(summary.money_after_fen)),
        *([("封签", seal, "", "")] if seal else []),
    ]
    for row, (name, value, other, also) in enumerate(facts, start=1):
        sheet.wide(row, (0, 1), name)
        sheet.put(row, 2, value)
        sheet.put(row, 3, other)
        sheet.wide(row, (4, sheet.last), also)
    top = len(facts) + 2
    rows = [
        (row.account.level, row.account.code, row.account.zh, row.vouchers, row.debit_fen, row.credit_fen)
        for row in summary.rows
    ]
    below = sheet.table(top, rows)
    sheet.wide(below, (0, 2), "合　计", "center")
    sheet.put(below, 3, summary.vouchers, "count")
    for column, fen in ((4, summary.debit_fen), (5, summary.credit_fen)):
        sheet.total(below, column, _top_level_sum(column, top + 1, below), fen)
    sheet.wide(below + 1, (0, sheet.last), f"合计（大写）　{summary.capitals}")
    names = (f"报账员：{head.treasurer}", f"会计：{head.accountant}", f"工会主席：{head.chair}")
    sheet.notes(below + 3, zip((0, 2, 4), names, strict=True))
    sheet.notes(below + 5, ((0, "接收人："), (2, "接收日期："), (4, "会计中心（章）：")))


_VOUCHERS: Final = (
    Column("凭证号", 14),
    Column("日期", 11, "date"),
    Column("摘要", 36),
    Column("对方单位", 22),
    Column("科目编码", 11),
    Column("科目名称", 28),
    Column("借方金额", 15, "money"),
    Column("贷方金额", 15, "money"),
    Column("附件", 6, "count"),
    Column("发票号码", 22),
    Column("票据状况", 10),
    Column("审批", 10),
    Column("经办", 10),
    Column("制单", 10),
)


def _write_vouchers(book: _Book, report: Submission) -> None:
    sheet = book.sheet("凭证清单", _VOUCHERS, landscape=True)
    _heading(sheet, report.letterhead.union, str(report.month))
    rows = [row for form in report.forms for row in _voucher_rows(form)]
    below = sheet.table(2, rows)
    sheet.wide(below, (0, 5), "合　计", "center")
    debit = sum(form.debit_fen for form in report.forms)
    credit = sum(form.credit_fen for form in report.forms)
    for column, fen in ((6, debit), (7, credit)):
        name = xl_col_to_name(column)
        formula = f"SUM({name}4:{name}{below})" if rows else "0"
        sheet.total(below, column, formula, fen)
    sheet.sheet.freeze_panes(3, 1)
    sheet.sheet.repeat_rows(2)
    if rows:
        sheet.sheet.autofilter(2, 0, below - 1, sheet.last)


def _heading(sheet: _Sheet, union: str, month: str) -> None:
    sheet.notes(1, [(0, f"编制单位：{union}　　会计期间：{month}")])
    sheet.notes(1, [(sheet.last, "单位：元")], "right note")


def _voucher_rows(form: VoucherForm) -> list[Sequence[object]]:
    return [
        (
            str(form.number),
            form.date,
            form.summary,
            form.payee,
            line.account.code,
            f"{line.account.general.zh}—{line.account.zh}" if line.account.level > 1 else line.account.zh,
            line.debit_fen,
            line.credit_fen,
            form.attachments if first else "",
            form.invoice if first else "",
            EVIDENCE.get(form.evidence, ""),
            form.approved_by,
            form.handled_by,
            form.prepared_by,
        )
        for first, line in ((index == 0, line) for index, line in enumerate(form.lines))
    ]


_BALANCE: Final = (
    Column("级次", 6, "count"),
    Column("科目编码", 12),
    Column("科目名称", 30),
    *(
        Column(f"{when}{side}", 16, "money")
        for when in ("期初余额", "本期发生额", "期末余额")
        for side in ("借方", "贷方")
    ),
)


def _write_balance(book: _Book, balance: TrialBalance) -> None:
    sheet = book.sheet("科目余额表", _BALANCE, landscape=True)
    _heading(sheet, balance.letterhead.union, str(balance.month))
    rows = [
        (
            row.account.level,
            row.account.code,
            row.account.zh,
            max(row.opening_fen, 0),
            max(-row.opening_fen, 0),
            row.debit_fen,
            row.credit_fen,
            max(row.closing_fen, 0),
            max(-row.closing_fen, 0),
        )
        for row in balance.rows
    ]
    below = sheet.table(2, rows)
    sheet.wide(below, (0, 2), "合　计", "center")
    sums = balance.totals
    totals = (
        sums.opening_debit_fen,
        sums.opening_credit_fen,
        sums.debit_fen,
        sums.credit_fen,
        sums.closing_debit_fen,
        sums.closing_credit_fen,
    )
    for column, fen in enumerate(totals, start=3):
        sheet.total(below, column, _top_level_sum(column, 3, below), fen)
    head = balance.letterhead
    names = (f"工会主席：{head.chair}", "复核：", f"会计：{head.accountant}", f"制表：{head.treasurer}")
    sheet.notes(below + 2, zip((0, 3, 5, 7), names, strict=True))
    sheet.sheet.freeze_panes(3, 3)
    sheet.sheet.repeat_rows(2)
