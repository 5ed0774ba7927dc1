from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from beancount.core.amount import Amount
from beancount.core.data import Transaction
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.entry import read_entry
from unionbooks.books.entry import write_entry
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import VoucherMeta

PLACE = Place("x")
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
filled = texts.filter(str.strip)
own = st.lists(
    st.tuples(
        st.sampled_from(["x-a", "x-b1"]),
        st.one_of(
            texts,
            st.booleans(),
            st.dates(dt.date(1000, 1, 1)),
            st.decimals(-9999, 9999, places=3).map(lambda number: Decimal(f"{number:f}")),
            st.integers(-99, 99).map(lambda number: Amount(Decimal(number), "CNY")),
        ),
    ),
    max_size=2,
    unique_by=lambda pair: pair[0],
).map(tuple)
legs = st.builds(
    Leg,
    st.sampled_from(
        ["Assets:102银行存款:10201基本户", "Expenses:501职工活动支出:50105会员活动支出", "Assets:101库存现金"]
    ),
    st.integers(-(10**12), 10**12),
    st.builds(
        PostingMeta,
        member=st.none() | st.sampled_from(["M0001", "M-2"]),
        months=st.none() | st.just(MonthRange(Month(2026, 1), Month(2026, 6))),
        relation=st.none() | st.just("child"),
    ),
    own,
)
entries = st.builds(
    Entry,
    date=st.dates(dt.date(1000, 1, 1)),
    flag=st.sampled_from(["!", "*"]),
    payee=texts,
    narration=texts,
    meta=st.builds(
        VoucherMeta,
        voucher=st.none() | st.builds(VoucherNumber, st.just(Month(2026, 1)), st.integers(1, 99999)),
        kind=st.none() | st.just("expense"),
        approved_by=st.none() | filled,
        approved_on=st.none() | st.dates(dt.date(1000, 1, 1)),
        attachments=st.none() | st.integers(0, 99),
        suggested=st.none() | filled,
        import_id=st.none() | filled,
    ),
    legs=st.lists(legs, max_size=4).map(tuple),
    links=st.frozensets(st.sampled_from(["V2026-01-0001", "A2026-01"])),
    tags=st.frozensets(st.sampled_from(["a", "b-1"])),
    own=own,
)


@given(entries)
def test_what_is_written_is_read_back(entry: Entry) -> None:
    """Whatever names, texts, amounts and keys of one's own a voucher has, its text gives the same voucher."""
    parsed, errors, _ = parser.parse_string(write_entry(entry))
    assert errors == []
    assert len(parsed) == 1
    assert isinstance(parsed[0], Transaction)
    assert read_entry(parsed[0], PLACE) == (entry, [])


@pytest.mark.parametrize(
    ("leg", "code"),
    [
        ("Assets:101库存现金", "entry-amount"),
        ("Assets:101库存现金  1.00 USD", "entry-amount"),
        ("Assets:101库存现金  1.005 CNY", "entry-amount"),
        ("Assets:101库存现金  1.00 CNY @ 2 USD", "entry-amount"),
        ("Assets:101库存现金  1 CNY {2 USD}", "entry-amount"),
        ('Assets:101库存现金  1.00 CNY\n    months: "no"', "directive-type"),
    ],
)
def test_a_posting_that_is_no_plain_amount_is_told(leg: str, code: str) -> None:
    """Other currencies, prices, left out amounts and wrong keys are problems, not crashes."""
    parsed, _, _ = parser.parse_string(f'2026-01-01 ! "x"\n  {leg}\n')
    assert isinstance(parsed[0], Transaction)
    entry, problems = read_entry(parsed[0], PLACE)
    assert entry is None
    assert [problem.code for problem in problems] == [code]
