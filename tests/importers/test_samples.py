from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from importers.statement import Statement
from importers.statement import read_statement

SAMPLES = Path(__file__).parent.parent / "data/samples/double-entry-generator/example"
ICBC = "icbc/debit-v2/example-icbc-debit-v2-records.csv"
WECHAT = "wechat/example-wechat-records.csv"
ALIPAY = "alipay/example-alipay-records.csv"


def read(name: str) -> Statement:
    """Read a public sample."""
    file = SAMPLES / name
    return read_statement(file.read_bytes(), file.name)


@pytest.mark.parametrize(
    ("name", "profile", "kept", "dropped", "review"),
    [(ICBC, "icbc-debit", 11, 1, 0), (WECHAT, "wechat", 16, 0, 11), (ALIPAY, "alipay", 6, 3, 1)],
)
def test_a_public_sample_is_read_whole(name: str, profile: str, kept: int, dropped: int, review: int) -> None:
    """Every row of the samples that others published is accounted for."""
    reading = read(name).reading
    assert read(name).profile.id == profile
    assert (len(reading.kept), len(reading.dropped), len(reading.review)) == (kept, dropped, review)
    assert reading.read == kept + dropped + review


@pytest.mark.parametrize(("name", "account"), [(ICBC, "Assets:Bank:CN:ICBC"), (ALIPAY, None)], ids=["icbc", "alipay"])
def test_days_and_amounts_agree_with_another_tools_reading(name: str, account: str | None) -> None:
    """What double-entry-generator writes for its own samples, we read as well, with the same signs."""
    text = (SAMPLES / name.replace("-records.csv", "-output.beancount")).read_text("utf-8")
    theirs: Counter[tuple[dt.date, int]] = Counter()
    for block in re.split(r"\n(?=\d{4}-)", text):
        if not re.match(r"\d{4}-\d\d-\d\d \*", block):
            continue
        legs = re.findall(r"^\s+([A-Z][\w:]+) (-?[\d.]+) CNY", block, re.MULTILINE)
        amounts = [amount for name_, amount in legs if account is None or name_ == account]
        fen = round(100 * max(map(float, amounts), key=abs))
        theirs[dt.date.fromisoformat(block[:10]), fen if account else abs(fen)] += 1
    ours = Counter((row.date, row.amount if account else abs(row.amount)) for row in read(name).rows)
    assert theirs
    assert theirs <= ours + Counter((review.date, review.amount) for review in read(name).reading.review)


def test_the_banks_own_number_is_found_above_the_header() -> None:
    """The masked number of the card is read, for the account to be told by."""
    assert read(ICBC).own_number == "1234****9876"


def test_the_oldest_row_comes_first() -> None:
    """A file with the newest row on top is turned round."""
    days = [row.date for row in read(ICBC).rows]
    assert days == sorted(days)
