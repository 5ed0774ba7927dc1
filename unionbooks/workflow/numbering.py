"""Giving vouchers their numbers, and writing them where they belong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from unionbooks.banking.lines import with_vouchers
from unionbooks.books.entry import write_entry
from unionbooks.books.seal import seals_in_force
from unionbooks.books.write import rewrite
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.ids import voucher_link
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import BankLine
from unionbooks.workflow.adding import added
from unionbooks.workflow.layout import month_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.books.entry import Entry
    from unionbooks.books.model import Books
    from unionbooks.books.write import Change

__all__ = ["Numbers", "numbered", "parse_number", "voucher_changes"]


def parse_number(text: str) -> VoucherNumber | None:
    """Read a voucher number; `None` for what is none, which the vocabulary reports at every load."""
    try:
        return VoucherNumber.parse(text)
    except ValueError:
        return None


class Numbers:
    """Hands out the next numbers of each month, continuous with those that the books have."""

    def __init__(self, books: Books) -> None:
        """Take the last number of each month from the books."""
        self._last: defaultdict[Month, int] = defaultdict(int)
        for number in filter(None, map(parse_number, books.vouchers)):
            self._last[number.month] = max(self._last[number.month], number.serial)

    def next(self, month: Month) -> VoucherNumber:
        """Return the next number of a month, which is then used."""
        self._last[month] += 1
        return VoucherNumber(month, self._last[month])


def numbered(entry: Entry, number: VoucherNumber) -> Entry:
    """Return a draft as the voucher it becomes: posted, with its number and link."""
    meta = replace(entry.meta, voucher=number, suggested=None)
    return replace(entry, flag="*", meta=meta, links=entry.links | {voucher_link(number)})


def voucher_changes(books: Books, vouchers: Sequence[Entry], papers: Iterable[tuple[Month, str]] = ()) -> list[Change]:
    """Return the changes that write posted vouchers, and name them in the bank lines they were made from.

    Args:
        books: The books as they are.
        vouchers: The vouchers, numbered.
        papers: Month and text of the entries of their papers, which stand in the same files.
    """
    texts: defaultdict[Month, list[str]] = defaultdict(list)
    marks: defaultdict[str, list[VoucherNumber]] = defaultdict(list)
    for entry in vouchers:
        texts[Month.of(entry.date)].append(write_entry(entry))
        for one in (entry.meta.import_id or "").split():
            if entry.meta.voucher is not None:
                marks[one].append(entry.meta.voucher)
    for month, text in papers:
        texts[month].append(text)
    written = [added(books.root, month_file(month), "\n".join(them)) for month, them in sorted(texts.items())]
    return [*written, *_mark(books, marks)]


def _mark(books: Books, marks: Mapping[str, Iterable[VoucherNumber]]) -> list[Change]:
    """Name vouchers in bank lines; a line in a sealed month stays as it is, for the voucher names it, too."""
    sealed = max(seals_in_force(books), default=None)
    by_file: defaultdict[str, dict[int, list[VoucherNumber]]] = defaultdict(dict)
    for line in books.of(BankLine):
        is_open = sealed is None or line.date > sealed.last_day
        if line.bank_line in marks and line.place is not None and is_open:
            numbers = dict.fromkeys([*(line.vouchers or ()), *marks[line.bank_line]])
            by_file[line.place.file][line.place.line] = list(numbers)
    return [
        rewrite(file, with_vouchers((books.root / file).read_bytes().decode(), lines))
        for file, lines in sorted(by_file.items())
    ]
