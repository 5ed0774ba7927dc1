"""Fava with our pages behind the gate, on a server of this computer's own."""

from __future__ import annotations

import socket
import sys
from typing import TYPE_CHECKING
from typing import Final

from cheroot.wsgi import Server
from fava.application import create_app

# Fava puts the ledger's folder first on Python's path; what is imported already cannot be shadowed.
import importers
import reports
import unionbooks.web
from unionbooks.books.checks.files import check_files
from unionbooks.books.model import MAIN
from unionbooks.books.model import Books
from unionbooks.books.source import parse
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.web.gate import LOOPBACK
from unionbooks.web.gate import Gate
from unionbooks.web.queries import close_query_shell

if TYPE_CHECKING:
    from pathlib import Path
    from wsgiref.types import WSGIApplication

__all__ = ["address", "make_app", "make_server"]

NOT_THIS_COMPUTER: Final = ProblemKind(
    "serve-host",
    N_("Pages are served to this computer only; {host} could be reached by others, who would not have to sign in."),
    N_("Leave --host out; to read the books elsewhere, take a copy of them there."),
)
PORT_TAKEN: Final = ProblemKind(
    "serve-port",
    N_("The port {port} cannot be used ({reason})."),
    N_("Name another one with --port, or 0 for any that is free."),
)

_IMPORTED_FIRST: Final = (importers, reports, unionbooks.web)
_RUNS_CODE: Final = frozenset({"plugin-refused", "option-refused", "extension-refused", "include-outside"})


def make_app(root: Path) -> WSGIApplication:
    """Make the pages of a ledger: Fava, for reading only, behind the gate.

    Raises:
        BadInputError: where there is no ledger.
        RefusedError: where the ledger would have Fava run code or read files that are not the ledger's.
    """
    root = root.resolve()
    _refuse_code(root)
    # Polling: it sees a change by the next request for certain, and leaves no threads behind.
    app = create_app([root / MAIN], load=True, read_only=True, poll_watcher=True)
    for ledger in app.config["LEDGERS"].ledgers:
        close_query_shell(ledger)
    return Gate(app)


def _refuse_code(root: Path) -> None:
    parsed = parse(root, {})
    books = Books(root, parsed.entries, (), (), {}, parsed.options)
    problems = [*parsed.problems, *check_files(books, parsed, {})]
    RefusedError.raise_if(problem for problem in problems if problem.code in _RUNS_CODE)


def make_server(root: Path, host: str = "127.0.0.1", port: int = 5000) -> Server:
    """Make the server and take its port; `serve` starts it, `stop` ends it.

    Args:
        root: The ledger's folder.
        host: A name of this computer; others are refused until there is sign-in.
        port: The port; 0 for any that is free.

    Raises:
        RefusedError: for a host that others could reach.
        BadInputError: where there is no ledger, or the port is taken.
    """
    if f"[{host}]" not in LOOPBACK and host not in LOOPBACK:
        raise RefusedError(NOT_THIS_COMPUTER(host=host))
    # Not by name: a name may stand for an address that is not this computer's own.
    bind = "127.0.0.1" if host == "localhost" else host.strip("[]")
    _try_port(bind, port)
    server = Server((bind, port), make_app(root))
    server.prepare()
    return server


def _try_port(host: str, port: int) -> None:
    """Take the port for a moment: what the system says against it is clearer than what the server says."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BadInputError(PORT_TAKEN(port=port, reason=error.strerror)) from error


def address(server: Server) -> str:
    """Return the address that a browser opens."""
    host, port = server.bind_addr[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
