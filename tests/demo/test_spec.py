from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.demo import REPO_SPEC
from unionbooks.demo import DemoSpec


def test_repository_union() -> None:
    """The union in the repository is a school of 24 members from September 2025 to October 2026."""
    assert (REPO_SPEC.kind, REPO_SPEC.members) == ("school", 24)
    assert (REPO_SPEC.first, REPO_SPEC.last) == (Month(2025, 9), Month(2026, 10))


@pytest.mark.parametrize("members", [-1, 0, 11, 20_001])
def test_too_few_or_too_many_members(members: int) -> None:
    """A union that cannot fill its offices, or is bigger than any, is refused with the bounds named."""
    with pytest.raises(BadInputError, match=rf"{members} members.*12 to 20000"):
        DemoSpec(members=members)


@pytest.mark.parametrize(
    ("first", "months"),
    [(Month(2021, 12), 5), (Month(2025, 9), 0), (Month(2025, 9), -3), (Month(2035, 12), 2), (Month(2025, 1), 10**9)],
)
def test_months_outside_the_known_years(first: Month, months: int) -> None:
    """Books before the accounting system of 2022 or beyond the known festivals are refused."""
    with pytest.raises(BadInputError, match="between January 2022 and December 2035"):
        DemoSpec(first=first, months=months)


@given(years=st.integers(0, 4), months=st.integers(0, 11))
def test_length_as_asked(years: int, months: int) -> None:
    """Books of so many years and months have just that length, begin in January and end by the usual month."""
    spec = REPO_SPEC.lasting(years=years, months=months)
    count = years * 12 + months
    if count == 0:
        assert spec == REPO_SPEC
    else:
        assert spec.months == count
        assert spec.first.number == 1
        assert spec.last <= REPO_SPEC.last or spec.first == Month(2022, 1)


def test_ten_years() -> None:
    """Ten years begin with the accounting system, since no books can begin before it."""
    spec = REPO_SPEC.lasting(years=10)
    assert (spec.first, spec.last) == (Month(2022, 1), Month(2031, 12))


@pytest.mark.parametrize("length", [{"years": 15}, {"months": -1}, {"years": 10**12}])
def test_length_refused(length: dict[str, int]) -> None:
    """A length that no books can have is refused, however absurd."""
    with pytest.raises(BadInputError, match="between January 2022 and December 2035"):
        REPO_SPEC.lasting(**length)
