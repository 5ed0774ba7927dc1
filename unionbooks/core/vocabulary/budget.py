"""The budget's versions; its lines are Fava's own `budget` directives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

__all__ = ["BudgetVersion"]


@dataclass(frozen=True, kw_only=True)
class BudgetVersion(Directive):
    """An approved version of the yearly budget (预算版本)."""

    keyword: ClassVar[str] = "union-budget-version"
    title: ClassVar[str] = N_("Which version of the budget holds")

    year: int = arg(COUNT, N_("year of the budget"))
    version: int = arg(COUNT, N_("number of the version, from 1"))
    kind: str = meta(choice("initial", "adjustment"), N_("initial or adjusted"), required=True)
    income: Decimal | None = meta(YUAN, N_("total income"))
    spending: Decimal | None = meta(YUAN, N_("total spending"))
    minutes: str = meta(TEXT, N_("minutes of the approval"), required=True)
    approved_on: dt.date | None = meta(DATE, N_("day of approval"))
    reason: str | None = meta(TEXT, N_("reason of the adjustment"))
