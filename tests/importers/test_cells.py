from __future__ import annotations

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from importers.cells import cell_name
from importers.cells import compare_form
from importers.cells import decode
from importers.cells import read_sheets
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place

PLACE = Place("x.csv")


def code_of(data: bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(BadInputError) as caught:
        read_sheets(data, "x.csv")
    return caught.value.problems[0].code


@given(
    st.text("交易时间金额元，12.50\n", min_size=1),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]),
)
def test_chinese_text_is_decoded_as_it_was_written(text: str, encoding: str) -> None:
    """Text below a Chinese header comes back as it was, in any of the encodings that banks use."""
    text = f"交易时间,1,{text}"
    assert decode(text.encode(encoding), PLACE) == text


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 ...", "file-pdf"),
        (b"\n<html><table>", "file-cut-off"),
        (b"<html><body>login</body></html>", "file-html"),
        (b"<?xml version='1.0'?><Workbook/>", "file-xml"),
        (b"", "file-empty"),
        (b"\n , \n", "file-empty"),
        (b"\xff\xfe\xfa", "file-encoding"),
        (b"a,b\xff\xff\xff", "file-encoding"),
        (b"PK\x03\x04 rubbish", "file-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file-broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file-locked"),
        (b'a,b\n1,"2\n' + b"3,4\n" * 20, "file-quote"),
        (b'a,b\n1,"' + b"3,4 " * 50_000, "file-quote"),
    ],
)
def test_a_file_that_holds_no_rows_says_what_to_do(data: bytes, code: str) -> None:
    """Each kind of file that cannot be imported is told apart from the others."""
    assert code_of(data) == code


def test_an_archive_is_told_from_a_workbook() -> None:
    """A zip that a statement is packed in is not taken for an xlsx."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("账单.csv", "a,b")
    assert code_of(stream.getvalue()) == "file-zip"


def test_a_workbook_that_would_fill_the_memory_is_refused() -> None:
    """What a small file unpacks to is looked at before it is unpacked."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(257):
            member.write(b"\0" * (1 << 20))
    assert code_of(stream.getvalue()) == "file-too-big"


def test_a_tab_separated_file_is_read() -> None:
    """A csv may be separated by tabs, and one with stray tabs in its cells still by commas."""
    assert read_sheets("交易时间\t金额\n2026\t1\n".encode("utf-16"), "x")[0].rows[1] == ["2026", "1"]
    assert read_sheets("时间,额,号\n2026\t,1\t,2\n".encode(), "x")[0].rows[1] == ["2026\t", "1\t", "2"]


def test_excel_cells_become_the_text_that_people_see() -> None:
    """Numbers keep their fen without noise, days are written with the year first, and rows keep their place."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B3"] = 33.9
    sheet["C3"] = 0.1 + 0.2
    sheet["D3"] = 6688
    sheet["E3"] = dt.datetime(2026, 3, 5, 17, 7, 9)  # noqa: DTZ001 - Excel knows no zones
    sheet["F3"] = True
    sheet["G3"] = -1234.5
    book.save(stream)
    found = read_sheets(stream.getvalue(), "x.xlsx")[0]
    assert found.rows[2][1:] == ["33.9", "0.3", "6688", "2026-03-05 17:07:09", "TRUE", "-1234.5"]


def test_a_long_number_that_excel_has_cut_is_remembered() -> None:
    """A number of more than 15 digits is known to have lost its last ones; as text it is whole."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_number(0, 0, 4200002168202406076349888061)
    sheet.write_string(0, 1, "4200002168202406076349888061")
    sheet.write_number(0, 2, 123456789012345)
    book.close()
    found = read_sheets(stream.getvalue(), "x.xlsx")[0]
    assert found.lossy == {(0, 0)}
    assert found.rows[0][1:] == ["4200002168202406076349888061", "123456789012345"]


def test_header_words_are_compared_without_width_and_spaces() -> None:
    """日 志 号 and 金额（元） are the words that they look like."""
    assert compare_form("日 志　号") == "日志号"
    assert compare_form("金额（元）") == compare_form("金额(元)")


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (6, 3, "D7"), (0, 25, "Z1"), (9, 26, "AA10"), (0, 701, "ZZ1"), (0, 702, "AAA1")],
)
def test_a_cell_is_named_as_in_a_spreadsheet(row: int, column: int, name: str) -> None:
    """Columns count A to Z, then AA."""
    assert cell_name(row, column) == name
