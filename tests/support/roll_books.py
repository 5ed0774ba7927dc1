"""The roll for tests: sheets as workbooks, identity numbers that are nobody's, ledgers with events as text."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING
from typing import Any

import xlsxwriter

from unionbooks.books.seal import seal_of
from unionbooks.books.write import SEALS
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import Seal
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.workflow.founding import FoundingSpec
from unionbooks.workflow.founding import found_ledger

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.core.vocabulary import MemberEvent

NOW = dt.datetime(2026, 5, 10, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
TODAY = NOW.date()
BY = "孙组织委员"
ROLL = "members/roll.beancount"
MAIN = """\
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
include "members/*.beancount"
"""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(body: str = "34990019850304002") -> str:
    """Complete seventeen digits with the check character; 349900 is no district."""
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, _WEIGHTS, strict=True)) % 11]


def found_roll(root: Path) -> Path:
    """Found the books of a union without a member."""
    spec = FoundingSpec(name="育才小学工会委员会", tax_id="81341000MC0000000X", first=Month(2026, 1))
    found_ledger(root, spec, by=BY, now=NOW)
    return root


def workbook(
    sheets: Mapping[str, Iterable[Sequence[Any]]],
    *,
    merged: Sequence[str] = (),
    hidden: Sequence[str] = (),
) -> bytes:
    """Write sheets as .xlsx: days as dates of Excel, what begins with = as a formula, `merged` in the first one."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(y, x, dt.datetime.combine(cell, dt.time()), day)
                elif isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(y, x, cell, None, 1)
                elif cell is not None:
                    sheet.write(y, x, cell)
        if name in hidden:
            sheet.hide()
        else:
            sheet.activate()
            sheet.set_first_sheet()
    for span in merged:
        # An empty text writes nothing over what stands there.
        book.worksheets()[0].merge_range(span, "")
    book.close()
    return stream.getvalue()


def as_files(events: Iterable[tuple[str, MemberEvent]]) -> dict[str, str]:
    """Write events into files below members/, each at the end of the file that is named for it."""
    files: dict[str, str] = {}
    for name, event in events:
        path = f"members/{name}.beancount"
        files[path] = files.get(path, "") + write_directive(event)
    return files


def seal(root: Path, month: Month) -> None:
    """Seal a month, without the checks of closing."""

    def make_plan(books: Books) -> Plan:
        parts = seal_of(books, month)
        sealed = Seal(
            date=TODAY,
            month=month,
            digest=parts.digest,
            previous=parts.previous,
            entries=parts.entries,
            papers=parts.papers,
            by=BY,
            tool="test",
        )
        return Plan((append(SEALS, write_directive(sealed)),))

    commit(root, make_plan, by=BY, now=NOW, command="close")
