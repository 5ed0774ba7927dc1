"""Broken and tampered ledgers: no traceback from any command, and no change outside the tool unseen."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from small_ledger import LEDGER

from unionbooks.books.load import load
from unionbooks.books.write import Change
from unionbooks.books.write import Step
from unionbooks.books.write import adopt
from unionbooks.books.write import found
from unionbooks.cli.app import root as command_line
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import UnionbooksError

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 2, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
MORE = {
    "inbox/draft.beancount": '2026-02-03 ! "某店" "茶叶"\n  Assets:101库存现金  -5.00 CNY\n',
    "profiles/own.toml": 'id = "own"\n',
}
WHOLE = {path: text.encode() for path, text in {**LEDGER, **MORE}.items()}
TOKENS = (
    b'"', b"\n", b"\\", b"\x00", b"\xff", b"1e999", b"99999999999999999999.99 CNY", b'custom "union-', b"..",
    b'include "',
    b'plugin "os"\n', b'option "documents" "x"\n', b"\r", b"-", b"TRUE", b"9999-12-31", b"*", b"!", b"pushtag #x\n",
    b"pushmeta aa: 1\n", b"^V", b'  member: "', b"@ ", b"{1 CNY}", "凭证".encode(), b"\xef\xbb\xbf", b"2026-13-45",
)  # fmt: skip
EDITS = st.lists(
    st.tuples(st.sampled_from(("replace", "insert", "delete")), st.integers(0, 10**6), st.sampled_from(TOKENS)),
    min_size=1,
    max_size=4,
)
COMMANDS = (
    ("check",),
    ("doctor",),
    ("voucher", "list"),
    ("voucher", "show", "2026-01-0001"),
    ("rules", "list"),
    ("journal", "verify"),
    ("query", "SELECT count(*) FROM postings"),
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a ledger by the tool itself, with its journal."""
    root = (tmp_path_factory.mktemp("fuzz") / "books").resolve()
    changes = tuple(Change(path, content) for path, content in WHOLE.items())
    found(root, [Step(at=NOW, by="某某", command="test", changes=changes)])
    assert load(root).problems == ()
    return root


def edited(content: bytes, edits: list[tuple[str, int, bytes]]) -> bytes:
    """Apply random edits to bytes."""
    for how, where, token in edits:
        at = where % (len(content) + 1)
        if how == "replace":
            content = content[:at] + token[:1] + content[at + 1 :]
        elif how == "insert":
            content = content[:at] + token + content[at:]
        else:
            content = content[:at] + content[at + len(token) :]
    return content


@given(path=st.sampled_from(sorted(WHOLE)), edits=EDITS)
def test_every_change_outside_the_tool_is_reported(
    ledger: Path, path: str, edits: list[tuple[str, int, bytes]]
) -> None:
    """Whatever byte of whatever ledger file changes, the file is named until it is put back."""
    changed = edited(WHOLE[path], edits)
    try:
        (ledger / path).write_bytes(changed)
        named = [str(one.place) for one in load(ledger).problems if one.code == "file-changed"]
        assert named == ([] if changed == WHOLE[path] else [path])
    finally:
        (ledger / path).write_bytes(WHOLE[path])


@given(position=st.integers(0, 10**6), value=st.integers(0, 255))
def test_every_byte_of_the_journal_counts(ledger: Path, position: int, value: int) -> None:
    """One byte of the journal changed, wherever it is, is reported."""
    journal = ledger / "journal.jsonl"
    content = journal.read_bytes()
    changed = bytearray(content)
    changed[position % len(content)] = value
    try:
        journal.write_bytes(changed)
        reported = [one.code for one in load(ledger).problems]
        assert bool(reported) is (bytes(changed) != content)
    finally:
        journal.write_bytes(content)


@given(length=st.integers(0, 10**6))
def test_a_cut_journal_is_reported(ledger: Path, length: int) -> None:
    """A journal that was cut off anywhere, or emptied, is reported."""
    journal = ledger / "journal.jsonl"
    content = journal.read_bytes()
    try:
        journal.write_bytes(content[: length % len(content)])
        assert load(ledger).problems != ()
    finally:
        journal.write_bytes(content)


@pytest.mark.parametrize("path", sorted(WHOLE))
def test_a_file_that_vanished_is_reported(ledger: Path, path: str) -> None:
    """A ledger file taken away outside the tool is reported, where the ledger can be loaded at all."""
    (ledger / path).unlink()
    try:
        if path == "main.beancount":
            with pytest.raises(BadInputError, match="ledger-missing"):
                load(ledger)
        else:
            assert "file-vanished" in {one.code for one in load(ledger).problems}
    finally:
        (ledger / path).write_bytes(WHOLE[path])


@pytest.mark.parametrize("path", ["2026/2026-02.beancount", "inbox/x.beancount", "profiles/x.toml", "notes.beancount"])
def test_a_file_that_appeared_is_reported_until_it_is_adopted(ledger: Path, tmp_path: Path, path: str) -> None:
    """A ledger file put there outside the tool is reported, and adopting it ends that."""
    root = tmp_path / "books"
    shutil.copytree(ledger, root)
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text("; by hand\n", encoding="utf-8")
    assert "file-appeared" in {one.code for one in load(root).problems}
    adopt(root, why="typed in by hand", by="某某", now=NOW)
    assert "file-appeared" not in {one.code for one in load(root).problems}


@given(path=st.sampled_from(sorted(WHOLE)), edits=EDITS)
def test_what_was_adopted_is_on_the_record(
    ledger: Path, tmp_path_factory: pytest.TempPathFactory, path: str, edits: list[tuple[str, int, bytes]]
) -> None:
    """Adopting a change, sound or not, records it and nothing else; or it is refused with a reason."""
    root = tmp_path_factory.mktemp("adopt") / "books"
    shutil.copytree(ledger, root)
    changed = edited(WHOLE[path], edits)
    (root / path).write_bytes(changed)
    if changed == WHOLE[path]:
        with pytest.raises(UnionbooksError, match="adopt-nothing"):
            adopt(root, why="typed in by hand", by="某某", now=NOW)
        return
    adopt(root, why="typed in by hand", by="某某", now=NOW)
    assert not {"file-changed", "journal-hash"} & {one.code for one in load(root).problems}
    assert (root / path).read_bytes() == changed


@given(path=st.sampled_from(sorted(WHOLE)), edits=EDITS, command=st.sampled_from(COMMANDS))
def test_no_command_breaks_on_a_broken_ledger(
    ledger: Path, path: str, edits: list[tuple[str, int, bytes]], command: tuple[str, ...]
) -> None:
    """Any command on any broken ledger ends with a documented exit code and no traceback."""
    try:
        (ledger / path).write_bytes(edited(WHOLE[path], edits))
        result = CliRunner().invoke(command_line, ["-C", str(ledger), "--lang", "zh", *command])
        assert result.exit_code in {0, 1, 2, 3, 4, 5}, result.output
        assert "Traceback" not in result.output + result.stderr
        assert result.exception is None or isinstance(result.exception, SystemExit)
    finally:
        (ledger / path).write_bytes(WHOLE[path])


def test_a_file_that_cannot_be_read_is_named(ledger: Path) -> None:
    """A ledger file that cannot be read is a problem with its name, not a crash."""
    link = ledger / "2026/2026-02.beancount"
    link.symlink_to("nowhere.beancount")
    try:
        assert [str(one.place) for one in load(ledger).problems if one.code == "file-unreadable"]
    finally:
        link.unlink()
