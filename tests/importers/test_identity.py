from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from importers.identity import LENGTH
from importers.identity import stable_ids
from importers.profile import KEY_FIELDS
from importers.rows import Row
from importers.rows import Source

if TYPE_CHECKING:
    import random

ROW = Row(dt.date(2026, 3, 5), "10:00:00", 1, None, "甲", "62", "转账", "S1", Source("a.csv", "", 2))
rows = st.lists(
    st.builds(
        Row,
        st.dates(dt.date(2026, 3, 1), dt.date(2026, 3, 3)),
        st.just(""),
        st.sampled_from([1, -1, 100]),
        st.none(),
        st.sampled_from(["甲", "乙"]),
        st.just(""),
        st.just("转账"),
        st.just(""),
        st.builds(Source, st.just("x"), st.just(""), st.integers(1, 99)),
    ),
    max_size=12,
)


@given(rows)
def test_no_two_rows_of_a_file_share_an_id(made: list[Row]) -> None:
    """Rows that are equal in everything still are as many as they are."""
    ids = stable_ids(made, "A", KEY_FIELDS)
    assert len(set(ids)) == len(made)
    assert all(len(one) == LENGTH for one in ids)


@given(rows, st.randoms(use_true_random=False))
def test_ids_do_not_depend_on_the_order_of_the_file(made: list[Row], dice: random.Random) -> None:
    """The same rows in another order, from another file, have the same ids together."""
    shuffled = [dataclasses.replace(row, source=Source("y", "s", 7)) for row in made]
    dice.shuffle(shuffled)
    assert sorted(stable_ids(made, "A", KEY_FIELDS)) == sorted(stable_ids(shuffled, "A", KEY_FIELDS))


@given(rows, st.integers(0, 12))
def test_a_longer_file_keeps_the_ids_of_a_shorter_one(made: list[Row], cut: int) -> None:
    """What was imported before is known again when more days are downloaded."""
    assert stable_ids(made, "A", KEY_FIELDS)[:cut] == stable_ids(made[:cut], "A", KEY_FIELDS)


def test_what_makes_another_row_makes_another_id() -> None:
    """Any of the key's fields, and the account, tell rows apart; the way it is written does not."""
    base = stable_ids([ROW], "A", KEY_FIELDS)
    others = [
        dataclasses.replace(ROW, amount=2),
        dataclasses.replace(ROW, date=dt.date(2026, 3, 6)),
        dataclasses.replace(ROW, payee="乙"),
        dataclasses.replace(ROW, bank_id="S2"),
        dataclasses.replace(ROW, balance=0),
    ]
    assert all(stable_ids([one], "A", KEY_FIELDS) != base for one in others)
    assert stable_ids([ROW], "B", KEY_FIELDS) != base
    assert stable_ids([dataclasses.replace(ROW, summary=" 转账　")], "A", KEY_FIELDS) == base
    assert stable_ids([dataclasses.replace(ROW, payee_account="99")], "A", ("date", "amount")) == stable_ids(
        [ROW], "A", ("date", "amount")
    )
