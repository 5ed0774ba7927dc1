"""The words of the roll, as source strings: what may happen, how a membership stands, what is known of a person."""

from __future__ import annotations

from typing import Final

from unionbooks.core.messages import N_

__all__ = ["EMPLOYMENT_WORDS", "EVENT_WORDS", "FIELD_WORDS", "SEX_WORDS", "STATE_WORDS"]

EVENT_WORDS: Final = (
    N_("join"),
    N_("change"),
    N_("leave"),
    N_("transfer-in"),
    N_("transfer-out"),
    N_("retain"),
    N_("resume"),
    N_("retire"),
    N_("expel"),
    N_("die"),
)
"""What may happen to a membership."""

STATE_WORDS: Final = (
    N_("active"),
    N_("retained"),
    N_("retired"),
    N_("left"),
    N_("transferred"),
    N_("expelled"),
    N_("dead"),
)
"""Where a membership may stand."""

SEX_WORDS: Final = (N_("female"), N_("male"))
"""Sexes."""

EMPLOYMENT_WORDS: Final = (
    N_("permanent"),
    N_("contract"),
    N_("dispatched"),
    N_("seconded"),
    N_("apprentice"),
    N_("new-form"),
    N_("retired"),
)
"""Kinds of employment."""

FIELD_WORDS: Final = {
    "name": N_("Name"),
    "sex": N_("Sex"),
    "born": N_("Born"),
    "group": N_("Group"),
    "staff_no": N_("Staff number"),
    "employment": N_("Employment"),
    "base": N_("Base of the dues"),
    "wage_in_contribution": N_("Wage in contribution"),
    "card": N_("Membership card"),
    "id_last4": N_("Identity number ends in"),
}
"""What is known of a person, by the names of `unionbooks.members.roll.Member`."""
