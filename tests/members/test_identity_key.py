from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from roll_books import TODAY

from unionbooks.books.load import load
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.identity import fingerprint
from unionbooks.workflow.identity_key import identity_key
from unionbooks.workflow.identity_key import key_file

if TYPE_CHECKING:
    from unionbooks.books.model import Books

Environ = dict[str, str]


def _with_hash(books: Books, key: bytes) -> Books:
    event = MemberEvent(date=TODAY, member="M1", event="join", id_hash=fingerprint(key) + "0" * 56)
    return replace(books, directives=(*books.directives, event))


def _code(books: Books, environ: Environ) -> str:
    with pytest.raises(UnionbooksError) as caught:
        identity_key(books, environ)
    return caught.value.problems[0].code


def test_a_key_is_made_once_and_is_private(books: Path, environ: Environ) -> None:
    """The first use makes a key that nobody else can read; every later use gives the same."""
    loaded = load(books)
    key = identity_key(loaded, environ)
    assert len(key) == 32
    assert identity_key(_with_hash(loaded, key), environ) == key
    if sys.platform != "win32":
        assert stat.S_IMODE(Path(environ["UNIONBOOKS_ID_KEY"]).stat().st_mode) == 0o600


def test_two_unions_have_two_keys(books: Path, tmp_path: Path) -> None:
    """The file is named by the union's tax id, in the user's settings folder and not among the books."""
    path = key_file(load(books), {"XDG_CONFIG_HOME": str(tmp_path), "APPDATA": str(tmp_path)})
    assert path.name == "81341000MC0000000X.key"
    assert not path.is_relative_to(books)


def test_a_dry_run_leaves_no_key_behind(books: Path, environ: Environ) -> None:
    """Without keeping, a key is made up for the moment."""
    loaded = load(books)
    assert identity_key(loaded, environ, keep=False) != identity_key(loaded, environ, keep=False)
    assert not Path(environ["UNIONBOOKS_ID_KEY"]).exists()


def test_a_lost_key_is_not_replaced(books: Path, environ: Environ) -> None:
    """Where the roll has hashes, a missing or another key is refused, and none is made."""
    loaded = _with_hash(load(books), b"1" * 32)
    assert _code(loaded, environ) == "identity-key-missing"
    assert not Path(environ["UNIONBOOKS_ID_KEY"]).exists()
    identity_key(load(books), environ)
    assert _code(loaded, environ) == "identity-key-other"


def test_a_key_never_lies_among_the_books(books: Path) -> None:
    """A key file in the ledger's folder is refused, since the folder is handed in and backed up."""
    assert _code(load(books), {"UNIONBOOKS_ID_KEY": str(books / "id.key")}) == "identity-key-place"
    assert not (books / "id.key").exists()


@pytest.mark.parametrize("content", [b"", b"ab" * 31, b"XY" * 32, b"\xff" * 64, b"ab" * 32 + b"\nmore"])
def test_what_is_no_key_is_refused(books: Path, environ: Environ, content: bytes) -> None:
    """A file with anything else in it is not taken for a key and not overwritten."""
    path = Path(environ["UNIONBOOKS_ID_KEY"])
    path.parent.mkdir()
    path.write_bytes(content)
    assert _code(load(books), environ) == "identity-key-unreadable"
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(books: Path, environ: Environ) -> None:
    """Where the settings folder cannot be made, the reason is in the sentence."""
    Path(environ["UNIONBOOKS_ID_KEY"]).parent.write_text("a file", encoding="utf-8")
    with pytest.raises((BadInputError, RefusedError)):
        identity_key(load(books), environ)
