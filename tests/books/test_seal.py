"""Seals of months: any change of what a closed month rests on is seen, and named by its month."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.canonical import canonical
from unionbooks.books.load import load
from unionbooks.books.seal import check_seals
from unionbooks.books.seal import seal_of
from unionbooks.books.seal import seals_in_force
from unionbooks.books.seal import short_form
from unionbooks.core import vocabulary as v
from unionbooks.core.month import Month
from unionbooks.core.vocabulary.directive import write_directive

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from pathlib import Path

    MakeLedger = Callable[[Mapping[str, str | bytes]], Path]

SEALS = "seals.beancount"
FACTS_FILE = "facts.beancount"
JANUARY, FEBRUARY, MARCH = (Month(2026, number) for number in (1, 2, 3))
BANK, INCOME = "Assets:102银行存款:10201基本户", "Income:401会费收入"
FACTS = f"""\
2025-06-01 custom "union-dues-rule" "own" "percent"
  rate: 0.005
2026-01-10 * "育才小学" "1月会费" ^V2026-01-0001
  voucher: "2026-01-0001"
  {BANK}  21.85 CNY
  {INCOME}  -21.85 CNY
    member: "M0001"
    months: "2026-01"
2026-01-11 document {BANK} "documents/a.txt" ^V2026-01-0001
  sha256: "{"a" * 64}"
2026-01-31 custom "budget" {INCOME} "yearly" 100.00 CNY
2026-02-10 * "育才小学" "2月会费" ^V2026-02-0001
  voucher: "2026-02-0001"
  {BANK}  21.85 CNY
  {INCOME}  -21.85 CNY
2026-03-10 * "育才小学" "3月会费" ^V2026-03-0001
  voucher: "2026-03-0001"
  {BANK}  21.85 CNY
  {INCOME}  -21.85 CNY
"""
GOLDEN = "a2fa326c2f82d3bd83cf2d1527870f6fea1632b93aafc6a0daddbd225ba2350a"
MAIN = """\
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
plugin "unionbooks.plugin"
include "accounts.beancount"
include "members.beancount"
include "facts.beancount"
include "seals.beancount"
"""


@pytest.fixture
def books(make_ledger: MakeLedger) -> Path:
    """Make a ledger of three months, none of them sealed."""
    return make_ledger(
        {
            "main.beancount": MAIN,
            "accounts.beancount": f"2026-01-01 open {BANK} CNY\n2026-01-01 open {INCOME} CNY\n",
            "members.beancount": '2026-01-01 custom "union-member" "M0001" "join"\n  name: "王一"\n',
            FACTS_FILE: FACTS,
            SEALS: "",
        }
    )


def seal(root: Path, month: Month, day: dt.date = dt.date(2026, 4, 1)) -> v.Seal:
    """Seal a month as it is, and write that down."""
    parts = seal_of(load(root), month)
    directive = v.Seal(
        date=day, month=month, digest=parts.digest, previous=parts.previous,
        entries=parts.entries, papers=parts.papers, by="王会计", tool="unionbooks 0",
    )  # fmt: skip
    with (root / SEALS).open("a") as file:
        file.write(write_directive(directive))
    return directive


def reopen(root: Path, month: Month, digest: str, day: dt.date = dt.date(2026, 4, 1)) -> None:
    """Open a month again, and write that down."""
    directive = v.Reopen(date=day, month=month, first="王会计", second="李主席", reason="错账", digest=digest)
    with (root / SEALS).open("a") as file:
        file.write(write_directive(directive))


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Change a word of a file behind the tool's back."""
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new, 2 if old == "21.85" else 1))


def codes(root: Path) -> list[tuple[str, str]]:
    """Return the code of each problem and the month that it names."""
    return [(problem.code, str(problem.what.values["month"])) for problem in check_seals(load(root))]


def test_sealed_months_that_nobody_touched_are_sound(books: Path) -> None:
    """Three months sealed in order give no problem, and each seal names the one before."""
    seals = [seal(books, month) for month in (JANUARY, FEBRUARY, MARCH)]
    assert codes(books) == []
    assert [one.previous for one in seals] == [None, seals[0].digest, seals[1].digest]
    assert list(seals_in_force(load(books))) == [JANUARY, FEBRUARY, MARCH]


def test_the_way_of_writing_does_not_break_a_seal(books: Path) -> None:
    """White space, comments, the order in the file and trailing zeros are no change."""
    seal(books, JANUARY)
    first, *rest = FACTS.split("\n2026-")
    entries = [first, *(f"2026-{one}" for one in rest)]
    text = "\n; again\n\n".join(one.strip("\n") for one in reversed(entries)).replace("  21.85 CNY", "\t21.850 CNY")
    (books / "facts.beancount").write_text(text + "\n")
    assert codes(books) == []


CHANGES = {
    "amount": (FACTS_FILE, "21.85", "21.86"),
    "narration": (FACTS_FILE, "1月会费", "1月会費"),
    "metadata of a posting": (FACTS_FILE, 'months: "2026-01"', 'months: "2026-02"'),
    "digest of a paper": (FACTS_FILE, "a" * 64, "b" * 64),
    "budget": (FACTS_FILE, "100.00 CNY", "200.00 CNY"),
    "a rule of before": (FACTS_FILE, "rate: 0.005", "rate: 0.006"),
    "the roll": ("members.beancount", '"王一"', '"王二"'),
    "an account's opening": ("accounts.beancount", f"open {INCOME} CNY", f"open {INCOME}"),
    "an entry less": (FACTS_FILE, FACTS[FACTS.index("2026-01-31") : FACTS.index("2026-02-10")], ""),
    "an entry more": (FACTS_FILE, "2026-01-31", f'2026-01-31 note {BANK} "盘点"\n2026-01-31'),
    "an entry of before": (FACTS_FILE, "2025-06-01", '2025-01-01 event "place" "北京"\n2025-06-01'),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_a_sealed_month_is_seen_in_that_month_alone(books: Path, change: str) -> None:
    """Whatever is changed, added or taken away breaks the seal of its month, and no other seal."""
    seal(books, JANUARY)
    seal(books, FEBRUARY)
    edit(books, *CHANGES[change])
    assert ("seal-broken", "2026-01") in codes(books)
    rule_or_roll = change in {"a rule of before", "the roll"}
    assert [month for _, month in codes(books)] == ["2026-01", "2026-02"][: 1 + rule_or_roll]


def test_what_comes_after_does_not_break_a_seal(books: Path) -> None:
    """A new voucher, rule, member or finding dated in an open month leaves sealed months whole."""
    seal(books, JANUARY)
    with (books / "facts.beancount").open("a") as file:
        file.write(
            '2026-02-11 custom "union-dues-rule" "own" "percent"\n  rate: 0.006\n'
            '2026-02-11 custom "union-member" "M0003" "join"\n  name: "赵三"\n'
            '2026-01-31 custom "union-tick" "2026-01-0001"\n  by: "孙委员"\n'
        )
    assert codes(books) == []


def test_a_broken_seal_says_what_was_counted(books: Path) -> None:
    """The message names both seals as a person reads them, and how many entries and papers there were."""
    sealed = seal(books, JANUARY)
    edit(books, *CHANGES["an entry less"])
    (problem,) = check_seals(load(books))
    assert short_form(sealed.digest) in str(problem)
    assert f"entries sealed {sealed.entries}, found {sealed.entries - 1}; papers sealed 1, found 1" in str(problem)
    assert str(problem.place) == "seals.beancount:1"


def test_an_opened_month_may_change_and_be_sealed_again(books: Path) -> None:
    """After reopening the old seal no longer holds; the new one does, even on the same day."""
    first = seal(books, JANUARY)
    reopen(books, JANUARY, first.digest)
    edit(books, *CHANGES["amount"])
    assert codes(books) == []
    second = seal(books, JANUARY)
    assert codes(books) == []
    assert seals_in_force(load(books))[JANUARY].digest == second.digest != first.digest


def test_an_opened_month_sealed_again_without_a_change_has_its_old_seal(books: Path) -> None:
    """Opening and closing alone changes nothing, and both stay on the record."""
    first = seal(books, JANUARY)
    reopen(books, JANUARY, first.digest)
    assert seal(books, JANUARY).digest == first.digest
    assert codes(books) == []
    assert list(seals_in_force(load(books))) == [JANUARY]


def test_a_month_skipped_is_named(books: Path) -> None:
    """March cannot be sealed while February is not."""
    seal(books, JANUARY)
    seal(books, MARCH)
    assert codes(books) == [("seal-skipped", "2026-03")]


def test_a_month_opened_under_a_sealed_one_is_named(books: Path) -> None:
    """Months are opened in reverse order: January cannot be opened while February is sealed."""
    january = seal(books, JANUARY)
    seal(books, FEBRUARY)
    reopen(books, JANUARY, january.digest)
    edit(books, *CHANGES["narration"])
    assert codes(books) == [("seal-chain", "2026-02")]
    seal(books, JANUARY)
    assert codes(books) == [("seal-chain", "2026-02")]


def test_a_month_sealed_twice_is_named(books: Path) -> None:
    """Of one month one seal holds."""
    seal(books, JANUARY)
    seal(books, JANUARY)
    assert codes(books) == [("seal-twice", "2026-01")]


def test_a_seal_taken_out_leaves_its_reopening_behind(books: Path) -> None:
    """A reopening of a seal that is not there is a problem."""
    reopen(books, JANUARY, "0" * 64)
    assert codes(books) == [("reopen-unknown", "2026-01")]


def test_a_seal_with_another_digest_is_broken(books: Path) -> None:
    """Nobody seals a month by writing some digest down."""
    digest = seal(books, JANUARY).digest
    edit(books, SEALS, digest, digest[::-1])
    assert codes(books) == [("seal-broken", "2026-01")]


def test_the_seal_is_the_documented_one(books: Path) -> None:
    """The format is fixed: this ledger's seal is this one, in every version of the tool."""
    loaded = load(books)
    entries = sorted(canonical(one, books) for one in loaded.entries if one.date <= JANUARY.last_day)
    rule = next(text for text in entries if "union-dues-rule" in text)
    member = next(text for text in entries if "union-member" in text)
    in_force = hashlib.sha256(f"{rule}\n{member}\n".encode()).hexdigest()
    head = ["unionbooks-seal 1", "month 2026-01", "previous -", f"in-force {in_force}"]
    lines = [*head, "papers 1", "a" * 64, f"entries {len(entries)}", *entries]
    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert seal_of(loaded, JANUARY).digest == digest == GOLDEN


def test_a_seal_before_all_calendars_is_a_problem_and_no_crash(books: Path) -> None:
    """January of the year 1 has no month before it."""
    (books / SEALS).write_text(
        f'0001-01-31 custom "union-seal" "0001-01" "{"0" * 64}"\n'
        f'  previous: "{"0" * 64}"\n  entries: 0\n  papers: 0\n  by: "x"\n  tool: "x"\n'
    )
    assert ("seal-broken", "0001-01") in codes(books)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 119))
def test_the_short_form_shows_its_120_bits(data: bytes, bit: int) -> None:
    """Six groups of four letters that cannot be misread; each of the first 120 bits changes them."""
    text = short_form(data.hex())
    assert [len(group) for group in text.split("-")] == [4] * 6
    assert not set(text) & set("ILOUilou")
    flipped = int.from_bytes(data) ^ 1 << 255 - bit
    assert short_form(flipped.to_bytes(32).hex()) != text


@pytest.mark.parametrize("text", ["", "00", "z" * 64, "0" * 66])
def test_only_a_sha256_has_a_short_form(text: str) -> None:
    """Anything else is refused, not padded."""
    with pytest.raises(ValueError, match=r"not a SHA-256|non-hexadecimal"):
        short_form(text)


def test_the_short_form_is_crockfords() -> None:
    """The letters are those of Crockford's alphabet, most significant bits first."""
    assert short_form("00" * 32) == "-".join(["0000"] * 6)
    assert short_form("ff" * 32) == "-".join(["ZZZZ"] * 6)
    assert short_form("08" + "00" * 31) == "1000-0000-0000-0000-0000-0000"
