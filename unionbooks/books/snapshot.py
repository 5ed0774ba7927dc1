"""The snapshot: a ledger's tables in a private folder, so that unchanged books are not parsed again.

Writing one must cost a check next to nothing, so it is written as plain csv, without DuckDB; the
first question turns it into Parquet. It is found by the digests of every ledger file and used only
if it is whole, was made by this version for this folder, and carries the seal of this user's key.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import hmac
import json
import os
import secrets
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks import __version__
from unionbooks.books.folder import digest
from unionbooks.books.folder import ledger_files
from unionbooks.books.tables import SCHEMA_VERSION
from unionbooks.books.tables import TABLES
from unionbooks.books.tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.books.model import Books

__all__ = ["Snapshot", "cache_folder", "find", "key_of", "seal_again", "store"]

_KEEP: Final = 2
_MANIFEST: Final = "manifest.json"
_KEY_FILE: Final = "key"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A snapshot that was found whole: where it lies, its files by table, and how the books stood.

    `files` holds a table's file name relative to `folder`; a table without rows has none.
    """

    folder: Path
    key: str
    files: Mapping[str, str]
    errors: int


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return this user's private folder for what can be made again; `UNIONBOOKS_CACHE` names another."""
    if chosen := environ.get("UNIONBOOKS_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "unionbooks"


def digests_now(root: Path) -> dict[str, str]:
    """Read every ledger file below a folder and return its digest by its relative path."""
    return {path: digest((root / path).read_bytes()) for path in ledger_files(root)}


def key_of(root: Path, digests: Mapping[str, str]) -> str:
    """Return the name of the snapshot of a folder whose ledger files have these digests."""
    whole = json.dumps([SCHEMA_VERSION, __version__, str(root), sorted(digests.items())])
    return hashlib.sha256(whole.encode()).hexdigest()


def store(books: Books, cache: Path) -> Snapshot | None:
    """Write the snapshot of books that were just loaded, unless the ledger changed meanwhile.

    Returns `None` where the folder cannot be written: a snapshot is a convenience, never a need.
    """
    try:
        digests = digests_now(books.root)
        if any(digests.get(path) != found for path, found in books.files.items()):
            return None
        return _store(books, key_of(books.root, digests), cache)
    except OSError:
        return None


def _store(books: Books, key: str, cache: Path) -> Snapshot:
    shelf = _shelf(cache, books.root)
    shelf.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".new-", dir=shelf))
    try:
        files = _write_tables(books, staged)
        errors = sum(problem.level == "error" for problem in books.problems)
        _write_manifest(staged, _key(cache), key, files, errors)
        target = shelf / key
        shutil.rmtree(target, ignore_errors=True)
        staged.rename(target)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    _forget_old(shelf)
    return Snapshot(target, key, {name: one["file"] for name, one in files.items()}, errors)


def _write_tables(books: Books, folder: Path) -> dict[str, dict[str, str]]:
    files: dict[str, dict[str, str]] = {}
    for table, rows in rows_of(books):
        path = folder / f"{table.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
        if path.stat().st_size == 0:
            path.unlink()
            continue
        files[table.name] = {"file": path.name, "sha256": digest(path.read_bytes())}
    return files


def find(root: Path, cache: Path) -> Snapshot | None:
    """Return the snapshot of the ledger as it lies on the disk now, `None` where there is no sound one."""
    root = root.resolve()
    with contextlib.suppress(OSError):
        key = key_of(root, digests_now(root))
        return _read(_shelf(cache, root) / key, key, cache)
    return None


def _read(folder: Path, key: str, cache: Path) -> Snapshot | None:
    if not folder.is_dir() or not _is_private(cache):
        return None
    try:
        manifest: Any = json.loads((folder / _MANIFEST).read_bytes())
        signed, mac = manifest["body"], manifest["mac"]
    except (ValueError, KeyError, TypeError):
        return None
    if not hmac.compare_digest(str(mac).encode(), _mac(_key(cache), signed).encode()) or signed["key"] != key:
        return None
    for name, one in signed["files"].items():
        if name not in _NAMES or digest((folder / one["file"]).read_bytes()) != one["sha256"]:
            return None
    return Snapshot(folder, key, {name: one["file"] for name, one in signed["files"].items()}, signed["errors"])


def seal_again(snapshot: Snapshot, files: Mapping[str, str], cache: Path) -> Snapshot:
    """Record other files for the same tables, and take the old ones away."""
    described = {
        name: {"file": file, "sha256": digest((snapshot.folder / file).read_bytes())} for name, file in files.items()
    }
    _write_manifest(snapshot.folder, _key(cache), snapshot.key, described, snapshot.errors)
    for name, file in snapshot.files.items():
        if files.get(name) != file:
            (snapshot.folder / file).unlink(missing_ok=True)
    return Snapshot(snapshot.folder, snapshot.key, dict(files), snapshot.errors)


_NAMES: Final = frozenset(table.name for table in TABLES)


def _write_manifest(folder: Path, secret: bytes, key: str, files: Mapping[str, Mapping[str, str]], errors: int) -> None:
    body = {"key": key, "files": files, "errors": errors}
    text = json.dumps({"body": body, "mac": _mac(secret, body)}, sort_keys=True)
    staged = folder / f".{_MANIFEST}"
    staged.write_text(text, encoding="utf-8")
    staged.replace(folder / _MANIFEST)


def _mac(secret: bytes, body: object) -> str:
    return hmac.new(secret, json.dumps(body, sort_keys=True).encode(), "sha256").hexdigest()


def _key(cache: Path) -> bytes:
    """Return this user's key, made on first use; whoever else writes here cannot seal a snapshot."""
    path = cache / _KEY_FILE
    with contextlib.suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_bytes(32))
    return path.read_bytes()


def _is_private(cache: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True
    status = cache.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _shelf(cache: Path, root: Path) -> Path:
    return cache / "ledgers" / hashlib.sha256(str(root).encode()).hexdigest()[:24]


def _forget_old(shelf: Path) -> None:
    """Keep the newest snapshots of this ledger only; others may be in use for a moment longer."""
    kept = sorted((one for one in shelf.iterdir() if not one.name.startswith(".")), key=lambda one: one.stat().st_mtime)
    for old in kept[:-_KEEP]:
        shutil.rmtree(old, ignore_errors=True)
