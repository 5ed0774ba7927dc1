"""The roll and the dues: events of members, dues rules, waivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import ACCOUNT
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import DIGEST
from unionbooks.core.vocabulary.codec import FLAG
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import MONTHS
from unionbooks.core.vocabulary.codec import NUMBER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHER
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta
from unionbooks.core.vocabulary.sourced import Sourced

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import MonthRange

__all__ = ["DuesException", "DuesOpening", "DuesRule", "DuesWaiver", "MemberEvent"]


@dataclass(frozen=True, kw_only=True)
class MemberEvent(Directive):
    """One event in the life of a membership (会籍); the roll on a day is the fold of the events."""

    keyword: ClassVar[str] = "union-member"
    title: ClassVar[str] = N_("What happened to a membership")

    member: str = arg(IDENTIFIER, N_("id of the member"))
    event: str = arg(
        choice(
            "join",
            "change",
            "leave",
            "transfer-in",
            "transfer-out",
            "retain",
            "resume",
            "retire",
            "expel",
            "die",
        ),
        N_("what happened"),
    )
    name: str | None = meta(TEXT, N_("name"))
    sex: str | None = meta(choice("female", "male"), N_("sex"))
    born: dt.date | None = meta(DATE, N_("day of birth"))
    group: str | None = meta(TEXT, N_("union group or branch"))
    staff_no: str | None = meta(TEXT, N_("staff number with the employer"))
    employment: str | None = meta(
        choice("permanent", "contract", "dispatched", "seconded", "apprentice", "new-form", "retired"),
        N_("kind of employment"),
    )
    base: Decimal | None = meta(YUAN, N_("monthly wage on which dues are reckoned"))
    wage_in_contribution: bool | None = meta(FLAG, N_("whether the wage is in the base of the 2 % contribution"))
    card: str | None = meta(TEXT, N_("number of the membership card"))
    id_last4: str | None = meta(TEXT, N_("last four characters of the identity number"))
    id_hash: str | None = meta(DIGEST, N_("keyed hash of the identity number, to find the same person twice"))
    from_union: str | None = meta(TEXT, N_("union the member comes from"))
    to_union: str | None = meta(TEXT, N_("union the member goes to"))
    reason: str | None = meta(TEXT, N_("reason"))
    minutes: str | None = meta(TEXT, N_("minutes of the committee"))
    sheet: str | None = meta(TEXT, N_("sheet and row it was read from"))


@dataclass(frozen=True, kw_only=True)
class DuesRule(Sourced):
    """A rule for dues (会费), in force from this day."""

    keyword: ClassVar[str] = "union-dues-rule"
    title: ClassVar[str] = N_("How much dues are")

    rule: str = arg(IDENTIFIER, N_("id of the rule"))
    method: str = arg(choice("percent", "flat", "tiered"), N_("how dues are reckoned"))
    rate: Decimal | None = meta(NUMBER, N_("share of the base, such as 0.005"))
    base_step: Decimal | None = meta(YUAN, N_("the base is cut down to a multiple of this"))
    amount: Decimal | None = meta(YUAN, N_("flat dues of a month"))
    tiers: str | None = meta(TEXT, N_('base from which each tier holds and its dues, such as "0:5 3000:10"'))
    minimum: Decimal | None = meta(YUAN, N_("least dues of a month"))
    employment: str | None = meta(TEXT, N_("kinds of employment it holds for; all others where absent"))
    exempt: str | None = meta(TEXT, N_("member states that owe nothing, separated by spaces"))
    upper_share: Decimal | None = meta(NUMBER, N_("share of the dues passed upward"))
    due_day: int | None = meta(COUNT, N_("day of the next month on which they are due"))


@dataclass(frozen=True, kw_only=True)
class DuesWaiver(Directive):
    """Dues of some months are waived for a member (会费减免)."""

    keyword: ClassVar[str] = "union-dues-waiver"
    title: ClassVar[str] = N_("Whose dues are waived")

    member: str = arg(IDENTIFIER, N_("id of the member"))
    months: MonthRange = arg(MONTHS, N_("months that are waived"))
    amount: Decimal | None = meta(YUAN, N_("amount waived of each month; all of it where absent"))
    reason: str = meta(TEXT, N_("reason"), required=True)
    minutes: str = meta(TEXT, N_("minutes of the decision"), required=True)


@dataclass(frozen=True, kw_only=True)
class DuesOpening(Directive):
    """Arrears or payments in advance at the start of the books (期初欠缴)."""

    keyword: ClassVar[str] = "union-dues-opening"
    title: ClassVar[str] = N_("What a member owed before the books began")

    member: str = arg(IDENTIFIER, N_("id of the member"))
    amount: Decimal = arg(YUAN, N_("arrears; negative where paid in advance"))
    months: MonthRange | None = meta(MONTHS, N_("months it belongs to"))
    document: str | None = meta(TEXT, N_("where it is taken from"))


@dataclass(frozen=True, kw_only=True)
class DuesException(Directive):
    """Something in a list of dues that somebody must decide about (会费差异); it is open until it is decided."""

    keyword: ClassVar[str] = "union-dues-exception"
    title: ClassVar[str] = N_("What did not fit in a list of dues, and what was decided")

    exception: str = arg(IDENTIFIER, N_("id of the exception"))
    event: str = arg(choice("open", "decide"), N_("whether it is found or decided"))
    kind: str | None = meta(
        choice("left", "unknown", "name", "double", "under", "over", "unclear"),
        N_("what does not fit"),
    )
    who: str | None = meta(TEXT, N_("name and number as the list has them"))
    member: str | None = meta(IDENTIFIER, N_("id of the member, where it is known"))
    months: MonthRange | None = meta(MONTHS, N_("months the money is for"))
    amount: Decimal | None = meta(YUAN, N_("what came"))
    expected: Decimal | None = meta(YUAN, N_("what was to come"))
    held: str | None = meta(ACCOUNT, N_("account in which the money waits; it is booked as dues where absent"))
    voucher: VoucherNumber | None = meta(VOUCHER, N_("voucher that booked the list, or carries out the decision"))
    bank_line: str | None = meta(IDENTIFIER, N_("id of the bank line it came in"))
    source: str | None = meta(TEXT, N_("file, sheet and row it was read from"))
    decision: str | None = meta(
        choice("accept", "member", "pay-back", "other"),
        N_("what was decided: it stays as it is, it is this member's, it is paid back, or as the reason says"),
    )
    by: str | None = meta(TEXT, N_("who decided"))
    reason: str | None = meta(TEXT, N_("reason"))
