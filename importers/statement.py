"""Read a statement: from the bytes of a file to rows with what a person has to know about them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import read_sheets
from importers.chain import breaks
from importers.chain import in_order
from importers.detect import detect
from importers.own_number import number_of
from importers.own_number import number_outside
from importers.own_number import numbers_in_rows
from importers.profile_file import bundled_profiles
from importers.row_reader import read_rows
from importers.totals import check_totals
from importers.totals import problems_of
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importers.chain import Break
    from importers.profile import Profile
    from importers.rows import Reading
    from importers.rows import Row
    from importers.totals import ControlTotal
    from unionbooks.core.problems import Problem

__all__ = ["Statement", "read_statement"]

CHAIN: Final = ProblemKind(
    "import-balance",
    N_("The balance of row {row} should be {expected}, but the file says {found}."),
    N_(
        "A row is missing, there twice, or has a wrong amount: download the statement again, and compare with the bank."
    ),
)
CHAIN_WARNING: Final = ProblemKind(CHAIN.code, CHAIN.what, CHAIN.mend, "warning")
MASKED: Final = ProblemKind(
    "import-balance-unreadable",
    N_("The balance cannot be read in {count} rows, so it was not checked there."),
    N_("Compare the amounts with the bank's own statement."),
    "warning",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that was read (对账单).

    Attributes:
        filename: Name of the file, without folders.
        sha256: Digest of the file.
        profile: The profile that read it.
        sheet: The sheet it stands in; empty in a csv.
        header_row: Row of the header, from 1.
        rows: The movements of money, oldest first.
        reading: Every row of the file, by what became of it, in the order of the file.
        own_number: Number of the account as the file has it, perhaps masked; empty where it has none.
        totals: The totals that the file states itself, and what its rows come to.
        chain_breaks: Where a balance does not follow from the one before.
        warnings: What does not stop the import and should be known, breaks and totals among it.
    """

    filename: str
    sha256: str
    profile: Profile
    sheet: str
    header_row: int
    rows: Sequence[Row]
    reading: Reading
    own_number: str
    totals: tuple[ControlTotal, ...]
    chain_breaks: tuple[Break, ...]
    warnings: tuple[Problem, ...]


def read_statement(
    data: bytes,
    filename: str,
    *,
    own_profiles: Sequence[Profile] = (),
    profile: str | None = None,
    allow_failed_checks: bool = False,
) -> Statement:
    """Read the bytes of a statement.

    Args:
        data: The file.
        filename: Its name; some banks write the number of the account there only.
        own_profiles: The union's own profiles, asked before the program's.
        profile: Id of the profile where the user has named it.
        allow_failed_checks: Whether a check that fails is only among the warnings, for a look at the file.

    Raises:
        BadInputError: when it cannot be read, no profile fits, or a check of the profile fails.
    """
    found = detect(read_sheets(data, filename), (*own_profiles, *bundled_profiles()), filename, profile)
    reading = read_rows(found, filename, number_outside(found, filename))
    rows = in_order(reading.kept)
    mode = found.profile.control.balance_chain
    broken = () if mode == "off" else breaks(rows)
    totals = check_totals(found, reading.dropped, reading.tally)
    problems = [_broken(CHAIN if mode == "fail" else CHAIN_WARNING, one, filename) for one in broken]
    problems += problems_of(found, totals, filename)
    if reading.no_balance:
        problems.append(MASKED(Place(filename), count=reading.no_balance))
    own_number = number_of(found, lambda: numbers_in_rows(found, reading.kept), filename)
    if not allow_failed_checks:
        BadInputError.raise_if(problems)
    return Statement(
        filename=filename,
        sha256=hashlib.sha256(data).hexdigest(),
        profile=found.profile,
        sheet=found.sheet.name,
        header_row=found.header + 1,
        rows=rows,
        reading=reading,
        own_number=own_number,
        totals=totals,
        chain_breaks=broken,
        warnings=tuple(problems),
    )


def _broken(kind: ProblemKind, one: Break, filename: str) -> Problem:
    return kind(
        Place(filename, 0, "!".join(filter(None, (one.after.source.sheet, str(one.after.source.row))))),
        row=one.after.source.row,
        expected=format_yuan(one.expected),
        found=format_yuan(one.after.balance or 0),
    )
