"""What a bank line is, where the words of the bank alone say so: interest and fees.

Suggestions from the union's own vouchers are another matter; whoever suggests says why, and where no
rule fits, none is made.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from unionbooks.core.messages import message

if TYPE_CHECKING:
    from importers.rows import Row
    from unionbooks.core.messages import Message

__all__ = ["Suggestion", "suggest"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested account, by its code in the chart, the kind of voucher, and the reason."""

    account: str
    kind: str | None
    why: Message


@dataclass(frozen=True, slots=True)
class _Direct:
    money_in: bool
    words: tuple[str, ...]
    account: str
    kind: str | None


@cache
def _direct_rules() -> tuple[_Direct, ...]:
    data = tomllib.loads((resources.files("importers") / "suggestions.toml").read_text("utf-8"))
    return tuple(
        _Direct(one["direction"] == "in", tuple(one["words"]), one["account"], one.get("kind"))
        for one in data["direct"]
    )


def suggest(row: Row) -> Suggestion | None:
    """Suggest an account for a row, `None` where the words say nothing."""
    for rule in _direct_rules():
        if rule.money_in == (row.amount > 0):
            for word in rule.words:
                if word in row.summary:
                    why = message("The bank wrote {word}.", word=word)
                    return Suggestion(rule.account, rule.kind, why)
    return None
