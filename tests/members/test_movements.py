from __future__ import annotations

import datetime as dt
from collections import Counter
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from roll_books import MAIN
from roll_books import as_files

from unionbooks.books.query import open_tables
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.movements import INS
from unionbooks.members.movements import OUTS
from unionbooks.members.movements import Movement
from unionbooks.members.movements import movements
from unionbooks.members.roll import STATES
from unionbooks.members.roll import Member
from unionbooks.members.roll import after
from unionbooks.members.roll import in_order

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SPAN = MonthRange.parse("2026-01..2026-02")
EVENTS = st.builds(
    MemberEvent,
    date=st.dates(dt.date(2025, 12, 1), dt.date(2026, 3, 31)),
    member=st.sampled_from(["M0001", "M0002", "M0003", "M0004"]),
    event=st.sampled_from(["join", "change", *STATES]),
    sex=st.none() | st.sampled_from(["female", "male"]),
    group=st.none() | st.sampled_from(["语文组", "数学组"]),
    employment=st.none() | st.sampled_from(["permanent", "contract"]),
)
FIELDS = {
    "leave": "left",
    "transfer-out": "transferred_out",
    "retain": "retained",
    "retire": "retired",
    "expel": "expelled",
    "die": "died",
}


def _slices(person: Member | None) -> set[tuple[str, str]]:
    """Return the lines in which an active member is counted."""
    if person is None or person.state != "active":
        return set()
    lines = {("all", ""), ("group", person.group or ""), ("employment", person.employment or "")}
    return lines | {("women", "")} if person.sex == "female" else lines


def _by_hand(events: list[MemberEvent]) -> dict[tuple[str, str], Counter[str]]:
    """Count by walking through the events one after the other."""
    counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    counts["all", ""], counts["women", ""] = Counter(), Counter()
    people: dict[str, Member] = {}
    ordered = [event for event in in_order(events) if event.date <= SPAN.last.last_day]
    for event in (one for one in ordered if one.date < SPAN.first.first_day):
        people[event.member] = after(people.get(event.member), event)
    for person in people.values():
        for line in _slices(person):
            counts[line]["opening"] += 1
    for event in (one for one in ordered if one.date >= SPAN.first.first_day):
        before = people.get(event.member)
        now = people[event.member] = after(before, event)
        was, stays = _slices(before), _slices(now)
        both = bool(was) and bool(stays)
        came = {"transfer-in": "transferred_in", "resume": "resumed"}.get(event.event, "joined")
        for line in stays - was:
            counts[line]["moved_in" if both else came] += 1
        for line in was - stays:
            counts[line]["moved_out" if both else FIELDS.get(event.event, "")] += 1
    for person in people.values():
        for line in _slices(person):
            counts[line]["closing"] += 1
    return counts


@settings(max_examples=25)
@given(story=st.lists(st.tuples(st.sampled_from(["a", "b"]), EVENTS), max_size=16))
def test_every_line_adds_up_and_is_what_one_counts_by_hand(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[str, MemberEvent]]
) -> None:
    """Opening and who came less who went are the closing in every line, whatever the roll tells."""
    root = tmp_path_factory.mktemp("books")
    (root / "members").mkdir()
    (root / "members" / "none.beancount").write_text("; nobody yet\n", encoding="utf-8")
    (root / "main.beancount").write_text(MAIN, encoding="utf-8")
    for path, text in as_files(story).items():
        (root / path).write_text(text, encoding="utf-8")
    events = [replace(event, place=Place(f"members/{name}.beancount", at)) for at, (name, event) in enumerate(story)]
    with open_tables(root) as tables:
        lines = movements(tables, SPAN)
    assert all(line.ties for line in lines)
    expected = {line: count for line, count in _by_hand(events).items() if count or line[0] in {"all", "women"}}
    counted = {
        (line.by, line.name): Counter({name: getattr(line, name) for name in ("opening", *INS, *OUTS, "closing")})
        for line in lines
        if line.by in {"all", "women"} or line.opening or line.closing or line.coming or line.going
    }
    assert {line: +count for line, count in counted.items()} == {line: +count for line, count in expected.items()}


def test_the_half_year_of_a_union_is_counted_by_what_happened(tmp_path: Path) -> None:
    """Each way in and out has its own number, and kept memberships are counted beside the members."""
    ways = [*FIELDS, "join", "transfer-in", "resume"]
    text = ""
    for at, event in enumerate(ways):
        member = f"M{at:04d}"
        if event not in {"join", "transfer-in"}:
            text += f'2025-01-01 custom "union-member" "{member}" "join"\n  sex: "female"\n'
        if event == "resume":
            text += f'2025-06-01 custom "union-member" "{member}" "retain"\n'
        text += f'2026-02-01 custom "union-member" "{member}" "{event}"\n'
    (tmp_path / "main.beancount").write_text(MAIN, encoding="utf-8")
    (tmp_path / "members").mkdir()
    (tmp_path / "members" / "roll.beancount").write_text(text, encoding="utf-8")
    with open_tables(tmp_path) as tables:
        everybody, women, *_ = movements(tables, SPAN)
    one = dict.fromkeys(("joined", "transferred_in", "resumed", *FIELDS.values()), 1)
    assert everybody == Movement(
        "all", "", opening=6, moved_in=0, moved_out=0, closing=3, kept_opening=1, kept_closing=2, **one
    )
    assert (women.opening, women.joined, women.coming, women.closing) == (6, 0, 1, 1)


def test_a_union_without_members_has_its_two_main_lines(tmp_path: Path) -> None:
    """Where nobody is on the roll, everybody and the women are counted as none."""
    (tmp_path / "main.beancount").write_text('option "operating_currency" "CNY"\n', encoding="utf-8")
    with open_tables(tmp_path) as tables:
        lines = movements(tables, SPAN)
    assert [(line.by, line.opening, line.closing) for line in lines] == [("all", 0, 0), ("women", 0, 0)]
