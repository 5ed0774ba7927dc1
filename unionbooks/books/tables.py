"""The tables of a ledger: the same facts as the entries, in rows, for questions about many at once.

Money is `BIGINT` fen in columns that end in `_fen`; months are text such as `2026-03`; dates are
`DATE`; an empty text is NULL. `file` and `line` say where each row comes from. Every directive of
the vocabulary has a table with a column for each of its fields; the rest stands below.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.money import to_fen
from unionbooks.core.vocabulary import DIRECTIVES
from unionbooks.core.vocabulary.directive import fields_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from decimal import Decimal

    from unionbooks.books.model import Books
    from unionbooks.core.vocabulary import Directive
    from unionbooks.core.vocabulary.directive import FieldSpec

__all__ = ["SCHEMA_VERSION", "TABLES", "VIEWS", "Table", "rows_of"]

SCHEMA_VERSION: Final = 4
"""Raised whenever a table or a column changes, so that no older snapshot is read."""

Row = tuple[Any, ...]
Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, its columns with DuckDB types, and how its rows come from books.

    Rows may be staged narrower than the table: `staged` are then their columns, and `widen` is the
    query that makes the table from `{postings}` and its like, the staged tables. Writing costs by
    the cell, in Python; joining costs nothing, in DuckDB.
    """

    name: str
    columns: Columns
    rows: Callable[[Books], Iterable[Row]]
    staged: Columns = ()
    widen: str = ""


_SQL_TYPES: Final = {
    "yuan": "BIGINT",
    "count": "BIGINT",
    "number": "DECIMAL(18,6)",
    "date": "DATE",
    "flag": "BOOLEAN",
}
_NOTHING: Final[dict[str, Any]] = {}
_PLACE: Final = (("file", "VARCHAR"), ("line", "INTEGER"))
_NAMES: Final = {
    "union-member": "member_events",
    "union-dues-opening": "dues_openings",
    "union-payroll": "payrolls",
    "union-activity": "activity_events",
    "union-goods-run": "goods_run_events",
    "union-hardship": "hardship_events",
    "union-asset": "asset_events",
    "union-finding": "finding_events",
    "union-question": "question_events",
    "union-forbidden": "forbidden",
    "union-incompatible": "incompatible",
}

_VOUCHER_META: Final = (
    ("kind", "VARCHAR"),
    ("prepared_by", "VARCHAR"),
    ("handled_by", "VARCHAR"),
    ("accepted_by", "VARCHAR"),
    ("approved_by", "VARCHAR"),
    ("approved_on", "DATE"),
    ("minutes", "VARCHAR"),
    ("attachments", "INTEGER"),
    ("evidence", "VARCHAR"),
    ("evidence_due", "DATE"),
    ("invoice", "VARCHAR"),
    ("receipt", "VARCHAR"),
    ("reverses", "VARCHAR"),
    ("import_id", "VARCHAR"),
    ("source", "VARCHAR"),
)
_VOUCHER_KEYS: Final = tuple(name.replace("_", "-") for name, _ in _VOUCHER_META)


def _voucher_rows(books: Books) -> Iterator[Row]:
    for index, entry in enumerate(books.transactions):
        meta = entry.meta
        place = books.place(entry)
        yield (
            index,
            meta.get("voucher"),
            f"{entry.date:%Y-%m}",
            entry.date,
            entry.flag,
            entry.payee,
            entry.narration,
            *map(meta.get, _VOUCHER_KEYS),
            " ".join(sorted(entry.links)),
            place.file,
            place.line,
        )


def _posting_rows(books: Books) -> Iterator[Row]:
    fen = _Fen()
    for index, entry in enumerate(books.transactions):
        for posting in entry.postings:
            units = posting.units
            if units is None or units.number is None:
                continue
            get = (posting.meta or _NOTHING).get
            yield (
                index,
                posting.account,
                fen[units.number],
                get("member"),
                get("months"),
                get("benefit"),
                get("relation"),
                get("project"),
                get("lineno"),
            )


class _Fen(dict["Decimal", int | None]):
    """Decimal yuan -> whole fen; what is no whole fen is NULL, and a problem elsewhere."""

    def __missing__(self, yuan: Decimal) -> int | None:
        try:
            self[yuan] = to_fen(yuan)
        except ValueError:
            self[yuan] = None
        return self[yuan]


def _account_rows(books: Books) -> Iterator[Row]:
    for account, entry in books.accounts.items():
        place = books.place(entry)
        meta = entry.meta
        yield (account, meta.get("name-zh"), meta.get("name-en"), entry.date, place.file, place.line)


def _document_rows(books: Books) -> Iterator[Row]:
    prefix = f"{books.root}/"
    for link, papers in books.papers.items():
        for entry in papers:
            place = books.place(entry)
            path = str(entry.filename).removeprefix(prefix)
            meta = entry.meta
            yield (entry.date, link, entry.account, path, meta.get("sha256"), meta.get("kind"),
                   meta.get("private", False), place.file, place.line)  # fmt: skip


def _problem_rows(books: Books) -> Iterator[Row]:
    for problem in books.problems:
        place = problem.place
        yield (
            problem.code,
            problem.level,
            str(problem.what),
            str(problem.mend),
            problem.what.packed(),
            problem.mend.packed(),
            place.file if place else None,
            place.line if place else None,
        )


def _directive_table(kind: type[Directive]) -> Table:
    specs = fields_of(kind)
    columns = (
        ("date", "DATE"),
        *((_column(spec), _SQL_TYPES.get(spec.codec.name, "VARCHAR")) for spec in specs),
        *_PLACE,
    )

    def rows(books: Books) -> Iterator[Row]:
        for one in books.of(kind):
            place = one.place
            yield (
                one.date,
                *(_cell(spec, getattr(one, spec.name)) for spec in specs),
                place.file if place else None,
                place.line if place else None,
            )

    return Table(_NAMES.get(kind.keyword, kind.keyword.removeprefix("union-").replace("-", "_") + "s"), columns, rows)


def _column(spec: FieldSpec) -> str:
    return f"{spec.name}_fen" if spec.codec.name == "yuan" else spec.name


def _cell(spec: FieldSpec, value: Any) -> Any:
    if value is None:
        return None
    if spec.codec.name == "yuan":
        return to_fen(value)
    if spec.codec.name in _SQL_TYPES:
        return value
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _codes(account: str) -> str:
    """Write the SQL for root, code of level one and deepest code of an account."""
    digits = f"list_transform(string_split({account}, ':'), lambda part: regexp_extract(part, '^[0-9]+'))"
    return (
        f"split_part({account}, ':', 1) AS root, {digits}[2] AS level_one, "
        f"coalesce(list_last(list_filter({digits}, lambda code: code <> '')), '') AS code"
    )


TABLES: Final = (
    Table(
        "vouchers",
        (
            ("txn", "INTEGER"),
            ("voucher", "VARCHAR"),
            ("month", "VARCHAR"),
            ("date", "DATE"),
            ("flag", "VARCHAR"),
            ("payee", "VARCHAR"),
            ("narration", "VARCHAR"),
            *_VOUCHER_META,
            ("links", "VARCHAR"),
            *_PLACE,
        ),
        _voucher_rows,
    ),
    Table(
        "postings",
        (
            ("txn", "INTEGER"),
            ("voucher", "VARCHAR"),
            ("month", "VARCHAR"),
            ("date", "DATE"),
            ("account", "VARCHAR"),
            ("root", "VARCHAR"),
            ("level_one", "VARCHAR"),
            ("code", "VARCHAR"),
            ("fen", "BIGINT"),
            ("member", "VARCHAR"),
            ("months_first", "VARCHAR"),
            ("months_last", "VARCHAR"),
            ("benefit", "VARCHAR"),
            ("relation", "VARCHAR"),
            ("project", "VARCHAR"),
            *_PLACE,
        ),
        _posting_rows,
        staged=(
            ("txn", "INTEGER"),
            ("account", "VARCHAR"),
            ("fen", "BIGINT"),
            ("member", "VARCHAR"),
            ("months", "VARCHAR"),
            ("benefit", "VARCHAR"),
            ("relation", "VARCHAR"),
            ("project", "VARCHAR"),
            ("line", "INTEGER"),
        ),
        widen=(
            f"SELECT p.txn, v.voucher, v.month, v.date, p.account, {_codes('p.account')}, p.fen, p.member, "  # noqa: S608
            "nullif(split_part(p.months, '..', 1), '') AS months_first, "
            "coalesce(nullif(split_part(p.months, '..', 2), ''), nullif(split_part(p.months, '..', 1), '')) "
            "AS months_last, p.benefit, p.relation, p.project, v.file, p.line "
            "FROM {postings} p JOIN {vouchers} v USING (txn) ORDER BY p.txn, p.line"
        ),
    ),
    Table(
        "accounts",
        (
            ("account", "VARCHAR"),
            ("root", "VARCHAR"),
            ("level_one", "VARCHAR"),
            ("code", "VARCHAR"),
            ("name_zh", "VARCHAR"),
            ("name_en", "VARCHAR"),
            ("date", "DATE"),
            *_PLACE,
        ),
        _account_rows,
        staged=(("account", "VARCHAR"), ("name_zh", "VARCHAR"), ("name_en", "VARCHAR"), ("date", "DATE"), *_PLACE),
        widen=f"SELECT account, {_codes('account')}, name_zh, name_en, date, file, line FROM {{accounts}}",  # noqa: S608
    ),
    Table(
        "documents",
        (
            ("date", "DATE"),
            ("link", "VARCHAR"),
            ("account", "VARCHAR"),
            ("path", "VARCHAR"),
            ("sha256", "VARCHAR"),
            ("kind", "VARCHAR"),
            ("private", "BOOLEAN"),
            *_PLACE,
        ),
        _document_rows,
    ),
    Table(
        "problems",
        (
            ("code", "VARCHAR"),
            ("level", "VARCHAR"),
            ("what", "VARCHAR"),
            ("mend", "VARCHAR"),
            ("what_packed", "VARCHAR"),  # the sentences again, as messages that can be put into any language
            ("mend_packed", "VARCHAR"),
            *_PLACE,
        ),
        _problem_rows,
    ),
    *map(_directive_table, DIRECTIVES.values()),
)
"""Every table, in the order in which they are made."""

_RULE_COLUMNS: Final = 'date, until, rule, "level", document, page, verified, file, line'
VIEWS: Final = {
    "members": (
        # The roll as the books stand: the last value given of each field, over all events so far.
        'SELECT member, last(name ORDER BY date, file, line) FILTER (name IS NOT NULL) AS "name", '
        "last(sex ORDER BY date, file, line) FILTER (sex IS NOT NULL) AS sex, "
        'last("group" ORDER BY date, file, line) FILTER ("group" IS NOT NULL) AS "group", '
        "last(staff_no ORDER BY date, file, line) FILTER (staff_no IS NOT NULL) AS staff_no, "
        "last(employment ORDER BY date, file, line) FILTER (employment IS NOT NULL) AS employment, "
        "last(base_fen ORDER BY date, file, line) FILTER (base_fen IS NOT NULL) AS base_fen, "
        "last(event ORDER BY date, file, line) FILTER (event <> 'change') AS event, min(date) AS since "
        "FROM member_events GROUP BY member"
    ),
    "rules": " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, {_RULE_COLUMNS} FROM {table}"  # noqa: S608 - our own names
        for kind, table in (
            ("standard", "standards"),
            ("approval-tier", "approval_tiers"),
            ("incompatible", "incompatible"),
            ("forbidden", "forbidden"),
        )
    ),
}
"""Views over the tables, by name; the SQL is DuckDB's."""


def rows_of(books: Books) -> Iterator[tuple[Table, Iterable[Row]]]:
    """Give every table with its rows, made as they are asked for."""
    for table in TABLES:
        yield table, table.rows(books)
