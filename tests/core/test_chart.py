"""The chart of accounts: complete, and what a ledger opens is held against it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.account import is_valid
from beancount.core.data import Open
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.core.accounts import ROOTS
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import component
from unionbooks.core.accounts import element_of
from unionbooks.core.accounts import is_account
from unionbooks.core.chart import ChartAccount
from unionbooks.core.chart import load_chart
from unionbooks.core.chart import open_line
from unionbooks.core.chart import opening_lines
from unionbooks.core.chart_page import chart_page
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import AccountMeta

CHART = load_chart()
DAY = dt.date(2026, 1, 1)
PLACE = Place("accounts.beancount", 3)
PAGE = Path(__file__).parents[2] / "docs/reference/chart.md"
ACCOUNTS = st.sampled_from(CHART.accounts)
LEAF_NAMES = st.from_regex(r"\A[基一专建工中农交招浦兴民]{1,4}户[A-Z0-9]{0,2}\Z", fullmatch=True)

# The two lists of 财会〔2021〕7号, appendix 1, part 2, written down a second time.
BASE = {
    *("101库存现金", "102银行存款", "131应收上级经费", "135其他应收款", "141库存物品", "162固定资产"),
    *("163累计折旧", "182待处理财产损溢", "211应付上级经费", "215其他应付款", "301资产基金"),
    *("321工会资金结转", "322工会资金结余", "401会费收入", "402拨缴经费收入", "403上级补助收入"),
    *("405行政补助收入", "408其他收入", "501职工活动支出", "503职工服务支出", "504维权支出", "505业务支出"),
    *("507资本性支出", "510其他支出"),
}
COUNTY_ONLY = {
    *("111零余额账户用款额度", "121财政应返还额度", "132应收下级经费", "151投资", "161在建工程", "171无形资产"),
    *("172累计摊销", "181长期待摊费用", "201应付职工薪酬", "212应付下级经费", "221代管经费", "311专用基金"),
    *("331财政拨款结转", "332财政拨款结余", "341预算稳定调节基金", "404政府补助收入", "406附属单位上缴收入"),
    *("407投资收益", "411动用预算稳定调节基金", "502职工活动组织支出", "506行政支出", "508补助下级支出"),
    *("509对附属单位的支出", "521安排预算稳定调节基金"),
}
BASE_ONLY = {"401会费收入", "405行政补助收入", "501职工活动支出"}


def _codes(*names: str, provincial: tuple[str, ...] = ()) -> list[str]:
    problems = CHART.problems([(name, PLACE) for name in names], provincial)
    assert all(problem.place == PLACE for problem in problems)
    return [problem.code for problem in problems]


def _one(name: str) -> str:
    (problem,) = CHART.problems([(name, PLACE)])
    return str(problem)


def test_the_lists_of_the_regulation_are_complete() -> None:
    """The chart has exactly the 24 main accounts of base unions and the 45 of county level and above."""
    base = {one.component for one in CHART.level_one if one.base}
    county = {one.component for one in CHART.level_one if one.county}
    assert len(base) == 24
    assert base == BASE
    assert len(county) == 45
    assert county == (BASE | COUNTY_ONLY) - BASE_ONLY
    assert len(CHART.level_one) == 48


def test_prescribed_sub_accounts_are_complete() -> None:
    """Each level-one account has as many prescribed sub-accounts with codes as the regulation gives it."""
    found = {
        one.code: count for one in CHART.level_one if (count := sum(not sub.own_code for sub in CHART.below(one.code)))
    }
    expected = {"121": 2, "131": 2, "212": 2, "301": 6, "321": 4, "322": 5, "331": 4, "332": 5, "403": 2, "404": 2}
    assert found == expected | {"501": 6, "503": 5, "504": 6, "505": 4, "506": 4, "507": 7, "508": 2}


@given(ACCOUNTS)
def test_every_account_is_a_valid_name(account: ChartAccount) -> None:
    """Each account's full name is one for us and for Beancount, and gives its code and element back."""
    name = CHART.account_name(account.code)
    assert is_account(name)
    assert is_valid(name)
    assert code_of(name) == account.code
    assert element_of(name) == account.element
    assert CHART.nearest(name) == account


def test_every_account_is_described() -> None:
    """Each account has its own name, both languages, an account above it, and the side of its element."""
    assert len({CHART.account_name(one.code) for one in CHART.accounts}) == len(CHART.accounts)
    for one in CHART.accounts:
        assert re.fullmatch(r"[\u4e00-\u9fff、（）]+", one.zh), one
        assert re.fullmatch(r"[A-Z][A-Za-z ,:()'-]+", one.en), one
        assert one.parent is None or one.parent in CHART.by_code
        assert one.name_in("zh") == one.zh
        assert one.name_in("en") == one.en
    credit = {one.code for one in CHART.level_one if one.side == "credit" and one.element == "asset"}
    assert credit == {"163", "172"}
    assert {one.code for one in CHART.level_one if one.side == "either"} == {"182"}
    for one in CHART.accounts:
        if one.element != "asset":
            assert one.side == ("debit" if one.element == "expenditure" else "credit")


def test_the_names_the_books_are_built_on() -> None:
    """The account names that the design and the rules speak of are those of the chart."""
    assert CHART.account_name("50105") == "Expenses:501职工活动支出:50105会员活动支出"
    assert CHART.account_name("32205") == "Equity:322工会资金结余:32205累计结余"
    assert CHART.account_name("401") == "Income:401会费收入"
    assert CHART.account_name("404010101").count(":") == 4
    assert CHART.leaf_name("10201", "基本户") == "Assets:102银行存款:10201基本户"
    for code in ("999", "1029", "", "5010"):
        with pytest.raises(KeyError):
            CHART.account_name(code)


def test_every_account_may_be_opened() -> None:
    """All accounts of the chart together, opened under their names, give no problem."""
    assert _codes(*(CHART.account_name(one.code) for one in CHART.accounts)) == []


@given(st.sampled_from([one for one in CHART.accounts if one.leaves == "union"]), st.integers(1, 90), LEAF_NAMES)
def test_the_union_may_add_leaves(above: ChartAccount, number: int, name: str) -> None:
    """Below an account that takes leaves, the code above with two digits more and any free name is right."""
    code = f"{above.code}{number:02d}"
    if code in CHART.by_code:
        return
    leaf = CHART.leaf_name(code, name)
    deeper = f"{leaf}:{component(f'{code}01', name)}"
    assert _codes(leaf, deeper) == []
    assert CHART.nearest(deeper) == above
    assert CHART.nearest("Assets:现金") is None


@given(st.sampled_from([one for one in CHART.accounts if one.leaves == "province"]), st.integers(50, 99), LEAF_NAMES)
def test_locked_levels_stay_locked(above: ChartAccount, number: int, name: str) -> None:
    """Where the province alone may add, an added account is a problem, unless the province added it."""
    added = CHART.leaf_name(f"{above.code}{number}", name)
    below = f"{added}:{component(f'{above.code}{number}01', name)}"
    assert _codes(added) == ["chart-locked"]
    assert _codes(below) == ["chart-locked"]
    assert _codes(added, below, provincial=(added,)) == []


@pytest.mark.parametrize(
    ("name", "code", "mend"),
    [
        ("Assets:102银行:工商银行", "chart-form", "letters, digits and hyphens"),
        ("Assets:银行存款:基本户", "chart-incomplete", "Assets:102银行存款"),
        ("Equity:资产基金:固定资产", "chart-incomplete", "Equity:301资产基金:30104固定资产"),
        ("Assets:102", "chart-incomplete", "Assets:102银行存款"),
        ("Assets:102银行存款:ICBC工行", "chart-incomplete", "10201ICBC工行"),
        ("Assets:162固定资产:16201", "chart-incomplete", "10201基本户"),
        ("Income:409什么收入", "chart-unknown", "408其他收入"),
        ("Income:409其他收入", "chart-code", "Income:408其他收入"),
        ("Income:40101会费收入", "chart-code", "Income:401会费收入"),
        ("Liabilities:102银行存款:10201基本户", "chart-root", "Assets:102银行存款:10201基本户"),
        ("Expenses:501职工活动:50105会员活动支出", "chart-name", "501职工活动支出:50105会员活动支出"),
        ("Expenses:501职工活动支出:50105会员活动", "chart-name", "50105会员活动支出"),
        ("Expenses:501职工活动支出:50107会员活动支出", "chart-code", "50105会员活动支出"),
        ("Expenses:501职工活动支出:50107春游支出", "chart-locked", "50105会员活动支出"),
        ("Expenses:501职工活动支出:50301建家活动支出", "chart-order", "503职工服务支出:50301"),
        ("Expenses:50105会员活动支出", "chart-order", "501职工活动支出:50105会员活动支出"),
        ("Expenses:5010一项", "chart-order", "501职工活动支出"),
        ("Assets:10201基本户:102银行存款", "chart-order", "102银行存款:10201基本户"),
        ("Assets:102银行存款:10200基本户", "chart-order", "10201…"),
        ("Assets:102银行存款:10201基本户:1020一", "chart-order", "1020101"),
        ("Assets:102银行存款:1030101基本户", "chart-order", "10201…"),
        ("Assets:102银行存款:10202代管经费", "chart-code", "Assets:102银行存款:10299代管经费"),
        ("Equity:322工会资金结余:32205累计结余:3220501甲", "chart-locked", "32205累计结余"),
        ("Expenses:502维权支出", "chart-former", "Expenses:504维权支出"),
        ("Expenses:502维权支出:50204困难职工帮扶费", "chart-former", "50404困难职工帮扶支出"),
        ("Expenses:501职工活动支出:50104其他活动支出", "chart-former", "50106其他活动支出"),
        ("Expenses:501职工活动支出:50101职工教育费", "chart-former", "50101职工教育支出"),
        ("Liabilities:221应付上级经费", "chart-former", "Liabilities:211应付上级经费"),
        ("Equity:331结余", "chart-former", "32205累计结余"),
    ],
)
def test_what_does_not_fit_is_said_with_its_mend(name: str, code: str, mend: str) -> None:
    """A name that does not fit the chart gives one problem, whose second sentence says what to write."""
    assert _codes(name) == [code]
    assert mend in _one(name)


@given(ACCOUNTS, st.text(st.sampled_from("甲乙丙丁"), min_size=1, max_size=3))
def test_a_wrong_name_is_mended_with_the_right_one(account: ChartAccount, wrong: str) -> None:
    """Whatever a code of the chart is called instead, the mend names the account as the chart has it."""
    right = CHART.account_name(account.code)
    above = right.rpartition(":")[0]
    (problem,) = CHART.problems([(f"{above}:{account.code}{wrong}", PLACE)])
    assert problem.code == "chart-name"
    assert problem.mend.values["account"] == right
    assert _codes(right) == []


@given(ACCOUNTS, st.sampled_from(sorted(ROOTS.values())))
def test_every_other_root_is_wrong(account: ChartAccount, root: str) -> None:
    """An account stands under the root of its element and under no other."""
    right = CHART.account_name(account.code)
    moved = ":".join([root, *right.split(":")[1:]])
    assert _codes(moved) == ([] if moved == right else ["chart-root"])


@pytest.mark.parametrize("former", CHART.former, ids=lambda one: f"{one.code}{one.zh}")
def test_accounts_of_the_chart_before_are_led_over(former: object) -> None:
    """Every account of 2009 that has changed is recognised where it stood, and led to one of today."""
    by_code = {one.code: one for one in CHART.former}
    code = former.code  # type: ignore[attr-defined]
    top = by_code.get(code[:3])
    level_one = component(top.code, top.zh) if top else CHART.by_code[code[:3]].component
    path = [level_one] if len(code) == 3 else [level_one, component(code, by_code[code].zh)]
    root = {"1": "Assets", "2": "Liabilities", "3": "Equity", "4": "Income", "5": "Expenses"}[code[0]]
    name = ":".join([root, *path])
    (problem,) = CHART.problems([(name, PLACE)])
    assert problem.code == "chart-former"
    assert problem.mend.values["accounts"] == ", ".join(CHART.account_name(now) for now in by_code[code].now)


def test_no_account_of_today_is_taken_for_an_old_one() -> None:
    """Code and name of a former account never are those of an account of today."""
    today = {one.component for one in CHART.accounts}
    assert not today & {component(one.code, one.zh) for one in CHART.former}


def test_a_code_stands_for_one_account() -> None:
    """Two leaves with one code are a problem, and the same leaf twice is left to Beancount."""
    first, second = "Assets:102银行存款:10201基本户", "Assets:102银行存款:10201一般户"
    assert _codes(first, second) == ["chart-twice"]
    assert _codes(first, first) == []


@given(st.text(max_size=30))
def test_no_text_breaks_the_check(text: str) -> None:
    """Any text at all gives at most one problem and never an exception."""
    assert len(CHART.problems([(text, None)])) <= 1
    assert len(CHART.problems([(f"Assets:{text}", None)])) <= 1


def test_a_new_union_opens_the_base_accounts() -> None:
    """The usual accounts are the base list with its prescribed sub-accounts, and nothing for special cases."""
    usual = CHART.usual()
    assert {one.component for one in usual if one.parent is None} == BASE
    assert not any(one.optional for one in usual)
    wanted = {one.code for one in CHART.accounts if one.base and one.parent and not one.optional}
    assert {one.code for one in usual if one.parent} == wanted
    assert {"32104", "32205", "50105", "18201"} <= wanted


def test_opening_lines_load_in_plain_beancount() -> None:
    """The `open` lines of the whole chart load without an error, in CNY, with both names."""
    text = opening_lines(CHART, CHART.accounts, DAY)
    text += open_line(
        CHART.leaf_name("10201", "基本户"), DAY, AccountMeta(name_zh="基本户", name_en='"Basic"', bank_number="0012")
    )
    entries, errors, _ = loader.load_string(text)
    assert errors == []
    opened = {entry.account: entry for entry in entries if isinstance(entry, Open)}
    assert len(opened) == len(CHART.accounts) + 1
    assert all(entry.currencies == ["CNY"] and entry.date == DAY for entry in opened.values())
    for one in CHART.accounts:
        meta = opened[CHART.account_name(one.code)].meta
        assert (meta["name-zh"], meta["name-en"]) == (one.zh, one.en)
    leaf = opened["Assets:102银行存款:10201基本户"].meta
    assert (leaf["name-en"], leaf["bank-number"]) == ('"Basic"', "0012")


def test_an_unknown_chart_is_refused() -> None:
    """A chart that does not come with the program is not found."""
    with pytest.raises(FileNotFoundError):
        load_chart("xx-1900")


def test_the_reference_page_is_fresh() -> None:
    """docs/reference/chart.md is what the chart gives today (python -m unionbooks.core.chart_page)."""
    assert PAGE.read_text("utf-8") == chart_page(CHART)
