from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.month_summary import month_summary
from reports.overview import overview
from reports.render.plain import as_plain
from reports.render.text import grid
from reports.render.text import month_summary_text
from reports.render.text import overview_text
from reports.render.text import trial_balance_text
from reports.trial_balance import trial_balance
from unionbooks.books.query import Tables
from unionbooks.core.month import Month
from unionbooks.core.width import width

MARCH_2026 = Month(2026, 3)
TablesOf = Callable[[Mapping[str, str | bytes]], Tables]

BALANCE = """\
科目余额表  育才小学工会委员会  2026-03

科目                      期初余额      借方      贷方      期末余额
────────────────────  ────────────  ────────  ────────  ────────────
101 库存现金             借 200.00                         借 200.00
102 银行存款          借 12,391.17  5,045.50            借 17,436.67
  10201 基本户        借 12,391.17  5,045.50            借 17,436.67
211 应付上级经费                              2,000.00   贷 2,000.00
322 工会资金结余      贷 12,545.67                      贷 12,545.67
  32205 累计结余      贷 12,545.67                      贷 12,545.67
401 会费收入              贷 45.50               45.50      贷 91.00
402 拨缴经费收入                              3,000.00   贷 3,000.00
501 职工活动支出
  50105 会员活动支出
────────────────────  ────────────  ────────  ────────  ────────────
合计                     12,591.17  5,045.50  5,045.50     17,636.67
"""


def test_the_trial_balance_as_it_stands_in_a_terminal(tables: Tables) -> None:
    """Chinese and figures are aligned, and each balance names its side."""
    assert trial_balance_text(trial_balance(tables, MARCH_2026), "zh") == BALANCE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_the_terminal(tables: Tables, language: str) -> None:
    """At 80 columns every report fits, in both languages."""
    texts = (
        trial_balance_text(trial_balance(tables, MARCH_2026), language, 80),
        month_summary_text(month_summary(tables, MARCH_2026), language, 80),
        overview_text(overview(tables), language, 80),
    )
    assert all(width(line) <= 80 for text in texts for line in text.splitlines())


@pytest.mark.parametrize(("language", "words"), [("en", "Last sealed month"), ("zh", "最近封账月份")])
def test_the_overview_is_in_the_readers_language(tables: Tables, language: str, words: str) -> None:
    """The overview speaks the language it is asked for, and names what is wrong."""
    text = overview_text(overview(tables), language)
    assert words in text
    assert "17,636.67" in text
    assert "journal.jsonl" in text


def test_empty_reports_say_so(tables_of: TablesOf) -> None:
    """A month without vouchers and books without any have a sentence instead of an empty table."""
    tables = tables_of({"2026/2026-01.beancount": "", "2026/2026-03.beancount": ""})
    assert "No voucher is dated in this month." in month_summary_text(month_summary(tables, MARCH_2026), "en")
    assert "There is no voucher yet." in overview_text(overview(tables), "en")
    assert "0.00" in trial_balance_text(trial_balance(tables, MARCH_2026), "en")


@given(
    st.lists(st.tuples(st.text("ab 中文，", max_size=30), st.text("0123456789.", max_size=12)), max_size=8),
    st.integers(30, 120),
)
def test_a_grid_fits_and_stays_aligned(rows: list[tuple[str, str]], room: int) -> None:
    """Lines fit into the room, figures end in one column, and no figure is cut."""
    text = grid(("甲", "B"), ("left", "right"), rows, room=room)
    lines = text.splitlines()
    assert all(width(line) <= room for line in lines)
    for (_, figure), line in zip(rows, lines[2:], strict=True):
        assert line.endswith(figure)
    assert len({width(line) for (_, figure), line in zip(rows, lines[2:], strict=True) if figure}) <= 1


def test_plain_values_are_for_programs(tables: Tables) -> None:
    """As JSON sees it, money is text in yuan, months are text, and no field hides another."""
    report = overview(tables)
    plain = as_plain(report)
    assert isinstance(plain, dict)
    assert plain["total"] == "17636.67"
    assert plain["money"][0]["balance"] == "200.00"
    assert plain["months"][2] == {
        "month": "2026-03",
        "income": "3045.50",
        "spending": "0.00",
        "surplus": "3045.50",
        "vouchers": 4,
        "state": "open",
    }
    for one in (report, trial_balance(tables, MARCH_2026), month_summary(tables, MARCH_2026)):
        keys = as_plain(one)
        assert isinstance(keys, dict)
        assert len(keys) == len(one.__slots__)
