"""`unionbooks query`: questions in SQL to the tables of the ledger."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from unionbooks.cli.listing import Kind
    from unionbooks.cli.session import Session

__all__ = ["command"]

_WHOLE: Final = frozenset({"BIGINT", "HUGEINT", "INTEGER", "SMALLINT", "TINYINT", "UBIGINT", "UINTEGER"})


@click.command(
    cls=Command,
    help=N_("Ask the tables of the ledger in SQL."),
    details=N_(
        "One SELECT of DuckDB's SQL; amounts are whole fen, in columns that end in fen. SHOW TABLES lists the "
        "tables, DESCRIBE followed by the name of a table its columns. Nothing can be changed. With - the "
        "query is read from the standard input."
    ),
    examples=(
        'unionbooks query "SHOW TABLES"',
        'unionbooks query "SELECT code, sum(fen) FROM postings GROUP BY code"',
    ),
)
@click.argument("sql", cls=Argument, metavar="SQL", help=N_("The query, or - for the standard input."))
@output_options()
@click.pass_obj
def command(session: Session, sql: str, output: Output) -> None:
    """Run one reading query."""
    from unionbooks.books.query import open_tables

    text = sys.stdin.read() if sql == "-" else sql
    with open_tables(session.root) as tables:
        answer = tables.ask(text)
        if tables.errors:
            session.say(
                message(N_("The books have problems ({count}); see them with: unionbooks check."), count=tables.errors)
            )
    columns = tuple(Column(name, kind=_kind(type_)) for name, type_ in zip(answer.columns, answer.types, strict=True))
    emit(session, Listing("query", columns, answer.rows), output)


def _kind(type_: str) -> Kind:
    if type_ in _WHOLE:
        return "count"
    if type_.startswith("DECIMAL"):
        return "number"
    return "date" if type_ == "DATE" else "text"
