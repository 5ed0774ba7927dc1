from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from bank_shapes import BANK_SHAPES
from hypothesis import assume
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from statements import DAYS
from statements import NUMBERS
from statements import SHAPES
from statements import WIDE
from statements import Movement
from statements import Shape
from statements import as_csv
from statements import as_xlsx
from statements import movements

from importers.statement import read_statement

if TYPE_CHECKING:
    import random

    from importers.rows import Row

ALL_SHAPES = (*SHAPES, *BANK_SHAPES)
GENERIC = {"corporate-in-out", "corporate-debit-credit", "generic-indicator", "generic-signed"}
every_shape = pytest.mark.parametrize("shape", ALL_SHAPES, ids=lambda shape: f"{shape.profile}-{len(shape.header)}")


def as_made(shape: Shape, one: Movement) -> tuple[object, ...]:
    """Say what must be read of a movement, as far as its file tells it."""
    return (
        one.moment.date(),
        f"{one.moment:%H:%M:%S}" if shape.has_time else "",
        one.fen,
        one.balance if shape.has_balance else None,
        one.payee if shape.has_payee else "",
        one.account if shape.has_account else "",
        (shape.says(one) if shape.says else one.summary) if shape.has_summary else "",
        one.bank_id if shape.has_id else "",
    )


def as_read(row: Row) -> tuple[object, ...]:
    """Say the same of a row that was read."""
    return row.date, row.time, row.amount, row.balance, row.payee, row.payee_account, row.summary, row.bank_id


def noise_row(shape: Shape, kind: str) -> list[str]:
    """Make a row that is no movement of money."""
    rows = {"blank": ["", " ", "\t", "　"], "notice": ["温馨提示：请妥善保管"], "header": list(shape.header)}
    rows["total"] = list(shape.below[0]) if shape.below else rows["notice"]
    return rows[kind]


def widen(shape: Shape, cells: list[str], dice: random.Random) -> list[str]:
    """Write some amounts and days full-width, as people do who type into a file."""
    wide = (shape.numbers or NUMBERS) | (shape.days or DAYS) | {"余额"}
    return [
        cell.translate(WIDE) if word.strip() in wide and dice.random() < 0.3 else cell
        for word, cell in zip(shape.header, cells, strict=False)
    ]


@every_shape
@settings(max_examples=30)
@given(
    made=movements(),
    noise=st.lists(st.sampled_from(["blank", "notice", "header", "total"]), max_size=4),
    form=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "xlsx"]),
    order=st.sampled_from(["up", "down", "mixed"]),
    dice=st.randoms(use_true_random=False),
)
def test_every_row_of_a_statement_is_kept_dropped_or_shown(
    shape: Shape, made: list[Movement], noise: list[str], form: str, order: str, dice: random.Random
) -> None:
    """Whatever the order, the noise and the encoding, each movement is read exactly, and rows read add up."""
    rows = [widen(shape, shape.row(one), dice) for one in made]
    if order == "down":
        rows.reverse()
    elif order == "mixed":
        dice.shuffle(rows)
    added = [noise_row(shape, kind) for kind in noise]
    for cells in added:
        rows.insert(dice.randrange(len(rows) + 1), cells)
    table = [*map(list, shape.above), list(shape.header), *rows, *map(list, shape.below)]
    data = as_xlsx(table) if form == "xlsx" else as_csv(table, form)

    statement = read_statement(data, "明细.csv")

    reading = statement.reading
    not_blank = len(made) + len(shape.below) + sum(any(cell.strip() for cell in cells) for cells in added)
    assert statement.profile.id == shape.profile
    assert reading.read == not_blank == len(reading.kept) + len(reading.dropped) + len(reading.review)
    assert Counter(map(as_read, statement.rows)) == Counter(as_made(shape, one) for one in made)
    assert reading.review == ()
    if shape.has_time or (order != "mixed" and shape.has_balance):
        assert [as_read(row) for row in statement.rows] == [as_made(shape, one) for one in made]


@every_shape
@settings(max_examples=30)
@given(made=movements(), dice=st.data(), rubbish=st.sampled_from(["乱码", "12.345", "1,2", "3/5", "2026-13-01"]))
def test_a_row_that_is_not_understood_is_shown_and_never_dropped(
    shape: Shape, made: list[Movement], dice: st.DataObject, rubbish: str
) -> None:
    """A row whose amount or day is garbled goes into review with what it says; the others are read as before."""
    assume(rubbish != "3/5" or shape.profile != "cmb-credit")  # whose days have no year
    rows = [shape.row(one) for one in made]
    place = dice.draw(st.integers(0, len(rows) - 1))
    cells = rows[place]
    words = [word.strip() for word in shape.header]
    day = next(x for x, word in enumerate(words) if word in (shape.days or DAYS))
    amounts = [
        x for x, word in enumerate(words) if word in (shape.numbers or NUMBERS) and cells[x].strip() not in {"", "0.00"}
    ]
    cells[dice.draw(st.sampled_from([day, *amounts]))] = rubbish
    if shape.profile in GENERIC:  # whose chain of balances would refuse the file before
        for row in rows:
            row[words.index("余额")] = ""

    reading = read_statement(as_csv([*shape.above, shape.header, *rows]), "明细.csv").reading

    assert [review.source.row for review in reading.review] == [len(shape.above) + 2 + place]
    assert rubbish in reading.review[0].text
    assert len(reading.kept) == len(made) - 1
    assert reading.dropped == ()
