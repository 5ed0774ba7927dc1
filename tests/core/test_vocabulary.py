"""The directive vocabulary: what is written is read back, and what is wrong is said with its place."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core import vocabulary as v
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary.directive import fields_of
from unionbooks.core.vocabulary.directive import read_directive
from unionbooks.core.vocabulary.directive import read_metadata
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.core.vocabulary.directive import write_metadata

PLACE = Place("rules/own.beancount", 7)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.strip() != "")
LINES = st.one_of(TEXTS, TEXTS.map(lambda text: f'{text}\n"{text}\\\t{text}'))
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,20}", fullmatch=True)
MONTHS = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))
RANGES = st.tuples(MONTHS, MONTHS).map(lambda pair: MonthRange(min(pair), max(pair)))
VOUCHERS = st.builds(VoucherNumber, MONTHS, st.integers(1, 99999))
DATES = st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31))
BY_CODEC: dict[str, st.SearchStrategy[Any]] = {
    "text": LINES,
    "id": IDS,
    "ids": st.lists(IDS, min_size=1, max_size=4).map(tuple),
    "voucher": VOUCHERS,
    "vouchers": st.lists(VOUCHERS, min_size=1, max_size=4).map(tuple),
    "number": st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-10000, max_value=10000),
    "count": st.integers(0, 10**9),
    "yuan": st.integers(-(10**15), 10**15).map(to_yuan),
    "date": DATES,
    "flag": st.booleans(),
    "month": MONTHS,
    "months": RANGES,
    "account": st.sampled_from(["Assets:102银行存款:10201基本户", "Income:401会费收入", "Equity:322工会资金结余"]),
    "digest": st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
}


def _values(kind: type[v.Record]) -> st.SearchStrategy[dict[str, Any]]:
    fixed = {}
    for spec in fields_of(kind):
        values = st.sampled_from(spec.codec.choices) if spec.codec.choices else BY_CODEC[spec.codec.name]
        fixed[spec.name] = values if spec.required else st.none() | values
    return st.fixed_dictionaries(fixed)


DIRECTIVES = st.sampled_from(sorted(v.DIRECTIVES)).flatmap(
    lambda keyword: st.builds(
        lambda date, values: v.DIRECTIVES[keyword](date=date, **values), DATES, _values(v.DIRECTIVES[keyword])
    )
)


def _parse(text: str) -> Any:
    entries, errors, _ = parser.parse_string(text)
    assert not errors, errors
    (entry,) = entries
    return entry


@given(DIRECTIVES)
def test_a_written_directive_reads_back_equal(directive: v.Directive) -> None:
    """Parsing what was printed gives the same directive, for any values of every directive."""
    again, problems = read_directive(v.DIRECTIVES, _parse(write_directive(directive)), PLACE)
    assert problems == []
    assert again == directive


@given(st.sampled_from(v.RECORDS).flatmap(lambda kind: st.tuples(st.just(kind), _values(kind))))
def test_written_metadata_reads_back_equal(case: tuple[type[v.Record], dict[str, Any]]) -> None:
    """Metadata of vouchers, postings, papers and accounts survives printing and parsing."""
    kind, values = case
    record: Any = kind
    lines = write_metadata(record(**values))
    entry = _parse("\n".join(["2026-01-01 open Assets:101库存现金", *lines]) + "\n")
    again, problems = read_metadata(kind, entry.meta, PLACE)
    assert problems == []
    assert again == {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ('2026-01-01 custom "union-ofificer" "chair" "Li"', "directive-unknown", "union-officer"),
        ('2026-01-01 custom "union-officer" "chair"', "directive-arity", "1 values, expected 2"),
        ('2026-01-01 custom "union-officer" "king" "Li"', "directive-type", "one of: chair"),
        ('2026-01-01 custom "union-payroll" "2026-13" 1.00 CNY', "directive-type", "a month in quotes"),
        ('2026-01-01 custom "union-payroll" "2026-01" 1.001 CNY', "directive-type", "at most two decimals"),
        ('2026-01-01 custom "union-payroll" "2026-01" 1.00 USD', "directive-type", "an amount in yuan"),
        ('2026-01-01 custom "union-payroll" "2026-01" 1.00 CNY\n  head: 3', "metadata-unknown", "headcount"),
        ('2026-01-01 custom "union-profile" "X"', "metadata-missing", "tax-id"),
        ('2026-01-01 custom "union-payroll" "2026-01" 1.00 CNY\n  headcount: 1.5', "directive-type", "whole number"),
        ('2026-01-01 custom "union-payroll" "2026-01" 1.00 CNY\n  headcount: -1', "directive-type", "not negative"),
    ],
)
def test_a_wrong_directive_is_refused_with_its_place(text: str, code: str, says: str) -> None:
    """Wrong keyword, arity, type or key: one problem with code, file, line and what was expected."""
    directive, problems = read_directive(v.DIRECTIVES, _parse(text), PLACE)
    assert directive is None
    assert [problem.code for problem in problems] == [code]
    assert re.match(r"rules/own\.beancount:7: ", str(problems[0]))
    assert says in str(problems[0])


def test_keys_of_the_unions_own_are_left_alone() -> None:
    """A key that begins with x- belongs to the union and is no problem."""
    entry = _parse('2026-01-01 custom "union-payroll" "2026-01" 1.00 CNY\n  x-note: "any"')
    assert read_directive(v.DIRECTIVES, entry, PLACE)[1] == []


def test_every_directive_of_the_design_has_a_class() -> None:
    """No directive of the design is left out of the vocabulary."""
    assert {
        "union-profile", "union-officer", "union-project", "union-member", "union-dues-rule", "union-dues-waiver",
        "union-payroll", "union-contribution-rule", "union-remittance-ack", "union-receipt-book",
        "union-receipt-void", "union-standard", "union-approval-tier", "union-incompatible", "union-forbidden",
        "union-activity", "union-goods-run", "union-benefit", "union-hardship", "union-budget-version",
        "union-bank-line", "union-asset", "union-seal", "union-reopen", "union-submission", "union-return",
        "union-exception", "union-finding", "union-question", "union-tick", "union-signoff",
    } <= set(v.DIRECTIVES)  # fmt: skip


def test_money_stays_decimal() -> None:
    """An amount is read as an exact Decimal of two places."""
    entry = _parse('2026-01-01 custom "union-payroll" "2026-01" 1234.5 CNY')
    directive, _ = read_directive(v.DIRECTIVES, entry, PLACE)
    assert isinstance(directive, v.Payroll)
    assert (directive.wages, directive.wages.as_tuple().exponent) == (Decimal("1234.50"), -2)
