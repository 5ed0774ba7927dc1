from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import event as note
from hypothesis import given
from hypothesis import strategies as st
from roll_books import identity_number

from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.difference import Difference
from unionbooks.members.difference import difference
from unionbooks.members.identity import hash_of
from unionbooks.members.identity import parse_identity
from unionbooks.members.lifecycle import added_problems
from unionbooks.members.roll import fold
from unionbooks.members.row import STAYS
from unionbooks.members.row import RollRow

KEY = bytes(range(32))
TODAY = dt.date(2026, 5, 10)
WANG = identity_number("34990019850304002")
LI = identity_number("34990019900101001")


def _join(member: str, name: str, day: dt.date = dt.date(2024, 1, 1), **more: Any) -> MemberEvent:
    return MemberEvent(date=day, member=member, event="join", name=name, **more)


def _event(member: str, event: str, day: dt.date, **more: Any) -> MemberEvent:
    return MemberEvent(date=day, member=member, event=event, **more)


def _compare(events: list[MemberEvent], *rows: RollRow, day: dt.date = TODAY) -> Difference:
    placed = [replace(row, place=Place("r.xlsx", 0, f"B{at}")) for at, row in enumerate(rows, start=2)]
    return difference(events, placed, day, KEY)


def _told(found: Difference) -> list[tuple[str, str, dt.date]]:
    assert [problem for problem in found.problems if problem.level == "error"] == []
    return [(step.event.member, step.event.event, step.event.date) for step in found.steps]


def _codes(found: Difference) -> list[str]:
    return [problem.code for problem in found.problems]


ROLL = [
    _join("M0001", "王一", staff_no="0031", group="语文组", base=Decimal("6280.00"), id_last4=WANG[-4:],
          id_hash=hash_of(parse_identity(WANG), KEY)),
    _join("M0002", "李二", sex="male", born=dt.date(1990, 1, 1)),
    _join("M0003", "张三", staff_no="33"),
    _event("M0003", "leave", dt.date(2025, 6, 30)),
]  # fmt: skip


def test_a_sheet_that_says_what_the_roll_says_changes_nothing() -> None:
    """Equal cells, empty cells and zeros that Excel took away are no difference."""
    found = _compare(ROLL, RollRow(name="王一", staff_no="31", base=Decimal(6280)), RollRow(name="李二"))
    assert (_told(found), found.same, found.missing) == ([], 2, ())


def test_what_is_different_becomes_one_event_a_person() -> None:
    """Fields that differ go into one change, with old and new value; empty cells leave the roll alone."""
    found = _compare(
        ROLL, RollRow(name="王一", staff_no="0031", group="数学组", base=Decimal("6500.00"), reason="调资")
    )
    (step,) = found.steps
    assert [(one.name, one.old, one.new) for one in step.changes] == [
        ("group", "语文组", "数学组"),
        ("base", Decimal("6280.00"), Decimal("6500.00")),
    ]
    assert step.event == MemberEvent(
        date=TODAY, member="M0001", event="change", group="数学组", base=Decimal("6500.00"), reason="调资",
        sheet="r.xlsx!B2",
    )  # fmt: skip


def test_who_is_not_in_the_sheet_is_listed_and_stays() -> None:
    """Members without a row are named; those gone are not."""
    found = _compare(ROLL, RollRow(name="王一"))
    assert [one.id for one in found.missing] == ["M0002"]
    assert found.steps == ()


def test_a_new_person_joins_with_the_next_id() -> None:
    """Who is not on the roll joins on the day of the sheet, else on the day of the import."""
    found = _compare(ROLL, RollRow(name="赵六", joined=dt.date(2026, 3, 1)), RollRow(name="钱七"))
    assert _told(found) == [("M0004", "join", dt.date(2026, 3, 1)), ("M0005", "join", TODAY)]


def test_a_given_id_is_kept_for_its_row() -> None:
    """An id that the sheet gives to a new person is not given to another."""
    found = _compare(ROLL, RollRow(name="赵六"), RollRow(name="钱七", member="M0004"))
    assert [member for member, _, _ in _told(found)] == ["M0005", "M0004"]


@pytest.mark.parametrize(
    ("status", "event"),
    [("retain", "retain"), ("retire", "retire"), ("leave", "leave"), ("transfer-out", "transfer-out"),
     ("expel", "expel"), ("die", "die")],
)  # fmt: skip
def test_a_status_becomes_its_event_once(status: str, event: str) -> None:
    """The state of the sheet is brought about by one event on its day, and a second import finds it so."""
    row = RollRow(name="王一", status=status, changed=dt.date(2026, 3, 31), union="某工会")
    found = _compare(ROLL, row)
    assert _told(found) == [("M0001", event, dt.date(2026, 3, 31))]
    again = _compare([*ROLL, found.steps[0].event], row)
    assert (_told(again), again.same) == ([], 1)
    assert found.steps[0].event.to_union == ("某工会" if event == "transfer-out" else None)


def test_good_standing_brings_a_kept_membership_back() -> None:
    """在会 resumes who is retained; an empty cell leaves it."""
    roll = [*ROLL, _event("M0002", "retain", dt.date(2025, 1, 1))]
    assert _told(_compare(roll, RollRow(name="李二", status=STAYS))) == [("M0002", "resume", TODAY)]
    assert _told(_compare(roll, RollRow(name="李二"))) == []
    assert _told(_compare(roll, RollRow(name="李二", status="join"))) == [("M0002", "join", TODAY)]


def test_the_whole_story_of_one_who_is_gone_can_be_entered() -> None:
    """A person unknown to the roll, with the day of joining and of leaving, is entered as both."""
    row = RollRow(name="赵六", joined=dt.date(2020, 1, 1), status="leave", changed=dt.date(2023, 1, 1))
    found = _compare(ROLL, row)
    assert _told(found) == [("M0004", "join", dt.date(2020, 1, 1)), ("M0004", "leave", dt.date(2023, 1, 1))]
    assert _told(_compare([*ROLL, *(step.event for step in found.steps)], row)) == []


def test_one_who_is_gone_does_not_come_back_unasked() -> None:
    """An old sheet that still has somebody who left is refused, until it says when the person joined again."""
    old = RollRow(name="张三", staff_no="33")
    assert _codes(_compare(ROLL, old)) == ["row-outdated"]
    assert _codes(_compare(ROLL, replace(old, joined=dt.date(2024, 1, 1)))) == ["row-outdated"]
    back = _compare(ROLL, replace(old, joined=dt.date(2026, 1, 1)))
    assert _told(back) == [("M0003", "join", dt.date(2026, 1, 1))]


def test_a_name_alone_never_brings_anybody_back() -> None:
    """Where only the name fits one who is gone, the row is refused until an id says who it is."""
    assert _codes(_compare(ROLL, RollRow(name="张三"))) == ["row-former"]
    assert _codes(_compare(ROLL, RollRow(name="张三", member="M0003"))) == ["row-outdated"]
    assert _told(_compare(ROLL, RollRow(name="张三", member="M0008"))) == [("M0008", "join", TODAY)]
    other = _compare(ROLL, RollRow(name="张三", staff_no="99"))
    assert _told(other) == [("M0004", "join", TODAY)]
    assert _codes(other) == ["row-namesake"]


def test_people_of_one_name_are_told_apart_by_their_staff_numbers() -> None:
    """With numbers each row finds its person; without, the row is refused."""
    roll = [*ROLL, _join("M0004", "王一", staff_no="44"), _join("M0005", "李二")]
    both = _compare(
        roll, RollRow(name="王一", staff_no="44", group="甲"), RollRow(name="王一", staff_no="31", group="乙")
    )
    assert [member for member, _, _ in _told(both)] == ["M0004", "M0001"]
    assert _codes(_compare(roll, RollRow(name="王一"))) == ["row-same-name"]
    assert _codes(_compare(roll, RollRow(name="李二", staff_no="7"))) == ["row-same-name"]
    assert _codes(_compare(ROLL, RollRow(name="赵六"), RollRow(name="赵六", staff_no="1"))) == ["row-name-twice"]


def test_a_number_of_another_person_is_refused() -> None:
    """A staff number under another name, or numbers of two people in one row, are not guessed about."""
    assert _codes(_compare(ROLL, RollRow(name="王一一", staff_no="31"))) == ["row-other-name"]
    assert _told(_compare(ROLL, RollRow(name="王一一", staff_no="31", member="M0001"))) == [("M0001", "change", TODAY)]
    assert _codes(_compare(ROLL, RollRow(name="王一", staff_no="31", member="M0002"))) == ["row-two-people"]
    assert _codes(_compare(ROLL, RollRow(name="李二", member="M0099"))) == ["row-new-id"]


def test_a_staff_number_may_be_given_to_a_new_person() -> None:
    """The number of one who is gone makes no match under another name."""
    assert _told(_compare(ROLL, RollRow(name="赵六", staff_no="33"))) == [("M0004", "join", TODAY)]


def test_the_identity_number_finds_the_person_and_is_not_kept() -> None:
    """By its hash a person is found under a new name and number; what is written holds last four and hash only."""
    found = _compare(ROLL, RollRow(name="王依", staff_no="77", identity=parse_identity(WANG)))
    assert [(one.name, one.new) for one in found.steps[0].changes] == [
        ("name", "王依"), ("sex", "female"), ("born", dt.date(1985, 3, 4)), ("staff_no", "77"),
    ]  # fmt: skip
    new = _compare(ROLL, RollRow(name="李二", identity=parse_identity(LI)))
    assert WANG not in repr(found)
    assert LI not in repr(new)
    assert [one.name for one in new.steps[0].shown] == ["id_last4"]
    assert new.steps[0].event.id_hash == hash_of(parse_identity(LI), KEY)


def test_another_identity_number_is_another_person() -> None:
    """Where the number does not fit the person that name or staff number found, the row is refused."""
    assert _codes(_compare(ROLL, RollRow(name="王一", identity=parse_identity(LI)))) == ["row-identity"]
    roll = [*ROLL, _event("M0002", "change", TODAY, id_last4="999X")]
    assert _codes(_compare(roll, RollRow(name="李二", identity=parse_identity(LI)))) == ["row-identity"]


def test_one_person_stands_in_one_row() -> None:
    """Two rows for one member, or for one new person, are refused at the second."""
    twice = _compare(ROLL, RollRow(name="王一", staff_no="31"), RollRow(name="王一", member="M0001"))
    assert _codes(twice) == ["row-repeated"]
    assert str(twice.problems[0].place) == "r.xlsx!B3"
    new = RollRow(name="赵六", staff_no="5")
    assert _codes(_compare(ROLL, new, replace(new, staff_no="05"))) == ["row-repeated"]
    same = RollRow(name="赵六", identity=parse_identity(LI))
    assert _codes(_compare(ROLL, same, replace(same, name="赵七"))) == ["row-repeated"]


def test_the_past_is_corrected_with_a_reason_only() -> None:
    """A change dated before the last event is refused without a reason, and entered with one."""
    roll = [*ROLL, _event("M0001", "change", dt.date(2026, 4, 1), base=Decimal("6300.00"))]
    row = RollRow(name="王一", group="数学组", changed=dt.date(2026, 3, 1))
    assert _codes(_compare(roll, row)) == ["row-backdated"]
    found = _compare(roll, replace(row, reason="补登"))
    assert _told(found) == [("M0001", "change", dt.date(2026, 3, 1))]
    # The roll of that day is compared: a base that held in March is no difference.
    assert _told(_compare(roll, RollRow(name="王一", base=Decimal(6280), changed=dt.date(2026, 3, 1)))) == []


def test_other_days_of_joining_are_a_warning() -> None:
    """The roll's day of joining stays; for one who came from elsewhere the sheet may tell the first one."""
    assert _codes(_compare(ROLL, RollRow(name="王一", joined=dt.date(2023, 9, 1)))) == ["row-joined"]
    assert _codes(_compare(ROLL, RollRow(name="王一", joined=dt.date(2024, 1, 1)))) == []
    roll = [MemberEvent(date=dt.date(2024, 1, 1), member="M1", event="transfer-in", name="王一")]
    assert _codes(_compare(roll, RollRow(name="王一", joined=dt.date(2010, 1, 1)))) == []


def test_one_who_comes_from_elsewhere_is_entered_on_the_day_of_coming() -> None:
    """转入 is dated by the day of the change, whatever day of joining the other union wrote down."""
    row = RollRow(
        name="赵六", status="transfer-in", joined=dt.date(2010, 1, 1), changed=dt.date(2026, 3, 1), union="外校工会"
    )
    found = _compare(ROLL, row)
    assert _told(found) == [("M0004", "transfer-in", dt.date(2026, 3, 1))]
    assert found.steps[0].event.from_union == "外校工会"
    assert _told(_compare([*ROLL, found.steps[0].event], row)) == []


@pytest.mark.parametrize("status", ["resume", "leave", "die"])
def test_nobody_unknown_can_leave_or_come_back(status: str) -> None:
    """A person whom the roll does not know cannot be resumed, and cannot leave without having joined."""
    assert _codes(_compare(ROLL, RollRow(name="赵六", status=status))) == ["row-not-on-roll"]


def _is_readable(row: RollRow) -> bool:
    """Leave out what the reader of sheets refuses: a change before the joining."""
    return None in {row.joined, row.changed} or row.joined <= row.changed or row.status == "transfer-in"  # type: ignore[operator]


NAMES = ["王一", "李二", "张三", "赵六"]
MAY_BE_DAY = st.none() | st.dates(dt.date(2023, 6, 1), dt.date(2026, 5, 1))
ROWS = st.lists(
    st.builds(
        RollRow,
        name=st.sampled_from(NAMES),
        member=st.none() | st.none() | st.sampled_from(["M0001", "M0002", "M0009"]),
        staff_no=st.none() | st.sampled_from(["31", "33", "50", "51"]),
        group=st.none() | st.sampled_from(["语文组", "数学组"]),
        base=st.none() | st.just(Decimal("7000.00")),
        joined=MAY_BE_DAY,
        identity=st.none() | st.just(parse_identity(WANG)) | st.just(parse_identity(LI)),
        status=st.none()
        | st.sampled_from([STAYS, "join", "transfer-in", "retain", "resume", "retire", "leave", "die"]),
        changed=MAY_BE_DAY,
        reason=st.none() | st.just("补登"),
    ).filter(_is_readable),
    max_size=3,
)
STORY = st.lists(
    st.builds(
        _event,
        st.sampled_from(["M0001", "M0002", "M0003"]),
        st.sampled_from(["retain", "resume", "retire", "leave", "join", "change"]),
        st.dates(dt.date(2024, 2, 1), dt.date(2026, 6, 1)),
        reason=st.just("变动"),
    ),
    max_size=2,
)


@given(story=STORY, rows=ROWS)
def test_what_was_imported_is_no_difference_any_more(story: list[MemberEvent], rows: list[RollRow]) -> None:
    """Whatever a sheet that is accepted makes of the roll, importing it again makes nothing and finds nothing wrong."""
    roll = [replace(one, place=Place("a", at)) for at, one in enumerate([*ROLL, *story])]
    found = _compare(roll, *rows)
    planned = [replace(step.event, place=Place("roll", at)) for at, step in enumerate(found.steps, start=1)]
    assume(all(problem.level == "warning" for problem in found.problems))
    assume(all(problem.level == "warning" for problem in added_problems(roll, planned)))
    note(f"{len(planned)} events")
    again = _compare([*roll, *planned], *rows)
    assert [problem for problem in again.problems if problem.level == "error"] == []
    assert again.steps == ()
    assert {one.id for one in again.missing} <= {one.id for one in fold(roll)}
