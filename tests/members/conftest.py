"""What the tests of the roll share: books without a member, and a place for the key of identity numbers."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from roll_books import found_roll

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found books once, for the tests to copy."""
    return found_roll(tmp_path_factory.mktemp("roll") / "books")


@pytest.fixture
def books(founded: Path, tmp_path: Path) -> Path:
    """Give a test books of its own."""
    copy = tmp_path / "books"
    shutil.copytree(founded, copy)
    return copy


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Name a file for the key that no test shares."""
    return {"UNIONBOOKS_ID_KEY": str(tmp_path / "settings" / "id.key")}
