"""The canonical text of an entry: blind to how it was written, awake to all that it means."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core import data
from beancount.parser import booking
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.canonical import canonical
from unionbooks.books.canonical import digest_of
from unionbooks.core.vocabulary.codec import quote

ROOT = Path("/books")
ACCOUNTS = ["Assets:102银行存款:10201基本户", "Assets:101库存现金", "Income:401会费收入", "Expenses:502维权支出"]
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,8}", fullmatch=True)
KEYS = st.sampled_from(
    ["kind", "voucher", "minutes", "approved-by", "approved-on", "attachments", "x-own", "aa", "aab", "aa-b"]
)
DATES = st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31))
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False)
VALUES = st.one_of(WORDS, DATES, st.booleans(), AMOUNTS, st.none())
META = st.dictionaries(KEYS, VALUES, max_size=4)


@dataclass(frozen=True)
class Leg:
    """A posting, as what it means."""

    account: str
    amount: Decimal
    flag: str
    meta: dict[str, Any]


@dataclass(frozen=True)
class Txn:
    """A transaction, as what it means."""

    date: dt.date
    flag: str
    payee: str | None
    narration: str
    tags: frozenset[str]
    links: frozenset[str]
    meta: dict[str, Any]
    legs: tuple[Leg, ...]


LEGS = st.builds(Leg, st.sampled_from(ACCOUNTS), AMOUNTS, st.sampled_from(["", "!"]), META)
TXNS = st.builds(
    Txn, DATES, st.sampled_from("*!"), st.none() | WORDS, WORDS,
    st.frozensets(NAMES, max_size=3), st.frozensets(NAMES, max_size=3), META,
    st.lists(LEGS, min_size=1, max_size=4).map(tuple),
)  # fmt: skip


@st.composite
def texts(draw: st.DrawFn, txn: Txn) -> str:
    """Write a transaction in one of the many ways in which it can be written."""

    def shuffled(items: Any) -> list[Any]:
        return draw(st.permutations(list(items)))

    def number(value: Decimal) -> str:
        text = f"{value:.2f}"
        zeros, commas = draw(st.integers(0, 2)), draw(st.booleans())
        if zeros == 0 and text.endswith("0"):
            text = text[:-1]
        return (f"{Decimal(text):,}" if commas else text) + "0" * zeros

    def value(one: object) -> str:
        if isinstance(one, bool):
            return str(one).upper()
        if isinstance(one, Decimal):
            return number(one)
        return "" if one is None else quote(one) if isinstance(one, str) else str(one)

    def meta(lines: dict[str, Any], indent: str) -> list[str]:
        return [f"{indent}{key}:{space()}{value(one)}" for key, one in shuffled(lines.items())]

    def space() -> str:
        return draw(st.sampled_from([" ", "   ", "\t"]))

    payee = [] if txn.payee is None else [quote(txn.payee)]
    marks = shuffled([*(f"#{tag}" for tag in txn.tags), *(f"^{link}" for link in txn.links)])
    lines = [space().join([txn.date.isoformat(), txn.flag, *payee, quote(txn.narration), *marks])]
    lines += meta(txn.meta, "  ")
    for leg in shuffled(txn.legs):
        lines.append(f"  {leg.flag}{' ' if leg.flag else ''}{leg.account}{space()}{number(leg.amount)} CNY")
        lines += meta(leg.meta, "    ")
    before = draw(st.sampled_from(["", "\n\n", "; a comment\n"]))
    return before + "\n".join(lines) + "\n"


def read(text: str) -> data.Directive:
    """Parse and book the one entry of a text."""
    entries, errors, options = parser.parse_string(text)
    assert not errors, errors
    booked, errors = booking.book(entries, options)
    assert not [one for one in errors if "balance" not in one.message], errors
    return booked[0]


def plain(txn: Txn) -> data.Transaction:
    """Build the entry itself, without any text."""
    legs = [
        data.Posting(leg.account, data.Amount(leg.amount, "CNY"), None, None, leg.flag or None, leg.meta)
        for leg in txn.legs
    ]
    return data.Transaction(txn.meta, txn.date, txn.flag, txn.payee, txn.narration, txn.tags, txn.links, legs)


@given(st.data(), TXNS)
def test_the_way_of_writing_does_not_show(draw: st.DataObject, txn: Txn) -> None:
    """However a transaction is written, its canonical text is the same, and that of the entry itself."""
    first, second = (read(draw.draw(texts(txn), label="text")) for _ in range(2))
    assert canonical(first) == canonical(second) == canonical(plain(txn))


@given(TXNS)
def test_the_text_is_json_with_sorted_keys_on_one_line(txn: Txn) -> None:
    """Another program can make the same text with any JSON library."""
    text = canonical(plain(txn))
    given_back = json.loads(text)
    assert json.dumps(given_back, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == text
    assert "\n" not in text


def meaning(txn: Txn) -> tuple[object, ...]:
    """Return what a transaction means as something to compare; TRUE is not 1 there."""
    legs = Counter((leg.account, leg.amount, leg.flag, _typed(leg.meta)) for leg in txn.legs)
    whole = (txn.date, txn.flag, txn.payee, txn.narration, txn.tags, txn.links, _typed(txn.meta))
    return (*whole, frozenset(legs.items()))


def _typed(meta: dict[str, Any]) -> frozenset[tuple[str, type, Any]]:
    return frozenset((key, type(value), value) for key, value in meta.items())


@given(TXNS, TXNS)
def test_different_transactions_have_different_texts(one: Txn, other: Txn) -> None:
    """Two transactions share a text exactly where they mean the same."""
    assert (canonical(plain(one)) == canonical(plain(other))) == (meaning(one) == meaning(other))


CHANGES = {
    "date": lambda txn: dataclasses.replace(txn, date=txn.date + dt.timedelta(1)),
    "flag": lambda txn: dataclasses.replace(txn, flag="!" if txn.flag == "*" else "*"),
    "payee": lambda txn: dataclasses.replace(txn, payee=(txn.payee or "") + "x"),
    "empty payee": lambda txn: dataclasses.replace(txn, payee="" if txn.payee is None else None),
    "narration": lambda txn: dataclasses.replace(txn, narration=txn.narration + " "),
    "tag": lambda txn: dataclasses.replace(txn, tags=txn.tags ^ {"new"}),
    "link": lambda txn: dataclasses.replace(txn, links=txn.links ^ {"new"}),
    "metadata": lambda txn: dataclasses.replace(txn, meta={**txn.meta, "new": "1"}),
    "type of metadata": lambda txn: dataclasses.replace(txn, meta={**txn.meta, "voucher": Decimal(1)}),
    "amount": lambda txn: _first_leg(txn, amount=txn.legs[0].amount + Decimal("0.01")),
    "account": lambda txn: _first_leg(txn, account="Assets:103其他"),
    "flag of a posting": lambda txn: _first_leg(txn, flag="" if txn.legs[0].flag else "!"),
    "metadata of a posting": lambda txn: _first_leg(txn, meta={**txn.legs[0].meta, "member": "M9"}),
    "one posting twice": lambda txn: dataclasses.replace(txn, legs=(*txn.legs, txn.legs[0])),
}


def _first_leg(txn: Txn, **values: Any) -> Txn:
    return dataclasses.replace(txn, legs=(dataclasses.replace(txn.legs[0], **values), *txn.legs[1:]))


@given(TXNS)
def test_every_change_of_meaning_shows(txn: Txn) -> None:
    """A change of any one thing that a transaction says changes its digest."""
    digest = digest_of(plain(txn))
    assert [name for name, change in CHANGES.items() if digest_of(plain(change(txn))) == digest] == []


EVERY_KIND = """\
2026-01-01 open Assets:101库存现金 CNY,USD "STRICT"
2026-01-01 close Assets:101库存现金
2026-01-01 commodity CNY
2026-01-01 pad Assets:101库存现金 Equity:322工会资金结余
2026-01-01 balance Assets:101库存现金 1,000.00 ~ 0.01 CNY
2026-01-01 note Assets:101库存现金 "盘点" #t ^l
2026-01-01 event "place" "北京"
2026-01-01 query "name" "SELECT account"
2026-01-01 price USD 7.10 CNY
2026-01-01 document Assets:101库存现金 "/books/documents/a.pdf" #t ^V2026-01-0001
  sha256: "00"
2026-01-01 custom "union-x" "Assets:101库存现金" 1.0 2.00 CNY TRUE 2026-01-01 Assets:101库存现金
"""
TWINS = {
    "open": ('"STRICT"', '"NONE"'),
    "close": ("close Assets:101库存现金", "close Assets:102银行存款"),
    "commodity": ("commodity CNY", "commodity USD"),
    "pad": ("Equity:322工会资金结余", "Equity:301基金"),
    "balance": ("1,000.00 ~ 0.01", "1,000.00 ~ 0.02"),
    "note": ("盘点", "盘点 "),
    "event": ("北京", "上海"),
    "query": ("SELECT account", "SELECT  account"),
    "price": ("7.10 CNY", "7.11 CNY"),
    "document": ("documents/a.pdf", "documents/b.pdf"),
    "custom": ('"Assets:101库存现金"', "Assets:101库存现金"),
}


@pytest.mark.parametrize("kind", TWINS)
def test_every_kind_of_entry_has_its_own_text(kind: str) -> None:
    """Each kind can be written, names itself, says its number one way, and shows a change."""
    line = next(line for line in EVERY_KIND.split("\n2026") if f" {kind} " in line)
    line = line if line.startswith("2026") else f"2026{line}"
    other = read(line.replace(*TWINS[kind], 1))
    entry = read(line)
    text = canonical(entry, ROOT)
    assert json.loads(text)["kind"] == kind
    assert text == canonical(read(line.replace("1,000.00", "1000.0").replace("7.10 ", "7.1 ")), ROOT)
    assert text != canonical(other, ROOT)


def test_a_paper_is_named_relative_to_the_ledger() -> None:
    """The same ledger in another folder has the same texts."""
    entry = read('2026-01-01 document Assets:101库存现金 "/books/documents/a.pdf"\n')
    moved = entry._replace(filename="/elsewhere/documents/a.pdf")
    assert canonical(entry, ROOT) == canonical(moved, Path("/elsewhere"))
    assert json.loads(canonical(entry, ROOT))["filename"] == "documents/a.pdf"


def test_a_paper_needs_the_folder() -> None:
    """An absolute path never gets into a canonical text unnoticed."""
    with pytest.raises(ValueError, match="needs the ledger's folder"):
        canonical(read('2026-01-01 document Assets:101库存现金 "/books/documents/a.pdf"\n'))


def test_what_beancount_reckons_does_not_show() -> None:
    """File, line, the difference of a balance and marks of interpolation are nobody's meaning."""
    entry = read("2026-01-01 balance Assets:101库存现金 1.00 CNY\n")
    noted = entry._replace(
        meta={**copy.copy(entry.meta), "filename": "x", "lineno": 9, "__tolerances__": {}},
        diff_amount=data.Amount(Decimal(1), "CNY"),
    )
    assert canonical(entry) == canonical(noted)


def test_an_amount_that_was_never_completed_can_still_be_written() -> None:
    """An entry that Beancount could not book does not stop the check of the others."""
    entries, _, _ = parser.parse_string('2026-01-01 * "x"\n  Assets:101库存现金 {}\n  Income:401会费收入\n')
    assert json.loads(canonical(entries[0]))["postings"]


def test_only_entries_have_a_text() -> None:
    """Anything else is a mistake of the program and said so."""
    with pytest.raises(TypeError, match="not an entry"):
        canonical("2026-01-01")  # type: ignore[arg-type]
