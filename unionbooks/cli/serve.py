"""`unionbooks serve`: the books in the browser, for reading."""

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
    help=N_("Show the books in the browser, for reading, on this computer only."),
    details=N_("The pages are Fava's, with ours in its sidebar. Changes to the ledger are seen at once."),
    examples=("unionbooks serve", "unionbooks -C demo-union serve --port 8000"),
)
@click.option(
    "--host",
    cls=Option,
    metavar="NAME",
    default="127.0.0.1",
    show_default=True,
    help=N_("A name of this computer; others are refused."),
)
@click.option(
    "--port",
    cls=Option,
    type=click.IntRange(0, 65535),
    default=5000,
    show_default=True,
    help=N_("Port to listen on; 0 takes any that is free."),
)
@click.pass_obj
def command(session: Session, host: str, port: int) -> None:
    """Serve until the user stops it."""
    from unionbooks.web.server import address
    from unionbooks.web.server import make_server

    server = make_server(session.root, host, port)
    session.say(message(N_("The books are at {address}; stop with Ctrl+C."), address=address(server)))
    try:
        server.serve()
    except KeyboardInterrupt:
        session.say(N_("Stopped."))
    finally:
        server.stop()
