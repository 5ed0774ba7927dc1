"""Web pages and XML sheets with an Excel name, as old bank exports are: their tables as sheets of text cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from importers.sheet import Sheet
from importers.sheet import tidy
from importers.text import decode
from importers.workbook import is_lossy_number
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from unionbooks.core.problems import Place

__all__ = ["is_markup", "read_markup"]

IS_HTML: Final = ProblemKind(
    "file-html",
    N_("The file is a web page without a table."),
    N_("Where the bank's site shows a page that asks to sign in, sign in and download the statement again."),
)
IS_XML: Final = ProblemKind(
    "file-xml",
    N_("The file is XML, and no sheet."),
    N_("Check that it is the right file; a voucher's paper is read with: unionbooks paper read."),
)
DTD: Final = ProblemKind(
    "file-dtd",
    N_("The file declares entities of its own, which no statement does and which may be an attack."),
    N_("Do not open it; ask where it comes from, and download the statement from the bank's own site."),
)
CUT_OFF: Final = ProblemKind(
    "file-cut-off",
    N_("The file ends in the middle of a table: rows are missing."),
    N_("Download it again."),
)

_START: Final = re.compile(
    rb"[\xef\xbb\xbf\s]*<(?:!doctype|html|head|body|table|meta|style|div|\?xml|\?mso|workbook)", re.IGNORECASE
)
_DECLARED: Final = re.compile(r"<!(?:ENTITY|DOCTYPE[^>]*\[)", re.IGNORECASE)
_XML_HEAD: Final = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)
_SHEET: Final = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST_COLUMNS: Final = 1000
_MOST_ROWS: Final = 1 << 20


def is_markup(data: bytes) -> bool:
    """Tell by its beginning whether a file is HTML or XML."""
    return _START.match(data[:512]) is not None


def read_markup(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """Read the tables of a page, or the sheets of an XML spreadsheet of 2003; no entity is ever resolved.

    Raises:
        BadInputError: when there is none, the file is cut off, or it declares entities.
    """
    text = decode(data, place)
    if _DECLARED.search(text):
        raise BadInputError(DTD(place))
    is_xml = _XML_HEAD.match(text) is not None and "<html" not in text[:2000].lower()
    body = _XML_HEAD.sub("", text, count=1).encode()
    return _read_xml(body, place) if is_xml or "<Workbook" in text[:2000] else _read_html(body, place)


def _read_html(body: bytes, place: Place) -> tuple[Sheet, ...]:
    from lxml import etree  # noqa: PLC0415 - hardly any statement is a page

    if body.lower().count(b"<table") > body.lower().count(b"</table"):
        raise BadInputError(CUT_OFF(place))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, recover=True)
    root = etree.fromstring(body, parser)
    tables = [] if root is None else list(root.iter("table"))
    sheets = [Sheet(str(at + 1) if len(tables) > 1 else "", list(_html_rows(one))) for at, one in enumerate(tables)]
    if not sheets:
        raise BadInputError(IS_HTML(place))
    return tuple(sheets)


def _html_rows(table: _Element) -> Iterator[list[str]]:
    """Give the rows of a table without those of tables in it; a cell over several columns is followed by empty ones."""
    for row in _own_rows(table):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            cells.append(tidy(_text(cell)))
            cells.extend([""] * (_span(cell.get("colspan")) - 1))
        yield cells[:_MOST_COLUMNS]


def _own_rows(table: _Element) -> Iterator[_Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _text(element: _Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext()))


def _span(text: str | None) -> int:
    return min(int(text), _MOST_COLUMNS) if text and text.isdecimal() and int(text) else 1


def _read_xml(body: bytes, place: Place) -> tuple[Sheet, ...]:
    from lxml import etree  # noqa: PLC0415 - as above

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        raise BadInputError(CUT_OFF(place)) from None
    if root.tag != f"{_SHEET}Workbook":
        raise BadInputError(IS_XML(place))
    return tuple(_xml_sheet(one) for one in root.iter(f"{_SHEET}Worksheet"))


def _xml_sheet(sheet: _Element) -> Sheet:
    rows: list[list[str]] = []
    lossy: set[tuple[int, int]] = set()
    for row in sheet.iter(f"{_SHEET}Row"):
        place = min(_index(row, len(rows)), _MOST_ROWS)
        rows.extend([] for _ in range(place - len(rows)))
        cells: list[str] = []
        for cell in row.iterchildren(f"{_SHEET}Cell"):
            at = min(_index(cell, len(cells)), _MOST_COLUMNS)
            cells.extend([""] * (at - len(cells)))
            data = cell.find(f"{_SHEET}Data")
            text = _text(data)
            if data is not None and data.get(f"{_SHEET}Type") == "Number" and is_lossy_number(text):
                lossy.add((len(rows), len(cells)))
            cells.append(text)
            cells.extend([""] * min(_index(cell, 0, "MergeAcross", first=0), _MOST_COLUMNS))
        rows.append(cells)
    return Sheet(sheet.get(f"{_SHEET}Name") or "", rows, frozenset(lossy))


def _index(element: _Element, default: int, name: str = "Index", *, first: int = 1) -> int:
    text = element.get(f"{_SHEET}{name}") or ""
    return max(int(text) - first, default) if text.isdecimal() else default
