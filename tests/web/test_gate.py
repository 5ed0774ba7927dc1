from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import pytest
from paper_ledger import MAIN
from paper_ledger import PAPER_LEDGER
from werkzeug.test import Client

from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.web.gate import HEADERS
from unionbooks.web.server import address
from unionbooks.web.server import make_app
from unionbooks.web.server import make_server

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]
SLUG = "/育才小学工会委员会"


@pytest.fixture
def client(make_ledger: MakeLedger) -> Client:
    """Stand before the gate, as a browser on this computer does."""
    return Client(make_app(make_ledger(PAPER_LEDGER)))


def get(client: Client, path: str, host: str = "127.0.0.1:5000", method: str = "GET") -> tuple[int, Mapping[str, str]]:
    """Ask for a path and return status and headers."""
    answer = client.open(path, method=method, headers={"Host": host}, buffered=True)
    return answer.status_code, dict(answer.headers)


@pytest.mark.parametrize(
    "path", ["/", f"{SLUG}/income_statement/", "/static/app.css", "/nothing/here", f"{SLUG}/api/errors"]
)
def test_every_answer_carries_the_headers(client: Client, path: str) -> None:
    """Pages, files, redirects and errors alike carry each security header, once."""
    answer = client.open(path, headers={"Host": "localhost:5000"}, buffered=True)
    for name, value in HEADERS:
        assert answer.headers.getlist(name) == [value]
    assert len(answer.headers.getlist("Cache-Control")) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:5000", "localhost:81", "LOCALHOST", "[::1]:5000"])
def test_this_computer_is_let_in(client: Client, host: str) -> None:
    """Each name of this computer is let in, on any port."""
    assert get(client, f"{SLUG}/journal/", host)[0] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:5000", "127.0.0.1.evil.example", "localhost.evil", "", "10.0.0.1", "::1"]
)
def test_any_other_name_is_not(client: Client, host: str) -> None:
    """A name that is not this computer's gets nothing, so that no site can make itself pass for it."""
    status, _ = get(client, f"{SLUG}/journal/", host)
    assert status == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", [f"{SLUG}/api/source", f"{SLUG}/api/add_entries", f"{SLUG}/extension/UnionOverview/x"])
def test_nothing_can_be_changed(client: Client, method: str, path: str) -> None:
    """No method that could change anything passes the gate."""
    assert get(client, path, method=method)[0] == 403


@pytest.mark.parametrize("path", ["/api/extract", "/api/extract/", "/api/imports"])
def test_no_importer_runs(client: Client, path: str) -> None:
    """Reading these would run importers and list folders of this computer."""
    assert get(client, f"{SLUG}{path}?filename=x&importer=y")[0] == 403


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('plugin "os"\n', "plugin-refused"),
        ('option "insert_pythonpath" "TRUE"\n', "option-refused"),
        ('2026-01-01 custom "fava-extension" "evil" "{}"\n', "extension-refused"),
        ('2026-01-01 custom "fava-option" "import-config" "evil.py"\n', "extension-refused"),
        ('include "../../outside.beancount"\n', "include-outside"),
    ],
)
def test_a_ledger_that_would_run_code_is_not_served(make_ledger: MakeLedger, lines: str, code: str) -> None:
    """What Fava would run, or read from elsewhere, refuses to be served before Fava sees it."""
    root = make_ledger({**PAPER_LEDGER, "main.beancount": MAIN + lines})
    (root.parent.parent / "outside.beancount").write_text("", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        make_app(root)
    assert {problem.code for problem in refused.value.problems} == {code}


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])  # noqa: S104 - must be refused
def test_others_cannot_be_let_in(make_ledger: MakeLedger, host: str) -> None:
    """Until there is sign-in, an address that others could reach is refused."""
    with pytest.raises(RefusedError):
        make_server(make_ledger(PAPER_LEDGER), host, 0)


def test_a_port_that_is_taken_is_said(make_ledger: MakeLedger) -> None:
    """The second server on a port is told so, in words."""
    root = make_ledger(PAPER_LEDGER)
    server = make_server(root, port=0)
    try:
        taken = int(address(server).rstrip("/").rpartition(":")[2])
        with pytest.raises(BadInputError) as refused:
            make_server(root, port=taken)
        assert refused.value.problems[0].code == "serve-port"
    finally:
        server.stop()


def test_a_folder_beside_the_ledger_cannot_stand_in_for_us(make_ledger: MakeLedger) -> None:
    """Packages in the ledger's folder that are called like ours are never imported."""
    trap = "raise SystemExit('the trap was run')\n"
    root = make_ledger(
        {**PAPER_LEDGER, **{f"{name}/__init__.py": trap for name in ("importers", "reports", "unionbooks")}}
    )
    code = (
        "import pathlib, sys\n"
        "from werkzeug.test import Client\n"
        "from unionbooks.web.server import make_app\n"
        "client = Client(make_app(pathlib.Path(sys.argv[1])))\n"
        f"print(client.get('{SLUG}/extension/UnionOverview/', headers={{'Host': 'localhost'}}).status_code)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(root)], capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "200", ran.stderr
