from __future__ import annotations

import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from paper_ledger import ACCOUNTS
from paper_ledger import MAIN
from paper_ledger import MEMBERS
from paper_ledger import UNION

from reports.month_summary import month_summary
from reports.trial_balance import trial_balance
from unionbooks.books.query import Tables
from unionbooks.books.query import open_tables
from unionbooks.core.money import format_yuan
from unionbooks.core.month import Month

MARCH_2026 = Month(2026, 3)
NAMES = [line.split()[2] for line in ACCOUNTS.splitlines() if " open " in line]


def test_the_trial_balance_of_three_months(tables: Tables) -> None:
    """Opening, turnover and closing of each account, and of each account that it stands below."""
    report = trial_balance(tables, MARCH_2026)
    assert [
        (row.account.code, row.opening_fen, row.debit_fen, row.credit_fen, row.closing_fen) for row in report.rows
    ] == [
        ("101", 20000, 0, 0, 20000),
        ("102", 1239117, 504550, 0, 1743667),
        ("10201", 1239117, 504550, 0, 1743667),
        ("211", 0, 0, 200000, -200000),
        ("322", -1254567, 0, 0, -1254567),
        ("32205", -1254567, 0, 0, -1254567),
        ("401", -4550, 0, 4550, -9100),
        ("402", 0, 0, 300000, -300000),
        ("501", 0, 0, 0, 0),
        ("50105", 0, 0, 0, 0),
    ]
    assert report.totals.ties
    assert report.letterhead.accountant == "赵敏"


def test_opening_vouchers_are_opening_balances(tables: Tables) -> None:
    """In the month in which the books begin, the opening voucher is what was there, not what moved."""
    report = trial_balance(tables, Month(2026, 1))
    by_code = {row.account.code: row for row in report.rows}
    assert (by_code["10201"].opening_fen, by_code["10201"].debit_fen) == (1234567, 4550)
    assert report.totals.opening_debit_fen == 1254567
    summary = month_summary(tables, Month(2026, 1))
    assert (summary.vouchers, summary.opening_vouchers, summary.debit_fen) == (2, 1, 4550)
    assert (summary.money_before_fen, summary.money_after_fen) == (1254567, 1259117)


def test_a_red_voucher_takes_back_turnover(tables: Tables) -> None:
    """A cancelled expense leaves no turnover on either side, but the account is shown as touched."""
    summary = month_summary(tables, MARCH_2026)
    spent = next(row for row in summary.rows if row.account.code == "50105")
    assert (spent.vouchers, spent.debit_fen, spent.credit_fen) == (2, 0, 0)
    assert summary.red_vouchers == 1


def test_a_month_without_vouchers_is_empty(tables: Tables) -> None:
    """Nothing moved: no rows in the summary, the balances as they were, and no failure."""
    summary = month_summary(tables, Month(2026, 2))
    assert (summary.vouchers, summary.rows, summary.first, summary.capitals) == (0, (), "", "人民币零元整")
    balance = trial_balance(tables, Month(2026, 2))
    assert {row.debit_fen for row in balance.rows} == {0}
    assert trial_balance(tables, Month(2020, 1)).rows == ()


@dataclass(frozen=True)
class Voucher:
    """An invented voucher: month, kind, whether it is red, and its legs."""

    month: int
    kind: str
    red: bool
    legs: tuple[tuple[str, int], ...]


@st.composite
def vouchers(draw: st.DrawFn) -> Voucher:
    """Draw a voucher that balances."""
    legs = draw(
        st.lists(st.tuples(st.sampled_from(NAMES), st.integers(-(10**9), 10**9).filter(bool)), min_size=1, max_size=6)
    )
    rest = -sum(fen for _, fen in legs)
    whole = [*legs, (draw(st.sampled_from(NAMES)), rest)] if rest else legs
    kind = draw(st.sampled_from(["expense", "dues", "opening"]))
    return Voucher(draw(st.integers(1, 4)), kind, draw(st.booleans()), tuple(whole))


def text_of(all_vouchers: list[Voucher]) -> str:
    """Write vouchers as one ledger file; where they stand does not matter to the tables."""
    entries = []
    for serial, one in enumerate(all_vouchers, start=1):
        red = '  reverses: "2026-01-0001"\n' if one.red else ""
        legs = "".join(f"  {account}  {format_yuan(fen)} CNY\n" for account, fen in one.legs)
        number = f'  voucher: "2026-{one.month:02d}-{serial:04d}"\n'
        entries.append(f'2026-{one.month:02d}-05 * "x"\n{number}  kind: "{one.kind}"\n{red}{legs}')
    return "\n".join(entries)


@settings(max_examples=25)
@given(st.lists(vouchers(), max_size=12))
def test_reports_agree_with_a_plain_count(all_vouchers: list[Voucher]) -> None:
    """Over any books: debits equal credits three times over, both reports agree, and so does a plain sum."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        files = {
            "main.beancount": MAIN,
            "union.beancount": UNION,
            "accounts.beancount": ACCOUNTS,
            "members.beancount": MEMBERS,
            "seals.beancount": "",
            "2026/all.beancount": text_of(all_vouchers),
        }
        for path, content in files.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(content, encoding="utf-8")
        with open_tables(root) as tables:
            balance = trial_balance(tables, MARCH_2026)
            summary = month_summary(tables, MARCH_2026)
    assert balance.totals.ties
    assert summary.debit_fen == summary.credit_fen == balance.totals.debit_fen
    turnover = {row.account.account: (row.debit_fen, row.credit_fen) for row in summary.rows}
    assert turnover == {
        row.account.account: (row.debit_fen, row.credit_fen) for row in balance.rows if row.account.account in turnover
    }
    closing: defaultdict[str, int] = defaultdict(int)
    for one in all_vouchers:
        for account, fen in one.legs:
            closing[account] += fen if one.month <= 3 else 0
    held = {row.account.account: row.closing_fen for row in balance.rows}
    assert {account: held.get(account, 0) for account in closing} == dict(closing)
