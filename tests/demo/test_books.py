"""What an accountant would try on the demo union's books, worked out anew from the loaded ledger."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections import defaultdict
from decimal import ROUND_FLOOR
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core.data import Custom
from fava.application import create_app

from unionbooks.core import vocabulary as v
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.demo import REPO_SPEC

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from beancount.core.data import Posting
    from beancount.core.data import Transaction

    from unionbooks.books.model import Books

ZERO = Decimal(0)
STAYS_AWAY = {"retire", "transfer-out", "leave", "retain"}


def legs(books: Books) -> Iterator[tuple[Transaction, Posting, Decimal]]:
    """Go through all postings with their amounts."""
    for entry in books.transactions:
        for posting in entry.postings:
            assert posting.units is not None
            assert posting.units.number is not None
            yield entry, posting, posting.units.number


def months_owed(story: list[v.MemberEvent], months: list[Month]) -> Iterator[tuple[Month, Decimal]]:
    """Reckon what one member owes for which months, from the events of one membership alone."""
    base, is_member = None, False
    for month in months:
        for event in story:
            when = Month.of(event.date)
            joins = event.event in {"join", "transfer-in"} and when < month
            resumes = event.event == "resume" and when <= month
            goes = event.event in STAYS_AWAY and when < month
            is_member = (is_member or joins or resumes) and not goes
            if event.base is not None and when <= month:
                base = event.base
        if is_member:
            assert base is not None
            tens = (base / 10).to_integral_value(ROUND_FLOOR) * 10
            yield month, tens * Decimal("0.005")


def owed(books: Books) -> dict[tuple[str, Month], Decimal]:
    """Reckon who owes how much for which month, waivers and old arrears included."""
    stories: defaultdict[str, list[v.MemberEvent]] = defaultdict(list)
    for event in books.of(v.MemberEvent):
        stories[event.member].append(event)
    span = list(REPO_SPEC.span())
    owes = {(member, month): fen for member, story in stories.items() for month, fen in months_owed(story, span)}
    for waiver in books.of(v.DuesWaiver):
        for month in waiver.months:
            del owes[waiver.member, month]
    for opening in books.of(v.DuesOpening):
        assert opening.months is not None
        owes[opening.member, opening.months.first] = opening.amount
    return owes


def test_no_problem(demo_books: Books) -> None:
    """The books load without one problem, of Beancount's or of ours."""
    assert demo_books.problems == ()


def test_plain_beancount(demo_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beancount's own loader, plugins included, has nothing to say."""
    monkeypatch.setenv("BEANCOUNT_DISABLE_LOAD_CACHE", "1")
    entries, errors, _ = loader.load_file(str(demo_root / "main.beancount"))
    assert errors == []
    assert len(entries) > 800


def test_real_fava(demo_root: Path) -> None:
    """Fava opens the books and shows no error."""
    client = create_app([str(demo_root / "main.beancount")], load=True, read_only=True).test_client()
    home = client.get("/").headers["Location"].rsplit("/income_statement", 1)[0]
    assert client.get(f"{home}/api/errors").get_json()["data"] == []


def test_every_month_balances(demo_books: Books) -> None:
    """In every month debits equal credits, to the fen."""
    sums: defaultdict[Month, Decimal] = defaultdict(Decimal)
    for entry, _, number in legs(demo_books):
        sums[Month.of(entry.date)] += number
    assert set(sums) == set(REPO_SPEC.span())
    assert set(sums.values()) == {ZERO}


def test_dues_are_those_of_the_rule(demo_books: Books) -> None:
    """Each member has paid each month that is owed, once, and exactly what the rule says."""
    owes = owed(demo_books)
    paid: Counter[tuple[str, Month]] = Counter()
    for entry, posting, number in legs(demo_books):
        meta = posting.meta or {}
        if posting.account.startswith("Income:401") and entry.meta["kind"] == "dues":
            months = MonthRange.parse(meta["months"])
            assert -number == sum(owes[meta["member"], month] for month in months)
            paid.update((meta["member"], month) for month in months)
    assert set(paid) == set(owes)
    assert set(paid.values()) == {1}


def test_bank_statement(demo_books: Books) -> None:
    """The bank's balances follow from its lines without a gap, and each line equals its voucher."""
    lines = demo_books.of(v.BankLine)
    bank = lines[0].account
    balance = sum(n for e, p, n in legs(demo_books) if p.account == bank and e.meta["kind"] == "opening")
    joined = set()
    for line in lines:
        balance += line.amount
        assert line.balance == balance
        assert line.vouchers is not None
        (number,) = line.vouchers
        voucher = demo_books.vouchers[str(number)]
        assert line.amount == sum(p.units.number for p in voucher.postings if p.account == bank and p.units)
        assert dt.timedelta() <= line.date - voucher.date <= dt.timedelta(days=12)
        joined.add(str(number))
    moved = {e.meta["voucher"] for e, p, _ in legs(demo_books) if p.account == bank and e.meta["kind"] != "opening"}
    assert joined == moved
    late = [line for line in lines if Month.of(line.date) != line.vouchers[0].month]  # type: ignore[index]
    assert late, "something is in transit at a month's end now and then"


def test_money_never_runs_out(demo_books: Books) -> None:
    """Neither cash nor bank is ever overdrawn, and cash stays small."""
    held = {"Assets:101": ZERO, "Assets:102": ZERO}
    for _, posting, number in legs(demo_books):
        root = posting.account[:10]
        if root in held:
            held[root] += number
            assert held[root] >= 0
            assert root != "Assets:101" or held[root] < 1000


def test_asset_fund(demo_books: Books) -> None:
    """After every voucher the asset fund equals the assets it stands for: stock, and fixed assets less wear."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry in demo_books.transactions:
        for posting in entry.postings:
            assert posting.units is not None
            sums[posting.account.rsplit(":", 1)[-1]] += posting.units.number or ZERO
        assert sums["141库存物品"] == -sums["30101库存物品"]
        assert sums["162固定资产"] + sums["163累计折旧"] == -sums["30104固定资产"]
    assert sums["141库存物品"] == 0


def test_depreciation(demo_books: Books) -> None:
    """Accumulated depreciation is what the cards say, one red voucher and its correction notwithstanding."""
    worn = ZERO
    for card in demo_books.of(v.Asset):
        if card.event == "add":
            assert card.cost
            assert card.life
            months = min(REPO_SPEC.last.minus(Month.of(card.date)) + 1, card.life)
            worn += (card.cost / card.life).quantize(Decimal("0.01"), ROUND_FLOOR) * months
    booked = sum(number for _, posting, number in legs(demo_books) if "163" in posting.account)
    assert booked == -worn
    kinds = Counter(entry.meta["kind"] for entry in demo_books.transactions)
    assert kinds["reversal"] == 1


def test_year_is_closed(demo_books: Books) -> None:
    """At the end of December no income and no spending is left, and only the two lasting funds are."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry, posting, number in legs(demo_books):
        if entry.date <= dt.date(2025, 12, 31):
            sums[posting.account] += number
    assert all(total == 0 for name, total in sums.items() if name.startswith(("Income", "Expenses")))
    funds = {name.rsplit(":", 1)[-1][:5] for name, total in sums.items() if name.startswith("Equity:32") and total}
    assert funds == {"32104", "32205"}


def test_budget_is_kept(demo_books: Books) -> None:
    """On no day has an account spent more than the budget in force allows for the year."""
    lines = [entry for entry in demo_books.entries if isinstance(entry, Custom) and entry.type == "budget"]
    limits = {(entry.values[0].value, entry.date): entry.values[2].value.number for entry in lines}
    spent: defaultdict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for entry, posting, number in legs(demo_books):
        if posting.account.startswith("Expenses:") and entry.meta["kind"] != "closing":
            key = posting.account, entry.date.year
            spent[key] += number
            days = [day for name, day in limits if name == key[0] and day.year == key[1] and day <= entry.date]
            assert days, f"{posting.account} has no budget on {entry.date}"
            assert spent[key] <= limits[posting.account, max(days)]
    versions = demo_books.of(v.BudgetVersion)
    assert [(one.year, one.version, one.kind) for one in versions] == [
        (2025, 1, "initial"),
        (2026, 1, "initial"),
        (2026, 2, "adjustment"),
    ]
    for one in versions:
        of_day = [number for (_, day), number in limits.items() if day == one.date]
        assert one.spending == sum(number for number in of_day if number > 0)
        assert one.income == -sum(number for number in of_day if number < 0)


def test_contribution_is_shared_and_handed_on(demo_books: Books) -> None:
    """Of two percent of each payroll forty percent are owed upward, paid by the 15th, and acknowledged."""
    acks = {one.remittance: one for one in demo_books.of(v.RemittanceAck)}
    wages = {one.month: one.wages for one in demo_books.of(v.Payroll)}
    received = {}
    for entry in demo_books.transactions:
        links = [link for link in entry.links if link.startswith("R")]
        upper = sum(p.units.number for p in entry.postings if p.account.startswith("Liabilities:211") and p.units)
        if entry.meta["kind"] in {"contribution", "opening"}:
            received[links[0]] = -upper
        if entry.meta["kind"] == "contribution":
            total = entry.postings[0].units.number
            month = Month.parse(links[0][1:])
            assert total == (wages[month] * Decimal("0.02")).quantize(Decimal("0.01"), "ROUND_HALF_UP")
            assert -upper == (total * Decimal("0.4")).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        if entry.meta["kind"] == "remittance":
            assert upper == received.pop(links[0])
            assert entry.date.day <= 15
            assert acks[links[0]].amount == upper
            assert acks[links[0]].date > entry.date
    assert set(received) == {f"R{REPO_SPEC.last}"}


def test_receipts_run_on(demo_books: Books) -> None:
    """Receipt numbers follow one another in order of time, the void ones counted, all from a book held."""
    issued = [entry.meta["receipt"] for entry in demo_books.transactions if "receipt" in entry.meta]
    void = [one.number for one in demo_books.of(v.ReceiptVoid)]
    assert issued == sorted(issued)
    assert void
    used = sorted(map(int, [*issued, *void]))
    assert used == list(range(used[0], used[0] + len(used)))
    held = {n for one in demo_books.of(v.ReceiptBook) for n in range(int(one.first), int(one.last) + 1)}
    assert set(used) <= held


def test_invoices_are_unique(demo_books: Books) -> None:
    """No invoice is booked twice."""
    numbers = [one for entry in demo_books.transactions for one in entry.meta.get("invoice", "").split()]
    assert len(numbers) > 50
    assert len(set(numbers)) == len(numbers)


def test_duties_are_kept_apart(demo_books: Books) -> None:
    """Nobody prepares, handles, accepts or approves the same voucher twice over, or approves too late."""
    for entry in demo_books.transactions:
        meta = entry.meta
        people = [meta[key] for key in ("prepared-by", "handled-by", "accepted-by", "approved-by") if key in meta]
        assert len(set(people)) == len(people), meta["voucher"]
        assert meta["approved-on"] <= entry.date
    offices = [one.member for one in demo_books.of(v.Officer)]
    assert len(set(offices)) == len(offices) == 12


def test_womens_officer_is_a_woman(demo_books: Books) -> None:
    """The office for women is held by one."""
    sexes = {one.member: one.sex for one in demo_books.of(v.MemberEvent) if one.sex}
    assert {sexes[one.member or ""] for one in demo_books.of(v.Officer) if one.office == "women"} == {"female"}


def test_nobody_gives_to_oneself(demo_books: Books) -> None:
    """Who receives a benefit neither handles nor approves it."""
    names = {one.member: one.name for one in demo_books.of(v.MemberEvent) if one.name}
    for entry, posting, _ in legs(demo_books):
        if posting.meta and "benefit" in posting.meta:
            acting = {entry.meta[key] for key in ("handled-by", "accepted-by", "approved-by") if key in entry.meta}
            assert names[posting.meta["member"]] not in acting


def test_benefits_stay_below_the_standards(demo_books: Books) -> None:
    """Holiday goods, birthdays and visits stay within the limits, and prizes go to a third at most."""
    limits = {one.benefit: one.amount for one in demo_books.of(v.Standard) if one.amount}
    yearly: defaultdict[tuple[str, str, int], Decimal] = defaultdict(Decimal)
    for entry, posting, number in legs(demo_books):
        meta = posting.meta or {}
        if "benefit" in meta:
            assert number <= limits[meta["benefit"]]
            yearly[meta["benefit"], meta["member"], entry.date.year] += number
    prizes: Counter[str] = Counter()
    for line in demo_books.of(v.Benefit):
        assert line.signed_on is not None
        if line.benefit == "holiday":
            yearly["holiday", line.member, line.date.year] += line.amount
        else:
            assert line.amount <= limits["prize"]
            prizes[line.run] += 1
    assert all(total <= limits[benefit] for (benefit, _, _), total in yearly.items() if benefit != "kin-death")
    came = {one.activity: one.headcount for one in demo_books.of(v.Activity) if one.event == "plan"}
    assert prizes
    assert all(won * 3 <= (came[activity] or 0) for activity, won in prizes.items())


def test_goods_runs_add_up(demo_books: Books) -> None:
    """What the lines of a goods run hand out is what was bought for it, one line for everyone eligible."""
    bought: defaultdict[str, Decimal] = defaultdict(Decimal)
    for entry, posting, number in legs(demo_books):
        if posting.account.startswith("Expenses:") and entry.meta["kind"] == "goods":
            (run,) = (link for link in entry.links if link.startswith("G"))
            bought[run] += number
    handed: defaultdict[str, list[Decimal]] = defaultdict(list)
    for line in demo_books.of(v.Benefit):
        if line.benefit == "holiday":
            handed[line.run].append(line.amount)
    assert {run: sum(amounts) for run, amounts in handed.items()} == bought
    frozen = {one.run: one.headcount for one in demo_books.of(v.GoodsRun) if one.event == "freeze"}
    assert {run: len(amounts) for run, amounts in handed.items()} == frozen


def test_earmarked_money(demo_books: Books) -> None:
    """An earmarked grant is spent for its project only, in time, and never beyond what was granted."""
    for project in demo_books.of(v.Project):
        left = ZERO
        for entry, posting, number in legs(demo_books):
            if (posting.meta or {}).get("project") == project.project and posting.account.startswith("Assets:102"):
                left += number
                assert left >= 0
                assert project.date <= entry.date <= (project.until or entry.date)
        assert project.amount is not None
        assert 0 < left < project.amount / 4


@pytest.mark.parametrize(
    ("event", "least"), [("join", 4), ("transfer-in", 1), ("transfer-out", 1), ("retain", 1), ("retire", 1)]
)
def test_the_roll_is_alive(demo_books: Books, event: str, least: int) -> None:
    """In the span of the repository's union every usual change of the roll happens."""
    start = REPO_SPEC.first.first_day
    assert sum(one.event == event and one.date >= start for one in demo_books.of(v.MemberEvent)) >= least


def test_kinds_of_vouchers(demo_books: Books) -> None:
    """Every kind of voucher that the vocabulary has occurs in the repository's union."""
    kinds = {entry.meta["kind"] for entry in demo_books.transactions}
    assert kinds == {
        "dues", "contribution", "remittance", "grant", "income", "expense", "visit", "goods", "asset", "transfer",
        "advance", "closing", "opening", "reversal",
    }  # fmt: skip


def test_postings_days(demo_books: Books) -> None:
    """Vouchers are dated on working days, but for what the bank or the calendar decides."""
    weekend = [entry for entry in demo_books.transactions if entry.date.weekday() > 4]
    assert all(entry.date.day in {21, 31} for entry in weekend)


def test_no_round_sums(demo_books: Books) -> None:
    """Most purchases cost what things really cost, not whole hundreds."""
    paid = [
        number for entry, posting, number in legs(demo_books)
        if posting.account.startswith("Expenses:") and entry.meta["kind"] in {"expense", "goods"}
    ]  # fmt: skip
    assert sum(number % 100 == 0 for number in paid) * 20 <= len(paid)


def test_no_two_vouchers_alike(demo_books: Books) -> None:
    """No voucher looks like a duplicate of its neighbour: payee, text and amount together differ."""
    seen = [(e.payee, e.narration, e.postings[0].units) for e in demo_books.transactions]
    doubled = [one for one, count in Counter(seen).items() if count > 1]
    assert all("折旧" not in (narration or "") for _, narration, _ in doubled)
    days = defaultdict(list)
    for entry, key in zip(demo_books.transactions, seen, strict=True):
        days[key].append(entry.date)
    gaps = [b - a for key in doubled for a, b in itertools.pairwise(days[key])]
    assert all(gap > dt.timedelta(days=20) for gap in gaps)
