"""How an account is printed: its code and its names, each once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from unionbooks.core.accounts import split_component
from unionbooks.core.chart import load_chart

__all__ = ["AccountName", "account_name"]

_BETWEEN = "—"


@dataclass(frozen=True, slots=True)
class AccountName:
    """An account as people know it (科目): code and name, in both languages.

    Attributes:
        account: Its full name in the ledger.
        code: Its own code; empty where it has none.
        zh: Its own Chinese name, without the code and without the names above.
        en: Its own English name, the Chinese one where there is none.
        level: 1 for a level-one account (一级科目), 2 for what stands below, and so on.
    """

    account: str
    code: str
    zh: str
    en: str
    level: int

    def name(self, language: str) -> str:
        """Return the own name in a language of `unionbooks.core.messages.LANGUAGES`."""
        return self.zh if language == "zh" else self.en

    def label(self, language: str) -> str:
        """Return code and name; vouchers must never show a code alone (会计制度 第一部分)."""
        return f"{self.code} {self.name(language)}".strip()

    @property
    def general(self) -> AccountName:
        """The level-one account it belongs to (总账科目)."""
        return account_name(":".join(self.account.split(":", 2)[:2]))

    @property
    def detail(self) -> str:
        """Its code, and the Chinese names below level one from the top down (明细科目); empty at level one."""
        parts = self.account.split(":")
        above = [account_name(":".join(parts[: i + 1])).zh for i in range(2, len(parts) - 1)]
        return f"{self.code} {_BETWEEN.join([*above, self.zh])}".strip() if self.level > 1 else ""


@lru_cache(4096)
def account_name(account: str, zh: str | None = None, en: str | None = None) -> AccountName:
    """Name an account: by the ledger's own words where given, else by the chart, else by itself.

    Args:
        account: The full name, `Assets:102银行存款:10201基本户`.
        zh: What the ledger calls it (`name-zh`), with or without the code in front.
        en: The same in English (`name-en`).
    """
    parts = account.split(":")
    own = parts[-1]
    code, written = split_component(own) or _only_one(own)
    official = load_chart().by_code.get(code)
    chinese = zh or (official.zh if official else written.lstrip("-")) or own
    english = en or (official.en if official else chinese)
    return AccountName(account, code, _bare(chinese, code), _bare(english, code), len(parts) - 1)


def _only_one(own: str) -> tuple[str, str]:
    return (own, "") if own.isdecimal() else ("", own)


def _bare(name: str, code: str) -> str:
    bare = name.removeprefix(code).lstrip(" -") if code else name
    return bare or name
