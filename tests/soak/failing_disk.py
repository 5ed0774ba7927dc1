"""A disk that breaks at one call: stands before `os` in a process made for it.

It counts the calls that concern one folder. The one with the given number fails, in one of the ways
of `KINDS`. For a power cut it also keeps what had not been made durable, and takes it back: contents
written since the file's last `fsync`, and names made, changed or removed since that of their folder.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS: Final = {
    "error": "once, with an error of the disk",
    "full": "once, for want of room, a write after its first half",
    "dead": "and so does every call after it",
    "exit": "the process ends there, in the middle of a write",
    "data": "the same, and contents that were not synced are lost",
    "power": "the same, and so are names that were not synced",
}
ENDED: Final = 9
"""Exit code of a process that ended at its call."""

_WRAPPED: Final = (
    "chmod",
    "fsync",
    "ftruncate",
    "listdir",
    "mkdir",
    "open",
    "replace",
    "rmdir",
    "scandir",
    "unlink",
    "utime",
    "write",
)
_ENDS: Final = ("exit", "data", "power")


@dataclass
class FailingDisk:
    """Breaks the call with a number, counted from 1, on anything below a folder; 0 breaks none."""

    root: Path
    number: int
    kind: str
    count: int = 0
    quiet: bool = False
    real: dict[str, Callable[..., Any]] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    durable: dict[str, bytes] = field(default_factory=dict)
    undo: list[tuple[str, Callable[[], object]]] = field(default_factory=list)

    def install(self) -> None:
        """Put the disk before `os` and `io.open`, for the rest of the process."""
        for name in _WRAPPED:
            self.real[name] = getattr(os, name)
            setattr(os, name, self._wrapper(name))
        real_open = io.open

        def read_open(file: Any, *args: Any, **kwargs: Any) -> Any:
            path = self._ours(file)
            if path is not None:
                self._call("io.open", path, ())
            return real_open(file, *args, **kwargs)

        io.open = read_open  # type: ignore[assignment]

    def cut_after(self) -> None:
        """Cut the power, where that is to happen, after the last call: what was acknowledged must stay."""
        self.quiet = True
        if self.count < self.number and self.kind in {"data", "power"}:
            self._lose()

    def _wrapper(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            path = self._ours(args[0])
            if path is not None:
                self._call(name, path, args)
            result = self.real[name](*args, **kwargs)
            if path is not None and name == "open":
                self.paths[result] = path
            return result

        return call

    def _ours(self, what: object) -> str | None:
        """Return the path that a call concerns, where it is one to be counted."""
        path = self.paths.get(what) if isinstance(what, int) else os.fspath(what)  # type: ignore[call-overload]
        if path is None or self.quiet or path.endswith(".lock"):
            return None
        return path if path.startswith(str(self.root)) or path == str(self.root.parent) else None

    def _call(self, name: str, path: str, args: tuple[Any, ...]) -> None:
        self.count += 1
        self.quiet = True
        if self.count == self.number or (self.kind == "dead" and 0 < self.number < self.count):
            self._break(name, path, args)
        self._remember(name, path, args)
        self.quiet = False

    def _break(self, name: str, path: str, args: tuple[Any, ...]) -> None:
        if name == "write" and self.kind in {"full", *_ENDS}:
            self._remember(name, path, args)
            self.real["write"](args[0], bytes(args[1])[: len(args[1]) // 2])
        if self.kind in {"data", "power"}:
            self._lose()
        if self.kind in _ENDS:
            os._exit(ENDED)
        self.quiet = False
        code = errno.ENOSPC if self.kind == "full" else errno.EIO
        raise OSError(code, os.strerror(code), path)

    def _remember(self, name: str, path: str, args: tuple[Any, ...]) -> None:
        """Keep what a power cut brings back, just before a call changes it."""
        file = Path(path)
        if name == "fsync":
            self.undo = [one for one in self.undo if one[0] != path]
            if file.is_file():
                self.durable[path] = file.read_bytes()
        elif name in {"write", "ftruncate"}:
            self.durable.setdefault(path, file.read_bytes())
        elif name == "open" and args[1] & os.O_CREAT and not file.exists():
            self.durable[path] = b""
            self._keep(file, lambda: file.unlink(missing_ok=True))
        elif name == "mkdir" and not file.exists():
            self._keep(file, lambda: shutil.rmtree(file, ignore_errors=True))
        elif name == "rmdir":
            self._keep(file, file.mkdir)
        elif name == "unlink" and file.exists():
            content = file.read_bytes()
            self._keep(file, lambda: _put(file, content))
        elif name == "replace":
            self._remember_move(file, Path(args[1]))

    def _remember_move(self, source: Path, target: Path) -> None:
        moved, old = source.read_bytes(), target.read_bytes() if target.exists() else None
        if str(source) in self.durable:
            self.durable[str(target)] = self.durable.pop(str(source))

        def undo() -> None:
            _put(source, moved)
            _put(target, old)

        self._keep(target, undo)

    def _keep(self, changed: Path, undo: Callable[[], object]) -> None:
        self.undo.append((str(changed.parent), undo))

    def _lose(self) -> None:
        for path, content in self.durable.items():
            if Path(path).exists():
                Path(path).write_bytes(content)
        if self.kind == "power":
            for _, undo in reversed(self.undo):
                undo()


def _put(path: Path, content: bytes | None) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    elif path.parent.is_dir():
        path.write_bytes(content)
