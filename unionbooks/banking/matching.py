"""Bank lines against vouchers, both ways: what explains what, and what is in transit.

Nothing is flagged as matched. A line and a voucher belong together where the line names the voucher,
where the voucher names the line it was imported from, or where one voucher reverses the other; what
hangs together so is a group, and a group is explained when its lines and its postings sum to the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.money import to_fen
from unionbooks.core.vocabulary import BankLine

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from beancount.core.data import Transaction

    from unionbooks.books.model import Books

__all__ = ["Group", "Reconciliation", "bank_accounts", "groups", "lines_of", "open_amounts", "postings_of", "reconcile"]

BANK_CODE: Final = "102"
"""Level-one code of bank deposits (银行存款)."""
OPENING: Final = "opening"
"""Kind of the voucher that takes the balances over; the bank has no line for it."""


@dataclass(frozen=True, slots=True)
class Group:
    """Bank lines and vouchers of one account that belong together.

    Attributes:
        lines: The lines, in the order of the statement.
        vouchers: Voucher number -> fen posted to the account, by number.
    """

    lines: tuple[BankLine, ...]
    vouchers: Mapping[str, int]

    @property
    def difference(self) -> int:
        """What the lines say and the vouchers do not, in fen."""
        return sum(to_fen(line.amount) for line in self.lines) - sum(self.vouchers.values())

    @property
    def is_explained(self) -> bool:
        """Whether vouchers account for the lines to the fen."""
        return bool(self.vouchers) and self.difference == 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One bank account on one day: the books against the bank (银行存款余额调节表), in fen.

    Attributes:
        account: The account.
        day: The day, its end.
        books: Balance by the vouchers.
        bank: Balance by the last statement; `None` where no line up to the day has a balance.
        in_transit: Voucher number -> fen, booked and not at the bank yet.
        unexplained: Groups of lines that no voucher accounts for.
        last_line: Day of the last bank line up to the day, and of the last one known at all.
    """

    account: str
    day: dt.date
    books: int
    bank: int | None
    in_transit: Mapping[str, int]
    unexplained: tuple[Group, ...]
    last_line: dt.date | None
    last_known: dt.date | None

    @property
    def difference(self) -> int:
        """What is left when the bank's balance is adjusted for what is in transit; nought when it ties."""
        if self.bank is None:
            return 0
        return self.books - self.bank - sum(self.in_transit.values())


def bank_accounts(books: Books) -> tuple[str, ...]:
    """Return the accounts that a bank keeps, sorted: those below 102 with postings or bank lines, or a number."""
    used = {posting.account for entry in books.transactions for posting in entry.postings}
    used |= {line.account for line in books.of(BankLine)}
    used |= {name for name, entry in books.accounts.items() if "bank-number" in entry.meta}
    return tuple(sorted(name for name in used if code_of(level_one(name)) == BANK_CODE))


def lines_of(books: Books, account: str, until: dt.date | None = None) -> tuple[BankLine, ...]:
    """Return the bank lines of an account up to a day, in the order of the statement."""
    return tuple(
        line for line in books.of(BankLine) if line.account == account and (until is None or line.date <= until)
    )


def postings_of(books: Books, account: str, until: dt.date | None = None) -> dict[str, int]:
    """Return voucher number -> fen posted to an account up to a day, in the order of the books."""
    sums: defaultdict[str, int] = defaultdict(int)
    for number, entry in books.vouchers.items():
        if until is None or entry.date <= until:
            for posting in entry.postings:
                if posting.account == account and posting.units is not None and posting.units.number is not None:
                    sums[number] += to_fen(posting.units.number)
    return dict(sums)


def groups(books: Books, account: str, until: dt.date | None = None) -> tuple[Group, ...]:
    """Return what belongs together on an account up to a day; every line is in one group, every voucher, too."""
    lines = lines_of(books, account, until)
    sums = postings_of(books, account, until)
    ties = _Ties()
    for at, line in enumerate(lines):
        ties.add(f"line {at}")
        for number in map(str, line.vouchers or ()):
            if number in sums:
                ties.join(f"line {at}", number)
    at_of = {line.bank_line: at for at, line in enumerate(lines)}
    for number in sums:
        ties.add(number)
        for other in _named_by(books.vouchers[number], at_of, sums):
            ties.join(number, other)
    return tuple(
        Group(
            tuple(lines[int(name.removeprefix("line "))] for name in names if name.startswith("line ")),
            {name: sums[name] for name in names if name in sums},
        )
        for names in ties.groups()
    )


def _named_by(entry: Transaction, at_of: Mapping[str, int], sums: Mapping[str, int]) -> Iterator[str]:
    """Name the lines a voucher was imported from, and the voucher that it reverses."""
    for one in str(entry.meta.get("import-id") or "").split():
        if one in at_of:
            yield f"line {at_of[one]}"
    reversed_ = entry.meta.get("reverses")
    if reversed_ in sums:
        yield str(reversed_)


def open_amounts(books: Books, ids: Iterable[str]) -> dict[str, int]:
    """Return account -> fen that no voucher accounts for yet, of the bank lines with these ids."""
    wanted = set(ids)
    amounts: dict[str, int] = {}
    for account in dict.fromkeys(line.account for line in books.of(BankLine) if line.bank_line in wanted):
        for group in groups(books, account):
            if any(line.bank_line in wanted for line in group.lines):
                amounts[account] = amounts.get(account, 0) + group.difference
    return amounts


class _Ties:
    """Which names hang together, over any number of steps."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    def add(self, name: str) -> None:
        self._up.setdefault(name, name)

    def _top(self, name: str) -> str:
        while self._up[name] != name:
            self._up[name] = self._up[self._up[name]]
            name = self._up[name]
        return name

    def join(self, one: str, other: str) -> None:
        self.add(one)
        self.add(other)
        self._up[self._top(other)] = self._top(one)

    def groups(self) -> Iterable[list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._up:
            found.setdefault(self._top(name), []).append(name)
        return found.values()


def reconcile(books: Books, account: str, day: dt.date) -> Reconciliation:
    """Set the books of an account against its bank lines, at the end of a day."""
    known = lines_of(books, account)
    lines = [line for line in known if line.date <= day]
    found = groups(books, account, day)
    in_transit = {
        number: fen
        for group in found
        if not group.lines and sum(group.vouchers.values()) != 0
        for number, fen in group.vouchers.items()
        if books.vouchers[number].meta.get("kind") != OPENING
    }
    return Reconciliation(
        account=account,
        day=day,
        books=sum(postings_of(books, account, day).values()),
        bank=_bank_balance(lines),
        in_transit=in_transit,
        unexplained=tuple(group for group in found if group.lines and not group.is_explained),
        last_line=lines[-1].date if lines else None,
        last_known=known[-1].date if known else None,
    )


def _bank_balance(lines: Iterable[BankLine]) -> int | None:
    """Return the last balance that the bank gave, and what moved after it."""
    balance: int | None = None
    for line in lines:
        if line.balance is not None:
            balance = to_fen(line.balance)
        elif balance is not None:
            balance += to_fen(line.amount)
    return balance
