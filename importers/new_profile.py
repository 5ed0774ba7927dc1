"""Begin a profile from a file that no profile knows: find the header, guess what each column is, write it as TOML.

What is guessed is marked as such; a person looks it through. Comments are Chinese, as in every profile.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.sheet import compare_form
from importers.sheet import tidy
from importers.values import parse_amount
from importers.values import parse_moment
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.sheet import Sheet
    from unionbooks.core.messages import Message

__all__ = ["Guess", "guess_profile"]

NO_HEADER: Final = ProblemKind(
    "new-profile-header",
    N_("No row of the file looks like the header of a statement."),
    N_("Check that it is a statement with a date and an amount in each row; write the profile by hand otherwise."),
)

_SEARCHED_ROWS: Final = 200
_LOOKED_AT: Final = 50
# What a column means by its name, the likeliest meaning first; the first field that claims a column has it.
_MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "amount_in": ("收入金额", "收入", "贷方发生额", "贷方金额", "贷方", "存入", "转入", "进账", "入账金额", "credit"),
    "amount_out": ("支出金额", "支出", "借方发生额", "借方金额", "借方", "取出", "转出", "支取", "debit"),
    "way": ("收/支", "借贷标志", "借/贷", "借贷", "收支", "方向", "来往"),
    "balance": ("余额", "balance"),
    "amount": ("交易金额", "发生额", "金额", "amount"),
    "payee_account": ("对方账号", "对方帐号", "对方账户", "对手账号", "收(付)方账号", "对方卡号"),
    "payee": ("对方户名", "对方名称", "对方单位", "对手", "交易对方", "收(付)方名称", "商户", "收款人", "payee"),
    "bank_id": ("流水号", "交易单号", "订单号", "凭证号", "日志号", "参考号", "reference"),
    "currency": ("币种", "币别", "货币", "currency"),
    "time": ("交易时间", "时间", "time"),
    "date": ("交易日期", "记账日期", "入账日期", "日期", "交易日", "date"),
    "summary": ("摘要", "用途", "附言", "备注", "商品", "说明", "类型", "description", "summary"),
    "own": ("本方账号", "账号", "卡号", "本方卡号"),
}
_EXACT_FIRST: Final = ("own",)
_IN: Final = ("收", "贷", "来", "入", "c")


@dataclass(frozen=True, slots=True)
class Guess:
    """A profile that was begun.

    Attributes:
        text: The TOML.
        header_row: Row of the header that was found, from 1.
        unused: Words of the header that were given no meaning.
        doubts: What a person has to decide.
    """

    text: str
    header_row: int
    unused: tuple[str, ...]
    doubts: tuple[Message, ...]


def guess_profile(sheets: Sequence[Sheet], name: str, filename: str) -> Guess:
    """Guess a profile.

    Args:
        sheets: The sheets of the file.
        name: Id of the profile.
        filename: Name of the file, for its comment and for the sentence.

    Raises:
        BadInputError: when no row looks like a header.
    """
    found = max(
        ((_score(sheet.rows[row]), -at, -row) for at, sheet in enumerate(sheets) for row in _rows(sheet)),
        default=(0, 0, 0),
    )
    if found[0] < 3:
        raise BadInputError(NO_HEADER(Place(filename)))
    sheet, header = sheets[-found[1]], -found[2]
    words = {tidy(cell, "`"): at for at, cell in reversed(list(enumerate(sheet.rows[header]))) if tidy(cell, "`")}
    meanings = _meanings(words)
    return _Writer(sheet, header, words, meanings).write(name, filename)


def _rows(sheet: Sheet) -> range:
    return range(min(len(sheet.rows), _SEARCHED_ROWS))


def _score(cells: Iterable[str]) -> int:
    """Count how many meanings a row would have as a header; it must have a date and an amount."""
    words = {tidy(cell, "`"): 0 for cell in cells if 0 < len(tidy(cell)) <= 40}
    meanings = _meanings(words)
    dated = meanings.keys() & {"date", "time"}
    money = "amount" in meanings or {"amount_in", "amount_out"} <= meanings.keys()
    return len(meanings) if dated and money else 0


def _meanings(words: Mapping[str, int]) -> dict[str, list[str]]:
    """Give each word the first meaning that claims it: by equality first, then by what it contains."""
    left = dict.fromkeys(words)
    found: dict[str, list[str]] = {}
    for contains in (False, True):
        for field, names in _MEANINGS.items():
            if contains and field in _EXACT_FIRST:
                continue
            for word in list(left):
                plain = compare_form(word).lower()
                if any((name in plain) if contains else (name == plain) for name in names):
                    found.setdefault(field, []).append(word)
                    del left[word]
    if "date" not in found and "time" in found:
        found["date"] = found.pop("time")
    return found


class _Writer:
    """Writes the profile of one header; the rows below it decide what names leave open."""

    def __init__(self, sheet: Sheet, header: int, words: Mapping[str, int], meanings: dict[str, list[str]]) -> None:
        self._sheet = sheet
        self._header = header
        self._words = words
        self._of = meanings
        self._body = sheet.rows[header + 1 : header + 1 + _LOOKED_AT]
        self._doubts: list[Message] = []
        if "time" in meanings and any(map(_is_day, self._cells("time"))):
            meanings["date"] = meanings.pop("time") + meanings["date"]

    def write(self, name: str, filename: str) -> Guess:
        sign = self._sign()
        used = {word for words in self._of.values() for word in words}
        unused = tuple(word for word in self._words if word not in used)
        lines = [
            f"# {name}：按文件“{filename}”起草，请逐行看过再用。列名照表头原样写；一项可以写几个名字，任何一个都认。",
            f'id = "{name}"',
            f'title = "{name}"  # 银行怎么叫这份文件',
            "version = 1",
            f'tested_on = "{filename}"',
            "",
            "# 表头里有这些字，就是这种文件。",
            "[detect]",
            f"header_all = {_list(self._detecting())}",
            "",
            "[read]",
            "# 以这些字开头的行是合计、说明，不是收支。",
            'stop_row = ["合计", "总计", "小计", "本页合计", "承前页", "过次页"]',
            "",
            "# 本账户的号码写在哪里：column 列名、above 表头上方、filename 文件名（后两种是正则表达式）。",
            "[account]",
            f"from = [{self._account()}]",
            "",
            "[columns]",
            f"date = {{ names = {_list(self._of['date'])} }}",
            *self._columns(),
            "",
            *sign,
            "",
            "# 每笔之后的余额是否接得上：fail 接不上就不收，warn 只提示，off 不查。",
            "[control]",
            f'balance_chain = "{"fail" if "balance" in self._of else "off"}"',
        ]
        if unused:
            lines.insert(-3, f"# 没有用到的列：{'、'.join(unused)}。要放进摘要的，写进上面 summary 里。")
            lines.insert(-3, "")
        self._check_dates()
        return Guess("\n".join(lines) + "\n", self._header + 1, unused, tuple(self._doubts))

    def _detecting(self) -> list[str]:
        fields = ("date", "time", "amount", "amount_in", "amount_out", "way", "balance", "payee", "payee_account")
        return [word for field in fields for word in self._of.get(field, ())]

    def _account(self) -> str:
        columns = [f'"column:{word}"' for word in self._of.get("own", ())]
        return ", ".join([*columns, r"'above:账\s*号[^0-9*\n]{0,24}([0-9*]{4,})'", r"'filename:(\d{10,})'"])

    def _columns(self) -> Iterable[str]:
        fields: tuple[str, ...] = (
            "time",
            "amount",
            "amount_in",
            "amount_out",
            "balance",
            "payee",
            "payee_account",
            "summary",
            "bank_id",
        )
        if {"amount_in", "amount_out"} <= self._of.keys():
            fields = tuple(field for field in fields if field != "amount")
        return [f"{field} = {_list(self._of[field])}" for field in (*fields, "currency") if field in self._of]

    def _sign(self) -> list[str]:
        start = [
            "# 收支怎么认：two_columns 两栏；signed 带正负号；negated 正数是支出；indicator 另有一列写方向。",
            "[sign]",
        ]
        if {"amount_in", "amount_out"} <= self._of.keys():
            return [*start, 'mode = "two_columns"']
        if "way" in self._of:
            return [*start, *self._indicator(self._of["way"])]
        if not any(fen < 0 for fen in self._amounts()):
            self._doubts.append(message("No amount has a minus: look at the sign mode, whether all of them came in."))
        return [*start, 'mode = "signed"']

    def _indicator(self, names: Sequence[str]) -> list[str]:
        seen = dict.fromkeys(self._cells("way"))
        money_in = [word for word in seen if compare_form(word).lower().startswith(_IN)]
        money_out = [word for word in seen if word not in money_in]
        self._doubts.append(
            message(
                "Look whether {ins} is money in and {outs} money out.",
                ins="、".join(money_in) or "-",
                outs="、".join(money_out) or "-",
            )
        )
        return [
            'mode = "indicator"',
            f"column = {_list(names)}",
            f"in = {_list(money_in)}  # 钱进来",
            f"out = {_list(money_out)}  # 钱出去",
        ]

    def _amounts(self) -> Iterable[int]:
        for cell in self._cells("amount"):
            try:
                yield parse_amount(cell)
            except ValueError:
                continue

    def _cells(self, field: str) -> list[str]:
        """Return what stands below the first word of a field, empty cells left out."""
        column = self._words[self._of[field][0]]
        return [cell for row in self._body if column < len(row) and (cell := tidy(row[column]))]

    def _check_dates(self) -> None:
        cells = self._cells("date")
        if cells and not any(map(_is_day, cells)):
            self._doubts.append(
                message("The days are written as {day}: name their form with formats below [columns].", day=cells[0])
            )


def _is_day(cell: str) -> bool:
    try:
        parse_moment(cell)
    except ValueError:
        return False
    return True


def _list(words: Iterable[str]) -> str:
    """Write a list of texts; what is one in JSON is one in TOML, too."""
    return json.dumps(list(words), ensure_ascii=False)
