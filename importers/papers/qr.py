"""QR codes of invoices: on a picture, or on a page that is drawn for it.

    01,<type>,<code>,<number>,<amount>,<yyyymmdd>,<check code>,<crc>,

The amount is the net one on older invoices and the gross one on tickets; so it is kept apart
(`Invoice.loose`) and only ever compared.
"""

from __future__ import annotations

import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import pypdfium2
import typst
import zxingcpp

from importers.papers.figures import read_day
from importers.papers.figures import read_yuan
from importers.papers.invoice import Invoice
from importers.papers.invoice import plain_code
from importers.papers.invoice import plain_number
from importers.papers.invoice import unique_number
from importers.papers.limits import MOST_PIXELS
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from importers.papers.invoice import InvoiceKind
    from unionbooks.core.problems import Place

__all__ = ["codes_on_page", "codes_on_picture", "invoice_of_code", "picture_kind"]

BROKEN: Final = ProblemKind(
    "paper-picture-broken",
    N_("The picture cannot be opened."),
    N_("Take it or scan it again, as JPEG or PNG."),
)
TOO_BIG: Final = ProblemKind(
    "paper-picture-size",
    N_("The picture has {width} by {height} points, more than any paper needs."),
    N_("Scan it again at 300 points an inch."),
)

_TYPES: Final[Mapping[str, InvoiceKind]] = {
    "01": "vat-special",
    "04": "vat-ordinary",
    "08": "vat-special",
    "10": "vat-ordinary",
    "20": "vat-special",
    "31": "digital-special",
    "32": "digital-ordinary",
    "51": "railway",
    "61": "air",
}
_SCALES: Final = (2.0, 4.0)
_LONGEST_SIDE: Final = 4000.0
_STARTS: Final = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"))
# One page of exactly the picture's size, so that a point of the page is a point of the picture.
_PAGE: Final = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", width: {width}pt)\n'


def picture_kind(data: bytes) -> str:
    """Return `png`, `jpg`, `gif` or `webp`; empty for what is no picture that can be read."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return next((kind for start, kind in _STARTS if data.startswith(start)), "")


def codes_on_picture(data: bytes, place: Place) -> tuple[str, ...]:
    """Return the texts of the QR codes on a picture.

    Raises:
        BadInputError: when it cannot be opened, or is too large.
    """
    kind = picture_kind(data)
    width, height = _size(data, kind)
    if width * height > MOST_PIXELS:
        raise BadInputError(TOO_BIG(place, width=width, height=height))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"picture.{kind}").write_bytes(data)
        source = Path(folder) / "page.typ"
        source.write_text(_PAGE.format(name=f"picture.{kind}", width=min(width or 1000, 1000)), encoding="utf-8")
        try:
            made = typst.compile(str(source), ignore_system_fonts=True)
        except typst.TypstError:
            raise BadInputError(BROKEN(place)) from None
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    scale = max(1.0, min(width, _LONGEST_SIDE) / 1000)
    return _codes(made, 0, (scale, scale / 2, scale * 2))


def codes_on_page(pdf: bytes, number: int) -> tuple[str, ...]:
    """Return the texts of the QR codes on a page of a PDF, which was opened before."""
    return _codes(pdf, number, _SCALES)


def _codes(pdf: bytes, number: int, scales: tuple[float, ...]) -> tuple[str, ...]:
    """Draw a page, larger if need be, until a code is found on it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number]
        longest = max(page.get_size())
        for scale in scales:
            image = page.render(scale=min(scale, _LONGEST_SIDE / longest), grayscale=True).to_numpy()
            found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
            if found:
                return tuple(code.text for code in found)
        return ()
    finally:
        document.close()


def invoice_of_code(text: str) -> Invoice | None:
    """Read an invoice's QR code; `None` where it is another code, such as a link to a web page."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 6 or parts[0] != "01" or not parts[3].isdigit():
        return None
    try:
        amount, day = read_yuan(parts[4]), read_day(parts[5])
    except ValueError:
        return None
    return Invoice(
        kind=_TYPES.get(parts[1].zfill(2), "other"),
        number=unique_number(parts[2], parts[3]),
        code=plain_number(parts[2]),
        date=day,
        check_code=plain_code(parts[6]) if len(parts) > 6 else "",
        loose=amount,
    )


def _size(data: bytes, kind: str) -> tuple[int, int]:
    """Return width and height of a picture from its head; nought by nought where they are not there."""
    if kind == "png" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if kind == "gif" and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    if kind == "jpg":
        return _jpeg_size(data)
    if kind == "webp" and len(data) >= 30:
        return _webp_size(data)
    return 0, 0


def _jpeg_size(data: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + length
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    form = data[12:16]
    if form == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
