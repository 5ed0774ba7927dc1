from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from unionbooks.banking.lines import with_vouchers
from unionbooks.banking.lines import write_lines
from unionbooks.banking.matching import bank_accounts
from unionbooks.banking.matching import groups
from unionbooks.banking.matching import open_amounts
from unionbooks.banking.matching import reconcile
from unionbooks.books.load import load
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import BankLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unionbooks.books.model import Books

BANK = "Assets:102银行存款:10201基本户"
END = dt.date(2026, 1, 31)
MAIN = """\
option "title" "x"
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
plugin "unionbooks.plugin"
include "accounts.beancount"
include "members.beancount"
include "2026/*.beancount"
include "bank/*.beancount"
"""


def voucher(serial: int, fen: int, day: int = 10, **meta: str) -> str:
    """Write a voucher that moves fen on the bank account."""
    lines = "".join(f'  {key.replace("_", "-")}: "{value}"\n' for key, value in meta.items())
    other = format_yuan(-fen, commas=False)
    return (
        f'2026-01-{day:02d} * "x" ^V2026-01-{serial:04d}\n  voucher: "2026-01-{serial:04d}"\n{lines}'
        f"  {BANK}  {format_yuan(fen, commas=False)} CNY\n  Income:401会费收入  {other} CNY\n\n"
    )


def line(name: str, fen: int, day: int = 10, *, balance: int | None = None, vouchers: str = "") -> BankLine:
    """Make a bank line."""
    numbers = tuple(VoucherNumber.parse(one) for one in vouchers.split())
    return BankLine(
        date=dt.date(2026, 1, day),
        account=BANK,
        bank_line=name,
        amount=to_yuan(fen),
        balance=to_yuan(balance) if balance is not None else None,
        vouchers=numbers or None,
    )


def books_of(make: Callable[[dict[str, str]], Path], vouchers: str, *lines: BankLine) -> Books:
    """Load a ledger with vouchers and bank lines."""
    files = {"main.beancount": MAIN, "2026/2026-01.beancount": vouchers or ";\n"}
    return load(make({**files, "bank/2026-01.beancount": write_lines(lines) or ";\n"}))


def test_what_names_each_other_is_a_group(make_ledger: Callable[[dict[str, str]], Path]) -> None:
    """A line's vouchers, a voucher's own row and a reversal all tie, over any number of steps."""
    text = voucher(1, 500) + voucher(2, -500, reverses="2026-01-0001") + voucher(3, 300, import_id="B") + voucher(4, 7)
    books = books_of(make_ledger, text, line("A", 100, vouchers="2026-01-0001"), line("B", 300))
    found = [({one.bank_line for one in group.lines}, set(group.vouchers)) for group in groups(books, BANK)]
    assert found == [
        ({"A"}, {"2026-01-0001", "2026-01-0002"}),
        ({"B"}, {"2026-01-0003"}),
        (set(), {"2026-01-0004"}),
    ]
    assert open_amounts(books, ["A"]) == {BANK: 100}
    assert open_amounts(books, ["B"]) == {BANK: 0}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    fens=st.lists(st.integers(1, 9999), min_size=1, max_size=6),
    known=st.lists(st.booleans(), min_size=6, max_size=6),
    opening=st.integers(0, 9999),
)
def test_books_and_bank_tie_but_for_what_is_in_transit(
    make_ledger: Callable[[dict[str, str]], Path], fens: list[int], known: list[bool], opening: int
) -> None:
    """Whichever vouchers the bank knows of, books less transit is the bank's balance; a fen more is seen."""
    text = voucher(1, opening, 1, kind="opening")
    lines = []
    balance = opening
    transit = {}
    for at, fen in enumerate(fens):
        text += voucher(at + 2, fen)
        if known[at]:
            balance += fen
            lines.append(line(f"L{at}", fen, balance=balance, vouchers=f"2026-01-{at + 2:04d}"))
        else:
            transit[f"2026-01-{at + 2:04d}"] = fen
    books = books_of(make_ledger, text, *lines)
    state = reconcile(books, BANK, END)
    assert state.in_transit == transit
    assert state.unexplained == ()
    assert state.difference == 0
    assert state.books == opening + sum(fens)
    if lines:
        off = [*lines[:-1], line("X", 5, balance=balance + 1, vouchers="2026-01-0002")]
        assert reconcile(books_of(make_ledger, text, *off), BANK, END).unexplained


def test_a_line_later_than_the_day_does_not_count_yet(make_ledger: Callable[[dict[str, str]], Path]) -> None:
    """At the end of a day only what is dated up to it is looked at, on both sides."""
    books = books_of(make_ledger, voucher(1, 500, 9), line("A", 500, 20, balance=500, vouchers="2026-01-0001"))
    before = reconcile(books, BANK, dt.date(2026, 1, 15))
    assert (before.in_transit, before.bank, before.last_known) == ({"2026-01-0001": 500}, None, dt.date(2026, 1, 20))
    assert reconcile(books, BANK, END).in_transit == {}


def test_a_line_without_balance_moves_the_last_one(make_ledger: Callable[[dict[str, str]], Path]) -> None:
    """Where the last lines have no balance, their amounts are added to the one before."""
    books = books_of(make_ledger, "", line("A", 5, 2, balance=5), line("B", 3, 3), line("C", -1, 4))
    assert reconcile(books, BANK, END).bank == 7
    assert bank_accounts(books) == (BANK,)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True))
def test_naming_vouchers_changes_nothing_else(places: list[int]) -> None:
    """The vouchers of a line are set in their own lines of text; notes and own keys of the file stay."""
    texts = [f"; note {at}\n{write_lines([line(f'L{at}', 100)])}  x-own: {at}\n" for at in range(5)]
    text = "\n".join(texts)
    start = [text[: text.index(f'"L{at}"')].count("\n") + 1 for at in range(5)]
    number = VoucherNumber.parse("2026-01-0007")
    once = with_vouchers(text, {start[at]: [number] for at in places})
    assert once.replace('  vouchers: "2026-01-0007"\n', "") == text
    assert once.count("2026-01-0007") == len(places)
    again = [once[: once.index(f'"L{at}"')].count("\n") + 1 for at in places]
    assert with_vouchers(once, {at: [number] for at in again}) == once
