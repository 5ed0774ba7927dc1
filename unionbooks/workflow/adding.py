"""Adding text to a file of the ledger that may not be there yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.books.write import append
from unionbooks.books.write import rewrite
from unionbooks.workflow.layout import header

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.books.write import Change

__all__ = ["added"]


def added(root: Path, path: str, text: str) -> Change:
    """Return the change that adds text at the end of a file, or begins the file with its usual comment."""
    if (root / path).exists():
        return append(path, text)
    return rewrite(path, header(path) + text)
