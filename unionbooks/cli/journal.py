"""`unionbooks journal`: the record of all writing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unionbooks.cli.check import exit_code_for
from unionbooks.cli.check import report
from unionbooks.cli.output import Output
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Group
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place

if TYPE_CHECKING:
    from unionbooks.cli.session import Session

__all__ = ["command"]


@click.group("journal", cls=Group, help=N_("The record of everything that was written to the ledger."))
def command() -> None:
    """Hold the verbs of the journal."""


@command.command(
    help=N_("Check the journal's chain, and every ledger file and paper on record."),
    details=N_("A broken chain or a lost paper ends with exit code 5, a file changed outside the tool with 1."),
    examples=("unionbooks journal verify",),
)
@output_options()
@click.pass_obj
def verify(session: Session, output: Output) -> int:
    """Verify the journal of the ledger."""
    from unionbooks.books.journal import verify as verify_journal
    from unionbooks.books.model import MAIN
    from unionbooks.books.source import NO_LEDGER

    if not (session.root / MAIN).is_file():
        raise BadInputError(NO_LEDGER(Place(str(session.root)), file=MAIN))
    problems = verify_journal(session.root)
    report(session, problems, output)
    return exit_code_for(problems)
