"""Amounts, days and capitals as papers print them."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from typing import Final

from importers.values import parse_amount
from importers.values import parse_moment
from unionbooks.core.capitals import in_capitals
from unionbooks.core.money import to_yuan

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

__all__ = ["CAPITALS", "capitals_agree", "read_day", "read_yuan"]

CAPITALS: Final = re.compile(
    r"(?:人民币)?(?:[(（]?负数?[)）]?)?[零〇壹贰貳叁叄肆伍陆陸柒捌玖拾佰仟万萬亿億]+[元圆圓][零壹贰貳叁叄肆伍陆陸柒捌玖角分整正]*"
    r"|(?:人民币)?(?:[(（]?负数?[)）]?)?[零壹贰貳叁叄肆伍陆陸柒捌玖]角(?:[壹贰貳叁叄肆伍陆陸柒捌玖]分)?[整正]?"
    r"|(?:人民币)?(?:[(（]?负数?[)）]?)?[壹贰貳叁叄肆伍陆陸柒捌玖]分[整正]?"
)
"""An amount in capitals, wherever it stands in a text."""

_STARS: Final = re.compile(r"\*+")
_SAME: Final = str.maketrans("圆圓貳叄陸萬億正", "元元贰叁陆万亿整")
_FILLING: Final = re.compile(r"人民币|[零〇整\s()（）⊗ⓧ⊕Ⓧ×¥￥:：]")
_NEGATIVE: Final = re.compile(r"^负数?")


def read_yuan(text: str) -> Decimal | None:
    """Read an amount in yuan; `None` for nothing, nought for the stars of an exempt tax.

    Raises:
        ValueError: for anything else that is no amount.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("CNY").strip()
    if not plain or plain in {"-", "--", "/"}:
        return None
    if _STARS.fullmatch(plain):
        return to_yuan(0)
    return to_yuan(parse_amount(plain))


def read_day(text: str) -> dt.date | None:
    """Read a day in any form with the year first, a time behind it allowed; `None` for nothing.

    Raises:
        ValueError: for anything else.
    """
    plain = "".join(text.split()) if "年" in text else text.strip()
    return parse_moment(plain[:32])[0] if plain else None


def capitals_agree(capitals: str, amount: Decimal) -> bool:
    """Tell whether an amount in capitals says the same as one in figures.

    Printers differ in 元 and 圆, in 整 and 正, and in where they put 零; with every unit written out
    none of these changes the amount. Red invoices print `（负数）` in front.
    """
    return _bare(capitals) == _bare(in_capitals(amount))


def _bare(text: str) -> str:
    plain = _FILLING.sub("", text.translate(_SAME))
    sign = "负" if _NEGATIVE.match(plain) else ""
    return sign + _NEGATIVE.sub("", plain)
