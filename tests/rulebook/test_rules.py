"""The rule book: which rules are in force, how they read, and the packs that come with the program."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from beancount.core.data import Custom
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.load import load
from unionbooks.core.chart import load_chart
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import DIRECTIVES
from unionbooks.core.vocabulary import ApprovalTier
from unionbooks.core.vocabulary import ContributionRule
from unionbooks.core.vocabulary import DuesRule
from unionbooks.core.vocabulary import Forbidden
from unionbooks.core.vocabulary import Incompatible
from unionbooks.core.vocabulary import Officer
from unionbooks.core.vocabulary import Standard
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.directive import fields_of
from unionbooks.core.vocabulary.directive import read_directive
from unionbooks.rulebook.pack import NATIONAL
from unionbooks.rulebook.pack import own_rules
from unionbooks.rulebook.pack import pack_names
from unionbooks.rulebook.pack import pack_text
from unionbooks.rulebook.rules import all_rules
from unionbooks.rulebook.rules import in_force
from unionbooks.rulebook.rules import rule_problems
from unionbooks.rulebook.rules import rules_in_force
from unionbooks.rulebook.views import rule_view
from unionbooks.rulebook.views import rule_views

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from pathlib import Path

    from unionbooks.rulebook.rules import Rule

    MakeLedger = Callable[[Mapping[str, str | bytes]], Path]

DAYS = st.dates(dt.date(2025, 12, 25), dt.date(2026, 1, 10))
FORBIDDEN = st.builds(
    Forbidden,
    date=DAYS,
    rule=st.sampled_from(["a", "b", "c"]),
    what=st.sampled_from(["甲", "乙"]),
    level=st.just("warn"),
    until=st.none() | DAYS,
)
MAIN = """\
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
plugin "unionbooks.plugin"
include "accounts.beancount"
include "members.beancount"
include "2026/*.beancount"
include "rules.beancount"
"""
RULES = """\
2026-01-01 custom "union-forbidden" "cards" "购物卡"
  level: "block"
2026-06-01 custom "union-forbidden" "cards" "购物卡和代金券"
  level: "block"
  until: 2026-12-31
2026-01-01 custom "union-dues-rule" "dues" "percent"
  rate: 0.005
2026-03-01 custom "union-approval-tier" "cards" "chair"
  level: "block"
"""


def _read(text: str) -> list[Rule]:
    entries, errors, _ = parser.parse_string(text)
    assert errors == []
    rules: list[Rule] = []
    for entry in entries:
        assert isinstance(entry, Custom)
        rule, problems = read_directive(DIRECTIVES, entry, Place("rules/pack.beancount", entry.meta["lineno"]))
        assert problems == []
        assert isinstance(rule, Standard | ApprovalTier | Incompatible | Forbidden | DuesRule | ContributionRule)
        rules.append(rule)
    return rules


def _choices(kind: type[Rule | Officer | VoucherMeta], name: str) -> tuple[str, ...]:
    return next(spec.codec.choices for spec in fields_of(kind) if spec.name == name)


@given(st.lists(FORBIDDEN, max_size=8, unique_by=lambda rule: (rule.rule, rule.date)), DAYS)
def test_in_force_is_the_latest_of_each_id(rules: list[Forbidden], day: dt.date) -> None:
    """A rule is in force from its day on, until its last day or until another of its id begins."""
    expected = {
        rule.rule: rule
        for rule in rules
        if rule.date <= day
        and (rule.until is None or rule.until >= day)
        and not any(other.rule == rule.rule and rule.date < other.date <= day for other in rules)
    }
    found = in_force(rules, day)
    assert {rule.rule: rule for rule in found} == expected
    assert [rule.rule for rule in found] == sorted(expected)


def test_the_first_and_the_last_day_belong_to_a_rule() -> None:
    """A rule holds on its first day and on its last, not the day before nor the day after."""
    rule = Forbidden(date=dt.date(2026, 3, 1), rule="a", what="甲", level="warn", until=dt.date(2026, 3, 31))
    held = [day for day in range(27, 64) if in_force([rule], dt.date(2026, 2, 1) + dt.timedelta(day))]
    assert held == list(range(28, 59))


def test_a_replaced_rule_does_not_come_back() -> None:
    """When the successor of a rule ends, the rule it replaced stays replaced."""
    old = Forbidden(date=dt.date(2026, 1, 1), rule="a", what="甲", level="warn")
    new = Forbidden(date=dt.date(2026, 2, 1), rule="a", what="乙", level="warn", until=dt.date(2026, 2, 28))
    assert in_force([old, new], dt.date(2026, 3, 1)) == ()


def test_the_books_rules_on_a_day(make_ledger: MakeLedger) -> None:
    """Rules are judged by kind and id, so that two kinds may use one id."""
    books = load(make_ledger({"main.beancount": MAIN, "rules.beancount": RULES}))
    spring = rules_in_force(books, dt.date(2026, 5, 31))
    assert [(rule.keyword, rule.rule) for rule in spring] == [
        ("union-dues-rule", "dues"),
        ("union-approval-tier", "cards"),
        ("union-forbidden", "cards"),
    ]
    assert [rule.what for rule in spring if isinstance(rule, Forbidden)] == ["购物卡"]
    summer = rules_in_force(books, dt.date(2026, 6, 1))
    assert [rule.what for rule in summer if isinstance(rule, Forbidden)] == ["购物卡和代金券"]
    assert len(rules_in_force(books, dt.date(2027, 1, 1))) == 2
    assert len(all_rules(books)) == 4
    assert rule_problems(books) == []


def test_rules_that_contradict_themselves_are_reported(make_ledger: MakeLedger) -> None:
    """A rule written twice for one day, and one that ends before it begins, are problems with their places."""
    wrong = RULES + '2026-01-01 custom "union-forbidden" "cards" "红包"\n  level: "warn"\n  until: 2025-12-31\n'
    books = load(make_ledger({"main.beancount": MAIN, "rules.beancount": wrong}))
    problems = rule_problems(books)
    assert [problem.code for problem in problems] == ["rule-twice", "rule-ends-early"]
    assert {problem.place for problem in problems} == {Place("rules.beancount", 10)}
    assert "rules.beancount:1" in str(problems[0])


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_is_sound(name: str) -> None:
    """Every pack reads without a problem, names its document for each rule, and books to accounts of the chart."""
    rules = _read(pack_text(name))
    assert rules
    assert len({(rule.keyword, rule.rule, rule.date) for rule in rules}) == len(rules)
    opened = [(one.account, one.place) for one in rules if isinstance(one, Standard) and one.account]
    assert load_chart().problems(opened) == []
    for rule in rules:
        assert rule.document, rule
        assert rule.until is None or rule.until >= rule.date


def test_the_national_pack_says_what_the_documents_say() -> None:
    """Dues are 0.5 % of the base cut to tens, the contribution 2 %; eight prohibitions, cash and asset limits."""
    rules = _read(pack_text(NATIONAL))
    (dues,) = [rule for rule in rules if isinstance(rule, DuesRule)]
    assert (dues.rate, dues.base_step) == (Decimal("0.005"), Decimal("10.00"))
    (contribution,) = [rule for rule in rules if isinstance(rule, ContributionRule)]
    assert (contribution.rate, contribution.upper_share) == (Decimal("0.02"), Decimal("0.4"))
    pages = {rule.page for rule in rules if isinstance(rule, Forbidden)}
    assert pages == {f"八不准第{number}项" for number in range(1, 9)}
    limits = {rule.rule: rule.amount for rule in rules if isinstance(rule, Standard)}
    assert limits == {"cash-payment": 1000, "asset-general": 1000, "asset-special": 1500}


def test_the_anhui_pack_has_the_amounts_of_2025() -> None:
    """The pack of Anhui holds the limits of August 2025, none of them checked against the document yet."""
    rules = [rule for rule in _read(pack_text("anhui-2025")) if isinstance(rule, Standard)]
    amounts = {rule.benefit: rule.amount for rule in rules}
    assert amounts.pop("holiday") == 2200
    assert amounts.pop("birthday") == 500
    assert set(amounts.values()) == {Decimal(2000)}
    assert set(amounts) == {"wedding", "birth", "hospital", "death", "kin-death", "retirement", "hardship"}
    assert all(rule.verified is False and rule.date >= dt.date(2025, 8, 1) for rule in rules)


def test_own_rules_begin_on_the_given_day() -> None:
    """A union's own rules begin with its books, name the upper union where it is known, and ask to be checked."""
    since = dt.date(2026, 3, 1)
    rules = _read(own_rules(since, '甲"市总工会'))
    assert {rule.date for rule in rules} == {since}
    assert {rule.verified for rule in rules} == {False}
    assert [rule.payee for rule in rules if isinstance(rule, ContributionRule)] == ['甲"市总工会']
    assert [rule.payee for rule in _read(own_rules(since, None)) if isinstance(rule, ContributionRule)] == [None]
    tiers = [rule.up_to for rule in rules if isinstance(rule, ApprovalTier)]
    assert tiers == [Decimal(5000), Decimal(20000), None]
    assert any(isinstance(rule, Incompatible) for rule in rules)


def test_an_unknown_pack_is_refused() -> None:
    """Asking for a pack that is not there says which are."""
    with pytest.raises(BadInputError, match="anhui-2025, cn-national"):
        pack_text("../rules")


@pytest.mark.parametrize(
    ("text", "what", "limit"),
    [
        (
            '"union-standard" "h" "hospital"\n  amount: 1.00 CNY\n  per: "illness-year"\n  times: 1\n  level: "warn"',
            "Standard: stay in hospital",
            "1.00 for an illness in a year, times at most: 1",
        ),
        (
            '"union-standard" "o" "outing"\n  per: "member-year"\n  times: 4\n  level: "warn"',
            "Standard: outing",
            "times at most: 4",
        ),
        (
            '"union-standard" "p" "prize"\n  amount: 10.00 CNY\n  share: 0.125\n  per: "pool"\n  level: "warn"',
            "Standard: prize",
            "10.00 / 12.5 % in all",
        ),
        ('"union-standard" "q" "prize"\n  per: "pool"\n  level: "warn"', "Standard: prize", None),
        (
            '"union-approval-tier" "t" "chair"\n  up-to: 5000.00 CNY\n  level: "block"',
            "Approval by the chair",
            "up to 5,000.00",
        ),
        ('"union-approval-tier" "t" "upper"\n  level: "block"', "Approval by the upper union", "any amount"),
        (
            '"union-incompatible" "i" "approved-by" "bell-ringer"\n  level: "block"',
            "Not in one person: approving, bell-ringer",
            None,
        ),
        ('"union-forbidden" "f" "{花}"\n  level: "block"', "Never: {花}", None),
        ('"union-dues-rule" "d" "flat"\n  amount: 5.00 CNY', "Dues", "5.00 a month"),
        (
            '"union-dues-rule" "d" "tiered"\n  tiers: "0:5 3000:10"\n  employment: "contract"',
            "Dues of contract",
            "by tiers of the base: 0:5 3000:10",
        ),
        ('"union-dues-rule" "d" "percent"\n  rate: 0.005', "Dues", "0.5 % of the base"),
        (
            '"union-dues-rule" "d" "percent"\n  rate: 0.1\n  base-step: 10.00 CNY',
            "Dues",
            "10 % of the base, cut down to a multiple of 10.00",
        ),
        ('"union-dues-rule" "d" "percent"', "Dues", None),
        (
            '"union-contribution-rule" "c" 0.02\n  channel: "employer"\n  upper-share: 0.4',
            "Contribution of the employer",
            "2 % of the payroll, 40 % of it upward",
        ),
    ],
)
def test_how_rules_read(text: str, what: str, limit: str | None) -> None:
    """Each kind of rule says in words what it is about and what it allows."""
    (rule,) = _read(f"2026-01-01 custom {text}\n")
    view = rule_view(rule)
    assert str(view.what) == what
    assert (None if view.limit is None else str(view.limit)) == limit
    assert (view.rule, view.since, view.place) == (rule.rule, rule.date, rule.place)
    assert f"union-{view.kind}" == rule.keyword


def test_every_word_of_a_rule_has_a_name() -> None:
    """No way of counting, approver, office or duty of the vocabulary is shown as a bare id."""
    day = dt.date(2026, 1, 1)
    for per in _choices(Standard, "per"):
        rule = Standard(date=day, rule="r", benefit="b", amount=Decimal("1.00"), per=per, level="warn")
        assert "1.00 " in str(rule_view(rule).limit)
    for approver in _choices(ApprovalTier, "approver"):
        view = rule_view(ApprovalTier(date=day, rule="r", approver=approver, level="warn"))
        assert str(view.what).startswith(("Approval by the ", "Approval by who "))
    duties = [*_choices(Officer, "office"), "prepared-by", "handled-by", "accepted-by", "approved-by"]
    for duty in duties:
        view = rule_view(Incompatible(date=day, rule="r", duty=duty, other="x", level="warn"))
        assert view.what.values["duty"] != duty


@pytest.mark.parametrize("name", pack_names())
def test_packs_can_be_listed(name: str) -> None:
    """Every rule of a pack becomes one row, in its order, with its document."""
    rules = _read(pack_text(name))
    views = rule_views(rules)
    assert [view.rule for view in views] == [rule.rule for rule in rules]
    assert all(str(view.what) and view.document for view in views)
