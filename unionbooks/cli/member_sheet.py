"""`unionbooks member import` and `template`: the roll as the keeper's own sheet."""

from __future__ import annotations

from pathlib import Path
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
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.members.words import FIELD_WORDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from unionbooks.cli.session import Session
    from unionbooks.core.messages import Message
    from unionbooks.members.difference import Difference
    from unionbooks.members.roll import Member
    from unionbooks.workflow.roll_import import RollImport

__all__ = ["import_sheet", "write_template"]

EXISTS: Final = ProblemKind(
    "template-exists",
    N_("There is a file of this name already; it may be filled in."),
    N_("Give another name, or move the file away."),
)

_TEMPLATE: Final = "会员花名册.xlsx"
_MISSING: Final = N_("not in the sheet")
_COLUMNS: Final = (
    Column("what", N_("What happens"), "word"),
    Column("id", N_("Id"), "id"),
    Column("name", N_("Name")),
    Column("field", N_("Particular")),
    Column("old", N_("Old value")),
    Column("new", N_("New value")),
    Column("date", N_("Date"), "date"),
    Column("cell", N_("Cell")),
)
_FOR_PEOPLE: Final = frozenset({"what", "id", "name", "field", "old", "new", "date"})
_OF_NEW: Final = frozenset({"group", "staff_no", "employment", "base"})
_Row = tuple[object, ...]


@click.command(
    "import",
    cls=Command,
    help=N_("Bring the roll up to a sheet: enter what is different, as dated events."),
    details=N_(
        "What would change is shown; with --dry-run nothing else happens. Empty cells change nothing, and members "
        "who are not in the sheet are listed, never removed. Importing the same sheet again writes nothing. Where "
        "anything in the sheet is wrong, all of it is told, cell by cell, and nothing is written.\n\n"
        "Identity numbers are checked and not kept, but for the last four and a keyed hash; the key lies in your "
        "settings folder, or where UNIONBOOKS_ID_KEY says."
    ),
    examples=(
        "unionbooks member import 会员花名册.xlsx --dry-run",
        "unionbooks member import 会员花名册.xlsx --date 2026-03-01",
    ),
)
@click.argument(
    "file",
    cls=Argument,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("The sheet as xlsx, xls, ods or csv."),
)
@click.option(
    "--date", "day", cls=Option, type=DAY, help=N_("Day of whatever has no date in the sheet; today where not given.")
)
@click.option("--sheet", cls=Option, metavar="NAME", help=N_("Sheet of the workbook, where several would do."))
@click.option("--dry-run", cls=Option, is_flag=True, help=N_("Only say what would be written."))
@output_options()
@click.pass_obj
def import_sheet(  # noqa: PLR0913 - one parameter an option
    session: Session, file: Path, day: dt.date | None, sheet: str | None, *, dry_run: bool, output: Output
) -> None:
    """Import a sheet of the roll."""
    from unionbooks.workflow.roll_import import import_roll

    done = import_roll(session.root, file, by=session.by, now=session.now, day=day, sheet=sheet, dry_run=dry_run)
    _tell(session, done)
    if output.format == "text":
        rows = tuple(_for_people(session, done.difference))
        if rows:
            emit(session, Listing("changes", _COLUMNS, rows).only(_FOR_PEOPLE), output)
    else:
        emit(session, Listing("changes", _COLUMNS, tuple(_for_programs(done.difference))), output)
    _conclude(session, done, dry_run=dry_run)


def _tell(session: Session, done: RollImport) -> None:
    for skipped in done.sheet.skipped:
        session.say(
            message(N_("{place}: left out: {text}. {why}"), place=skipped.place, text=skipped.text, why=skipped.why)
        )
    if done.sheet.unused:
        session.say(message(N_("Columns that are not read: {columns}."), columns="、".join(done.sheet.unused)))
    for warning in done.warnings:
        session.say(message(N_("Warning: {problem}"), problem=warning.render(session.translate)))


def _for_people(session: Session, found: Difference) -> Iterator[_Row]:
    """Give a line for each particular that changes; of a new member, one line for all of them."""
    from unionbooks.cli.member_card import show_value

    for step in found.steps:
        changes = step.shown
        event = step.event
        if event.event in {"join", "transfer-in"}:
            values = (show_value(one.name, one.new, session.translate) for one in changes if one.name in _OF_NEW)
            yield (event.event, event.member, step.name, None, None, " ".join(values), event.date, None)
            continue
        if event.event != "change":
            yield (event.event, event.member, step.name, None, None, event.reason, event.date, None)
        for one in changes:
            title = session.translate(FIELD_WORDS[one.name])
            old, new = (show_value(one.name, value, session.translate) for value in (one.old, one.new))
            yield ("change", event.member, step.name, title, old, new, event.date, None)
    for member in found.missing:
        yield (_MISSING, member.id, member.name, None, None, None, None, None)


def _for_programs(found: Difference) -> Iterator[_Row]:
    """Give a row for each particular that is set, and one for an event that sets none."""
    for step in found.steps:
        event, row = step.event, step.row
        head = (event.event, event.member, step.name)
        changes = step.shown
        if not changes:
            yield (*head, None, None, None, event.date, row.place)
        for one in changes:
            yield (
                *head,
                one.name,
                _plain(one.old),
                _plain(one.new),
                event.date,
                row.at(_COLUMN_OF.get(one.name, one.name)),
            )
    for member in found.missing:
        yield ("missing", member.id, member.name, None, None, None, None, None)


_COLUMN_OF: Final = {"id_last4": "identity"}


def _plain(value: object) -> str | None:
    from unionbooks.cli.listing import machine_text

    return None if value is None else machine_text(value, "text")


def _conclude(session: Session, done: RollImport, *, dry_run: bool) -> None:
    found = done.difference
    people = {step.event.member for step in found.steps}
    session.say(
        message(
            N_("Rows {rows}: {changed} with something new, {same} as in the roll; members not in the sheet {missing}."),
            rows=done.sheet.read,
            changed=len(people),
            same=found.same,
            missing=len(found.missing),
        )
    )
    session.say(_outcome(done, dry_run=dry_run))


def _outcome(done: RollImport, *, dry_run: bool) -> Message:
    if dry_run:
        return message("Nothing was written: this was a dry run.")
    if not done.written:
        return message("Nothing was written: the roll is as the sheet says.")
    return message(
        N_("Written: {events} events. See the roll with: unionbooks member list"), events=len(done.difference.steps)
    )


@click.command(
    "template",
    cls=Command,
    help=N_("Make the sheet to fill in, with drop-downs and a guide in Chinese."),
    details=N_(
        "With --filled the members are in it already, to be gone through and imported again. Such a sheet holds "
        "personal data."
    ),
    examples=("unionbooks member template", "unionbooks member template 花名册核对.xlsx --filled"),
)
@click.argument(
    "file",
    cls=Argument,
    metavar="[FILE]",
    required=False,
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("Workbook to make; 会员花名册.xlsx where it is not given."),
)
@click.option("--filled", cls=Option, is_flag=True, help=N_("Put the members into it."))
@click.option("--date", "day", cls=Option, type=DAY, help=N_("Day of the roll that is put in; today where not given."))
@click.pass_obj
def write_template(session: Session, file: Path | None, day: dt.date | None, *, filled: bool) -> None:
    """Write the template."""
    from importers.sheets.roll import roll_template

    target = file or Path(_TEMPLATE)
    if target.exists():
        raise BadInputError(EXISTS(Place(str(target))))
    members: tuple[Member, ...] = ()
    if filled:
        from unionbooks.books.query import open_tables
        from unionbooks.members.timeline import roll_in

        with open_tables(session.root) as tables:
            members = roll_in(tables, day or session.now.date())
    Output("xlsx", target).put(session, roll_template(members))
    click.echo(str(target))
    session.say(message(N_("Fill it in, then: unionbooks member import {file} --dry-run"), file=target))
