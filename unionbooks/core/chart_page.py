"""The reference page of the chart (docs/reference/chart.md), made from the chart itself.

python -m unionbooks.core.chart_page > docs/reference/chart.md
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.accounts import ROOTS
from unionbooks.core.chart import load_chart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.core.accounts import Element
    from unionbooks.core.chart import Chart
    from unionbooks.core.chart import ChartAccount

__all__ = ["chart_page"]

_TITLES: Final[dict[Element, str]] = {
    "asset": "Assets (资产类)",
    "liability": "Liabilities (负债类)",
    "net-asset": "Net assets (净资产类)",
    "income": "Income (收入类)",
    "expenditure": "Expenditure (支出类)",
}
_INTRO: Final = """\
# Chart of accounts

This page is made from the chart that the program uses; do not edit it.

{title_zh}, {document}, in force from {in_force}.
Chinese names and codes are the regulation's, the English is ours.

## How an account is written

Root, then one part for each level, **code first**, since Beancount wants a part to begin with a capital or a digit:

    {example}

- Level one has three digits; each level below repeats the code above and adds two, from 01 to 99.
- A part holds letters, digits and hyphens only. A run of other characters in a name, such as `、` or `（`, becomes
  one hyphen, and none at the end: `{awkward}`.
  A name of your own that begins with a digit is parted from its code by a hyphen: `{digit}`.
- The roots stay English. Chinese and English names stand in the metadata of the `open` line.

## Who may add accounts

- **Nobody** adds to level one or renames a prescribed account; what is not needed is not opened.
- **Province**: below these only the provincial union, or whom it authorises, may add.
- **Union**: below these the union may add leaves of its own, `{leaf}`.

Where the regulation prescribes a sub-account's name without a code, the code is this program's (marked *own code*).
Accounts marked *when needed* are not opened in new books; open them when the matter arises.
Earmarked money is told apart by the `project` of a posting, not by accounts.

*Base*: among the {base} main accounts of base unions. *County+*: among the {county} accounts of unions at county level
and above. A base union may open an account of that list when it needs it.
"""


def chart_page(chart: Chart) -> str:
    """Write the page of a chart, in Markdown."""
    return "\n".join([_intro(chart), *_tables(chart), *_former(chart)])


def _intro(chart: Chart) -> str:
    return _INTRO.format(
        title_zh=chart.title_zh,
        document=chart.document,
        in_force=chart.in_force,
        example=chart.account_name("50105"),
        awkward=chart.by_code["20103"].component,
        digit=chart.leaf_name("10203", "601支行").rpartition(":")[2],
        leaf=chart.leaf_name("10201", "基本户"),
        base=sum(one.base for one in chart.level_one),
        county=sum(one.county for one in chart.level_one),
    )


def _tables(chart: Chart) -> Iterator[str]:
    for element, title in _TITLES.items():
        yield f"## {title}: `{ROOTS[element]}`\n"
        yield "| code | Chinese | English | balance | base | county+ | who adds below | |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        yield from (_row(one) for one in chart.accounts if one.element == element)
        yield ""


def _row(one: ChartAccount) -> str:
    notes = [*(["own code"] if one.own_code else []), *(["when needed"] if one.optional else [])]
    code = f"**{one.code}**" if one.parent is None else one.code
    marks = ("yes" if one.base else "", "yes" if one.county else "")
    return f"| {' | '.join([code, one.zh, one.en, one.side, *marks, one.leaves, ', '.join(notes)])} |"


def _former(chart: Chart) -> Iterator[str]:
    yield f"## Accounts of the chart before ({chart.former_document})\n"
    yield "Names that still turn up in old papers, and what took their place. The same number often means another"
    yield "account today; `check` says so.\n"
    yield "| then | | now |"
    yield "| --- | --- | --- |"
    for one in chart.former:
        now = ", ".join(chart.by_code[code].component for code in one.now)
        yield f"| {one.code} | {one.zh} | {now} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(chart_page(load_chart()))
