"""A real browser against a real server: no page may throw, no answer may be an error of the server."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

import pytest
from paper_ledger import PAPER_LEDGER
from playwright.sync_api import Browser
from playwright.sync_api import Page
from playwright.sync_api import Response
from playwright.sync_api import sync_playwright
from pylopdf_fonts_zh_cn import sans_path

from unionbooks.web.server import address
from unionbooks.web.server import make_server

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m 'not e2e'` leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the browser the Chinese font that comes with the package, and no other."""
    folder = tmp_path_factory.mktemp("fonts")
    shutil.copy(sans_path(), folder)
    file = folder / "fonts.conf"
    file.write_text(FONTS.format(folder=folder), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def browser(fonts: Path) -> Iterator[Browser]:
    """Start the installed Chromium; where there is none, CI fails and a developer's run skips."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = f"no browser is installed (looked for {', '.join(NAMES)})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=list(ARGUMENTS), env={**os.environ, "FONTCONFIG_FILE": str(fonts)}
        )
        yield browser
        browser.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve ledgers on free ports until the test ends."""
    running = []

    def start(root: Path) -> str:
        server = make_server(root, port=0)
        thread = threading.Thread(target=server.serve, daemon=True)
        thread.start()
        running.append((server, thread))
        return address(server)

    yield start
    for server, thread in running:
        server.stop()
        thread.join(timeout=30)


@pytest.fixture
def site(make_ledger: MakeLedger, serve: Callable[[Path], str]) -> str:
    """Serve the three months; return the address."""
    return serve(make_ledger(PAPER_LEDGER))


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages in a language and a size; an error in a page or of the server fails the test."""
    wrong: list[str] = []
    contexts = []

    def watch(answer: Response) -> None:
        if answer.status >= 500:
            wrong.append(f"{answer.status} {answer.url}")

    def open_one(url: str, locale: str = "en-US", width: int = 1280) -> Page:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("response", watch)
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []
