"""The rule book: standards, approval tiers, duties that exclude each other, what is forbidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import ACCOUNT
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import FLAG
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import NUMBER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHER
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta
from unionbooks.core.vocabulary.sourced import Enforced

if TYPE_CHECKING:
    from decimal import Decimal

    from unionbooks.core.ids import VoucherNumber

__all__ = ["ApprovalTier", "Forbidden", "Incompatible", "RuleException", "Standard"]


@dataclass(frozen=True, kw_only=True)
class Standard(Enforced):
    """A limit for a benefit or an activity (标准), in force from this day."""

    keyword: ClassVar[str] = "union-standard"
    title: ClassVar[str] = N_("What a benefit may cost")

    rule: str = arg(IDENTIFIER, N_("id of the rule"))
    benefit: str = arg(IDENTIFIER, N_('kind of benefit, such as "hospital"'))
    amount: Decimal | None = meta(YUAN, N_("limit"))
    share: Decimal | None = meta(NUMBER, N_("limit as a share, for pools and prizes"))
    per: str = meta(
        choice("member-year", "member-life", "event", "illness-year", "day", "head", "item", "pool"),
        N_("what the limit is counted by"),
        required=True,
    )
    times: int | None = meta(COUNT, N_("how often in that period"))
    forms: str | None = meta(TEXT, N_("allowed forms, of: cash goods voucher cake transfer"))
    relations: str | None = meta(TEXT, N_("for whom, of: self spouse parent child"))
    account: str | None = meta(ACCOUNT, N_("account it is booked to"))
    papers: str | None = meta(TEXT, N_("papers to bring, separated by spaces"))


@dataclass(frozen=True, kw_only=True)
class ApprovalTier(Enforced):
    """Who may approve spending up to an amount (审批权限)."""

    keyword: ClassVar[str] = "union-approval-tier"
    title: ClassVar[str] = N_("Who approves up to how much")

    rule: str = arg(IDENTIFIER, N_("id of the rule"))
    approver: str = arg(choice("handler", "treasurer", "chair", "committee", "congress", "upper"), N_("who approves"))
    up_to: Decimal | None = meta(YUAN, N_("largest amount of this tier; no limit where absent"))
    minutes: bool | None = meta(FLAG, N_("whether minutes are needed"))
    quotes: int | None = meta(COUNT, N_("number of quotations needed"))
    contract: bool | None = meta(FLAG, N_("whether a contract is needed"))
    benefits: str | None = meta(TEXT, N_("kinds it holds for; all where absent"))


@dataclass(frozen=True, kw_only=True)
class Incompatible(Enforced):
    """Two duties that exclude each other (不相容职务)."""

    keyword: ClassVar[str] = "union-incompatible"
    title: ClassVar[str] = N_("Which duties one person may not join")

    rule: str = arg(IDENTIFIER, N_("id of the rule"))
    duty: str = arg(IDENTIFIER, N_('a duty, such as "prepared-by" or an office'))
    other: str = arg(IDENTIFIER, N_("the duty that excludes it"))


@dataclass(frozen=True, kw_only=True)
class Forbidden(Enforced):
    """Spending that is never allowed (禁止支出)."""

    keyword: ClassVar[str] = "union-forbidden"
    title: ClassVar[str] = N_("What may never be bought")

    rule: str = arg(IDENTIFIER, N_("id of the rule"))
    what: str = arg(TEXT, N_("what is forbidden"))
    words: str | None = meta(TEXT, N_("words that give it away, separated by spaces"))
    accounts: str | None = meta(TEXT, N_("accounts it holds for, separated by spaces; all where absent"))


@dataclass(frozen=True, kw_only=True)
class RuleException(Directive):
    """A rule is overruled for one voucher (例外)."""

    keyword: ClassVar[str] = "union-exception"
    title: ClassVar[str] = N_("Which rule was overruled once")

    voucher: VoucherNumber = arg(VOUCHER, N_("number of the voucher"))
    rule: str = arg(IDENTIFIER, N_("id of the rule or code of the control"))
    by: str = meta(TEXT, N_("who decided"), required=True)
    reason: str = meta(TEXT, N_("reason"), required=True)
    minutes: str = meta(TEXT, N_("minutes of the decision"), required=True)
