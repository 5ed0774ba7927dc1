from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from statements import SHAPES
from statements import Shape
from statements import as_csv

from importers.cells import read_sheets
from importers.detect import detect
from importers.profile_file import parse_profile
from importers.row_reader import read_rows
from importers.statement import read_statement

if TYPE_CHECKING:
    from importers.rows import Reading

ALIPAY = next(shape for shape in SHAPES if shape.profile == "alipay")
WECHAT = next(shape for shape in SHAPES if shape.profile == "wechat")
CCB = next(shape for shape in SHAPES if shape.profile == "ccb-corporate-2")


def alipay(way: str, amount: str, status: str, order: str, merchant: str = "") -> list[str]:
    """Make a row of an Alipay bill."""
    return ["2026-03-05 10:00:00", "日用", "某店", "/", "货", way, amount, "余额", status, order, merchant, "", ""]


def read(shape: Shape, *rows: list[str]) -> Reading:
    """Read rows below the header of a shape."""
    return read_statement(as_csv([shape.header, *rows]), "x.csv").reading


def test_a_closed_payment_and_its_refund_leave_together() -> None:
    """The refund of a closed payment is no income: both rows go, with the reason, one refund for one payment."""
    reading = read(
        ALIPAY,
        alipay("支出", "50.00", "交易关闭", "A1", "D12"),
        alipay("不计收支", "50.00", "退款成功", "A1_1", "D12"),
        alipay("不计收支", "20.00", "退款成功", "B1", "D12"),
    )
    assert [row.amount for row in reading.kept] == [2000]
    assert [dropped.source.row for dropped in reading.dropped] == [2, 3]


def test_a_closed_payment_alone_moved_no_money() -> None:
    """A closed payment without a refund is dropped, and said so; a refund of another order stays income."""
    reading = read(
        ALIPAY, alipay("支出", "50.00", "交易关闭", "A1"), alipay("不计收支", "50.00", "退款成功", "B1", "D13")
    )
    assert [row.amount for row in reading.kept] == [5000]
    assert [str(dropped.why) for dropped in reading.dropped] == ["No money moved: its status is 交易关闭."]


def test_a_neutral_row_is_shown_with_its_amount() -> None:
    """Where the app does not say in or out, a person decides; the amount is not lost."""
    row = [
        "2026-03-05 10:00:00",
        "零钱提现",
        "某银行",
        "/",
        "/",
        "¥100.10",
        "某银行",
        "提现已到账",
        "S1\t",
        "/",
        "服务费¥0.10",
    ]
    reading = read(WECHAT, row)
    assert reading.kept == ()
    assert (reading.review[0].amount, reading.review[0].date) == (10010, dt.date(2026, 3, 5))


@pytest.mark.parametrize(
    ("status", "kept"), [("支付成功", 1), ("已退款(¥3.00)", 1), ("已全额退款", 1), ("前所未见", 0), ("", 0)]
)
def test_a_status_that_nobody_knows_is_shown(status: str, kept: int) -> None:
    """Known states are kept, whatever is new goes to a person."""
    row = ["2026-03-05 10:00:00", "商户消费", "某店", "货", "支出", "¥3.00", "零钱", status, "S1", "/", "/"]
    reading = read(WECHAT, row)
    assert (len(reading.kept), len(reading.review)) == (kept, 1 - kept)


def ccb(money_out: str, money_in: str, currency: str = "人民币") -> list[str]:
    """Make a row of a statement of the construction bank."""
    return [
        "3405",
        "某",
        "20260305 10:00:00",
        money_out,
        money_in,
        "9.00",
        currency,
        "甲",
        "62",
        "",
        "",
        "摘要",
        "",
        "S1",
    ]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (ccb("0.00", "0.00"), "dropped"),
        (ccb("", "5.00"), 500),
        (ccb("5.00", ""), -500),
        (ccb("-5.00", "0"), 500),
        (ccb("", "-5.00"), -500),
        (ccb("5.00", "5.00"), "review"),
        (ccb("5.00", "", "美元"), "review"),
        (ccb("5.00", "", "CNY"), -500),
    ],
)
def test_two_columns_give_the_sign(row: list[str], outcome: str | int) -> None:
    """In and out stand in a column each; a negative number takes an earlier movement back; both at once is no row."""
    reading = read(CCB, row)
    found = reading.kept[0].amount if reading.kept else "dropped" if reading.dropped else "review"
    assert found == outcome


@pytest.mark.parametrize(("mode", "expected"), [("signed", [150, -200]), ("negated", [-150, 200])])
def test_a_signed_column_is_read_as_the_profile_says(mode: str, expected: list[int]) -> None:
    """On a credit card positive is money out; the profile turns it round."""
    text = f"""
id = "x"
title = "x"
version = 1
[detect]
header_all = ["日期", "金额"]
[columns]
date = {{ names = ["日期"] }}
amount = ["金额"]
[sign]
mode = "{mode}"
"""
    sheets = read_sheets("日期,金额\n2026-03-05,+1.50\n2026-03-06,-2.00\n2026-03-07,\n".encode(), "x")
    reading = read_rows(detect(sheets, [parse_profile(text.encode(), "x")], "x"), "x")
    assert [row.amount for row in reading.kept] == expected
    assert [str(review.why) for review in reading.review] == ["It has a date and no amount."]


def test_a_balance_that_is_masked_is_left_out_and_counted() -> None:
    """A file that was made for others to see is read, and says that its balances were not checked."""
    statement = read_statement(as_csv([CCB.header, [*ccb("5.00", "")[:5], "xx,yy", *ccb("5.00", "")[6:]]]), "x.csv")
    assert statement.rows[0].balance is None
    assert [problem.code for problem in statement.warnings] == ["import-balance-unreadable"]
