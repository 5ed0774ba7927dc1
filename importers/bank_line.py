"""From a row to the bank line that the books keep of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.core.ids import VoucherNumber
from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import BankLine

if TYPE_CHECKING:
    from importers.rows import Row

__all__ = ["bank_line"]


def bank_line(row: Row, name: str, account: str, mark: str, voucher: str | None = None) -> BankLine:
    """Make a bank line.

    Args:
        row: The row.
        name: Its stable id.
        account: Account of the books.
        mark: The profile and its version.
        voucher: Number of the posted voucher that explains it.
    """
    return BankLine(
        date=row.date,
        account=account,
        bank_line=name,
        amount=to_yuan(row.amount),
        balance=to_yuan(row.balance) if row.balance is not None else None,
        counterparty=row.payee or None,
        counterparty_account=row.payee_account or None,
        summary=row.summary or None,
        time=row.time or None,
        bank_id=row.bank_id or None,
        source=str(row.source),
        profile=mark,
        vouchers=(VoucherNumber.parse(voucher),) if voucher is not None else None,
    )
