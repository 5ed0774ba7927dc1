"""Voucher numbers: unique, continuous within the month, in the file of their month."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.ids import VoucherNumber
from unionbooks.core.ids import voucher_link
from unionbooks.core.messages import N_
from unionbooks.core.month import Month
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from beancount.core.data import Transaction

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["check_vouchers", "month_file"]

UNNUMBERED: Final = ProblemKind(
    "voucher-unnumbered",
    N_("The entry has no voucher number."),
    N_("Put it into the inbox and post it from there; posting gives the number."),
)
DRAFT: Final = ProblemKind(
    "voucher-draft",
    N_("A draft (flag {flag}) stands among the posted vouchers."),
    N_("Move it to a file below inbox/, which main.beancount does not include."),
)
TWICE: Final = ProblemKind(
    "voucher-twice",
    N_("The voucher number {number} is used a second time; the first is at {first}."),
    N_("Give the later one the next free number of the month."),
)
GAP: Final = ProblemKind(
    "voucher-gap",
    N_("The voucher numbers of {month} jump to {number}; {missing} is missing."),
    N_("Find the missing voucher in the backup or the journal; numbers are never left out."),
)
WRONG_MONTH: Final = ProblemKind(
    "voucher-month",
    N_("Voucher {number} is dated {date}, which is another month."),
    N_("Number it in the month of its date."),
)
WRONG_FILE: Final = ProblemKind(
    "voucher-file",
    N_("Voucher {number} stands in another file than {file}."),
    N_("Move it there."),
)
NO_LINK: Final = ProblemKind(
    "voucher-link",
    N_("Voucher {number} lacks its link ^{link}."),
    N_("Add the link behind the narration; it joins the voucher to its papers."),
)

_MONTH_FILE: Final = re.compile(r"[0-9]{4}/([0-9]{4}-[0-9]{2})\.beancount")


def month_file(month: Month) -> str:
    """Return the relative path of the file that holds a month's vouchers."""
    return f"{month.year:04d}/{month}.beancount"


def check_vouchers(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Check numbers, dates, files and links of all vouchers."""
    del parsed, overlay
    first: dict[VoucherNumber, Place] = {}
    problems: list[Problem] = []
    for entry in books.transactions:
        problems += _check_one(books, entry, first)
    return [*problems, *_check_gaps(first)]


def _check_one(books: Books, entry: Transaction, first: dict[VoucherNumber, Place]) -> Iterator[Problem]:
    place = books.place(entry)
    if entry.flag != "*":
        yield DRAFT(place, flag=entry.flag)
        return
    text = entry.meta.get("voucher")
    if text is None:
        yield UNNUMBERED(place)
        return
    try:
        number = VoucherNumber.parse(str(text))
    except ValueError:
        return  # the vocabulary has reported it
    if number in first:
        yield TWICE(place, number=number, first=first[number])
    first.setdefault(number, place)
    if Month.of(entry.date) != number.month:
        yield WRONG_MONTH(place, number=number, date=entry.date)
    if place.file != month_file(number.month):
        yield WRONG_FILE(place, number=number, file=month_file(number.month))
    if voucher_link(number) not in entry.links:
        yield NO_LINK(place, number=number, link=voucher_link(number))


def _check_gaps(places: Mapping[VoucherNumber, Place]) -> Iterator[Problem]:
    serials: defaultdict[Month, list[int]] = defaultdict(list)
    for number in places:
        serials[number.month].append(number.serial)
    for month, found in serials.items():
        before = 0
        for serial in sorted(found):
            if serial != before + 1:
                number = VoucherNumber(month, serial)
                missing = VoucherNumber(month, before + 1)
                yield GAP(places[number], month=month, number=number, missing=missing)
            before = serial
