"""Papers into the books (票据入账): read, put together, checked, and filed beside their structured data.

Only whole and checked papers are filed: one error, and nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections import defaultdict
from dataclasses import dataclass
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.bank_slip import BankSlip
from importers.papers.checks import NEAR
from importers.papers.checks import NO_TOTAL
from importers.papers.checks import Known
from importers.papers.checks import check_against
from importers.papers.checks import check_invoice
from importers.papers.checks import check_slip
from importers.papers.invoice import PAPER_KINDS
from importers.papers.invoice import Invoice
from importers.papers.limits import MEGABYTE
from importers.papers.limits import MOST_BYTES
from importers.papers.merge import combine
from importers.papers.reader import TOO_BIG
from importers.papers.reader import PaperFile
from importers.papers.reader import read_file
from importers.papers.structured import STRUCTURED
from importers.papers.structured import Booking
from importers.papers.structured import Leg
from importers.papers.structured import write_structured
from unionbooks.books.source import digest
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.workflow.paper_facts import gather
from unionbooks.workflow.papers import NO_VOUCHER
from unionbooks.workflow.papers import UNREADABLE
from unionbooks.workflow.papers import Filed
from unionbooks.workflow.papers import Paper
from unionbooks.workflow.papers import plan_attach

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from collections.abc import Sequence
    from pathlib import Path

    from beancount.core.data import Transaction

    from importers.archive import AskPassword
    from importers.papers.bank_statement import BankStatement
    from unionbooks.books.model import Books
    from unionbooks.books.write import Plan
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.problems import Problem
    from unionbooks.workflow.paper_facts import PaperFacts

__all__ = ["Examined", "PapersFiled", "check", "examine", "file_with_voucher", "read_originals"]

NOT_NAMED: Final = ProblemKind(
    "paper-not-named",
    N_("Voucher {voucher} does not name the invoice {number} among its invoices."),
    N_("The paper is on record all the same; with the next voucher, give its number before posting: --invoice."),
    "warning",
)
TOO_LITTLE: Final = ProblemKind(
    "paper-too-little",
    N_("The invoices of voucher {voucher} come to {invoices}, and it books {amount}."),
    N_("See whether an invoice is missing."),
    "warning",
)
SLIP_USED: Final = ProblemKind(
    "paper-slip-used",
    N_("The bank's slip {number} is filed already, with voucher {voucher}."),
    N_("One slip belongs to one voucher; see which of the two is right."),
)
SLIP_AMOUNT: Final = ProblemKind(
    "paper-slip-amount",
    N_("The bank's slip is of {slip}, and no posting of voucher {voucher} is."),
    N_("See whether the slip belongs to this voucher."),
    "warning",
)
STATEMENT: Final = ProblemKind(
    "paper-statement",
    N_("The file is a bank statement, and no paper of a voucher."),
    N_("Import it with: unionbooks import."),
)
NOTHING: Final = ProblemKind(
    "paper-nothing",
    N_("The folder or archive holds no file that is a paper."),
    N_("Name the files of the invoices."),
)

_SLIP_KIND: Final = "银行电子回单"


@dataclass(frozen=True, slots=True)
class Examined:
    """One paper out of all the files it came in.

    Attributes:
        paper: The invoice, the slip or the statement.
        files: Names of its files, the most trustworthy first.
        problems: What was found when it was read, put together and checked.
    """

    paper: Invoice | BankSlip | BankStatement
    files: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class PapersFiled:
    """What was filed with a voucher: the paths, the papers, and what should be known of them."""

    filed: Filed
    papers: tuple[Examined, ...]
    warnings: tuple[Problem, ...]


def read_originals(files: Sequence[Path], ask: AskPassword = lambda _: None) -> tuple[PaperFile, ...]:
    """Read files, folders of files and archives; a file that is no paper comes back with its problem.

    Args:
        files: Files or folders; hidden files are passed over.
        ask: From the name of a locked archive to its password; `None` where nobody can say.

    Raises:
        BadInputError: when a file is not there, or a folder holds none.
    """
    paths = [path for file in files for path in _files_of(file)]
    names = Counter(path.name for path in paths)
    originals = [
        one for path in paths for one in _read(path, path.name if names[path.name] == 1 else path.as_posix(), ask)
    ]
    if not originals:
        raise BadInputError(NOTHING(Place(str(files[0])) if files else None))
    return tuple(originals)


def _files_of(file: Path) -> list[Path]:
    if not file.is_dir():
        return [file]
    inside = (path for path in sorted(file.rglob("*")) if path.is_file())
    return [path for path in inside if not any(part.startswith(".") for part in path.relative_to(file).parts)]


def _read(path: Path, name: str, ask: AskPassword) -> tuple[PaperFile, ...]:
    try:
        size = path.stat().st_size
        # A file that is too large is not even read: it may be a gigabyte of nothing.
        if size > MOST_BYTES:
            problem = TOO_BIG(Place(name), size=size // MEGABYTE, limit=MOST_BYTES // MEGABYTE)
            return (PaperFile(name, b"", "", problems=(problem,)),)
        data = path.read_bytes()
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(path)), reason=error.strerror or str(error))) from error
    return read_file(data, name, ask)


def examine(originals: Sequence[PaperFile]) -> tuple[Examined, ...]:
    """Put the files of each invoice together, and check every paper by itself."""
    groups: defaultdict[object, list[PaperFile]] = defaultdict(list)
    for at, one in enumerate(originals):
        if one.invoice is not None:
            groups[one.invoice.number or at].append(one)
    found = [_invoice(group) for group in groups.values()]
    for one in originals:
        found += [Examined(slip, (one.name,), (*one.problems, *check_slip(slip))) for slip in one.slips]
        found += [Examined(statement, (one.name,), statement.problems) for statement in one.statements]
    return tuple(found)


def _invoice(group: Sequence[PaperFile]) -> Examined:
    merged = combine([one.invoice for one in group if one.invoice is not None])
    own = [problem for one in group for problem in one.problems]
    problems = [*own, *merged.problems, *check_invoice(merged.invoice)]
    files = dict.fromkeys(source.file for source in merged.invoice.sources)
    unique = (problem for at, problem in enumerate(problems) if problem not in problems[:at])
    return Examined(merged.invoice, tuple(files), tuple(unique))


def check(
    examined: Examined, facts: PaperFacts, *, paid: dt.date | None = None, voucher: str = "", near: int = NEAR
) -> Examined:
    """Check a paper against the books, beside what was found already; see `importers.papers.checks`."""
    paper = examined.paper
    found: tuple[Problem, ...] = ()
    if isinstance(paper, Invoice):
        found = check_against(paper, facts.known, paid=paid, voucher=voucher, near=near)
    elif isinstance(paper, BankSlip):
        other = facts.slips.get(paper.number) if paper.number else None
        if other is not None and other != voucher:
            found = (SLIP_USED(Place(paper.source.file), number=paper.number, voucher=other),)
    return replace(examined, problems=(*examined.problems, *found))


def file_with_voucher(  # noqa: PLR0913 - who, when, what and how are all needed, and by name
    root: Path,
    files: Sequence[Path],
    number: VoucherNumber,
    *,
    by: str,
    now: dt.datetime,
    ask: AskPassword = lambda _: None,
    near: int = NEAR,
) -> PapersFiled:
    """File papers with a posted voucher, each with its structured data; all of them or none.

    Args:
        root: The ledger's folder.
        files: The originals: files, folders or archives.
        number: The voucher.
        by: Who files them.
        now: When, with the offset.
        ask: From the name of a locked archive to its password.
        near: Days between invoice and payment that are usual.

    Raises:
        BadInputError: when a file cannot be read, is no paper or contradicts itself, or there is no such voucher.
        RefusedError: when a check against the books fails, or a paper is filed already.
    """
    originals = read_originals(files, ask)
    alone = examine(originals)
    BadInputError.raise_if(problem for one in originals if not one.is_understood for problem in one.problems)
    BadInputError.raise_if(problem for one in alone for problem in _refusing(one))
    done: list[PapersFiled] = []

    def make_plan(books: Books) -> Plan:
        entry = books.vouchers.get(str(number))
        if entry is None:
            raise BadInputError(NO_VOUCHER(number=number))
        facts = gather(books, now.date())
        papers = [check(one, facts, paid=entry.date, voucher=str(number), near=near) for one in alone]
        RefusedError.raise_if(problem for one in papers for problem in one.problems)
        kept = _papers(papers, originals, _booking(facts.known, number, entry))
        plan, filed = plan_attach(books, number, _new(books, kept), now)
        warnings = [problem for one in papers for problem in one.problems]
        warnings += _voucher_warnings(papers, facts, number, entry)
        done.append(PapersFiled(filed, tuple(papers), (*facts.problems, *warnings)))
        return plan

    commit(root, make_plan, by=by, now=now, command="paper file")
    return done[-1]


def _refusing(one: Examined) -> Iterator[Problem]:
    if not isinstance(one.paper, Invoice | BankSlip):
        yield STATEMENT(Place(one.files[0]))
        return
    yield from one.problems
    amount = one.paper.gross if isinstance(one.paper, Invoice) else one.paper.amount
    if amount is None:  # a warning for one who only reads; nothing is booked by a paper without an amount
        yield replace(NO_TOTAL(Place(one.files[0])), level="error")


def _booking(known: Known, number: VoucherNumber, entry: Transaction) -> Booking:
    legs = (Leg(one.account, one.units.number) for one in entry.postings if one.units and one.units.number is not None)
    return Booking(known.union, known.tax_id, str(number), entry.date, tuple(legs))


def _papers(papers: Sequence[Examined], originals: Sequence[PaperFile], booking: Booking) -> list[Paper]:
    """Return each original once, in the order of the papers, and behind those of one paper its structured data."""
    files = {one.name: one for one in originals}
    kept: dict[str, Paper] = {}
    for one in papers:
        if not isinstance(one.paper, Invoice | BankSlip):
            continue
        kind = PAPER_KINDS[one.paper.kind] if isinstance(one.paper, Invoice) else _SLIP_KIND
        for name in one.files:
            original = files[name]
            kept.setdefault(original.sha256, Paper(name.rpartition("/")[2], original.data, kind))
        data = write_structured(one.paper, booking)
        kept.setdefault(digest(data), Paper(f"{one.paper.number}.json", data, STRUCTURED))
    return list(kept.values())


def _new(books: Books, papers: Sequence[Paper]) -> list[Paper]:
    """Leave out structured data that is filed already, which a second original of an invoice brings along."""
    there = {entry.meta.get("sha256") for entries in books.papers.values() for entry in entries}
    return [paper for paper in papers if paper.kind != STRUCTURED or digest(paper.data) not in there]


def _voucher_warnings(
    papers: Sequence[Examined], facts: PaperFacts, number: VoucherNumber, entry: Transaction
) -> Iterator[Problem]:
    invoices = [one.paper for one in papers if isinstance(one.paper, Invoice)]
    named = set(str(entry.meta.get("invoice") or "").split())
    for invoice in invoices:
        if invoice.number not in named and invoice.number[-8:] not in named:
            yield NOT_NAMED(Place(invoice.file), voucher=number, number=invoice.number)
    moved = [one.units.number for one in entry.postings if one.units and one.units.number]
    earlier = [
        one
        for one in facts.structured.values()
        if isinstance(one, Invoice) and facts.known.used.get(one.number) == str(number)
    ]
    totals = {one.number: one.gross or Decimal(0) for one in (*earlier, *invoices)}
    amount, total = sum((one for one in moved if one > 0), Decimal(0)), sum(totals.values(), Decimal(0))
    if invoices and 0 <= total < amount:
        yield TOO_LITTLE(voucher=number, invoices=format_yuan(total), amount=format_yuan(amount))
    for one in papers:
        if (
            isinstance(one.paper, BankSlip)
            and one.paper.amount is not None
            and abs(one.paper.amount) not in map(abs, moved)
        ):
            yield SLIP_AMOUNT(Place(one.files[0]), voucher=number, slip=format_yuan(one.paper.amount))
