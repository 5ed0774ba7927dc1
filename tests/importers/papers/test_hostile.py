from __future__ import annotations

import io
import tracemalloc
import zipfile
from dataclasses import replace

import papers as made
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from papers import Paper
from papers import digital_xml
from papers import ofd
from papers import pdf
from papers import placed
from papers import png
from papers import zipped

from importers.papers.checks import check_invoice
from importers.papers.reader import PaperFile
from importers.papers.reader import read_file

MEGABYTE = 1 << 20
PDF = pdf(Paper())
SIGNED = ofd(placed(Paper()), attached={"original_invoice.xml": digital_xml(Paper())}, signed=True)


def codes(data: bytes, name: str = "paper.pdf", password: str | None = None) -> list[str]:
    """Return the codes of the errors that reading a file gives, its own checks included."""
    found = read_file(data, name, lambda _: password)
    return [code for one in found for code in _codes(one)]


def _codes(one: PaperFile) -> list[str]:
    problems = [*one.problems, *(check_invoice(one.invoice) if one.invoice else ())]
    return [problem.code for problem in problems if problem.level == "error"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "paper-empty"),
        (b"\0" * MEGABYTE, "paper-empty"),
        (b"<!DOCTYPE html><html><body>login</body></html>", "paper-html"),
        (b"just words", "paper-unknown"),
        (PDF[: len(PDF) // 2], "paper-pdf-cut"),
        (b"%PDF-1.7 rubbish\n%%EOF", "paper-pdf"),
        (digital_xml()[:-200], "paper-xml"),
        (SIGNED[: len(SIGNED) // 2], "paper-zip"),
        (b"PK\x03\x04 rubbish", "archive-broken"),
        (b"\x89PNG\r\n\x1a\n rubbish", "paper-picture-broken"),
    ],
)
def test_what_is_damaged_is_named(data: bytes, code: str) -> None:
    """A file that is empty, cut short or not what its name says comes back with the reason, and without an invoice."""
    found = read_file(data, "paper.pdf")
    assert [problem.code for one in found for problem in one.problems] == [code]
    assert all(one.invoice is None for one in found)


def test_a_locked_pdf() -> None:
    """A PDF with a password is told from a broken one."""
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    lock = b"3 0 obj<</Filter/Standard/V 1/R 2/O(" + b"a" * 32 + b")/U(" + b"b" * 32 + b")/P -44>>endobj\n"
    tail = b"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<00><00>]>>\nstartxref\n0\n%%EOF\n"
    assert codes(head + lock + tail) == ["paper-pdf-locked"]


XXE = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<EInvoice><TaxSupervisionInfo><InvoiceNumber>&x;</InvoiceNumber></TaxSupervisionInfo></EInvoice>"""
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">%s]>
<EInvoice><BuyerName>&l9;</BuyerName></EInvoice>""" % (
    b"".join(b'<!ENTITY l%d "%s">' % (n, (b"&l%d;" % (n - 1) if n else b"&a;") * 10) for n in range(10))
)


@pytest.mark.parametrize(
    "data", [XXE, LAUGHS, XXE.decode().replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")]
)
@pytest.mark.parametrize("inside", ["alone", "ofd", "pdf"])
def test_no_entity_is_ever_resolved(data: bytes, inside: str) -> None:
    """XML with a DTD is refused wherever it stands, and nothing of the computer's files gets into an invoice."""
    if inside == "ofd":
        data = ofd(placed(Paper()), attached={"original_invoice.xml": data})
    elif inside == "pdf":
        data = made.attach(PDF, ("0", data))
    found = read_file(data, "x.xml")
    assert {problem.code for one in found for problem in one.problems} <= {"paper-dtd", "paper-xml"}
    assert found[0].problems
    assert "root:" not in repr(found)


def test_a_changed_amount_does_not_add_up() -> None:
    """An amount that was changed in the XML contradicts the sum and the capitals."""
    assert codes(digital_xml(replace(Paper(), gross="900.00"))) == ["paper-sum", "paper-capitals"]
    goods = (made.Goods(net="87.09"),)
    assert codes(digital_xml(replace(Paper(), goods=goods))) == ["paper-lines"]


def test_a_changed_attachment_contradicts_its_page_and_its_signature() -> None:
    """XML that was changed consistently is still not what the page prints, nor what was signed."""
    paper = replace(Paper(), net="970.90", tax="29.10", gross="1000.00", capitals="壹仟圆整",
                    goods=(made.Goods(net="970.90", tax="29.10"),))  # fmt: skip
    assert codes(digital_xml(paper)) == []
    assert codes(SIGNED) == []
    other = {"Doc_0/Attachs/original_invoice.xml": digital_xml(paper)}
    changed = ofd(placed(Paper()), attached={"original_invoice.xml": digital_xml(Paper())}, signed=True, changes=other)
    assert set(codes(changed)) == {"paper-ofd-changed", "paper-conflict"}
    assert set(codes(made.attach(PDF, ("0", digital_xml(paper))))) == {"paper-conflict"}


def test_a_page_that_is_not_signed() -> None:
    """A page that the signature does not cover is named."""
    extra = b'<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content/></ofd:Page>'
    document = (
        b'<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016">'
        b'<ofd:Pages><ofd:Page ID="1" BaseLoc="New.xml"/></ofd:Pages>'
        b"<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments></ofd:Document>"
    )
    changes = {"Doc_0/New.xml": extra, "Doc_0/Document.xml": document}
    data = ofd(placed(Paper()), attached={"original_invoice.xml": digital_xml(Paper())}, signed=True, changes=changes)
    (one,) = read_file(data, "x.ofd")
    assert [problem.code for problem in one.problems] == ["paper-ofd-frame", "paper-ofd-unsigned"]


@pytest.mark.parametrize("name", ["../x.xml", "/etc/x.xml", "a/../../x.xml", "..\\x.xml", "C:/x.xml"])
def test_no_name_leads_outside(name: str) -> None:
    """An archive with a member that leads out of its folder is refused whole."""
    found = read_file(zipped({name: digital_xml(), "b.xml": digital_xml()}), "a.zip")
    assert [[problem.code for problem in one.problems] for one in found] == [["archive-unsafe"]]


def test_a_bomb_is_not_unpacked() -> None:
    """A gigabyte of nothing in a small archive is refused, within a small part of its size."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.xml", "w", force_zip64=True) as one,
    ):
        for _ in range(320):
            one.write(b"\0" * MEGABYTE)
    bombs = {"plain": stream.getvalue(), "within": zipped({"inner.zip": stream.getvalue()})}
    tracemalloc.start()
    try:
        assert {name: codes(data, "a.zip") for name, data in bombs.items()} == {
            "plain": ["file-too-big"],
            "within": ["file-too-big"],
        }
        assert tracemalloc.get_traced_memory()[1] < 160 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_archives_within_archives_end() -> None:
    """Zips in zips are unpacked, to a depth that is said."""
    data = digital_xml()
    for depth in range(5):
        data = zipped({f"{depth}.zip" if depth else "a.xml": data})
        assert codes(data, "a.zip") == ([] if depth < 3 else ["archive-depth"])


def test_other_files_in_an_archive() -> None:
    """An office file or an OFD inside an archive does not hide the invoice beside it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.docx", zipped({"[Content_Types].xml": b"<Types/>"}))
        archive.writestr("b.ofd", SIGNED)
        archive.writestr("c.xml", digital_xml())
    found = read_file(stream.getvalue(), "a.zip")
    assert [(one.name, one.form) for one in found if one.invoice] == [("a.zip/b.ofd", "ofd"), ("a.zip/c.xml", "xml")]
    assert {problem.code for one in found if not one.invoice for problem in one.problems} == {"paper-unknown"}


def test_a_locked_archive_asks() -> None:
    """A zip with a password opens with the right one, and says so with a wrong one and with none."""
    assert codes(LOCKED, "a.zip") == ["archive-password"]
    assert codes(LOCKED, "a.zip", "wrong") == ["archive-wrong-password"]
    (one,) = read_file(LOCKED, "a.zip", lambda name: "secret" if name == "a.zip" else None)
    assert one.invoice is not None
    assert one.name == "a.zip/x.xml"


def _locked(name: bytes, content: bytes, password: bytes) -> bytes:
    """Write a zip as PKWARE's first encryption does, since the standard library only reads it."""
    import struct
    import zlib

    table = [0] * 256
    for start in range(256):
        value = start
        for _ in range(8):
            value = value >> 1 ^ 0xEDB88320 * (value & 1)
        table[start] = value
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = keys[0] >> 8 ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = keys[2] >> 8 ^ table[(keys[2] ^ keys[1] >> 24) & 0xFF]

    def encrypt(byte: int) -> int:
        mask = keys[2] | 2
        secret = byte ^ (mask * (mask ^ 1) >> 8 & 0xFF)
        update(byte)
        return secret

    for byte in password:
        update(byte)
    crc = zlib.crc32(content)
    body = bytes(map(encrypt, bytes(11) + bytes([crc >> 24]) + content))
    common = struct.pack("<HHHHHIIIHH", 20, 1, 0, 0, 33, crc, len(body), len(content), len(name), 0)
    local = b"PK\x03\x04" + common + name + body
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)


LOCKED = _locked(b"x.xml", digital_xml(), b"secret")


def test_a_huge_picture_is_not_drawn() -> None:
    """A picture that would take gigabytes is refused by its head."""
    small = png([b"\0" * 4] * 4)
    assert codes(small[:16] + (60_000).to_bytes(4) * 2 + small[24:]) == ["paper-picture-size"]


def test_a_scan_is_said_to_be_one() -> None:
    """A PDF that holds a picture only is flagged, and is no invoice without a code."""
    scan = made.typeset([], made.qr_png("nothing"))
    (one,) = read_file(scan, "scan.pdf")
    assert (one.invoice, [problem.code for problem in one.problems]) == (None, ["paper-picture"])


def test_chinese_names_in_a_zip_are_read() -> None:
    """Names that a Chinese program packed as GB18030 come out as they were."""
    data = zipped({"XXXX.xml": digital_xml()}).replace(b"XXXX.xml", "发票.xml".encode("gb18030"))
    assert [one.name for one in read_file(data, "a.zip")] == ["a.zip/发票.xml"]


SOUND = [digital_xml(), PDF, SIGNED, zipped({"a.xml": digital_xml()}), made.qr_png("01,10,1,2,3,4,5,6,")]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_any_damage_is_survived(data: bytes, draw: st.DataObject) -> None:
    """Whatever bytes are changed or cut, reading ends, and a damaged signed amount is never read as another one."""
    at = draw.draw(st.integers(0, len(data) - 1))
    how = draw.draw(st.sampled_from(["cut", "flip", "double"]))
    mutated = {
        "cut": data[:at],
        "flip": data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :],
        "double": data[:at] + data[at // 2 :],
    }[how]
    for one in read_file(mutated, "x"):
        if one.invoice is not None and one.invoice.gross is not None and not _codes(one):
            assert str(one.invoice.gross) == "100.00"


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<", b"\x89PNG\r\n\x1a\n", b":25:1\n:61:"]),
)
def test_any_bytes_are_survived(data: bytes, head: bytes) -> None:
    """Arbitrary bytes come back as one file without an invoice."""
    (one,) = read_file(head + data, "x")
    assert one.invoice is None
