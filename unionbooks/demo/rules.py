"""The rules that the demo union goes by: its province's, those of earlier years, and a few of its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.vocabulary import Standard
from unionbooks.demo.world import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.demo.world import World

__all__ = ["PACK", "earlier_rules", "own_standards"]

PACK: Final = "anhui-2025"
"""The provincial pack."""

_IN_FORCE: Final = dt.date(2025, 8, 21)
_EARLIER: Final = "anhui-2018"

_OWN: Final = (
    ("bursary", "2000.00", "member-year", "child", "50405", "transfer"),
    ("warmth", "300.00", "member-year", "self", "50405", "goods"),
    ("prize", "300.00", "event", "self", None, "goods"),
)
"""Benefit, amount, what it is counted by, for whom, account, form."""


def earlier_rules(world: World) -> tuple[str, str] | None:
    """Return name and text of the standards before the provincial pack, where the books reach back so far."""
    if world.start >= _IN_FORCE:
        return None
    file = resources.files(__package__).joinpath("data", f"{_EARLIER}.beancount")
    return _EARLIER, file.read_text(encoding="utf-8")


def own_standards(world: World) -> Iterator[Standard]:
    """Return what the committee itself has decided for things on which the province is silent."""
    for rule, yuan, per, relation, code, forms in _OWN:
        yield Standard(
            date=world.start,
            rule=rule,
            benefit=rule,
            amount=Decimal(yuan),
            per=per,
            forms=forms,
            relations=relation,
            account=account(code) if code else None,
            level="block",
            document=f"{world.minutes(world.start)}（本会决定）",
        )
