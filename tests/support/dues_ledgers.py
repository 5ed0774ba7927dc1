"""Random ledgers of a few members, rules, waivers and payments, for the invariants of dues."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from unionbooks.core.money import format_yuan
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange

if TYPE_CHECKING:
    from pathlib import Path

BANK = "Assets:102银行存款:10201基本户"
DUES = "Income:401会费收入"
UPPER = "Liabilities:211应付上级经费"
MAIN = """\
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
include "*/*.beancount"
"""
ACCOUNTS = f"2020-01-01 open {BANK} CNY\n2020-01-01 open {DUES} CNY\n2020-01-01 open {UPPER} CNY\n\n"
FIRST = Month(2025, 10)
MEMBERS = ("M0001", "M0002", "M0003")

days = st.dates(dt.date(2025, 10, 1), dt.date(2026, 7, 31)) | st.sampled_from(
    [Month(2025, 10).plus(n).first_day for n in range(10)] + [Month(2025, 10).plus(n).last_day for n in range(10)]
)
months = st.builds(
    lambda first, more: MonthRange(FIRST.plus(first), FIRST.plus(first + more)), st.integers(-2, 9), st.integers(0, 4)
)
fens = st.integers(0, 6000) | st.sampled_from([500, 1000, 2500])


def yuan(fen: int) -> str:
    """Write fen as an amount."""
    return f"{format_yuan(fen, commas=False)} CNY"


@st.composite
def events(draw: st.DrawFn, member: str) -> list[str]:
    """Write what happens to a member."""
    texts = []
    for at, day in enumerate(sorted(draw(st.lists(days, min_size=1, max_size=5)))):
        words = ["change", "change", "leave", "retain", "resume", "retire", "transfer-out", "join"]
        event = "join" if at == 0 else draw(st.sampled_from(words))
        lines = [f'{day} custom "union-member" "{member}" "{event}"', f'  name: "会员{member}"']
        if draw(st.booleans()):
            lines.append(f"  base: {yuan(draw(st.integers(100, 900000)))}")
        if draw(st.booleans()):
            lines.append(f'  employment: "{draw(st.sampled_from(["permanent", "apprentice", "dispatched"]))}"')
        if draw(st.booleans()):
            lines.append(f'  group: "{draw(st.sampled_from(["甲组", "乙组"]))}"')
        texts.append("\n".join(lines) + "\n")
    return texts


@st.composite
def rules(draw: st.DrawFn) -> list[str]:
    """Write rules of dues that follow on each other."""
    texts = []
    dates = draw(st.lists(st.just(dt.date(2020, 1, 1)) | days, min_size=1, max_size=4, unique=True))
    for day in dates:
        name = draw(st.sampled_from(["dues", "dues-apprentice"]))
        method, own = draw(
            st.sampled_from(
                [
                    ("percent", "  rate: 0.005\n  base-step: 10.00 CNY\n"),
                    ("percent", "  rate: 0.01\n  minimum: 5.00 CNY\n"),
                    ("flat", "  amount: 10.00 CNY\n"),
                    ("tiered", '  tiers: "3000:10 0:5 5000:20.50"\n'),
                ]
            )
        )
        text = f'{day} custom "union-dues-rule" "{name}" "{method}"\n{own}'
        text += draw(st.sampled_from(["", '  exempt: "retained retired"\n']))
        text += '  employment: "apprentice dispatched"\n' if name == "dues-apprentice" else ""
        text += draw(st.sampled_from(["", "", "  due-day: 10\n", "  due-day: 31\n"]))
        if draw(st.booleans()):
            text += f"  until: {day + dt.timedelta(days=draw(st.integers(0, 200)))}\n"
        texts.append(text)
    return texts


@st.composite
def vouchers(draw: st.DrawFn) -> list[str]:
    """Write payments and refunds; some part of a payment may go upward."""
    texts = []
    for _ in range(draw(st.integers(0, 8))):
        day, fen = draw(days), draw(fens) + 1
        refund = draw(st.integers(0, 4)) == 0
        sign, back = ("", "-") if refund else ("-", "")
        upper = draw(st.sampled_from([0, 0, fen // 3]))
        named = draw(st.integers(0, 9)) > 0
        keys = f'    member: "{draw(st.sampled_from(MEMBERS))}"\n'
        keys += f'    months: "{draw(months)}"\n' if named else ""
        text = f'{day} * "会费"\n  {BANK}  {back}{yuan(fen)}\n  {DUES}  {sign}{yuan(fen - upper)}\n{keys}'
        text += f"  {UPPER}  {sign}{yuan(upper)}\n{keys}" if upper else ""
        texts.append(text)
    return texts


@st.composite
def facts(draw: st.DrawFn) -> list[str]:
    """Write everything that a ledger of dues may hold, as single entries."""
    start = draw(st.sampled_from(["", "  books-start: 2026-01-01\n", "  books-start: 2026-02-10\n"]))
    texts = [f'2020-01-01 custom "union-profile" "某工会"\n  tax-id: "1"\n{start}']
    for member in MEMBERS[: draw(st.integers(1, 3))]:
        texts += draw(events(member))
    texts += draw(rules()) + draw(vouchers())
    for _ in range(draw(st.integers(0, 2))):
        amount = f"  amount: {yuan(draw(fens))}\n" if draw(st.booleans()) else ""
        texts.append(
            f'{draw(days)} custom "union-dues-waiver" "{draw(st.sampled_from(MEMBERS))}" "{draw(months)}"\n{amount}'
            '  reason: "困难"\n  minutes: "纪要"\n'
        )
    for _ in range(draw(st.integers(0, 2))):
        fen = draw(fens) * draw(st.sampled_from([1, 1, -1]))
        named = f'  months: "{draw(months)}"\n' if draw(st.booleans()) else ""
        texts.append(
            f'{draw(days)} custom "union-dues-opening" "{draw(st.sampled_from(MEMBERS))}" {yuan(fen)}\n{named}'
        )
    return texts


def write_ledger(root: Path, *files: list[str]) -> Path:
    """Write entries into files of their own."""
    (root / "facts").mkdir(parents=True)
    (root / "main.beancount").write_text(MAIN, "utf-8")
    (root / "facts" / "accounts.beancount").write_text(ACCOUNTS, "utf-8")
    for at, texts in enumerate(files):
        (root / "facts" / f"{at}.beancount").write_text("\n".join(texts), "utf-8")
    return root
