"""The key of the identity numbers: one a union, kept by its people and never among the books.

The roll holds a keyed hash of each identity number (`unionbooks.members.identity`). The key lies in
the private settings folder of whoever keeps the roll, `unionbooks/identity/<tax id>.key`, or where
`UNIONBOOKS_ID_KEY` says; it goes into no package and no journal. Another computer gets it by copying
the file. Without it everything works but telling by the identity number whether two are one person.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.core.vocabulary import Profile
from unionbooks.members.identity import KEY_BYTES
from unionbooks.members.identity import fingerprint
from unionbooks.members.identity import key_of_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.books.model import Books

__all__ = ["KEY_VARIABLE", "identity_key", "key_file"]

KEY_VARIABLE: Final = "UNIONBOOKS_ID_KEY"
"""Environment variable that names the file of the key."""

IN_LEDGER: Final = ProblemKind(
    "identity-key-place",
    N_("The key of the identity numbers must not lie in the ledger's folder, which others are given."),
    N_("Move it elsewhere and name the file in {variable}."),
)
UNREADABLE: Final = ProblemKind(
    "identity-key-unreadable",
    N_("The key of the identity numbers cannot be used: {reason}."),
    N_("Bring the file back from a copy; it is one line of 64 digits 0-9 a-f."),
)
LOST: Final = ProblemKind(
    "identity-key-missing",
    N_("The roll was entered with the key {known} of identity numbers, which is not on this computer."),
    N_("Copy the key file to this place from the computer that has it, or leave the identity numbers out."),
)
OTHER: Final = ProblemKind(
    "identity-key-other",
    N_("The roll was entered with the key {known} of identity numbers, and this one is {found}."),
    N_("Put the right key file in its place, or leave the identity numbers out."),
)

_KEY: Final = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}\n?")
_NOT_A_KEY: Final = N_("it holds something else than a key")


def identity_key(books: Books, environ: Mapping[str, str] = os.environ, *, keep: bool = True) -> bytes:
    """Return the key of a union's identity numbers; it is made where the roll has none of any key yet.

    Args:
        books: The ledger.
        environ: The environment, for tests.
        keep: Whether a new key is written to its file; not in a dry run.

    Raises:
        RefusedError: when the roll was entered with another key, or the key lies among the books.
        BadInputError: when the file of the key cannot be used.
    """
    path = key_file(books, environ)
    place = Place(str(path))
    if path.resolve().is_relative_to(books.root):
        raise RefusedError(IN_LEDGER(place, variable=KEY_VARIABLE))
    known = sorted({key_of_hash(event.id_hash) for event in books.of(MemberEvent) if event.id_hash})
    key = _read(path)
    if key is None:
        if known:
            raise RefusedError(LOST(place, known=", ".join(known)))
        return _made(path) if keep else secrets.token_bytes(KEY_BYTES)
    if known and fingerprint(key) not in known:
        raise RefusedError(OTHER(place, known=", ".join(known), found=fingerprint(key)))
    return key


def key_file(books: Books, environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the key of a union lies: named in the environment, else by the tax id in the settings folder."""
    if chosen := environ.get(KEY_VARIABLE):
        return Path(chosen)
    profiles = books.of(Profile)
    name = profiles[-1].tax_id if profiles else ""
    if not re.fullmatch(r"[0-9A-Za-z]+", name):
        name = hashlib.sha256((name or str(books.root)).encode()).hexdigest()[:24]
    return _settings_folder(environ) / "identity" / f"{name}.key"


def _settings_folder(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        base = Path(environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "unionbooks"


def _read(path: Path) -> bytes | None:
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise BadInputError(UNREADABLE(Place(str(path)), reason=reason or Message(_NOT_A_KEY))) from error
    if not _KEY.fullmatch(text):
        raise BadInputError(UNREADABLE(Place(str(path)), reason=Message(_NOT_A_KEY)))
    return bytes.fromhex(text.strip())


def _made(path: Path) -> bytes:
    """Make a key that only this user can read; where somebody was quicker, theirs holds."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii", newline="\n") as out:
                out.write(secrets.token_hex(KEY_BYTES) + "\n")
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(path)), reason=error.strerror or str(error))) from error
    key = _read(path)
    if key is None:
        raise BadInputError(UNREADABLE(Place(str(path)), reason=Message(_NOT_A_KEY)))
    return key
