from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.money import multiply
from unionbooks.dues.upward import split
from unionbooks.dues.upward import split_list

shares = st.decimals(0, 1, places=4)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30), shares)
def test_the_upper_parts_of_a_list_sum_to_the_share_of_its_sum(fens: list[int], share: Decimal) -> None:
    """Each amount is parted without a fen lost, and all upper parts are the share of the sum, to the fen."""
    parts = split_list(fens, share)
    assert [one.own + one.upper for one in parts] == fens
    assert sum(one.upper for one in parts) == multiply(sum(fens), share)
    assert all(0 <= one.upper <= fen for one, fen in zip(parts, fens, strict=True))


@given(st.integers(-(10**9), 10**9), shares)
def test_a_refund_takes_back_what_the_payment_gave(fen: int, share: Decimal) -> None:
    """Paying and paying back the same amount leaves nothing on either side."""
    came, went = split(fen, share), split(-fen, share)
    assert (came.own + went.own, came.upper + went.upper) == (0, 0)
    assert came.own + came.upper == fen


def test_without_a_share_all_is_the_unions_own() -> None:
    """A rule without an upper share, or with one of nought, leaves everything with the union."""
    assert [split(100, share).upper for share in (None, Decimal(0))] == [0, 0]
    assert [one.upper for one in split_list([100, 50], None)] == [0, 0]
