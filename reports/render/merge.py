"""The one PDF of a package: every voucher with its papers behind it.

Papers are PDF or pictures; anything else, and what cannot be opened, is stood in for by a slip that
names the file, which lies in the package as it is. The result is plain PDF: papers of strangers keep
no promise of PDF/A. Two runs over the same papers give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import pypdfium2
import typst

from reports.render.pdf import TEMPLATES
from reports.render.pdf import compile_pdf
from reports.render.pdf import submission_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from reports.render.pdf import Typeset
    from reports.submission import Submission
    from reports.voucher_form import Paper
    from reports.voucher_form import VoucherForm

__all__ = ["package_pdf"]

_PICTURES: Final = (
    (b"\x89PNG\r\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
)
_MOMENT: Final = re.compile(rb"\(D:\d{14}[-+]\d\d'\d\d'\)")
_FILE_ID: Final = re.compile(rb"/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")
_PDF_HEAD: Final = 1024


def package_pdf(report: Submission, read: Callable[[str], bytes]) -> bytes:
    """Print a package: cover, list, each voucher followed by its papers, trial balance.

    Args:
        report: The month.
        read: From a paper's path to its bytes.

    Raises:
        BadInputError: where the font lacks a sign.
    """
    papers = {
        str(form.number): [_as_pdf(report, form, paper, read(paper.path)) for paper in form.papers]
        for form in report.forms
    }
    counts = {number: sum(map(len, documents)) for number, documents in papers.items()}
    return _merged(submission_pdf(report, counts), papers, report.sealed_on)


def _as_pdf(report: Submission, form: VoucherForm, paper: Paper, content: bytes) -> pypdfium2.PdfDocument:
    if b"%PDF-" in content[:_PDF_HEAD]:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return _slip(report, form, paper, "不能打开打印")
        return document if len(document) else _slip(report, form, paper, "没有页面")
    kind = next((kind for start, kind in _PICTURES if content.startswith(start)), None)
    if kind is None:
        return _slip(report, form, paper, "不能直接打印")
    try:
        return pypdfium2.PdfDocument(_picture(content, kind, report.sealed_on))
    except typst.TypstError:
        return _slip(report, form, paper, "图片不能打开")


def _picture(content: bytes, kind: str, day: dt.date) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        name = f"picture.{kind}"
        (Path(folder) / name).write_bytes(content)
        source = Path(folder) / "picture.typ"
        source.write_bytes((TEMPLATES / "picture.typ").read_bytes())
        made = typst.compile(
            str(source),
            sys_inputs={"file": name},
            ignore_system_fonts=True,
            timestamp=dt.datetime.combine(day, dt.time(), dt.UTC),
        )
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def _slip(report: Submission, form: VoucherForm, paper: Paper, reason: str) -> pypdfium2.PdfDocument:
    data = {
        "date": report.sealed_on.isoformat(),
        "union": report.letterhead.union,
        "voucher": str(form.number),
        "path": paper.path,
        "sha256": paper.sha256,
        "reason": reason,
    }
    return pypdfium2.PdfDocument(compile_pdf("slip.typ", data))


def _merged(typeset: Typeset, papers: dict[str, list[pypdfium2.PdfDocument]], day: dt.date) -> bytes:
    merged = pypdfium2.PdfDocument.new()
    # All pages of our own in one go, so that they share one copy of the font.
    merged.import_pages(pypdfium2.PdfDocument(typeset.pdf))
    starts = sorted(typeset.starts.items(), key=lambda one: one[1])
    ends = {key: following for (key, _), (_, following) in pairwise(starts)}
    for number, documents in reversed(papers.items()):
        for document in reversed(documents):
            merged.import_pages(document, index=ends[number])
    stream = io.BytesIO()
    merged.save(stream)
    return _fixed(stream.getvalue(), day)


def _fixed(data: bytes, day: dt.date) -> bytes:
    """Put what follows from the content where PDFium writes the time of the run and a number drawn by lot."""
    tail = data.rfind(b"trailer")
    info = re.search(rb"/Info (\d+) 0 R", data[tail:])
    if tail < 0 or info is None:
        raise ValueError("the PDF has no plain trailer")
    start = data.rfind(b"\n%b 0 obj" % info[1], 0, tail)
    end = data.index(b"endobj", start)
    moment = f"(D:{day:%Y%m%d}000000+00'00')".encode()
    pages = data[:start] + _MOMENT.sub(moment, data[start:end]) + data[end:tail]
    own_id = hashlib.sha256(pages).hexdigest()[:32].upper().encode()
    return pages + _FILE_ID.sub(b"/ID[<%b><%b>]" % (own_id, own_id), data[tail:])
