"""From a recognised sheet to rows: every row below the header is kept, dropped with a reason, or shown."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from importers.own_number import same_number
from importers.rows import Dropped
from importers.rows import Reading
from importers.rows import Review
from importers.rows import Row
from importers.rows import Source
from importers.rows import Tally
from importers.sheet import cell_name
from importers.sheet import compare_form
from importers.sheet import tidy
from importers.values import parse_amount
from importers.values import parse_day_without_year
from importers.values import parse_moment
from importers.values import parse_time
from unionbooks.core.messages import message

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.detect import Found
    from importers.profile import When
    from unionbooks.core.messages import Message

__all__ = ["CHINESE", "DropError", "ReviewError", "RowReader", "read_rows"]

_STOP: Final = message("It is a total or a notice of the bank's.")
_HEADER: Final = message("It is the header once more.")
_EMPTY: Final = message("It has neither a date nor an amount.")
_ZERO: Final = message("Its amount is zero.")
CHINESE: Final = frozenset({"", "人民币", "人民币元", "cny", "rmb", "156", "01", "¥", "元", "人民币cny", "人民币(cny)"})
"""How banks write yuan, in the form in which words are compared."""


class DropError(Exception):
    """A row is no movement of money."""

    def __init__(self, why: Message) -> None:
        """Take the reason."""
        super().__init__(why)
        self.why = why


class ReviewError(Exception):
    """A row is not understood."""

    def __init__(self, why: Message, amount: int | None = None) -> None:
        """Take the reason, and the amount where that much is known."""
        super().__init__(why)
        self.why = why
        self.amount = amount


def read_rows(found: Found, filename: str, own_number: str = "") -> Reading:
    """Read every row below the header of a recognised sheet.

    Args:
        found: The sheet.
        filename: Name of the file.
        own_number: Number of the union's own account, where the sign depends on it.
    """
    reader = RowReader(found, filename, own_number)
    for at in range(found.body, len(found.sheet.rows)):
        reader.read(at, found.sheet.rows[at])
    return reader.reading()


class RowReader:
    """Reads the rows of one sheet one by one; the columns are looked up once."""

    def __init__(self, found: Found, filename: str, own_number: str = "", *, rows: Iterable[int] | None = None) -> None:
        """Take the sheet, the number of the own account where the sign depends on it, and the rows that will be read.

        Rows are numbered from 0; all below the header where they are not given.
        """
        profile = found.profile
        columns = profile.columns
        self._found = found
        self._profile = profile
        self._filename = filename
        self._own_number = own_number
        self._year_month = _year_month(found, filename)
        self._date = found.column(columns.date)
        self._date_else = found.column(columns.date_else)
        self._time = next((at for at in found.all_columns(columns.time) if at != self._date), None)
        self._amount = found.column(columns.amount)
        self._in = found.column(columns.amount_in)
        self._out = found.column(columns.amount_out)
        self._balance = found.column(columns.balance)
        self._payer = found.column(columns.payer)
        self._payer_account = found.column(columns.payer_account)
        self._payee = found.column(columns.payee)
        self._payee_account = found.column(columns.payee_account)
        self._summary = found.all_columns(columns.summary)
        self._bank_id = found.column(columns.bank_id)
        self._currency = found.column(columns.currency)
        self._sign = found.column(profile.sign.column)
        self._statuses = [
            (column, one)
            for one in (profile.status, *profile.status.also)
            if (column := found.column([one.column])) is not None
        ]
        self._when = [(found.column([one.column]), found.column(one.amount), one) for one in profile.sign.when]
        numbers = range(found.body, len(found.sheet.rows)) if rows is None else rows
        self._pairs = paired(found, ((at, found.sheet.rows[at]) for at in numbers))
        self._total_header = -2
        self.kept: list[Row] = []
        self.dropped: list[Dropped] = []
        self.review: list[Review] = []
        self.no_balance = 0
        self.tally = Tally()
        self.currencies: dict[str, None] = {}

    def reading(self) -> Reading:
        """Return what was read."""
        read = len(self.kept) + len(self.dropped) + len(self.review)
        return Reading(
            read,
            tuple(self.kept),
            tuple(self.dropped),
            tuple(self.review),
            self.no_balance,
            self.tally,
            tuple(self.currencies) or ("CNY",),
        )

    def read(self, at: int, raw: Sequence[str]) -> None:
        """Read one row, `at` from 0, and put it where it belongs; an empty one is none."""
        cells = [tidy(cell, self._profile.strip) for cell in raw]
        if not any(cells):
            return
        source = Source(self._filename, self._found.sheet.name, at + 1)
        text = " | ".join(filter(None, cells))
        try:
            self.kept.append(self._row(at, cells, source))
        except DropError as drop:
            self.dropped.append(Dropped(source, drop.why, text))
        except ReviewError as doubt:
            self.review.append(self._review(cells, source, text, doubt))

    def _review(self, cells: Sequence[str], source: Source, text: str, doubt: ReviewError) -> Review:
        day = self._read_moment(cells)[0]
        payee, summary = self._text(cells, self._payee), self._summary_of(cells)
        return Review(source, doubt.why, text, day, doubt.amount, payee, summary, self._text(cells, self._bank_id))

    def _row(self, at: int, cells: Sequence[str], source: Source) -> Row:
        day, time = self._read_moment(cells)
        self._drop_what_is_none(at, cells, has_day=day is not None)
        self.tally.n += 1
        self._judge_status(at, cells)
        self._check_digits(at)
        if day is None:
            raise ReviewError(message("{value} is no date.", value=self._raw(cells, self._date) or "-"))
        self._check_currency(cells)
        amount = self._signed(cells)
        if amount == 0:
            raise DropError(_ZERO)
        payee, payee_account = self._other_side(cells, amount)
        return Row(
            day,
            time or self._clock(cells),
            amount,
            self._balance_of(cells),
            payee,
            payee_account,
            self._summary_of(cells),
            self._text(cells, self._bank_id),
            source,
        )

    def _drop_what_is_none(self, at: int, cells: Sequence[str], *, has_day: bool) -> None:
        first = next(filter(None, cells))
        table = self._profile.control.total_table
        in_table = self._total_header == at - 1 and not has_day
        if table is not None and first == table.header:
            self._total_header = at
        if in_table or self._total_header == at or first.startswith(self._profile.stop_row or ("\0",)):
            raise DropError(_STOP)
        if not has_day:
            if _is_header(cells, self._found):
                raise DropError(_HEADER)
            if not any(self._text(cells, column) for column in (self._amount, self._in, self._out)):
                raise DropError(_EMPTY)

    def _judge_status(self, at: int, cells: Sequence[str]) -> None:
        if at in self._pairs:
            self._tally_only(cells)
            status = self._raw(cells, self._statuses[0][0])
            raise DropError(message("It was closed and paid back, so no money moved (status {status}).", status=status))
        for column, judged in self._statuses:
            status = self._raw(cells, column)
            if status in judged.keep:
                continue
            if status in judged.drop and status not in judged.review:
                self._tally_only(cells)
                raise DropError(message("No money moved: its status is {status}.", status=status))
            why = message("Its status {status} is not known.", status=status or "-")
            raise ReviewError(why, self._known_amount(cells))

    def _known_amount(self, cells: Sequence[str]) -> int | None:
        try:
            return self._fen(cells, self._amount)
        except ReviewError:
            return None

    def _tally_only(self, cells: Sequence[str]) -> None:
        """Count a row that moved no money in the totals where the file counts it, too."""
        word = self._raw(cells, self._sign)
        way = word in self._profile.sign.money_in
        if (fen := self._known_amount(cells)) and (way or word in self._profile.sign.money_out):
            self.tally.add(money_in=way, fen=fen)

    def _check_digits(self, at: int) -> None:
        """Refuse ids that Excel has cut: they would join what does not belong together."""
        for column in (self._bank_id, self._payee_account, self._payer_account):
            if column is not None and (at, column) in self._found.sheet.lossy:
                raise ReviewError(
                    message(
                        "Excel has cut the long number in {cell}; download the file again and do not open it in Excel.",
                        cell=cell_name(at, column),
                    )
                )

    def _read_moment(self, cells: Sequence[str]) -> tuple[dt.date | None, str]:
        for column in (self._date, self._date_else):
            cell = self._raw(cells, column)
            if not cell or cell in self._profile.null:
                continue
            try:
                if self._year_month is not None:
                    return parse_day_without_year(cell, *self._year_month), ""
                return parse_moment(cell, self._profile.columns.formats)
            except ValueError:
                return None, ""
        return None, ""

    def _clock(self, cells: Sequence[str]) -> str:
        clock = self._text(cells, self._time)
        try:
            return parse_time(clock)
        except ValueError:
            raise ReviewError(message("{value} is no time of day.", value=clock)) from None

    def _check_currency(self, cells: Sequence[str]) -> None:
        currency = self._text(cells, self._currency)
        if compare_form(currency).lower() not in CHINESE:
            self.currencies[currency] = None
            raise ReviewError(message("It is in {currency}, and these books hold yuan only.", currency=currency))
        self.currencies["CNY"] = None

    def _signed(self, cells: Sequence[str]) -> int:
        mode = self._profile.sign.mode
        if mode == "two_columns":
            return self._of_two_columns(cells)
        for column, amount_column, when in self._when:
            if column is not None and self._raw(cells, column) in when.equals:
                return self._of_exception(cells, amount_column, when)
        amount = self._fen(cells, self._amount)
        if amount is None:
            raise ReviewError(message("It has a date and no amount."))
        if mode in {"indicator", "own_account"}:
            way = self._direction(cells, amount) if mode == "indicator" else self._own_side(cells, amount)
            if way < 0 and mode == "own_account":
                amount = abs(amount)  # some of these banks write what goes out with a minus
            self.tally.add(money_in=way > 0, fen=amount - self._gross_note(cells))
            return amount * way
        signed = amount if mode == "signed" else -amount
        self.tally.add(money_in=signed > 0, fen=abs(signed))
        return signed

    def _of_two_columns(self, cells: Sequence[str]) -> int:
        money_in, money_out = self._fen(cells, self._in), self._fen(cells, self._out)
        if money_out and self._profile.sign.out_minus:
            money_out = abs(money_out)
        if money_in and money_out:
            raise ReviewError(message("It has money in and money out at once."))
        if money_in or money_out:
            self.tally.add(money_in=bool(money_in), fen=money_in or money_out or 0)
        return (money_in or 0) - (money_out or 0)

    def _of_exception(self, cells: Sequence[str], column: int | None, when: When) -> int:
        amount = self._fen(cells, column if when.amount else self._amount)
        if amount is None:
            raise ReviewError(message("It has a date and no amount."))
        if when.amount:  # a bill that has a column for it counts it, too
            self.tally.add(money_in=when.direction == "in", fen=amount)
        return amount if when.direction == "in" else -amount

    def _direction(self, cells: Sequence[str], amount: int) -> int:
        sign = self._profile.sign
        word = self._raw(cells, self._sign)
        if word in sign.money_in:
            return 1
        if word in sign.money_out:
            return -1
        if word in sign.neutral:
            raise ReviewError(message("The file does not say whether money came in or went out."), amount)
        raise ReviewError(message("{word} is no direction that is known.", word=word or "-"), amount)

    def _own_side(self, cells: Sequence[str], amount: int) -> int:
        pays = same_number(self._text(cells, self._payer_account), self._own_number)
        receives = same_number(self._text(cells, self._payee_account), self._own_number)
        if pays == receives:
            raise ReviewError(message("Neither or both of payer and payee are the account of this statement."), amount)
        return 1 if receives else -1

    def _other_side(self, cells: Sequence[str], amount: int) -> tuple[str, str]:
        if self._profile.sign.mode == "own_account" and amount > 0:
            return self._text(cells, self._payer), self._text(cells, self._payer_account)
        return self._text(cells, self._payee), self._text(cells, self._payee_account)

    def _fen(self, cells: Sequence[str], column: int | None) -> int | None:
        shown = self._text(cells, column)
        if not shown:
            return None
        note = self._profile.sign.note
        match = note.pattern.search(shown) if note is not None else None
        try:
            if note is None or match is None:
                return parse_amount(shown)
            amount = parse_amount(shown[: match.start()])
            return amount - _paid_back(match[1] if match.re.groups else None, amount) if note.is_net else amount
        except ValueError:
            raise ReviewError(message("{value} is no amount of money.", value=shown)) from None

    def _gross_note(self, cells: Sequence[str]) -> int:
        """Return what a note says was paid back, where the amount itself was left whole."""
        note = self._profile.sign.note
        shown = self._text(cells, self._amount)
        match = note.pattern.search(shown) if note is not None and not note.is_net else None
        if match is None:
            return 0
        amount = parse_amount(shown[: match.start()])
        return _paid_back(match[1] if match.re.groups else None, amount)

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


def _paid_back(text: str | None, amount: int) -> int:
    return parse_amount(text) if text else amount


def _year_month(found: Found, filename: str) -> tuple[int, int] | None:
    """Return year and month of the statement, for days that are written without a year."""
    pattern = found.profile.columns.year_from
    match = (pattern.search(found.above) or pattern.search(filename)) if pattern is not None else None
    if match is None:
        return None
    month = match[2] if match.re.groups > 1 else None
    return int(match[1]), int(month) if month else 12


def _is_header(cells: Sequence[str], found: Found) -> bool:
    words = {compare_form(cell) for cell in cells if cell}
    return len(words) > 1 and words <= found.words


def paired(found: Found, numbered: Iterable[tuple[int, Sequence[str]]]) -> frozenset[int]:
    """Return the rows of closed payments that were refunded, and of those refunds, one for one."""
    pair = found.profile.status.drop_pair
    status, by = found.column([found.profile.status.column]), found.column([pair.by if pair else ""])
    if pair is None or status is None or by is None:
        return frozenset()
    strip = found.profile.strip
    rows: Mapping[str, dict[str, list[int]]] = {pair.close: {}, pair.refund: {}}
    for at, cells in numbered:
        word, number = (tidy(cells[column], strip) if column < len(cells) else "" for column in (status, by))
        if word in rows and number not in found.profile.null and number:
            rows[word].setdefault(number, []).append(at)
    both: list[int] = []
    for number, closed in rows[pair.close].items():
        for one, other in zip(closed, rows[pair.refund].get(number, ()), strict=False):
            both += [one, other]
    return frozenset(both)
