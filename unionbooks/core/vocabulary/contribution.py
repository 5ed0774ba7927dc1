"""The employer's contribution and what is passed upward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import MONTH
from unionbooks.core.vocabulary.codec import NUMBER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta
from unionbooks.core.vocabulary.sourced import Sourced

if TYPE_CHECKING:
    from decimal import Decimal

    from unionbooks.core.month import Month

__all__ = ["ContributionRule", "Payroll", "RemittanceAck"]


@dataclass(frozen=True, kw_only=True)
class Payroll(Directive):
    """Total wages of a month (工资总额), the base of the contribution."""

    keyword: ClassVar[str] = "union-payroll"
    title: ClassVar[str] = N_("What the payroll of a month was")

    month: Month = arg(MONTH, N_("month of the payroll"))
    wages: Decimal = arg(YUAN, N_("total wages"))
    headcount: int | None = meta(COUNT, N_("number of employees"))
    source: str | None = meta(TEXT, N_("paper it was taken from"))


@dataclass(frozen=True, kw_only=True)
class ContributionRule(Sourced):
    """Rate, shares and channel of the contribution (拨缴经费), in force from this day."""

    keyword: ClassVar[str] = "union-contribution-rule"
    title: ClassVar[str] = N_("How the contribution is split")

    rule: str = arg(IDENTIFIER, N_("id of the rule"))
    rate: Decimal = arg(NUMBER, N_("share of the payroll, such as 0.02"))
    channel: str = meta(choice("employer", "tax-office", "treasury"), N_("who hands the money on"), required=True)
    upper_share: Decimal = meta(NUMBER, N_("share of it that goes upward, such as 0.4"), required=True)
    payee: str | None = meta(TEXT, N_("upper body that receives it"))
    due_day: int | None = meta(COUNT, N_("day of the next month on which it is due"))


@dataclass(frozen=True, kw_only=True)
class RemittanceAck(Directive):
    """The upper body acknowledges a remittance (上解回执)."""

    keyword: ClassVar[str] = "union-remittance-ack"
    title: ClassVar[str] = N_("What the upper body acknowledged")

    remittance: str = arg(IDENTIFIER, N_('id and link of the remittance, such as "R2026-03"'))
    amount: Decimal = arg(YUAN, N_("amount acknowledged"))
    number: str | None = meta(TEXT, N_("number of the acknowledgement"))
    by: str | None = meta(TEXT, N_("who acknowledged"))
