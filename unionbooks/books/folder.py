"""The files of a ledger's folder and their digests; nothing here knows Beancount, so it is quick to import."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["digest", "ledger_files"]

_LEDGER_SUFFIX: Final = ".beancount"
_PROFILES: Final = "profiles"


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def ledger_files(root: Path) -> tuple[str, ...]:
    """List the ledger files below a folder, as sorted relative paths with `/`.

    Those are the `*.beancount` files outside hidden folders, drafts included, and the union's own
    import profiles. Papers, the journal and anything derived are none. Linked folders are not entered.
    """
    return tuple(sorted(_walk(root, "")))


def _walk(root: Path, below: str) -> Iterator[str]:
    with os.scandir(root / below) as found:
        for entry in found:
            path = f"{below}{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(root, f"{path}/")
            elif entry.name.endswith(_LEDGER_SUFFIX) or (below == f"{_PROFILES}/" and entry.name.endswith(".toml")):
                yield path
