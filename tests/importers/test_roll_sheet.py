from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from roll_books import identity_number
from roll_books import workbook

from importers.cells import read_sheets
from importers.sheets.form import Column
from importers.sheets.form import Form
from importers.sheets.kinds import CODE
from importers.sheets.kinds import DAY
from importers.sheets.kinds import FLAG
from importers.sheets.kinds import IDENTIFIER
from importers.sheets.kinds import NAME
from importers.sheets.kinds import TEXT
from importers.sheets.kinds import YUAN
from importers.sheets.kinds import Kind
from importers.sheets.kinds import choice
from importers.sheets.marks import marks_of
from importers.sheets.reader import read_form
from importers.sheets.roll import EMPLOYMENTS
from importers.sheets.roll import ROLL_FORM
from importers.sheets.roll import SEXES
from importers.sheets.roll import STATUSES
from importers.sheets.roll import read_roll
from importers.sheets.roll import roll_template
from importers.sheets.template import make_template
from unionbooks.core.problems import BadInputError
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.core.vocabulary.directive import fields_of
from unionbooks.members.roll import STATES
from unionbooks.members.roll import Member
from unionbooks.members.row import STAYS
from unionbooks.members.row import RollRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importers.sheets.roll import RollSheet

DATA = Path(__file__).parent.parent / "data" / "roll"
HEADER = ["工号", "姓名", "性别", "出生日期", "会费基数"]


def _read(*rows: Sequence[Any], **more: Any) -> RollSheet:
    return read_roll(workbook({"花名册": rows}, **more), "r.xlsx")


def _faults(read: RollSheet) -> list[tuple[str, str]]:
    return [(str(problem.place).removeprefix("r.xlsx!花名册!"), problem.code) for problem in read.problems]


def _refused(data: bytes, filename: str = "r.xlsx", **more: Any) -> str:
    with pytest.raises(BadInputError) as caught:
        read_roll(data, filename, **more)
    (problem,) = caught.value.problems
    return problem.code


def test_a_sheet_of_the_office_is_read_as_it_is() -> None:
    """A csv in GBK with padded names, all kinds of dates, full-width figures, a total and signatures is read whole."""
    data = (DATA / "huamingce-gbk.csv").read_bytes()
    read = read_roll(data, "花名册.csv")
    assert read.problems == ()
    wang, mai, qian = read.rows
    assert wang == RollRow(
        name="王一", staff_no="0031", sex="female", born=dt.date(1985, 3, 4), group="语文组", employment="permanent",
        joined=dt.date(2010, 9, 1), base=Decimal("6280.00"), wage_in_contribution=True, card="3400310001",
    )  # fmt: skip
    assert (mai.name, mai.born, mai.joined) == ("阿依古丽·买买提", dt.date(1990, 1, 2), dt.date(2015, 9, 1))
    assert (mai.base, mai.employment) == (Decimal("5880.50"), "contract")
    assert (qian.status, qian.changed, qian.wage_in_contribution) == ("retire", dt.date(2026, 4, 30), False)
    assert str(wang.at("base")) == "花名册.csv!H2"
    assert [str(one.place) for one in read.skipped] == ["花名册.csv!A5", "花名册.csv!A6"]


def test_every_mistake_is_told_at_its_cell_at_once() -> None:
    """A month 13, a base below zero, more than two decimals, words, a formula, a missing name: all in one go."""
    read = _read(
        ["育才小学工会会员花名册"],
        [],
        HEADER,
        ["1", "王一", "女", "2026-13-05", 6280],
        ["2", None, "女性", "3/5", -1],
        [12345678901234567890, "李二", None, "1990-02-30", "=E4*2"],
        ["4", "404", None, None, "陆仟元"],
        ["5", "张三", None, None, 62.805],
    )
    assert _faults(read) == [
        ("D4", "cell-day"),
        ("B5", "cell-empty"),
        ("C5", "cell-choice"),
        ("D5", "cell-day"),
        ("E5", "cell-positive"),
        ("A6", "cell-cut"),
        ("D6", "cell-day"),
        ("E6", "cell-formula"),
        ("B7", "cell-name"),
        ("E7", "cell-yuan"),
        ("E8", "cell-yuan"),
    ]
    assert read.rows == ()
    assert all(str(problem.what).endswith(".") and str(problem.mend).endswith(".") for problem in read.problems)


def test_the_noise_of_binary_numbers_is_no_amount() -> None:
    """What Excel shows as 6280.10 and keeps as 6280.100000000001 is 6280.10."""
    assert _read(HEADER, ["1", "王一", None, None, 6280.100000000001]).rows[0].base == Decimal("6280.10")


@pytest.mark.parametrize(
    "cell", [dt.date(1985, 3, 4), 31110, "31110", "1985-03-04 00:00:00", "１９８５．３．４", "1985年3月4日", 19850304]
)
def test_a_day_is_read_in_every_form_that_is_certain(cell: object) -> None:
    """A date of Excel, the number behind it, and the year in front are read; nothing else is guessed."""
    assert _read(HEADER, ["1", "王一", None, cell, None]).rows[0].born == dt.date(1985, 3, 4)


@pytest.mark.parametrize("cell", ["3/4", "4.3.1985", "85-03-04", "1885-03-04", "昨天", "1985-03", 0.5, "1985-3/4"])
def test_a_day_that_is_not_certain_is_refused(cell: object) -> None:
    """A day without its year, or with it last, is not guessed."""
    assert _faults(_read(HEADER, ["1", "王一", None, cell, None])) == [("D2", "cell-day")]


def test_the_header_may_stand_on_two_rows() -> None:
    """With words spread over two rows, joined cells included, each column is found by its own word."""
    read = _read(
        ["花名册"],
        ["序号", "基本情况", None, None, "会费", None],
        [None, "姓 名", "性别", "出生日期", "基数（元）", "月缴额"],
        [1, "王一", "女", None, 6280, 31.4],
        merged=["A2:A3", "B2:D2", "E2:F2"],
    )
    (row,) = read.rows
    assert (row.name, row.base, read.unused) == ("王一", Decimal("6280.00"), ("月缴额",))
    assert read.problems == ()


def test_a_header_that_is_printed_again_on_each_page_is_no_person() -> None:
    """A repeated header is left out, and told."""
    read = _read(HEADER, ["1", "王一"], HEADER, ["2", "李二"])
    assert [row.name for row in read.rows] == ["王一", "李二"]
    assert [str(one.place) for one in read.skipped] == ["r.xlsx!花名册!A3"]


def test_rows_that_were_only_numbered_in_advance_are_empty() -> None:
    """Ten thousand running numbers for thirty members are thirty members, without a word about the rest."""
    header = ["序号", *HEADER]
    rows = [[at, str(at), f"张{'甲乙丙丁戊己庚辛壬癸'[at % 10]}"] for at in range(1, 31)]
    read = _read(header, *rows, *([at] for at in range(31, 10_002)))
    assert (len(read.rows), read.read, read.skipped, read.problems) == (30, 30, (), ())


def test_the_same_mistake_in_many_rows_is_one_line() -> None:
    """Thousands of rows with one thing filled in and no name are one problem with a span of cells."""
    read = _read(["姓名", "性别"], ["王一", "女"], *([None, "男"] for _ in range(9_999)))
    assert _faults(read) == [("A3:A10001", "cell-empty")]


def test_merged_cells_among_the_rows_are_refused() -> None:
    """Joined cells hide whom they belong to; in titles and notes they do no harm."""
    read = _read(
        ["花名册"], ["工会小组", "姓名"], ["语文组", "王一"], [None, "李二"], ["备注：无"],
        merged=["A1:B1", "A3:A4", "A5:B5"],
    )  # fmt: skip
    assert _faults(read) == [("A3:A4", "cell-merged")]
    assert len(read.skipped) == 1


def test_a_total_must_be_true() -> None:
    """合计 and 小计 are compared with the rows above; a wrong one is a mistake at its cell."""
    first, second = ["1", "王一", None, None, 100], ["2", "李二", None, None, 200.5]
    part, whole = ["小计", None, None, None, 100], ["合  计", None, None, None, 300.5]
    assert _faults(_read(HEADER, first, part, second, ["小计", None, None, None, 200.5], whole)) == []
    assert _faults(_read(HEADER, first, second, part, whole)) == [("E4", "sheet-total")]
    assert _faults(_read(HEADER, first, second, ["合计", None, None, None, "三百"])) == [
        ("E4", "sheet-total-unreadable")
    ]
    assert _faults(_read(HEADER, first, second, ["合计", None, None, None, "=SUM(E2:E3)"])) == [("E4", "sheet-total")]


def test_a_total_says_nothing_about_rows_that_could_not_be_read() -> None:
    """Beside a mistake in its column, no second one is made of the total."""
    read = _read(HEADER, ["1", "王一", None, None, "x"], ["合计", None, None, None, 5])
    assert _faults(read) == [("E2", "cell-yuan")]


def test_a_member_whose_group_sounds_like_a_note_is_kept() -> None:
    """Only remarks are left out as remarks: 第一组 with a name behind it is a member."""
    read = _read(["工会小组", "姓名"], ["第一组", "王一"], ["主席办", "李二"], ["备注：", None], ["第1页", None])
    assert [row.name for row in read.rows] == ["王一", "李二"]
    assert len(read.skipped) == 2


def test_columns_that_are_not_read_are_named() -> None:
    """Unknown columns are told, not lost in silence; what stands in them alone makes no member."""
    read = _read(["姓名", "性别", "民族"], ["王一", "女", "汉"], [None, None, "满"])
    assert read.unused == ("民族",)
    assert [str(one.place) for one in read.skipped] == ["r.xlsx!花名册!A3"]


def test_of_two_words_for_one_column_the_form_s_own_counts() -> None:
    """Where a sheet has 部门 and 工会小组, the group is the group."""
    read = _read(["姓名", "部门", "工会小组"], ["王一", "教务处", "语文组"])
    assert (read.rows[0].group, read.unused) == ("语文组", ("部门",))


def test_two_lists_side_by_side_are_refused() -> None:
    """Columns that stand there twice make no sheet of one row a person; each is told at its cell."""
    data = workbook({"花名册": [["姓名", "性别", "姓名", "性别"], ["王一", "女", "李二", "男"]]})
    with pytest.raises(BadInputError) as caught:
        read_roll(data, "r.xlsx")
    assert [(problem.code, str(problem.place)) for problem in caught.value.problems] == [
        ("sheet-column-twice", "r.xlsx!花名册!C1"),
        ("sheet-column-twice", "r.xlsx!花名册!D1"),
    ]


def test_hidden_sheets_and_several_sheets_are_asked_about() -> None:
    """A hidden sheet is not read unasked, and of several the user names one."""
    rows = [["姓名", "性别"], ["王一", "女"]]
    others = [["姓名", "性别"], ["李二", "男"]]
    assert _refused(workbook({"说明": [], "旧": rows}, hidden=["旧"])) == "sheet-hidden"
    both = workbook({"2025": rows, "2026": others})
    assert _refused(both) == "sheet-several"
    assert _refused(both, sheet="2024") == "sheet-name"
    assert read_roll(both, "r.xlsx", sheet="2026").rows[0].name == "李二"
    assert read_roll(workbook({"2025": rows, "2026": others}, hidden=["2025"]), "r.xlsx").rows[0].name == "李二"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (workbook({"花名册": [["姓", "名"], ["王", "一"]]}), "sheet-header"),
        (workbook({"花名册": [["姓名", "性别"]]}), "sheet-empty"),
        (b"", "file-empty"),
        (b"%PDF-1.4", "file-pdf"),
        ("姓名,性别\n王一,女\n".encode("gb18030") + b"\xff\xff", "file-encoding"),
        (b"PK\x03\x04 no zip", "file-broken"),
    ],
)
def test_a_file_that_is_no_roll_is_refused_in_one_sentence(data: bytes, code: str) -> None:
    """No header, no rows, another kind of file: the sentence says what it is."""
    assert _refused(data) == code


def test_what_contradicts_itself_in_a_row_is_refused() -> None:
    """Birthday and sex against the identity number, joining before birth, a change before the joining."""
    number = identity_number("34990019850304002")
    header = ["姓名", "性别", "出生日期", "身份证号", "入会日期", "状态", "变动日期"]
    read = _read(
        header,
        ["王一", "男", None, number],
        ["李二", None, "1985-04-03", number],
        ["张三", None, "1985-04-03", None, "1985-04-03"],
        ["赵六", None, None, None, "2026-04-03", "退会", "2026-04-02"],
        ["钱七", None, None, number[:17] + ("1" if number[17] != "1" else "2")],
    )
    assert sorted(_faults(read)) == [
        ("B2", "row-sex"),
        ("C3", "row-born"),
        ("D6", "identity-check"),
        ("E4", "row-joined-early"),
        ("G5", "row-changed-early"),
    ]
    assert number not in "".join(map(str, read.problems))


def test_a_sheet_of_open_document_is_read() -> None:
    """An .ods is read like the others."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in (["姓名", "会费基数"], ["王一", "6280.00"])
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="表">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    assert read_roll(stream.getvalue(), "r.ods").rows[0].base == Decimal("6280.00")


MEMBER = Member(
    "M0007", "retired", dt.date(2026, 1, 1), dt.date(2010, 9, 1), name="王一", sex="female", group="=1+1",
    staff_no="0031", employment="permanent", base=Decimal("6280.05"), born=dt.date(1965, 3, 4),
    wage_in_contribution=False, card="007", id_last4="0023",
)  # fmt: skip


def test_a_filled_template_says_what_the_roll_says() -> None:
    """What is put into the template comes back out of it, zeros in front and formula signs included."""
    read = read_roll(roll_template([MEMBER]), "t.xlsx")
    (row,) = read.rows
    assert read.problems == ()
    for name in (
        "name",
        "sex",
        "group",
        "staff_no",
        "employment",
        "base",
        "born",
        "wage_in_contribution",
        "card",
        "joined",
    ):
        assert getattr(row, name) == getattr(MEMBER, name), name
    assert (row.member, row.status) == ("M0007", "retire")


def test_the_template_has_its_drop_downs_guide_and_mark() -> None:
    """Guide first, words in a hidden sheet with the version, a drop-down for every closed list, the header frozen."""
    book = openpyxl.load_workbook(io.BytesIO(roll_template()))
    assert book.sheetnames == ["填写说明", "会员花名册", "字典"]
    assert book["字典"].sheet_state == "veryHidden"
    assert [book["字典"][cell].value for cell in ("A1", "B1")] == ["模板版本", "roll 1"]
    sheet = book["会员花名册"]
    assert sheet.freeze_panes == "A2"
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    assert lists == {"性别", "用工形式", "是否计入拨缴基数", "状态"}
    for name in lists:
        words = [cell.value for area in book.defined_names[name].destinations for cell in _cells(book, area)]
        assert words == list(next(column.kind.choices for column in ROLL_FORM.columns if column.title == name))
    assert [cell.value for cell in sheet[1]] == [
        f"{column.title}*" if column.required else column.title for column in ROLL_FORM.columns
    ]
    assert all(column.title in "".join(str(row[0].value) for row in book["填写说明"]) for column in ROLL_FORM.columns)


def _cells(book: Any, area: tuple[str, str]) -> list[Any]:
    sheet, span = area
    return [cell for row in book[sheet][span] for cell in row]


def test_a_template_is_made_the_same_each_time() -> None:
    """Two templates of one form are the same file."""
    assert roll_template([MEMBER]) == roll_template([MEMBER])


def test_a_template_of_another_kind_or_of_tomorrow_is_refused() -> None:
    """The hidden mark keeps a sheet of another form, or of a version to come, from being taken for the roll."""
    other = Form("dues", 1, "会费", ROLL_FORM.columns)
    newer = Form("roll", ROLL_FORM.version + 1, "会员花名册", ROLL_FORM.columns)
    assert _refused(make_template(other, [{"name": "王一"}])) == "template-other"
    assert _refused(make_template(newer, [{"name": "王一"}])) == "template-newer"


def test_the_form_knows_what_the_vocabulary_knows() -> None:
    """Each word of a drop-down is one of the ledger's, and every kind of employment, sex and event has a word."""
    choices = {spec.name: set(spec.codec.choices) for spec in fields_of(MemberEvent) if spec.codec.choices}
    assert set(EMPLOYMENTS.values()) == choices["employment"]
    assert set(SEXES.values()) == choices["sex"]
    assert set(STATUSES.values()) == {*STATES, STAYS}
    keys = {column.key for column in ROLL_FORM.columns}
    assert keys <= set(RollRow.__dataclass_fields__)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (CODE, "'００１２ 3", "00123"),
        (TEXT, " 语文组\n（一） ", "语文组 （一）"),
        (FLAG, "√", True),
        (FLAG, "否", False),
        (FLAG, "n", False),
        (NAME, "王 一", "王一"),
        (IDENTIFIER, "Ｍ０００１", "M0001"),
        (YUAN, "¥6,280", Decimal("6280.00")),
        (choice({"甲": "a"}, {"乙": "b"}), " 乙 ", "b"),
    ],
)
def test_cells_are_read_as_people_write_them(kind: Kind[Any], text: str, value: object) -> None:
    """Signs, widths and spaces that mean nothing are put right."""
    assert kind.read(text) == value


@given(st.text(max_size=30))
def test_no_cell_makes_the_reader_fall_over(text: str) -> None:
    """Whatever stands in a cell, it is a value or a problem."""
    for kind in (CODE, DAY, FLAG, IDENTIFIER, NAME, TEXT, YUAN):
        with contextlib.suppress(BadInputError):
            kind.read(text)


CELLS = st.sampled_from(
    ["", "", "王一", "李　二", "张三", "女", "2026-03-05", "2026-13-05", "6280.00", "-1", "合计", "小计", "备注：",
     "姓名", "性别", "12", "=1", "语文组", "审核：甲"]
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=5, max_size=5), max_size=12))
def test_no_row_is_lost(rows: list[list[str]]) -> None:
    """Every row below the header that holds anything is a line, or left out with a reason; sound lines are rows."""
    data = "\n".join(",".join(row) for row in [["序号", "姓名", "性别", "会费基数", "民族"], *rows]).encode()
    filled = [row for row in rows if any(row[1:]) or row[0] in {"合计", "小计"}]
    if not filled:
        return
    try:
        read = read_roll(data, "r.csv")
    except BadInputError as error:
        assert [problem.code for problem in error.problems] == ["sheet-empty"]  # noqa: PT017 - it need not be raised
        return
    assert read.read + len(read.skipped) == len(filled)
    assert len(read.rows) <= read.read
    assert {row.place.spot for row in read.rows}.isdisjoint(one.place.spot for one in read.skipped)


def test_another_form_is_read_by_the_same_reader() -> None:
    """A form of two columns reads its own sheet: typed values, places and problems."""
    form = Form("visits", 1, "慰问", (Column("who", "慰问对象", NAME, required=True), Column("on", "日期", DAY)))
    filled = read_form("慰问对象,日期\n王一,2026-03-05\n,x\n".encode(), "v.csv", form)
    assert filled.lines[0].values == {"who": "王一", "on": dt.date(2026, 3, 5)}
    assert [str(problem.place) for problem in filled.problems] == ["v.csv!A3", "v.csv!B3"]
    assert not filled.lines[1].is_sound


def test_formulas_and_merged_cells_are_found_in_their_own_sheet() -> None:
    """Marks belong to the sheet that has them, by its name."""
    data = workbook({"一": [["=1+1", None, "=A1"]], "二": [["x"]]}, merged=["A2:B3"], hidden=["二"])
    marks = marks_of(data, "r.xlsx")
    assert marks["一"].formulas == {(0, 0), (0, 2)}
    assert [(one.top, one.left, one.bottom, one.right) for one in marks["一"].merged] == [(1, 0, 2, 1)]
    assert (marks["二"].formulas, marks["二"].merged, marks["二"].hidden) == (frozenset(), (), True)
    assert marks_of(b"a,b\n", "r.csv") == {}
    assert [sheet.name for sheet in read_sheets(data, "r.xlsx")] == list(marks)
