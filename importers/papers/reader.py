"""From the bytes of a file to the papers in it; the content decides what it is, never the name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.archive import is_archive
from importers.archive import unpack
from importers.papers.archive import BROKEN
from importers.papers.archive import holds
from importers.papers.archive import is_zip
from importers.papers.bank_slip import read_slip_page
from importers.papers.bank_slip import read_slip_xbrl
from importers.papers.camt import is_camt
from importers.papers.camt import read_camt
from importers.papers.fiscal import is_fiscal
from importers.papers.fiscal import read_fiscal
from importers.papers.invoice import Source
from importers.papers.limits import MEGABYTE
from importers.papers.limits import MOST_BYTES
from importers.papers.merge import combine
from importers.papers.mt940 import is_mt940
from importers.papers.mt940 import read_mt940
from importers.papers.nodes import looks_like_xml
from importers.papers.nodes import read_xml
from importers.papers.ofd import is_ofd
from importers.papers.ofd import read_ofd
from importers.papers.pdf_text import is_pdf
from importers.papers.pdf_text import read_pdf
from importers.papers.printed import read_page
from importers.papers.printed import value_of
from importers.papers.properties import invoice_of_properties
from importers.papers.qr import codes_on_page
from importers.papers.qr import codes_on_picture
from importers.papers.qr import invoice_of_code
from importers.papers.qr import picture_kind
from importers.papers.tickets import read_air
from importers.papers.tickets import read_railway
from importers.papers.xbrl import kind_of
from importers.papers.xbrl import read_statement_xbrl
from importers.papers.xml_invoice import Fields
from importers.papers.xml_invoice import read_digital
from importers.papers.xml_invoice import read_older
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from importers.archive import AskPassword
    from importers.papers.bank_slip import BankSlip
    from importers.papers.bank_statement import BankStatement
    from importers.papers.invoice import Invoice
    from importers.papers.invoice import Way
    from importers.papers.layout import Page
    from importers.papers.nodes import Node
    from unionbooks.core.problems import Problem

__all__ = ["PaperFile", "read_file"]

UNKNOWN: Final = ProblemKind(
    "paper-unknown",
    N_("The file is no invoice, receipt, slip or statement that can be read."),
    N_("File it as it is with: unionbooks voucher attach."),
)
EMPTY: Final = ProblemKind(
    "paper-empty",
    N_("The file is empty, or holds nothing but zeros."),
    N_("Download it again."),
)
TOO_BIG: Final = ProblemKind(
    "paper-too-big",
    N_("The file is too large to be a paper ({size} MB, at most {limit} MB)."),
    N_("Check that it is the right file."),
)
HTML: Final = ProblemKind(
    "paper-html",
    N_("The file is a web page, whatever its name says; the download was not allowed or had expired."),
    N_("Open the link again, and download the invoice itself."),
)
PICTURE: Final = ProblemKind(
    "paper-picture",
    N_("The paper is a picture, which is no original of an electronic invoice (财会〔2020〕6号)."),
    N_("Ask for the XML, OFD or PDF that was issued; keep the picture beside it."),
    "warning",
)
SEVERAL: Final = ProblemKind(
    "paper-several",
    N_("The file holds several invoices: {numbers}."),
    N_("Save each in a file of its own, as it was issued."),
)

_FEW_LETTERS: Final = 20
_OFFICE: Final = "[Content_Types].xml"
_MOST_PICTURES: Final = 8


@dataclass(frozen=True, slots=True)
class PaperFile:
    """One original, and what was read from it.

    Attributes:
        name: Its name, with the archive it came in.
        data: Its bytes.
        sha256: Their digest.
        form: What it is technically: `xml`, `ofd`, `pdf`, `picture`, `text`; empty where that is not known.
        invoice: The invoice, ticket or receipt in it.
        slips: The bank's slips in it.
        statements: The bank statements in it.
        problems: What is wrong with it, contradictions between its own parts included.
    """

    name: str
    data: bytes = field(repr=False)
    sha256: str
    form: str = ""
    invoice: Invoice | None = None
    slips: tuple[BankSlip, ...] = ()
    statements: tuple[BankStatement, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def is_understood(self) -> bool:
        """Whether anything was read from it."""
        return bool(self.invoice or self.slips or self.statements)


class _Found:
    """What is found in one file while it is read."""

    def __init__(self, name: str, sha256: str) -> None:
        self.place = Place(name)
        self.sha256 = sha256
        self.readings: list[Invoice] = []
        self.slips: list[BankSlip] = []
        self.statements: list[BankStatement] = []
        self.problems: list[Problem] = []

    def source(self, way: Way) -> Source:
        return Source(self.place.file, self.sha256, way)

    def invoice(self, reading: Invoice | None, way: Way) -> None:
        if reading is not None:
            self.readings.append(replace(reading, sources=(self.source(way),)))

    def structured(self, root: Node, way: Way) -> None:
        """Read XML of whichever kind it is."""
        fields = Fields(root, self.place)
        kind = kind_of(root)
        if kind == "bkrs":
            self.statements.append(read_statement_xbrl(root, self.place))
        elif is_camt(root):
            self.statements += read_camt(root, self.place)
        elif kind == "bker":
            self.slips.append(read_slip_xbrl(fields, self.source(way)))
        elif kind == "rai" or root.first("ElectronicInvoiceRailwayETicketNumber"):
            self.invoice(read_railway(fields), way)
        elif kind == "atr" or root.first("ElectronicInvoiceAirTransportReceiptNumber"):
            self.invoice(read_air(fields), way)
        elif kind == "efi" or is_fiscal(root):
            self.invoice(read_fiscal(fields), way)
        elif root.first("TotalTax-includedAmount", "TotalAmWithoutTax"):
            self.invoice(read_digital(fields), way)
        elif root.first("InvoiceNo") and root.first("TaxInclusiveTotalAmount", "TaxExclusiveTotalAmount"):
            self.invoice(read_older(fields), way)
        self.problems += fields.problems

    def attachments(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Read the attached files that are XML; a broken one is a problem of the paper."""
        for _, data in files:
            if looks_like_xml(data):
                try:
                    self.structured(read_xml(data, self.place), "attachment")
                except BadInputError as error:
                    self.problems += error.problems

    def properties(self, properties: Mapping[str, str]) -> None:
        """Read what the properties of the file say."""
        invoice, problems = invoice_of_properties(properties, self.place)
        self.invoice(invoice, "properties")
        self.problems += problems

    def pages(self, pages: tuple[Page, ...]) -> None:
        """Read what is printed: a slip, or an invoice."""
        numbers = dict.fromkeys(filter(None, (value_of(page, "发票号码").split(" ")[0] for page in pages)))
        if len(numbers) > 1:
            self.problems.append(SEVERAL(self.place, numbers=", ".join(numbers)))
        reading = read_page(pages)
        self.invoice(reading, "text")
        if reading is None and not self.slips:
            self.slips += read_slip_page(pages, self.source("text"))

    def codes(self, texts: Iterable[str]) -> None:
        """Read QR codes."""
        for text in texts:
            self.invoice(invoice_of_code(text), "qr")

    def done(self, data: bytes, form: str) -> PaperFile:
        """Put everything together."""
        merged = combine(self.readings) if self.readings else None
        problems = [*self.problems, *(merged.problems if merged else ())]
        problems += [problem for one in self.statements for problem in one.problems]
        whole = PaperFile(
            self.place.file,
            data,
            self.sha256,
            form,
            merged.invoice if merged else None,
            tuple(self.slips),
            tuple(self.statements),
            tuple(problem for at, problem in enumerate(problems) if problem not in problems[:at]),
        )
        return whole if whole.is_understood or problems else replace(whole, problems=(UNKNOWN(self.place),))


def read_file(data: bytes, name: str, ask: AskPassword = lambda _: None) -> tuple[PaperFile, ...]:
    """Read a file: one paper, or those of an archive.

    Nothing is raised for a file that is damaged or not understood: it comes back with its problems, so
    that one bad file among many does not hide the others.

    Args:
        data: The file.
        name: Its name.
        ask: From the name of a locked archive to its password; `None` where nobody can say.
    """
    if len(data) <= MOST_BYTES and is_archive(data) and not holds(data, _OFFICE):
        try:
            return tuple(_read_one(one.data, one.name) for one in unpack(data, name, ask))
        except BadInputError as error:
            return (PaperFile(name, data, hashlib.sha256(data).hexdigest(), problems=error.problems),)
    return (_read_one(data, name),)


def _read_one(data: bytes, name: str) -> PaperFile:
    found = _Found(name, hashlib.sha256(data).hexdigest())
    if len(data) > MOST_BYTES:
        found.problems.append(TOO_BIG(found.place, size=len(data) // MEGABYTE, limit=MOST_BYTES // MEGABYTE))
        return found.done(data, "")
    try:
        return found.done(data, _read_into(found, data))
    except BadInputError as error:
        found.problems += error.problems
        found.readings.clear()
        return found.done(data, "")


def _read_into(found: _Found, data: bytes) -> str:
    if not data.strip(b"\0 \t\r\n"):
        raise BadInputError(EMPTY(found.place))
    if is_ofd(data):
        _read_ofd(found, data)
        return "ofd"
    if is_zip(data) and not holds(data, _OFFICE):  # an archive that opens was unpacked before
        raise BadInputError(BROKEN(found.place, reason="zip"))
    if is_pdf(data):
        _read_pdf(found, data)
        return "pdf"
    if picture_kind(data):
        found.codes(codes_on_picture(data, found.place))
        found.problems.append(PICTURE(found.place))
        return "picture"
    if looks_like_xml(data):
        found.structured(read_xml(data, found.place), "xml")
        return "xml"
    if is_mt940(data):
        found.statements += read_mt940(data, found.place)
        return "text"
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype html")):
        raise BadInputError(HTML(found.place))
    return ""


def _read_ofd(found: _Found, data: bytes) -> None:
    ofd = read_ofd(data, found.place)
    found.problems += ofd.problems
    found.attachments(ofd.attachments)
    if ofd.tags is not None:
        found.structured(ofd.tags, "tags")
    found.pages(ofd.pages)
    found.properties(ofd.properties)
    for _, picture in ofd.pictures[:_MOST_PICTURES]:
        try:
            found.codes(codes_on_picture(picture, found.place))
        except BadInputError as error:
            found.problems += [replace(problem, level="warning") for problem in error.problems]


def _read_pdf(found: _Found, data: bytes) -> None:
    pdf = read_pdf(data, found.place)
    found.problems += pdf.problems
    found.attachments(pdf.attachments)
    found.properties(pdf.properties)
    found.pages(pdf.pages)
    if pdf.letters < _FEW_LETTERS:
        found.problems.append(PICTURE(found.place))
    found.codes(codes_on_page(data, 0))
