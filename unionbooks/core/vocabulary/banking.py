"""Lines of bank statements, as imported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import ACCOUNT
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import VOUCHERS
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    from decimal import Decimal

    from unionbooks.core.ids import VoucherNumber

__all__ = ["BankLine"]


@dataclass(frozen=True, kw_only=True)
class BankLine(Directive):
    """One line of a bank statement (银行对账单)."""

    keyword: ClassVar[str] = "union-bank-line"
    title: ClassVar[str] = N_("What the bank says")

    account: str = arg(ACCOUNT, N_("the account it belongs to"))
    bank_line: str = arg(IDENTIFIER, N_("stable id of the line"))
    amount: Decimal = arg(YUAN, N_("amount; money in is positive"))
    balance: Decimal | None = meta(YUAN, N_("balance after it"))
    counterparty: str | None = meta(TEXT, N_("name of the other side"))
    counterparty_account: str | None = meta(TEXT, N_("account of the other side"))
    summary: str | None = meta(TEXT, N_("what the bank wrote"))
    time: str | None = meta(TEXT, N_("time of day"))
    bank_id: str | None = meta(TEXT, N_("serial number given by the bank"))
    source: str | None = meta(TEXT, N_("file, sheet and row it was read from"))
    profile: str | None = meta(TEXT, N_("import profile and its version"))
    vouchers: tuple[VoucherNumber, ...] | None = meta(VOUCHERS, N_("vouchers that explain it"))
