"""What every rule says of itself: where it comes from, how long it holds, and what a breach does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import FLAG
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["Enforced", "Sourced"]


@dataclass(frozen=True, kw_only=True)
class Sourced(Directive):
    """A rule with the document it comes from (依据)."""

    document: str | None = meta(TEXT, N_("number of the document it comes from"))
    page: str | None = meta(TEXT, N_("page or article in that document"))
    verified: bool | None = meta(FLAG, N_("FALSE where the source is secondary and wants checking"))
    until: dt.date | None = meta(DATE, N_("last day on which it holds"))


@dataclass(frozen=True, kw_only=True)
class Enforced(Sourced):
    """A rule that is held against vouchers: a breach blocks or warns."""

    level: str = meta(choice("block", "warn"), N_("whether a breach blocks posting or only warns"), required=True)
