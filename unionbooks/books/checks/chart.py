"""The accounts that are open fit the national chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.core.chart import load_chart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["check_chart"]


def check_chart(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Check every opened account against the chart of 2021."""
    del parsed, overlay
    return load_chart().problems((account, books.place(entry)) for account, entry in books.accounts.items())
