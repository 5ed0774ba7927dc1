"""The chart of accounts (会计科目表): which accounts there are, what they are called, who may add some.

The chart is data (`data/chart_*.toml`), so that another country's unions are another file. Codes
carry the levels: three digits at level one, two more at each level below. Level one and the
prescribed sub-accounts are locked; a province may add sub-accounts, and the union leaves below them
(财会〔2021〕7号, appendix 1, part 1, no. 1).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal

from unionbooks.core.accounts import ROOTS
from unionbooks.core.accounts import Element
from unionbooks.core.accounts import component
from unionbooks.core.accounts import split_component
from unionbooks.core.chart_check import check_accounts
from unionbooks.core.money import CURRENCY
from unionbooks.core.vocabulary.directive import write_metadata
from unionbooks.core.vocabulary.entries import AccountMeta

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["Chart", "ChartAccount", "FormerAccount", "load_chart", "open_line", "opening_lines"]

LEVEL_ONE = 3
"""Digits of a level-one code."""

STEP = 2
"""Digits that each level below adds."""


@dataclass(frozen=True)
class ChartAccount:
    """One account of the chart (科目).

    Attributes:
        code: Its code; the first digits are the code of the account above.
        zh: Its Chinese name, as the regulation writes it.
        en: Its English name, ours.
        element: What it counts.
        side: On which side its balance normally stands.
        base: Whether it is among the 24 main accounts of base unions, or below one of them.
        county: Whether it is among the 45 accounts of unions at county level and above, or below one.
        leaves: Who may add accounts directly below it.
        own_code: Whether the regulation gives the name only and the code is this program's.
        optional: Whether it is opened only where the matter arises, such as custodial money.
    """

    code: str
    zh: str
    en: str
    element: Element
    side: Literal["debit", "credit", "either"]
    base: bool
    county: bool
    leaves: Literal["union", "province"] = "union"
    own_code: bool = False
    optional: bool = False

    @property
    def parent(self) -> str | None:
        """Code of the account above; `None` at level one."""
        return self.code[:-STEP] if len(self.code) > LEVEL_ONE else None

    @cached_property
    def component(self) -> str:
        """Code and name as they stand in an account name."""
        return component(self.code, self.zh)

    def name_in(self, language: str) -> str:
        """Return the name in a language of `unionbooks.core.messages.LANGUAGES`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class FormerAccount:
    """An account of the chart that was in force before, and the codes that took its place."""

    code: str
    zh: str
    now: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of accounts, and the one before it, whose names still turn up in old papers.

    Attributes:
        name: Its id, such as `cn-2021`.
        title_zh: Its Chinese title.
        title_en: Its English title.
        document: The regulation it is from.
        in_force: The day from which it holds.
        accounts: Its accounts in the order of their codes, sub-accounts included.
        former: Accounts of the chart before, where code or name have changed.
        former_document: The regulation of the chart before.
    """

    name: str
    title_zh: str
    title_en: str
    document: str
    in_force: dt.date
    accounts: tuple[ChartAccount, ...]
    former: tuple[FormerAccount, ...]
    former_document: str

    @cached_property
    def by_code(self) -> Mapping[str, ChartAccount]:
        """Code -> account."""
        return {account.code: account for account in self.accounts}

    @cached_property
    def level_one(self) -> tuple[ChartAccount, ...]:
        """The level-one accounts (一级科目), in the order of their codes."""
        return tuple(account for account in self.accounts if account.parent is None)

    def path(self, code: str) -> tuple[ChartAccount, ...]:
        """Return the accounts from level one down to a code.

        Raises:
            KeyError: for a code that is not of the chart.
        """
        last = self.by_code[code]
        return (*self.path(last.parent), last) if last.parent else (last,)

    def account_name(self, code: str) -> str:
        """Return the full account name of a code, such as `Expenses:501职工活动支出:50105会员活动支出`.

        Raises:
            KeyError: for a code that is not of the chart.
        """
        path = self.path(code)
        return ":".join([ROOTS[path[0].element], *(account.component for account in path)])

    def leaf_name(self, code: str, name: str) -> str:
        """Return the account name of a union's own leaf, such as `10201` and `基本户`.

        Raises:
            KeyError: where the code does not extend one of the chart by two digits.
            ValueError: where the name holds no letter and no digit.
        """
        return f"{self.account_name(code[:-STEP])}:{component(code, name)}"

    def below(self, code: str) -> tuple[ChartAccount, ...]:
        """Return the prescribed sub-accounts directly below a code, in order."""
        return tuple(account for account in self.accounts if account.parent == code)

    def nearest(self, account: str) -> ChartAccount | None:
        """Return the deepest account of the chart on the path of an account name.

        A leaf of the union's own, or one that a province added, gives the account it stands below;
        `None` where the level-one code is not of the chart.
        """
        for part in reversed(account.split(":")[1:]):
            split = split_component(part)
            found = self.by_code.get(split[0]) if split else None
            if found is not None:
                return found
        return None

    def usual(self) -> tuple[ChartAccount, ...]:
        """Return what a base union opens at first: its main accounts and what is prescribed below them.

        Accounts that are needed only where the matter arises are left out; open them then.
        """
        return tuple(account for account in self.accounts if account.base and not account.optional)

    def problems(self, opened: Iterable[tuple[str, Place | None]], provincial: Collection[str] = ()) -> list[Problem]:
        """Hold opened accounts against the chart, and say of each what does not fit and how to mend it.

        Args:
            opened: Account names, each with the place of its `open` line.
            provincial: Names of accounts that the provincial union added at a locked level.
        """
        return check_accounts(self, opened, provincial)


@cache
def load_chart(name: str = "cn-2021") -> Chart:
    """Read a chart that comes with the program.

    Raises:
        FileNotFoundError: for a chart that does not.
    """
    file = f"chart_{name.replace('-', '_')}.toml"
    data = tomllib.loads(resources.files("unionbooks.core").joinpath("data", file).read_text("utf-8"))
    return Chart(
        name=data["name"],
        title_zh=data["title-zh"],
        title_en=data["title-en"],
        document=data["document"],
        in_force=data["in-force"],
        accounts=tuple(one for table in data["account"] for one in _read_accounts(table)),
        former=tuple(FormerAccount(one["code"], one["zh"], tuple(one["now"])) for one in data["before"]["accounts"]),
        former_document=data["before"]["document"],
    )


def _read_accounts(table: dict[str, Any]) -> Iterator[ChartAccount]:
    shared = {key: table[key] for key in ("element", "side", "base", "county")}
    yield ChartAccount(code=table["code"], zh=table["zh"], en=table["en"], leaves=table["leaves"], **shared)
    for sub in sorted(table.get("sub", ()), key=lambda one: str(one["code"])):
        yield ChartAccount(
            code=sub["code"],
            zh=sub["zh"],
            en=sub["en"],
            leaves=sub.get("leaves", "union"),
            own_code=sub.get("own-code", False),
            optional=sub.get("optional", False),
            **shared,
        )


def open_line(name: str, date: dt.date, meta: AccountMeta) -> str:
    """Write the `open` directive of one account, in CNY only, with a line break at its end."""
    return "\n".join([f"{date.isoformat()} open {name} {CURRENCY}", *write_metadata(meta)]) + "\n"


def opening_lines(chart: Chart, accounts: Iterable[ChartAccount], date: dt.date) -> str:
    """Write the `open` directives of accounts of the chart, with both their names, in their order."""
    return "".join(
        open_line(chart.account_name(one.code), date, AccountMeta(name_zh=one.zh, name_en=one.en)) for one in accounts
    )
