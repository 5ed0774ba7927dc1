from __future__ import annotations

import pytest

from importers.cells import read_sheets
from importers.statement import read_statement
from unionbooks.core.problems import BadInputError

PAGE = """\
<html><head><meta charset="gb2312"></head><body>
<table><tr><td colspan="3">工商银行明细</td></tr>
<tr><th>交易时间</th><th>本方账号</th><th>对方账号</th><th>对方单位</th><th>转入金额</th><th>转出金额</th><th>余额</th></tr>
<tr><td>2026-03-05 10:00:00</td><td>1302000000000012345</td><td>62</td><td>甲&amp;乙</td><td></td><td>1,000.50</td><td>9.00</td></tr>
</table></body></html>"""
BOOK = """\
<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="明细"><Table>
  <Row ss:Index="2"><Cell><Data ss:Type="String">日期</Data></Cell><Cell ss:Index="3"><Data ss:Type="String">号</Data></Cell></Row>
  <Row><Cell ss:MergeAcross="1"><Data ss:Type="DateTime">2026-03-05T10:00:00.000</Data></Cell>
   <Cell><Data ss:Type="Number">4.2000021682024061E+27</Data></Cell></Row>
 </Table></Worksheet></Workbook>"""


def code_of(text: str | bytes) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(BadInputError) as caught:
        read_sheets(text.encode() if isinstance(text, str) else text, "x.xls")
    return caught.value.problems[0].code


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_web_page_named_xls_is_read(encoding: str) -> None:
    """Old bank exports are pages; their tables are statements like any other, in whatever encoding."""
    statement = read_statement(PAGE.encode(encoding), "明细.xls")
    assert statement.profile.id == "icbc-corporate-1"
    assert [(row.amount, row.balance, row.payee) for row in statement.rows] == [(-100050, 900, "甲&乙")]
    assert statement.header_row == 2


def test_an_xml_sheet_of_2003_is_read() -> None:
    """Cells and rows stand where their index says, merged ones take their room, cut numbers are remembered."""
    (sheet,) = read_sheets(BOOK.encode(), "x.xls")
    assert [list(row) for row in sheet.rows] == [
        [],
        ["日期", "", "号"],
        ["2026-03-05T10:00:00.000", "", "4.2000021682024061E+27"],
    ]
    assert sheet.lossy == {(2, 2)}


def test_a_page_that_is_no_statement_says_what_it_is() -> None:
    """A sign-in page, a page that is cut off, other XML: each has its own reason."""
    assert code_of("<html><body>请登录</body></html>") == "file-html"
    assert code_of(PAGE[:-60]) == "file-cut-off"
    assert code_of(BOOK[:-40]) == "file-cut-off"
    assert code_of('<?xml version="1.0"?><Document/>') == "file-xml"


def test_entities_are_never_resolved() -> None:
    """A file that declares entities is refused: neither files of the computer nor billions of laughs come in."""
    declared = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert code_of(declared + BOOK.partition("?>")[2].replace("日期", "&x;")) == "file-dtd"
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    assert code_of(f'<?xml version="1.0"?>{laughs}<Workbook>&b;</Workbook>') == "file-dtd"
    assert code_of("<html><!ENTITY x 'y'><table></table></html>") == "file-dtd"


def test_a_span_does_not_fill_the_memory() -> None:
    """A cell that claims a billion columns is cut to what a sheet can have."""
    rows = read_sheets(b"<table><tr><td colspan='999999999'>a</td></tr></table>", "x")[0].rows
    assert len(rows[0]) == 1000
