"""The snapshot: used when nothing changed, never when it is stale, damaged or not ours."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_ledger import JANUARY
from small_ledger import LEDGER

from unionbooks.books import query
from unionbooks.books.load import load
from unionbooks.books.query import Answer
from unionbooks.books.query import open_tables
from unionbooks.books.snapshot import find
from unionbooks.books.snapshot import store
from unionbooks.core.problems import BadInputError
from unionbooks.core.vocabulary.codec import quote

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from pathlib import Path

    MakeLedger = Callable[[Mapping[str, str | bytes]], Path]

TOTALS = "SELECT account, sum(fen) FROM postings GROUP BY account ORDER BY account"
EXPECTED = (("Assets:102银行存款:10201基本户", 2185), ("Income:401会费收入", -2185))


@pytest.fixture
def no_load(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when a ledger is parsed."""

    def refuse(root: Path) -> None:
        raise AssertionError(f"{root} was parsed")

    monkeypatch.setattr(query, "_load", refuse)


def _ask(root: Path, cache: Path, sql: str = TOTALS) -> Answer:
    with open_tables(root, cache) as tables:
        return tables.ask(sql)


def _only_folder(cache: Path) -> Path:
    (manifest,) = cache.glob("ledgers/*/*/manifest.json")
    return manifest.parent


def test_money_is_whole_fen(make_ledger: MakeLedger, private_cache: Path) -> None:
    """Amounts come back as whole fen, from the first question on."""
    root = make_ledger({})
    answer = _ask(root, private_cache)
    assert answer.rows == EXPECTED
    assert _ask(root, private_cache) == answer


def test_unchanged_books_are_not_parsed(make_ledger: MakeLedger, private_cache: Path, no_load: None) -> None:
    """After a check has stored the snapshot, a question does not parse the ledger."""
    root = make_ledger({})
    assert store(load(root), private_cache) is not None
    assert _ask(root, private_cache).rows == EXPECTED
    assert _ask(root, private_cache).rows == EXPECTED


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("2026/2026-01.beancount", JANUARY.replace("21.85", "21.80")),
        ("2026/2026-01.beancount", JANUARY + "\n"),
        ("2026/2026-02.beancount", ""),
        ("inbox/draft.beancount", ""),
        ("profiles/own.toml", ""),
    ],
)
def test_a_stale_snapshot_is_not_used(make_ledger: MakeLedger, private_cache: Path, path: str, content: str) -> None:
    """Any change of a ledger file, a new file under a glob included, makes the snapshot another one."""
    root = make_ledger({})
    store(load(root), private_cache)
    make_ledger({path: content})
    assert find(root, private_cache) is None
    assert len(_ask(root, private_cache).rows) == 2


def test_a_damaged_snapshot_is_not_used(make_ledger: MakeLedger, private_cache: Path) -> None:
    """One byte changed in any file of the snapshot, and it is made again, with the right answer."""
    root = make_ledger({})
    _ask(root, private_cache)
    for name in sorted(path.name for path in _only_folder(private_cache).iterdir()):
        damaged = _only_folder(private_cache) / name
        content = bytearray(damaged.read_bytes())
        content[len(content) // 2] ^= 1
        damaged.write_bytes(content)
        assert find(root, private_cache) is None, name
        assert _ask(root, private_cache).rows == EXPECTED


def test_a_snapshot_sealed_with_another_key_is_not_used(make_ledger: MakeLedger, tmp_path: Path) -> None:
    """A snapshot that somebody else made for the same folder and content is not used."""
    root = make_ledger({})
    foreign, own = tmp_path / "foreign", tmp_path / "own"
    store(load(root), foreign)
    own.mkdir(mode=0o700)
    store(load(make_ledger({"2026/2026-02.beancount": ""})), own)
    (root / "2026/2026-02.beancount").unlink()
    shutil.copytree(_only_folder(foreign).parent, _only_folder(own).parent, dirs_exist_ok=True)
    assert find(root, foreign) is not None
    assert find(root, own) is None


def test_a_cache_that_others_may_write_to_is_not_used(make_ledger: MakeLedger, private_cache: Path) -> None:
    """A cache folder open to others is not trusted."""
    root = make_ledger({})
    store(load(root), private_cache)
    private_cache.chmod(0o777)
    assert find(root, private_cache) is None


def test_a_manifest_of_another_shape_is_not_used(make_ledger: MakeLedger, private_cache: Path) -> None:
    """A manifest that is no manifest leads to no error, only to a new snapshot."""
    root = make_ledger({})
    for content in ("", "[]", "{}", json.dumps({"body": {}, "mac": 5}), '{"body": {}, "mac": "é"}'):
        store(load(root), private_cache)
        (_only_folder(private_cache) / "manifest.json").write_text(content, encoding="utf-8")
        assert find(root, private_cache) is None
        assert _ask(root, private_cache).rows == EXPECTED


def test_without_a_place_to_keep_it_the_answer_is_right(make_ledger: MakeLedger, tmp_path: Path) -> None:
    """Where the cache cannot be written, the tables are made for once."""
    nowhere = tmp_path / "a file"
    nowhere.write_text("", encoding="utf-8")
    assert _ask(make_ledger({}), nowhere / "cache").rows == EXPECTED


def test_books_that_changed_while_they_were_read_are_not_stored(make_ledger: MakeLedger, private_cache: Path) -> None:
    """A snapshot never says more than was read."""
    root = make_ledger({})
    books = load(root)
    make_ledger({"2026/2026-01.beancount": ""})
    assert store(books, private_cache) is None


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "COPY postings TO '/tmp/out.csv'",
        "CREATE TABLE x (a INT)",
        "DROP VIEW postings",
        "ATTACH '/tmp/x.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT 1; SELECT 2",
        "",
        "SELEKT",
        "SELECT * FROM nothing",
    ],
)
def test_sql_reaches_nothing_but_the_tables(make_ledger: MakeLedger, private_cache: Path, sql: str) -> None:
    """A statement that writes, reads files or is no statement is refused in one sentence."""
    with open_tables(make_ledger({}), private_cache) as tables, pytest.raises(BadInputError, match="query-wrong"):
        tables.ask(sql)


def test_every_table_can_be_asked(make_ledger: MakeLedger, private_cache: Path) -> None:
    """Each table and view answers, with rows or without."""
    with open_tables(make_ledger({}), private_cache) as tables:
        for (name,) in tables.ask("SELECT table_name FROM information_schema.tables").rows:
            tables.ask(f'FROM "{name}"')


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@given(payee=TEXTS, narration=TEXTS, source=TEXTS.filter(str.strip))
def test_any_text_comes_through_the_snapshot(
    tmp_path_factory: pytest.TempPathFactory, payee: str, narration: str, source: str
) -> None:
    """Quotes, commas, line breaks and rare characters survive csv and Parquet; empty text is NULL."""
    root = tmp_path_factory.mktemp("books")
    cache = tmp_path_factory.mktemp("cache")
    cache.chmod(0o700)
    voucher = JANUARY.replace('"育才小学" "1月会费"', f"{quote(payee)} {quote(narration)}")
    voucher = voucher.replace('  kind: "dues"', f"  source: {quote(source)}")
    for path, content in {**LEDGER, "2026/2026-01.beancount": voucher}.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(content.encode())
    (entry,) = load(root).transactions
    expected = tuple(text or None for text in (entry.payee, entry.narration, entry.meta["source"]))
    for _ in range(2):
        assert _ask(root, cache, "SELECT payee, narration, source FROM vouchers").rows == (expected,)


def test_duckdb_can_be_locked() -> None:
    """The installed DuckDB still knows the settings that our lock rests on."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET allowed_paths = ['/nowhere']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    with pytest.raises(duckdb.Error):
        connection.execute("SET enable_external_access = true")
