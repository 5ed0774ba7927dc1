"""The gate around Fava: what may come in, and what every answer carries.

It stands outside of Fava, so that it also covers static files, errors, and whatever Fava adds. Until
there is sign-in, only this computer is let in, and nobody may change anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from types import TracebackType
    from wsgiref.types import StartResponse
    from wsgiref.types import WSGIApplication
    from wsgiref.types import WSGIEnvironment

    OptExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

__all__ = ["HEADERS", "LOOPBACK", "Gate"]

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names by which a browser on this computer calls it; another name may be a trick (DNS rebinding)."""

_CONTENT: Final = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'wasm-unsafe-eval'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)

HEADERS: Final = (
    ("Content-Security-Policy", _CONTENT),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
"""Headers of every answer; Fava needs styles inline and WebAssembly for its editor."""

_READING: Final = frozenset({"GET", "HEAD"})
# These run importers and list folders outside of the ledger, with a plain GET.
_CLOSED: Final = ("/api/extract", "/api/imports")
_STATIC: Final = "/static/"


class Gate:
    """A WSGI application around another one."""

    def __init__(self, inner: WSGIApplication) -> None:
        """Take the application that is to be guarded."""
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Refuse what may not come in; pass on the rest, and put the headers on the answer."""
        path = str(environ.get("PATH_INFO", ""))
        guarded = _with_headers(start_response, keep=path.startswith(_STATIC))
        host = str(environ.get("HTTP_HOST", ""))
        if _name_of(host) not in LOOPBACK:
            return _refuse(guarded, "421 Misdirected Request", "This server answers to this computer only.")
        if environ.get("REQUEST_METHOD") not in _READING:
            return _refuse(guarded, "403 Forbidden", "These pages are for reading only.")
        if path.rstrip("/").endswith(_CLOSED):
            return _refuse(guarded, "403 Forbidden", "Importing is not done here; use: unionbooks import.")
        return self._inner(environ, guarded)


def _name_of(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name.lower() if colon and port.isdecimal() else host.lower()


def _with_headers(start_response: StartResponse, *, keep: bool) -> StartResponse:
    ours = {name.lower() for name, _ in HEADERS} | {"cache-control"}
    caching = "private, max-age=3600" if keep else "no-store"

    def start(
        status: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        others = [(name, value) for name, value in headers if name.lower() not in ours]
        return start_response(status, [*others, *HEADERS, ("Cache-Control", caching)], exc_info)

    return start


def _refuse(start_response: StartResponse, status: str, sentence: str) -> Iterable[bytes]:
    body = f"{sentence}\n".encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]
