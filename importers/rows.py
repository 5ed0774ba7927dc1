"""From a recognised sheet to rows: every row below the header is kept, dropped with a reason, or shown.

Nothing is lost: rows read = kept + dropped + review. Dropped is what is certainly no movement of
money; whatever is not understood goes into review.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import cell_name
from importers.cells import compare_form
from importers.cells import tidy
from importers.values import parse_amount
from importers.values import parse_moment
from importers.values import parse_time
from unionbooks.core.messages import message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from importers.detect import Found
    from unionbooks.core.messages import Message

__all__ = ["Dropped", "Reading", "Review", "Row", "Source", "read_rows"]

_STOP: Final = message("It is a total or a notice of the bank's.")
_HEADER: Final = message("It is the header once more.")
_EMPTY: Final = message("It has neither a date nor an amount.")
_ZERO: Final = message("Its amount is zero.")
_CHINESE: Final = frozenset({"", "人民币", "人民币元", "cny", "rmb", "156", "01"})


@dataclass(frozen=True, order=True, slots=True)
class Source:
    """Where a row stands: file, sheet (empty in a csv) and row from 1."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        return "!".join(filter(None, (self.file, self.sheet, str(self.row))))


@dataclass(frozen=True, slots=True)
class Row:
    """One movement of money.

    Attributes:
        date: The day.
        time: Time of day as `17:07:09`, empty where the file has none.
        amount: Fen; money in is positive.
        balance: Fen after it, `None` where the file has none or it cannot be read.
        payee: Name of the other side.
        payee_account: Account of the other side.
        summary: What the bank or the app wrote.
        bank_id: Serial number that the bank gave; it may come twice.
        source: Where it stands.
    """

    date: dt.date
    time: str
    amount: int
    balance: int | None
    payee: str
    payee_account: str
    summary: str
    bank_id: str
    source: Source


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that is no movement of money, why, and what it said."""

    source: Source
    why: Message
    text: str


@dataclass(frozen=True, slots=True)
class Review:
    """A row that a person has to look at: why, what it said, and as much of it as was understood.

    `amount` is without a sign where the direction is what is not known.
    """

    source: Source
    why: Message
    text: str
    date: dt.date | None = None
    amount: int | None = None
    payee: str = ""
    summary: str = ""
    bank_id: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of a sheet came to, each kind in the order of the file.

    Attributes:
        read: Number of rows below the header that hold anything.
        kept: The movements of money.
        dropped: Rows that are none.
        review: Rows for a person to look at.
        no_balance: Number of kept rows whose balance is there and cannot be read.
    """

    read: int
    kept: tuple[Row, ...]
    dropped: tuple[Dropped, ...]
    review: tuple[Review, ...]
    no_balance: int


class _DropError(Exception):
    """A row is no movement of money."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


class _ReviewError(Exception):
    """A row is not understood."""

    def __init__(self, why: Message, amount: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.amount = amount


def read_rows(found: Found, filename: str) -> Reading:
    """Read every row below the header of a recognised sheet."""
    reader = _Reader(found, filename)
    kept: list[Row] = []
    dropped: list[Dropped] = []
    review: list[Review] = []
    for at in range(found.header + 1, len(found.sheet.rows)):
        cells = [tidy(cell, found.profile.strip) for cell in found.sheet.rows[at]]
        if not any(cells):
            continue
        outcome = reader.read(at, cells)
        if isinstance(outcome, Row):
            kept.append(outcome)
        elif isinstance(outcome, Dropped):
            dropped.append(outcome)
        else:
            review.append(outcome)
    read = len(kept) + len(dropped) + len(review)
    return Reading(read, tuple(kept), tuple(dropped), tuple(review), reader.no_balance)


class _Reader:
    """Reads the rows of one sheet; the columns are looked up once."""

    def __init__(self, found: Found, filename: str) -> None:
        profile = found.profile
        columns = profile.columns
        self._found = found
        self._profile = profile
        self._filename = filename
        self._date = found.column(columns.date)
        self._time = next((at for at in found.all_columns(columns.time) if at != self._date), None)
        self._amount = found.column(columns.amount)
        self._in = found.column(columns.amount_in)
        self._out = found.column(columns.amount_out)
        self._balance = found.column(columns.balance)
        self._payee = found.column(columns.payee)
        self._payee_account = found.column(columns.payee_account)
        self._summary = found.all_columns(columns.summary)
        self._bank_id = found.column(columns.bank_id)
        self._currency = found.column(columns.currency)
        self._sign = found.column([profile.sign.column])
        self._status = found.column([profile.status.column])
        self._when = [(found.column([one.column]), one) for one in profile.sign.when]
        self._pairs = _paired(found)
        self.no_balance = 0

    def read(self, at: int, cells: Sequence[str]) -> Row | Dropped | Review:
        source = Source(self._filename, self._found.sheet.name, at + 1)
        text = " | ".join(filter(None, cells))
        try:
            return self._row(at, cells, source)
        except _DropError as drop:
            return Dropped(source, drop.why, text)
        except _ReviewError as doubt:
            return Review(
                source,
                doubt.why,
                text,
                self._read_moment(cells)[0],
                doubt.amount,
                self._text(cells, self._payee),
                self._summary_of(cells),
                self._text(cells, self._bank_id),
            )

    def _row(self, at: int, cells: Sequence[str], source: Source) -> Row:
        day, time = self._read_moment(cells)
        self._drop_what_is_none(at, cells, has_day=day is not None)
        self._check_digits(at)
        if day is None:
            raise _ReviewError(message("{value} is no date.", value=self._raw(cells, self._date) or "-"))
        self._check_currency(cells)
        amount = self._signed(cells)
        if amount == 0:
            raise _DropError(_ZERO)
        return Row(
            day,
            time or self._clock(cells),
            amount,
            self._balance_of(cells),
            self._text(cells, self._payee),
            self._text(cells, self._payee_account),
            self._summary_of(cells),
            self._text(cells, self._bank_id),
            source,
        )

    def _drop_what_is_none(self, at: int, cells: Sequence[str], *, has_day: bool) -> None:
        first = next(filter(None, cells))
        if any(first.startswith(word) for word in self._profile.stop_row):
            raise _DropError(_STOP)
        if not has_day:
            if _is_header(cells, self._found):
                raise _DropError(_HEADER)
            if not any(self._text(cells, column) for column in (self._amount, self._in, self._out)):
                raise _DropError(_EMPTY)
        status = self._raw(cells, self._status)
        if at in self._pairs:
            raise _DropError(
                message("It was closed and paid back, so no money moved (status {status}).", status=status)
            )
        if self._status is not None and status in self._profile.status.drop:
            raise _DropError(message("No money moved: its status is {status}.", status=status))
        if self._status is not None and status not in self._profile.status.keep:
            raise _ReviewError(message("Its status {status} is not known.", status=status or "-"))

    def _check_digits(self, at: int) -> None:
        """Refuse ids that Excel has cut: they would join what does not belong together."""
        for column in (self._bank_id, self._payee_account):
            if column is not None and (at, column) in self._found.sheet.lossy:
                raise _ReviewError(
                    message(
                        "Excel has cut the long number in {cell}; download the file again and do not open it in Excel.",
                        cell=cell_name(at, column),
                    )
                )

    def _read_moment(self, cells: Sequence[str]) -> tuple[dt.date | None, str]:
        try:
            return parse_moment(self._raw(cells, self._date), self._profile.columns.formats)
        except ValueError:
            return None, ""

    def _clock(self, cells: Sequence[str]) -> str:
        clock = self._text(cells, self._time)
        try:
            return parse_time(clock)
        except ValueError:
            raise _ReviewError(message("{value} is no time of day.", value=clock)) from None

    def _check_currency(self, cells: Sequence[str]) -> None:
        currency = self._text(cells, self._currency)
        if compare_form(currency).lower() not in _CHINESE:
            raise _ReviewError(message("It is in {currency}, and these books hold yuan only.", currency=currency))

    def _signed(self, cells: Sequence[str]) -> int:
        mode = self._profile.sign.mode
        if mode == "two_columns":
            money_in, money_out = self._fen(cells, self._in), self._fen(cells, self._out)
            if money_in and money_out:
                raise _ReviewError(message("It has money in and money out at once."))
            return (money_in or 0) - (money_out or 0)
        amount = self._fen(cells, self._amount)
        if amount is None:
            raise _ReviewError(message("It has a date and no amount."))
        if mode == "signed":
            return amount
        return -amount if mode == "negated" else amount * self._direction(cells, amount)

    def _direction(self, cells: Sequence[str], amount: int) -> int:
        for column, when in self._when:
            if column is not None and self._raw(cells, column) == when.equals:
                return 1 if when.direction == "in" else -1
        sign = self._profile.sign
        word = self._raw(cells, self._sign)
        if word in sign.money_in:
            return 1
        if word in sign.money_out:
            return -1
        if word in sign.neutral:
            raise _ReviewError(message("The file does not say whether money came in or went out."), amount)
        raise _ReviewError(message("{word} is no direction that is known.", word=word or "-"), amount)

    def _fen(self, cells: Sequence[str], column: int | None) -> int | None:
        shown = self._text(cells, column)
        if not shown:
            return None
        try:
            return parse_amount(shown)
        except ValueError:
            raise _ReviewError(message("{value} is no amount of money.", value=shown)) from None

    def _balance_of(self, cells: Sequence[str]) -> int | None:
        shown = self._text(cells, self._balance)
        try:
            return parse_amount(shown) if shown else None
        except ValueError:  # masked, as in files made for others to see; the amount itself is sound
            self.no_balance += 1
            return None

    def _summary_of(self, cells: Sequence[str]) -> str:
        texts = dict.fromkeys(filter(None, (self._text(cells, column) for column in self._summary)))
        return " ".join(texts)

    def _text(self, cells: Sequence[str], column: int | None) -> str:
        text = self._raw(cells, column)
        return "" if text in self._profile.null else text

    @staticmethod
    def _raw(cells: Sequence[str], column: int | None) -> str:
        return cells[column] if column is not None and column < len(cells) else ""


def _is_header(cells: Sequence[str], found: Found) -> bool:
    words = {compare_form(cell) for cell in cells if cell}
    return len(words) > 1 and words <= found.columns.keys()


def _paired(found: Found) -> frozenset[int]:
    """Return the rows of closed payments that were refunded, and of those refunds, one for one."""
    pair = found.profile.status.drop_pair
    status, by = found.column([found.profile.status.column]), found.column([pair.by if pair else ""])
    if pair is None or status is None or by is None:
        return frozenset()
    rows: dict[str, dict[str, list[int]]] = {pair.close: {}, pair.refund: {}}
    for at in range(found.header + 1, len(found.sheet.rows)):
        cells = found.sheet.rows[at]
        word, number = (tidy(cells[column]) if column < len(cells) else "" for column in (status, by))
        if word in rows and number not in found.profile.null and number:
            rows[word].setdefault(number, []).append(at)
    paired: list[int] = []
    for number, closed in rows[pair.close].items():
        for one, other in zip(closed, rows[pair.refund].get(number, ()), strict=False):
            paired += [one, other]
    return frozenset(paired)
