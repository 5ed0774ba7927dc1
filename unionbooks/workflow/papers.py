"""Filing papers (附件): the file below `documents/`, and the entry that joins it to its voucher."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.plan import create
from unionbooks.books.seal import seals_in_force
from unionbooks.books.source import digest
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.ids import voucher_link
from unionbooks.core.messages import N_
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import PaperMeta
from unionbooks.core.vocabulary.codec import quote
from unionbooks.core.vocabulary.directive import write_metadata
from unionbooks.workflow.adding import added
from unionbooks.workflow.layout import month_file

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.books.write import Change
    from unionbooks.core.ids import VoucherNumber

__all__ = ["Filed", "Filing", "Paper", "attach", "file_papers", "plan_attach", "read_paper"]

NO_VOUCHER: Final = ProblemKind(
    "attach-unknown",
    N_("There is no voucher {number} to attach to."),
    N_("See which there are with: unionbooks voucher list."),
)
UNREADABLE: Final = ProblemKind(
    "attach-unreadable",
    N_("The paper cannot be read ({reason})."),
    N_("Check its name and that it is still there."),
)
EMPTY: Final = ProblemKind(
    "attach-empty",
    N_("The paper is an empty file."),
    N_("Scan or download it again."),
)
SAME: Final = ProblemKind(
    "attach-twice",
    N_("The very same paper is filed already, with {voucher}."),
    N_("Leave it out; one paper belongs to one voucher."),
)

_UNSAFE: Final = re.compile(r'[\x00-\x20\x7f\\/:*?"<>|\ud800-\udfff]+')
_LONGEST: Final = 60
_ENDING: Final = 8


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be filed: the name of its file, its bytes, what kind of paper it is, whether it is private."""

    name: str
    data: bytes
    kind: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """Papers that were filed with a voucher, by their paths in the ledger's folder."""

    number: VoucherNumber
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filing:
    """What files papers: the files, the entries that belong into the month's file, and the paths."""

    files: tuple[Change, ...]
    text: str
    paths: tuple[str, ...]


def read_paper(file: Path, kind: str | None = None, *, private: bool = False) -> Paper:
    """Read a paper from a file.

    Raises:
        BadInputError: when it cannot be read, or is empty.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(file)), reason=error.strerror or str(error))) from error
    if not data:
        raise BadInputError(EMPTY(Place(str(file))))
    return Paper(file.name, data, kind, private)


def attach(root: Path, number: VoucherNumber, papers: Sequence[Paper], *, by: str, now: dt.datetime) -> Filed:
    """File papers with a posted voucher; where its month is sealed, they belong to the month of today.

    Raises:
        BadInputError: when there is no such voucher.
        RefusedError: when one of the papers is filed already.
    """
    done: list[Filed] = []

    def make_plan(books: Books) -> Plan:
        plan, filed = plan_attach(books, number, papers, now)
        done.append(filed)
        return plan

    commit(root, make_plan, by=by, now=now, command="voucher attach")
    return done[-1]


def plan_attach(books: Books, number: VoucherNumber, papers: Sequence[Paper], now: dt.datetime) -> tuple[Plan, Filed]:
    """Plan what `attach` does, for a commit that first checks the papers against the same books.

    Raises:
        BadInputError: when there is no such voucher.
        RefusedError: when one of the papers is filed already.
    """
    entry = books.vouchers.get(str(number))
    if entry is None:
        raise BadInputError(NO_VOUCHER(number=number))
    sealed = max(seals_in_force(books), default=None)
    day = entry.date if sealed is None or entry.date > sealed.last_day else now.date()
    filing = file_papers(books, number, entry.postings[0].account, day, papers)
    entries = added(books.root, month_file(Month.of(day)), filing.text)
    return Plan((*filing.files, entries), (str(number),)), Filed(number, filing.paths)


def file_papers(books: Books, number: VoucherNumber, account: str, day: dt.date, papers: Sequence[Paper]) -> Filing:
    """Return what files papers with a voucher, behind those it has.

    Raises:
        RefusedError: when one of them is filed already; with a voucher that was reversed it may be.
    """
    there = _digests(books)
    RefusedError.raise_if(
        SAME(Place(paper.name), voucher=there[digest(paper.data)]) for paper in papers if digest(paper.data) in there
    )
    first = len(books.papers.get(voucher_link(number), ())) + 1
    paths = [
        f"documents/{day.year:04d}/{day.month:02d}/{number}-{place}-{_safe(paper.name)}"
        for place, paper in enumerate(papers, start=first)
    ]
    pairs = list(zip(paths, papers, strict=True))
    return Filing(
        tuple(create(path, paper.data) for path, paper in pairs),
        "\n".join(_entry(number, account, day, path, paper) for path, paper in pairs),
        tuple(paths),
    )


def _entry(number: VoucherNumber, account: str, day: dt.date, path: str, paper: Paper) -> str:
    meta = PaperMeta(sha256=digest(paper.data), kind=paper.kind, private=True if paper.private else None)
    head = f"{day.isoformat()} document {account} {quote(f'../{path}')} ^{voucher_link(number)}"
    return "\n".join([head, *write_metadata(meta)]) + "\n"


def _digests(books: Books) -> dict[str, str]:
    """Return SHA-256 -> voucher of every paper filed with a voucher that stands."""
    reversed_ = {entry.meta.get("reverses") for entry in books.transactions}
    return {
        str(entry.meta.get("sha256")): link.removeprefix("V")
        for link, entries in books.papers.items()
        if link.removeprefix("V") not in reversed_
        for entry in entries
    }


def _safe(name: str) -> str:
    """Return a file name that every system can store, not too long, with its ending."""
    plain = PurePosixPath(_UNSAFE.sub("-", name).strip(" .-") or "paper")
    ending = plain.suffix[:_ENDING]
    return f"{plain.name.removesuffix(plain.suffix)[:_LONGEST].rstrip(' .')}{ending}".lstrip(".")
