"""What a cell of a treasurer's sheet may hold, and how it is read: from text to a value, or to a problem.

A kind knows one type. `read` takes the text of a cell that is not empty; what is wrong it raises as a
`BadInputError` without a place, which the reader then puts at the cell.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final
from typing import Generic
from typing import Literal
from typing import TypeVar

from importers.cells import compare_form
from importers.values import parse_amount
from unionbooks.core.ids import ID
from unionbooks.core.messages import N_
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.members.identity import Identity
from unionbooks.members.identity import parse_identity
from unionbooks.members.names import plain_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from decimal import Decimal

__all__ = ["CODE", "DAY", "FLAG", "IDENTIFIER", "IDENTITY", "NAME", "TEXT", "YUAN", "Kind", "choice"]

T = TypeVar("T")

WRONG_DAY: Final = ProblemKind(
    "cell-day",
    N_("{value} is no day that can be read for certain."),
    N_("Write it as 2026-03-05 or 2026年3月5日, with the year first."),
)
WRONG_YUAN: Final = ProblemKind(
    "cell-yuan",
    N_("{value} is no amount of money in figures with at most two decimals."),
    N_("Write it in yuan as 6280.00."),
)
NOT_POSITIVE: Final = ProblemKind(
    "cell-positive",
    N_("{value} is not more than zero."),
    N_("Enter the amount, or leave the cell empty."),
)
WRONG_CHOICE: Final = ProblemKind(
    "cell-choice",
    N_("{value} is none of the words that are known here."),
    N_("Choose one of: {choices}."),
)
WRONG_NAME: Final = ProblemKind(
    "cell-name",
    N_("{value} is no name."),
    N_("Enter the name as on the identity card."),
)
WRONG_ID: Final = ProblemKind(
    "cell-id",
    N_("{value} cannot be an id."),
    N_("Use Latin letters, digits and . _ / - only, such as M0001, or leave the cell empty for a new person."),
)

_DAY: Final = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
    r"(?:[ T]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?)?"
)
_SERIAL: Final = re.compile(r"[1-6][0-9]{4}")
_EXCEL_ZERO: Final = dt.date(1899, 12, 30)
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
_YES: Final = ("是", "否")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """How cells of a column are read, and what they look like in a template.

    Attributes:
        name: A word for it.
        read: From the text of a cell to its value.
        shape: How the template formats the cells.
        choices: Words that the template offers, where only those are known.
    """

    name: str
    read: Callable[[str], T]
    shape: Literal["text", "day", "money"] = "text"
    choices: tuple[str, ...] = ()


def choice(words: Mapping[str, str], others: Mapping[str, str] | None = None) -> Kind[str]:
    """Make the kind of a closed list.

    Args:
        words: Word that the template offers -> value.
        others: Further words that people write -> value.
    """
    known = {_fold(word): value for word, value in {**(others or {}), **words}.items()}

    def read(text: str) -> str:
        value = known.get(_fold(text))
        if value is None:
            raise BadInputError(WRONG_CHOICE(value=text, choices="、".join(words)))
        return value

    return Kind("choice", read, choices=tuple(words))


def _fold(text: str) -> str:
    return compare_form(text).casefold()


def _text(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _code(text: str) -> str:
    # An apostrophe in front is how people keep Excel from taking zeros away.
    return "".join(unicodedata.normalize("NFKC", text).split()).removeprefix("'")


def _name(text: str) -> str:
    name = plain_name(text)
    if not any(one.isalpha() for one in name) or any(one.isdecimal() for one in name):
        raise BadInputError(WRONG_NAME(value=text))
    return name


def _day(text: str) -> dt.date:
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        if _SERIAL.fullmatch(plain):
            return _EXCEL_ZERO + dt.timedelta(days=int(plain))
        match = _DAY.fullmatch("".join(plain.split(" ")) if "年" in plain else plain)
        if match is None:
            raise BadInputError(WRONG_DAY(value=text))
        month, number = match[3] or match[5] or match[7], match[4] or match[6] or match[8]
        day = dt.date(int(match[1]), int(month), int(number))
    except ValueError:
        raise BadInputError(WRONG_DAY(value=text)) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadInputError(WRONG_DAY(value=text))
    return day


def _yuan(text: str) -> Decimal:
    try:
        fen = parse_amount(text)
    except ValueError:
        raise BadInputError(WRONG_YUAN(value=text)) from None
    if fen <= 0:
        raise BadInputError(NOT_POSITIVE(value=text))
    return to_yuan(fen)


def _flag(text: str) -> bool:
    return _FLAG_WORDS.read(text) == "yes"


def _identifier(text: str) -> str:
    code = _code(text)
    if not ID.fullmatch(code):
        raise BadInputError(WRONG_ID(value=text))
    return code


_FLAG_WORDS: Final = choice(
    {"是": "yes", "否": "no"},
    {
        **dict.fromkeys(("√", "✓", "✔", "对", "Y", "yes", "true", "1"), "yes"),
        **dict.fromkeys(("×", "✗", "错", "N", "no", "false", "0"), "no"),
    },
)

TEXT: Final[Kind[str]] = Kind("text", _text)
"""Any text, on one line."""
CODE: Final[Kind[str]] = Kind("code", _code)
"""A number that nobody reckons with: kept as it is written, without spaces."""
NAME: Final[Kind[str]] = Kind("name", _name)
"""The name of a person."""
IDENTIFIER: Final[Kind[str]] = Kind("id", _identifier)
"""An id of the ledger."""
DAY: Final[Kind[dt.date]] = Kind("day", _day, "day")
"""A day; the year comes first, or it is a date of Excel, be it shown as a number."""
YUAN: Final[Kind[Decimal]] = Kind("yuan", _yuan, "money")
"""An amount of more than zero, in yuan."""
FLAG: Final[Kind[bool]] = Kind("flag", _flag, choices=_YES)
"""Yes or no."""
IDENTITY: Final[Kind[Identity]] = Kind("identity", parse_identity)
"""An identity number, checked."""
