"""The journal: each commit on record, each line chained, and any change of it or of a file seen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.journal import JOURNAL
from unionbooks.books.journal import Act
from unionbooks.books.journal import Line
from unionbooks.books.journal import compare
from unionbooks.books.journal import expected_files
from unionbooks.books.journal import is_ledger_file
from unionbooks.books.journal import next_line
from unionbooks.books.journal import read_journal
from unionbooks.books.journal import verify

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 3, 31, 17, 5, 9, 123456, tzinfo=dt.timezone(dt.timedelta(hours=8)))
A, B, C = ("a" * 64, "b" * 64, "c" * 64)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)
DIGESTS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
ACTS = st.builds(
    Act,
    at=st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 1, 1), timezones=st.just(dt.UTC) | st.just(NOW.tzinfo)),  # noqa: DTZ001 - `timezones` sets the offset
    by=TEXTS,
    command=TEXTS,
    why=st.none() | TEXTS,
    ids=st.lists(TEXTS, max_size=3).map(tuple),
)


def act(**values: Any) -> Act:
    """Make an act; what is not given is usual."""
    return Act(**{"at": NOW, "by": "王会计", "command": "inbox post", **values})


def three() -> list[Line]:
    """Make a journal of three lines: two files are made, one changes, one goes."""
    first = next_line(None, act(command="init"), {"main.beancount": (None, A), "inbox/x.beancount": (None, B)})
    second = next_line(first, act(ids=("2026-03-0001",)), {"main.beancount": (A, C)})
    third = next_line(second, act(why="双人核对"), {"inbox/x.beancount": (B, None), "documents/a.pdf": (None, B)})
    return [first, second, third]


def write(root: Path, lines: list[Line]) -> list[str]:
    """Write a journal and return its lines as text."""
    texts = [line.text() for line in lines]
    (root / JOURNAL).write_bytes("".join(f"{text}\n" for text in texts).encode())
    return texts


def found(root: Path) -> list[tuple[str, int]]:
    """Return the code and the line of each problem of the journal."""
    return [(problem.code, problem.place.line if problem.place else 0) for problem in read_journal(root)[1]]


def test_a_journal_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """A sound journal has no problem and gives the same lines."""
    lines = three()
    write(tmp_path, lines)
    read, problems = read_journal(tmp_path)
    assert problems == []
    assert list(read) == lines


@given(st.lists(st.tuples(ACTS, st.dictionaries(TEXTS, DIGESTS, max_size=3)), min_size=1, max_size=5))
def test_any_journal_is_read_back(tmp_path_factory: pytest.TempPathFactory, steps: list[Any]) -> None:
    """Whatever people, reasons and file names are called, the journal is canonical and sound."""
    lines: list[Line] = []
    there: dict[str, str] = {}
    for one, files in steps:
        changes = {path: (there.get(path), new) for path, new in files.items()}
        lines.append(next_line(lines[-1] if lines else None, one, changes))
        there |= files
    root = tmp_path_factory.mktemp("journal")
    write(root, lines)
    read, problems = read_journal(root)
    assert (list(read), problems) == (lines, [])
    assert expected_files(read) == there


def test_a_line_is_the_documented_one() -> None:
    """The format is fixed: canonical JSON, its hash over the line without the hash, chained."""
    first, second, _ = three()
    text = second.text()
    body = json.loads(text)
    given_hash = body.pop("hash")
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert given_hash == hashlib.sha256(canonical.encode()).hexdigest()
    assert body == {
        "seq": 2,
        "at": "2026-03-31T17:05:09+08:00",
        "by": "王会计",
        "command": "inbox post",
        "why": None,
        "ids": ["2026-03-0001"],
        "files": {"main.beancount": [A, C]},
        "tool": second.tool,
        "prev": first.hash,
    }
    assert first.prev == "0" * 64
    assert text.startswith('{"at":"2026-03-31T17:05:09+08:00","by":"王会计",')


@pytest.mark.parametrize(
    "values", [{"at": NOW.replace(tzinfo=None)}, {"by": " "}, {"command": ""}, {"why": "\ud800"}, {"ids": ("\udfff",)}]
)
def test_an_act_without_a_time_a_person_or_a_text_is_none(values: dict[str, Any]) -> None:
    """A line that would prove nothing is never made."""
    with pytest.raises(ValueError, match=r"needs|surrogates"):
        act(**values)


def test_a_missing_journal_is_one_problem(tmp_path: Path) -> None:
    """Without a journal that is said, once, and no file is blamed."""
    assert found(tmp_path) == [("journal-missing", 0)]
    assert compare({"main.beancount": A}, ()) == []
    (tmp_path / JOURNAL).write_bytes(b"")
    assert found(tmp_path) == [("journal-missing", 0)]


def test_a_journal_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """Something else in the journal's place does not stop the program."""
    (tmp_path / JOURNAL).mkdir()
    assert found(tmp_path) == [("file-unreadable", 0)]


def _forged(line: Line, **values: Any) -> str:
    """Change a line and give it a hash that fits again."""
    body = {**json.loads(line.text()), **values}
    del body["hash"]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    body["hash"] = hashlib.sha256(text.encode()).hexdigest()
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def tampered() -> dict[str, tuple[list[str], list[tuple[str, int]]]]:
    """Return journals that somebody tampered with: their lines, and what must be found."""
    lines = three()
    one, two, three_ = (line.text() for line in lines)
    spaced = json.dumps(json.loads(two), ensure_ascii=False, sort_keys=True)
    return {
        "word changed": ([one, two.replace("王会计", "李会计"), three_], [("journal-hash", 2)]),
        "written with spaces": ([one, spaced, three_], [("journal-not-canonical", 2)]),
        "windows line ends": ([one, two + "\r", three_], [("journal-not-canonical", 2)]),
        "key twice": ([one, two[:-1] + ',"why":null}', three_], [("journal-not-canonical", 2)]),
        "line taken out": ([one, three_], [("journal-seq", 2), ("journal-chain", 2)]),
        "line twice": ([one, two, two, three_], [("journal-seq", 3), ("journal-chain", 3), ("journal-files", 3)]),
        "first line taken out": (
            [two, three_],
            [("journal-seq", 1), ("journal-chain", 1), ("journal-files", 1), ("journal-files", 2)],
        ),
        "order changed": (
            [one, three_, two],
            [("journal-seq", 2), ("journal-chain", 2), ("journal-seq", 3), ("journal-chain", 3)],
        ),
        "hash made to fit": ([one, _forged(lines[1], by="李会计"), three_], [("journal-chain", 3)]),
        "number made to fit": (
            [one, _forged(lines[1], seq=3), three_],
            [("journal-seq", 2), ("journal-seq", 3), ("journal-chain", 3)],
        ),
        "digest made to fit": (
            [one, _forged(lines[1], files={"main.beancount": [B, C]}), three_],
            [("journal-files", 2), ("journal-chain", 3)],
        ),
        "not JSON": ([one, "{", three_], [("journal-unreadable", 2)]),
        "empty line": ([one, "", two, three_], [("journal-unreadable", 2), ("journal-seq", 3)]),
    }  # fmt: skip


@pytest.mark.parametrize("how", tampered())
def test_each_kind_of_tampering_has_its_code_and_line(tmp_path: Path, how: str) -> None:
    """What was done to the journal is said with the line it was done to, and no other is blamed."""
    lines, expected = tampered()[how]
    (tmp_path / JOURNAL).write_bytes("".join(f"{line}\n" for line in lines).encode())
    assert found(tmp_path) == expected


@given(st.data())
def test_no_byte_can_be_changed_unseen(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Change, add or take out any byte of a journal: a problem is found."""
    root = tmp_path_factory.mktemp("journal")
    write(root, three())
    content = bytearray((root / JOURNAL).read_bytes())
    spot = data.draw(st.integers(0, len(content) - 1), label="where")
    how = data.draw(st.sampled_from(["change", "add", "take out"]), label="how")
    if how == "change":
        content[spot] ^= data.draw(st.integers(1, 255), label="bits")
    elif how == "add":
        content.insert(spot, data.draw(st.integers(0, 255), label="byte"))
    else:
        del content[spot]
    (root / JOURNAL).write_bytes(content)
    assert read_journal(root)[1] or content == "".join(f"{line.text()}\n" for line in three()).encode()


def test_a_line_cut_off_is_told_from_a_line_changed(tmp_path: Path) -> None:
    """A last line without its end has a code of its own, and the lines before are still read."""
    write(tmp_path, three())
    content = (tmp_path / JOURNAL).read_bytes()
    (tmp_path / JOURNAL).write_bytes(content[:-20])
    assert found(tmp_path) == [("journal-truncated", 3)]
    assert len(read_journal(tmp_path)[0]) == 2


SHAPES = [
    {"seq": "1"}, {"seq": True}, {"at": "2026-03-31T17:05:09"}, {"at": "today"}, {"at": 1}, {"by": None},
    {"ids": "x"}, {"ids": [1]}, {"files": []}, {"files": {"x": [A]}}, {"files": {"x": [A, "1"]}},
    {"files": {"x": [1, A]}}, {"extra": 1},
]  # fmt: skip


@pytest.mark.parametrize("change", SHAPES, ids=str)
def test_a_line_of_another_shape_is_unreadable(tmp_path: Path, change: dict[str, Any]) -> None:
    """A line whose hash fits is still no line when a value has another type."""
    (tmp_path / JOURNAL).write_text(_forged(three()[0], **change) + "\n")
    assert found(tmp_path) == [("journal-unreadable", 1)]


@pytest.mark.parametrize("text", [b"\xff", b"[]", b"null", b"[" * 100_000, b'{"by":"\\ud800"}', b"1" * 5000])
def test_hostile_lines_do_not_stop_the_check(tmp_path: Path, text: bytes) -> None:
    """Bytes that are no text, nested or endless JSON and half characters are all just unreadable."""
    (tmp_path / JOURNAL).write_bytes(text + b"\n")
    assert found(tmp_path) == [("journal-unreadable", 1)]


def test_half_a_character_in_a_line_is_seen(tmp_path: Path) -> None:
    """A line of the right shape with half a surrogate pair in it is a problem and no crash."""
    (tmp_path / JOURNAL).write_text(three()[0].text().replace("王会计", "\\ud800") + "\n")
    assert found(tmp_path) == [("journal-not-canonical", 1), ("journal-hash", 1)]


def test_files_are_compared_with_the_last_digest_on_record() -> None:
    """A file that changed, one that appeared and one that vanished are told apart, papers left aside."""
    problems = compare({"main.beancount": A, "new.beancount": B}, three()[:2])
    assert [(one.code, str(one.place)) for one in problems] == [
        ("file-vanished", "inbox/x.beancount"),
        ("file-changed", "main.beancount"),
        ("file-appeared", "new.beancount"),
    ]
    assert all("unionbooks adopt --why" in str(one) for one in problems)
    assert compare({"main.beancount": C}, three()) == []


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("main.beancount", True), ("inbox/a.beancount", True), ("profiles/icbc.toml", True),
        ("profiles/old/a.toml", False), ("settings.toml", False),
        ("documents/a.pdf", False), ("documents/a.beancount", True),
    ],
)  # fmt: skip
def test_ledger_files_are_told_from_papers(path: str, *, is_one: bool) -> None:
    """Beancount files and the union's own profiles are ledger files; all else is a paper."""
    assert is_ledger_file(path) is is_one


def _ledger(root: Path) -> None:
    files = {"main.beancount": b"; x\n", "documents/a.pdf": b"paper", "profiles/own.toml": b""}
    for path, content in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(content)
    digests = {path: (None, hashlib.sha256(content).hexdigest()) for path, content in files.items()}
    write(root, [next_line(None, act(), digests)])


def test_verify_is_content_with_a_ledger_that_nobody_touched(tmp_path: Path) -> None:
    """Every file and paper on record is there and is the one that was recorded."""
    _ledger(tmp_path)
    assert verify(tmp_path) == []


TOUCHES = {
    "ledger file changed": (lambda root: (root / "main.beancount").write_text("; y\n"), "file-changed"),
    "ledger file put there": (lambda root: (root / "x.beancount").write_text(""), "file-appeared"),
    "profile taken away": (lambda root: (root / "profiles/own.toml").unlink(), "file-vanished"),
    "paper changed": (lambda root: (root / "documents/a.pdf").write_text("Paper"), "recorded-paper-changed"),
    "paper taken away": (lambda root: (root / "documents/a.pdf").unlink(), "recorded-paper-missing"),
    "folder instead of a paper": (
        lambda root: ((root / "documents/a.pdf").unlink(), (root / "documents/a.pdf").mkdir()),
        "recorded-paper-missing",
    ),
    "journal changed": (lambda root: (root / JOURNAL).write_text("{"), "journal-truncated"),
}  # fmt: skip


@pytest.mark.parametrize("touch", TOUCHES)
def test_verify_finds_each_thing_touched(tmp_path: Path, touch: str) -> None:
    """Whatever is changed, put there or taken away behind the tool's back has its code."""
    _ledger(tmp_path)
    how, code = TOUCHES[touch]
    how(tmp_path)
    assert code in [problem.code for problem in verify(tmp_path)]


def test_a_ledger_file_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    """A link that leads nowhere is a problem of its own and not also a change."""
    _ledger(tmp_path)
    (tmp_path / "main.beancount").unlink()
    (tmp_path / "main.beancount").symlink_to("nowhere")
    assert [problem.code for problem in verify(tmp_path)] == ["file-unreadable"]
