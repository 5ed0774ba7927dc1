"""Reports for pages: made from the snapshot, kept until a ledger file changes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from unionbooks.books.query import open_tables
from unionbooks.books.source import ledger_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Hashable
    from pathlib import Path

    from unionbooks.books.query import Tables

__all__ = ["Reader"]

R = TypeVar("R")


class Reader:
    """The reports of one ledger; several requests may ask at once.

    Fava's own view of when a file changed is not used: it does not see new files.
    """

    def __init__(self, root: Path) -> None:
        """Take the ledger's folder; nothing is read yet."""
        self._root = root
        self._lock = threading.Lock()
        self._stamp: Hashable = None
        self._reports: dict[Callable[[Tables], Any], Any] = {}

    def report(self, make: Callable[[Tables], R]) -> R:
        """Return a report of the ledger as it lies on the disk now.

        Raises:
            BadInputError: where there is no ledger.
        """
        with self._lock:
            # Before reading: a change while we read is then seen by the next request.
            stamp = self._look()
            if stamp != self._stamp:
                self._reports.clear()
                self._stamp = stamp
            if make not in self._reports:
                with open_tables(self._root) as tables:
                    self._reports[make] = make(tables)
            report: R = self._reports[make]
            return report

    def _look(self) -> Hashable:
        found = []
        for path in ledger_files(self._root):
            status = (self._root / path).stat()
            found.append((path, status.st_mtime_ns, status.st_size, status.st_ino))
        return tuple(found)
