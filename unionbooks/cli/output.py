"""Where results go and in which format; results go to stdout or a file, everything else to stderr.

    @output_options()
    @click.pass_obj
    def command(session: Session, output: Output) -> None:
        emit(session, listing, output)

JSON: one array with an object a row, keyed by the columns' keys; amounts of money are strings such as
"1234.50", days "2026-03-31", absent values null. CSV: UTF-8 without a byte order mark, a header of the
same keys, lines end with a line feed. Both are meant for programs and never change with the language.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli import formats
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from unionbooks.cli.listing import Listing
    from unionbooks.cli.session import Session

__all__ = ["FORMATS", "LISTING_FORMATS", "Output", "emit", "emit_json", "output_options"]

FORMATS: Final = ("text", "json", "csv", "xlsx", "pdf")
"""Every format that a command may offer."""
LISTING_FORMATS: Final = ("text", "json", "csv", "xlsx")
"""What `emit` can write a listing in."""

_BINARY: Final = frozenset({"xlsx", "pdf"})
_LEDGER_SUFFIXES: Final = frozenset({".beancount", ".jsonl", ".toml"})

LEDGER_FILE: Final = ProblemKind(
    "output-in-ledger",
    N_("A result is not written over what belongs to the ledger."),
    N_("Name another file, best outside of the ledger's folder."),
)


@dataclass(frozen=True, slots=True)
class Output:
    """What the user asked for: a format of `FORMATS`, and a file, or stdout where there is none."""

    format: str = "text"
    file: Path | None = None

    def put(self, session: Session, result: bytes | str) -> None:
        """Write a finished result to the file or to stdout.

        Text for people goes to stdout in the terminal's encoding, bytes as they are.

        Raises:
            BadInputError: when the file belongs to the ledger.
            click.UsageError: when a sheet or a PDF would go to a terminal.
        """
        if self.file is not None:
            _write_file(session, self.file, result.encode() if isinstance(result, str) else result)
        elif isinstance(result, str):
            click.echo(result, nl=False)
        elif self.format in _BINARY and sys.stdout.isatty():
            raise click.UsageError(
                session.translate(N_("This format is not for a terminal: name a file with --output."))
            )
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(result)
            sys.stdout.buffer.flush()


def output_options(*formats_offered: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command `--format` and `--output`; it receives both as `output`, an `Output`.

    The first format is the default, `LISTING_FORMATS` where none is named. Without `--format`, the
    ending of the file decides.
    """
    offered = formats_offered or LISTING_FORMATS

    def decorate(callback: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--format", "output_format", cls=Option, type=click.Choice(offered), help=N_("Format of the result.")
        )
        @click.option(
            "-o",
            "--output",
            "output_file",
            cls=Option,
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help=N_("File to write the result to; its ending may name the format."),
        )
        @functools.wraps(callback)
        def wrapper(*args: Any, output_format: str | None, output_file: Path | None, **kwargs: Any) -> Any:
            ending = output_file.suffix.removeprefix(".").lower() if output_file else ""
            named = output_format or (ending if ending in offered else offered[0])
            return callback(*args, output=Output(named, output_file), **kwargs)

        return wrapper

    return decorate


def emit(session: Session, listing: Listing, output: Output) -> None:
    """Write a listing in the format that was asked for."""
    if output.format == "json":
        output.put(session, formats.as_json(listing).encode())
    elif output.format == "csv":
        output.put(session, formats.as_csv(listing).encode())
    elif output.format == "xlsx":
        output.put(session, formats.as_xlsx(listing, session.translate, session.now))
    else:
        if not listing.rows:
            session.say(N_("There is nothing to show."))
        to_terminal = output.file is None and sys.stdout.isatty()
        room = shutil.get_terminal_size().columns if to_terminal else None
        output.put(session, formats.as_text(listing, session.translate, room))


def emit_json(session: Session, value: object, output: Output) -> None:
    """Write any result, a dataclass say, as JSON; sentences in the user's language."""
    output.put(session, formats.json_text(value, session.translate).encode())


def _write_file(session: Session, file: Path, data: bytes) -> None:
    """Replace the file in one step; refuse what belongs to the ledger."""
    target = file.resolve()
    if target.is_relative_to(session.root) and (target.exists() or target.suffix in _LEDGER_SUFFIXES):
        raise BadInputError(LEDGER_FILE(Place(str(file))))
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".unionbooks.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
