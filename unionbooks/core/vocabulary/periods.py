"""A month's end: seals, reopening, submission, return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import DIGEST
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import MONTH
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHER
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import Month

__all__ = ["Reopen", "Return", "Seal", "Submission"]


@dataclass(frozen=True, kw_only=True)
class Seal(Directive):
    """A month is sealed (封账): its entries cannot change any more."""

    keyword: ClassVar[str] = "union-seal"
    title: ClassVar[str] = N_("Which month is sealed")

    month: Month = arg(MONTH, N_("the month"))
    digest: str = arg(DIGEST, N_("SHA-256 of the sealed month"))
    previous: str | None = meta(DIGEST, N_("seal of the month before; absent for the first"))
    entries: int = meta(COUNT, N_("number of entries sealed"), required=True)
    papers: int = meta(COUNT, N_("number of papers sealed"), required=True)
    by: str = meta(TEXT, N_("who closed the month"), required=True)
    tool: str = meta(TEXT, N_("version of the tool"), required=True)


@dataclass(frozen=True, kw_only=True)
class Reopen(Directive):
    """A sealed month is opened again (反结账); it stays on the record."""

    keyword: ClassVar[str] = "union-reopen"
    title: ClassVar[str] = N_("Which month was opened again")

    month: Month = arg(MONTH, N_("the month"))
    first: str = meta(TEXT, N_("who asked"), required=True)
    second: str = meta(TEXT, N_("who agreed"), required=True)
    reason: str = meta(TEXT, N_("reason"), required=True)
    digest: str = meta(DIGEST, N_("the seal that was broken"), required=True)


@dataclass(frozen=True, kw_only=True)
class Submission(Directive):
    """The package of a month was handed to the accounting center (报账)."""

    keyword: ClassVar[str] = "union-submission"
    title: ClassVar[str] = N_("Which package was handed in")

    month: Month = arg(MONTH, N_("the month"))
    digest: str = arg(DIGEST, N_("SHA-256 of the package"))
    seal: str = meta(DIGEST, N_("seal of the month"), required=True)
    center: str | None = meta(TEXT, N_("who received it"))
    package_file: str | None = meta(TEXT, N_("file name"))
    replaces: str | None = meta(DIGEST, N_("package it replaces"))
    by: str | None = meta(TEXT, N_("who handed it in"))


@dataclass(frozen=True, kw_only=True)
class Return(Directive):
    """The answer of the accounting center to a package (退单, 受理)."""

    keyword: ClassVar[str] = "union-return"
    title: ClassVar[str] = N_("What the center answered")

    month: Month = arg(MONTH, N_("the month"))
    answer: str = arg(choice("accepted", "returned", "mended"), N_("the answer"))
    voucher: VoucherNumber | None = meta(VOUCHER, N_("the voucher it is about; the whole package where absent"))
    code: str | None = meta(IDENTIFIER, N_("reason code"))
    note: str | None = meta(TEXT, N_("note"))
    package: str | None = meta(DIGEST, N_("the package"))
    correction: VoucherNumber | None = meta(VOUCHER, N_("voucher that mends it"))
    by: str | None = meta(TEXT, N_("who answered"))
