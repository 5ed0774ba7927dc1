"""Lines of bank statements, as imported; and whose money the union keeps beside its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import ACCOUNT
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import TEXT
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

__all__ = ["BankLine", "Scheme"]


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


@dataclass(frozen=True, kw_only=True)
class Scheme(Directive):
    """Money that the union keeps for others (代管经费): one account below 221 a scheme, never income.

    The same id again, with a later date, begins a new term (the insurance of another year, say) and
    takes the place of what was said before.
    """

    keyword: ClassVar[str] = "union-scheme"
    title: ClassVar[str] = N_("Whose money the union keeps")

    scheme: str = arg(IDENTIFIER, N_("id of the scheme"))
    account: str = arg(ACCOUNT, N_("its account below 221"))
    name: str = meta(TEXT, N_("name"), required=True)
    kind: str = meta(
        choice("savings", "insurance", "mutual-aid", "donation", "club", "other"),
        N_("what it is: savings and premiums belong to each member, the rest to all together"),
        required=True,
    )
    bank_account: str | None = meta(ACCOUNT, N_("account below 102 where its money is kept apart"))
    cash_account: str | None = meta(ACCOUNT, N_("account below 101 where its cash is kept apart"))
    loan_account: str | None = meta(ACCOUNT, N_("account below 135 for loans out of it"))
    payee: str | None = meta(TEXT, N_("to whom the money is passed on, such as the insurer"))
    amount: Decimal | None = meta(YUAN, N_("what each member pays in at a time"))
    rules: str | None = meta(TEXT, N_("its rules in a sentence"))
    document: str | None = meta(TEXT, N_("number of the document it comes from"))
    until: dt.date | None = meta(DATE, N_("last day on which it holds"))
