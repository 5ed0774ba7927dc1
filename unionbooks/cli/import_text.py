"""What an import says to people: what became of the rows, a look at the first and last of them, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import emit
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unionbooks.cli.output import Output
    from unionbooks.cli.session import Session
    from unionbooks.core.messages import Message
    from unionbooks.core.problems import Problem
    from unionbooks.workflow.importing import Added
    from unionbooks.workflow.importing import ImportResult

__all__ = ["WAYS", "tell_result"]

WAYS: Final = (N_("in"), N_("out"))
"""Which way money went, in words; never debit and credit, which at a bank mean the reverse."""
_COLUMNS: Final = (
    Column("date", N_("Date"), "date"),
    Column("way", N_("In/out"), "word"),
    Column("amount", N_("Amount"), "money"),
    Column("counterparty", N_("Counterparty")),
    Column("summary", N_("Summary")),
    Column("to", N_("Draft or voucher"), "id"),
)
_SHOWN: Final = 5
"""So many rows of the beginning and of the end are shown."""
_FEW: Final = 3
"""Fewer rows between than these are shown as well."""
_REASONS: Final = 20
"""So many rows that were left out are told one by one."""


def tell_result(session: Session, result: ImportResult, output: Output, *, dry_run: bool) -> None:
    """Say what became of a file."""
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
    _say_some(
        session,
        [message("  row {row} left out: {why}", row=one.source.row, why=one.why) for one in result.dropped],
    )
    _say_some(
        session,
        [message("  row {row} to be looked at: {why}", row=one.source.row, why=one.why) for one in result.review],
    )
    _say_warnings(session, result.warnings)
    if result.added:
        hidden = len(result.added) - 2 * _SHOWN
        if hidden > _FEW:
            emit(session, _listing(result.added[:_SHOWN]), output)
            session.say(message("  … {count} rows between …", count=hidden))
            emit(session, _listing(result.added[-_SHOWN:]), output)
        else:
            emit(session, _listing(result.added), output)
    session.say(_next(result, dry_run=dry_run))


def _say_some(session: Session, sentences: Sequence[Message]) -> None:
    for sentence in sentences[:_REASONS]:
        session.say(sentence)
    if len(sentences) > _REASONS:
        session.say(message("  … and {count} more", count=len(sentences) - _REASONS))


def _say_warnings(session: Session, warnings: Sequence[Problem]) -> None:
    for warning in warnings[:_REASONS]:
        session.say(warning.render(session.translate))
    if len(warnings) > _REASONS:
        session.say(message("  … and {count} more", count=len(warnings) - _REASONS))


def _listing(added: Sequence[Added]) -> Listing:
    rows = []
    for one in added:
        line = one.line
        to = one.draft or " ".join(map(str, line.vouchers or ()))
        rows.append((line.date, WAYS[line.amount < 0], line.amount, line.counterparty, line.summary, to))
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
