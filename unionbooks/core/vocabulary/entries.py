"""The metadata of vouchers, postings, papers and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import DIGEST
from unionbooks.core.vocabulary.codec import FLAG
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import MONTHS
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHER
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Record
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.month import MonthRange

__all__ = ["AccountMeta", "PaperMeta", "PostingMeta", "VoucherMeta"]


@dataclass(frozen=True, kw_only=True)
class VoucherMeta(Record):
    """What a transaction says of itself as a voucher (凭证)."""

    keyword: ClassVar[str] = "transaction"
    title: ClassVar[str] = N_("Metadata of a voucher")

    voucher: VoucherNumber | None = meta(VOUCHER, N_("number of the voucher; given at posting, never used again"))
    kind: str | None = meta(
        choice(
            "dues",
            "contribution",
            "remittance",
            "grant",
            "income",
            "expense",
            "visit",
            "goods",
            "asset",
            "transfer",
            "advance",
            "closing",
            "opening",
            "reversal",
        ),
        N_("kind of voucher"),
    )
    prepared_by: str | None = meta(TEXT, N_("who prepared it"))
    handled_by: str | None = meta(TEXT, N_("who handled the matter"))
    accepted_by: str | None = meta(TEXT, N_("who accepted the goods or witnessed"))
    approved_by: str | None = meta(TEXT, N_("who approved it"))
    approved_on: dt.date | None = meta(DATE, N_("day of approval"))
    minutes: str | None = meta(TEXT, N_("minutes of the decision"))
    attachments: int | None = meta(COUNT, N_("number of papers"))
    evidence: str | None = meta(choice("have", "promised", "not-needed", "lost"), N_("state of the papers"))
    evidence_due: dt.date | None = meta(DATE, N_("day until which the papers are promised"))
    invoice: str | None = meta(TEXT, N_("invoice numbers, separated by spaces"))
    receipt: str | None = meta(TEXT, N_("numbers of the receipts issued, separated by spaces"))
    reverses: VoucherNumber | None = meta(VOUCHER, N_("the voucher that this one cancels"))
    import_id: str | None = meta(TEXT, N_("stable ids of the imported rows, separated by spaces"))
    source: str | None = meta(TEXT, N_("file, sheet and row it came from"))
    suggested: str | None = meta(TEXT, N_("why this account was suggested; on drafts only"))


@dataclass(frozen=True, kw_only=True)
class PostingMeta(Record):
    """Whom and what a posting concerns (分录)."""

    keyword: ClassVar[str] = "posting"
    title: ClassVar[str] = N_("Metadata of a posting")

    member: str | None = meta(IDENTIFIER, N_("id of the member"))
    months: MonthRange | None = meta(MONTHS, N_("months the dues are for"))
    benefit: str | None = meta(IDENTIFIER, N_("kind of benefit received"))
    relation: str | None = meta(choice("self", "spouse", "parent", "child"), N_("for whom the benefit is"))
    project: str | None = meta(IDENTIFIER, N_("earmarked project; not earmarked where absent"))


@dataclass(frozen=True, kw_only=True)
class PaperMeta(Record):
    """A paper of a voucher (附件): `document` with the voucher's link."""

    keyword: ClassVar[str] = "document"
    title: ClassVar[str] = N_("Metadata of a paper")

    sha256: str = meta(DIGEST, N_("SHA-256 of the file"), required=True)
    kind: str | None = meta(TEXT, N_("kind of paper"))
    private: bool | None = meta(FLAG, N_("TRUE for health and family papers"))


@dataclass(frozen=True, kw_only=True)
class AccountMeta(Record):
    """Names of an account (科目)."""

    keyword: ClassVar[str] = "open"
    title: ClassVar[str] = N_("Metadata of an account")

    name_zh: str | None = meta(TEXT, N_("Chinese name"))
    name_en: str | None = meta(TEXT, N_("English name"))
    bank_number: str | None = meta(TEXT, N_("number of the bank account"))
