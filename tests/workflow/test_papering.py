from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import paper_pages
import papers as made
import pytest
from month_books import APPROVED
from month_books import BY
from month_books import JANUARY
from month_books import NOW
from month_books import statement
from papers import NUMBER
from papers import Goods
from papers import Paper
from papers import digital_xml
from papers import pdf
from papers import typeset
from papers import zipped

from importers.papers.structured import STRUCTURED
from unionbooks.books.inbox import read_inbox
from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.workflow.closing import close
from unionbooks.workflow.importing import import_file
from unionbooks.workflow.paper_facts import filed_papers
from unionbooks.workflow.paper_facts import gather
from unionbooks.workflow.papering import PapersFiled
from unionbooks.workflow.papering import check
from unionbooks.workflow.papering import examine
from unionbooks.workflow.papering import file_with_voucher
from unionbooks.workflow.papering import read_originals
from unionbooks.workflow.posting import Completion
from unionbooks.workflow.posting import Share
from unionbooks.workflow.posting import complete
from unionbooks.workflow.posting import post
from unionbooks.workflow.reversing import reverse

if TYPE_CHECKING:
    from pathlib import Path

TODAY = NOW.date()


def post_expense(books: Path, day: str, fen: int, invoice: str | None = None) -> VoucherNumber:
    """Post an expense of the bank's."""
    start = 1_000_000 if day < "2026-01-21" else 990_000
    import_file(books, statement((day, -fen, "文具店", "购买文具"), start=start), name=f"{day}.csv", by=BY, now=NOW)
    draft = next(one for one in read_inbox(books).drafts if one.entry.date.isoformat() == day)
    complete(
        books, draft.id, Completion(shares=(Share("50102"),), meta=replace(APPROVED, invoice=invoice)), by=BY, now=NOW
    )
    return post(books, [draft.id], by=BY, now=NOW).vouchers[0].number


@pytest.fixture
def number(books: Path) -> VoucherNumber:
    """Post an expense of 100 yuan that names its invoice."""
    return post_expense(books, "2026-01-20", 10_000, NUMBER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with an invoice as XML and PDF."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.xml").write_bytes(digital_xml())
    (folder / "a.pdf").write_bytes(pdf())
    return folder


def file(books: Path, number: VoucherNumber, *files: Path) -> PapersFiled:
    """File papers."""
    return file_with_voucher(books, files, number, by=BY, now=NOW)


def refused(books: Path, number: VoucherNumber, *files: Path) -> list[str]:
    """Return the codes with which filing is refused, and see that nothing was written."""
    before = _state(books)
    with pytest.raises(UnionbooksError) as caught:
        file(books, number, *files)
    assert _state(books) == before
    return [problem.code for problem in caught.value.problems]


def _state(books: Path) -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in books.rglob("*") if path.is_file() and path.name != ".lock"}


def test_an_invoice_is_filed_with_its_structured_data(books: Path, number: VoucherNumber, folder: Path) -> None:
    """Both originals go below documents/ as they are, and beside them stands what they say and how it was booked."""
    done = file(books, number, folder)
    assert done.warnings == ()
    assert done.filed.paths == (
        "documents/2026/01/2026-01-0002-1-a.xml",
        "documents/2026/01/2026-01-0002-2-a.pdf",
        f"documents/2026/01/2026-01-0002-3-{NUMBER}.json",
    )
    assert [(books / path).read_bytes() for path in done.filed.paths[:2]] == [digital_xml(), pdf()]
    loaded = load(books)
    assert loaded.problems == ()
    kinds = [entry.meta["kind"] for entry in loaded.papers[f"V{number}"]]
    assert kinds == ["数电票（普通发票）", "数电票（普通发票）", STRUCTURED]
    data = json.loads((books / done.filed.paths[2]).read_bytes())
    assert data["paper"]["number"] == NUMBER
    assert data["booking"]["voucher"] == str(number)
    assert {leg["amount"] for leg in data["booking"]["legs"]} == {"100.00", "-100.00"}


def test_the_papers_are_listed_with_what_they_say(books: Path, number: VoucherNumber, folder: Path) -> None:
    """Each original is listed with number, seller and amount; its structured data stands beside it."""
    file(books, number, folder)
    loaded = load(books)
    papers = filed_papers(loaded, gather(loaded, TODAY))
    assert [(one.voucher, one.number, one.seller, str(one.amount)) for one in papers] == [
        ("2026-01-0002", NUMBER, made.SELLER, "100.00")
    ] * 2
    assert {one.structured for one in papers} == {f"documents/2026/01/2026-01-0002-3-{NUMBER}.json"}


def test_the_other_form_of_an_invoice_may_follow(books: Path, number: VoucherNumber, folder: Path) -> None:
    """The PDF of an invoice may be filed after its XML with the same voucher, and not with another."""
    file(books, number, folder / "a.xml")
    file(books, number, folder / "a.pdf")
    other = post_expense(books, "2026-01-22", 10_000)
    (folder / "copy.pdf").write_bytes(pdf(replace(Paper(), remark="copy")))
    assert refused(books, other, folder / "copy.pdf") == ["paper-used"]


def test_an_invoice_is_booked_once_although_no_voucher_names_it(books: Path, folder: Path) -> None:
    """The structured data on record is enough to see that an invoice was used."""
    number = post_expense(books, "2026-01-20", 10_000)
    assert [problem.code for problem in file(books, number, folder / "a.xml").warnings] == ["paper-not-named"]
    other = post_expense(books, "2026-01-22", 10_000)
    assert refused(books, other, folder / "a.pdf") == ["paper-used"]


def test_a_reversed_voucher_gives_its_invoice_free(books: Path, number: VoucherNumber, folder: Path) -> None:
    """After its voucher was cancelled, an invoice may be filed with the right one."""
    file(books, number, folder)
    done = reverse(books, number, why="错", approved_by="陈主席", by=BY, now=NOW, date=dt.date(2026, 1, 31))
    meta = replace(APPROVED, invoice=NUMBER)
    complete(books, done.draft or "", Completion(shares=(Share("50105"),), meta=meta), by=BY, now=NOW)
    again = post(books, [done.draft or ""], by=BY, now=NOW).vouchers[0].number
    file(books, again, folder)
    assert load(books).problems == ()


def test_a_cancelled_invoice_is_refused_for_good(books: Path, number: VoucherNumber, folder: Path) -> None:
    """Once the red invoice is on record, the one that it cancels is not booked any more."""
    goods = (Goods(net="-97.09", tax="-2.91", quantity="-10"),)
    red = replace(Paper(), number="26342000000099999999", net="-97.09", tax="-2.91", gross="-100.00", goods=goods,
                  capitals="（负数）壹佰圆整", blue=False, original=NUMBER)  # fmt: skip
    (folder / "red.xml").write_bytes(digital_xml(red))
    done = reverse(books, number, why="退货", approved_by="陈主席", by=BY, now=NOW, date=dt.date(2026, 1, 31))
    warnings = [problem.code for problem in file(books, done.number, folder / "red.xml").warnings]
    assert "paper-red-alone" not in warnings
    other = post_expense(books, "2026-01-22", 10_000)
    assert refused(books, other, folder / "a.xml") == ["paper-cancelled"]


@pytest.mark.parametrize(
    ("paper", "codes", "kind"),
    [
        (replace(Paper(), gross="900.00"), ["paper-sum", "paper-capitals"], BadInputError),
        (
            replace(Paper(), buyer="育才小学", buyer_id="12341000MB00000001"),
            ["paper-buyer", "paper-buyer-id"],
            RefusedError,
        ),
        (replace(Paper(), date="2026-02-11"), ["paper-date-future"], RefusedError),
    ],
)
def test_a_paper_that_fails_a_check_is_not_filed(
    books: Path, number: VoucherNumber, folder: Path, paper: Paper, codes: list[str], kind: type[Exception]
) -> None:
    """Nothing at all is written when one paper is wrong, the sound ones beside it included."""
    (folder / "b.xml").write_bytes(digital_xml(replace(paper, number="26342000000087654321")))
    assert refused(books, number, folder) == codes
    with pytest.raises(kind):
        file(books, number, folder)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("cut.pdf", pdf()[:2000], "paper-pdf-cut"),
        ("page.pdf", b"<html>login</html>", "paper-html"),
        ("list.docx", zipped({"[Content_Types].xml": b"<Types/>"}), "paper-unknown"),
        ("bad.zip", zipped({"../a.xml": digital_xml()}), "archive-unsafe"),
    ],
)
def test_a_file_that_is_no_paper_is_refused(
    books: Path, number: VoucherNumber, folder: Path, name: str, data: bytes, code: str
) -> None:
    """A damaged or foreign file is named, and nothing is written."""
    (folder / name).write_bytes(data)
    assert refused(books, number, folder) == [code]


def test_a_gigabyte_of_nothing_is_not_read(books: Path, number: VoucherNumber, folder: Path) -> None:
    """A file that is too large is refused by its size alone."""
    with (folder / "big.pdf").open("wb") as stream:
        stream.truncate(1 << 30)
    (one,) = (one for one in read_originals([folder]) if one.name == "big.pdf")
    assert (one.data, [problem.code for problem in one.problems]) == (b"", ["paper-too-big"])
    assert refused(books, number, folder) == ["paper-too-big"]


def test_a_missing_file_or_voucher(books: Path, number: VoucherNumber, folder: Path, tmp_path: Path) -> None:
    """A file that is not there, a folder with nothing in it, and an unknown voucher each say what is wrong."""
    (tmp_path / "empty").mkdir()
    assert refused(books, number, tmp_path / "none.xml") == ["attach-unreadable"]
    assert refused(books, number, tmp_path / "empty") == ["paper-nothing"]
    assert refused(books, VoucherNumber.parse("2026-01-0099"), folder) == ["attach-unknown"]


def test_papers_of_an_archive(books: Path, number: VoucherNumber, tmp_path: Path) -> None:
    """What is filed from an archive are the originals in it, each by itself."""
    (tmp_path / "a.zip").write_bytes(zipped({"发票/a.xml": digital_xml(), "发票/a.pdf": pdf()}))
    done = file(books, number, tmp_path / "a.zip")
    assert [path.rpartition("-")[2] for path in done.filed.paths[:2]] == ["a.xml", "a.pdf"]
    assert (books / done.filed.paths[0]).read_bytes() == digital_xml()


def test_two_files_of_the_same_name(books: Path, number: VoucherNumber, tmp_path: Path) -> None:
    """Files of the same name in two folders stay two files."""
    for name, data in (("one", digital_xml()), ("two", pdf())):
        (tmp_path / name).mkdir()
        (tmp_path / name / "invoice").write_bytes(data)
    done = file(books, number, tmp_path / "one", tmp_path / "two")
    assert [(books / path).read_bytes() for path in done.filed.paths[:2]] == [digital_xml(), pdf()]


def test_a_paper_for_a_sealed_month(books: Path, number: VoucherNumber, folder: Path) -> None:
    """An invoice that comes after the closing belongs to the month in which it came; the seal holds."""
    close(books, JANUARY, by=BY, now=NOW)
    assert file(books, number, folder).filed.paths[0].startswith("documents/2026/02/2026-01-0002-1-")
    assert load(books).problems == ()


def test_what_should_be_looked_at_is_told(books: Path, folder: Path) -> None:
    """Too little of invoices and forbidden words are warnings, and do not stop the filing."""
    rule = '2026-01-01 custom "union-forbidden" "no-paper" "笔记本"\n  words: "笔记本 香烟"\n  level: "block"\n'
    commit(books, lambda _: Plan((append("rules/own.beancount", rule),)), by=BY, now=NOW, command="rules")
    number = post_expense(books, "2026-01-20", 20_000, NUMBER)
    warnings = file(books, number, folder).warnings
    assert [problem.code for problem in warnings] == ["paper-word", "paper-too-little"]


def test_a_bank_slip_belongs_to_one_voucher(books: Path, number: VoucherNumber, tmp_path: Path) -> None:
    """A slip is filed with its structured data, and is refused with another voucher."""
    slip = tmp_path / "slip.pdf"
    slip.write_bytes(typeset(paper_pages.SLIP))
    done = file(books, number, slip)
    assert (done.warnings, len(done.filed.paths)) == ((), 2)
    other = post_expense(books, "2026-01-22", 5_000)
    slip.write_bytes(typeset([*paper_pages.SLIP, (10, 90, "补打")]))
    assert refused(books, other, slip) == ["paper-slip-used"]


def test_a_statement_is_no_paper_of_a_voucher(books: Path, number: VoucherNumber, tmp_path: Path) -> None:
    """A bank statement is told to be imported."""
    (tmp_path / "s.txt").write_text(":20:A\n:25:1\n:60F:C260101CNY0,\n:62F:C260131CNY0,\n-", encoding="utf-8")
    assert refused(books, number, tmp_path / "s.txt") == ["paper-statement"]


def test_reading_checks_against_the_books(books: Path, number: VoucherNumber, folder: Path) -> None:
    """One who only reads learns the same as one who files."""
    facts = gather(load(books), TODAY)
    (one,) = examine(read_originals([folder]))
    assert [problem.code for problem in check(one, facts).problems] == ["paper-used"]
    assert check(one, facts, voucher=str(number)).problems == ()


def test_damaged_structured_data_is_told(books: Path, number: VoucherNumber, folder: Path) -> None:
    """Structured data that was destroyed is a warning, since its invoice is no longer seen."""
    path = file(books, number, folder).filed.paths[2]
    (books / path).write_bytes(b"{")
    facts = gather(load(books), TODAY)
    assert [problem.code for problem in facts.problems] == ["paper-structured"]
