from __future__ import annotations

import datetime as dt
from decimal import Decimal

import click
import pytest

from unionbooks.cli.types import AMOUNT
from unionbooks.cli.types import DAY
from unionbooks.cli.types import MONTH
from unionbooks.cli.types import MONTHS
from unionbooks.cli.types import VOUCHER
from unionbooks.cli.types import Parsed
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (MONTH, "2026-03", Month(2026, 3)),
        (MONTHS, "2026-01..2026-03", MonthRange(Month(2026, 1), Month(2026, 3))),
        (DAY, "2026-03-31", dt.date(2026, 3, 31)),
        (AMOUNT, "1,234.50", Decimal("1234.50")),
        (VOUCHER, "2026-03-0012", VoucherNumber(Month(2026, 3), 12)),
    ],
)
def test_values_are_read(kind: Parsed[object], text: str, value: object) -> None:
    """Each kind of value reads its text, and takes a value that is read already."""
    assert kind.convert(text, None, None) == value
    assert kind.convert(value, None, None) == value


@pytest.mark.parametrize("kind", [MONTH, MONTHS, DAY, AMOUNT, VOUCHER])
@pytest.mark.parametrize("text", ["", "x", "2026-13", "{value}", "1.005"])
def test_wrong_values_are_wrong_usage(kind: Parsed[object], text: str) -> None:
    """What cannot be read is wrong usage, and the text is named."""
    with pytest.raises(click.BadParameter, match=r"write") as caught:
        kind.convert(text, None, None)
    assert text in str(caught.value)
