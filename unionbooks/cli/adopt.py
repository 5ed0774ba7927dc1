"""`unionbooks adopt`: put edits made outside the tool on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from unionbooks.cli.session import Session

__all__ = ["command"]


@click.command(
    cls=Command,
    help=N_("Put edits that were made outside the tool on the record."),
    details=N_(
        "Every load reports a ledger file that was changed in an editor. Where the change is right, adopt it, "
        "with the reason; the journal keeps both digests. What is in a sealed month cannot be adopted."
    ),
    examples=('unionbooks adopt --why "corrected a payee in the editor"',),
)
@click.option("--why", cls=Option, required=True, metavar="TEXT", help=N_("The reason; it stays in the journal."))
@click.pass_obj
def command(session: Session, why: str) -> None:
    """Adopt the present state of the ledger's files."""
    from unionbooks.books.write import adopt

    adopted = adopt(session.root, why=why, by=session.by, now=session.now)
    files = adopted.line.files if adopted.line else {}
    for path in files:
        click.echo(path)
    session.say(message(N_("On the record now, by {by} (files: {count})."), by=session.by, count=len(files)))
