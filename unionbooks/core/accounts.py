"""Account names: what one is, and the codes and the element that can be read from it.

A name is a root and components, `Expenses:501职工活动支出:50105会员活动支出`. Beancount allows a
component to begin with a capital or a digit only and holds letters, digits and hyphens; so each
begins with its code.
"""

from __future__ import annotations

import re
from functools import cache
from functools import lru_cache
from typing import Final
from typing import Literal

import regex

__all__ = [
    "ELEMENTS",
    "ROOTS",
    "Element",
    "code_of",
    "component",
    "element_of",
    "is_account",
    "level_one",
    "split_component",
]

Element = Literal["asset", "liability", "net-asset", "income", "expenditure"]
"""What an account counts (会计要素); art. 9 of 财会〔2021〕7号."""

ROOTS: Final[dict[Element, str]] = {
    "asset": "Assets",
    "liability": "Liabilities",
    "net-asset": "Equity",
    "income": "Income",
    "expenditure": "Expenses",
}
"""Element -> Beancount's root; the roots stay English, since Beancount reads their names per file."""

ELEMENTS: Final[dict[str, Element]] = {root: element for element, root in ROOTS.items()}
"""Beancount's root -> element."""

_SIGN: Final = regex.compile(r"[\p{L}\p{Nd}-]")
_ACCOUNT: Final = regex.compile(r"[A-Z][a-z]+(?::[\p{Lu}\p{Nd}][\p{L}\p{Nd}-]*)+")
_COMPONENT: Final = re.compile(r"([0-9]+)([^0-9].*)", re.DOTALL)


def is_account(name: object) -> bool:
    """Tell whether the whole of a text is an account name below one of the five English roots.

    Beancount's loader checks the beginning of a name only, and lets `Assets:102银行:工商银行` pass.
    """
    return isinstance(name, str) and _is_account(name)


@lru_cache(maxsize=4096)
def _is_account(name: str) -> bool:
    # As Beancount's own `account.is_valid`, to which a test holds it: importing that one loads all of Beancount.
    return _ACCOUNT.fullmatch(name) is not None and name.partition(":")[0] in ELEMENTS


def split_component(text: str) -> tuple[str, str] | None:
    """Split `50105会员活动支出` into its code and its name; `None` where either is missing."""
    match = _COMPONENT.fullmatch(text)
    return (match[1], match[2]) if match else None


def component(code: str, name: str) -> str:
    """Join a code and a name into a component that Beancount allows.

    A run of other characters, such as `、` or `（`, becomes one hyphen, none at the end; a name that
    begins with a digit is parted from its code by a hyphen. So `10203` and `601支行（东区）` make
    `10203-601支行-东区`.

    Raises:
        ValueError: where the name holds no letter and no digit.
    """
    words = "".join(char if _is_allowed(char) else " " for char in name).split()
    joined = "-".join(words)
    if not joined.strip("-"):
        raise ValueError(f"no letter and no digit in the name: {name!r}")
    return f"{code}-{joined}" if joined[:1].isdecimal() else f"{code}{joined}"


@cache
def _is_allowed(char: str) -> bool:
    return _SIGN.fullmatch(char) is not None


def code_of(account: str) -> str | None:
    """Return the code of the deepest component that has one, `None` where none has."""
    for part in reversed(account.split(":")[1:]):
        split = split_component(part)
        if split is not None:
            return split[0]
    return None


def level_one(account: str) -> str:
    """Return the name of the account's own level-one account, root included (一级科目)."""
    return ":".join(account.split(":", 2)[:2])


def element_of(account: str) -> Element:
    """Return what the account counts, by its root.

    Raises:
        ValueError: for a name below none of the five roots.
    """
    root = account.partition(":")[0]
    try:
        return ELEMENTS[root]
    except KeyError:
        raise ValueError(f"not an account name: {account!r}") from None
