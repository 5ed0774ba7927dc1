"""`unionbooks import`: statements of banks and wallets into bank lines and drafts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
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
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from unionbooks.cli.session import Session
    from unionbooks.core.messages import Message
    from unionbooks.workflow.importing import ImportResult

__all__ = ["command"]

_COLUMNS: Final = (
    Column("date", N_("Date"), "date"),
    Column("amount", N_("Amount"), "money"),
    Column("counterparty", N_("Counterparty")),
    Column("summary", N_("Summary")),
    Column("to", N_("Draft or voucher"), "id"),
)


@click.command(
    "import",
    cls=Command,
    help=N_("Import statements of banks, WeChat Pay and Alipay."),
    details=N_(
        "Each movement becomes a bank line. One that a posted voucher explains is joined to it; for each other a "
        "draft is put into the inbox. Importing a file again adds nothing. A row that cannot be understood is kept "
        "as a draft for you to look at, and the exit code is then 1."
    ),
    examples=(
        "unionbooks import statement.csv",
        "unionbooks import 微信支付账单.xlsx --account 10202 --dry-run",
    ),
)
@click.argument(
    "files",
    cls=Argument,
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path),
    help=N_("Statements as csv, xlsx or xls, as they were downloaded."),
)
@click.option(
    "--account",
    cls=Option,
    metavar="ACCOUNT",
    help=N_("Account of the books, by code or name; found by its number in the file where not given."),
)
@click.option(
    "--profile", cls=Option, metavar="ID", help=N_("Import profile; found by the words of the header where not given.")
)
@click.option("--dry-run", cls=Option, is_flag=True, help=N_("Only say what would be written."))
@output_options("text", "json")
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    session: Session,
    files: tuple[Path, ...],
    account: str | None,
    profile: str | None,
    *,
    dry_run: bool,
    output: Output,
) -> int:
    """Import one file after the other; an error stops before anything of its file is written."""
    from unionbooks.workflow.importing import import_file

    results = []
    for file in files:
        result = import_file(
            session.root,
            file,
            account=account,
            profile=profile,
            by=session.by,
            now=session.now,
            dry_run=dry_run,
            translate=session.translate,
        )
        results.append(result)
        if output.format == "text":
            _tell(session, result, output, dry_run=dry_run)
    if output.format == "json":
        emit_json(session, results, output)
    return ExitCode.FINDINGS if any(result.review_drafts for result in results) else ExitCode.DONE


def _tell(session: Session, result: ImportResult, output: Output, *, dry_run: bool) -> None:
    session.say(
        message(
            "{file}: {title}, into {account}.",
            file=result.filename,
            title=result.title,
            account=result.account.partition(":")[2],
        )
    )
    session.say(
        message(
            "Rows read {read}: new {new}, known {known}, no movement of money {dropped}, to be looked at {review}.",
            read=result.read,
            new=len(result.added),
            known=result.known,
            dropped=len(result.dropped),
            review=len(result.review),
        )
    )
    for dropped in result.dropped:
        session.say(message("  row {row} left out: {why}", row=dropped.source.row, why=dropped.why))
    for review in result.review:
        session.say(message("  row {row} to be looked at: {why}", row=review.source.row, why=review.why))
    for warning in result.warnings:
        session.say(warning.render(session.translate))
    if result.added:
        emit(session, _listing(result), output)
    session.say(_next(result, dry_run=dry_run))


def _listing(result: ImportResult) -> Listing:
    rows = []
    for one in result.added:
        line = one.line
        to = one.draft or " ".join(map(str, line.vouchers or ()))
        rows.append((line.date, line.amount, line.counterparty, line.summary, to))
    return Listing("bank-lines", _COLUMNS, tuple(rows))


def _next(result: ImportResult, *, dry_run: bool) -> Message:
    if dry_run:
        return message("Nothing was written: this was a dry run.")
    if not result.written:
        return message("Nothing was written: there is nothing new in the file.")
    joined = sum(one.draft is None for one in result.added)
    return message(
        "Written: {lines} bank lines, {joined} of them joined to vouchers, {drafts} drafts. "
        "Go on with: unionbooks inbox list",
        lines=len(result.added),
        joined=joined,
        drafts=len(result.drafts),
    )
