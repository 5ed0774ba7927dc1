from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import click
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.cli import formats
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.session import Session
from unionbooks.core.messages import message
from unionbooks.core.messages import translator
from unionbooks.core.money import format_yuan
from unionbooks.core.money import parse_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.width import width

if TYPE_CHECKING:
    from pathlib import Path

MakeSession = Callable[..., Session]

COLUMNS = (
    Column("id"),
    Column("kind", "Kind", "word"),
    Column("amount", "Amount", "money"),
    Column("count", "Papers", "count"),
    Column("rate", kind="number"),
    Column("date", "Date", "date"),
    Column("ok", kind="flag"),
)
ROW = ("=1+1|青山", "dues", Decimal("-1234.50"), 3, Decimal("0.005"), dt.date(2026, 3, 31), True)
EMPTY = (None,) * len(COLUMNS)
LISTING = Listing("sample", COLUMNS, (ROW, EMPTY))
MADE = dt.datetime(2026, 4, 2, 9, 30, tzinfo=dt.UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
FEN = st.integers(-(10**15), 10**15)
LISTINGS = st.lists(st.tuples(TEXT, FEN, st.none() | TEXT), min_size=1, max_size=8).map(
    lambda rows: Listing("x", (Column("a"), Column("b", kind="money"), Column("c")), tuple(rows))
)


def _english(text: str) -> str:
    return text


@given(LISTINGS)
def test_columns_stand_under_each_other(listing: Listing) -> None:
    """Whatever the cells hold, every amount ends in the same column and every row is one line."""
    lines = formats.as_text(listing, _english, None).splitlines()
    assert len(lines) == len(listing.rows) + 2
    first = max(width("a"), *(width(line.split("  ")[0]) for line in lines[1:2]))
    for line, row in zip(lines[2:], listing.rows, strict=True):
        amount = format_yuan(to_yuan(row[1]))  # type: ignore[arg-type]
        assert amount in line
        assert width(line) >= first + 2


@given(LISTINGS, st.integers(42, 120))
def test_a_terminal_is_never_overrun(listing: Listing, room: int) -> None:
    """With the terminal's width given, long texts go on below and no line is wider."""
    for line in formats.as_text(listing, _english, room).splitlines():
        assert width(line) <= room


@given(LISTINGS, st.integers(42, 120))
def test_a_narrow_terminal_hides_nothing(listing: Listing, room: int) -> None:
    """However narrow the terminal is, every character of every cell is shown."""
    wide, narrow = (formats.as_text(listing, _english, one) for one in (None, room))
    assert sorted("".join(wide.split()).replace("─", "")) == sorted("".join(narrow.split()).replace("─", ""))


def test_what_is_looked_up_is_never_broken() -> None:
    """Numbers, days, ids and the ledger's words stay on one line in the narrowest terminal."""
    columns = (Column("id", kind="id"), Column("date", kind="date"), Column("kind", kind="word"), Column("text"))
    listing = Listing("x", columns, (("2026-03-0012", dt.date(2026, 3, 31), "contribution", "x" * 40),))
    line = formats.as_text(listing, _english, 10).splitlines()[2]
    assert line.split() == ["2026-03-0012", "2026-03-31", "contribution", "xxxxxxxx"]


@given(LISTINGS)
def test_no_control_character_reaches_the_terminal(listing: Listing) -> None:
    """Text from a bank cannot move the cursor or colour the terminal."""
    text = formats.as_text(listing, _english, None)
    assert all(character.isprintable() for character in text if character != "\n")


@given(LISTINGS)
def test_json_gives_every_value_back(listing: Listing) -> None:
    """JSON holds texts unchanged and amounts exactly, as strings with two decimals."""
    again = json.loads(formats.as_json(listing))
    assert [(row["a"], parse_yuan(row["b"]), row["c"]) for row in again] == [
        (a, to_yuan(b), c)  # type: ignore[arg-type]
        for a, b, c in listing.rows
    ]
    assert all(row["b"] == f"{parse_yuan(row['b']):.2f}" for row in again)


@given(LISTINGS)
def test_csv_gives_every_value_back(listing: Listing) -> None:
    """CSV holds texts unchanged and amounts exactly."""
    rows = list(csv.reader(io.StringIO(formats.as_csv(listing), newline="")))
    assert rows[0] == ["a", "b", "c"]
    assert [(a, parse_yuan(b), c) for a, b, c in rows[1:]] == [
        (a, to_yuan(b), c or "")  # type: ignore[arg-type]
        for a, b, c in listing.rows
    ]


def test_json_of_every_kind_of_cell() -> None:
    """Each kind of cell has one documented form in JSON; what is absent is null."""
    assert json.loads(formats.as_json(LISTING)) == [
        {
            "id": "=1+1|青山",
            "kind": "dues",
            "amount": "-1234.50",
            "count": 3,
            "rate": "0.005",
            "date": "2026-03-31",
            "ok": True,
        },
        dict.fromkeys(column.key for column in COLUMNS),
    ]


def test_words_and_titles_are_translated_for_people_only() -> None:
    """In Chinese, text and sheets show Chinese titles and words; the keys of CSV stay."""
    zh = translator("zh")
    assert formats.as_text(LISTING, zh, None).splitlines()[0].split() == [
        "id", "种类", "金额", "附件", "rate", "日期", "ok"
    ]  # fmt: skip
    assert "会费" in formats.as_text(LISTING, zh, None)
    assert formats.as_csv(LISTING).splitlines()[:2] == [
        "id,kind,amount,count,rate,date,ok",
        "=1+1|青山,dues,-1234.50,3,0.005,2026-03-31,true",
    ]


def test_a_sheet_holds_numbers_as_numbers_and_text_as_text() -> None:
    """In Excel amounts can be summed, dates are dates, and text that looks like a formula is text."""
    data = formats.as_xlsx(LISTING, translator("zh"), MADE)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    title, values = ([cell.value for cell in row] for row in sheet.iter_rows(max_row=2))
    assert title == ["id", "种类", "金额", "附件", "rate", "日期", "ok"]
    assert values == ["=1+1|青山", "会费", -1234.5, 3, 0.005, dt.datetime(2026, 3, 31), "true"]  # noqa: DTZ001 - Excel
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].number_format == "#,##0.00"
    assert sheet.freeze_panes == "A2"


def test_a_sheet_is_the_same_bytes_again() -> None:
    """The same listing at the same time gives the same file, byte for byte."""
    assert formats.as_xlsx(LISTING, _english, MADE) == formats.as_xlsx(LISTING, _english, MADE)


def test_a_total_is_for_people(session: MakeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """A total stands below a rule in the text, and in no format for programs."""
    listing = Listing("x", (Column("a"), Column("b", kind="money")), (("one", 150), ("two", 50)), ("sum", 200))
    emit(session(), listing, Output())
    assert capsys.readouterr().out == "a       b\n───  ────\none  1.50\ntwo  0.50\n───  ────\nsum  2.00\n"
    assert "sum" not in formats.as_json(listing) + formats.as_csv(listing)


def test_an_empty_listing_says_so_on_stderr(session: MakeSession, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing found is no text on stdout, an empty array in JSON, and a word on stderr."""
    listing = Listing("x", COLUMNS, ())
    emit(session("zh"), listing, Output())
    emit(session("zh"), listing, Output("json"))
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("[]\n", "没有可显示的内容。\n")


def test_any_result_can_be_json() -> None:
    """Messages come in the reader's language, problems as objects, months and sets as text."""
    kind = ProblemKind("a-code", "There is nothing to show.", "Until", "warning")
    value = {
        "month": Month(2026, 3),
        "said": message("Total"),
        "problem": kind(Place("a.beancount", 7)),
        "nowhere": kind(),
        "set": {"b", "a"},
        "yuan": to_yuan(5),
    }
    assert json.loads(formats.json_text(value, translator("zh"))) == {
        "month": "2026-03",
        "said": "合计",
        "problem": {
            "code": "a-code",
            "level": "warning",
            "file": "a.beancount",
            "line": 7,
            "spot": None,
            "what": "没有可显示的内容。",
            "mend": "止",
        },
        "nowhere": {
            "code": "a-code",
            "level": "warning",
            "file": None,
            "line": None,
            "spot": None,
            "what": "没有可显示的内容。",
            "mend": "止",
        },
        "set": ["a", "b"],
        "yuan": "0.05",
    }


def test_a_file_is_replaced_whole(session: MakeSession, tmp_path: Path) -> None:
    """A result goes to a file in one step, and nothing else is left in its folder."""
    target = tmp_path / "out" / "a.csv"
    target.parent.mkdir()
    target.write_text("before")
    emit(session(root=tmp_path / "books"), LISTING, Output("csv", target))
    assert target.read_text(encoding="utf-8").startswith("id,kind")
    assert [one.name for one in target.parent.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("name", ["main.beancount", "new.beancount", "journal.jsonl", "profiles/a.toml", "notes.txt"])
def test_a_result_never_overwrites_the_ledger(session: MakeSession, tmp_path: Path, name: str) -> None:
    """What belongs to a ledger, or looks so, is no place for a result; a new sheet beside it is."""
    (tmp_path / "profiles").mkdir()
    for present in ("main.beancount", "notes.txt"):
        (tmp_path / present).write_text("kept")
    with pytest.raises(BadInputError, match="output-in-ledger"):
        Output("csv", tmp_path / name).put(session(), "x")
    assert (tmp_path / "main.beancount").read_text() == "kept"
    Output("xlsx", tmp_path / "report.xlsx").put(session(), b"x")
    assert (tmp_path / "report.xlsx").read_bytes() == b"x"


def test_a_sheet_is_not_written_to_a_terminal(session: MakeSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook goes to a file or a pipe; in a terminal it is wrong usage."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(click.UsageError, match="--output"):
        Output("xlsx").put(session(), b"PK")
