"""What goes into the package of a month (报账包): cover, vouchers, trial balance, under one seal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.month_summary import month_summary
from reports.trial_balance import trial_balance
from reports.voucher_form import voucher_forms
from unionbooks.books.seal import short_form

if TYPE_CHECKING:
    import datetime as dt

    from reports.letterhead import Letterhead
    from reports.month_summary import MonthSummary
    from reports.trial_balance import TrialBalance
    from reports.voucher_form import VoucherForm
    from unionbooks.books.model import Books
    from unionbooks.books.query import Tables
    from unionbooks.core.month import Month
    from unionbooks.core.vocabulary import Seal

__all__ = ["Submission", "submission"]


@dataclass(frozen=True, slots=True)
class Submission:
    """A sealed month, ready to be printed and handed in.

    Attributes:
        letterhead: Who hands it in, and to whom.
        month: The month.
        seal: Its seal, a SHA-256.
        seal_short: The seal as a person reads it aloud.
        sealed_on: Day of the seal; all papers of the package carry it, so that they never differ.
        summary: The cover.
        forms: The vouchers, in order.
        balance: The trial balance.
    """

    letterhead: Letterhead
    month: Month
    seal: str
    seal_short: str
    sealed_on: dt.date
    summary: MonthSummary
    forms: tuple[VoucherForm, ...]
    balance: TrialBalance


def submission(books: Books, tables: Tables, seal: Seal) -> Submission:
    """Put a sealed month together; books and tables must be of the same ledger files."""
    summary = month_summary(tables, seal.month)
    return Submission(
        letterhead=summary.letterhead,
        month=seal.month,
        seal=seal.digest,
        seal_short=short_form(seal.digest),
        sealed_on=seal.date,
        summary=summary,
        forms=voucher_forms(books, seal.month),
        balance=trial_balance(tables, seal.month),
    )
