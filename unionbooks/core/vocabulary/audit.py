"""The audit committee's own record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import DIGEST
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import MONTHS
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHER
from unionbooks.core.vocabulary.codec import VOUCHERS
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import MonthRange

__all__ = ["Finding", "Question", "Signoff", "Tick"]


@dataclass(frozen=True, kw_only=True)
class Finding(Directive):
    """One step in the life of a finding (审计发现与整改)."""

    keyword: ClassVar[str] = "union-finding"
    title: ClassVar[str] = N_("What the committee found and what became of it")

    finding: str = arg(IDENTIFIER, N_("id of the finding"))
    event: str = arg(choice("open", "answer", "rectify", "verify", "close"), N_("what happened"))
    control: str | None = meta(IDENTIFIER, N_("code of the control"))
    vouchers: tuple[VoucherNumber, ...] | None = meta(VOUCHERS, N_("vouchers it is about"))
    amount: Decimal | None = meta(YUAN, N_("amount concerned"))
    severity: str | None = meta(choice("high", "medium", "low"), N_("severity"))
    text: str = meta(TEXT, N_("the fact, or the answer"), required=True)
    basis: str | None = meta(TEXT, N_("document and article it rests on"))
    owner: str | None = meta(TEXT, N_("who must mend it"))
    due: dt.date | None = meta(DATE, N_("until when"))
    evidence: str | None = meta(TEXT, N_("evidence"))
    by: str = meta(TEXT, N_("who wrote this"), required=True)


@dataclass(frozen=True, kw_only=True)
class Question(Directive):
    """A question of the committee, or the answer to it (审计询问)."""

    keyword: ClassVar[str] = "union-question"
    title: ClassVar[str] = N_("What the committee asked")

    question: str = arg(IDENTIFIER, N_("id of the question"))
    event: str = arg(choice("ask", "answer", "withdraw"), N_("what happened"))
    vouchers: tuple[VoucherNumber, ...] | None = meta(VOUCHERS, N_("vouchers it is about"))
    text: str = meta(TEXT, N_("the question, or the answer"), required=True)
    by: str = meta(TEXT, N_("who wrote this"), required=True)


@dataclass(frozen=True, kw_only=True)
class Tick(Directive):
    """A voucher was examined (已审核)."""

    keyword: ClassVar[str] = "union-tick"
    title: ClassVar[str] = N_("Which voucher the committee has seen")

    voucher: VoucherNumber = arg(VOUCHER, N_("number of the voucher"))
    sample: str | None = meta(IDENTIFIER, N_("id of the sample it was drawn in"))
    digest: str | None = meta(DIGEST, N_("digest of the voucher as it was seen"))
    note: str | None = meta(TEXT, N_("note"))
    by: str = meta(TEXT, N_("who examined it"), required=True)


@dataclass(frozen=True, kw_only=True)
class Signoff(Directive):
    """The committee signs off a period (审查意见)."""

    keyword: ClassVar[str] = "union-signoff"
    title: ClassVar[str] = N_("Which period the committee has signed")

    months: MonthRange = arg(MONTHS, N_("the period"))
    opinion: str = arg(choice("agree", "agree-with-remarks", "disagree"), N_("the opinion"))
    seal: str | None = meta(DIGEST, N_("seal of the last month of the period"))
    text: str | None = meta(TEXT, N_("opinion in words"))
    by: str = meta(TEXT, N_("who signed"), required=True)
