"""The integrity checks, run at every load: one small function each, pure over `Books`.

Each check has a name, so that a person can run one alone (`check --only NAME`), and each problem
it reports has a code of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.checks.amounts import check_amounts
from unionbooks.books.checks.chart import check_chart
from unionbooks.books.checks.files import check_files
from unionbooks.books.checks.journal import check_journal
from unionbooks.books.checks.papers import check_papers
from unionbooks.books.checks.references import check_references
from unionbooks.books.checks.seals import check_sealed
from unionbooks.books.checks.vouchers import check_vouchers
from unionbooks.core.messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Problem

__all__ = ["CHECKS", "Check", "run_checks"]


@dataclass(frozen=True, slots=True)
class Check:
    """A named check: what it is called, what it promises, and the function."""

    name: str
    promise: str
    run: Callable[[Books, Parsed, Mapping[str, bytes]], list[Problem]]


CHECKS: Final = (
    Check(
        "files",
        N_("No file is forgotten or foreign; options and plugins stand in the top file only."),
        check_files,
    ),
    Check(
        "amounts",
        N_("Every entry sums to zero to the fen, in CNY, with every amount written out."),
        check_amounts,
    ),
    Check(
        "vouchers",
        N_("Voucher numbers are unique and continuous, each in the file of its month."),
        check_vouchers,
    ),
    Check("references", N_("Whatever an entry refers to exists on that day."), check_references),
    Check("papers", N_("Every paper is there and unchanged."), check_papers),
    Check("chart", N_("Every account fits the national chart."), check_chart),
    Check("seals", N_("Sealed months are as they were sealed."), check_sealed),
    Check("journal", N_("No ledger file was changed outside the tool."), check_journal),
)


def run_checks(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Run every check over books that were just loaded; a check never stops another."""
    return [problem for check in CHECKS for problem in check.run(books, parsed, overlay)]
