"""`unionbooks dues explain|statement`: one member's dues."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.books.query import Tables
    from unionbooks.cli.session import Session
    from unionbooks.core.month import Month
    from unionbooks.members.roll import Member

__all__ = ["explain", "statement"]


@click.command(
    "explain",
    cls=Command,
    help=N_("Where a member's dues of a month come from: base, rule, document, waiver, entries, each with its place."),
    examples=("unionbooks dues explain M0007 2026-03", "unionbooks dues explain 王一 2026-03 --format json"),
)
@click.argument("who", cls=Argument, metavar="WHO", help=N_("Id, staff number or name."))
@click.argument("month", cls=Argument, type=MONTH, help=N_("The month."))
@output_options("text", "json")
@click.pass_obj
def explain(session: Session, who: str, month: Month, output: Output) -> None:
    """Explain a month."""
    from reports.dues_explanation import explanation
    from reports.render.dues_text import dues_explanation_text
    from reports.render.plain import as_plain
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        member = _member(tables, who, max(session.now.date(), month.last_day))
        report = explanation(tables, member.id, member.name or "", month, session.now.date())
    if output.format == "json":
        emit_json(session, as_plain(report), output)
    else:
        output.put(session, dues_explanation_text(report, session.language, _room(output)))


@click.command(
    "statement",
    cls=Command,
    help=N_("A member's dues of a year, month by month, with the payments; the PDF is in Chinese."),
    examples=("unionbooks dues statement M0007 2026", "unionbooks dues statement M0007 2026 -o 会费对账单.pdf"),
)
@click.argument("who", cls=Argument, metavar="WHO", help=N_("Id, staff number or name."))
@click.argument("year", cls=Argument, type=click.IntRange(1949, 2199), help=N_("The year."))
@click.option("--as-of", "day", cls=Option, type=DAY, help=N_("The day; today where it is not given."))
@output_options("text", "json", "pdf")
@click.pass_obj
def statement(session: Session, who: str, year: int, day: dt.date | None, output: Output) -> None:
    """Make up a statement."""
    from reports.dues_statement import dues_statement
    from unionbooks.books.query import open_tables

    until = day or session.now.date()
    with open_tables(session.root) as tables:
        report = dues_statement(tables, _member(tables, who, until), year, until)
    if output.format == "json":
        from reports.render.plain import as_plain

        emit_json(session, as_plain(report), output)
    elif output.format == "pdf":
        from reports.render.dues import dues_statement_pdf

        output.put(session, dues_statement_pdf(report))
    else:
        from reports.render.dues_text import dues_statement_text

        output.put(session, dues_statement_text(report, session.language, _room(output)))


def _member(tables: Tables, who: str, day: dt.date) -> Member:
    from unionbooks.members.lookup import find_member
    from unionbooks.members.timeline import everyone_in

    return find_member(everyone_in(tables, day), who)


def _room(output: Output) -> int | None:
    to_terminal = output.file is None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if to_terminal else None
