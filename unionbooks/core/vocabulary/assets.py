"""Cards of fixed assets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import ACCOUNT
from unionbooks.core.vocabulary.codec import COUNT
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHER
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    from decimal import Decimal

    from unionbooks.core.ids import VoucherNumber

__all__ = ["Asset"]


@dataclass(frozen=True, kw_only=True)
class Asset(Directive):
    """One step in the life of a fixed asset (固定资产卡片)."""

    keyword: ClassVar[str] = "union-asset"
    title: ClassVar[str] = N_("What is on an asset card")

    card: str = arg(IDENTIFIER, N_("id of the card"))
    event: str = arg(choice("add", "change", "dispose", "count"), N_("what happened"))
    name: str | None = meta(TEXT, N_("name"))
    asset_class: str | None = meta(
        choice("building", "special", "general", "relic", "book", "furniture"), N_("class of the asset")
    )
    model: str | None = meta(TEXT, N_("maker and model"))
    quantity: int | None = meta(COUNT, N_("number of pieces"))
    cost: Decimal | None = meta(YUAN, N_("original value"))
    life: int | None = meta(COUNT, N_("useful life in months"))
    source: str | None = meta(
        choice("own", "government", "donated", "borrowed", "nominal"), N_("how it came to the union")
    )
    voucher: VoucherNumber | None = meta(VOUCHER, N_("voucher it was booked by"))
    account: str | None = meta(ACCOUNT, N_("account it stands on"))
    location: str | None = meta(TEXT, N_("where it stands"))
    keeper: str | None = meta(TEXT, N_("who keeps it"))
    state: str | None = meta(choice("in-use", "idle", "repair", "to-scrap", "scrapped", "missing"), N_("state"))
    minutes: str | None = meta(TEXT, N_("minutes of the decision"))
