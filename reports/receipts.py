"""Receipts on paper: one of them in its three copies (专用收据), and the use of a month (票据使用情况表)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from reports.letterhead import Letterhead
from reports.letterhead import letterhead
from unionbooks.core.capitals import in_capitals
from unionbooks.core.messages import N_
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.receipts.facts import facts_in
from unionbooks.receipts.register import RegisterLine
from unionbooks.receipts.register import make_register
from unionbooks.receipts.usage import Usage
from unionbooks.receipts.usage import usage_of

if TYPE_CHECKING:
    from unionbooks.books.query import Tables
    from unionbooks.core.month import Month
    from unionbooks.receipts.facts import ReceiptFacts
    from unionbooks.receipts.register import Register

__all__ = ["ReceiptSlip", "ReceiptUsage", "receipt_slip", "receipt_usage"]

UNUSED: Final = ProblemKind(
    "receipt-unused",
    N_("The receipt {number} was not used."),
    N_("See the used ones with: unionbooks receipt register."),
)
NO_AMOUNT: Final = ProblemKind(
    "receipt-no-amount",
    N_("The books do not say what the receipt {number} is made out over."),
    N_("Say it with: unionbooks receipt issue {voucher} --number {number} --amount …"),
)

PaidIn = Literal["cash", "bank", "both", ""]
"""How the money came in; empty where the voucher does not tell."""


@dataclass(frozen=True, slots=True)
class ReceiptSlip:
    """A receipt, ready to print.

    Attributes:
        letterhead: The union on the day of issue.
        line: What the register says of it.
        amount_fen: What it is made out over.
        paid_in: How the money came in.
    """

    letterhead: Letterhead
    line: RegisterLine
    amount_fen: int
    paid_in: PaidIn

    @property
    def capitals(self) -> str:
        """The amount in capitals (大写金额)."""
        return in_capitals(to_yuan(self.amount_fen))


@dataclass(frozen=True, slots=True)
class ReceiptUsage:
    """The use of receipts in a month, with the union's name on it, and the numbers that were spoiled."""

    letterhead: Letterhead
    usage: Usage
    voided: tuple[RegisterLine, ...]


def receipt_slip(tables: Tables, number: str) -> ReceiptSlip:
    """Fill in one receipt.

    Raises:
        BadInputError: where the number was never issued, or the books do not tell its amount.
    """
    facts = facts_in(tables)
    line = make_register(facts).find(number)
    if line is None or not line.voucher:
        raise BadInputError(UNUSED(line.place if line else None, number=number))
    if line.face_fen is None:
        raise BadInputError(NO_AMOUNT(line.place, number=number, voucher=line.voucher))
    return ReceiptSlip(letterhead(tables, line.date), line, line.face_fen, _paid_in(facts, line))


def _paid_in(facts: ReceiptFacts, line: RegisterLine) -> PaidIn:
    sums = facts.vouchers[line.voucher].sums
    cash, bank = sums.get("101", 0) > 0, sums.get("102", 0) > 0
    if cash and bank:
        return "both"
    return "cash" if cash else "bank" if bank else ""


def receipt_usage(tables: Tables, month: Month) -> ReceiptUsage:
    """Fill in the table of a month."""
    register = make_register(facts_in(tables))
    return ReceiptUsage(letterhead(tables, month.last_day), usage_of(register, month), _voided(register, month))


def _voided(register: Register, month: Month) -> tuple[RegisterLine, ...]:
    return tuple(line for line in register.lines if line.voided and month.first_day <= line.voided <= month.last_day)
