"""From the bytes of a file to sheets of text cells; nothing is understood yet.

The content decides what a file is, not its name: banks give xlsx, web pages and even tables of tabs
the name of an xls.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from typing import Final

from importers.limits import MEGABYTE
from importers.limits import MOST_BYTES
from importers.limits import TOO_BIG
from importers.markup import is_markup
from importers.markup import read_markup
from importers.sheet import BLANKS
from importers.sheet import Sheet
from importers.sheet import cell_name
from importers.sheet import compare_form
from importers.sheet import tidy
from importers.text import decode
from importers.text import split_rows
from importers.workbook import BROKEN
from importers.workbook import OLE
from importers.workbook import is_workbook
from importers.workbook import read_workbook
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BROKEN", "ZIP", "Sheet", "cell_name", "check_kind", "compare_form", "decode", "read_sheets", "tidy"]

EMPTY: Final = ProblemKind(
    "file-empty",
    N_("The file holds no rows."),
    N_("Check that it is the right file, and that the bank's download was complete."),
)
IS_PDF: Final = ProblemKind(
    "file-pdf",
    N_("The file is a PDF, which holds a picture of the statement and no rows."),
    N_("Download the statement as csv or Excel instead."),
)
IS_ZIP: Final = ProblemKind(
    "file-zip",
    N_("The file is an archive."),
    N_("Unpack it, with the password the app has sent you where it asks for one, and import the file in it."),
)
IS_OTHER: Final = ProblemKind(
    "file-kind",
    N_("The file is no statement but {kind}."),
    N_("Download the statement as csv or Excel."),
)

IS_OFD: Final = ProblemKind(
    "file-ofd",
    N_("The file is an OFD paper, such as an invoice, and no statement."),
    N_("Read it with: unionbooks paper read, and file it with its voucher."),
)

ZIP: Final = b"PK\x03\x04"
"""How a zip begins, and so an .xlsx."""
_OTHERS: Final = (
    (b"\xff\xd8\xff", N_("a picture")),
    (b"\x89PNG", N_("a picture")),
    (b"GIF8", N_("a picture")),
    (b"Rar!\x1a\x07", N_("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", N_("a 7z archive")),
    (b"\x1f\x8b", N_("a gzip archive")),
)


def read_sheets(data: bytes, filename: str) -> tuple[Sheet, ...]:
    """Read every sheet of a csv, xlsx, xls or ods, of a web page or an XML sheet named like one.

    Raises:
        BadInputError: when the file holds no rows that can be read; the sentence says what to do.
    """
    place = Place(filename)
    check_kind(data, place)
    sheets: Sequence[Sheet]
    if data.startswith((OLE, ZIP)):
        sheets = read_workbook(data, place)
    elif is_markup(data):
        sheets = read_markup(data, place)
    else:
        sheets = (Sheet("", split_rows(decode(data, place), place)),)
    if not any(map(_holds_something, sheets)):
        raise BadInputError(EMPTY(place))
    return tuple(sheets)


def check_kind(data: bytes, place: Place) -> None:
    """Refuse what is no table by its size or its first bytes.

    Raises:
        BadInputError: for a PDF, a picture, an archive, or a file beyond every limit.
    """
    if len(data) > MOST_BYTES:
        raise BadInputError(TOO_BIG(place, size=len(data) // MEGABYTE, limit=MOST_BYTES // MEGABYTE))
    if data[:1024].lstrip()[:5].lower().startswith(b"%pdf"):
        raise BadInputError(IS_PDF(place))
    for start, kind in _OTHERS:
        if data.startswith(start):
            raise BadInputError(IS_OTHER(place, kind=message(kind)))
    if data.startswith(ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = archive.namelist()
        except zipfile.BadZipFile as error:
            raise BadInputError(BROKEN(place, reason=error)) from error
        if "OFD.xml" in names:
            raise BadInputError(IS_OFD(place))
        if not is_workbook(names):
            raise BadInputError(IS_ZIP(place))
    if not data.strip(b"\0 \t\r\n"):
        raise BadInputError(EMPTY(place))


def _holds_something(sheet: Sheet) -> bool:
    return any(cell.strip(BLANKS) for row in sheet.rows for cell in row)
