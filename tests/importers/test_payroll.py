from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statements import as_csv
from statements import as_xlsx

from importers.payroll import PayrollSheet
from importers.payroll import read_payroll
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import BadInputError

HEADER = ["序号", "姓名", "工号", "应发工资", "工会会费", "实发工资"]


def read(*rows: list[str], header: list[str] = HEADER) -> PayrollSheet:
    """Read a list."""
    return read_payroll(as_csv([["某校三月工资"], header, *rows]), "工资.csv")


def person(name: str, number: str, dues: str) -> list[str]:
    """Make a row of the payroll."""
    return ["1", name, number, "6789.50", dues, "5000.00"]


def wrong(sheet: PayrollSheet) -> list[tuple[str, str]]:
    """Return code and place of every problem."""
    return [(problem.code, str(problem.place)) for problem in sheet.problems]


@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=20),
    st.data(),
    st.booleans(),
)
def test_every_deduction_is_read_and_totals_agree(dues: list[int], data: st.DataObject, xlsx: bool) -> None:
    """Each person's fen are read; subtotals, the total, blank rows and signatures take nothing away."""
    rows = []
    since = 0
    for at, fen in enumerate(dues):
        rows.append(person(f"甲{at}", f"{at:04d}", format_yuan(fen)))
        since += fen
        if data.draw(st.booleans()):
            rows.append(["小计", "", "", "", format_yuan(since), ""])
            since = 0
        if data.draw(st.booleans()):
            rows.append(["", "", " ", ""])
    rows += [["合计", "", "", "", format_yuan(sum(dues)), ""], ["制表：", "某人", "", "", "", "审核："]]
    table = [["工资表"], HEADER, *rows]
    sheet = read_payroll(as_xlsx(table) if xlsx else as_csv(table, "gb18030"), "工资.xlsx")
    assert [one.dues for one in sheet.deductions] == dues
    assert sheet.total == sum(dues)
    assert sheet.problems == ()
    assert len(sheet.skipped) == 1


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=8), st.integers(-(10**6), 10**6).filter(bool))
def test_a_total_that_disagrees_is_an_error(dues: list[int], off: int) -> None:
    """A total that is wrong by any amount is reported at its cell, with the right sum."""
    rows = [person(f"甲{at}", "", format_yuan(fen)) for at, fen in enumerate(dues)]
    total = sum(dues) + off
    if total > 0:
        sheet = read(*rows, ["", "合计", "", "", format_yuan(total), ""])
        assert wrong(sheet) == [("dues-total", f"工资.csv!E{len(dues) + 3}")]
        assert sheet.problems[0].what.values["expected"] == format_yuan(sum(dues))


def test_every_mistake_is_reported_with_its_cell_at_once() -> None:
    """Amounts that are none, rows without a person and wrong totals all come in one go."""
    sheet = read(
        person("甲", "1", "abc"), person("", "", "5.00"), person("乙", "2", "-3.00"), ["合计", "", "", "", "7.00", ""]
    )
    assert wrong(sheet) == [
        ("dues-amount", "工资.csv!E3"),
        ("dues-nobody", "工资.csv!E4"),
        ("dues-amount", "工资.csv!E5"),
        ("dues-total", "工资.csv!E6"),
    ]


def test_the_place_of_a_mistake_in_a_workbook_names_the_sheet() -> None:
    """In a workbook a cell is named with its sheet."""
    sheet = read_payroll(as_xlsx([HEADER, person("甲", "1", "x")]), "工资.xlsx")
    assert str(sheet.problems[0]).startswith("工资.xlsx!明细!E2: ")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (["姓名", "工会费"], "dues-column-unclear"),
        (["姓名", "工会经费"], "dues-column-unclear"),
        (["姓名", "工会会费", "补扣工会费个人"], "dues-columns"),
        (["姓名", "应发工资"], "dues-no-header"),
        (["会费"], "dues-no-header"),
        (["姓名", "工会费企业"], "dues-no-header"),
    ],
)
def test_a_column_that_may_be_the_employers_is_not_guessed(header: list[str], code: str) -> None:
    """The employer's 2 % is never taken for dues, and two columns of dues are asked about."""
    with pytest.raises(BadInputError) as caught:
        read_payroll(as_csv([header, ["甲", "5.00", "6.00"][: len(header)]]), "x.csv")
    assert caught.value.problems[0].code == code


def test_dues_stand_beside_the_employers_part() -> None:
    """Where both columns are there and well named, the members' own is read."""
    sheet = read_payroll(as_csv([["姓名", "工会费企业", "工会费个人"], ["甲", "100.00", "5.00"]]), "x.csv")
    assert [one.dues for one in sheet.deductions] == [500]


def test_nothing_of_the_wages_is_kept() -> None:
    """Of a payroll sheet only name, number, dues and their base are remembered."""
    sheet = read(person("张 三", "0017", "33.90"))
    one = sheet.deductions[0]
    assert (one.name, one.number, one.dues, one.base) == ("张三", "0017", 3390, None)
    assert "6789" not in repr(sheet)


def test_a_list_without_anybody_is_refused() -> None:
    """A header with nobody below it is not a list of nothing."""
    with pytest.raises(BadInputError) as caught:
        read(person("甲", "1", "0.00"))
    assert caught.value.problems[0].code == "dues-no-rows"
