from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.entry import Entry
from unionbooks.books.inbox import Draft
from unionbooks.books.inbox import draft_id
from unionbooks.books.inbox import drop
from unionbooks.books.inbox import put
from unionbooks.books.inbox import read_inbox
from unionbooks.books.inbox import take_out
from unionbooks.core.vocabulary import VoucherMeta

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 1, 5)


def write(root: Path, *changes: object) -> None:
    """Carry out changes without the writer."""
    for change in changes:
        target = root / change.path  # type: ignore[attr-defined]
        target.parent.mkdir(parents=True, exist_ok=True)
        new = change.new  # type: ignore[attr-defined]
        target.unlink() if new is None else target.write_bytes(new)


@given(st.lists(st.text("0123456789abcdef", min_size=6, max_size=9), max_size=12))
def test_every_draft_has_an_id_of_its_own(ids: list[str]) -> None:
    """However alike the rows' ids are, the drafts' ids differ, and begin with the day."""
    taken: set[str] = set()
    for one in ids:
        name = draft_id(Entry(date=DAY, meta=VoucherMeta(import_id=one)), taken)
        assert name not in taken
        assert name.startswith("20260105-")
        taken.add(name)
    assert draft_id(Entry(date=DAY), taken) not in taken


def test_drafts_are_read_by_their_days(tmp_path: Path) -> None:
    """The inbox is sorted by day and id, whatever the files are called; hidden files are none."""
    drafts = [Draft("b", Entry(date=DAY, narration="2")), Draft("a", Entry(date=DAY, narration="1"))]
    early = Draft("z", Entry(date=DAY.replace(day=1), narration="0"))
    write(tmp_path, *map(put, [*drafts, early]))
    (tmp_path / "inbox/.hidden.beancount").write_text("?")
    (tmp_path / "inbox/notes.txt").write_text("?")
    inbox = read_inbox(tmp_path)
    assert inbox.drafts == (early, drafts[1], drafts[0])
    assert inbox.problems == ()


def test_a_draft_says_what_it_lacks(tmp_path: Path) -> None:
    """The file begins with what is missing, and always has the flag of a draft."""
    draft = Draft("a", Entry(date=DAY, flag="*", narration="x"))
    write(tmp_path, put(draft, ("account", "kind")))
    assert (tmp_path / draft.path).read_text().splitlines()[:2] == ["; missing: account kind", '2026-01-05 ! "x"']


def test_what_is_dropped_is_remembered(tmp_path: Path) -> None:
    """A dropped draft leaves the inbox; its row stays known, and the last reason given is kept."""
    draft = Draft("a", Entry(date=DAY, narration="x", meta=VoucherMeta(import_id="R1 R2")))
    write(tmp_path, put(draft))
    write(tmp_path, *drop(draft, "一"))
    write(tmp_path, *(change for change in drop(read_inbox(tmp_path).dropped[0], "二") if change.new is not None))
    inbox = read_inbox(tmp_path)
    assert inbox.drafts == ()
    assert inbox.import_ids == {"R1", "R2"}
    assert inbox.dropped[0].entry.own == (("x-dropped-because", "二"),)


def test_a_posted_draft_leaves_the_inbox(tmp_path: Path) -> None:
    """Nothing of it is left; an inbox that is not there is an empty one."""
    draft = Draft("a", Entry(date=DAY, narration="x"))
    write(tmp_path, put(draft), take_out(draft))
    assert read_inbox(tmp_path).drafts == ()
    assert read_inbox(tmp_path / "nowhere").drafts == ()
