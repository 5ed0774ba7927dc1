from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.problems import BadInputError
from unionbooks.members.lookup import find_member
from unionbooks.members.lookup import new_ids
from unionbooks.members.lookup import staff_key
from unionbooks.members.roll import Member

DAY = dt.date(2026, 1, 1)
PEOPLE = (
    Member("M0001", "active", DAY, DAY, name="王一", staff_no="0012"),
    Member("M0002", "left", DAY, DAY, name="王一", staff_no="13"),
    Member("M0003", "active", DAY, DAY, name="李二"),
    Member("M0004", "active", DAY, DAY, name="李二", staff_no="M0001"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("M0001", "M0001"),
        ("M0002", "M0002"),
        ("12", "M0001"),
        ("００１２", "M0001"),
        ("13", "M0002"),
        ("王　一", "M0001"),
        (" M0003 ", "M0003"),
    ],
)
def test_a_member_is_found_by_id_number_or_name(text: str, found: str) -> None:
    """The id goes first, then the staff number, then the name; a member goes before one who is gone."""
    assert find_member(PEOPLE, text).id == found


@pytest.mark.parametrize(
    ("text", "code"), [("李二", "member-ambiguous"), ("赵六", "member-not-found"), ("", "member-not-found")]
)
def test_a_guess_is_never_made(text: str, code: str) -> None:
    """Who fits nobody, or several, is refused by name."""
    with pytest.raises(BadInputError) as caught:
        find_member(PEOPLE, text)
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("taken", "new"),
    [
        ((), ["M0001", "M0002"]),
        (("M0001", "M0009"), ["M0010", "M0011"]),
        (("M9999",), ["M10000"]),
        (("G-07", "G-03", "M0001"), ["G-08"]),
        (("alice",), ["M0001"]),
        (("M0001", "M2"), ["M0003"]),
    ],
)
def test_new_ids_go_on_after_the_highest(taken: tuple[str, ...], new: list[str]) -> None:
    """The next id follows the highest of the most usual kind, as wide as they are."""
    assert list(itertools.islice(new_ids(taken), len(new))) == new


@given(st.sets(st.from_regex(r"[A-Z]{0,2}[0-9]{1,4}", fullmatch=True), max_size=20))
def test_a_new_id_is_never_taken(taken: set[str]) -> None:
    """No id is given twice."""
    given_ids = list(itertools.islice(new_ids(taken), 5))
    assert len(set(given_ids)) == 5
    assert taken.isdisjoint(given_ids)


def test_zeros_that_excel_took_away_make_no_other_number() -> None:
    """Staff numbers are compared without zeros in front, in any width and case."""
    assert staff_key("0012") == staff_key("１２") == staff_key(" 1 2")
    assert staff_key("a7") == staff_key("A7") != staff_key("A07")
    assert staff_key("000") == staff_key("0")
