"""The files of every bundled profile that `statements` does not make: a header, and what stands below each word.

Headers are those of the public files and descriptions that the profiles name in `tested_on`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from statements import Shape
from statements import yuan

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    from statements import Movement

OWN = "1302000000000012345"
"""Number of the account that the statements are of."""

_CELLS: Mapping[str, Callable[[Movement], str]] = {
    "day": lambda one: f"{one.moment:%Y-%m-%d}",
    "day/": lambda one: f"{one.moment:%Y/%m/%d}",
    "day8": lambda one: f"{one.moment:%Y%m%d}",
    "else": lambda one: f"{one.moment:%Y-%m-%d}",
    "else8": lambda one: f"{one.moment:%Y%m%d}",
    "day-dmy": lambda one: f"{one.moment:%d/%m/%Y}",
    "month-day": lambda one: f"{one.moment:%m/%d}",
    "moment": lambda one: f"{one.moment:%Y-%m-%d %H:%M:%S}",
    "moment8": lambda one: f"{one.moment:%Y%m%d %H:%M:%S}",
    "moment/": lambda one: f"{one.moment:%Y/%m/%d  %H:%M:%S}",
    "time": lambda one: f"{one.moment:%H:%M:%S}",
    "time6": lambda one: f"{one.moment:%H%M%S}",
    "in": lambda one: yuan(one.fen) if one.fen > 0 else "",
    "out": lambda one: yuan(-one.fen) if one.fen < 0 else "",
    "in0": lambda one: yuan(max(one.fen, 0)),
    "out0": lambda one: yuan(max(-one.fen, 0)),
    "out-": lambda one: yuan(min(one.fen, 0)),
    "signed": lambda one: yuan(one.fen),
    "plus": lambda one: f"{one.fen / 100:+.2f}",
    "negated": lambda one: yuan(-one.fen),
    "plain": lambda one: yuan(abs(one.fen)),
    "yuan": lambda one: f"¥{yuan(abs(one.fen))}",
    "cny": lambda one: f"CNY{yuan(abs(one.fen))}",
    "way": lambda one: "收入" if one.fen > 0 else "支出",
    "side": lambda one: "贷" if one.fen > 0 else "借",
    "side-en": lambda one: "贷 Cr" if one.fen > 0 else "借 Dr",
    "balance": lambda one: yuan(one.balance),
    "payee": lambda one: one.payee,
    "account": lambda one: one.account,
    "summary": lambda one: one.summary,
    "said": lambda one: ("退款 " if one.fen > 0 else "消费 ") + one.summary,
    "id": lambda one: f"{one.bank_id}\t",
    "payer-name": lambda one: one.payee if one.fen > 0 else "某工会",
    "payer-number": lambda one: one.account if one.fen > 0 else OWN,
    "receiver-name": lambda one: "某工会" if one.fen > 0 else one.payee,
    "receiver-number": lambda one: OWN if one.fen > 0 else one.account,
}
_AMOUNTS = frozenset(["in", "out", "in0", "out0", "out-", "signed", "plus", "negated", "plain", "yuan", "cny"])
_DAYS = frozenset(["day", "day/", "day8", "day-dmy", "month-day", "moment", "moment8", "moment/"])


def shape(
    profile: str,
    columns: str,
    above: tuple[tuple[str, ...], ...] = (),
    below: tuple[tuple[str, ...], ...] = (),
) -> Shape:
    """Make a shape from `word=kind` pairs, one a column; a word alone is a column of nothing, `word='x'` of a word."""
    pairs = [one.strip().partition("=")[::2] for one in columns.strip().split("\n" if "\n" in columns else ",")]
    header = tuple(word for word, _ in pairs)
    kinds = {kind for _, kind in pairs}

    def row(one: Movement) -> list[str]:
        return [_cell(kind, one) for _, kind in pairs]

    return Shape(
        profile,
        above,
        header,
        row,
        below,
        has_time=bool(kinds & {"moment", "moment8", "moment/", "time", "time6"}),
        has_balance="balance" in kinds,
        has_account=bool(kinds & {"account", "payer-number"}),
        has_id="id" in kinds,
        has_payee=bool(kinds & {"payee", "payer-name"}),
        has_summary=bool(kinds & {"summary", "said"}),
        says=_CELLS["said"] if "said" in kinds else None,
        numbers=frozenset(word for word, kind in pairs if kind in _AMOUNTS),
        days=frozenset(word for word, kind in pairs if kind in _DAYS),
    )


def _cell(kind: str, one: Movement) -> str:
    if not kind:
        return ""
    return kind[1:-1] if kind.startswith("'") else _CELLS[kind](one)


_TICK = "微信支付业务单号,资金流水单号=id,业务名称=summary,业务类型,收支类型=way,收支金额（元）=plain,账户结余（元）=balance"
_TRADE = (
    "交易时间=moment,公众账号ID,商户号,特约商户号,设备号,微信订单号=id,商户订单号,用户标识=payee,交易类型=summary,"
    "交易状态='SUCCESS',付款银行,货币种类='CNY',应结订单金额=signed,代金券金额"
)
_WEB = (
    "交易号=id,商家订单号,交易创建时间,付款时间=moment,最近修改时间,交易来源地,类型=summary,交易对方=payee,商品名称,金额（元）=plain,"
    "收/支=way,交易状态='交易成功',服务费（元）,成功退款（元）='0.00',备注,资金状态"
)
_CCB_AFTER = "余额=balance,币种='人民币',对方户名=payee,对方账号=account,对方开户机构,记账日期=else8,摘要=summary,备注,账户明细编号-交易流水号=id"
_BOC = """\
交易流水号[ Transaction reference number ]=id
交易日期[ Transaction Date ]=day8
交易时间[ Transaction time ]=time
付款人名称[ Payer's Name ]=payer-name
付款人账号[ Debit Account No. ]=payer-number
收款人名称[ Payee's Name ]=receiver-name
收款人账号[ Payee's Account Number ]=receiver-number
交易金额[ Trade Amount ]=plain
交易后余额[ After-transaction balance ]=balance
摘要[ Reference ]=summary
用途[ Purpose ]
交易附言[ Remark ]
备注[ Remarks ]"""
_NUMBER = (("账号：", OWN),)

BANK_SHAPES = (
    shape("wechat-merchant-trade", _TRADE),
    shape("wechat-merchant-fund", f"记账时间=moment,{_TICK},资金变更提交申请人,备注,业务凭证号"),
    shape(
        "alipay-web", _WEB, (("支付宝交易记录明细查询",), ("账号:[gonghui@example.com]",)), (("------",), ("共3笔",))
    ),
    shape(
        "alipay-merchant",
        "账务流水号=id,业务流水号,商户订单号,商品名称,发生时间=moment,对方账号=payee,收入金额（+元）=in0,支出金额（-元）=out-,"
        "账户余额（元）=balance,交易渠道,业务类型=summary,备注",
        (("#支付宝账务明细查询",), ("#账号：[2088000000000000]",), ("#-----账务明细列表-----",)),
        (("#-----账务明细列表结束-----",), ("#导出时间：[2026年03月31日]",)),
    ),
    shape(
        "jd",
        "交易时间=moment,商户名称=payee,交易说明=summary,金额=plain,收/付款方式,交易状态='交易成功',收/支=way,交易分类,"
        "交易订单号=id,商家订单号,备注",
    ),
    shape(
        "meituan",
        "交易创建时间,交易成功时间=moment,交易类型,订单标题=summary,收/支=way,支付方式,订单金额,实付金额=yuan,交易单号=id,商家单号,备注='/'",
    ),
    shape(
        "icbc-credit",
        "交易日期=day,记账日期=else,摘要=summary,交易场所,交易国家或地区简称,交易金额(收入),交易金额(支出),交易币种,"
        "记账金额(收入)=in,记账金额(支出)=out,记账币种='人民币',余额=balance,对方户名=payee",
        (("卡号: 1234****5678", "卡别名: "),),
    ),
    shape(
        "ccb-debit",
        "记账日=else8,交易日期=day8,交易时间=time,支出=out0,收入=in0,账户余额=balance,币种='人民币',摘要=summary,对方账号=account,"
        "对方户名=payee,交易地点",
        (("China Construction Bank",), ("账　号：", OWN)),
        (("以上数据仅供参考，具体内容请以柜台为准。",),),
    ),
    shape(
        "ccb-debit-signed",
        "序号,摘要=summary,币别='人民币元',钞汇='钞',交易日期=day8,交易金额=signed,账户余额=balance,交易地点/附言,对方账号与户名=payee",
    ),
    shape(
        "abc-debit",
        "交易日期=day8,交易时间=time6,交易摘要=summary,交易金额=plus,本次余额=balance,对手信息=payee,日 志 号=id,交易渠道,交易附言='--'",
    ),
    shape(
        "boc-debit",
        "记账日期=day,记账时间=time,币别='人民币',金额=signed,余额=balance,交易名称=summary,渠道,网点名称='-------------------',"
        "附言='----------',对方账户名=payee,对方卡号/账号=account,对方开户行,借记卡号='3167'",
        (("中国银行交易流水明细单",),),
    ),
    shape(
        "boc-debit-web",
        "交易日期=day8,业务摘要=summary,对方账户名称=payee,对方账户账号=account,币种='人民币',钞/汇,收入金额=in,支出金额=out,"
        "余额=balance,交易渠道/场所,附言",
    ),
    shape("boc-debit-web", "交易时间=moment,业务摘要=summary,收入金额=in,支出金额=out,余额=balance"),
    shape(
        "bocom-debit",
        "序号,交易日期=day,交易时间=time,交易类型=summary,借贷=side-en,交易金额=plain,余额=balance,对方账号=account,对方户名=payee,"
        "交易地点,摘要",
    ),
    shape(
        "spdb-debit",
        "顺序号,交易日期=moment/,交易类型=summary,存入金额=in,取出金额=out,余额=balance,对方户名=payee,对方账号=account",
        (("浦发银行账户明细",),),
    ),
    shape(
        "cib-debit",
        "交易时间=moment,记账日=else,支出=out,收入=in,账户余额=balance,摘要=summary,对方户名=payee,对方银行,对方账号=account,用途,"
        "交易渠道,备注",
        (("兴业银行交易明细",), ("账户账号", OWN), ("卡内账户", "001 活期储蓄存款 人民币")),
        (("说明", "交易明细涉及您的个人隐私"),),
    ),
    shape(
        "cmb-debit",
        "记账日期=day,货币='CNY',交易金额=signed,联机余额=balance,交易摘要=summary,对手信息=payee,客户摘要",
    ),
    shape(
        "cmb-debit-web",
        "交易日期=day8,交易时间=time,收入=in,支出=out,余额=balance,交易类型=summary,交易备注",
        (("# 招商银行交易记录",), ("# 账号: [一卡通:**************1234]",)),
    ),
    shape(
        "citic-credit",
        "交易日期=day,入账日期=else,交易描述=summary,卡末四位='1234',交易币种='人民币',结算币种='人民币',交易金额,结算金额=negated",
        (("本期账单明细(人民币)",),),
    ),
    shape(
        "cgb-credit",
        "交易日期=day/,入账日期=else,交易摘要=summary,交易金额,交易货币='人民币',入账金额=negated,入账货币='人民币'",
    ),
    shape("bocom-credit", "交易日期=day,记账日期=else,交易说明=said,交易币种/金额,入账币种/金额=cny"),
    shape(
        "cmb-credit",
        "交易日=month-day,记账日,交易摘要=summary,人民币金额=negated,卡号末四位='1234',交易地金额",
        (("招商银行信用卡对账单（个人消费卡账户 2026年06月）",),),
    ),
    shape(
        "boc-credit",
        "交易日=day,银行记账日=else,卡号后四位,交易描述=summary,存入=in,支出=out,币种='CNY'",
        (("中国银行信用卡账单(2026年01月)",),),
    ),
    shape(
        "hsbc-hk-debit",
        "Date=day-dmy,Description=summary,Billing amount=signed,Billing currency='CNY',Balance=balance,Balance currency='CNY'",
    ),
    shape(
        "hsbc-hk-credit",
        "Transaction date=day-dmy,Post date,Description=summary,Billing amount=signed,Billing currency='CNY',"
        "Transaction status='POSTED',Merchant name=payee,Country / region,Area / district,Credit / Debit",
    ),
    shape(
        "icbc-corporate-2",
        "日期=day,交易类型,凭证种类,对方户名=payee,对方账号=account,摘要=summary,借方发生额=out,贷方发生额=in,余额=balance",
        (("户名: 某工会", f"账号: {OWN}"),),
        (("承前页", "", "", "", "", "", "1.00", "2.00"),),
    ),
    shape(
        "icbc-corporate-3",
        f"交易时间=moment,本方账号='{OWN}',对方单位=payee,对方账号=account,借贷标志=side,发生额=plain,余额=balance,摘要=summary,用途,附言",
    ),
    shape(
        "cdb-corporate",
        f"账号='{OWN}',账户名称,交易时间=moment8,借方发生额（支取）=out0,贷方发生额（收入）=in0,{_CCB_AFTER},个性化信息名称1",
    ),
    shape(
        "abc-corporate",
        "交易时间=moment,收入金额=in,支出金额=out,账户余额=balance,交易行名,对方省市,对方账号=account,对方户名=payee,交易用途=summary",
        (("账户号", OWN), ("账户名称", "某工会")),
        (("总收入", "1.00"),),
    ),
    shape(
        "abc-corporate",
        "交易时间=moment,收入金额=in,支出金额=out,账户余额=balance,对方账号=account,对方户名=payee,摘要=summary",
    ),
    shape("boc-corporate", _BOC, (("查询账号[ Inquirer account number ]", OWN),)),
    shape(
        "bocom-corporate",
        "交易时间=moment,凭证种类,发生额=plain,借贷标志=side,余额=balance,对方户名=payee,对方账号=account,摘要=summary",
        ((f"查询账号: {OWN}", "户  名: 某工会"),),
    ),
    shape(
        "psbc-corporate",
        "交易流水号=id,交易日期=day8,交易时间=time,收入金额=in,支出金额=out,余额=balance,对方户名=payee,对方账号=account,摘要=summary,"
        "用途,附言",
        (("户名", "某工会"), ("账号", OWN)),
    ),
    shape(
        "cmb-corporate",
        "交易日=day,交易时间=time,交易类型,借方金额=out,贷方金额=in,余额=balance,业务摘要=summary,用途,流水号=id,收(付)方名称=payee,"
        "收(付)方账号=account,其它摘要",
        (("公司名称", "某工会"), ("银行账号", OWN)),
    ),
    shape(
        "scrcu-corporate",
        "交易流水号=id,交易日期=day,对方户名=payee,对方账号=account,摘要=summary,支出金额=out,收入金额=in,账户余额=balance",
        (("四川农信账户交易明细",), (f"户名:某工会\n账号:{OWN}\n",)),
    ),
    shape(
        "cqrcb-corporate",
        f"交易流水号=id,交易日期=day,交易账号='{OWN}',对方账户名=payee,对方账号=account,摘要=summary,用途,支出金额=out,收入金额=in,余额=balance",
    ),
    shape(
        "cmbc-corporate",
        "交易日期=day,借方发生额=out,贷方发生额=in,账户余额=balance,对方户名=payee,对方账号=account,摘要=summary",
        (("中国民生银行", "账户明细"), ("账号：", OWN)),
    ),
    shape(
        "ceb-corporate",
        "交易时间=moment,借方发生额=out,贷方发生额=in,账户余额=balance,对方名称=payee,对方账号=account,摘要=summary,凭证号",
    ),
    shape(
        "pab-corporate",
        "交易日期=day,交易时间=time,借方发生额=out,贷方发生额=in,账户余额=balance,对方户名=payee,对方账号=account,摘要=summary,"
        "交易流水号,核心唯一流水号=id",
    ),
    shape(
        "corporate-debit-credit",
        "记账日期=day,记账时间=time,借方金额=out,贷方金额=in,余额=balance,对方名称=payee,对方账号=account,交易用途=summary",
        _NUMBER,
        (("期末余额", "", "", "", "9.00"),),
    ),
    shape(
        "generic-indicator",
        "交易日期=day,交易时间=time,收支方向=way,交易金额=plain,余额=balance,对方名称=payee,对方账号=account,用途=summary",
        _NUMBER,
    ),
    shape(
        "generic-signed",
        "入账时间=moment,交易金额=signed,余额=balance,对方名称=payee,对方账号=account,用途=summary",
        _NUMBER,
    ),
)
"""Each of them below a header of one row; that of two rows has a test of its own."""
