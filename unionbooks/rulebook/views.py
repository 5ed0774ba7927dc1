"""How a rule reads: one row for `rules list`, the same for every kind of rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan
from unionbooks.core.vocabulary import ApprovalTier
from unionbooks.core.vocabulary import ContributionRule
from unionbooks.core.vocabulary import DuesRule
from unionbooks.core.vocabulary import Forbidden
from unionbooks.core.vocabulary import Incompatible
from unionbooks.core.vocabulary import Standard

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from decimal import Decimal

    from unionbooks.core.problems import Place
    from unionbooks.rulebook.rules import Rule

__all__ = ["RuleView", "rule_view", "rule_views"]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule as it is shown.

    Attributes:
        rule: Its id.
        kind: Its directive without `union-`, such as `standard`.
        what: What it is about.
        limit: What it allows; `None` where it only forbids.
        level: `block` or `warn`; empty where a rule reckons and judges nothing.
        since: The first day on which it holds.
        until: The last day; `None` where no end is fixed.
        document: The document it comes from.
        page: The page or article in that document.
        verified: FALSE where the source is secondary and wants checking.
        place: Where it is written.
    """

    rule: str
    kind: str
    what: Message
    limit: Message | None
    level: str
    since: dt.date
    until: dt.date | None
    document: str | None
    page: str | None
    verified: bool | None
    place: Place | None


_BENEFITS: Final = {
    "holiday": N_("holidays"),
    "birthday": N_("birthday"),
    "wedding": N_("wedding"),
    "birth": N_("birth of a child"),
    "hospital": N_("stay in hospital"),
    "death": N_("death of the member"),
    "kin-death": N_("death in the family"),
    "retirement": N_("retirement"),
    "hardship": N_("hardship"),
    "cash-payment": N_("payment in cash"),
    "asset-general": N_("general equipment that counts as a fixed asset"),
    "asset-special": N_("special equipment that counts as a fixed asset"),
}
_PER: Final = {
    "member-year": N_("{amount} for a member in a year"),
    "member-life": N_("{amount} for a member, once in a lifetime"),
    "event": N_("{amount} each time"),
    "illness-year": N_("{amount} for an illness in a year"),
    "day": N_("{amount} a day"),
    "head": N_("{amount} a head"),
    "item": N_("{amount} apiece"),
    "pool": N_("{amount} in all"),
}
_APPROVERS: Final = {
    "handler": N_("who handles the matter"),
    "treasurer": N_("the treasurer"),
    "chair": N_("the chair"),
    "committee": N_("the committee"),
    "congress": N_("the members' congress"),
    "upper": N_("the upper union"),
}
_DUTIES: Final = {
    "prepared-by": N_("preparing a voucher"),
    "handled-by": N_("handling a matter"),
    "accepted-by": N_("accepting the goods"),
    "approved-by": N_("approving"),
    "chair": N_("chair"),
    "vice-chair": N_("vice-chair"),
    "treasurer": N_("treasurer"),
    "cashier": N_("cashier"),
    "accountant": N_("accountant"),
    "audit-chair": N_("chair of the audit committee"),
    "auditor": N_("auditor"),
    "organiser": N_("organiser"),
    "culture": N_("culture officer"),
    "women": N_("women's officer"),
    "storekeeper": N_("storekeeper"),
    "committee": N_("member of the committee"),
}


def rule_view(rule: Rule) -> RuleView:
    """Show one rule."""
    what, limit = _read(rule)
    return RuleView(
        rule=rule.rule,
        kind=rule.keyword.removeprefix("union-"),
        what=what,
        limit=limit,
        level=getattr(rule, "level", ""),
        since=rule.date,
        until=rule.until,
        document=rule.document,
        page=rule.page,
        verified=rule.verified,
        place=rule.place,
    )


def rule_views(rules: Iterable[Rule]) -> tuple[RuleView, ...]:
    """Show rules, in the order given."""
    return tuple(map(rule_view, rules))


def _named(names: dict[str, str], word: str) -> Message | str:
    """Return the name of a word, and the word itself where it is one of the union's own."""
    return Message(names[word]) if word in names else word


def _percent(share: Decimal) -> str:
    """Write a share as a percentage, without needless zeros: 0.005 is `0.5 %`."""
    return f"{(share * 100).normalize():f} %"


@singledispatch
def _read(rule: object) -> tuple[Message, Message | None]:
    raise TypeError(f"not a rule: {rule!r}")


@_read.register
def _(rule: Standard) -> tuple[Message, Message | None]:
    what = message("Standard: {benefit}", benefit=_named(_BENEFITS, rule.benefit))
    amounts = [
        *([format_yuan(rule.amount)] if rule.amount is not None else []),
        *([_percent(rule.share)] if rule.share is not None else []),
    ]
    limit = Message(_PER[rule.per], {"amount": " / ".join(amounts)}) if amounts else None
    if rule.times is None:
        return what, limit
    if limit is None:
        return what, message("times at most: {times}", times=rule.times)
    return what, message("{limit}, times at most: {times}", limit=limit, times=rule.times)


@_read.register
def _(rule: ApprovalTier) -> tuple[Message, Message | None]:
    what = message("Approval by {approver}", approver=_named(_APPROVERS, rule.approver))
    if rule.up_to is None:
        return what, message("any amount")
    return what, message("up to {amount}", amount=format_yuan(rule.up_to))


@_read.register
def _(rule: Incompatible) -> tuple[Message, Message | None]:
    duty, other = _named(_DUTIES, rule.duty), _named(_DUTIES, rule.other)
    return message("Not in one person: {duty}, {other}", duty=duty, other=other), None


@_read.register
def _(rule: Forbidden) -> tuple[Message, Message | None]:
    return message("Never: {what}", what=rule.what), None


@_read.register
def _(rule: DuesRule) -> tuple[Message, Message | None]:
    what = message("Dues")
    if rule.employment is not None:
        what = message("Dues of {employment}", employment=rule.employment)
    if rule.method == "flat" and rule.amount is not None:
        return what, message("{amount} a month", amount=format_yuan(rule.amount))
    if rule.method == "tiered" and rule.tiers is not None:
        return what, message("by tiers of the base: {tiers}", tiers=rule.tiers)
    if rule.rate is None:
        return what, None
    rate = _percent(rule.rate)
    if rule.base_step is None:
        return what, message("{rate} of the base", rate=rate)
    step = format_yuan(rule.base_step)
    return what, message("{rate} of the base, cut down to a multiple of {step}", rate=rate, step=step)


@_read.register
def _(rule: ContributionRule) -> tuple[Message, Message | None]:
    rate, upper = _percent(rule.rate), _percent(rule.upper_share)
    limit = message("{rate} of the payroll, {upper} of it upward", rate=rate, upper=upper)
    return message("Contribution of the employer"), limit
