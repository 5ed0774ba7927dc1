"""Read a statement: from the bytes of a file to rows with what a person has to know about them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import read_sheets
from importers.cells import tidy
from importers.chain import breaks
from importers.chain import in_order
from importers.detect import detect
from importers.profile import bundled_profiles
from importers.rows import read_rows
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importers.chain import Break
    from importers.detect import Found
    from importers.profile import OwnNumber
    from importers.profile import Profile
    from importers.rows import Reading
    from importers.rows import Row
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
SEVERAL: Final = ProblemKind(
    "import-accounts",
    N_("The file holds lines of several accounts: {numbers}."),
    N_("Download one file for each account."),
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that was read (对账单).

    Attributes:
        filename: Name of the file, without folders.
        sha256: Digest of the file.
        profile: The profile that read it.
        sheet: The sheet it stands in; empty in a csv.
        rows: The movements of money, oldest first.
        reading: Every row of the file, by what became of it, in the order of the file.
        own_number: Number of the account as the file has it, perhaps masked; empty where it has none.
        warnings: What does not stop the import and should be known.
    """

    filename: str
    sha256: str
    profile: Profile
    sheet: str
    rows: tuple[Row, ...]
    reading: Reading
    own_number: str
    warnings: tuple[Problem, ...]


def read_statement(
    data: bytes, filename: str, *, own_profiles: Sequence[Profile] = (), profile: str | None = None
) -> Statement:
    """Read the bytes of a statement.

    Args:
        data: The file.
        filename: Its name; some banks write the number of the account there only.
        own_profiles: The union's own profiles, asked before the program's.
        profile: Id of the profile where the user has named it.

    Raises:
        BadInputError: when it cannot be read, no profile fits, or a check of the profile fails.
    """
    found = detect(read_sheets(data, filename), (*own_profiles, *bundled_profiles()), filename, profile)
    reading = read_rows(found, filename)
    rows = in_order(reading.kept)
    problems = _check_chain(found, rows, filename)
    if reading.no_balance:
        problems.append(MASKED(Place(filename), count=reading.no_balance))
    own_number = _own_number(found, reading, filename)
    BadInputError.raise_if(problems)
    return Statement(
        filename=filename,
        sha256=hashlib.sha256(data).hexdigest(),
        profile=found.profile,
        sheet=found.sheet.name,
        rows=rows,
        reading=reading,
        own_number=own_number,
        warnings=tuple(problems),
    )


def _check_chain(found: Found, rows: Sequence[Row], filename: str) -> list[Problem]:
    mode = found.profile.control.balance_chain
    if mode == "off":
        return []
    kind = CHAIN if mode == "fail" else CHAIN_WARNING
    return [_broken(kind, one, filename) for one in breaks(rows)]


def _broken(kind: ProblemKind, one: Break, filename: str) -> Problem:
    return kind(
        Place(filename, 0, "!".join(filter(None, (one.after.source.sheet, str(one.after.source.row))))),
        row=one.after.source.row,
        expected=format_yuan(one.expected),
        found=format_yuan(one.after.balance or 0),
    )


def _own_number(found: Found, reading: Reading, filename: str) -> str:
    """Return the number of the account from the first of the profile's sources that has one."""
    for source in found.profile.own_number:
        numbers = _numbers(found, reading, source, filename)
        if len(numbers) > 1:
            raise BadInputError(SEVERAL(Place(filename), numbers=", ".join(numbers)))
        if numbers:
            return numbers[0]
    return ""


def _numbers(found: Found, reading: Reading, source: OwnNumber, filename: str) -> list[str]:
    if source.pattern is not None:
        match = source.pattern.search(found.above if source.where == "above" else filename)
        return [match[match.lastindex or 0].strip()] if match else []
    column = found.column([source.column])
    if column is None:
        return []
    cells = (found.sheet.rows[row.source.row - 1] for row in reading.kept)
    texts = (tidy(row[column], found.profile.strip) for row in cells if column < len(row))
    return list(dict.fromkeys(re.sub(r"[\s-]", "", text) for text in texts if text not in found.profile.null and text))
