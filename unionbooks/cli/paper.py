"""`unionbooks paper`: invoices, receipts, tickets and bank slips, read and filed with their voucher."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli.errors import ExitCode
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import MONTH
from unionbooks.cli.types import VOUCHER
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable

    from importers.archive import AskPassword
    from importers.papers.reader import PaperFile
    from unionbooks.cli.session import Session
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import Month
    from unionbooks.core.problems import Problem
    from unionbooks.workflow.papering import Examined

__all__ = ["command"]

_COLUMNS: Final = (
    Column("voucher", N_("Voucher"), "id"),
    Column("kind", N_("Kind")),
    Column("number", N_("Number"), "id"),
    Column("issued", N_("Issued"), "date"),
    Column("seller", N_("Seller")),
    Column("amount", N_("Amount"), "money"),
    Column("path", N_("File")),
    Column("date", N_("Filed"), "date"),
    Column("structured", N_("Structured data")),
    Column("private", N_("Private"), "flag"),
)
_FOR_PEOPLE: Final = ("voucher", "kind", "number", "seller", "amount", "path")
_WIDEST: Final = 100
_FILES: Final = N_("XML, OFD, PDF, pictures, folders of them, zips.")


@click.group("paper", cls=Group, help=N_("Papers of vouchers: read invoices and slips, check them, file them."))
def command() -> None:
    """Hold the verbs of papers."""


def _password_option(callback: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--password-stdin", cls=Option, is_flag=True, help=N_("Read the password of locked archives from stdin.")
    )(callback)


def _files_argument(callback: Callable[..., Any]) -> Callable[..., Any]:
    return click.argument(
        "files",
        cls=Argument,
        nargs=-1,
        required=True,
        metavar="FILE...",
        type=click.Path(path_type=Path),
        help=_FILES,
    )(callback)


@command.command(
    "read",
    help=N_("Read invoices, receipts, tickets, bank slips and structured statements, and check them."),
    details=N_(
        "Digital invoices (XML, OFD, PDF), older e-invoices, fiscal receipts, railway and air tickets, bank slips, "
        "bank statements as XBRL, MT940 or camt. The same invoice in several files is one invoice. Where there is a "
        "ledger, the buyer is held against the union, and the number against all vouchers of all years. An error is "
        "marked with !, what should be looked at with ?. Nothing is written."
    ),
    examples=("unionbooks paper read 发票.pdf 发票.xml", "unionbooks paper read 一月发票.zip --format json"),
)
@_files_argument
@_password_option
@output_options("text", "json")
@click.pass_obj
def read_papers(session: Session, files: tuple[Path, ...], *, password_stdin: bool, output: Output) -> int:
    """Read papers; the exit code is 3 where a file is none, 1 where a check fails."""
    from unionbooks.workflow.papering import check
    from unionbooks.workflow.papering import examine
    from unionbooks.workflow.papering import read_originals

    originals = read_originals(files, _asking(session, from_stdin=password_stdin))
    papers = examine(originals)
    facts = _facts(session)
    if facts is not None:
        papers = tuple(check(one, facts) for one in papers)
    bad = [one for one in originals if not one.is_understood]
    _put(session, papers, bad, output)
    if any(problem.level == "error" for one in bad for problem in one.problems):
        return ExitCode.BAD_INPUT
    found = any(problem.level == "error" for one in papers for problem in one.problems)
    return ExitCode.FINDINGS if found else ExitCode.DONE


def _facts(session: Session) -> Any:
    """Gather what the books know; nothing where there are no books."""
    from unionbooks.books.load import load
    from unionbooks.books.model import MAIN
    from unionbooks.workflow.paper_facts import gather

    if not (session.root / MAIN).is_file():
        session.say(N_("There is no ledger here: the papers are checked by themselves only."))
        return None
    facts = gather(load(session.root), session.now.date())
    _tell(session, facts.problems)
    return facts


def _put(session: Session, papers: tuple[Examined, ...], bad: list[PaperFile], output: Output) -> None:
    from unionbooks.cli.paper_show import ShownPaper
    from unionbooks.cli.paper_show import as_text
    from unionbooks.cli.paper_show import for_programs

    if output.format == "json":
        others = [ShownPaper("file", (one.name,), None, one.problems) for one in bad]
        emit_json(session, [*map(for_programs, papers), *others], output)
        return
    room = shutil.get_terminal_size().columns if output.file is None and sys.stdout.isatty() else _WIDEST
    if papers:
        output.put(session, "\n".join(as_text(one, session.translate, room) for one in papers))
    for one in bad:
        _tell(session, one.problems)


def _tell(session: Session, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        session.say(problem.render(session.translate))


def _asking(session: Session, *, from_stdin: bool) -> AskPassword:
    """Return what asks for the password of an archive: stdin once, a person at a terminal, or nobody."""
    given = sys.stdin.readline().rstrip("\r\n") if from_stdin else None

    def ask(name: str) -> str | None:
        if given is not None:
            return given
        if not sys.stdin.isatty():
            return None
        shown = message("Password of {name}", name=name)
        answer: str = click.prompt(session.text(shown), hide_input=True, err=True)
        return answer

    return ask


@command.command(
    "file",
    help=N_("File papers with a posted voucher, once they pass every check."),
    details=N_(
        "Each original is kept below documents/ with its SHA-256 on record and is never replaced; beside it stands "
        "its structured data (入账信息结构化数据). Where one paper fails a check, none is filed: a wrong buyer, an "
        "invoice that is booked already, amounts that do not agree. What is no invoice, such as a sign-for list, is "
        "filed with: unionbooks voucher attach."
    ),
    examples=("unionbooks paper file 发票.xml 发票.pdf --voucher 2026-03-0012",),
)
@_files_argument
@click.option(
    "--voucher", cls=Option, type=VOUCHER, required=True, metavar="NUMBER", help=N_("Number, such as 2026-03-0012.")
)
@click.option(
    "--days",
    cls=Option,
    type=click.IntRange(0, 3660),
    default=None,
    help=N_("Days between invoice and payment beyond which you are warned; 90 where not given."),
)
@_password_option
@output_options("text", "json")
@click.pass_obj
def file_papers(  # noqa: PLR0913 - one parameter an option
    session: Session,
    files: tuple[Path, ...],
    voucher: VoucherNumber,
    *,
    days: int | None,
    password_stdin: bool,
    output: Output,
) -> None:
    """File papers."""
    from importers.papers.checks import NEAR
    from unionbooks.cli.paper_show import for_programs
    from unionbooks.workflow.papering import file_with_voucher

    done = file_with_voucher(
        session.root,
        files,
        voucher,
        by=session.by,
        now=session.now,
        ask=_asking(session, from_stdin=password_stdin),
        near=NEAR if days is None else days,
    )
    _tell(session, done.warnings)
    if output.format == "json":
        shown = {"voucher": str(voucher), "paths": list(done.filed.paths), "papers": [*map(for_programs, done.papers)]}
        emit_json(session, shown, output)
        return
    lines = [
        session.text(message("Filed with {number}: {path}", number=voucher, path=path)) for path in done.filed.paths
    ]
    output.put(session, "".join(f"{line}\n" for line in lines))


@command.command(
    "list",
    help=N_("List the papers of the vouchers, with what their structured data says."),
    examples=("unionbooks paper list --voucher 2026-03-0012", "unionbooks paper list --month 2026-03 -o papers.xlsx"),
)
@click.option("--month", cls=Option, type=MONTH, help=N_("Only the vouchers of this month."))
@click.option("--voucher", cls=Option, type=VOUCHER, metavar="NUMBER", help=N_("Number, such as 2026-03-0012."))
@output_options()
@click.pass_obj
def list_papers(session: Session, month: Month | None, voucher: VoucherNumber | None, output: Output) -> None:
    """List papers."""
    from unionbooks.books.load import load
    from unionbooks.workflow.paper_facts import filed_papers
    from unionbooks.workflow.paper_facts import gather

    books = load(session.root)
    facts = gather(books, session.now.date())
    _tell(session, facts.problems)
    papers = [
        one
        for one in filed_papers(books, facts)
        if (month is None or one.voucher.startswith(f"{month}-")) and (voucher is None or one.voucher == str(voucher))
    ]
    rows = tuple(tuple(getattr(one, column.key) for column in _COLUMNS) for one in papers)
    listing = Listing("papers", _COLUMNS, rows)
    emit(session, listing.only(_FOR_PEOPLE) if output.format == "text" else listing, output)
