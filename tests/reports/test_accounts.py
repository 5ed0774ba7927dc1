from __future__ import annotations

import pytest

from reports.accounts import account_name


@pytest.mark.parametrize(
    ("account", "zh", "en", "label_zh", "label_en"),
    [
        ("Assets:102银行存款", None, None, "102 银行存款", "102 Bank deposits"),
        ("Assets:102银行存款:10201基本户", "基本户", "Basic account", "10201 基本户", "10201 Basic account"),
        ("Assets:102银行存款:10201基本户", None, None, "10201 基本户", "10201 基本户"),
        ("Assets:102银行存款:10203-601支行", "601支行（东区）", None, "10203 601支行（东区）", "10203 601支行（东区）"),
        ("Assets:102银行存款:10203-601支行", None, None, "10203 601支行", "10203 601支行"),
        ("Income:401会费收入", "401会费收入", "401 Membership dues", "401 会费收入", "401 Membership dues"),
        ("Assets:其他", None, None, "其他", "其他"),
        ("Assets:999", None, None, "999 999", "999 999"),
    ],
)
def test_code_and_name_stand_once(account: str, zh: str | None, en: str | None, label_zh: str, label_en: str) -> None:
    """An account is printed as its code and its name, each once, from whichever source knows it."""
    name = account_name(account, zh, en)
    assert name.label("zh") == label_zh
    assert name.label("en") == label_en


def test_general_and_detail_split_the_path() -> None:
    """A voucher shows the level-one account and, beside it, what stands below, from the top down."""
    name = account_name("Assets:102银行存款:10201基本户:1020101活期", "活期")
    assert name.general.label("zh") == "102 银行存款"
    assert name.detail == "1020101 基本户—活期"
    assert name.level == 3
    assert name.general.detail == ""
