from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from statements import Movement
from statements import movements

from importers.chain import breaks
from importers.chain import in_order
from importers.rows import Row
from importers.rows import Source


def row_of(one: Movement, *, time: bool = True) -> Row:
    """Make the row that a movement gives."""
    clock = f"{one.moment:%H:%M:%S}" if time else ""
    return Row(one.moment.date(), clock, one.fen, one.balance, one.payee, "", "", "", Source("x", "", 1))


@given(movements(most=20), st.booleans())
def test_a_whole_statement_has_no_breaks_either_way(made: list[Movement], time: bool) -> None:
    """Newest first or oldest first, with times or days only, the chain of balances holds."""
    rows = [row_of(one, time=time) for one in made]
    assert in_order(rows) == tuple(rows)
    assert in_order(rows[::-1]) == tuple(rows)
    assert breaks(rows) == ()


@given(movements(least=3, most=20), st.data())
def test_a_row_that_is_missing_breaks_the_chain_where_it_was(made: list[Movement], data: st.DataObject) -> None:
    """A row taken out of the middle shows between its neighbours, with what the balance should be."""
    rows = [row_of(one) for one in made]
    at = data.draw(st.integers(1, len(rows) - 2))
    gone = rows.pop(at)
    found = breaks(rows)
    assert [(one.before, one.after) for one in found] == [(rows[at - 1], rows[at])]
    assert found[0].expected == rows[at].balance - gone.amount  # type: ignore[operator]


@given(movements(least=2, most=20), st.data())
def test_rows_without_a_balance_are_bridged(made: list[Movement], data: st.DataObject) -> None:
    """A balance that is missing here and there hides no break and makes none."""
    rows = [row_of(one) for one in made]
    for at in data.draw(st.sets(st.integers(0, len(rows) - 1))):
        one = made[at]
        rows[at] = Row(one.moment.date(), f"{one.moment:%H:%M:%S}", one.fen, None, "", "", "", "", Source("x", "", 1))
    assert breaks(rows) == ()
