from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from unionbooks.banking.custody import Custody
from unionbooks.banking.custody import Move
from unionbooks.banking.custody import Term
from unionbooks.banking.custody import balances
from unionbooks.banking.custody import custody_in
from unionbooks.banking.custody import custody_of
from unionbooks.banking.custody import enrolled
from unionbooks.banking.custody_checks import custody_problems
from unionbooks.banking.custody_checks import ties
from unionbooks.books.load import load
from unionbooks.books.query import open_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from pathlib import Path

    MakeLedger = Callable[[Mapping[str, str | bytes]], Path]

BEGIN = dt.date(2026, 1, 1)
END = dt.date(2026, 12, 31)
SAVINGS = "Liabilities:221代管经费:22101会员储金会"
FUND = "Liabilities:221代管经费:22102互助会"
OWN = "Assets:102银行存款:10201基本户"
APART = "Assets:102银行存款:10299代管经费"
LOANS = "Assets:135其他应收款:13501储金会借款"
SCHEMES = f"""\
2026-01-01 open Liabilities:221代管经费 CNY
2026-01-01 open {SAVINGS} CNY
2026-01-01 open {FUND} CNY
2026-01-01 open {APART} CNY
2026-01-01 open Assets:135其他应收款 CNY
2026-01-01 open {LOANS} CNY
2026-01-01 custom "union-scheme" "CX" {SAVINGS}
  name: "会员储金会"
  kind: "savings"
  bank-account: {APART}
  loan-account: {LOANS}
2026-01-01 custom "union-scheme" "HZ" {FUND}
  name: "互助会"
  kind: "mutual-aid"
  bank-account: {APART}
2026-01-01 custom "union-member" "S0001" "join"
  name: "张一"
2026-01-01 custom "union-member" "S0002" "join"
  name: "王二"
"""


def voucher(number: str, date: str, *legs: str, kind: str = "transfer", more: str = "") -> str:
    """Write a voucher; a leg is an account, an amount and perhaps a member."""
    lines = [f'{date} * "代管款" ^V{number}', f'  voucher: "{number}"', f'  kind: "{kind}"', *([more] if more else [])]
    for leg in legs:
        account, amount, *member = leg.split(" ")
        lines.append(f"  {account}  {amount} CNY")
        lines += [f'    member: "{one}"' for one in member]
    return "\n".join(lines) + "\n"


PAID_IN = voucher(
    "2026-01-0901", "2026-01-10", f"{APART} 300.00", f"{SAVINGS} -200.00 S0001", f"{SAVINGS} -100.00 S0002"
)


def problems(make_ledger: MakeLedger, *vouchers: str, schemes: str = SCHEMES) -> list[str]:
    """Make a ledger with these vouchers, and return the codes of what is wrong with other people's money."""
    root = make_ledger({"2026/custody.beancount": schemes + "\n" + "\n".join(vouchers)})
    books = load(root)
    custody = custody_of(books, END)
    with open_tables(root) as tables:
        assert custody_in(tables, END) == custody
    return sorted(problem.code for problem in custody_problems(custody))


def test_money_that_is_all_there(make_ledger: MakeLedger) -> None:
    """Savings that lie on their own account, each with its member, are no problem."""
    assert problems(make_ledger, PAID_IN) == []


def test_a_loan_on_135_leaves_the_savings_as_they_are(make_ledger: MakeLedger) -> None:
    """A loan moves money to a claim; what is owed to the savers and what is held still tie."""
    lent = voucher("2026-01-0902", "2026-01-11", f"{LOANS} 250.00 S0001", f"{APART} -250.00", kind="advance")
    assert problems(make_ledger, PAID_IN, lent) == []


def test_a_loan_out_of_221_is_reported(make_ledger: MakeLedger) -> None:
    """Lending by debiting 221 takes the savings of others, and is said twice: as a loan and as overdrawn."""
    lent = voucher("2026-01-0902", "2026-01-11", f"{SAVINGS} 250.00 S0001", f"{APART} -250.00", kind="advance")
    assert problems(make_ledger, PAID_IN, lent) == ["custody-loan", "custody-overdrawn"]


def test_money_without_a_name_is_reported(make_ledger: MakeLedger) -> None:
    """Savings must say whose they are; a common fund need not."""
    nameless = voucher("2026-01-0902", "2026-01-11", f"{APART} 5.00", f"{SAVINGS} -5.00")
    common = voucher("2026-01-0903", "2026-01-11", f"{APART} 5.00", f"{FUND} -5.00")
    assert problems(make_ledger, PAID_IN, nameless, common) == ["custody-nobody"]


def test_a_fund_cannot_give_more_than_it_has(make_ledger: MakeLedger) -> None:
    """Help beyond what was paid in is paid out of other money."""
    helped = voucher("2026-01-0902", "2026-01-11", f"{FUND} 50.00 S0001", f"{APART} -50.00")
    assert problems(make_ledger, PAID_IN, helped) == ["custody-pool-overdrawn"]


def test_money_that_is_elsewhere_is_reported(make_ledger: MakeLedger) -> None:
    """Savings that came to the union's own account are owed and not held."""
    elsewhere = voucher("2026-01-0902", "2026-01-11", f"{OWN} 5.00", f"{SAVINGS} -5.00 S0001")
    assert problems(make_ledger, PAID_IN, elsewhere) == ["custody-not-there"]


def test_money_taken_as_income_is_reported(make_ledger: MakeLedger) -> None:
    """Other people's money is never income of the union."""
    taken = voucher("2026-01-0902", "2026-01-11", f"{SAVINGS} 5.00 S0001", "Income:401会费收入 -5.00")
    assert problems(make_ledger, PAID_IN, taken) == ["custody-income", "custody-not-there"]


def test_schemes_that_are_entered_wrongly(make_ledger: MakeLedger) -> None:
    """An account of another kind, one shared by two, and money below 221 that nobody has entered are reported."""
    shared = SCHEMES + f'2026-01-02 custom "union-scheme" "ZZ" {FUND}\n  name: "另一个"\n  kind: "donation"\n'
    assert problems(make_ledger, schemes=shared) == ["custody-shared"]
    wrong = SCHEMES + '2026-01-02 custom "union-scheme" "ZZ" Income:401会费收入\n  name: "另一个"\n  kind: "donation"\n'
    assert problems(make_ledger, schemes=wrong) == ["custody-account"]
    stray = SCHEMES + "2026-01-01 open Liabilities:221代管经费:22103其他 CNY\n"
    move = voucher("2026-01-0902", "2026-01-11", f"{OWN} 5.00", "Liabilities:221代管经费:22103其他 -5.00")
    assert problems(make_ledger, move, schemes=stray) == ["custody-no-scheme"]
    mixed = SCHEMES.replace(f"  bank-account: {APART}\n", "").replace(f"  loan-account: {LOANS}\n", "")
    assert problems(make_ledger, PAID_IN, schemes=mixed) == ["custody-mixed"]


members = st.sampled_from(["", "M1", "M2", "M3"])
moves = st.lists(
    st.builds(
        lambda at, member, fen, red: Move(
            account=SAVINGS,
            date=BEGIN + dt.timedelta(days=at),
            voucher=f"V{at}",
            member=member,
            fen=fen,
            red=red,
        ),
        st.integers(0, 300),
        members,
        st.integers(-(10**6), 10**6),
        st.booleans(),
    ),
    max_size=30,
)


@given(moves)
def test_what_members_have_sums_to_what_is_owed(found: list[Move]) -> None:
    """Over any movements, the balances of all members and of nobody alone sum to that of the scheme."""
    term = Term(id="CX", name="储金会", kind="savings", account=SAVINGS, since=BEGIN, begins=BEGIN)
    custody = Custody(END, (term,), tuple(found), {SAVINGS: -sum(move.fen for move in found)})
    shares = balances(found)
    assert sum(one.fen for one in shares) == custody.balance(term) == -custody.money[SAVINGS]
    assert all(one.paid_in - one.paid_out == one.fen for one in shares)
    taking = enrolled(term, found, END)
    assert taking == {one.member: one.fen for one in shares if one.member and one.fen > 0}


@given(moves)
def test_a_movement_and_its_reversal_leave_nothing(found: list[Move]) -> None:
    """When every voucher is cancelled by a red one, nothing was paid in and nothing out, for anybody."""
    plain = [move for move in found if not move.red]
    red = [
        Move(account=one.account, date=END, voucher=f"R{one.voucher}", member=one.member, fen=-one.fen, red=True)
        for one in plain
    ]
    assert all((one.paid_in, one.paid_out) == (0, 0) for one in balances([*plain, *red]))


def _move(member: str, fen: int, date: str, payee: str = "", *, red: bool = False) -> Move:
    return Move(
        account=FUND, date=dt.date.fromisoformat(date), voucher="V", member=member, fen=fen, payee=payee, red=red
    )


def test_who_takes_part_in_an_insurance() -> None:
    """A premium passed on still counts; one paid back, or of an earlier term, does not."""
    term = Term(
        id="BX",
        name="互助保障",
        kind="insurance",
        account=FUND,
        since=BEGIN,
        begins=dt.date(2026, 6, 1),
        payee="办事处",
    )
    found = [
        _move("M1", 60_00, "2026-05-01"),
        _move("M2", 60_00, "2026-06-02"),
        _move("M3", 60_00, "2026-06-02"),
        _move("M4", 60_00, "2026-06-02"),
        _move("M3", -60_00, "2026-06-03", "M3"),
        _move("M4", -60_00, "2026-06-04", red=True),
        _move("M2", -60_00, "2026-06-30", "办事处"),
    ]
    assert enrolled(term, found, END) == {"M2": 60_00}


def test_help_does_not_take_a_giver_off_the_list() -> None:
    """Who gave to a fund takes part, whatever help came back."""
    term = Term(id="HZ", name="互助会", kind="mutual-aid", account=FUND, since=BEGIN, begins=BEGIN)
    found = [_move("M1", 10_00, "2026-02-01"), _move("M1", -500_00, "2026-03-01", "M1")]
    assert enrolled(term, found, END) == {"M1": 10_00}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8), st.integers(0, 10**6))
def test_every_scheme_with_money_apart_is_in_one_tie(pairs: list[tuple[int, int]], fen: int) -> None:
    """Schemes that share accounts, over any number of steps, are set against them together, each once."""
    terms = tuple(
        Term(
            id=f"S{at}", name="x", kind="club", account=f"L:{at}", since=BEGIN, begins=BEGIN, money=(f"A:{a}", f"A:{b}")
        )
        for at, (a, b) in enumerate(pairs)
    )
    found = ties(Custody(END, terms, (), {f"A:{at}": fen for at in range(6)}))
    assert sorted(name for tie in found for name in tie.schemes) == sorted(term.id for term in terms)
    accounts = [account for tie in found for account in tie.accounts]
    assert len(accounts) == len(set(accounts))
    assert sum(tie.held for tie in found) == fen * len({f"A:{one}" for pair in pairs for one in pair})
