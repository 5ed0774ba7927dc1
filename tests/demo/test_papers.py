from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pypdfium2
from beancount.core.data import Document

from unionbooks.books.load import load
from unionbooks.demo import REPO_SPEC
from unionbooks.demo.press import Press
from unionbooks.demo.union import live
from unionbooks.demo.world import World

if TYPE_CHECKING:
    from pathlib import Path

FORMS = {"invoice", "sheet", "letter", "form", "slip", "receipt"}


def text_of(path: Path) -> str:
    """Read the text of all pages."""
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def test_papers_and_vouchers_agree(paper_root: Path) -> None:
    """Every voucher says how many papers it has, has just those, and its amount stands on one of them."""
    books = load(paper_root)
    assert books.problems == ()
    for number, entry in books.vouchers.items():
        papers = books.papers.get(f"V{number}", ())
        assert entry.meta["attachments"] == len(papers)
        assert (entry.meta["evidence"] == "have") == bool(papers)
        if entry.meta["kind"] in {"dues", "contribution", "remittance", "visit", "expense"}:
            paid = max(abs(p.units.number) for p in entry.postings if p.account.startswith("Assets:10") and p.units)
            words = "".join(text_of(paper_root / paper.filename) for paper in papers)
            assert f"{paid:,.2f}" in words, number


def test_every_paper_is_marked(paper_root: Path) -> None:
    """No paper can be taken for a real one: each says that it is a sample."""
    files = sorted(paper_root.glob("documents/*/*/*.pdf"))
    assert len(files) > 40
    for file in files:
        assert "演示样张" in text_of(file), file.name


def test_private_papers(paper_root: Path) -> None:
    """Papers on illness and family are marked as private."""
    books = load(paper_root)
    papers = [entry for entry in books.entries if isinstance(entry, Document)]
    private = {entry.meta["kind"] for entry in papers if entry.meta.get("private")}
    assert private == {"慰问申请表"}


def test_no_glyph_is_missing() -> None:
    """Every kind of paper of the repository's union prints as PDF/A, which fails where a character has no glyph."""
    press = Press()
    kinds = {
        (paper.kind, paper.form): paper for voucher in live(World(REPO_SPEC)).kept.vouchers for paper in voucher.papers
    }
    assert {form for _, form in kinds} == FORMS
    for paper in kinds.values():
        data = json.dumps(paper.data, ensure_ascii=False)
        assert press._compiler(paper.form).compile(format="pdf", sys_inputs={"data": data}, pdf_standards="a-2b")


def test_printing_twice() -> None:
    """A paper printed twice, by two presses, is the same file."""
    voucher = next(one for one in live(World(REPO_SPEC)).kept.vouchers if one.draft.kind == "dues")
    first, second = Press(), Press()
    for paper in voucher.papers:
        assert first.print(paper) == second.print(paper)
