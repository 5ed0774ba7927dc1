from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import DuesRule
from unionbooks.dues.rules import dues_owed
from unionbooks.dues.rules import rule_for

DAY = dt.date(2026, 1, 1)
NATIONAL = DuesRule(
    date=DAY, rule="dues", method="percent", rate=Decimal("0.005"), base_step=Decimal(10), exempt="retained retired"
)


@pytest.mark.parametrize(
    ("base", "fen"),
    [("6789.50", 3390), ("4376.00", 2185), ("9.99", 0), ("10.00", 5), ("19.99", 5), ("0.00", 0), ("5000.00", 2500)],
)
def test_dues_are_half_a_percent_of_the_base_cut_to_tens(base: str, fen: int) -> None:
    """The part of the wage below ten yuan is left out, and the result is exact to the fen (工发〔1978〕101号)."""
    assert dues_owed(Decimal(base), "active", NATIONAL) == fen


@given(st.integers(0, 10**9))
def test_the_formula_holds_for_every_wage(fen: int) -> None:
    """`floor(base / 10) * 10 * 0.005`, reckoned here with whole numbers."""
    assert dues_owed(to_yuan(fen), "active", NATIONAL) == fen // 1000 * 5


@pytest.mark.parametrize("state", ["retained", "retired"])
def test_who_is_exempt_owes_nothing(state: str) -> None:
    """Retained and retired members owe nothing, whatever their base, even under a minimum."""
    rule = DuesRule(date=DAY, rule="x", method="flat", amount=Decimal(5), minimum=Decimal(2), exempt="retained retired")
    assert dues_owed(None, state, rule) == 0
    assert dues_owed(Decimal(9000), state, NATIONAL) == 0
    assert dues_owed(None, "active", rule) == 500


@pytest.mark.parametrize(("base", "fen"), [("0.00", 500), ("2999.99", 500), ("3000.00", 1000), ("9000.00", 2050)])
def test_tiers_are_taken_from_the_base(base: str, fen: int) -> None:
    """The highest tier that the base reaches counts, in whatever order they are written."""
    rule = DuesRule(date=DAY, rule="x", method="tiered", tiers="3000:10 0:5 5000:20.50")
    assert dues_owed(Decimal(base), "active", rule) == fen


def test_what_cannot_be_reckoned_is_not_guessed() -> None:
    """Without a base, or with a rule that lacks its number, nothing is said; a minimum lifts what is."""
    assert dues_owed(None, "active", NATIONAL) is None
    assert dues_owed(Decimal(5000), "active", DuesRule(date=DAY, rule="x", method="percent")) is None
    assert dues_owed(Decimal(5000), "active", DuesRule(date=DAY, rule="x", method="flat")) is None
    assert dues_owed(Decimal(5000), "active", DuesRule(date=DAY, rule="x", method="tiered")) is None
    least = DuesRule(date=DAY, rule="x", method="percent", rate=Decimal("0.005"), minimum=Decimal(2))
    assert dues_owed(Decimal(100), "active", least) == 200


def test_a_rule_for_a_kind_of_employment_comes_first() -> None:
    """A rule that names the kind of employment is taken before the general one."""
    special = DuesRule(date=DAY, rule="y", method="flat", amount=Decimal(1), employment="apprentice dispatched")
    assert rule_for([NATIONAL, special], "apprentice") is special
    assert rule_for([NATIONAL, special], None) is NATIONAL
    assert rule_for([special], "permanent") is None
