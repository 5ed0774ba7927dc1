from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from paper_ledger import PAPER_LEDGER

from unionbooks.books.load import load
from unionbooks.books.query import Tables
from unionbooks.books.query import open_tables

if TYPE_CHECKING:
    from unionbooks.books.model import Books

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def root(make_ledger: MakeLedger) -> Path:
    """Write the three months with their papers."""
    return make_ledger(PAPER_LEDGER)


@pytest.fixture
def books(root: Path) -> Books:
    """Load the three months."""
    return load(root)


@pytest.fixture
def tables(root: Path) -> Iterator[Tables]:
    """Open the tables of the three months."""
    with open_tables(root) as tables:
        yield tables


@pytest.fixture
def tables_of(make_ledger: MakeLedger) -> Iterator[Callable[[Mapping[str, str | bytes]], Tables]]:
    """Open the tables of the three months, changed by the files given, until the test ends."""
    with ExitStack() as stack:
        yield lambda files: stack.enter_context(open_tables(make_ledger({**PAPER_LEDGER, **files})))
