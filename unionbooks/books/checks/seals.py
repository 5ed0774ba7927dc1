"""Sealed months are as they were when they were sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.books.seal import check_seals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["check_sealed"]


def check_sealed(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Compare every seal in force with what its month holds now."""
    del parsed, overlay
    return check_seals(books)
