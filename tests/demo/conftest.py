"""What the demo tests share: a small demo union, made once, without papers and with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from unionbooks.books.load import load
from unionbooks.core.month import Month
from unionbooks.demo import REPO_SPEC
from unionbooks.demo import DemoSpec
from unionbooks.demo import make

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.books.model import Books


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the repository's union, without its papers."""
    root = tmp_path_factory.mktemp("demo") / "books"
    make(root, replace(REPO_SPEC, papers="none"))
    return root


@pytest.fixture(scope="session")
def demo_books(demo_root: Path) -> Books:
    """The same, loaded."""
    return load(demo_root)


@pytest.fixture(scope="session")
def paper_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of a hospital's union with all their papers."""
    root = tmp_path_factory.mktemp("papers") / "books"
    make(root, DemoSpec(kind="hospital", members=40, first=Month(2026, 2), months=2, seed=3))
    return root
