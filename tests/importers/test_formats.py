"""What each format has that others have not; that every row comes through is in test_nothing_lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from bank_shapes import BANK_SHAPES
from bank_shapes import OWN
from statements import SHAPES
from statements import as_csv
from statements import as_xlsx

from importers.profile_file import bundled_profiles
from importers.profile_file import parse_profile
from importers.statement import Statement
from importers.statement import read_statement
from unionbooks.core.problems import BadInputError

SAMPLES = Path(__file__).parent.parent / "data/samples"


def read(*rows: str, name: str = "x.csv") -> Statement:
    """Read a csv written as lines."""
    return read_statement("\n".join(rows).encode(), name)


def amounts(statement: Statement) -> list[int]:
    """Return the fen of each row, the oldest first."""
    return [row.amount for row in statement.rows]


def test_every_profile_says_what_it_was_tested_on_and_is_tested_on_it() -> None:
    """No profile is shipped that no file of its kind was read with, here or in a test of its own."""
    profiles = bundled_profiles()
    assert [one.id for one in profiles if not one.tested_on] == []
    made = {shape.profile for shape in (*SHAPES, *BANK_SHAPES)}
    assert {one.id for one in profiles} - made == {"ccb-corporate-1"}


def test_a_header_of_two_rows_is_joined() -> None:
    """A word over two columns belongs to both; the union's number is in a column."""
    upper = ["账户明细编号-交易流水号", "交易时间", "本方账户名称", "本方账号", "对方户名", "对方账号", "摘要", "备注"]
    rows = [
        ["中国建设银行账户明细"],
        [*upper, "发生额/元", "", "余额/元"],
        [*[""] * 8, "借方", "贷方", ""],
        ["S1", "20260305 10:00:00", "某工会", OWN, "甲", "62", "代扣会费", "", "0.00", "95.75", "195.75"],
        ["S2", "20260306 10:00:00", "某工会", OWN, "乙", "63", "文具", "", "95.75", "0.00", "100.00"],
    ]
    statement = read_statement(as_xlsx(rows), "x.xls")
    assert (statement.profile.id, statement.header_row, statement.own_number) == ("ccb-corporate-1", 2, OWN)
    assert amounts(statement) == [9575, -9575]
    assert statement.chain_breaks == ()


def test_the_side_of_the_own_account_gives_the_sign() -> None:
    """Where both payer and payee are named, money goes out of the account that the statement is of, or into it."""
    header = "交易流水号,交易日期,交易时间,付款人名称,付款人账号,收款人名称,收款人账号,交易金额,交易后余额,摘要"
    body = (
        "S1,20260103,09:30:00,甲,62,某工会,123456789,5.00,15.00,来",
        "S2,20260104,09:30:00,某工会,123456789,乙,63,-2.00,13.00,去",
        "S3,20260105,09:30:00,丙,64,丁,65,1.00,13.00,别人的",
    )
    statement = read("查询账号,123456789", header, *body)
    assert amounts(statement) == [500, -200]
    assert [row.payee for row in statement.rows] == ["甲", "乙"]
    assert [review.amount for review in statement.reading.review] == [100]


WECHAT_TRADE = "交易时间,公众账号ID,商户号,微信订单号,商户订单号,用户标识,交易类型,交易状态,货币种类,应结订单金额,微信退款单号,退款金额,退款状态,商品名称"


def test_a_refund_takes_its_amount_from_its_own_column() -> None:
    """A merchant's refund has nought as the order's amount; only one that succeeded moved money."""
    statement = read(
        WECHAT_TRADE,
        "`2026-03-05 10:00:00,`wx,`1,`W1,`D1,`u,`NATIVE,`SUCCESS,`CNY,`10.00,`0,`0.00,`,`会费",
        "`2026-03-06 10:00:00,`wx,`1,`W1,`D1,`u,`NATIVE,`REFUND,`CNY,`0.00,`R1,`4.00,`SUCCESS,`会费",
        "`2026-03-06 11:00:00,`wx,`1,`W1,`D1,`u,`NATIVE,`REFUND,`CNY,`0.00,`R2,`3.00,`PROCESSING,`会费",
        "总交易单数,应结订单总金额,退款总金额",
        "`3,`10.00,`4.00",
    )
    assert amounts(statement) == [1000, -400]
    assert [(one.name, one.expected, one.ok) for one in statement.totals] == [
        ("n", "3", True),
        ("sum_in", "10.00", True),
        ("sum_out", "4.00", True),
    ]
    assert statement.reading.read == 5


def test_the_public_merchant_bill_ties() -> None:
    """The bill's own totals agree with its rows."""
    data = (SAMPLES / "gunsluo-wechatpay-go/tradebill-ALL_from_api_test.csv").read_bytes()
    statement = read_statement(data, "tradebill.csv")
    assert statement.profile.id == "wechat-merchant-trade"
    assert amounts(statement) == [1, 1, 1]
    assert [one.ok for one in statement.totals] == [True, True, True]


def test_a_changed_amount_is_seen_by_the_files_own_totals() -> None:
    """A total that does not tie is told, with both figures."""
    data = (SAMPLES / "gunsluo-wechatpay-go/tradebill-ALL_from_api_test.csv").read_bytes()
    statement = read_statement(data.replace(b"CNY,`0.01", b"CNY,`0.02", 1), "tradebill.csv")
    assert [(problem.code, problem.level) for problem in statement.warnings] == [("import-total", "warning")]
    assert statement.warnings[0].what.values["expected"] == "0.03"


def test_fund_flows_tie_and_follow() -> None:
    """The account of a merchant has balances and totals; counts may be printed with decimals."""
    statement = read(
        "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号",
        "`2026-03-05 10:00:00,`B1,`F1,`交易,`交易,`收入,`100.00,`100.00,`API,`,`D1",
        "`2026-03-05 10:00:00,`B1,`F2,`交易,`扣除交易手续费,`支出,`0.60,`99.40,`API,`,`D1",
        "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额",
        "`2.0,`1.0,`100.00,`1.0,`0.60",
    )
    assert amounts(statement) == [10000, -60]
    assert statement.chain_breaks == ()
    assert [one.ok for one in statement.totals] == [True] * 5


JD = "交易时间,商户名称,交易说明,金额,收/付款方式,交易状态,收/支,交易分类,交易订单号,商家订单号,备注"


def test_a_note_behind_an_amount_counts_in_the_totals_only() -> None:
    """What was paid back has a row of its own: the payment stays whole, both together are what it cost."""
    statement = read(
        "共：3笔记录",
        "收入：0笔，0.00元",
        "支出：2笔，41.93元",
        JD,
        "2026-03-05 10:00:00,京东,水,131.77(已退款89.84),银行卡,交易成功,支出,食品,1,11,",
        "2026-03-06 10:00:00,京东,水,89.84,银行卡,退款成功,不计收支,食品,1,12,",
        "2026-03-07 10:00:00,京东,锅,468.32(已全额退款),银行卡,交易成功,支出,家,2,13,",
    )
    assert amounts(statement) == [-13177, 8984, -46832]
    assert [one.ok for one in statement.totals] == [True] * 5


def test_a_note_may_lessen_the_amount_instead() -> None:
    """Where a bill has no row for what was paid back, the profile says so, and the amount is what is left."""
    text = """
id = "x"
title = "x"
version = 1
[detect]
header_all = ["日期", "金额"]
[columns]
date = { names = ["日期"] }
amount = ["金额"]
[sign]
mode = "negated"
amount_note = '[(（]退(?:全部|([\\d.]+))[)）]'
"""
    own = parse_profile(text.encode(), "x")
    data = "日期,金额\n2026-03-05,10.00(退4.00)\n2026-03-06,5.00（退全部）\n".encode()
    statement = read_statement(data, "x", own_profiles=[own])
    assert amounts(statement) == [-600]
    assert [str(one.why) for one in statement.reading.dropped] == ["Its amount is zero."]


def test_days_without_a_year_take_it_from_the_title() -> None:
    """A day after the statement's month is of the year before; an empty day falls back to the posting day."""
    statement = read(
        "招商银行信用卡对账单（个人消费卡账户 2026年01月）",
        "交易日,记账日,交易摘要,人民币金额,卡号末四位,交易地金额",
        ",12/29,还款,-1.23,1234,-1.23",
        '01/05,01/07,充值,"8,000.00",1234,"8,000.00(CN)"',
    )
    assert [(str(row.date), row.amount) for row in statement.rows] == [("2025-12-29", 123), ("2026-01-05", -800000)]
    assert statement.own_number == "1234"


def test_another_currency_is_shown_and_named() -> None:
    """Rows in other currencies are for a person, and the statement says which there are."""
    statement = read(
        "Date,Description,Billing amount,Billing currency,Balance,Balance currency",
        '24/03/2025,POS,"-1.00"\t,HKD,"3,612.17"\t,HKD',
        '25/03/2025,SALARY,"12,500.00"\t,CNY,12500.00\t,CNY',
    )
    assert amounts(statement) == [1250000]
    assert statement.reading.currencies == ("HKD", "CNY")
    assert len(statement.reading.review) == 1


def test_a_word_before_the_text_gives_the_direction() -> None:
    """A card whose bill has no sign says by its first words which way money went."""
    statement = read(
        "交易日期,记账日期,交易说明,交易币种/金额,入账币种/金额",
        "2025-01-10,2025-01-10,退货 某店,CNY 1.18,CNY 1.18",
        "2025-01-11,2025-01-11,消费 某店,CNY2.99,CNY2.99",
        "2025-01-12,2025-01-12,前所未有 某店,CNY2.99,CNY2.99",
    )
    assert amounts(statement) == [118, -299]
    assert len(statement.reading.review) == 1


def test_a_red_amount_takes_an_earlier_one_back() -> None:
    """A negative amount in one of two columns is money the other way, never made positive."""
    statement = read(
        "交易时间,收入金额,支出金额,账户余额,对方账号,对方户名,摘要",
        "2026-03-05 10:00:00,5.00,,15.00,62,甲,来",
        "2026-03-05 11:00:00,-5.00,,10.00,62,甲,冲正",
    )
    assert amounts(statement) == [500, -500]
    assert statement.chain_breaks == ()


def test_money_out_may_be_written_with_a_minus() -> None:
    """In Alipay's merchant bill the column of payments has a minus or not; both go out."""
    header = "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注"
    statement = read(
        "#支付宝账务明细查询",
        header,
        "L1\t,B1\t,D1\t,货,2026-03-05 10:00:00,甲,10.00,0.00,10.00,支付宝,在线支付,",
        "L2\t,B2\t,D2\t,货,2026-03-05 11:00:00,乙,0.00,-4.00,6.00,支付宝,退款,",
        "L3\t,B3\t,D3\t,货,2026-03-05 12:00:00,丙,0.00,1.00,5.00,支付宝,收费,",
        "#-----账务明细列表结束-----",
        "#收入合计：1笔，共10.00元",
        "#支出合计：2笔，共-5.00元",
    )
    assert amounts(statement) == [1000, -400, -100]
    assert statement.chain_breaks == ()
    assert [one.ok for one in statement.totals] == [True] * 4


def test_a_foreign_sub_account_is_not_taken() -> None:
    """The statement of an account in another currency is refused by the words above its header."""
    shape = next(one for one in BANK_SHAPES if one.profile == "cib-debit")
    rows = [["卡内账户", "003 活期储蓄存款 美元 现汇"], list(shape.header)]
    profile = next(one for one in bundled_profiles() if one.id == "cib-debit")
    with pytest.raises(BadInputError) as caught:
        read_statement(as_csv(rows), "x.csv", profile=profile.id)
    assert caught.value.problems[0].code == "import-unknown"


def test_the_totals_of_a_row_stand_in_the_columns_of_the_amounts() -> None:
    """The bank's last row sums its columns; the sums are compared, a masked one is no total."""
    rows = [
        "交易日期,记账日期,摘要,交易场所,记账金额(收入),记账金额(支出),记账币种,余额,对方户名",
        "2026-03-05,2026-03-05,还款,,10.00,,人民币,10.00,甲",
        "2026-03-06,2026-03-06,消费,,,4.00,人民币,6.00,乙",
        "合计金额,,,,10.00,{total},,,",
    ]
    ok = read(*rows[:3], rows[3].format(total="4.00"))
    assert [one.ok for one in ok.totals] == [True, True]
    assert [one.ok for one in read(*rows[:3], rows[3].format(total="5.00")).totals] == [True, False]
    assert [one.name for one in read(*rows[:3], rows[3].format(total="xx.yy")).totals] == ["sum_in"]
