"""`unionbooks member stats`: how the roll moved, for the half-yearly report (半年花名册统计)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli import formats
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unionbooks.cli.session import Session
    from unionbooks.members.movements import Movement

__all__ = ["show_stats"]

_LINES: Final = (
    ("opening", "", N_("At the start")),
    ("joined", "+ ", N_("Joined")),
    ("transferred_in", "+ ", N_("Transferred in")),
    ("resumed", "+ ", N_("Resumed")),
    ("left", "- ", N_("Left the union")),
    ("transferred_out", "- ", N_("Transferred out")),
    ("retained", "- ", N_("Retained")),
    ("retired", "- ", N_("Retired")),
    ("expelled", "- ", N_("Expelled")),
    ("died", "- ", N_("Died")),
    ("closing", "= ", N_("At the end")),
    ("kept_opening", "", N_("Kept memberships at the start")),
    ("kept_closing", "", N_("Kept memberships at the end")),
)
_COLUMNS: Final = (
    Column("by", N_("Counted by"), "word"),
    Column("name", N_("Group or employment")),
    Column("opening", N_("At the start"), "count"),
    Column("joined", N_("Joined"), "count"),
    Column("transferred_in", N_("Transferred in"), "count"),
    Column("resumed", N_("Resumed"), "count"),
    Column("moved_in", N_("Moved in"), "count"),
    Column("left", N_("Left the union"), "count"),
    Column("transferred_out", N_("Transferred out"), "count"),
    Column("retained", N_("Retained"), "count"),
    Column("retired", N_("Retired"), "count"),
    Column("expelled", N_("Expelled"), "count"),
    Column("died", N_("Died"), "count"),
    Column("moved_out", N_("Moved out"), "count"),
    Column("closing", N_("At the end"), "count"),
    Column("kept_opening", N_("Kept memberships at the start"), "count"),
    Column("kept_closing", N_("Kept memberships at the end"), "count"),
)
_SLICES: Final = {"group": N_("Group"), "employment": N_("Employment")}
_SLICE_WORDS: Final = (N_("all"), N_("women"), N_("group"), N_("employment"))
_NOT_KNOWN: Final = N_("(not known)")


@click.command(
    "stats",
    cls=Command,
    help=N_("Count who came and who went in some months, with women, groups and kinds of employment."),
    details=N_(
        "Counted are members with full rights; kept memberships (retained, retired) are counted beside them. Every "
        "line adds up: who was there at the start, and who came, less who went, is who is there at the end."
    ),
    examples=(
        "unionbooks member stats",
        "unionbooks member stats --from 2026-01 --to 2026-06 -o 花名册统计.xlsx",
    ),
)
@click.option(
    "--from", "first", cls=Option, type=MONTH, help=N_("First month; that of the half-year where it is not given.")
)
@click.option("--to", "last", cls=Option, type=MONTH, help=N_("Last month; this month where it is not given."))
@output_options()
@click.pass_obj
def show_stats(session: Session, first: Month | None, last: Month | None, output: Output) -> None:
    """Show the statistics."""
    from unionbooks.books.query import open_tables
    from unionbooks.members.movements import movements

    months = _span(session, first, last)
    with open_tables(session.root) as tables:
        lines = movements(tables, months)
    if output.format == "text":
        title = message(N_("The roll from {first} to {last}"), first=months.first, last=months.last)
        output.put(session, f"{session.text(title)}\n\n{_as_text(session, lines)}")
    else:
        rows = tuple(tuple(getattr(line, column.key) for column in _COLUMNS) for line in lines)
        emit(session, Listing("roll", _COLUMNS, rows), output)


def _span(session: Session, first: Month | None, last: Month | None) -> MonthRange:
    """Return the months: this half-year up to now, where nothing else is asked for."""
    end = last or max(Month.of(session.now.date()), first or Month(1, 1))
    begin = first or Month(end.year, 1 if end.number <= 6 else 7)
    if end < begin:
        raise click.UsageError(session.text(message(N_("{last} is before {first}."), last=end, first=begin)))
    return MonthRange(begin, end)


def _as_text(session: Session, lines: Sequence[Movement]) -> str:
    """Write the main lines below each other, and what came and went by group and by employment."""
    everybody, women = lines[0], lines[1]
    rows = tuple(
        (f"{sign}{session.translate(title)}", getattr(everybody, key), getattr(women, key))
        for key, sign, title in _LINES
    )
    columns = (
        Column("what", N_("Members")),
        Column("all", N_("Everybody"), "count"),
        Column("women", N_("Women among them"), "count"),
    )
    tables = [formats.as_text(Listing("roll", columns, rows), session.translate, None)]
    for by, title in _SLICES.items():
        chosen = [line for line in lines if line.by == by]
        if any(line.name for line in chosen):
            tables.append(formats.as_text(_sliced(session, title, chosen), session.translate, None))
    return "\n".join(tables)


def _sliced(session: Session, title: str, lines: Sequence[Movement]) -> Listing:
    columns = (
        Column("name", title),
        Column("opening", N_("At the start"), "count"),
        Column("coming", N_("Came"), "count"),
        Column("going", N_("Went"), "count"),
        Column("closing", N_("At the end"), "count"),
    )
    rows = tuple((_name(session, line), line.opening, line.coming, line.going, line.closing) for line in lines)
    return Listing("roll", columns, rows)


def _name(session: Session, line: Movement) -> str:
    # The name of a group is the union's own word, that of an employment one of the ledger's.
    return line.name if line.by == "group" and line.name else session.translate(line.name or _NOT_KNOWN)
