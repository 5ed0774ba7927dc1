"""Text files: from bytes to rows of cells, whatever the encoding, the delimiter and the quotation marks."""

from __future__ import annotations

import codecs
import csv
import io
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unionbooks.core.problems import Place

__all__ = ["decode", "decode_as", "delimiter_of", "split_rows"]

ENCODING: Final = ProblemKind(
    "file-encoding",
    N_("The text of the file is neither UTF-8 nor GB18030 nor UTF-16."),
    N_("Download the file again and import it as it is, without opening it in another program."),
)
OPEN_QUOTE: Final = ProblemKind(
    "file-quote",
    N_("A quotation mark in row {row} is not closed, and the rows behind it are swallowed."),
    N_("Close it in that row, or download the file again."),
)

# A cell of a bank's csv has a line break or two at most; more is a quote that swallowed rows.
_MOST_LINES_IN_A_CELL: Final = 8
_DELIMITERS: Final = (",", "\t", ";", "|")
_LOOKED_AT: Final = 300


def decode(data: bytes, place: Place) -> str:
    """Decode text: by its byte order mark, as UTF-16, as UTF-8, as GB18030, each of them strictly.

    Short Chinese texts are too little for statistics; strict decoding in this order was right on
    every sample, and the usual guessing libraries were not.

    Raises:
        BadInputError: when none of them fits.
    """
    return decode_as(data, place)[0]


def decode_as(data: bytes, place: Place) -> tuple[str, str]:
    """Decode text as `decode` does, and say in which encoding it was.

    Raises:
        BadInputError: when none of them fits.
    """
    for encoding in _encodings(data):
        try:
            return data.decode(encoding).removeprefix("\ufeff"), encoding
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


def split_rows(text: str, place: Place) -> list[list[str]]:
    """Split a csv, or what is like one with tabs, semicolons or bars, into rows of cells.

    Raises:
        BadInputError: where a quotation mark swallows the rows behind it.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error:  # a cell beyond 131,072 characters: the quote was opened in the row that is lost
        raise BadInputError(OPEN_QUOTE(place, row=len(rows) + 1)) from None
    if '"' in text:
        _check_quotes(rows, place)
    return rows


def delimiter_of(text: str) -> str:
    """Return the sign that stands most often in the first lines; of two as frequent, the more usual one.

    A bank pads cells with tabs as well as parting them with commas, and puts commas into amounts.
    """
    lines = text.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    counts = {one: sum(line.count(one) for line in lines) for one in _DELIMITERS}
    return max(_DELIMITERS, key=lambda one: counts[one])


def _check_quotes(rows: Sequence[Sequence[str]], place: Place) -> None:
    for at, row in enumerate(rows):
        for cell in row:
            if "\n" in cell and cell.count("\n") > _MOST_LINES_IN_A_CELL:
                raise BadInputError(OPEN_QUOTE(place, row=at + 1))
