from __future__ import annotations

import datetime as dt

import pytest

from importers.rows import Row
from importers.rows import Source
from importers.suggest import suggest
from unionbooks.core.chart import load_chart


@pytest.mark.parametrize(
    ("fen", "summary", "account"),
    [
        (512, "结息", "408"),
        (512, "2026年1季度利息", "408"),
        (-200, "跨行转账手续费", "50504"),
        (-512, "利息", None),
        (200, "手续费", None),
        (-38640, "2026年费用报销", None),
        (8075, "代扣会费", None),
    ],
)
def test_only_what_the_banks_words_say_is_suggested(fen: int, summary: str, account: str | None) -> None:
    """Interest in and fees out have their account, with the word as the reason; nothing else is guessed."""
    row = Row(dt.date(2026, 1, 21), "", fen, None, "", "", summary, "", Source("x", "", 1))
    found = suggest(row)
    assert (found.account if found else None) == account
    if found:
        assert found.account in load_chart().by_code
        assert any(word in str(found.why) for word in ("结息", "利息", "手续费"))
