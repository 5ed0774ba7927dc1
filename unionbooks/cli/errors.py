"""From what happened to an exit code; the only place that catches all (`faults` has the sentences)."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.core.messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from unionbooks.cli.session import Session

__all__ = ["DEBUG_VARIABLE", "EXIT_CODES", "ExitCode", "ReaderGoneError", "exit_code_of", "reader_may_go"]

DEBUG_VARIABLE: Final = "UNIONBOOKS_DEBUG"
"""Environment variable that, where not empty, has the traceback of an unexpected failure printed."""


class ExitCode(IntEnum):
    """What the shell is told (design §6)."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    BAD_INPUT = 3
    REFUSED = 4
    DAMAGED = 5
    FAULT = 70
    STOPPED = 130
    READER_GONE = 141


EXIT_CODES: Final[dict[ExitCode, str]] = {
    ExitCode.DONE: N_("done"),
    ExitCode.FINDINGS: N_("findings, or checks that fail"),
    ExitCode.USAGE: N_("wrong usage"),
    ExitCode.BAD_INPUT: N_("bad input; nothing was written"),
    ExitCode.REFUSED: N_("refused by a rule; nothing was written"),
    ExitCode.DAMAGED: N_("the ledger or its journal is damaged"),
    ExitCode.FAULT: N_("a fault of unionbooks itself"),
    ExitCode.STOPPED: N_("stopped by the user"),
    ExitCode.READER_GONE: N_("the reader of the output went away"),
}
"""Exit code -> what it means, a source string."""


class ReaderGoneError(Exception):
    """Whoever read the output has gone, as `head` does; there is nobody to tell."""


@contextmanager
def reader_may_go() -> Iterator[None]:
    """Tell a closed pipe from other failures of the system, before Click makes an exit code 1 of it."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise ReaderGoneError from error
        raise


def exit_code_of(run: Callable[[], object], session: Session) -> int:
    """Run a command to its end and return the exit code; what went wrong is told on stderr."""
    try:
        result = run()
        with reader_may_go():
            sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE if isinstance(error, click.UsageError) else ExitCode.BAD_INPUT
    except click.Abort:
        session.say(N_("Stopped."))
        return ExitCode.STOPPED
    except ReaderGoneError:
        _hush()
        return ExitCode.READER_GONE
    except Exception as error:  # noqa: BLE001 - the last line of defence: no user meets a traceback
        from unionbooks.cli.faults import tell

        return tell(error, session)
    return result if isinstance(result, int) and not isinstance(result, bool) else ExitCode.DONE


def _hush() -> None:
    """Keep Python from complaining about the closed pipe once more when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
