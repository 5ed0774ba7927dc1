"""The package of a month (报账包): one zip that can be checked anywhere, without the ledger.

    manifest.json        what is in it: SHA-256 and size of every other file, the seal, the vouchers
    package.pdf          cover, list, every voucher with its papers, trial balance
    package.xlsx         the same figures as a workbook
    papers/<voucher>/…   the papers themselves, as they were filed

Files are stored, not compressed: the same contents give the same bytes on every computer, and no zip
can unpack to more than it is.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.books.seal import short_form
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from pathlib import Path

    from unionbooks.core.problems import Problem

__all__ = ["FORMAT", "MANIFEST", "Part", "digest_of_file", "read_manifest", "safe_name", "verify", "write_package"]

FORMAT: Final = "unionbooks-package 1"
"""First word of the manifest; it changes whenever the meaning of a package does."""

MANIFEST: Final = "manifest.json"
"""Name of the manifest in the zip."""

NO_PACKAGE: Final = ProblemKind(
    "package-unreadable",
    N_("This is no package, or it was damaged on the way ({reason})."),
    N_("Ask for it again; hand packages on as files, not through a program that repacks them."),
)
NO_MANIFEST: Final = ProblemKind(
    "package-manifest",
    N_("The package has no manifest that can be read."),
    N_("Ask for the package again."),
)
OTHER_FORMAT: Final = ProblemKind(
    "package-format",
    N_("The package is of a format that this version does not know ({format})."),
    N_("Update unionbooks, then check it again."),
)
UNSAFE_NAME: Final = ProblemKind(
    "package-name-unsafe",
    N_("The package holds a file with a name that could do harm: {name}."),
    N_("Do not unpack it; ask for the package again."),
)
TWICE: Final = ProblemKind(
    "package-file-twice",
    N_("The package holds {name} twice."),
    N_("Do not unpack it; ask for the package again."),
)
REPACKED: Final = ProblemKind(
    "package-repacked",
    N_("The file {name} is compressed or encrypted, which no package of ours is."),
    N_("Do not unpack it; ask for the package as it was made."),
)
MISSING: Final = ProblemKind(
    "package-file-missing",
    N_("The manifest names {name}, which is not in the package."),
    N_("Ask for the package again."),
)
FOREIGN: Final = ProblemKind(
    "package-file-foreign",
    N_("The package holds {name}, which the manifest does not name."),
    N_("Ask who put it in; ask for the package again."),
)
CHANGED: Final = ProblemKind(
    "package-file-changed",
    N_("The file {name} is not the one that was packed: its SHA-256 differs."),
    N_("Ask for the package again."),
)
SEAL_FORM: Final = ProblemKind(
    "package-seal-form",
    N_("The short form of the seal does not belong to the seal."),
    N_("Ask for the package again, and compare the seal by telephone."),
)

_TOO_LARGE: Final = message(N_("its files are larger than itself"))
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)
_CHUNK: Final = 1 << 20
_LARGEST_MANIFEST: Final = 16 << 20
_UNSTORABLE: Final = re.compile(r'[\x00-\x1f\x7f\\:*?"<>|]')
_ENCRYPTED: Final = 0x1
_UNIX: Final = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a package: its name in the zip, its bytes, or where they are to be read from."""

    name: str
    source: bytes | Path

    def chunks(self) -> Iterator[bytes]:
        """Give its bytes, a part at a time."""
        if isinstance(self.source, bytes):
            yield self.source
            return
        with self.source.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


def safe_name(text: str) -> str:
    """Make a text fit to be a file name on any system."""
    return _UNSTORABLE.sub("_", text.replace("/", "_")).strip(" .") or "_"


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file, which may be large."""
    with path.open("rb") as stream:
        return _digest(stream)


def _digest(stream: IO[bytes]) -> str:
    running = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        running.update(chunk)
    return running.hexdigest()


def write_package(target: Path, facts: Mapping[str, object], parts: Iterable[Part]) -> str:
    """Write a package and return its SHA-256.

    Args:
        target: The file to write; it is replaced.
        facts: What the manifest says beside the files.
        parts: The files, in order.
    """
    parts = tuple(parts)
    files = {part.name: _described(part) for part in parts}
    manifest = json.dumps({"format": FORMAT, **facts, "files": files}, ensure_ascii=False, indent=1).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for part in (Part(MANIFEST, manifest), *parts):
            info = zipfile.ZipInfo(part.name, _BEGINNING)
            info.create_system = _UNIX
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            info.file_size = files[part.name]["bytes"] if part.name in files else len(manifest)
            with archive.open(info, "w") as stream:
                for chunk in part.chunks():
                    stream.write(chunk)
    return digest_of_file(target)


def _described(part: Part) -> dict[str, Any]:
    running = hashlib.sha256()
    size = 0
    for chunk in part.chunks():
        running.update(chunk)
        size += len(chunk)
    return {"sha256": running.hexdigest(), "bytes": size}


def read_manifest(package: Path) -> Mapping[str, Any]:
    """Read the manifest of a package; check the package with `verify` before trusting it.

    Raises:
        BadInputError: where there is no package, or no manifest that can be read.
    """
    try:
        with zipfile.ZipFile(package) as archive:
            return _with_facts(_manifest(archive))
    except (zipfile.BadZipFile, OSError, ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        raise BadInputError(NO_MANIFEST(Place(package.name))) from error


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    info = archive.getinfo(MANIFEST)
    if info.file_size > _LARGEST_MANIFEST or info.compress_type != zipfile.ZIP_STORED:
        raise ValueError("not a manifest of ours")
    manifest = json.loads(archive.read(info))
    files = manifest["files"]
    if not all(isinstance(one["sha256"], str) and isinstance(one["bytes"], int) for one in files.values()):
        raise ValueError("not a manifest of ours")
    return dict(manifest)


def _with_facts(manifest: dict[str, Any]) -> dict[str, Any]:
    """Make sure that the manifest says whose package it is and of which month."""
    facts = (manifest["union"]["name"], manifest["month"], manifest["seal"]["short"])
    if not all(isinstance(fact, str) for fact in facts):
        raise ValueError("not a manifest of ours")
    return manifest


def verify(package: Path) -> list[Problem]:
    """Check a package offline: that it is safe to unpack, whole, and what was packed.

    It says nothing about who made the package: compare its seal, or its SHA-256, with what the union says.
    """
    place = Place(package.name)
    try:
        with zipfile.ZipFile(package) as archive:
            problems = list(_unsafe(archive, package.stat().st_size, place))
            # A file that is not safe to read is not read.
            return problems or list(_compare(archive, place))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        return [NO_PACKAGE(place, reason=str(error) or type(error).__name__)]


def _unsafe(archive: zipfile.ZipFile, size: int, place: Place) -> Iterator[Problem]:
    seen: set[str] = set()
    total = 0
    for info in archive.infolist():
        if not _is_safe(info):
            yield UNSAFE_NAME(place, name=repr(info.filename))
        if info.filename in seen:
            yield TWICE(place, name=info.filename)
        seen.add(info.filename)
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & _ENCRYPTED:
            yield REPACKED(place, name=info.filename)
        total += info.file_size
    if total > size:
        yield NO_PACKAGE(place, reason=_TOO_LARGE)


def _is_safe(info: zipfile.ZipInfo) -> bool:
    name = info.filename
    kind = stat.S_IFMT(info.external_attr >> 16)
    path = PurePosixPath(name)
    return (
        bool(name)
        and kind in {0, stat.S_IFREG}
        and not path.is_absolute()
        and str(path) == name
        and ".." not in path.parts
        and not _UNSTORABLE.search(info.orig_filename)
    )


def _compare(archive: zipfile.ZipFile, place: Place) -> Iterator[Problem]:
    try:
        manifest = _manifest(archive)
    except (KeyError, ValueError, TypeError, AttributeError):
        yield NO_MANIFEST(place)
        return
    if manifest.get("format") != FORMAT:
        yield OTHER_FORMAT(place, format=str(manifest.get("format"))[:60])
        return
    try:
        _with_facts(manifest)
    except (KeyError, ValueError, TypeError):
        yield NO_MANIFEST(place)
        return
    present = {info.filename for info in archive.infolist()} - {MANIFEST}
    files = manifest["files"]
    yield from (MISSING(place, name=name) for name in files if name not in present)
    yield from (FOREIGN(place, name=name) for name in sorted(present - set(files)))
    for name in sorted(present & set(files)):
        with archive.open(name) as stream:
            whole = archive.getinfo(name).file_size == files[name]["bytes"]
            if not whole or _digest(stream) != files[name]["sha256"]:
                yield CHANGED(place, name=name)
    yield from _check_seal(manifest, place)


def _check_seal(manifest: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    try:
        seal = manifest["seal"]
        fits = short_form(seal["digest"]) == seal["short"]
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits:
        yield SEAL_FORM(place)
