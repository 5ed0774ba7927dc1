from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fava.application import create_app
from paper_ledger import PAPER_LEDGER

from unionbooks.books.model import MAIN

if TYPE_CHECKING:
    from flask.testing import FlaskClient

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]
SLUG = "/育才小学工会委员会"


@pytest.fixture
def open_client(make_ledger: MakeLedger) -> Callable[..., FlaskClient]:
    """Open Fava itself over the three months, changed by the files given; nothing is served."""

    def client(files: Mapping[str, str | bytes] | None = None, *, incognito: bool = False) -> FlaskClient:
        root = make_ledger({**PAPER_LEDGER, **(files or {})})
        return create_app(
            [root / MAIN], load=True, read_only=True, incognito=incognito, poll_watcher=True
        ).test_client()

    return client


@pytest.fixture
def client(open_client: Callable[..., FlaskClient]) -> Iterator[FlaskClient]:
    """Open Fava itself over the three months."""
    with open_client() as client:
        yield client


@pytest.fixture
def page() -> str:
    """Return the path of the overview."""
    return f"{SLUG}/extension/UnionOverview/"
