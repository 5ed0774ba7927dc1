"""After a crash: a commit is whole or not there, and what cannot be settled is said with a way out."""

from __future__ import annotations

import datetime as dt
import errno
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from small_ledger import LEDGER

from unionbooks.books import commit as commit_module
from unionbooks.books.commit import LOCK
from unionbooks.books.commit import PENDING
from unionbooks.books.journal import JOURNAL
from unionbooks.books.journal import verify
from unionbooks.books.write import Plan
from unionbooks.books.write import Step
from unionbooks.books.write import adopt
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.books.write import create
from unionbooks.books.write import found
from unionbooks.books.write import recover
from unionbooks.books.write import remove
from unionbooks.books.write import rewrite
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import DamagedError
from unionbooks.core.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from unionbooks.core.problems import UnionbooksError

NOW = dt.datetime(2026, 3, 31, 17, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SOAK = Path(__file__).parent.parent / "soak"
ROLL = "members.beancount"
INBOX = "inbox/import.beancount"
PAPER = "documents/2026/01/a.txt"


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Found the small ledger, with a file of drafts."""
    root = (tmp_path / "books").resolve()
    files = {**LEDGER, INBOX: "; drafts\n"}
    found(root, [Step(NOW, "王会计", "init", tuple(rewrite(path, text) for path, text in files.items()))])
    return root


def do(root: Path) -> None:
    """Commit three changes of three kinds."""
    changes = (append(ROLL, "; 备注"), create(PAPER, b"paper"), remove(INBOX))
    commit(root, lambda _: Plan(changes), by="王会计", now=NOW, command="test")


def state(root: Path) -> dict[str, bytes]:
    """Read all files but the hidden ones."""
    paths = (path for path in root.rglob("*") if path.is_file())
    files = {path.relative_to(root).as_posix(): path for path in paths}
    return {path: file.read_bytes() for path, file in files.items() if not path.startswith(".")}


class _PowerCutError(BaseException):
    """Nothing that the program could catch."""


def cut(*_: object) -> None:
    """End here."""
    raise _PowerCutError


@pytest.fixture
def on_record(books: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Cut the power after the commit point, before any file is in place."""
    with monkeypatch.context() as patch:
        patch.setattr(commit_module, "finish", cut)
        with pytest.raises(_PowerCutError):
            do(books)
    assert not (books / PAPER).exists()
    return books


@pytest.fixture
def staged(books: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Cut the power just before the commit point."""
    with monkeypatch.context() as patch:
        patch.setattr(commit_module, "_append", cut)
        patch.setattr(commit_module, "_undo", cut)
        with pytest.raises(_PowerCutError):
            do(books)
    return books


def done(root: Path) -> bool:
    """Tell whether all three changes are there; fail where only some are."""
    parts = {(root / PAPER).exists(), not (root / INBOX).exists(), "备注" in (root / ROLL).read_text()}
    assert len(parts) == 1
    return parts == {True}


def test_a_ledger_at_rest_needs_no_recovery(books: Path) -> None:
    """Nothing is done, and not even the lock is asked for."""
    with FileLock(books / LOCK):
        assert recover(books, timeout=0) == "nothing"


def test_a_commit_on_record_is_finished(on_record: Path) -> None:
    """What the journal says has happened is made so, by whoever comes next."""
    assert recover(on_record) == "finished"
    assert done(on_record)
    assert verify(on_record) == []
    assert not (on_record / PENDING).exists()
    assert recover(on_record) == "nothing"


def test_a_commit_half_in_place_is_finished(on_record: Path) -> None:
    """Files that were put in place before the crash are left as they are."""
    (on_record / PAPER).parent.mkdir(parents=True)
    (on_record / PENDING / "1.new").rename(on_record / PAPER)
    (on_record / INBOX).unlink()
    assert recover(on_record) == "finished"
    assert done(on_record)


def test_a_commit_not_on_record_is_removed(staged: Path) -> None:
    """What never reached the journal has not happened."""
    before = state(staged)
    assert recover(staged) == "removed"
    assert not done(staged)
    assert state(staged) == before
    assert not (staged / PENDING).exists()


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_a_line_cut_off_is_removed(staged: Path, length: int) -> None:
    """The beginning of the commit's own line is taken out of the journal again."""
    before = (staged / JOURNAL).read_bytes()
    line = json.loads((staged / PENDING / "plan.json").read_bytes())["lines"].encode()
    (staged / JOURNAL).write_bytes(before + line[:length])
    assert recover(staged) == "removed"
    assert (staged / JOURNAL).read_bytes() == before
    assert verify(staged) == []


def test_staging_that_never_got_to_its_plan_is_removed(staged: Path) -> None:
    """Staged files without a plan mean nothing."""
    (staged / PENDING / "plan.json").rename(staged / PENDING / "plan.tmp")
    assert recover(staged) == "removed"
    assert not (staged / PENDING).exists()
    assert verify(staged) == []


def test_the_next_command_recovers_by_itself(on_record: Path) -> None:
    """A commit and an adoption settle what was left before they look at anything."""
    commit(on_record, lambda _: Plan((append(ROLL, "; 下一条"),)), by="李主席", now=NOW, command="test")
    assert done(on_record)
    assert (on_record / ROLL).read_text().endswith("; 备注\n\n; 下一条\n")
    assert verify(on_record) == []


def test_adopting_recovers_first(on_record: Path) -> None:
    """What only a crash left undone is not adopted as a change made outside."""
    with pytest.raises(RefusedError, match="Nothing was changed"):
        adopt(on_record, why="x", by="王会计", now=NOW)
    assert done(on_record)


def test_a_founding_cut_short_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new ledger whose journal is written is there; founding it again is refused."""
    history = [Step(NOW, "王会计", "init", tuple(rewrite(path, text) for path, text in LEDGER.items()))]
    with monkeypatch.context() as patch:
        patch.setattr(commit_module, "finish", cut)
        with pytest.raises(_PowerCutError):
            found(tmp_path / "books", history)
    with pytest.raises(RefusedError, match="not empty"):
        found(tmp_path / "books", history)
    assert verify(tmp_path / "books") == []


def settled_by_hand(root: Path, kind: type[UnionbooksError], code: str) -> str:
    """Try to recover, check that nothing is touched, and return the message."""
    before = state(root)
    with pytest.raises(kind) as caught:
        recover(root)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert state(root) == before
    return str(caught.value)


def test_a_file_changed_since_is_kept_and_the_way_out_works(on_record: Path) -> None:
    """A file that is neither the old nor the new one stops recovery; doing what the message says goes on."""
    (on_record / ROLL).write_text("; theirs\n")
    message = settled_by_hand(on_record, DamagedError, "commit-foreign-file")
    found_staged = re.search(r"copy (\S+) over it", message)
    assert found_staged is not None
    shutil.copy(on_record / found_staged[1], on_record / ROLL)
    assert recover(on_record) == "finished"
    assert verify(on_record) == []


def test_a_staged_file_changed_since_is_not_used(on_record: Path) -> None:
    """What is put in place is byte for byte what the journal says."""
    (on_record / PENDING / "0.new").write_text("; forged\n")
    settled_by_hand(on_record, DamagedError, "commit-staged-lost")
    (on_record / PENDING / "0.new").unlink()
    settled_by_hand(on_record, DamagedError, "commit-staged-lost")


def test_a_foreign_line_is_not_cut_off(staged: Path) -> None:
    """Only the commit's own line is ever taken out of the journal."""
    with (staged / JOURNAL).open("a") as journal:
        journal.write("{}\n")
    settled_by_hand(staged, DamagedError, "commit-foreign-tail")


def test_a_shortened_journal_is_not_written_on(staged: Path) -> None:
    """A journal shorter than it was cannot be settled."""
    (staged / JOURNAL).write_text("")
    settled_by_hand(staged, DamagedError, "commit-foreign-tail")


def test_foreign_things_in_the_hidden_folder_are_named(staged: Path) -> None:
    """Nothing is deleted that the tool did not put there."""
    (staged / PENDING / "letter.txt").write_text("x")
    assert "letter.txt" in settled_by_hand(staged, DamagedError, "commit-foreign")
    assert (staged / PENDING / "letter.txt").exists()


PLANS: dict[str, Callable[[dict[str, object]], object]] = {
    "no JSON": lambda _: "{",
    "another shape": lambda _: [],
    "spaces": lambda plan: json.dumps(plan, ensure_ascii=False, sort_keys=True, indent=1),
    "an offset below": lambda plan: {**plan, "offset": -1},
    "an offset of text": lambda plan: {**plan, "offset": "0"},
    "a staged name outside": lambda plan: {**plan, "moves": [["x.beancount", None, "0" * 64, "../../x"]]},
    "a digest that is none": lambda plan: {**plan, "moves": [["x.beancount", None, "0", "0.new"]]},
    "a number for a path": lambda plan: {**plan, "moves": [[1, None, "0" * 64, "0.new"]]},
    "a number for a digest": lambda plan: {**plan, "moves": [["x.beancount", 1, "0" * 64, "0.new"]]},
    "a move of three": lambda plan: {**plan, "moves": [["x.beancount", None, None]]},
}


def _write_plan(root: Path, change: Callable[[dict[str, object]], object]) -> None:
    file = root / PENDING / "plan.json"
    plan = change(json.loads(file.read_bytes()))
    text = plan if isinstance(plan, str) else json.dumps(plan, ensure_ascii=False, sort_keys=True)
    file.write_text(text)


@pytest.mark.parametrize("how", PLANS)
def test_a_plan_that_is_none_is_not_followed(staged: Path, how: str) -> None:
    """A plan that the tool did not write stops recovery, and nothing is touched."""
    _write_plan(staged, PLANS[how])
    settled_by_hand(staged, DamagedError, "commit-plan-unreadable")


def test_a_hostile_plan_reaches_nothing_outside(on_record: Path) -> None:
    """A ledger that somebody sent cannot make recovery write outside its folder."""
    outside = on_record.parent / "victim.beancount"
    staged_file = on_record / PENDING / "0.new"
    digest = commit_module.file_digest(staged_file)
    _write_plan(on_record, lambda plan: {**plan, "moves": [["../victim.beancount", None, digest, "0.new"]]})
    settled_by_hand(on_record, RefusedError, "path-refused")
    assert not outside.exists()


def test_a_link_in_place_of_the_hidden_folder_is_not_followed(on_record: Path) -> None:
    """Nothing is deleted through a link."""
    elsewhere = on_record.parent / "elsewhere"
    (on_record / PENDING).rename(elsewhere)
    (on_record / PENDING).symlink_to(elsewhere)
    settled_by_hand(on_record, DamagedError, "commit-plan-unreadable")
    assert (elsewhere / "plan.json").exists()


def test_recovery_waits_for_a_writer(on_record: Path) -> None:
    """A commit that is still running is not taken for one that was interrupted."""
    with FileLock(on_record / LOCK), pytest.raises(RefusedError, match="Somebody else is writing"):
        recover(on_record, timeout=0.01)


def test_a_full_disk_is_said_in_words(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says that nothing was written, and the ledger and its folder are as before."""
    before = state(books)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(BadInputError, match=r"No space left on device.*as it was before.*Make room"):
            do(books)
    assert state(books) == before
    assert not (books / PENDING).exists()


def test_a_disk_that_fails_after_the_commit_point_loses_nothing(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says that the commit is on record and how to finish it; doing so does."""

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(commit_module, "_put", broken)
        with pytest.raises(DamagedError, match=r"on the record.*unionbooks doctor"):
            do(books)
    assert recover(books) == "finished"
    assert done(books)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the soak programs fork")
@pytest.mark.parametrize(
    "program",
    [
        "faults.py --commit-only --kinds error exit power",
        "kills.py --kills 25",
        "writers.py --processes 4 --commits 5",
        "full_disk.py --rounds 2",
    ],
    ids=lambda program: program.split(".")[0],
)
def test_the_soak_programs_find_nothing(program: str) -> None:
    """A small round of each of the long tests that `make soak` runs: no commit lost, none half there."""
    name, *options = program.split()
    done_process = subprocess.run(
        [sys.executable, str(SOAK / name), *options], capture_output=True, text=True, check=False
    )
    assert done_process.returncode == 0, done_process.stdout + done_process.stderr
