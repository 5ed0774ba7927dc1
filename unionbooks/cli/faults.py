"""What is said when a command fails: the problems it raised, the system's refusal, or a fault of our own.

Imported when something fails, and not before: `--help` shall not pay for it.
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.errors import DEBUG_VARIABLE
from unionbooks.cli.errors import ExitCode
from unionbooks.core.messages import N_
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import UnionbooksError

if TYPE_CHECKING:
    from unionbooks.cli.session import Session

__all__ = ["tell"]

FAULT: Final = ProblemKind(
    "internal-fault",
    N_("unionbooks itself failed: {error}."),
    N_("Run it again with {variable}=1 and report what it prints, with the output of unionbooks doctor."),
)
SYSTEM_REFUSED: Final = ProblemKind(
    "system-refused",
    N_("The operating system refused: {reason}."),
    N_("Check that the file is there, that you may use it, and that the disk is not full."),
)


def tell(error: Exception, session: Session) -> int:
    """Tell on stderr what went wrong, one line a problem, and return the exit code."""
    if isinstance(error, UnionbooksError):
        for problem in error.problems:
            click.echo(problem.render(session.translate), err=True)
        return error.exit_code
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
    if isinstance(error, OSError):
        place = Place(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else None
        problem = SYSTEM_REFUSED(place, reason=error.strerror or str(error))
        click.echo(problem.render(session.translate), err=True)
        return ExitCode.BAD_INPUT
    said = " ".join(f"{type(error).__name__}: {error}".split())
    click.echo(FAULT(error=said, variable=DEBUG_VARIABLE).render(session.translate), err=True)
    return ExitCode.FAULT
