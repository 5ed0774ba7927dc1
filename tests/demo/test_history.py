from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from unionbooks.books.journal import verify
from unionbooks.books.load import load
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.month import Month
from unionbooks.demo import KINDS
from unionbooks.demo import REPO_SPEC
from unionbooks.demo import DemoSpec
from unionbooks.demo import build
from unionbooks.demo import make
from unionbooks.demo.days import is_workday

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.books.write import Step

PLAIN = replace(REPO_SPEC, papers="none")
SMALL = DemoSpec(kind="street", members=13, first=Month(2026, 1), months=2, seed=5)

DIGEST = """
import hashlib
from unionbooks.core.month import Month
from unionbooks.demo import DemoSpec, build
steps = build(DemoSpec(kind="street", members=13, first=Month(2026, 1), months=2, seed=5))
print(hashlib.sha256(repr(steps).encode()).hexdigest())
"""


def digest(steps: tuple[Step, ...]) -> str:
    """Return one digest for a whole history, papers included."""
    return hashlib.sha256(repr(steps).encode()).hexdigest()


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_same_bytes_in_another_process(hash_seed: str) -> None:
    """The same spec gives the same bytes in another process, papers included, whatever Python hashes to."""
    done = subprocess.run(
        [sys.executable, "-c", DIGEST],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": hash_seed, "TZ": "America/Caracas", "LANG": "C", "PATH": ""},
        text=True,
    )
    assert done.stdout.strip() == digest(build(SMALL))


def test_another_seed_is_another_union() -> None:
    """Another seed gives other people and other amounts."""
    assert digest(build(replace(PLAIN, seed=1))) != digest(build(replace(PLAIN, seed=2)))


def test_made_books_are_those_of_the_history(tmp_path: Path) -> None:
    """The folder holds just the bytes that the history leaves, and its journal verifies."""
    summary = make(tmp_path / "books", SMALL)
    root = tmp_path / "books"
    assert verify(root) == []
    papers = [change for step in build(SMALL) for change in step.changes if change.path.endswith(".pdf")]
    assert summary.papers == len(papers) > 40
    assert all((root / change.path).read_bytes() == change.new for change in papers)
    assert summary.commits == len((root / "journal.jsonl").read_text(encoding="utf-8").splitlines())
    books = load(root)
    assert books.problems == ()
    assert summary.vouchers == len(books.vouchers)
    assert summary.postings == sum(len(entry.postings) for entry in books.transactions)


def test_commits_look_like_work() -> None:
    """Commits follow one another in office hours of working days, each after what it holds."""
    steps = build(PLAIN)
    assert len(steps) > 150
    assert [step.at for step in steps] == sorted({step.at for step in steps})
    for step in steps:
        assert step.at.utcoffset() == dt.timedelta(hours=8)
        assert is_workday(step.at.date())
        assert dt.time(8, 30) < step.at.time() < dt.time(17, 30)
        for number in step.ids:
            if number[:2] == "20":
                assert VoucherNumber.parse(number).month <= Month.of(step.at.date())
    assert steps[0].command == "init"
    assert len({step.by for step in steps}) == 1


def test_posting_goes_by_number() -> None:
    """Vouchers are posted in the order of their numbers, none left out and none twice."""
    posted = [one for step in build(PLAIN) for one in step.ids if one[:2] == "20" and "-" in one and len(one) == 12]
    assert posted == sorted(set(posted))
    assert posted[-1].startswith(str(REPO_SPEC.last))


@settings(max_examples=6)
@given(
    spec=st.builds(
        DemoSpec,
        kind=st.sampled_from(KINDS),
        members=st.integers(12, 45),
        first=st.builds(Month, st.integers(2022, 2033), st.integers(1, 12)),
        months=st.integers(1, 15),
        seed=st.integers(0, 10**9),
        papers=st.just("none"),
    )
)
def test_any_union_is_sound(tmp_path_factory: pytest.TempPathFactory, spec: DemoSpec) -> None:
    """Whatever is asked for, the books load without a problem and no money account is overdrawn."""
    root = tmp_path_factory.mktemp("any") / "books"
    make(root, spec)
    books = load(root)
    assert books.problems == ()
    bank = 0
    for entry in books.transactions:
        bank += sum(p.units.number for p in entry.postings if p.account.startswith("Assets:102") and p.units)
        assert bank > 0


def test_big_union_has_a_list_for_every_group() -> None:
    """In a big union the dues of a month come in several lists, none of them longer than two hundred names."""
    spec = DemoSpec(kind="hospital", members=450, first=Month(2026, 1), months=1, papers="none")
    text = b"".join(change.new or b"" for step in build(spec) for change in step.changes).decode()
    lists = [one for one in text.split("\n2026-") if 'kind: "dues"' in one and "Assets:102" in one]
    sizes = [one.count("Income:401") for one in lists]
    assert sum(sizes) > 440
    assert max(sizes) <= 200
    assert len(sizes) >= 6
