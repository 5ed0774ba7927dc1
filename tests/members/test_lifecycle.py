from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.load import load
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.members.lifecycle import FROM_STATES
from unionbooks.members.lifecycle import added_problems
from unionbooks.members.lifecycle import problems_of
from unionbooks.members.lifecycle import roll_problems
from unionbooks.members.roll import BEGINNINGS
from unionbooks.members.roll import STATES
from unionbooks.members.roll import fold

EVENTS = ("join", "change", *(event for event in STATES if event != "join"))
# One story that leads into each state.
WAYS = {
    None: (),
    "active": ("join",),
    "retained": ("join", "retain"),
    "retired": ("join", "retire"),
    "left": ("join", "leave"),
    "transferred": ("join", "transfer-out"),
    "expelled": ("join", "expel"),
    "dead": ("join", "die"),
}
# What the regulation allows, written down once more: state -> events that make sense.
SENSE = {
    None: {"join", "transfer-in"},
    "active": {"change", "retain", "retire", "leave", "transfer-out", "expel", "die"},
    "retained": {"change", "resume", "retire", "leave", "transfer-out", "expel", "die"},
    "retired": {"change", "resume", "leave", "expel", "die"},
    "left": {"join", "transfer-in", "resume"},
    "transferred": {"join", "transfer-in", "resume"},
    "expelled": {"join", "transfer-in", "resume"},
    "dead": {"resume"},
}
ERRORS = {"roll-nobody", "roll-already", "roll-gone", "roll-state", "roll-reason"}


def _event(event: str, day: int, member: str = "M1", **more: Any) -> MemberEvent:
    more = {"reason": "更正", "minutes": "1号", **({"name": "王一"} if event in BEGINNINGS else {}), **more}
    return MemberEvent(date=dt.date(2026, 1, day), member=member, event=event, **more)


def _codes(*events: MemberEvent) -> list[str]:
    return [problem.code for problem in problems_of(events)]


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_makes_sense_in_the_right_states_only(state: str | None, event: str) -> None:
    """For each state and each event, the roll is judged as the regulation has it, in one sentence."""
    story = [_event(one, at) for at, one in enumerate(WAYS[state], start=1)]
    found = problems_of([*story, _event(event, 20)])
    assert (found == []) is (event in SENSE[state])
    if found:
        (problem,) = found
        assert problem.code in ERRORS
        assert str(problem.what).endswith(".")


def test_what_a_mistake_is_taken_back_for_must_be_said() -> None:
    """Who left is resumed with a reason only; from kept membership no reason is needed."""
    assert _codes(_event("join", 1), _event("leave", 2), _event("resume", 3, reason=None)) == ["roll-reason"]
    assert _codes(_event("join", 1), _event("retain", 2), _event("resume", 3, reason=None)) == []


@pytest.mark.parametrize(
    ("code", "event"),
    [
        ("roll-name", _event("join", 1, name=None)),
        ("roll-base", _event("join", 1, base=Decimal("0.00"))),
        ("roll-base", _event("join", 1, base=Decimal("-5.00"))),
        ("roll-born", _event("join", 1, born=dt.date(2010, 1, 2))),
    ],
)
def test_particulars_that_cannot_be_are_reported(code: str, event: MemberEvent) -> None:
    """No name, a base of nothing and a member of fifteen are reported where they stand."""
    assert _codes(event) == [code]


def test_sixteen_is_old_enough() -> None:
    """Whoever joins on the sixteenth birthday is not reported."""
    assert _codes(_event("join", 1, born=dt.date(2010, 1, 1))) == []


def test_nobody_is_expelled_without_a_vote() -> None:
    """An expulsion without minutes is a warning."""
    assert _codes(_event("join", 1), _event("expel", 2, minutes=None)) == ["roll-minutes"]


def test_one_person_is_a_member_once() -> None:
    """Two members with one identity number are an error, with one staff number a warning, and each is told once."""
    one = {"id_hash": "a" * 64, "staff_no": "7"}
    found = problems_of(
        [_event("join", 1, **one), _event("join", 2, "M2", **one), _event("change", 3, base=Decimal(9))]
    )
    assert sorted((problem.code, problem.level) for problem in found) == [
        ("roll-identity", "error"),
        ("roll-staff-no", "warning"),
    ]
    assert "M2 and M1" in str(found[0])


def test_a_number_may_pass_on() -> None:
    """A staff number is free again when its holder leaves, even on the same day, and a card of two days is no twin."""
    joined = _event("join", 1, staff_no="7")
    assert _codes(joined, _event("join", 2, "M2", staff_no="7"), _event("leave", 2)) == []
    assert _codes(joined, _event("change", 2, staff_no="8"), _event("join", 2, "M2", staff_no="7")) == []


def test_a_number_that_is_taken_and_given_back_on_one_day_reports_nobody_else() -> None:
    """Who takes a number for some hours is not reported for the two who had it before."""
    twins = [_event("join", 1, "M1", staff_no="7"), _event("join", 1, "M2", staff_no="7")]
    passing = [_event("join", 3, "M3", staff_no="7"), _event("change", 3, "M3", staff_no="8")]
    assert _codes(*twins, *passing) == ["roll-staff-no"]


@given(st.permutations([_event("join", 1), _event("retain", 2), _event("resume", 3), _event("retire", 4)]))
def test_the_order_of_reading_does_not_matter(events: list[MemberEvent]) -> None:
    """Events are judged in the order of their days, in whatever order they are given."""
    assert problems_of(events) == []


def test_only_what_a_plan_adds_is_reported() -> None:
    """A roll that is wrong already does not stop what is right."""
    wrong = [_event("leave", 1, "M9")]
    assert added_problems(wrong, [_event("join", 2)]) == []
    assert [problem.code for problem in added_problems(wrong, [_event("leave", 2)])] == ["roll-nobody"]


def test_a_hand_edited_roll_is_judged_at_its_line(make_ledger: Any) -> None:
    """The check `roll` reports file and line of an event that makes no sense."""
    roll = '2026-01-01 custom "union-member" "M0001" "join"\n  name: "王一"\n'
    books = load(make_ledger({"members.beancount": roll * 2, "2026/2026-01.beancount": ""}))
    (problem,) = roll_problems(books)
    assert (problem.code, str(problem.place)) == ("roll-already", "members.beancount:3")


def test_every_event_is_known_to_the_rule() -> None:
    """The table of states knows every event of the vocabulary, and the fold every state."""
    assert set(FROM_STATES) == set(EVENTS)
    assert {fold(_event(one, at) for at, one in enumerate(way, 1))[0].state for way in WAYS.values() if way} == (
        set(WAYS) - {None}
    )
