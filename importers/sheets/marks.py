"""What a workbook says of its cells beside their values: hidden sheets, merged cells, formulas."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import BROKEN
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

__all__ = ["Area", "Marks", "marks_of"]

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK: Final = "xl/workbook.xml"
_BOOK_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_CELL: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells; rows and columns count from 0, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of one sheet.

    Attributes:
        hidden: Whether nobody sees the sheet.
        merged: Cells that are joined to one.
        formulas: Row and column of cells that are reckoned; known of .xlsx only.
    """

    hidden: bool = False
    merged: tuple[Area, ...] = ()
    formulas: frozenset[tuple[int, int]] = frozenset()


def marks_of(data: bytes, filename: str) -> Mapping[str, Marks]:
    """Return name of a sheet -> its marks, for a workbook that `importers.cells` could read; nothing for a csv.

    Raises:
        BadInputError: when the workbook is broken where only its formulas are looked up.
    """
    if not data.startswith((_ZIP, _OLE)):
        return {}
    import python_calamine  # noqa: PLC0415 - a csv needs none

    formulas = dict(_formulas(data, Place(filename))) if data.startswith(_ZIP) else {}
    marks: dict[str, Marks] = {}
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        for about in book.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            merged = book.get_sheet_by_name(about.name).merged_cell_ranges or []
            marks[about.name] = Marks(
                about.visible != python_calamine.SheetVisibleEnum.Visible,
                tuple(Area(*start, *end) for start, end in merged),
                formulas.get(about.name, frozenset()),
            )
    return marks


def _formulas(data: bytes, place: Place) -> Iterator[tuple[str, frozenset[tuple[int, int]]]]:
    """Give the name of each sheet of an .xlsx with its cells that are reckoned; nothing for other archives."""
    from lxml import etree  # noqa: PLC0415 - only a workbook needs it

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = frozenset(archive.namelist())
        if not {_BOOK, _BOOK_RELATIONS} <= parts:
            return
        try:
            relations = etree.fromstring(archive.read(_BOOK_RELATIONS), parser)
            targets = {one.get("Id"): one.get("Target") for one in relations}
            for sheet in etree.fromstring(archive.read(_BOOK), parser).iter("{*}sheet"):
                target = next((targets.get(value) for key, value in sheet.items() if str(key).endswith("}id")), None)
                part = posixpath.normpath(posixpath.join("/xl", target or "")).lstrip("/")
                if part in parts:
                    yield sheet.get("name") or "", frozenset(_reckoned(archive.read(part)))
        except etree.XMLSyntaxError as error:
            raise BadInputError(BROKEN(place, reason=error)) from error


def _reckoned(part: bytes) -> Iterator[tuple[int, int]]:
    """Give row and column of each cell of a sheet that holds a formula."""
    from lxml import etree  # noqa: PLC0415 - as above

    for _, cell in etree.iterparse(io.BytesIO(part), tag="{*}c", resolve_entities=False, no_network=True):
        if cell.find("{*}f") is not None and (match := _CELL.fullmatch(cell.get("r") or "")):
            yield int(match[2]) - 1, _column(match[1])
        cell.clear()


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
