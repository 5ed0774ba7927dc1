from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from roll_books import workbook
from statements import as_csv

from importers.payers import read_payers
from importers.payroll import PayrollSheet
from importers.payroll import read_payroll
from importers.sheets.months import parse_months
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import BadInputError

HEADER = ["姓名", "工号", "所属月份", "缴费基数", "会费", "收据号"]


def sheet_of(*rows: list[Any], merged: tuple[str, ...] = (), header: list[str] = HEADER) -> PayrollSheet:
    """Read a list from a workbook."""
    return read_payroll(workbook({"三月": [header, *rows]}, merged=merged), "会费.xlsx")


def wrong(sheet: PayrollSheet) -> list[tuple[str, str]]:
    """Return code and cell of every problem."""
    return [(problem.code, problem.place.spot if problem.place else "") for problem in sheet.problems]


def test_every_bad_cell_of_a_sheet_is_named_at_once() -> None:
    """Month 13, a negative base, words for money, dates in place of money and a wrong total come in one go."""
    sheet = sheet_of(
        ["张一", "1001", "2026-13", 6280, 31.4, ""],
        ["王二", "1002", "2026-03", -5000, 25, ""],
        ["赵三", "1003", "2026-03", 4000, "贰拾元", ""],
        ["李四", "1004", "2026-03", 4000, dt.date(2026, 3, 5), ""],
        ["合计", "", "", "", 99, ""],
    )
    assert wrong(sheet) == [
        ("dues-months", "三月!C2"),
        ("dues-base", "三月!D3"),
        ("dues-amount", "三月!E4"),
        ("dues-amount", "三月!E5"),
        ("dues-total", "三月!E6"),
    ]
    text = str(sheet.problems[0])
    assert text.startswith("会费.xlsx!三月!C2: 2026-13 is no month or range of months. Write it as 2026-03")


def test_merged_cells_among_the_rows_are_refused() -> None:
    """Merged cells hide who pays; in the title above they do no harm."""
    title = ["三月工资代扣会费", "", ""]
    rows = [title, ["姓名", "工号", "会费"], ["张一", "1001", 5], ["", "", 6], ["合计", "", 11]]
    sheet = read_payroll(workbook({"三月": rows}, merged=("A1:C1", "A3:A4")), "会费.xlsx")
    assert wrong(sheet) == [("cell-merged", "三月!A3:A4"), ("dues-nobody", "三月!C4")]
    whole = read_payroll(workbook({"三月": [*rows[:3], ["合计", "", 5]]}, merged=("A1:C1", "A4:B4")), "会费.xlsx")
    assert (wrong(whole), whole.total) == ([], 500)


def test_a_header_of_two_rows_is_read() -> None:
    """The upper word of a group of columns belongs to each of them: 代扣项目 over 工会费个人 is dues."""
    rows = [
        ["序号", "职工", "", "代扣项目", "", "", "实发"],
        ["", "姓名", "工号", "公积金", "工会费个人", "个税", ""],
        [1, "张一", "1001", 500, 31.4, 20, 5000],
    ]
    sheet = read_payroll(workbook({"工资": rows}, merged=("B1:C1", "D1:F1")), "工资.xlsx")
    (one,) = sheet.deductions
    assert (one.name, one.number, one.dues, wrong(sheet)) == ("张一", "1001", 3140, [])


def test_the_employers_part_stays_apart_in_brackets() -> None:
    """工会费（个人） is dues, 工会费（企业） is the contribution of 2 %."""
    sheet = sheet_of(["张一", 500, 31.4], header=["姓名", "工会费（企业）", "工会费（个人）"])
    assert [one.dues for one in sheet.deductions] == [3140]


def test_full_width_digits_and_gbk_are_read() -> None:
    """What Chinese typing makes of digits, and what Excel makes of a csv, change nothing."""
    data = as_csv([HEADER, ["张　一", "１００１", "２０２６年３月", "６２８０", "３１．４０", "№8"]], "gb18030")
    (one,) = read_payroll(data, "会费.csv").deductions
    assert (one.name, one.dues, one.base) == ("张一", 3140, 628000)
    assert one.months == MonthRange.one(Month(2026, 3))


def test_months_and_receipts_of_rows_are_kept() -> None:
    """A row may pay for several months, and a group's list of cash has the number of the receipt in each row."""
    sheet = sheet_of(["张一", "1001", "2026-01至2026-06", 6280, 188.4, "0001234"])
    (one,) = sheet.deductions
    assert (str(one.months), one.receipt) == ("2026-01..2026-06", "0001234")


def test_the_same_fault_in_many_rows_is_one_line() -> None:
    """Ten thousand rows with the same fault are named once, with the first and the last cell."""
    sheet = sheet_of(*(["张一", str(at), "2026-13", "", 5, ""] for at in range(10_001)))
    assert wrong(sheet) == [("dues-months", "三月!C2:C10002")]


def test_the_check_code_of_a_deduction_list_is_found() -> None:
    """The code stands anywhere below the rows, with a half-width or full-width colon, and is no row."""
    row = ["清单校验码：2026-03-0123456789ab（请保留本行）", "", "", "", "", ""]
    sheet = sheet_of(["张一", "1001", "", "", 5, ""], row)
    assert (sheet.code, sheet.skipped) == (("2026-03", "0123456789ab"), ())
    assert sheet_of(["张一", "1001", "", "", 5, ""]).code == ()


@given(st.integers(1950, 2199), st.integers(1, 12), st.integers(0, 30), st.data())
def test_months_are_read_in_every_usual_form(year: int, number: int, more: int, data: st.DataObject) -> None:
    """Each usual way of writing a month, and a range of two, gives that month and that range."""
    first = Month(year, number)
    last = min(first.plus(more), Month(2199, 12))

    def write(month: Month) -> str:
        y, m = month.year, month.number
        forms = [f"{y}-{m:02d}", f"{y}年{m}月", f"{y}/{m}", f"{y}.{m:02d}", f"{y}{m:02d}", f"{y}-{m:02d}-01 00:00:00"]
        return data.draw(st.sampled_from(forms))

    assert parse_months(write(first)) == MonthRange.one(first)
    joint = data.draw(st.sampled_from(["至", "~", "..", " - ", "到", "～"]))
    assert parse_months(write(first) + joint + write(last)) == MonthRange(first, last)


@pytest.mark.parametrize("text", ["2026-13", "3月", "2026", "1-3", "2026-03至2026-01", "2026-00", "0026-03", "x", ""])
def test_what_is_no_month_is_not_guessed(text: str) -> None:
    """A month 13, a month without its year and a range that runs backwards are refused."""
    with pytest.raises(ValueError, match=r".+"):
        parse_months(text)


def test_a_month_within_a_year_and_a_serial_of_excel_are_read() -> None:
    """2026年1月至6月 is half a year, and 46082 is what Excel keeps for the first of March 2026."""
    assert str(parse_months("2026年1月至6月")) == "2026-01..2026-06"
    assert str(parse_months("46082")) == "2026-03"


def test_the_sheet_of_payers_is_read_or_refused_as_a_whole() -> None:
    """Payer and member stand side by side; a payer for two members is an error at its cell."""
    found = read_payers(as_csv([["付款人", "工号"], ["李 雷", "1001"], ["韩梅梅", "1002"]]), "代缴.csv")
    assert {payer: member for payer, (member, _) in found.items()} == {"李雷": "1001", "韩梅梅": "1002"}
    with pytest.raises(BadInputError) as caught:
        read_payers(as_csv([["付款人", "工号"], ["李雷", "1001"], ["李雷", "1002"]]), "代缴.csv")
    assert [(one.code, str(one.place)) for one in caught.value.problems] == [("payers-twice", "代缴.csv!A3")]
