from __future__ import annotations

import io
import time
from collections.abc import Callable
from collections.abc import Mapping
from decimal import Decimal

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from paper_ledger import MARCH
from paper_ledger import UNION

from reports.month_summary import month_summary
from reports.render.xlsx import month_summary_xlsx
from reports.render.xlsx import trial_balance_xlsx
from reports.trial_balance import trial_balance
from unionbooks.books.query import Tables
from unionbooks.core.month import Month

MARCH_2026 = Month(2026, 3)
TablesOf = Callable[[Mapping[str, str | bytes]], Tables]


def sheet_of(content: bytes, *, values: bool) -> Worksheet:
    """Open the one sheet, with the values that readers see or with the formulas."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=values).active
    assert isinstance(sheet, Worksheet)
    return sheet


def row_of(sheet: Worksheet, first: str) -> list[object]:
    """Return the row that begins with a text."""
    return next([cell.value for cell in row] for row in sheet.iter_rows() if row[0].value == first)


def computed(sheet: Worksheet, formula: str) -> Decimal:
    """Reckon `=SUMIF($A$x:$A$y,1,Cx:Cy)` the way Excel does."""
    levels, one, amounts = formula.removeprefix("=SUMIF(").rstrip(")").split(",")
    assert one == "1"
    pairs = zip(sheet[levels.replace("$", "")], sheet[amounts.replace("$", "")], strict=True)
    return sum((Decimal(str(amount[0].value)) for level, amount in pairs if level[0].value == 1), Decimal(0))


def test_each_total_is_a_formula_with_its_value(tables: Tables) -> None:
    """Every total is reckoned by the sheet itself, and the value that it carries is the same."""
    for content in (
        trial_balance_xlsx(trial_balance(tables, MARCH_2026)),
        month_summary_xlsx(month_summary(tables, MARCH_2026)),
    ):
        formulas, values = sheet_of(content, values=False), sheet_of(content, values=True)
        pairs = [
            (formula, value)
            for formula, value in zip(row_of(formulas, "合　计"), row_of(values, "合　计"), strict=True)
            if isinstance(formula, str) and formula.startswith("=")
        ]
        assert len(pairs) >= 2
        for formula, value in pairs:
            assert computed(values, formula) == Decimal(str(value))


def test_text_of_the_ledger_is_never_a_formula(tables_of: TablesOf) -> None:
    """A union that is called like a formula is shown as that text."""
    name = "=HYPERLINK(1)"
    tables = tables_of({"union.beancount": UNION.replace("育才小学工会委员会", name)})
    sheet = sheet_of(month_summary_xlsx(month_summary(tables, MARCH_2026)), values=False)
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert cells
    assert all(cell.data_type == "s" for cell in cells)


def test_it_prints_on_a4_one_page_wide(tables: Tables) -> None:
    """Paper, width, repeated titles and page numbers are set, so that it prints as it should."""
    sheet = sheet_of(trial_balance_xlsx(trial_balance(tables, MARCH_2026)), values=False)
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in {None, 1}  # one page wide is what a file need not say
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$3:$3"
    assert "第 &P 页" in sheet.oddFooter.center.text


def test_the_same_report_is_the_same_workbook(tables: Tables) -> None:
    """Made again, seconds later, it is the same to the byte."""
    report = trial_balance(tables, MARCH_2026)
    first = trial_balance_xlsx(report)
    time.sleep(2.1)  # the clock of a zip file moves in steps of two seconds
    assert trial_balance_xlsx(report) == first


def test_large_amounts_keep_their_fen(tables_of: TablesOf) -> None:
    """Fifteen digits, all that Excel can hold, come through to the fen."""
    text = MARCH.replace("5,000.00", "9,999,999,999,999.98").replace("3,000.00", "9,999,999,997,999.98")
    report = trial_balance(tables_of({"2026/2026-03.beancount": text}), MARCH_2026)
    sheet = sheet_of(trial_balance_xlsx(report), values=True)
    held = {row[1].value: row[6].value for row in sheet.iter_rows()}
    assert Decimal(repr(held["402"])) == Decimal("9999999997999.98")
