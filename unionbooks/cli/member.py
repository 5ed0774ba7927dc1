"""`unionbooks member`: the roll of members, on any day."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.member_acts import ACTS
from unionbooks.cli.member_sheet import import_sheet
from unionbooks.cli.member_sheet import write_template
from unionbooks.cli.member_stats import show_stats
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.core.messages import N_
from unionbooks.members.words import EMPLOYMENT_WORDS
from unionbooks.members.words import SEX_WORDS
from unionbooks.members.words import STATE_WORDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from collections.abc import Iterable

    from unionbooks.cli.session import Session
    from unionbooks.members.roll import Member

__all__ = ["command"]

_ALL: Final = "all"
_COLUMNS: Final = (
    Column("id", N_("Id"), "id"),
    Column("name", N_("Name")),
    Column("sex", N_("Sex"), "word"),
    Column("born", N_("Born"), "date"),
    Column("group", N_("Group")),
    Column("staff_no", N_("Staff no."), "id"),
    Column("employment", N_("Employment"), "word"),
    Column("status", N_("Status"), "word"),
    Column("since", N_("Since"), "date"),
    Column("joined", N_("Joined"), "date"),
    Column("base", N_("Base"), "money"),
    Column("wage_in_contribution", N_("Wage in contribution"), "flag"),
    Column("card", N_("Membership card"), "id"),
    Column("id_last4", N_("Identity number ends in"), "id"),
)
_FOR_PEOPLE: Final = frozenset({"id", "name", "sex", "group", "staff_no", "employment", "status", "joined", "base"})
_FOR_EVERYBODY: Final = ("group", "name", "status", "joined")


@click.group("member", cls=Group, help=N_("The members: the roll on any day, what happens to it, its statistics."))
def command() -> None:
    """Hold the verbs of the roll."""


@command.command(
    "list",
    help=N_("List the members on a day."),
    details=N_(
        "Without --status those are listed who are members, with full rights or kept (retained, retired). With "
        "--public names are masked and nothing is shown that others may not know."
    ),
    examples=(
        "unionbooks member list",
        "unionbooks member list --date 2025-12-31 --group 语文组 -o 花名册.xlsx",
        "unionbooks member list --status left --status transferred",
    ),
)
@click.option("--date", "day", cls=Option, type=DAY, help=N_("The day; today where it is not given."))
@click.option("--group", "groups", cls=Option, multiple=True, metavar="NAME", help=N_("Only this group; repeatable."))
@click.option(
    "--status",
    "states",
    cls=Option,
    multiple=True,
    type=click.Choice([*STATE_WORDS, _ALL]),
    help=N_("Only people of this status, those gone included; repeatable."),
)
@click.option("--sex", cls=Option, type=click.Choice(SEX_WORDS), help=N_("Only women or only men."))
@click.option(
    "--employment",
    "employments",
    cls=Option,
    multiple=True,
    type=click.Choice(EMPLOYMENT_WORDS),
    help=N_("Only this kind of employment; repeatable."),
)
@click.option("--public", cls=Option, is_flag=True, help=N_("For a notice that everybody may read."))
@output_options()
@click.pass_obj
def list_members(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    day: dt.date | None,
    groups: tuple[str, ...],
    states: tuple[str, ...],
    sex: str | None,
    employments: tuple[str, ...],
    public: bool,
    output: Output,
) -> None:
    """List members."""
    from unionbooks.books.query import open_tables
    from unionbooks.members.roll import MEMBER_STATES
    from unionbooks.members.timeline import everyone_in

    with open_tables(session.root) as tables:
        people = everyone_in(tables, day or session.now.date())
    wanted = states or tuple(MEMBER_STATES)
    tests: list[Callable[[Member], bool]] = [lambda one: _ALL in wanted or one.state in wanted]
    if groups:
        tests.append(lambda one: one.group in groups)
    if sex:
        tests.append(lambda one: one.sex == sex)
    if employments:
        tests.append(lambda one: one.employment in employments)
    chosen = [one for one in people if all(test(one) for test in tests)]
    listing = _public(chosen) if public else Listing("members", _COLUMNS, tuple(map(_row, chosen)))
    if output.format == "text" and not public:
        listing = listing.only(_FOR_PEOPLE)
    emit(session, listing, output)


def _row(one: Member) -> tuple[object, ...]:
    return tuple(one.state if column.key == "status" else getattr(one, column.key) for column in _COLUMNS)


def _public(people: Iterable[Member]) -> Listing:
    """Keep what a notice may say, in an order that tells nothing: by group, then as the roll has them."""
    from unionbooks.members.names import masked

    columns = tuple(column for key in _FOR_EVERYBODY for column in _COLUMNS if column.key == key)
    ordered = sorted(people, key=lambda one: (one.group or "", one.joined, one.id))
    rows = tuple((one.group, masked(one.name or ""), one.state, one.joined) for one in ordered)
    return Listing("members", columns, rows)


@command.command(
    "show",
    help=N_("Show one member on a day, and all that has happened to the membership."),
    examples=("unionbooks member show M0007", "unionbooks member show 王一 --date 2025-12-31"),
)
@click.argument("who", cls=Argument, metavar="WHO", help=N_("Id, staff number or name."))
@click.option("--date", "day", cls=Option, type=DAY, help=N_("The day; today, and every event, where it is not given."))
@output_options("text", "json")
@click.pass_obj
def show_member(session: Session, who: str, day: dt.date | None, output: Output) -> None:
    """Show a member."""
    from unionbooks.books.query import open_tables
    from unionbooks.cli import member_card

    with open_tables(session.root) as tables:
        card = member_card.read_card(tables, who, day, session.now.date())
    if output.format == "json":
        emit_json(session, member_card.as_data(card), output)
    else:
        output.put(session, member_card.as_text(card, session.translate))


command.add_command(show_stats)
command.add_command(import_sheet)
command.add_command(write_template)
for _act in ACTS:
    command.add_command(_act)
