"""The workbook to fill in: a guide, the sheet with its drop-downs, and the hidden words behind them."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from importers.cells import cell_name
from importers.sheets.versions import MARK
from importers.sheets.versions import WORDS
from importers.sheets.versions import mark_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from importers.sheets.form import Column
    from importers.sheets.form import Form

__all__ = ["make_template"]

_GUIDE: Final = "填写说明"
_PREPARED_ROWS: Final = 2000
_FONT: Final = {"font_name": "宋体", "font_size": 11}
# A template made twice is the same file.
_CREATED: Final = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - Excel knows no zones
_SHAPES: Final = {"text": "@", "day": "yyyy-mm-dd", "money": "#,##0.00"}
_COMMON: Final = (
    "每行填一人（一事），空行不读；表头各列可以增减、换位，但请保留带 * 的列。",
    "日期写成 2026-03-05 或 2026年3月5日，年份在前；金额用数字，以元为单位，最多两位小数。",
    "不要合并单元格，不要留公式（请“选择性粘贴”为数值）；表末可以有“合计”行。",
    "有错时逐格列出（如：花名册!D7），改好再导入；有一处错误，就一行也不写入。",
)


def make_template(form: Form, rows: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """Return the template of a form as an .xlsx workbook, filled in with rows, where there are any.

    Args:
        form: The form.
        rows: Rows that stand in it already: key of a column -> value, or the word of a drop-down.
    """
    import xlsxwriter  # noqa: PLC0415 - heavy, and needed here only

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": form.title, "created": _CREATED})
    guide = book.add_worksheet(_GUIDE)
    sheet = book.add_worksheet(form.title)
    words = book.add_worksheet(WORDS)
    _write_guide(book, guide, form)
    _write_words(book, words, form)
    _write_sheet(book, sheet, form, rows)
    sheet.activate()
    book.close()
    return stream.getvalue()


def _write_guide(book: Workbook, sheet: Worksheet, form: Form) -> None:
    plain = book.add_format({**_FONT, "text_wrap": True, "valign": "top"})
    bold = book.add_format({**_FONT, "bold": True, "valign": "top"})
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, f"{form.title}：填写说明", book.add_format({**_FONT, "bold": True, "font_size": 14}))
    lines = (*form.guide, *_COMMON)
    for at, text in enumerate(lines, start=2):
        sheet.write_string(at, 0, f"{at - 1}.", plain)
        sheet.write_string(at, 1, text, plain)
    for at, column in enumerate(form.columns, start=len(lines) + 3):
        sheet.write_string(at, 0, _heading(column), bold)
        sheet.write_string(at, 1, column.note or "可以不填。", plain)


def _write_words(book: Workbook, sheet: Worksheet, form: Form) -> None:
    sheet.write_string(0, 0, MARK)
    sheet.write_string(0, 1, mark_of(form))
    for at, column in enumerate(form.columns):
        for row, word in enumerate(column.kind.choices, start=2):
            sheet.write_string(row, at, word)
        if column.kind.choices:
            first, last = _absolute(2, at), _absolute(1 + len(column.kind.choices), at)
            book.define_name(column.title, f"='{WORDS}'!{first}:{last}")
    sheet.very_hidden()


def _absolute(row: int, column: int) -> str:
    letters = cell_name(row, column).rstrip("0123456789")
    return f"${letters}${row + 1}"


def _write_sheet(book: Workbook, sheet: Worksheet, form: Form, rows: Sequence[Mapping[str, Any]]) -> None:
    look = {**_FONT, "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    must = book.add_format({**look, "bg_color": "#FCE4D6"})
    may = book.add_format({**look, "bg_color": "#DDEBF7"})
    shapes = {shape: book.add_format({**_FONT, "num_format": form}) for shape, form in _SHAPES.items()}
    last = max(_PREPARED_ROWS, len(rows) + 200)
    for at, column in enumerate(form.columns):
        sheet.set_column(at, at, column.width, shapes[column.kind.shape])
        sheet.write_string(0, at, _heading(column), must if column.required else may)
        if column.note:
            sheet.write_comment(0, at, column.note, {"x_scale": 2, "font_size": 9})
        _restrict(sheet, at, last, column)
        for row, values in enumerate(rows, start=1):
            _write_cell(sheet, (row, at), values.get(column.key), shapes[column.kind.shape])
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _heading(column: Column) -> str:
    return f"{column.title}*" if column.required else column.title


def _restrict(sheet: Worksheet, at: int, last: int, column: Column) -> None:
    """Offer the words of a closed list, and refuse on the spot what the reader would refuse."""
    if column.kind.choices:
        rule: dict[str, Any] = {"validate": "list", "source": f"={column.title}"}
        rule |= {"error_title": column.title, "error_message": "请从下拉列表中选择。"}
    elif column.kind.shape == "day":
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(1900, 1, 2),
            "maximum": dt.date(2199, 12, 31),
        }
        rule |= {"error_title": column.title, "error_message": "请填日期，如 2026-03-05。"}
    elif column.kind.shape == "money":
        rule = {"validate": "decimal", "criteria": ">", "value": 0}
        rule |= {"error_title": column.title, "error_message": "请填大于零的金额，以元为单位。"}
    else:
        return
    sheet.data_validation(1, at, last, at, rule)


def _write_cell(sheet: Worksheet, at: tuple[int, int], value: object, style: Format) -> None:
    if value is None:
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(*at, dt.datetime.combine(value, dt.time()), style)
    elif isinstance(value, Decimal):
        sheet.write_number(*at, Fraction(value), style)
    else:
        sheet.write_string(*at, str(value), style)
