"""What a member owes a month (应缴会费), by the dues rule in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.core.money import multiply
from unionbooks.core.money import parse_yuan
from unionbooks.core.money import to_fen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from unionbooks.core.vocabulary import DuesRule

__all__ = ["dues_owed", "rule_for"]


def rule_for(rules: Iterable[DuesRule], employment: str | None) -> DuesRule | None:
    """Return the rule for a kind of employment: one that names it, else one that names none.

    Args:
        rules: The rules in force.
        employment: The member's kind of employment; permanent where it is not known.
    """
    general = None
    for rule in rules:
        if rule.employment is None:
            general = general or rule
        elif (employment or "permanent") in rule.employment.split():
            return rule
    return general


def dues_owed(base: Decimal | None, state: str, rule: DuesRule) -> int | None:
    """Reckon the dues of one month in fen: for `percent`, `floor(base / step) * step * rate` (工发〔1978〕101号).

    Args:
        base: The monthly wage on which dues are reckoned.
        state: The member's state; those that the rule exempts owe nothing.
        rule: The rule in force.

    Returns:
        The fen owed; `None` where the base is not known, or the rule lacks what its method needs.
    """
    if state in (rule.exempt or "").split():
        return 0
    owed = _by_method(base, rule)
    if owed is None:
        return None
    return max(owed, to_fen(rule.minimum)) if rule.minimum is not None else owed


def _by_method(base: Decimal | None, rule: DuesRule) -> int | None:
    if rule.method == "flat":
        return to_fen(rule.amount) if rule.amount is not None else None
    if base is None:
        return None
    if rule.method == "tiered":
        return _by_tier(to_fen(base), rule.tiers or "")
    if rule.rate is None:
        return None
    fen = to_fen(base)
    if rule.base_step:
        step = to_fen(rule.base_step)
        fen = fen // step * step
    return multiply(fen, rule.rate)


def _by_tier(fen: int, tiers: str) -> int | None:
    owed = None
    for tier in sorted(_tiers(tiers)):
        if tier[0] <= fen:
            owed = tier[1]
    return owed


def _tiers(text: str) -> Iterable[tuple[int, int]]:
    for one in text.split():
        first, _, dues = one.partition(":")
        yield to_fen(parse_yuan(first)), to_fen(parse_yuan(dues))
