"""`unionbooks rules`: the rule book of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.core.messages import N_

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.cli.session import Session
    from unionbooks.rulebook.views import RuleView

__all__ = ["command"]

_COLUMNS: Final = (
    Column("rule", N_("Rule"), "id"),
    Column("kind", N_("Kind"), "word"),
    Column("what", N_("What it is about")),
    Column("limit", N_("Limit")),
    Column("level", N_("On a breach"), "word"),
    Column("since", N_("From"), "date"),
    Column("until", N_("Until"), "date"),
    Column("document", N_("Document")),
    Column("page", N_("Page or article")),
    Column("verified", N_("Verified"), "flag"),
)
_FOR_PEOPLE: Final = ("rule", "what", "limit", "level", "document")
_PLACE: Final = (Column("file", N_("File")), Column("line", N_("Line"), "count"))


@click.group("rules", cls=Group, help=N_("The rule book: rates, limits, approval tiers, with their documents."))
def command() -> None:
    """Hold the verbs of the rule book."""


@command.command(
    "list",
    help=N_("List the rules in force on a day, each with the document it comes from."),
    examples=("unionbooks rules list", "unionbooks rules list --date 2025-12-31 --format json"),
)
@click.option("--date", "day", cls=Option, type=DAY, help=N_("The day to judge by; today where it is not given."))
@output_options()
@click.pass_obj
def list_rules(session: Session, day: dt.date | None, output: Output) -> None:
    """List the rules in force."""
    from unionbooks.books.load import load
    from unionbooks.rulebook.rules import rules_in_force
    from unionbooks.rulebook.views import rule_views

    views = rule_views(rules_in_force(load(session.root), day or session.now.date()))
    rows = tuple(_row(session, view) for view in views)
    listing = Listing("rules", _COLUMNS + _PLACE, rows)
    emit(session, listing.only(_FOR_PEOPLE) if output.format == "text" else listing, output)


def _row(session: Session, view: RuleView) -> tuple[object, ...]:
    return (
        view.rule,
        view.kind,
        session.text(view.what),
        session.text(view.limit) if view.limit else None,
        view.level,
        view.since,
        view.until,
        view.document,
        view.page,
        view.verified,
        view.place.file if view.place else None,
        view.place.line if view.place else None,
    )
