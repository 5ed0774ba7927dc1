"""What the tests of the month's steps share: founded books, made once and copied for each test."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from month_books import make_books

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def founded_books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found the books once."""
    root = (tmp_path_factory.mktemp("founded") / "books").resolve()
    make_books(root)
    return root


@pytest.fixture
def books(founded_books: Path, tmp_path: Path) -> Path:
    """Give a test books of its own."""
    root = (tmp_path / "union").resolve()
    shutil.copytree(founded_books, root)
    return root
