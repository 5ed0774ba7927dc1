"""Accounts that a ledger opens, held against the chart: one sentence for each that does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.accounts import ROOTS
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import component
from unionbooks.core.accounts import is_account
from unionbooks.core.accounts import split_component
from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable

    from unionbooks.core.chart import Chart
    from unionbooks.core.chart import ChartAccount
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["check_accounts"]

FORM: Final = ProblemKind(
    "chart-form",
    N_("{account} is not an account name."),
    N_(
        "Begin with Assets, Liabilities, Equity, Income or Expenses and each part with its code; "
        "use letters, digits and hyphens only."
    ),
)
INCOMPLETE: Final = ProblemKind(
    "chart-incomplete",
    N_("The part {part} of {account} lacks its code or its name; the rules want both."),
    N_("Write code and name, as in {example}."),
)
UNKNOWN: Final = ProblemKind(
    "chart-unknown",
    N_("The chart has no level-one account {code}."),
    N_("Use one of {choices}; nobody may add to level one."),
)
RENAMED: Final = ProblemKind(
    "chart-name",
    N_("In the chart {code} is called {name}, not {found}."),
    N_("Write {account}."),
)
MOVED: Final = ProblemKind(
    "chart-code",
    N_("In the chart {name} has the code {code}, not {found}."),
    N_("Write {account}."),
)
FORMER: Final = ProblemKind(
    "chart-former",
    N_("{found} is of the chart before this one ({document})."),
    N_("The chart of today says {accounts}."),
)
ROOT: Final = ProblemKind(
    "chart-root",
    N_("{part} stands under {found}, but the chart has it under {root}."),
    N_("Write {account}."),
)
ORDER: Final = ProblemKind(
    "chart-order",
    N_("The code of {part} does not continue the code above it."),
    N_(
        "Level one has three digits, and each level below repeats the code above and adds two, "
        "from 01 to 99, as in {example}."
    ),
)
LOCKED: Final = ProblemKind(
    "chart-locked",
    N_("{part} is not of the chart, and only a provincial union may add an account at this level."),
    N_("Use {choices}."),
)
TWICE: Final = ProblemKind(
    "chart-twice",
    N_("The code {code} stands for two accounts, {account} and {first}."),
    N_("Give one of them a code of its own."),
)

_EXAMPLE: Final = "102银行存款:10201基本户"


def check_accounts(
    chart: Chart, opened: Iterable[tuple[str, Place | None]], provincial: Collection[str]
) -> list[Problem]:
    """Check account names one by one, then that no code stands for two of them.

    One name gives one problem at most: the first from the left, since the rest often follows from it.
    """
    problems: list[Problem] = []
    first: dict[str, str] = {}
    for account, place in opened:
        problem = _check_one(chart, account, place, provincial)
        code = code_of(account)
        if problem is None and code is not None and first.setdefault(code, account) != account:
            problem = TWICE(place, code=code, account=account, first=first[code])
        if problem is not None:
            problems.append(problem)
    return problems


@dataclass(frozen=True, slots=True)
class _Opened:
    """An account name in its parts, and where it is opened."""

    root: str
    parts: tuple[str, ...]
    place: Place | None

    def up_to(self, depth: int) -> str:
        """Name of the account that ends with the part at that depth."""
        return ":".join([self.root, *self.parts[: depth + 1]])


def _check_one(chart: Chart, account: str, place: Place | None, provincial: Collection[str]) -> Problem | None:
    if not is_account(account):
        return _uncoded(chart, account, place) or FORM(place, account=account)
    root, *parts = account.split(":")
    opened = _Opened(root, tuple(parts), place)
    above: str | None = None
    for depth, part in enumerate(parts):
        split = split_component(part)
        if split is None:
            return INCOMPLETE(place, part=part, account=account, example=_example(chart, part, above))
        code, name = split
        known = chart.by_code.get(code)
        if known is not None and known.parent == above:
            problem = _check_known(chart, known, opened, depth)
        elif above is None:
            problem = _check_unknown(chart, code, name, opened)
        else:
            problem = _check_added(chart, above, opened, depth, is_allowed=opened.up_to(depth) in provincial)
        if problem is not None:
            return problem
        above = code
    return None


def _uncoded(chart: Chart, account: str, place: Place | None) -> Problem | None:
    """Tell whether a part is a name of the chart without its code, the deepest first."""
    root, *parts = account.split(":")
    for part in reversed(parts):
        named = [one for one in chart.accounts if one.zh == part]
        meant = [one for one in named if ROOTS[one.element] == root] or named
        if meant:
            example = chart.account_name(meant[0].code)
            return INCOMPLETE(place, part=part, account=account, example=example)
    return None


def _check_known(chart: Chart, known: ChartAccount, opened: _Opened, depth: int) -> Problem | None:
    """Check the name, and at level one the root, of a code that stands where the chart has it."""
    part = opened.parts[depth]
    root = ROOTS[known.element]
    if part == known.component:
        if depth == 0 and opened.root != root:
            account = ":".join([root, *opened.parts])
            return ROOT(opened.place, part=part, found=opened.root, root=root, account=account)
        return None
    found = part.removeprefix(known.code)
    elsewhere = _elsewhere(chart, known.parent, known.code, found)
    return (
        _former(chart, opened)
        or (elsewhere and _moved(elsewhere, known.code, chart, opened))
        or RENAMED(
            opened.place,
            code=known.code,
            name=known.component.removeprefix(known.code),
            found=found,
            account=":".join([chart.account_name(known.code), *opened.parts[depth + 1 :]]),
        )
    )


def _check_unknown(chart: Chart, code: str, name: str, opened: _Opened) -> Problem:
    """Say what a level-one code should be that the chart has not at level one."""
    former = _former(chart, opened)
    if former is not None:
        return former
    part, place = opened.parts[0], opened.place
    if code in chart.by_code:
        return ORDER(place, part=part, example=chart.account_name(code))
    elsewhere = _elsewhere(chart, None, code, name)
    if elsewhere is not None:
        return _moved(elsewhere, code, chart, opened)
    if code[:3] in chart.by_code:
        return ORDER(place, part=part, example=f"{chart.account_name(code[:3])}:{part}")
    same = (one.component for one in chart.level_one if ROOTS[one.element] == opened.root)
    return UNKNOWN(place, code=code, choices=", ".join(same))


def _check_added(chart: Chart, above: str, opened: _Opened, depth: int, *, is_allowed: bool) -> Problem | None:
    """Check a code below level one that is not of the chart, or not of the chart at this spot."""
    former = _former(chart, opened)
    if former is not None:
        return former
    part, place = opened.parts[depth], opened.place
    code, name = split_component(part) or ("", part)
    if code in chart.by_code or code[:-2] != above or code.endswith("00"):
        example = chart.account_name(code) if code in chart.by_code else _continued(chart, above)
        return ORDER(place, part=part, example=example)
    parent = chart.by_code.get(above)
    if parent is None:
        return None
    sibling = _sibling(chart, above, name)
    if sibling is not None:
        return _moved(sibling, code, chart, opened)
    if parent.leaves == "province" and not is_allowed:
        choices = [one.component for one in chart.below(above)] or [parent.component]
        return LOCKED(place, part=part, choices=", ".join(choices))
    return None


def _former(chart: Chart, opened: _Opened) -> Problem | None:
    """Tell whether a part is an account of the chart before, the deepest first: it says most."""
    for part in reversed(opened.parts):
        for one in chart.former:
            if component(one.code, one.zh) == part:
                accounts = ", ".join(chart.account_name(code) for code in one.now)
                return FORMER(opened.place, found=part, document=chart.former_document, accounts=accounts)
    return None


def _moved(meant: ChartAccount, found: str, chart: Chart, opened: _Opened) -> Problem:
    name = meant.component.removeprefix(meant.code)
    account = chart.account_name(meant.code)
    return MOVED(opened.place, name=name, code=meant.code, found=found, account=account)


def _sibling(chart: Chart, above: str | None, name: str) -> ChartAccount | None:
    siblings = chart.level_one if above is None else chart.below(above)
    return next((one for one in siblings if one.component == component(one.code, name)), None)


def _elsewhere(chart: Chart, above: str | None, code: str, name: str) -> ChartAccount | None:
    """Find the account of that name: a sibling before any other, and any other only where it is alone."""
    sibling = _sibling(chart, above, name)
    if sibling is not None:
        return sibling
    named = [one for one in chart.accounts if one.code != code and one.component == component(one.code, name)]
    return named[0] if len(named) == 1 else None


def _continued(chart: Chart, above: str) -> str:
    parent = chart.by_code.get(above)
    is_locked = parent is not None and parent.leaves == "province"
    subs = chart.below(above) if is_locked else ()
    return subs[0].component if subs else f"{above}01…"


def _example(chart: Chart, part: str, above: str | None) -> str:
    known = chart.by_code.get(part)
    if known is not None:
        return chart.account_name(known.code)
    return f"{above}01{part}" if above is not None and not part.isdecimal() else _EXAMPLE
