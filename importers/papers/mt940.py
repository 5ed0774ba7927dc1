"""MT940 and its day's sister MT942: the statement of SWIFT, in lines that begin with a tag.

Each line that is not understood is kept and shown; a general reader stops at the first one.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from dataclasses import field
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import decode
from importers.papers.bank_statement import BankStatement
from importers.papers.bank_statement import balance_problems
from importers.papers.bank_statement import foreign
from importers.papers.figures import read_yuan
from importers.rows import Dropped
from importers.rows import Reading
from importers.rows import Review
from importers.rows import Row
from importers.rows import Source
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import to_fen
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.core.problems import Problem

__all__ = ["is_mt940", "read_mt940"]

BALANCE: Final = ProblemKind(
    "statement-balance-line",
    N_("The line {row} should hold a balance, but {text} is none."),
    N_("Download the statement again; the program that wrote it may have cut it."),
)
CUT: Final = ProblemKind(
    "statement-cut",
    N_("The statement has no closing balance, so it is cut short."),
    N_("Download it again, complete."),
)

_TAG: Final = re.compile(r":(\d{2}[A-Z]?):(.*)", re.DOTALL)
_HEAD: Final = re.compile(r"\{[1235]:[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\{4:\s*|^-\}?", re.MULTILINE)
_ENTRY: Final = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<mark>R?[CD])(?P<funds>[A-Z])?(?P<amount>\d[\d,.]*)"
    r"(?P<type>[A-Z][A-Z0-9]{3})?(?P<reference>[^\n/]*(?:/(?!/)[^\n/]*)*)(?://(?P<bank>[^\n]*))?(?:\n(?P<more>.*))?",
    re.DOTALL,
)
_BALANCE: Final = re.compile(r"(?P<mark>[CD])(?P<day>\d{6})(?P<currency>[A-Z]{3})(?P<amount>\d[\d,.]*)")
_NAME: Final = re.compile(r"(?:\?32|/NAME/|/ORDP/|/BENM/|(?:对方户名|户名|NAME)[:：])\s*([^?/\n]+)")
_ACCOUNT: Final = re.compile(r"(?:\?31|/ACCT/|(?:对方账号|账号|ACCT)[:：])\s*([0-9A-Za-z-]+)")
_KEY: Final = ("date", "amount", "payee", "payee_account", "summary", "bank_id")
_HALF_YEAR: Final = 183


@dataclass(slots=True)
class _Part:
    """A statement while it is read."""

    account: str = ""
    number: str = ""
    currency: str = ""
    opening: int | None = None
    closing: int | None = None
    closed: bool = False
    entries: list[Row | Review | Dropped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """A tag with what belongs to it, and the line of the file it begins in."""

    tag: str
    text: str
    row: int


def is_mt940(data: bytes) -> bool:
    """Tell whether bytes are MT940: an account line, and a balance or an entry."""
    head = data[:4096]
    return b":25:" in head and (b":60F:" in head or b":60M:" in head or b":61:" in head or b":34F:" in head)


def read_mt940(data: bytes, place: Place) -> tuple[BankStatement, ...]:
    """Read every statement of a file; pages of one statement (`:60M:`, `:62M:`) are joined.

    Raises:
        BadInputError: when its text has no encoding that is known.
    """
    lines = list(_lines(decode(data, place)))
    parts = [part for _, group in groupby(_numbered(lines), lambda one: one[0]) for part in [_part(group, place)]]
    return tuple(_statement(part, place) for part in _joined(parts))


def _lines(text: str) -> Iterator[_Line]:
    """Cut a file at its tags; a line without a tag belongs to the tag before it."""
    tag, start, gathered = "", 0, list[str]()
    for row, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        line = _HEAD.sub("", raw).rstrip()
        match = _TAG.match(line)
        if match is not None:
            if tag:
                yield _Line(tag, "\n".join(gathered), start)
            tag, start, gathered = match[1], row, [match[2]]
        elif line and tag:
            gathered.append(line)
    if tag:
        yield _Line(tag, "\n".join(gathered), start)


def _numbered(lines: list[_Line]) -> Iterator[tuple[int, _Line]]:
    """Count the messages: each begins with `:20:`."""
    number = 0
    for line in lines:
        number += line.tag == "20"
        yield number, line


def _part(group: Iterator[tuple[int, _Line]], place: Place) -> _Part:
    part = _Part()
    entry: _Line | None = None
    for _, line in group:
        if line.tag == "86" and entry is not None:
            part.entries.append(_entry(entry, line.text, part, place))
            entry = None
            continue
        if entry is not None:
            part.entries.append(_entry(entry, "", part, place))
            entry = None
        if line.tag == "61":
            entry = line
        else:
            _header(part, line, place)
    if entry is not None:
        part.entries.append(_entry(entry, "", part, place))
    return part


def _header(part: _Part, line: _Line, place: Place) -> None:
    if line.tag == "25":
        part.account = line.text.split("\n")[0].rpartition("/")[2].strip()
    elif line.tag in {"28", "28C"}:
        part.number = line.text.strip()
    elif line.tag[:2] in {"60", "62"}:
        match = _BALANCE.match(line.text)
        if match is None:
            part.problems.append(BALANCE(Place(place.file, line.row), row=line.row, text=line.text[:40] or "-"))
            return
        fen = _amount(match["amount"]) * (1 if match["mark"] == "C" else -1)
        part.currency = match["currency"]
        if line.tag.startswith("60"):
            part.opening = fen
        else:
            part.closing, part.closed = fen, line.tag == "62F"


def _entry(line: _Line, info: str, part: _Part, place: Place) -> Row | Review | Dropped:
    source = Source(place.file, "", line.row)
    shown = " | ".join(filter(None, (line.text, info))).replace("\n", " ")
    match = _ENTRY.fullmatch(line.text)
    if match is None:
        return Review(source, message("It cannot be read: {reason}.", reason=line.text.split("\n")[0]), shown)
    try:
        day = _day(match["value"], match["booked"])
        amount = _amount(match["amount"])
    except ValueError as error:
        return Review(source, message("It cannot be read: {reason}.", reason=error), shown)
    payee, account, summary = _info(info, match["more"] or "")
    bank_id = (match["bank"] or "").strip() or _reference(match["reference"])
    why = foreign(part.currency)
    if why is not None:
        return Review(source, why, shown, day, amount, payee, summary, bank_id)
    if amount == 0:
        return Dropped(source, message("Its amount is zero."), shown)
    sign = 1 if match["mark"] in {"C", "RD"} else -1
    return Row(day, "", sign * amount, None, payee, account, summary, bank_id, source)


def _info(info: str, more: str) -> tuple[str, str, str]:
    """Return name, account and words of the other side out of `:86:`, whichever of its dialects it is in."""
    flat = info.replace("\n", "")
    name, account = _NAME.search(flat), _ACCOUNT.search(flat)
    words = " ".join(filter(None, (" ".join(info.split("\n")).strip(), more.strip())))
    return (name[1].strip() if name else "", account[1] if account else "", words)


def _reference(text: str) -> str:
    plain = text.strip()
    return "" if plain in {"NONREF", "NONE"} else plain


def _day(value: str, booked: str | None) -> dt.date:
    """Return the day of booking: its month and day are written without the year, which is the value day's."""
    day = dt.date(2000 + int(value[:2]), int(value[2:4]), int(value[4:6]))
    if booked is None:
        return day
    month, number = int(booked[:2]), int(booked[2:])
    choices = (dt.date(day.year + step, month, number) for step in (0, 1, -1))
    return next((one for one in choices if abs((one - day).days) < _HALF_YEAR), day)


def _amount(text: str) -> int:
    """Read an amount in fen; the comma is the decimal sign and may stand at the end."""
    whole, _, cents = text.replace(".", ",").rpartition(",") if "," in text or "." in text else (text, "", "")
    amount = read_yuan(f"{whole.replace(',', '') or '0'}.{cents or '0'}")
    return to_fen(amount) if amount is not None else 0


def _joined(parts: list[_Part]) -> list[_Part]:
    """Join the pages of one statement: they follow each other and each but the last ends in `:62M:`."""
    done: list[_Part] = []
    for part in parts:
        last = done[-1] if done else None
        if last is not None and last.closing is not None and not last.closed and last.account == part.account:
            last.entries += part.entries
            last.problems += part.problems
            last.closing, last.closed = part.closing, part.closed
        elif part.account or part.entries:
            done.append(part)
    return done


def _statement(part: _Part, place: Place) -> BankStatement:
    reading = Reading(
        len(part.entries),
        tuple(one for one in part.entries if isinstance(one, Row)),
        tuple(one for one in part.entries if isinstance(one, Dropped)),
        tuple(one for one in part.entries if isinstance(one, Review)),
        0,
    )
    problems = [*part.problems, *balance_problems(reading, place, part.opening, part.closing)]
    if part.opening is not None and part.closing is None and not part.problems:
        problems.append(CUT(place))
    return BankStatement(
        form="mt940",
        own_number=part.account,
        own_name="",
        period=part.number,
        opening=part.opening,
        closing=part.closing,
        rows=tuple(sorted(reading.kept, key=lambda row: row.date)),
        reading=reading,
        key=_KEY,
        problems=tuple(problems),
    )
