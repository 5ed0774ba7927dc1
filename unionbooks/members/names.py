"""Names of people: the form in which they are kept, and the form in which everybody may read them (姓名脱敏)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["masked", "plain_name"]

_MASK: Final = "*"
_DOT: Final = "·"
_DOTS: Final = re.compile(r"\s*[·•‧∙⋅・]\s*|(?<=[\u3400-\u9fff])\s*\.\s*(?=[\u3400-\u9fff])")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def plain_name(text: str) -> str:
    """Return a name as it is kept: no padding (张　三 is 张三), half-width letters, one kind of middle dot.

    Between the words of a name in letters, one space stays.
    """
    name = _DOTS.sub(_DOT, unicodedata.normalize("NFKC", text))
    words = name.split()
    return unicodedata.normalize("NFC", ("" if _CHINESE.search(name) else " ").join(words))


def masked(name: str) -> str:
    """Mask a name as public notices do: the first character stays, the last of three or more, the rest are stars.

    王一 is 王*, 李小明 is 李*明, 欧阳娜娜 is 欧**娜; what stands alone is a star. Of a name of several
    words each word is masked, and a middle dot stays, so that 阿依古丽·买买提 is 阿**丽·买*提.
    """
    words: list[str] = []
    word = ""
    for character in name.strip():
        if character.isalnum():
            word += character
        else:
            words += [_masked_word(word), character]
            word = ""
    return "".join([*words, _masked_word(word)])


def _masked_word(word: str) -> str:
    if len(word) < 2:
        return _MASK * len(word)
    return f"{word[0]}{_MASK}" if len(word) == 2 else f"{word[0]}{_MASK * (len(word) - 2)}{word[-1]}"
