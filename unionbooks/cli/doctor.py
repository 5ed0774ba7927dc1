"""`unionbooks doctor`: is everything in place here, and if not, what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.errors import ExitCode
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Command
from unionbooks.core.messages import N_
from unionbooks.core.width import pad
from unionbooks.core.width import width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.cli.diagnosis import Finding
    from unionbooks.cli.session import Session

__all__ = ["command"]

_COLUMNS: Final = (
    Column("status", N_("Status")),
    Column("name", N_("Examined")),
    Column("what", N_("How it stands")),
    Column("mend", N_("How to mend it")),
)
_COLORS: Final = {"ok": "green", "warn": "yellow", "fail": "red"}


@click.command(
    cls=Command,
    help=N_("Examine the installation and the ledger's folder."),
    details=N_("One line each: ok, warn or fail, with how to mend it. Exit code 1 where something fails."),
    examples=("unionbooks doctor", "unionbooks -C demo-union doctor"),
)
@output_options()
@click.pass_obj
def command(session: Session, output: Output) -> ExitCode:
    """Report all findings."""
    from unionbooks.cli.diagnosis import examine

    findings = examine(session.root)
    if output.format == "text":
        output.put(session, "".join(f"{line}\n" for line in _lines(session, findings)))
    else:
        rows = tuple(
            (one.status, one.name, session.text(one.what), session.text(one.mend) if one.mend else None)
            for one in findings
        )
        emit(session, Listing("doctor", _COLUMNS, rows), output)
    return ExitCode.FINDINGS if any(one.status == "fail" for one in findings) else ExitCode.DONE


def _lines(session: Session, findings: tuple[Finding, ...]) -> Iterator[str]:
    longest = max(width(session.text(one.name)) for one in findings)
    for one in findings:
        status = click.style(pad(one.status, 4), fg=_COLORS[one.status])
        text = session.join(one.what, one.mend)
        yield f"{status}  {pad(session.text(one.name), longest)}  {text}"
