"""What a loaded ledger is: entries, typed directives, problems, and the digests of what was read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import TypeVar

from beancount.core.data import Document
from beancount.core.data import Open
from beancount.core.data import Transaction

from unionbooks.core.problems import Place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from beancount.core.data import Directive as BeancountDirective
    from beancount.core.data import Directives
    from beancount.core.data import Posting

    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import Directive

__all__ = ["MAIN", "PENDING", "Books", "place_in"]

D = TypeVar("D", bound="Directive")
MAIN: Final = "main.beancount"
"""The one file that a ledger's folder must have; it includes the rest."""


PENDING: Final = ".unionbooks.pending"
"""Hidden folder of a commit under way; where it exists, one was interrupted or is running."""


def place_in(root: Path, meta: Mapping[str, Any]) -> Place:
    """Return where an entry stands; the file is relative to the ledger's folder where it lies in it."""
    return Place(_relative(root, meta.get("filename", "")), meta.get("lineno", 0))


@cache
def _relative(root: Path, filename: str) -> str:
    prefix = f"{root}{os.sep}"
    return filename[len(prefix) :].replace(os.sep, "/") if filename.startswith(prefix) else filename


@dataclass(frozen=True)
class Books:
    """A ledger as it was loaded (账套); nothing here changes and nothing here reads a file.

    Attributes:
        root: The ledger's folder, absolute and resolved.
        entries: Beancount's entries, sorted.
        directives: Every `union-…` directive that could be read, in the order of the entries.
        problems: What is wrong, Beancount's own errors included, in the order of their places.
        files: Path relative to `root` -> SHA-256, of every ledger file that was read.
        options: Beancount's options of the top file.
    """

    root: Path
    entries: Directives
    directives: tuple[Directive, ...]
    problems: tuple[Problem, ...]
    files: Mapping[str, str]
    options: Mapping[str, Any] = field(repr=False)

    def place(self, entry: BeancountDirective | Posting) -> Place:
        """Return where an entry of Beancount stands."""
        return place_in(self.root, entry.meta or {})

    def of(self, kind: type[D]) -> tuple[D, ...]:
        """Return the directives of one kind, in the order of their dates."""
        return self._by_kind.get(kind, ())  # type: ignore[return-value]

    @cached_property
    def _by_kind(self) -> dict[type[Directive], tuple[Directive, ...]]:
        kinds: dict[type[Directive], list[Directive]] = {}
        for directive in self.directives:
            kinds.setdefault(type(directive), []).append(directive)
        return {kind: tuple(them) for kind, them in kinds.items()}

    @cached_property
    def transactions(self) -> tuple[Transaction, ...]:
        """All transactions, in the order of the entries."""
        return tuple(entry for entry in self.entries if isinstance(entry, Transaction))

    @cached_property
    def vouchers(self) -> Mapping[str, Transaction]:
        """Voucher number -> transaction; of a number used twice, the first."""
        vouchers: dict[str, Transaction] = {}
        for entry in self.transactions:
            number = entry.meta.get("voucher")
            if isinstance(number, str):
                vouchers.setdefault(number, entry)
        return vouchers

    @cached_property
    def papers(self) -> Mapping[str, tuple[Document, ...]]:
        """Link of a voucher, such as `V2026-03-0012` -> its papers, in order."""
        papers: dict[str, list[Document]] = {}
        for entry in self.entries:
            if isinstance(entry, Document):
                for link in entry.links or ():
                    papers.setdefault(link, []).append(entry)
        return {link: tuple(them) for link, them in papers.items()}

    @cached_property
    def accounts(self) -> Mapping[str, Open]:
        """Account name -> its opening."""
        return {entry.account: entry for entry in self.entries if isinstance(entry, Open)}
