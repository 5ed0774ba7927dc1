from __future__ import annotations

from pathlib import Path

from unionbooks.demo import REPO_SPEC
from unionbooks.demo import make

LEDGERS = Path(__file__).parents[2] / "ledgers"


def contents(root: Path) -> dict[str, bytes]:
    """Read all files of a ledger, the lock left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def test_repository_ledger_is_generated(tmp_path: Path) -> None:
    """The books in `ledgers/` are, byte for byte, what `unionbooks demo` makes; remake them where this fails."""
    make(tmp_path / "books", REPO_SPEC)
    made, kept = contents(tmp_path / "books"), contents(LEDGERS)
    assert sorted(made) == sorted(kept)
    assert [path for path in made if made[path] != kept[path]] == []
