"""Questions to the tables, in SQL: the tables are all that can be reached, and nothing can be changed."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import Self

import duckdb

from unionbooks.books.snapshot import Snapshot
from unionbooks.books.snapshot import cache_folder
from unionbooks.books.snapshot import find
from unionbooks.books.snapshot import seal_again
from unionbooks.books.snapshot import store
from unionbooks.books.tables import TABLES
from unionbooks.books.tables import VIEWS
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from unionbooks.books.model import Books
    from unionbooks.books.tables import Columns
    from unionbooks.books.tables import Table

__all__ = ["Answer", "Tables", "open_tables"]

BAD_QUERY: Final = ProblemKind(
    "query-wrong",
    N_("The query cannot be run: {reason}"),
    N_("Write one SELECT over the tables; SHOW TABLES and DESCRIBE name them and their columns."),
)

_READING: Final = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.RELATION})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: column names, DuckDB's names of their types, and the rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class Tables:
    """The tables of one ledger, open for questions; close it, or use it in a `with` block.

    `errors` counts what was wrong with the books when the tables were made.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, errors: int, holding: ExitStack) -> None:
        """Take over a connection that is locked already, and what must live as long as it."""
        self._connection = connection
        self._holding = holding
        self.errors = errors

    def query(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> Answer:
        """Run a query of our own; values go in as parameters, never into the text."""
        cursor = self._connection.execute(sql, parameters)
        described = cursor.description or []
        return Answer(
            tuple(str(one[0]) for one in described),
            tuple(str(one[1]) for one in described),
            tuple(cursor.fetchall()),
        )

    def ask(self, sql: str) -> Answer:
        """Run a query that a person wrote.

        Raises:
            BadInputError: when it is not a single reading statement, or DuckDB refuses it.
        """
        try:
            statements = self._connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type not in _READING:
                raise BadInputError(BAD_QUERY(reason=message("one SELECT is expected.")))
            return self.query(sql)
        except duckdb.Error as error:
            reason = str(error).strip().split("\n")[0]
            raise BadInputError(BAD_QUERY(reason=reason)) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
        self._holding.close()

    def __enter__(self) -> Self:
        """Use the tables in a `with` block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close at the end of the block."""
        self.close()


def open_tables(root: Path, cache: Path | None = None) -> Tables:
    """Open the tables of a ledger: from its snapshot where the books are unchanged, else by loading it.

    Raises:
        BadInputError: where there is no ledger.
    """
    cache = cache or cache_folder()
    with ExitStack() as holding:
        snapshot = find(root, cache)
        while snapshot is None:
            books = _load(root)
            snapshot = store(books, cache)
            if snapshot is None:  # no place to keep it, or the ledger is being written: use it once
                cache = Path(holding.enter_context(tempfile.TemporaryDirectory()))
                snapshot = store(books, cache)
        connection = holding.enter_context(duckdb.connect(":memory:"))
        snapshot = _as_parquet(connection, snapshot, cache)
        for table in TABLES:
            connection.execute(_create(table, snapshot))
        for name, sql in VIEWS.items():
            connection.execute(f'CREATE VIEW "{name}" AS {sql}')
        _lock(connection, snapshot)
        return Tables(connection, snapshot.errors, holding.pop_all())


def _load(root: Path) -> Books:
    from unionbooks.books.load import load  # noqa: PLC0415 - Beancount is not needed where nothing changed

    return load(root)


def _as_parquet(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, cache: Path) -> Snapshot:
    """Turn the csv files of a fresh snapshot into Parquet, once."""
    if not any(file.endswith(".csv") for file in snapshot.files.values()):
        return snapshot
    staged = {table.name: f'"staged {table.name}"' for table in TABLES}
    for table in TABLES:
        connection.execute(f"CREATE TEMP TABLE {staged[table.name]} ({_columns(table.staged or table.columns)})")
        if file := snapshot.files.get(table.name):
            connection.execute(
                f"COPY {staged[table.name]} FROM '{_quoted(snapshot.folder / file)}' (FORMAT csv, HEADER false, "
                "AUTO_DETECT false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NEW_LINE '\\n', STRICT_MODE true)"
            )
    files = {name: f"{name}.parquet" for name in snapshot.files}
    for table in TABLES:
        if table.name in files:
            whole = table.widen.format(**staged) if table.widen else f"FROM {staged[table.name]}"
            target = _quoted(snapshot.folder / files[table.name])
            connection.execute(f"COPY ({whole}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    for name in staged.values():
        connection.execute(f"DROP TABLE {name}")
    return seal_again(snapshot, files, cache)


def _columns(columns: Columns) -> str:
    return ", ".join(f'"{name}" {kind}' for name, kind in columns)


def _create(table: Table, snapshot: Snapshot) -> str:
    file = snapshot.files.get(table.name)
    if file is None:
        return f'CREATE TABLE "{table.name}" ({_columns(table.columns)})'
    return f"CREATE VIEW \"{table.name}\" AS SELECT * FROM read_parquet('{_quoted(snapshot.folder / file)}')"  # noqa: S608 - names of our own


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _lock(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    """Leave nothing within reach of SQL but the snapshot's own files."""
    paths = ", ".join(f"'{_quoted(snapshot.folder / file)}'" for file in snapshot.files.values())
    connection.execute(f"SET allowed_paths = [{paths}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
