"""From the bytes of a file to sheets of text cells: encodings, csv, Excel; nothing is understood yet.

Excel holds binary numbers. They are written out as the shortest decimal that names them (`repr`),
and what Excel has cut already, a whole number of more than 15 digits, is remembered as lossy.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import unicodedata
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Sheet", "cell_name", "compare_form", "decode", "read_sheets", "tidy"]

ENCODING: Final = ProblemKind(
    "file-encoding",
    N_("The text of the file is neither UTF-8 nor GB18030 nor UTF-16."),
    N_("Download the file again and import it as it is, without opening it in another program."),
)
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
IS_HTML: Final = ProblemKind(
    "file-html",
    N_("The file is a web page with an Excel name."),
    N_("Open it in Excel or WPS, save it as an .xlsx workbook, and import that."),
)
LOCKED: Final = ProblemKind(
    "file-locked",
    N_("The workbook is protected by a password."),
    N_("Open it with the password, save it without one, and import that."),
)
BROKEN: Final = ProblemKind(
    "file-broken",
    N_("The workbook cannot be read ({reason})."),
    N_("Download it again; if it opens in Excel or WPS, save it there as an .xlsx workbook."),
)
TOO_BIG: Final = ProblemKind(
    "file-too-big",
    N_("The file is too large to be a statement ({size} MB unpacked, at most {limit} MB)."),
    N_("Download a shorter period."),
)
OPEN_QUOTE: Final = ProblemKind(
    "file-quote",
    N_("A quotation mark in row {row} is not closed, and the rows behind it are swallowed."),
    N_("Close it in that row, or download the file again."),
)

_LIMIT_MB: Final = 256
_MEGABYTE: Final = 1 << 20
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
# A cell of a bank's csv has a line break or two at most; more is a quote that swallowed rows.
_MOST_LINES_IN_A_CELL: Final = 8
_EXACT_DIGITS: Final = 15
_NOISE: Final = Decimal("1e-9")
_CENT: Final = Decimal("0.01")
_BLANKS: Final = "\ufeff\u200b\u3000\xa0 \t\r\n"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file; a csv is one sheet without a name.

    Attributes:
        name: The sheet's name.
        rows: Its rows from the first on, each with as many cells as it has.
        lossy: Row and column, both from 0, of long numbers whose last digits Excel has lost.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    lossy: frozenset[tuple[int, int]] = frozenset()


def read_sheets(data: bytes, filename: str) -> tuple[Sheet, ...]:
    """Read every sheet of a csv, xlsx or xls; the content decides what it is, not the name.

    Raises:
        BadInputError: when the file holds no rows that can be read; the sentence says what to do.
    """
    place = Place(filename)
    head = data.lstrip()[:64].lower()
    if head.startswith(b"%pdf"):
        raise BadInputError(IS_PDF(place))
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise BadInputError(IS_HTML(place))
    if len(data) > _LIMIT_MB * _MEGABYTE:
        raise BadInputError(TOO_BIG(place, size=len(data) // _MEGABYTE, limit=_LIMIT_MB))
    sheets = _read_workbook(data, place) if data.startswith((_OLE, _ZIP)) else (_read_csv(data, place),)
    if not any(tidy(cell) for sheet in sheets for row in sheet.rows for cell in row):
        raise BadInputError(EMPTY(place))
    return sheets


def decode(data: bytes, place: Place) -> str:
    """Decode text: by its byte order mark, as UTF-16, as UTF-8, as GB18030, each of them strictly.

    Short Chinese texts are too little for statistics; strict decoding in this order was right on
    every sample, and the usual guessing libraries were not.

    Raises:
        BadInputError: when none of them fits.
    """
    for encoding in _encodings(data):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise BadInputError(ENCODING(place))


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in data:  # digits and commas in UTF-16; no other text has them
        little = data[1::2].count(0) >= data[::2].count(0)
        return ("utf-16-le" if little else "utf-16-be",)
    return ("utf-8", "gb18030")


def _read_csv(data: bytes, place: Place) -> Sheet:
    text = decode(data, place)
    rows = _split(text, ",", place)
    if "\t" in text and max((len(row) for row in rows), default=0) <= 2:
        rows = _split(text, "\t", place)
    for i, row in enumerate(rows):
        if any(cell.count("\n") > _MOST_LINES_IN_A_CELL for cell in row):
            raise BadInputError(OPEN_QUOTE(place, row=i + 1))
    return Sheet("", tuple(map(tuple, rows)))


def _split(text: str, delimiter: str, place: Place) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error:  # a cell beyond 131,072 characters: the quote was opened in the row that is lost
        raise BadInputError(OPEN_QUOTE(place, row=len(rows) + 1)) from None
    return rows


def _read_workbook(data: bytes, place: Place) -> tuple[Sheet, ...]:
    import python_calamine  # noqa: PLC0415 - a csv needs none

    if data.startswith(_ZIP):
        _check_archive(data, place)
    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return tuple(
                _sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name, kind in zip(book.sheet_names, book.sheets_metadata, strict=True)
                if kind.typ == python_calamine.SheetTypeEnum.WorkSheet
            )
    except python_calamine.PasswordError:
        raise BadInputError(LOCKED(place)) from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        kind = LOCKED if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k" in data else BROKEN
        raise BadInputError(kind(place, reason=error)) from error


def _check_archive(data: bytes, place: Place) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise BadInputError(BROKEN(place, reason=error)) from error
    if not any(one.filename.startswith("xl/") or one.filename == "content.xml" for one in members):
        raise BadInputError(IS_ZIP(place))
    size = sum(one.file_size for one in members) // _MEGABYTE
    if size > _LIMIT_MB:
        raise BadInputError(TOO_BIG(place, size=size, limit=_LIMIT_MB))


def _sheet(name: str, rows: Iterable[Iterable[Any]]) -> Sheet:
    lossy: set[tuple[int, int]] = set()
    texts: list[tuple[str, ...]] = []
    for y, row in enumerate(rows):
        cells = list(row)
        lossy.update((y, x) for x, cell in enumerate(cells) if _is_lossy(cell))
        texts.append(tuple(map(_cell_text, cells)))
    return Sheet(name, tuple(texts), frozenset(lossy))


def _is_lossy(cell: object) -> bool:
    return isinstance(cell, float) and abs(cell) >= 10**_EXACT_DIGITS


def _cell_text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return _number_text(Decimal(repr(cell)))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def _number_text(number: Decimal) -> str:
    """Write a number out, without the noise that sums of binary numbers leave behind."""
    if abs(number) < 10**_EXACT_DIGITS:
        rounded = number.quantize(_CENT)
        if abs(number - rounded) <= _NOISE:
            number = rounded
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def tidy(cell: str, strip: str = "") -> str:
    """Take white space of every kind, and the profile's own padding, from around a cell."""
    return cell.strip(_BLANKS + strip)


def compare_form(text: str) -> str:
    """Return a header word in the form in which words are compared: half-width, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def cell_name(row: int, column: int) -> str:
    """Name a cell as a spreadsheet does, `D7`; both count from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
