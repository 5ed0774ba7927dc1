from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from roll_books import MAIN
from roll_books import as_files

from unionbooks.books.load import load
from unionbooks.books.query import open_tables
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.roll import CARRIED
from unionbooks.members.roll import STATES
from unionbooks.members.roll import Member
from unionbooks.members.roll import everyone_on
from unionbooks.members.roll import fold
from unionbooks.members.roll import roll_on
from unionbooks.members.timeline import everyone_in
from unionbooks.members.timeline import roll_in

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DAYS = st.dates(dt.date(2025, 12, 20), dt.date(2026, 1, 10))
EVENTS = st.builds(
    MemberEvent,
    date=DAYS,
    member=st.sampled_from(["M0001", "M0002", "M0003"]),
    event=st.sampled_from(["join", "change", *STATES]),
    name=st.none() | st.sampled_from(["王一", "李二", "张三"]),
    sex=st.none() | st.sampled_from(["female", "male"]),
    born=st.none() | st.just(dt.date(1990, 2, 28)),
    group=st.none() | st.sampled_from(["语文组", "数学组"]),
    staff_no=st.none() | st.sampled_from(["1", "02"]),
    employment=st.none() | st.sampled_from(["permanent", "contract"]),
    base=st.none() | st.sampled_from([Decimal("1.00"), Decimal("6280.05")]),
    wage_in_contribution=st.none() | st.booleans(),
    card=st.none() | st.just("0001"),
    id_last4=st.none() | st.just("002X"),
    id_hash=st.none() | st.just("0" * 64),
)
STORIES = st.lists(st.tuples(st.sampled_from(["a", "b", "roll"]), EVENTS), max_size=12)


def _write(root: Path, files: dict[str, str]) -> Path:
    (root / "members").mkdir(parents=True, exist_ok=True)
    for old in (root / "members").iterdir():
        old.unlink()
    (root / "main.beancount").write_text(MAIN, encoding="utf-8")
    (root / "members" / "none.beancount").write_text("; nobody yet\n", encoding="utf-8")
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    return root


def _standing(story: list[tuple[str, MemberEvent]]) -> list[MemberEvent]:
    """Give each event the place where it stands in the files."""
    return [replace(event, place=Place(f"members/{name}.beancount", at)) for at, (name, event) in enumerate(story)]


def _naive(events: list[MemberEvent], day: dt.date) -> dict[str, dict[str, object]]:
    """Fold by hand: walk through the days, on each of them through the files by name, down the lines."""
    people: dict[str, dict[str, object]] = {}
    at = min((event.date for event in events), default=day)
    while at <= day:
        todays = [event for event in events if event.date == at]
        for file in sorted({str(event.place) for event in todays}, key=lambda name: (name.split(":")[0], _line(name))):
            for event in todays:
                if str(event.place) == file:
                    person = people.setdefault(event.member, {"state": "active", "joined": at, "since": at})
                    state = {"change": person["state"], **STATES}[event.event]
                    if event.event in {"join", "transfer-in"}:
                        person |= {"joined": at, "since": at}
                    if state != person["state"]:
                        person["since"] = at
                    person["state"] = state
                    person |= {name: value for name in CARRIED if (value := getattr(event, name)) is not None}
        at += dt.timedelta(days=1)
    return people


def _line(place: str) -> int:
    return int(place.partition(":")[2] or 0)


@given(story=STORIES, order=st.randoms(use_true_random=False), day=DAYS)
def test_the_fold_does_not_depend_on_the_order_in_which_events_are_read(
    story: list[tuple[str, MemberEvent]], order: object, day: dt.date
) -> None:
    """Events shuffled over and within files give the roll that their days, files and lines give, on any day."""
    events = [event for event in _standing(story) if event.date <= day]
    shuffled = list(events)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    folded = fold(shuffled)
    assert folded == fold(events)
    naive = _naive(events, day)
    assert [one.id for one in folded] == sorted(naive)
    for one in folded:
        assert naive[one.id] == {name: getattr(one, name) for name in naive[one.id]}


@settings(max_examples=25)
@given(story=STORIES, day=DAYS)
def test_the_tables_give_the_roll_that_the_fold_gives(
    tmp_path_factory: pytest.TempPathFactory, story: list[tuple[str, MemberEvent]], day: dt.date
) -> None:
    """From the snapshot, everybody and the members of a day are exactly those of the fold over the entries."""
    root = _write(tmp_path_factory.mktemp("books"), as_files(story))
    books = load(root)
    with open_tables(root) as tables:
        assert everyone_in(tables, day) == everyone_on(books, day)
        assert roll_in(tables, day) == roll_on(books, day)
        for one in everyone_on(books, day):
            assert everyone_in(tables, day, one.id) == (one,)


def test_of_two_changes_on_one_day_the_later_line_holds(tmp_path: Path) -> None:
    """Events of one day count by the name of their file, then by line, wherever they were read first."""
    root = _write(
        tmp_path,
        {
            "members/a.beancount": '2026-01-01 custom "union-member" "M1" "join"\n  name: "王一"\n  group: "甲"\n'
            '2026-01-05 custom "union-member" "M1" "change"\n  group: "乙"\n'
            '2026-01-05 custom "union-member" "M1" "change"\n  group: "丙"\n',
            "members/b.beancount": '\n\n2026-01-05 custom "union-member" "M1" "change"\n  card: "7"\n',
        },
    )
    (member,) = roll_on(load(root), dt.date(2026, 1, 5))
    assert (member.group, member.card) == ("丙", "7")


def test_a_mistaken_end_that_is_taken_back_keeps_the_day_of_joining() -> None:
    """Who left and is resumed has been a member since the first joining; who joins again, since the second."""
    story = [("join", 1), ("leave", 5), ("resume", 6)]
    events = [MemberEvent(date=dt.date(2026, 1, day), member="M1", event=event) for event, day in story]
    (member,) = fold(events)
    assert (member.state, member.joined, member.since) == ("active", dt.date(2026, 1, 1), dt.date(2026, 1, 6))
    (member,) = fold([*events, *(replace(one, date=one.date.replace(month=2)) for one in events[1::-1])])
    assert member.joined == dt.date(2026, 2, 1)


def test_the_hash_of_an_identity_number_is_not_in_what_is_printed() -> None:
    """A member that ends up in a message or a log does not take the keyed hash along."""
    member = Member("M1", "active", dt.date(2026, 1, 1), dt.date(2026, 1, 1), id_hash="ab" * 32)
    assert "abab" not in repr(member)


def test_the_roll_comes_from_the_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On unchanged books the roll is listed without loading the ledger."""
    root = _write(tmp_path, {"members/a.beancount": '2026-01-01 custom "union-member" "M1" "join"\n  name: "王一"\n'})
    open_tables(root).close()

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("unionbooks.books.load.load", refuse)
    with open_tables(root) as tables:
        assert [one.name for one in roll_in(tables, dt.date(2026, 1, 1))] == ["王一"]
