from __future__ import annotations

import json
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from unionbooks.books.commit import PENDING
from unionbooks.cli import diagnosis

Run = Callable[..., Result]


def _findings(result: Result) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(result.stdout)}


@pytest.fixture
def doctor(run: Run, books: Path) -> Callable[[], dict[str, dict[str, Any]]]:
    """Ask the doctor about the books."""
    return lambda: _findings(run("doctor", "--format", "json", ledger=books))


Doctor = Callable[[], dict[str, dict[str, Any]]]


def test_everything_is_in_place(run: Run, books: Path) -> None:
    """On sound books nothing fails: exit code 0, one line each, in both languages."""
    books.chmod(0o750)
    for language in ("en", "zh"):
        result = run("doctor", lang=language, ledger=books)
        assert result.exit_code == 0, result.stdout
        assert {line.split()[0] for line in result.stdout.splitlines()} <= {"ok", "warn"}


def test_every_examination_has_its_name(doctor: Doctor) -> None:
    """Every finding has a name of the list, and each name is examined."""
    assert set(doctor()) == set(diagnosis.NAMES)


def test_what_is_not_well_says_how_to_mend_it(run: Run, books: Path, tmp_path: Path) -> None:
    """Each finding that is not ok comes with the way to mend it."""
    (books / "union.beancount").write_text("", encoding="utf-8")
    for ledger in (books, tmp_path):
        found = _findings(run("doctor", "--format", "json", ledger=ledger))
        assert [one for one in found.values() if one["status"] != "ok" and not one["mend"]] == []


def test_no_ledger_is_no_failure(run: Run) -> None:
    """Outside of a ledger the installation is examined, and the missing ledger is a warning."""
    result = run("doctor", "--format", "json")
    found = _findings(result)
    assert result.exit_code == 0
    assert found["ledger"]["status"] == "warn"
    assert "journal" not in found


def test_an_edit_outside_the_tool_fails(run: Run, books: Path) -> None:
    """A file that was changed outside the tool is a failure, exit code 1, with the command to look at it."""
    (books / "union.beancount").write_text("; nothing\n", encoding="utf-8")
    result = run("doctor", "--format", "json", ledger=books)
    found = _findings(result)
    assert result.exit_code == 1
    assert found["journal"]["status"] == "fail"
    assert "journal verify" in found["journal"]["mend"]


def test_a_foreign_plugin_fails(books: Path, doctor: Doctor) -> None:
    """A ledger that names a foreign plugin fails, with the sentence of the check."""
    main = books / "main.beancount"
    main.write_text(main.read_text(encoding="utf-8") + 'plugin "evil"\n', encoding="utf-8")
    assert doctor()["options"]["status"] == "fail"


def test_an_interrupted_commit_is_settled(books: Path, doctor: Doctor) -> None:
    """The doctor settles a commit that was interrupted and says what became of it."""
    (books / PENDING).mkdir()
    assert "taken back" in doctor()["commit"]["what"]
    assert doctor()["commit"]["what"] == "No commit is under way."


def test_what_cannot_be_settled_is_told(books: Path, doctor: Doctor) -> None:
    """A folder of commits that holds something foreign is a failure of its own, and the rest is examined."""
    (books / PENDING).mkdir()
    (books / PENDING / "foreign").mkdir()
    found = doctor()
    assert found["commit"]["status"] == "fail"
    assert found["fonts"]["status"] == "ok"


def test_anyone_may_look_in(books: Path, doctor: Doctor) -> None:
    """A folder that every user may read is a warning, with the command to mend it."""
    books.chmod(0o755)
    found = doctor()["privacy"]
    assert (found["status"], "chmod" in (found["mend"] or "")) == ("warn", True)


def test_a_library_that_is_gone_or_old_fails(monkeypatch: pytest.MonkeyPatch, doctor: Doctor) -> None:
    """A missing library, or one of a version that does not fit, is named with what is wanted."""
    real = metadata.version

    def version(name: str) -> str:
        if name == "filelock":
            raise metadata.PackageNotFoundError(name)
        return "1.31.0" if name == "fava" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    found = [one for one in diagnosis._libraries(Path()) if one.status == "fail"]
    assert sorted(str(one.what) for one in found) == [
        "fava is 1.31.0, wanted is <1.31,>=1.30.13.",
        "filelock is missing.",
    ]


@pytest.mark.parametrize(
    ("version", "requirement", "fits"),
    [
        ("3.2.3", "x>=3.2,<4", True),
        ("4.0", "x<4,>=3.2", False),
        ("3.10.0", "x>=3.9", True),
        ("1.30", "x==1.30.0", True),
        ("1.0rc1", "x>=1.0", True),
        ("2.0", "x!=2.0", False),
        ("2.0", "x; python_version < '4'", True),
    ],
)
def test_versions_are_compared_as_numbers(
    version: str, requirement: str, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3.10 is newer than 3.9, and bounds hold as they are written."""
    monkeypatch.setattr(metadata, "version", lambda _name: version)
    assert (diagnosis._unfit(requirement) is None) == fits


def test_a_terminal_without_chinese_is_a_warning(monkeypatch: pytest.MonkeyPatch, doctor: Doctor) -> None:
    """An output that is not UTF-8 is a warning that names the variable to set."""
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "latin-1")
    found = doctor()["encoding"]
    assert (found["status"], "PYTHONUTF8" in found["mend"]) == ("warn", True)


def test_no_place_for_snapshots_is_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, doctor: Doctor) -> None:
    """Where snapshots cannot be kept, the variable that names another folder is told."""
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("UNIONBOOKS_CACHE", str(blocked))
    assert doctor()["cache"]["status"] == "warn"
