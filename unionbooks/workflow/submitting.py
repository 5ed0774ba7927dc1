"""Handing a sealed month in (报账): one package for the accounting center, and the record that it went."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from typing import Final

from reports.render.merge import package_pdf
from reports.render.plain import as_plain
from reports.render.xlsx import submission_xlsx
from reports.submission import submission
from unionbooks import __version__
from unionbooks.books.query import open_tables
from unionbooks.books.seal import check_seals
from unionbooks.books.seal import seals_in_force
from unionbooks.books.snapshot import cache_folder
from unionbooks.books.snapshot import store
from unionbooks.books.write import SEALS
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import Submission
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.workflow.package import Part
from unionbooks.workflow.package import digest_of_file
from unionbooks.workflow.package import safe_name
from unionbooks.workflow.package import write_package

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from beancount.core.data import Transaction

    from reports.submission import Submission as Report
    from unionbooks.books.model import Books
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import Month
    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import Seal

__all__ = ["Package", "submit"]

COMMAND: Final = "submit"

NOT_SEALED: Final = ProblemKind(
    "submit-not-sealed",
    N_("The month {month} is not sealed, so it cannot be handed in."),
    N_("Close it first with: unionbooks close {month}."),
)
PROMISED: Final = ProblemKind(
    "submit-paper-promised",
    N_("Voucher {number} still waits for its papers."),
    N_("Attach them with: unionbooks voucher attach {number} FILE."),
)
TOO_FEW: Final = ProblemKind(
    "submit-paper-missing",
    N_("Voucher {number} counts {counted} papers, but only {filed} are filed."),
    N_("Attach the others with: unionbooks voucher attach {number} FILE."),
)
MOVED: Final = ProblemKind(
    "submit-paper-changed",
    N_("The paper {file} was changed while the package was made; nothing was written."),
    N_("Run the command again; if it stays, unionbooks check says more."),
)


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was made.

    Attributes:
        path: Where it lies.
        digest: Its SHA-256, which the ledger records.
        month: Its month.
        seal_short: The seal as a person reads it aloud.
        vouchers: Number of vouchers in it.
        papers: Number of files of papers in it.
        is_new: Whether it went on the record now; the very same package is recorded once only.
    """

    path: Path
    digest: str
    month: Month
    seal_short: str
    vouchers: int
    papers: int
    is_new: bool


def submit(root: Path, month: Month, out: Path, *, by: str, now: dt.datetime) -> Package:
    """Make the package of a sealed month and put on the record that it was handed in.

    The same month under the same seal gives the same bytes, however often it is made.

    Args:
        root: The ledger's folder.
        month: The month.
        out: Folder to write the package to; made where it is not there.
        by: Who hands it in.
        now: The time, with its offset.

    Raises:
        RefusedError: with everything that stands in the way: the month is not sealed, a paper is
            missing, the books have errors.
        BadInputError: where a page cannot be printed, or the disk refuses.
    """
    made: list[tuple[Package, Path]] = []
    with contextlib.ExitStack() as staging:

        def make_plan(books: Books) -> Plan:
            seal = _ready(books, month)
            staged = staging.enter_context(_staged(out))
            package, record = _make(books, seal, staged, out, by=by, day=now.date())
            made.append((package, staged))
            return Plan((append(SEALS, write_directive(record)),) if record else (), ids=(str(month),))

        # It is put in place once it is on the record: a package that nobody recorded cannot be handed
        # in, and where this last step fails the same command makes the very same package again.
        commit(root, make_plan, by=by, now=now, command=COMMAND)
        package, staged = made[-1]
        staged.replace(package.path)
    return package


def _make(  # noqa: PLR0913 - the record needs who and when beside what
    books: Books, seal: Seal, staged: Path, out: Path, *, by: str, day: dt.date
) -> tuple[Package, Submission | None]:
    report = _report(books, seal)
    name = f"{safe_name(report.letterhead.union)}-{report.month}.zip"
    digest = write_package(staged, _facts(report, seal), _parts(books, report))
    before = [one for one in books.of(Submission) if one.month == seal.month]
    is_new = not before or (before[-1].digest, before[-1].seal) != (digest, seal.digest)
    record = Submission(
        date=day,
        month=seal.month,
        digest=digest,
        seal=seal.digest,
        center=report.letterhead.center or None,
        package_file=name,
        replaces=before[-1].digest if before else None,
        by=by,
    )
    package = Package(
        path=out / name,
        digest=digest,
        month=seal.month,
        seal_short=report.seal_short,
        vouchers=len(report.forms),
        papers=sum(len(form.papers) for form in report.forms),
        is_new=is_new,
    )
    return package, record if is_new else None


@contextlib.contextmanager
def _staged(out: Path) -> Iterator[Path]:
    out.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".unionbooks.", suffix=".part", dir=out)
    os.close(handle)
    staged = Path(name)
    try:
        staged.chmod(0o644)
        yield staged
    finally:
        staged.unlink(missing_ok=True)


def _ready(books: Books, month: Month) -> Seal:
    """Return the month's seal, or refuse with everything that stands in the way."""
    wrong = [problem for problem in books.problems if problem.level == "error"]
    wrong += [problem for problem in check_seals(books) if problem not in wrong]
    seal = seals_in_force(books).get(month)
    if seal is None:
        wrong.append(NOT_SEALED(month=month))
    wrong += _papers_missing(books, month)
    if wrong or seal is None:
        raise RefusedError(*wrong)
    return seal


def _papers_missing(books: Books, month: Month) -> Iterator[Problem]:
    for number, entry in books.vouchers.items():
        if number.startswith(f"{month}-"):
            yield from _paper_missing(books, number, entry)


def _paper_missing(books: Books, number: str, entry: Transaction) -> Iterator[Problem]:
    counted = entry.meta.get("attachments") or 0
    filed = len(books.papers.get(f"V{number}", ()))
    if entry.meta.get("evidence") == "promised":
        yield PROMISED(books.place(entry), number=number)
    elif filed < counted:
        yield TOO_FEW(books.place(entry), number=number, counted=counted, filed=filed)


def _report(books: Books, seal: Seal) -> Report:
    store(books, cache_folder())
    with open_tables(books.root) as tables:
        return submission(books, tables, seal)


def _parts(books: Books, report: Report) -> Iterator[Part]:
    def read(path: str) -> bytes:
        return (books.root / path).read_bytes()

    yield Part("package.pdf", package_pdf(report, read))
    yield Part("package.xlsx", submission_xlsx(report))
    for form in report.forms:
        for index, paper in enumerate(form.papers, start=1):
            file = books.root / paper.path
            if digest_of_file(file) != paper.sha256:
                raise RefusedError(MOVED(Place(paper.path), file=paper.path))
            yield Part(_paper_name(form.number, index, paper.path), file)


def _paper_name(number: VoucherNumber, index: int, path: str) -> str:
    return f"papers/{number}/{index:02d}-{safe_name(PurePosixPath(path).name)}"


def _facts(report: Report, seal: Seal) -> dict[str, object]:
    head = report.letterhead
    return {
        "tool": __version__,
        "month": str(report.month),
        "union": {"name": head.union, "tax_id": head.tax_id},
        "center": head.center,
        "seal": {
            "digest": seal.digest,
            "short": report.seal_short,
            "date": seal.date.isoformat(),
            "previous": seal.previous,
            "entries": seal.entries,
            "papers": seal.papers,
        },
        "summary": as_plain(report.summary),
        "vouchers": [
            {
                "number": str(form.number),
                "date": form.date.isoformat(),
                "kind": form.kind,
                "summary": form.summary,
                "payee": form.payee,
                "amount": format_yuan(form.debit_fen, commas=False),
                "papers": [
                    _paper_name(form.number, index, paper.path) for index, paper in enumerate(form.papers, start=1)
                ],
            }
            for form in report.forms
        ],
    }
