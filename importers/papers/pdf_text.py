"""What is in a PDF: the text of its pages with its places, its attachments, its properties."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

import pypdfium2
import pypdfium2.raw as pdfium

from importers.papers.layout import Cell
from importers.papers.layout import lay_out
from importers.papers.limits import MOST_BYTES
from importers.papers.limits import MOST_CHARACTERS
from importers.papers.limits import MOST_PAGES
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from importers.papers.layout import Page
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["Pdf", "is_pdf", "read_pdf"]

BROKEN: Final = ProblemKind(
    "paper-pdf",
    N_("The PDF cannot be opened ({reason})."),
    N_("Download it again; if it opens on your screen, print it to a new PDF, and keep the original too."),
)
LOCKED: Final = ProblemKind(
    "paper-pdf-locked",
    N_("The PDF is protected by a password."),
    N_("Ask the one who issued it for a PDF without one; an invoice has none."),
)
CUT: Final = ProblemKind(
    "paper-pdf-cut",
    N_("The PDF is cut short: its end is missing."),
    N_("Download it again, complete."),
)
ADDED: Final = ProblemKind(
    "paper-pdf-added",
    N_("Something was added to the PDF after it was signed."),
    N_("Compare it with the original of the one who issued it."),
    "warning",
)

_HEAD: Final = 1024
_TAIL: Final = 4096
_SLACK: Final = 4
_PROPERTIES: Final = (
    "InvoiceNumber",
    "IssueTime",
    "TotalAmWithoutTax",
    "TotalTaxAm",
    "TotalTax-includedAmount",
    "SellerIdNum",
    "SellerName",
    "BuyerIdNum",
    "BuyerName",
)
"""Properties that the tax bureau writes into the PDF of a digital invoice."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """What was found in a PDF.

    Attributes:
        pages: The text of its first pages.
        count: Number of its pages.
        attachments: Name and bytes of each attached file.
        properties: The invoice's fields among its properties.
        problems: What is wrong with it.
    """

    pages: tuple[Page, ...]
    count: int
    attachments: tuple[tuple[str, bytes], ...]
    properties: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def letters(self) -> int:
        """How many characters are printed in it; of a picture, none."""
        return sum(page.letters for page in self.pages)


def is_pdf(data: bytes) -> bool:
    """Tell whether bytes are a PDF."""
    return b"%PDF-" in data[:_HEAD]


def read_pdf(data: bytes, place: Place) -> Pdf:
    """Open a PDF and take out what may be read.

    Raises:
        BadInputError: when it is damaged, cut short or locked.
    """
    if b"%%EOF" not in data[-_TAIL:]:
        raise BadInputError(CUT(place))
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise BadInputError((LOCKED if locked else BROKEN)(place, reason=str(error).rstrip("."))) from None
    try:
        count = len(document)
        if not count:
            raise BadInputError(BROKEN(place, reason="0"))
        pages = tuple(lay_out(_letters(document[number])) for number in range(min(count, MOST_PAGES)))
        return Pdf(
            pages,
            count,
            tuple(_attachments(document)),
            {key: value for key in _PROPERTIES if (value := document.get_metadata_value(key))},
            tuple(_signature_problems(document, len(data), place)),
        )
    except pypdfium2.PdfiumError as error:
        raise BadInputError(BROKEN(place, reason=str(error).rstrip("."))) from None
    finally:
        document.close()


def _letters(page: pypdfium2.PdfPage) -> Iterator[Cell]:
    height = page.get_height()
    text = page.get_textpage()
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        letter = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if letter.isspace() or not letter.isprintable():
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        tall = max(top - bottom, 1.0)
        yield Cell(letter, left, right, height - (top + bottom) / 2, tall)


def _attachments(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, bytes]]:
    left = MOST_BYTES
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        try:
            data = bytes(attachment.get_data())
        except pypdfium2.PdfiumError:  # an entry without a file, which some printers leave behind
            continue
        left -= len(data)
        if left < 0:
            return
        yield attachment.get_name() or str(number), data


def _signature_problems(document: pypdfium2.PdfDocument, size: int, place: Place) -> Iterator[Problem]:
    """Tell when the last signature does not reach to the end of the file."""
    ends = []
    for number in range(max(0, pdfium.FPDF_GetSignatureCount(document.raw))):
        signature = pdfium.FPDF_GetSignatureObject(document.raw, number)
        length = pdfium.FPDFSignatureObj_GetByteRange(signature, None, 0)
        if length >= 4:
            numbers = (ctypes.c_int * length)()
            pdfium.FPDFSignatureObj_GetByteRange(signature, numbers, length)
            ends.append(numbers[length - 2] + numbers[length - 1])
    if ends and max(ends) + _SLACK < size:
        yield ADDED(place)
