"""A listing as text for a terminal, as JSON, as CSV and as an Excel sheet."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.cli.listing import RIGHT
from unionbooks.cli.listing import machine_text
from unionbooks.cli.listing import show
from unionbooks.cli.listing import title_of
from unionbooks.core.messages import Message
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import Problem
from unionbooks.core.width import pad
from unionbooks.core.width import width
from unionbooks.core.width import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from unionbooks.cli.listing import Cell
    from unionbooks.cli.listing import Kind
    from unionbooks.cli.listing import Listing
    from unionbooks.core.messages import Translate

__all__ = ["as_csv", "as_json", "as_text", "as_xlsx", "json_text"]

_GAP: Final = "  "
_NARROWEST: Final = 8
_WIDEST_SHEET_COLUMN: Final = 60
_NUMBER_FORMATS: Final = {"money": "#,##0.00", "count": "0", "number": "General", "date": "yyyy-mm-dd"}


def as_text(listing: Listing, translate: Translate, room: int | None) -> str:
    """Write aligned columns; `room` is the width of the terminal, `None` where every row is to be one line.

    Where the columns are too wide for the terminal, long texts go on below, inside their column.
    """
    if not listing.rows:
        return ""
    kinds = [column.kind for column in listing.columns]
    titles = [title_of(column, translate) for column in listing.columns]
    body = [_shown(row, kinds, translate) for row in listing.rows]
    last = [_shown(listing.total, kinds, translate)] if listing.total else []
    columns = [max(map(width, cells)) for cells in zip(titles, *body, *last, strict=True)]
    if room is not None:
        columns = _squeezed(columns, [kind == "text" for kind in kinds], room)
    rule = [_GAP.join("─" * one for one in columns)]
    lines = [*_lines(titles, columns, kinds), *rule]
    lines += [line for row in body for line in _lines(row, columns, kinds)]
    lines += [*rule, *(line for row in last for line in _lines(row, columns, kinds))] if last else []
    return "\n".join(lines) + "\n"


def _shown(row: Sequence[Cell], kinds: Sequence[Kind], translate: Translate) -> list[str]:
    return [show(value, kind, translate) for value, kind in zip(row, kinds, strict=True)]


def _lines(cells: Sequence[str], columns: Sequence[int], kinds: Sequence[Kind]) -> Iterator[str]:
    broken = [
        [cell] if width(cell) <= column else wrap(cell, column) for cell, column in zip(cells, columns, strict=True)
    ]
    for parts in zip_longest(*broken, fillvalue=""):
        padded = [
            pad(part, column, "right" if kind in RIGHT else "left")
            for part, column, kind in zip(parts, columns, kinds, strict=True)
        ]
        yield _GAP.join(padded).rstrip()


def _squeezed(columns: Sequence[int], may_shrink: Sequence[bool], room: int) -> list[int]:
    """Take from the widest text column, one column of characters at a time, until the line fits."""
    fitted = list(columns)
    while sum(fitted) + len(_GAP) * (len(fitted) - 1) > room:
        wide = [i for i, may in enumerate(may_shrink) if may and fitted[i] > _NARROWEST]
        if not wide:
            break
        fitted[max(wide, key=fitted.__getitem__)] -= 1
    return fitted


def as_json(listing: Listing) -> str:
    """Write an array with an object a row; see `unionbooks.cli.output` for the types."""
    rows = [
        {
            column.key: to_yuan(value) if column.kind == "money" and type(value) is int else value
            for column, value in zip(listing.columns, row, strict=True)
        }
        for row in listing.rows
    ]
    return json_text(rows)


def json_text(value: object, translate: Translate | None = None) -> str:
    """Write any result as JSON: dataclasses as objects, `Decimal` as text, days as `2026-03-31`."""
    return json.dumps(_jsonable(value, translate or str), ensure_ascii=False, indent=2) + "\n"


def _jsonable(value: object, translate: Translate) -> object:  # noqa: PLR0911 - one line a type
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Message):
        return value.render(translate)
    if isinstance(value, Problem):
        return _problem(value, translate)
    if isinstance(value, Mapping):
        return {str(key): _jsonable(one, translate) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(one, translate) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(str(one) for one in value)
    if dataclasses.is_dataclass(value) and type(value).__str__ is object.__str__:
        fields = dataclasses.fields(value)
        return {field.name: _jsonable(getattr(value, field.name), translate) for field in fields}
    return str(value)


def _problem(problem: Problem, translate: Translate) -> dict[str, object]:
    place = problem.place
    return {
        "code": problem.code,
        "level": problem.level,
        "file": place.file if place else None,
        "line": place.line or None if place else None,
        "spot": place.spot or None if place else None,
        "what": problem.what.render(translate),
        "mend": problem.mend.render(translate),
    }


def as_csv(listing: Listing) -> str:
    """Write a header of keys and the rows; lines end with a line feed."""
    keys = [column.key for column in listing.columns]
    rows = (
        [machine_text(value, column.kind) for column, value in zip(listing.columns, row, strict=True)]
        for row in listing.rows
    )
    return "".join(_csv_line(row) for row in (keys, *rows))


def _csv_line(row: Sequence[str]) -> str:
    # With a lone line feed as its terminator, Python leaves a carriage return in a field unquoted.
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(row)
    return stream.getvalue().removesuffix("\r\n") + "\n"


def as_xlsx(listing: Listing, translate: Translate, made: dt.datetime) -> bytes:
    """Write a sheet: text as text, amounts as numbers, the header frozen; `made` goes into the properties."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": made.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "bottom": 1})
    styles = {kind: book.add_format({"num_format": form}) for kind, form in _NUMBER_FORMATS.items()}
    sheet = book.add_worksheet(listing.name[:31])
    for x, column in enumerate(listing.columns):
        title = title_of(column, translate)
        sheet.write_string(0, x, title, bold)
        shown = [width(show(row[x], column.kind, translate)) for row in listing.rows]
        sheet.set_column(x, x, min(max([width(title), *shown]) + 2, _WIDEST_SHEET_COLUMN))
        for y, row in enumerate(listing.rows, start=1):
            value = show(row[x], "word", translate) if column.kind == "word" else row[x]
            _write_cell(sheet, (y, x), value, column.kind, styles.get(column.kind))
    sheet.freeze_panes(1, 0)
    if listing.rows:
        sheet.autofilter(0, 0, len(listing.rows), len(listing.columns) - 1)
    book.close()
    return stream.getvalue()


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: Cell, kind: str, style: Format | None) -> None:
    """Write one cell; user text goes through `write_string`, so that it never becomes a formula."""
    if value is None:
        return
    if kind == "money" and isinstance(value, Decimal | int):
        # Excel knows binary numbers only; up to 15 digits they show the amount exactly.
        fen = to_fen(value) if isinstance(value, Decimal) else value
        sheet.write_number(*at, Fraction(fen, 100), style)
    elif kind in RIGHT and isinstance(value, Decimal | int):
        sheet.write_number(*at, Fraction(value), style)
    elif kind == "date" and isinstance(value, dt.date):
        sheet.write_datetime(*at, dt.datetime.combine(value, dt.time()), style)
    else:
        sheet.write_string(*at, machine_text(value, "text"))
