"""Founding a ledger: a union that begins today has books that load without a word."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core.data import Custom
from beancount.core.data import Open
from fava.core.fava_options import parse_options
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.load import load
from unionbooks.books.write import Plan
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.core.chart import load_chart
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import ApprovalTier
from unionbooks.core.vocabulary import ContributionRule
from unionbooks.core.vocabulary import DuesRule
from unionbooks.core.vocabulary import Forbidden
from unionbooks.core.vocabulary import Incompatible
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary import Standard
from unionbooks.rulebook.rules import rule_problems
from unionbooks.rulebook.rules import rules_in_force
from unionbooks.workflow import layout
from unionbooks.workflow.founding import FoundingSpec
from unionbooks.workflow.founding import found_ledger
from unionbooks.workflow.founding import skeleton

if TYPE_CHECKING:
    from unionbooks.books.model import Books

NOW = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
SPEC = FoundingSpec(
    name="青云小学工会委员会",
    tax_id="81340100MC1234567A",
    first=Month(2026, 1),
    region="安徽省",
    kind="school",
    employer="青云小学",
    parent="甲区教育工会",
    center="甲区工会会计中心",
    bank="某银行某支行",
    bank_number="0012003400560078",
    packs=("anhui-2025",),
)
BARE = FoundingSpec(name="乙厂工会", tax_id="81340100MC7654321B", first=Month(2024, 7))
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(lambda text: text.strip() != "")
OPENING = """\
2026-03-02 * "期初余额" ^V2026-03-0001
  voucher: "2026-03-0001"
  kind: "opening"
  Assets:102银行存款:10201基本户  100.00 CNY
  Equity:322工会资金结余:32205累计结余  -70.00 CNY
  Equity:321工会资金结转:32104累计结转  -30.00 CNY
"""


def _write(root: Path, spec: FoundingSpec) -> Path:
    for path, content in skeleton(spec).items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return root


def _found(root: Path, spec: FoundingSpec = SPEC) -> Books:
    found_ledger(root, spec, by="张三", now=NOW)
    return load(root)


@pytest.mark.parametrize("spec", [SPEC, BARE], ids=["full", "bare"])
def test_a_new_ledger_loads_in_plain_beancount(tmp_path: Path, spec: FoundingSpec) -> None:
    """Beancount alone, without our plugin, finds nothing wrong with the files of a new ledger."""
    root = _write(tmp_path, spec)
    main = root / "main.beancount"
    text = main.read_text("utf-8")
    assert text.count("\nplugin ") == 1
    main.write_text(text.replace('plugin "unionbooks.plugin"\n', ""), "utf-8")
    entries, errors, options = loader.load_file(str(main))
    assert errors == []
    assert options["title"] == spec.name
    assert options["operating_currency"] == ["CNY"]
    assert options["tolerance_multiplier"] == 0
    assert {entry.date for entry in entries if isinstance(entry, Open)} == {spec.first.first_day}


@pytest.mark.parametrize("spec", [SPEC, BARE], ids=["full", "bare"])
def test_a_founded_ledger_has_no_problem_at_all(tmp_path: Path, spec: FoundingSpec) -> None:
    """Founding writes the files and the journal, and every integrity check is content with them."""
    root = tmp_path / "books"
    written = found_ledger(root, spec, by="张三", now=NOW)
    books = load(root)
    assert books.problems == ()
    assert set(books.files) == set(written)
    assert rule_problems(books) == []
    chart = load_chart()
    assert chart.problems((name, books.place(entry)) for name, entry in books.accounts.items()) == []


def test_the_profile_is_what_was_given(tmp_path: Path) -> None:
    """Whatever is known of the union stands in its profile, and what is not is left out."""
    (profile,) = _found(tmp_path / "full").of(Profile)
    assert profile == Profile(
        date=dt.date(2026, 1, 1),
        name=SPEC.name,
        tax_id=SPEC.tax_id,
        region=SPEC.region,
        kind=SPEC.kind,
        parent=SPEC.parent,
        center=SPEC.center,
        employer=SPEC.employer,
        bank=SPEC.bank,
        bank_number=SPEC.bank_number,
        books_start=dt.date(2026, 1, 1),
    )
    (bare,) = _found(tmp_path / "bare", BARE).of(Profile)
    assert (bare.kind, bare.parent, bare.bank, bare.books_start) == (None, None, None, dt.date(2024, 7, 1))


@given(TEXTS, TEXTS, TEXTS)
def test_any_name_can_found_a_ledger(name: str, parent: str, number: str) -> None:
    """Names with quotes, backslashes and any letters stand in the books as they were given."""
    files = skeleton(replace(SPEC, name=name, parent=parent, bank_number=number))
    own = "".join(files[path].decode() for path in ("union.beancount", "accounts.beancount", layout.OWN_RULES))
    title = next(line for line in files["main.beancount"].decode().split("\n") if line.startswith('option "title"'))
    entries, errors, options = loader.load_string(f"{title}\n{own}")
    assert errors == []
    assert options["title"] == name
    (profile,) = [entry for entry in entries if isinstance(entry, Custom) and entry.type == "union-profile"]
    assert profile.values[0].value == name
    assert profile.meta["parent"] == parent
    (payee,) = [entry.meta["payee"] for entry in entries if "payee" in entry.meta]
    assert payee == parent
    (leaf,) = [entry.meta for entry in entries if "bank-number" in entry.meta and isinstance(entry, Open)]
    assert leaf["bank-number"] == number


def test_the_first_day_has_its_rules(tmp_path: Path) -> None:
    """From the first day dues, contribution, tiers, duties, prohibitions and the province's limits are in force."""
    books = _found(tmp_path / "books")
    rules = rules_in_force(books, dt.date(2026, 1, 1))
    assert {type(rule) for rule in rules} == {
        DuesRule,
        ContributionRule,
        ApprovalTier,
        Incompatible,
        Forbidden,
        Standard,
    }
    (dues,) = [rule for rule in rules if isinstance(rule, DuesRule)]
    assert dues.rate == Decimal("0.005")
    (contribution,) = [rule for rule in rules if isinstance(rule, ContributionRule)]
    assert (contribution.payee, contribution.place and contribution.place.file) == (SPEC.parent, layout.OWN_RULES)
    assert any(isinstance(rule, Standard) and rule.benefit == "holiday" for rule in rules)
    without = rules_in_force(_found(tmp_path / "bare", BARE), BARE.first.first_day)
    assert not any(isinstance(rule, Standard) and rule.benefit == "holiday" for rule in without)
    assert [rule.payee for rule in without if isinstance(rule, ContributionRule)] == [None]


def test_a_later_month_is_found_where_it_is_posted(tmp_path: Path) -> None:
    """A voucher in the file of a later month, and that month's bank lines, are part of the books."""
    root = tmp_path / "books"
    _found(root)
    month = Month(2026, 3)
    changes = tuple(
        append(path, layout.header(path) + text)
        for path, text in (
            (layout.month_file(month), OPENING),
            (layout.bank_file(month), ""),
            (layout.budget_file(2027), ""),
            (layout.audit_file(2027), ""),
        )
    )
    commit(root, lambda _: Plan(changes), by="张三", now=NOW, command="voucher post")
    books = load(root)
    assert books.problems == ()
    assert list(books.vouchers) == ["2026-03-0001"]
    assert {change.path for change in changes} <= set(books.files)


def test_what_lies_beside_the_books_is_not_read(tmp_path: Path) -> None:
    """Drafts, hidden files, locks and what editors keep beside a file match no include line."""
    root = _write(tmp_path, SPEC)
    before = set(load(root).files)
    for name in (
        "inbox/2026-01.beancount",
        "2026/.2026-01.beancount",
        "2026/.#2026-01.beancount",
        "2026/#2026-01.beancount#",
        "2026/2026-01.beancount~",
        "2026/2026-01.beancount.lock",
        "2026/2026-01.beancount.swp",
        "rules/.own.beancount",
        ".unionbooks.lock",
        ".git/2026-01.beancount",
        "documents/2026/01/paper.pdf",
        "profiles/bank.toml",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("no ledger", "utf-8")
    _, _, options = loader.load_file(str(root / "main.beancount"))
    seen = {Path(path).relative_to(root).as_posix() for path in options["include"]}
    assert seen == before == set(load(root).files)


def test_the_options_for_fava_are_its_own(tmp_path: Path) -> None:
    """Fava takes every option as it is written, and its language is left to whoever looks."""
    entries, _, _ = loader.load_file(str(_write(tmp_path, SPEC) / "main.beancount"))
    options, errors = parse_options([entry for entry in entries if isinstance(entry, Custom)])
    assert errors == []
    assert options.language is None
    assert options.invert_income_liabilities_equity
    assert options.auto_reload


def test_each_file_says_what_belongs_there() -> None:
    """Every file begins with a comment in Chinese and in English, and ends with one line break."""
    for path, content in skeleton(SPEC).items():
        first, second, *_ = content.decode().split("\n")
        assert first.startswith("; "), path
        assert any("\u4e00" <= char <= "\u9fff" for char in first), path
        assert second.startswith("; "), path
        assert second.isascii(), path
        assert content.endswith(b"\n"), path
        assert not content.endswith(b"\n\n"), path
    assert layout.header("inbox/2026-01.beancount").startswith("; ")
    with pytest.raises(KeyError):
        layout.header("elsewhere/2026.beancount")


def test_the_same_union_gives_the_same_bytes(tmp_path: Path) -> None:
    """Founding is deterministic, journal included."""
    _found(tmp_path / "one")
    _found(tmp_path / "two")
    one, two = (
        {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two
    assert "journal.jsonl" in one


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (replace(SPEC, name=" "), "founding-name"),
        (replace(SPEC, tax_id=""), "founding-tax-id"),
        (replace(SPEC, tax_id="8134-0100"), "founding-tax-id"),
        (replace(SPEC, kind="castle"), "founding-kind"),
        (replace(SPEC, first=Month(2021, 12)), "founding-early"),
        (replace(SPEC, packs=("atlantis",)), "founding-pack"),
    ],
)
def test_what_cannot_be_founded_is_said(tmp_path: Path, spec: FoundingSpec, code: str) -> None:
    """A union that is not described well enough is refused with the reason, and nothing is written."""
    with pytest.raises(BadInputError) as caught:
        found_ledger(tmp_path / "books", spec, by="张三", now=NOW)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert not (tmp_path / "books").exists()


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Founding never touches a folder that holds anything."""
    root = tmp_path / "books"
    _found(root)
    with pytest.raises(RefusedError):
        found_ledger(root, BARE, by="张三", now=NOW)
    assert load(root).of(Profile)[0].name == SPEC.name
    shutil.rmtree(root)
    root.mkdir()
    (root / "note.txt").write_text("mine", "utf-8")
    with pytest.raises(RefusedError):
        found_ledger(root, SPEC, by="张三", now=NOW)
    assert [path.name for path in root.iterdir()] == ["note.txt"]
