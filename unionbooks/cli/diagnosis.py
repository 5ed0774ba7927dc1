"""What `unionbooks doctor` looks at: the installation, the terminal, and the ledger's folder.

Each examination is a small function that returns findings and never raises; a finding that is not
`ok` says how to mend it.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib import metadata
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks import __version__
from unionbooks.core.messages import LANGUAGES
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.messages import message
from unionbooks.core.messages import translator
from unionbooks.core.problems import UnionbooksError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["EXAMINATIONS", "NAMES", "Finding", "Status", "examine"]

Status = Literal["ok", "warn", "fail"]

_REQUIREMENT: Final = re.compile(r"([A-Za-z0-9_.-]+)\s*([^;]*)(;.*)?")
_CLAUSE: Final = re.compile(r"(>=|<=|==|!=|<|>)\s*([0-9.]+)")
_LOW_DISK: Final = 200 * 1024 * 1024
_PATIENCE: Final = 3.0
"""Seconds to wait for another writer."""
_PLUGIN: Final = "unionbooks.plugin"


NAMES: Final = (
    N_("version"),
    N_("libraries"),
    N_("plugin"),
    N_("language"),
    N_("fonts"),
    N_("encoding"),
    N_("cache"),
    N_("ledger"),
    N_("permissions"),
    N_("privacy"),
    N_("disk"),
    N_("commit"),
    N_("journal"),
    N_("options"),
    N_("check"),
    N_("snapshot"),
)
"""What is examined; the name of every finding is one of these."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands, and, where it is not well, how to mend it."""

    status: Status
    name: str
    what: Message
    mend: Message | None = None


def examine(root: Path) -> tuple[Finding, ...]:
    """Run every examination, those of the ledger too where there is one in the folder."""
    return tuple(finding for examination in EXAMINATIONS for finding in examination(root))


def _versions(_root: Path) -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    values = {"own": __version__, "python": python, "system": sys.platform}
    yield Finding("ok", "version", Message("unionbooks {own}, Python {python}, {system}", values))


def _libraries(_root: Path) -> Iterator[Finding]:
    mend = message(N_("Install unionbooks again, in an environment of its own."))
    try:
        requirements = metadata.requires("unionbooks") or []
    except metadata.PackageNotFoundError:
        yield Finding("fail", "libraries", message(N_("unionbooks is not installed as a package.")), mend)
        return
    wrong = [said for one in requirements if "extra ==" not in one and (said := _unfit(one))]
    for said in wrong:
        yield Finding("fail", "libraries", said, mend)
    if not wrong:
        yield Finding("ok", "libraries", message(N_("All libraries are there, in versions that fit.")))


def _unfit(requirement: str) -> Message | None:
    match = _REQUIREMENT.match(requirement)
    if match is None:
        return None
    name, wanted = match[1], match[2]
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return message(N_("{name} is missing."), name=name)
    if all(_fits(version, relation, bound) for relation, bound in _CLAUSE.findall(wanted)):
        return None
    return message(N_("{name} is {version}, wanted is {wanted}."), name=name, version=version, wanted=wanted.strip())


def _fits(version: str, relation: str, bound: str) -> bool:
    one, other = _numbers(version), _numbers(bound)
    length = max(len(one), len(other))
    one, other = (part + (0,) * (length - len(part)) for part in (one, other))
    return {
        ">=": one >= other,
        "<=": one <= other,
        "==": one == other,
        "!=": one != other,
        "<": one < other,
        ">": one > other,
    }[relation]


def _numbers(version: str) -> tuple[int, ...]:
    match = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(map(int, match[0].split("."))) if match else ()


def _plugin(_root: Path) -> Iterator[Finding]:
    try:
        plugin = import_module(_PLUGIN)
    except ImportError as error:
        what = message(N_("Beancount and Fava cannot import {name}: {reason}."), name=_PLUGIN, reason=error)
        yield Finding("fail", "plugin", what, message(N_("Install unionbooks where Beancount and Fava are installed.")))
        return
    named: tuple[str, ...] = getattr(plugin, "__plugins__", ("?",))
    yield Finding("ok", "plugin", message(N_("Beancount and Fava can import {name}."), name=f"{_PLUGIN} ({named[0]})"))


def _catalogs(_root: Path) -> Iterator[Finding]:
    for language in LANGUAGES:
        try:
            translator(language)
        except OSError as error:
            what = message(N_("The catalog of {language} cannot be read: {reason}."), language=language, reason=error)
            yield Finding("fail", "language", what, message(N_("Install unionbooks again.")))
            return
    yield Finding(
        "ok", "language", message(N_("The languages are there: {languages}."), languages=", ".join(LANGUAGES))
    )


def _fonts(_root: Path) -> Iterator[Finding]:
    import pylopdf_fonts_zh_cn as fonts

    lacking = [path.name for path in (fonts.sans_path(), fonts.serif_path()) if not path.is_file()]
    if lacking:
        what = message(N_("Fonts for printing are missing: {names}."), names=", ".join(lacking))
        yield Finding("fail", "fonts", what, message(N_("Install the package pylopdf-fonts-zh-cn again.")))
    else:
        yield Finding("ok", "fonts", message(N_("The Chinese fonts for printing are there.")))


def _encoding(_root: Path) -> Iterator[Finding]:
    encodings = {"stdout": sys.stdout.encoding, "file names": sys.getfilesystemencoding()}
    wrong = {name: one for name, one in encodings.items() if (one or "").lower().replace("-", "") != "utf8"}
    if wrong:
        shown = ", ".join(f"{name} {one}" for name, one in wrong.items())
        what = message(
            N_("Not everything is UTF-8: {names}; some characters may be shown as question marks."), names=shown
        )
        yield Finding("warn", "encoding", what, message(N_("Set the environment variable PYTHONUTF8=1.")))
    else:
        yield Finding("ok", "encoding", message(N_("Text and file names are UTF-8.")))


def _cache(_root: Path) -> Iterator[Finding]:
    from unionbooks.books.snapshot import cache_folder

    folder = cache_folder()
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    if os.access(nearest, os.W_OK) and nearest.is_dir():
        yield Finding("ok", "cache", message(N_("Snapshots are kept in {folder}."), folder=folder))
    else:
        what = message(N_("Snapshots cannot be kept in {folder}; each report loads the ledger anew."), folder=folder)
        mend = message(N_("Make the folder writable, or name another with UNIONBOOKS_CACHE."))
        yield Finding("warn", "cache", what, mend)


def _folder(root: Path) -> Iterator[Finding]:
    from unionbooks.books.model import MAIN

    if not (root / MAIN).is_file():
        what = message(N_("There is no ledger in {folder}."), folder=root)
        yield Finding(
            "warn", "ledger", what, message(N_("Name its folder with -C, or make one with: unionbooks init."))
        )
        return
    yield Finding("ok", "ledger", message(N_("The ledger is {folder}."), folder=root))
    yield _writable(root)
    if sys.platform != "win32":
        yield _private(root)
    yield _disk(root)


def _writable(root: Path) -> Finding:
    if os.access(root, os.W_OK | os.X_OK):
        return Finding("ok", "permissions", message(N_("You may write to the ledger's folder.")))
    mend = message(N_("Ask its owner, if you are to do more than read."))
    return Finding("warn", "permissions", message(N_("You may only read the ledger's folder.")), mend)


def _private(root: Path) -> Finding:
    mode = stat.S_IMODE(root.stat().st_mode)
    if not mode & 0o007:
        return Finding("ok", "privacy", message(N_("Other users of this computer cannot look into the folder.")))
    what = message(N_("Every user of this computer may look into the folder (mode {mode})."), mode=f"{mode:03o}")
    return Finding("warn", "privacy", what, message(N_("Take that right away with: chmod o-rwx {folder}"), folder=root))


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    shown = f"{free // (1024 * 1024):,}"
    if free < _LOW_DISK:
        mend = message(N_("Make room before you go on; a commit needs some."))
        return Finding("warn", "disk", message(N_("Only {free} MB are free on the disk."), free=shown), mend)
    return Finding("ok", "disk", message(N_("{free} MB are free on the disk."), free=shown))


def _ledger(root: Path) -> Iterator[Finding]:
    """Look into the ledger itself: unfinished commits, the journal, the options, all other checks, the snapshot."""
    from unionbooks.books.model import MAIN

    if not (root / MAIN).is_file():
        return
    yield from _commit(root)
    try:
        yield from _journal(root)
        yield from _books(root)
    except UnionbooksError as error:
        for problem in error.problems:
            yield Finding("fail", "check", problem.what, problem.mend)


def _journal(root: Path) -> Iterator[Finding]:
    from unionbooks.books.journal import read_journal
    from unionbooks.books.journal import verify

    problems = verify(root)
    if problems:
        what = message(N_("The journal and the files do not agree (problems: {count})."), count=len(problems))
        yield Finding("fail", "journal", what, message(N_("See them with: unionbooks journal verify.")))
    else:
        lines, _ = read_journal(root)
        yield Finding("ok", "journal", message(N_("The journal is whole (commits: {count})."), count=len(lines)))


def _books(root: Path) -> Iterator[Finding]:
    from unionbooks.books.load import load
    from unionbooks.books.snapshot import cache_folder
    from unionbooks.books.snapshot import find

    fresh = find(root, cache_folder()) is not None
    books = load(root)
    steering = ("option-", "plugin-", "extension-", "include-", "file-")
    wrong = [problem for problem in books.problems if problem.code.startswith(steering)]
    for problem in wrong:
        yield Finding("fail", "options", problem.what, problem.mend)
    if not wrong:
        yield Finding("ok", "options", message(N_("Options, plugins and included files are as they should be.")))
    rest = len(books.problems) - len(wrong)
    if rest:
        what = message(N_("The books have problems ({count})."), count=rest)
        yield Finding("fail", "check", what, message(N_("See them with: unionbooks check.")))
    else:
        yield Finding("ok", "check", message(N_("The books have no problems.")))
    said = N_("The snapshot is up to date.") if fresh else N_("There is no snapshot yet; the next report makes one.")
    yield Finding("ok", "snapshot", message(said))


def _commit(root: Path) -> Iterator[Finding]:
    """Settle a commit that was interrupted, as any command does, and say what became of it."""
    from unionbooks.books.recover import recover

    try:
        outcome = recover(root, timeout=_PATIENCE)
    except UnionbooksError as error:
        for problem in error.problems:
            yield Finding("fail", "commit", problem.what, problem.mend)
        return
    said = {
        "nothing": N_("No commit is under way."),
        "finished": N_("An interrupted commit was finished."),
        "removed": N_("An interrupted commit was taken back; nothing of it was written."),
    }
    yield Finding("ok", "commit", message(said[outcome]))


EXAMINATIONS: Final[tuple[Callable[[Path], Iterator[Finding]], ...]] = (
    _versions,
    _libraries,
    _plugin,
    _catalogs,
    _fonts,
    _encoding,
    _cache,
    _folder,
    _ledger,
)
"""Everything that is looked at, in the order of the report."""
