"""A bank's statement in a structured format: the rows, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.chain import breaks
from importers.chain import in_order
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import CURRENCY
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from importers.rows import Reading
    from importers.rows import Row
    from unionbooks.core.messages import Message
    from unionbooks.core.problems import Problem

__all__ = ["BankStatement", "balance_problems", "foreign"]

CLOSING: Final = ProblemKind(
    "statement-closing",
    N_("Opening balance and movements of the statement come to {expected}, but its closing balance is {found}."),
    N_("A movement is missing, there twice or has a wrong amount: download the statement again."),
)
CHAIN: Final = ProblemKind(
    "statement-chain",
    N_("The balance of row {row} should be {expected}, but the statement says {found}."),
    N_("A movement is missing, there twice or has a wrong amount: download the statement again."),
)
SHELL: Final = ProblemKind(
    "statement-empty",
    N_("The statement is an empty shell: it names neither a period nor a single movement."),
    N_("That is no statement without movements; have the bank issue it again, or download it as csv or Excel."),
)


@dataclass(frozen=True, slots=True)
class BankStatement:
    """A statement of one account (银行对账单), from XBRL, MT940 or camt.

    Attributes:
        form: `bkrs`, `mt940`, `camt.052`, `camt.053` or `camt.054`.
        own_number: Number of the account.
        own_name: Name of the account, where it is said.
        period: The period or the number of the statement, as written.
        opening: Fen before the first row, `None` where it is not said.
        closing: Fen after the last row, `None` where it is not said.
        rows: The movements, oldest first.
        reading: What became of every row, in the order of the file.
        key: Fields of a row that make up its identity (see `importers.profile.KEY_FIELDS`).
        problems: What is wrong with it.
    """

    form: str
    own_number: str
    own_name: str
    period: str
    opening: int | None
    closing: int | None
    rows: tuple[Row, ...]
    reading: Reading
    key: tuple[str, ...]
    problems: tuple[Problem, ...]


def foreign(currency: str) -> Message | None:
    """Say why an amount in a currency cannot be booked; `None` for yuan."""
    if currency.strip().upper() in {"", CURRENCY, "RMB", "156", "人民币"}:
        return None
    return message("It is in {currency}, and these books hold yuan only.", currency=currency)


def balance_problems(reading: Reading, place: Place, opening: int | None, closing: int | None) -> list[Problem]:
    """Check the balances of the rows one by one, and opening plus movements against closing.

    A statement with rows that a person has to look at cannot come out even, and is not checked.
    """
    if reading.review:
        return []
    rows = in_order(reading.kept)
    problems = [
        CHAIN(
            Place(place.file, 0, str(one.after.source.row)),
            row=one.after.source.row,
            expected=format_yuan(one.expected),
            found=format_yuan(one.after.balance or 0),
        )
        for one in breaks(rows)
    ]
    start = opening if opening is not None else _before(rows)
    end = start + sum(row.amount for row in rows) if start is not None else None
    if closing is not None and end is not None and end != closing and not problems:
        problems.append(CLOSING(place, expected=format_yuan(end), found=format_yuan(closing)))
    return problems


def _before(rows: Sequence[Row]) -> int | None:
    return rows[0].balance - rows[0].amount if rows and rows[0].balance is not None else None
