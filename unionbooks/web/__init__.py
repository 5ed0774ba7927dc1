"""The Fava extension pages, and the gate around Fava; the only package that imports fava.

A ledger names this module: `custom "fava-extension" "unionbooks.web" "{}"`. Fava makes a page of each
class that it finds here, so nothing but pages is imported.
"""

from __future__ import annotations

from unionbooks.web.overview import UnionOverview

__all__ = ["UnionOverview"]
