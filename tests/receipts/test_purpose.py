from __future__ import annotations

import pytest
from receipt_facts import dues

from unionbooks.receipts.purpose import receivable
from unionbooks.receipts.purpose import why_not


def test_a_contribution_is_receipted_whole() -> None:
    """The receipt is for all that the employer paid, the upper union's share included."""
    voucher = dues("2026-03-0001", 0, sums={"102": 500_000, "402": -300_000, "211": -200_000})
    assert receivable(voucher) == {"contribution": 500_000}


def test_dues_and_contribution_of_one_voucher_are_kept_apart() -> None:
    """A voucher with both kinds of money asks for two receipts, each over its own part."""
    voucher = dues("2026-03-0001", 0, sums={"102": 60_000, "401": -10_000, "402": -30_000, "211": -20_000})
    assert receivable(voucher) == {"dues": 10_000, "contribution": 50_000}


def test_what_came_in_counts_and_not_what_was_booked() -> None:
    """Where only a part of the income was paid, the receipt is for that part."""
    voucher = dues("2026-03-0001", 0, sums={"102": 6_000, "135": 4_000, "405": -10_000})
    assert receivable(voucher) == {"general": 6_000}


def test_custodial_money_beside_dues_is_left_out() -> None:
    """Of a payment that holds dues and savings, only the dues are receipted."""
    voucher = dues("2026-03-0001", 0, sums={"102": 30_000, "401": -10_000, "221": -20_000})
    assert receivable(voucher) == {"dues": 10_000}


@pytest.mark.parametrize(
    ("sums", "reason"),
    [
        ({"102": 100, "403": -100}, "internal"),
        ({"102": 100, "131": -100}, "internal"),
        ({"102": 100, "221": -100}, "custodial"),
        ({"102": 100, "135": -100}, "other"),
        ({"102": -100, "501": 100}, "nothing"),
        ({"102": 0}, "nothing"),
        ({"131": 100, "402": -100}, "nothing"),
    ],
)
def test_no_receipt_is_due(sums: dict[str, int], reason: str) -> None:
    """Money from another union, kept for others, paid back or not received at all has no receipt."""
    voucher = dues("2026-03-0001", 0, sums=sums)
    assert why_not(voucher) == reason
    assert receivable(voucher) == {}


def test_the_upper_union_gets_no_receipt() -> None:
    """A contribution that comes through the upper union is a transfer among unions."""
    voucher = dues("2026-03-0001", 0, sums={"102": 100, "402": -100})
    assert why_not(voucher, {"育才小学"}) == "internal"
    assert why_not(voucher, {"区总工会"}) is None


def test_a_reversed_voucher_gets_none() -> None:
    """Neither a voucher that was reversed nor the one that reverses it is receipted."""
    assert why_not(dues("2026-03-0001", 100, reversed_by="2026-03-0002")) == "reversed"
    assert why_not(dues("2026-03-0002", 100, reverses="2026-03-0001")) == "reversed"
