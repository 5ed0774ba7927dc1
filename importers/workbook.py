"""Excel workbooks: from bytes to sheets of text cells.

Excel holds binary numbers. They are written out as the shortest decimal that names them (`repr`),
and what Excel has cut already, a whole number of more than 15 digits, is remembered as lossy.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from importers.limits import MEGABYTE
from importers.limits import MOST_UNPACKED
from importers.limits import TOO_BIG
from importers.sheet import Sheet
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unionbooks.core.problems import Place

__all__ = ["is_lossy_number", "is_workbook", "number_text", "read_workbook"]

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

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls begins, and an .xlsx with a password."""
_ENCRYPTED: Final = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k"
_EXACT_DIGITS: Final = 15
_NOISE: Final = Decimal("1e-9")
_CENT: Final = Decimal("0.01")


def is_workbook(members: Iterable[str]) -> bool:
    """Tell a workbook from another archive by the names of its members."""
    return any(one.startswith("xl/") or one == "content.xml" for one in members)


def read_workbook(data: bytes, place: Place) -> tuple[Sheet, ...]:
    """Read the sheets of an .xls, .xlsx, .xlsb or .ods.

    Raises:
        BadInputError: when it is damaged, locked or too large.
    """
    import python_calamine  # noqa: PLC0415 - a csv needs none

    if not data.startswith(OLE):
        _check_size(data, place)
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
        kind = LOCKED if _ENCRYPTED in data else BROKEN
        raise BadInputError(kind(place, reason=error)) from error


def _check_size(data: bytes, place: Place) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(one.file_size for one in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadInputError(BROKEN(place, reason=error)) from error
    if size > MOST_UNPACKED:
        raise BadInputError(TOO_BIG(place, size=size // MEGABYTE, limit=MOST_UNPACKED // MEGABYTE))


def _sheet(name: str, rows: list[list[Any]]) -> Sheet:
    """Turn every cell into text; a column that is text already is not gone through cell by cell."""
    lossy: set[tuple[int, int]] = set()
    width = max(map(len, rows), default=0)
    for x in range(width):
        kinds = {type(row[x]) for row in rows if x < len(row)}
        if kinds <= {str}:
            continue
        for y, row in enumerate(rows):
            if x >= len(row) or (cell := row[x]).__class__ is str:
                continue
            if cell.__class__ is float:
                text = number_text(cell)
                if len(text) > _EXACT_DIGITS and abs(cell) >= 10**_EXACT_DIGITS:
                    lossy.add((y, x))
                row[x] = text
            else:
                row[x] = _cell_text(cell)
    return Sheet(name, rows, frozenset(lossy))


def is_lossy_number(text: str) -> bool:
    """Tell whether Excel has cut a number that it wrote out as text: more digits than it can hold."""
    digits = text.lstrip("-").partition(".")[0]
    return "E+" in text.upper() or (digits.isdecimal() and len(digits) > _EXACT_DIGITS)


def _cell_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "seconds")
    return str(cell)


def number_text(number: float) -> str:
    """Write a binary number out as the decimal it stands for, without the noise of sums, as `12.5` or `100`."""
    text = repr(number)
    if text[-2:] == ".0" and len(text) <= _EXACT_DIGITS:
        return text[:-2]
    if "." in text[-3:-1] and len(text) <= _EXACT_DIGITS:
        return text
    return _exact_text(Decimal(text))


def _exact_text(number: Decimal) -> str:
    if abs(number) < 10**_EXACT_DIGITS:
        rounded = number.quantize(_CENT)
        if abs(number - rounded) <= _NOISE:
            number = rounded
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
