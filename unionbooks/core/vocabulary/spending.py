"""What money is spent on: activities, goods runs, benefits, hardship cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import FLAG
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import NUMBER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

__all__ = ["Activity", "Benefit", "GoodsRun", "Hardship"]


@dataclass(frozen=True, kw_only=True)
class Activity(Directive):
    """One step in the file of an activity (活动); the id is the link of its vouchers."""

    keyword: ClassVar[str] = "union-activity"
    title: ClassVar[str] = N_("What an activity is and how it goes on")

    activity: str = arg(IDENTIFIER, N_('id and link, such as "A2026-03"'))
    event: str = arg(choice("plan", "change", "close", "cancel"), N_("what happened"))
    name: str | None = meta(TEXT, N_("name"))
    kind: str | None = meta(
        choice("sports", "outing", "contest", "training", "reading", "festival", "party", "other"),
        N_("kind of activity"),
    )
    budget: Decimal | None = meta(YUAN, N_("budget"))
    venue: str | None = meta(TEXT, N_("where it takes place"))
    starts: dt.date | None = meta(DATE, N_("first day"))
    ends: dt.date | None = meta(DATE, N_("last day"))
    headcount: int | None = meta(COUNT, N_("planned or actual number of participants"))
    leader: str | None = meta(TEXT, N_("who leads it"))
    approved_by: str | None = meta(TEXT, N_("who approved it"))
    approved_on: dt.date | None = meta(DATE, N_("day of approval"))
    plan: str | None = meta(TEXT, N_("number of the plan or of its approval"))
    minutes: str | None = meta(TEXT, N_("minutes of the decision"))


@dataclass(frozen=True, kw_only=True)
class GoodsRun(Directive):
    """A run of holiday goods or another list per head (慰问品发放)."""

    keyword: ClassVar[str] = "union-goods-run"
    title: ClassVar[str] = N_("What is handed out to everyone")

    run: str = arg(IDENTIFIER, N_('id and link, such as "G2026-01"'))
    event: str = arg(choice("plan", "freeze", "close", "cancel"), N_("what happened"))
    name: str | None = meta(TEXT, N_("name"))
    benefit: str | None = meta(IDENTIFIER, N_("kind of benefit"))
    per_head: Decimal | None = meta(YUAN, N_("amount for each"))
    eligible_on: dt.date | None = meta(DATE, N_("day on which the list of the eligible was frozen"))
    headcount: int | None = meta(COUNT, N_("number of the eligible"))
    required_share: Decimal | None = meta(NUMBER, N_("share to be bought from the required source"))
    approved_by: str | None = meta(TEXT, N_("who approved it"))
    approved_on: dt.date | None = meta(DATE, N_("day of approval"))
    minutes: str | None = meta(TEXT, N_("minutes of the decision"))


@dataclass(frozen=True, kw_only=True)
class Benefit(Directive):
    """One line of a list of goods or prizes (领取明细)."""

    keyword: ClassVar[str] = "union-benefit"
    title: ClassVar[str] = N_("Who received what")

    run: str = arg(IDENTIFIER, N_("id of the goods run or activity"))
    member: str = arg(IDENTIFIER, N_("id of the member"))
    amount: Decimal = arg(YUAN, N_("value received"))
    benefit: str | None = meta(IDENTIFIER, N_("kind of benefit"))
    form: str | None = meta(choice("cash", "goods", "voucher", "cake", "transfer"), N_("form"))
    signed_on: dt.date | None = meta(DATE, N_("day of the signature; not yet handed out where absent"))
    signed_by: str | None = meta(TEXT, N_("who signed, where it was not the member"))
    returned: bool | None = meta(FLAG, N_("TRUE where it was not claimed and went back"))


@dataclass(frozen=True, kw_only=True)
class Hardship(Directive):
    """One step in the file of a hardship case (困难职工档案)."""

    keyword: ClassVar[str] = "union-hardship"
    title: ClassVar[str] = N_("What a hardship case is and how it goes on")

    case: str = arg(IDENTIFIER, N_('id and link, such as "H0007"'))
    event: str = arg(choice("open", "review", "publish", "approve", "exit"), N_("what happened"))
    member: str | None = meta(IDENTIFIER, N_("id of the member"))
    level: str | None = meta(choice("deep", "relative", "accident"), N_("level of hardship"))
    income: Decimal | None = meta(YUAN, N_("disposable income of the household in a year"))
    rigid_costs: Decimal | None = meta(YUAN, N_("unavoidable costs of the household in a year"))
    persons: int | None = meta(COUNT, N_("persons in the household"))
    local_minimum: Decimal | None = meta(YUAN, N_("local minimum of a month and person"))
    cause: str | None = meta(TEXT, N_("main cause"))
    approved_by: str | None = meta(TEXT, N_("who approved it"))
    minutes: str | None = meta(TEXT, N_("minutes of the decision"))
    reason: str | None = meta(TEXT, N_("reason"))
