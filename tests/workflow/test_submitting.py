from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from paper_ledger import MARCH
from paper_ledger import MARCH_2026
from paper_ledger import NOW
from paper_ledger import PAPER_LEDGER
from paper_ledger import PAPERS
from paper_ledger import documents
from paper_ledger import put_on_record
from paper_ledger import seal_march

from unionbooks.books.load import load
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import Submission
from unionbooks.workflow import submitting
from unionbooks.workflow.package import verify
from unionbooks.workflow.submitting import submit

LATER = dt.datetime(2026, 5, 6, 11, 0, tzinfo=dt.UTC)

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def ledger(make_ledger: MakeLedger) -> Callable[..., Path]:
    """Make the three months with their papers, on record, and sealed up to March where asked."""

    def make(files: Mapping[str, str | bytes] | None = None, *, sealed: bool = True) -> Path:
        root = make_ledger({**PAPER_LEDGER, **(files or {})})
        put_on_record(root)
        if sealed:
            seal_march(root)
        return root

    return make


def codes(error: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    """Return the codes of what a refusal names."""
    return [problem.code for problem in error.value.problems]


def test_the_package_holds_every_voucher_and_paper_once(ledger: Callable[..., Path], tmp_path: Path) -> None:
    """One zip holds the PDF, the workbook and each paper as it was filed, and verifies without the ledger."""
    package = submit(ledger(), MARCH_2026, tmp_path / "out", by="李秀英", now=NOW)
    assert (package.vouchers, package.papers, package.is_new) == (4, 3, True)
    assert package.path.name == "育才小学工会委员会-2026-03.zip"
    assert hashlib.sha256(package.path.read_bytes()).hexdigest() == package.digest
    assert verify(package.path) == []
    with zipfile.ZipFile(package.path) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        papers = {name: archive.read(name) for name in names if name.startswith("papers/")}
    assert names[:3] == ["manifest.json", "package.pdf", "package.xlsx"]
    assert sorted(papers.values()) == sorted(PAPERS.values())
    assert [one["number"] for one in manifest["vouchers"]] == [f"2026-03-000{n}" for n in (1, 2, 3, 4)]
    assert {name for one in manifest["vouchers"] for name in one["papers"]} == set(papers)
    assert manifest["summary"]["debit"] == "5045.50"


def test_the_pages_stand_in_order(ledger: Callable[..., Path], tmp_path: Path) -> None:
    """Cover, list, each voucher with its papers behind it, trial balance; every page number is right."""
    package = submit(ledger(), MARCH_2026, tmp_path, by="李秀英", now=NOW)
    with zipfile.ZipFile(package.path) as archive:
        document = pypdfium2.PdfDocument(archive.read("package.pdf"))
    texts = [page.get_textpage().get_text_range() for page in document]
    ours = {index: text for index, text in enumerate(texts) if text.strip()}
    assert list(ours) == [0, 1, 2, 6, 8, 9, 10]  # 3 pages of papers behind the first, 1 behind the second
    assert "报账封面" in "".join(ours[0].split())
    for index, number in zip((2, 6, 8, 9), range(1, 5), strict=True):
        assert f"2026-03-000{number}" in ours[index]
    assert "科目余额表" in "".join(ours[10].split())
    for index, text in ours.items():
        assert f"报账包第{index + 1}/11页" in "".join(text.split())


def test_the_workbook_carries_the_sums_as_values(ledger: Callable[..., Path], tmp_path: Path) -> None:
    """A reader that does not calculate finds in the workbook the sums that the formulas give."""
    package = submit(ledger(), MARCH_2026, tmp_path, by="李秀英", now=NOW)
    with zipfile.ZipFile(package.path) as archive:
        content = archive.read("package.xlsx")
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert values.sheetnames == ["报账封面", "凭证清单", "科目余额表"]
    balance = [[cell.value for cell in row] for row in values["科目余额表"].iter_rows()]
    total = next(row for row in balance if row[0] == "合　计")
    assert total[3:] == [12591.17, 12591.17, 5045.5, 5045.5, 17636.67, 17636.67]


def test_made_again_it_is_the_same_to_the_byte(ledger: Callable[..., Path], tmp_path: Path) -> None:
    """On another day the same month gives the same bytes, and no second record."""
    root = ledger()
    first = submit(root, MARCH_2026, tmp_path / "a", by="李秀英", now=NOW)
    time.sleep(1.1)  # PDFium and zip files know the time of day by the second
    again = submit(root, MARCH_2026, tmp_path / "b", by="王建国", now=LATER)
    assert again.path.read_bytes() == first.path.read_bytes()
    assert not again.is_new
    (record,) = load(root).of(Submission)
    assert (record.digest, record.month, record.by) == (first.digest, MARCH_2026, "李秀英")
    assert record.center == "区教育工会会计核算中心"


def test_the_record_names_the_package_that_it_replaces(
    ledger: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A different package of the same month goes on record as the one that replaces the first."""
    root = ledger()
    first = submit(root, MARCH_2026, tmp_path, by="李秀英", now=NOW)
    monkeypatch.setattr(submitting, "__version__", "another version")
    second = submit(root, MARCH_2026, tmp_path, by="李秀英", now=LATER)
    assert [record.replaces for record in load(root).of(Submission)] == [None, first.digest]
    assert second.digest != first.digest
    assert load(root).problems == ()


def test_an_open_month_is_refused(ledger: Callable[..., Path], tmp_path: Path) -> None:
    """A month that is not sealed is not handed in, and nothing is left behind."""
    root = ledger(sealed=False)
    before = (root / "journal.jsonl").read_bytes()
    with pytest.raises(RefusedError) as refused:
        submit(root, MARCH_2026, tmp_path / "out", by="李秀英", now=NOW)
    assert codes(refused) == ["submit-not-sealed"]
    assert not (tmp_path / "out").exists()
    assert (root / "journal.jsonl").read_bytes() == before


def test_everything_that_is_missing_is_named_at_once(ledger: Callable[..., Path], tmp_path: Path) -> None:
    """Promised papers and papers that were counted but not filed are all named in one refusal."""
    march = MARCH.replace('attachments: 1\n  evidence: "have"', 'attachments: 1\n  evidence: "promised"')
    march = march.replace("attachments: 2", "attachments: 5")
    root = ledger({"2026/2026-03.beancount": f"{march}\n{documents()}"})
    with pytest.raises(RefusedError) as refused:
        submit(root, MARCH_2026, tmp_path, by="李秀英", now=NOW)
    assert codes(refused) == ["submit-paper-missing", "submit-paper-promised"]


@pytest.mark.parametrize(("damage", "code"), [(b"other", "paper-changed"), (None, "paper-missing")])
def test_a_paper_that_is_not_as_filed_stops_it(
    ledger: Callable[..., Path], tmp_path: Path, damage: bytes | None, code: str
) -> None:
    """A paper that was changed or is gone refuses the package by the name of the file."""
    root = ledger()
    file = root / next(iter(PAPERS))
    if damage is None:
        file.unlink()
    else:
        file.write_bytes(damage)
    with pytest.raises(RefusedError) as refused:
        submit(root, MARCH_2026, tmp_path / "out", by="李秀英", now=NOW)
    assert code in codes(refused)
    assert list(tmp_path.glob("out/*")) == []


def test_a_paper_of_another_kind_is_stood_in_for(make_ledger: MakeLedger, tmp_path: Path) -> None:
    """What cannot be printed, or is no sound PDF, has a slip in the PDF and lies in the package as it is."""
    odd = {
        "documents/2026/03/2026-03-0001-01-发票.pdf": b"%PDF-1.7 and nothing more",
        "documents/2026/03/2026-03-0001-02-签到表.pdf": b"PK\x03\x04 an OFD",
        "documents/2026/03/2026-03-0002-01-扣款清单.png": b"\x89PNG\r\n\x1a\n broken",
    }
    text = documents()
    for path, content in odd.items():
        text = text.replace(hashlib.sha256(PAPERS[path]).hexdigest(), hashlib.sha256(content).hexdigest())
    root = make_ledger({**PAPER_LEDGER, **odd, "2026/2026-03.beancount": f"{MARCH}\n{text}"})
    put_on_record(root)
    seal_march(root)
    package = submit(root, MARCH_2026, tmp_path, by="李秀英", now=NOW)
    with zipfile.ZipFile(package.path) as archive:
        document = pypdfium2.PdfDocument(archive.read("package.pdf"))
        originals = {archive.read(name) for name in archive.namelist() if name.startswith("papers/")}
    slips = [page for page in document if "附件说明" in "".join(page.get_textpage().get_text_range().split())]
    assert len(slips) == 3
    assert originals == set(odd.values())
