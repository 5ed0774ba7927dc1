from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unionbooks.demo.dice import Dice


def test_throws_are_pinned() -> None:
    """The same nouns give the same throws on every machine and every Python, for good."""
    dice = Dice(2025, "school", "visits", "2026-03")
    assert [dice.between(1, 1000) for _ in range(5)] == [154, 631, 926, 353, 808]
    assert dice.digits(6) == "235991"
    assert "".join(dice.shuffled("工会经费收支")) == "工支经收费会"
    assert dice.some("ABCDEFGH", 3) == ("C", "D", "H")


@given(seed=st.integers(), low=st.integers(-50, 50), width=st.integers(0, 50))
def test_throws_stay_in_range(seed: int, low: int, width: int) -> None:
    """A throw lies between its bounds, both included."""
    assert low <= Dice(seed, "range").between(low, low + width) <= low + width


@given(st.integers(), st.lists(st.integers(), unique=True), st.integers(0, 20))
def test_some_are_different_and_in_order(seed: int, things: list[int], count: int) -> None:
    """Several things picked are different ones in their own order, all of them where there are too few."""
    some = Dice(seed, "some").some(things, count)
    assert len(some) == min(count, len(things))
    assert [one for one in things if one in some] == list(some)


def test_nouns_are_apart() -> None:
    """Another noun is another stream, so that one corner's change leaves the others as they were."""
    throws = {Dice(1, noun).digits(12) for noun in ("dues", "visits", "goods")}
    assert len(throws) == 3
