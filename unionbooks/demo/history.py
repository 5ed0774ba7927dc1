"""The history of the demo union's books: every commit that a treasurer would have made, in order of time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import TypeVar

from unionbooks.books.plan import Change
from unionbooks.books.plan import append
from unionbooks.books.plan import create
from unionbooks.books.plan import rewrite
from unionbooks.books.write import Step
from unionbooks.core.month import Month
from unionbooks.core.vocabulary import MemberEvent
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.demo.bookkeeper import statement_file
from unionbooks.demo.contribution import PAYROLLS
from unionbooks.demo.contribution import REMITTANCES
from unionbooks.demo.days import nth_workday
from unionbooks.demo.days import workday_before
from unionbooks.demo.days import workday_from
from unionbooks.demo.press import Press
from unionbooks.demo.rules import PACK
from unionbooks.demo.rules import earlier_rules
from unionbooks.demo.rules import own_standards
from unionbooks.demo.text import balance_lines
from unionbooks.demo.text import paper_path
from unionbooks.demo.text import paper_text
from unionbooks.demo.text import voucher_text
from unionbooks.demo.world import BANK
from unionbooks.demo.world import CASH
from unionbooks.workflow import layout
from unionbooks.workflow.founding import FoundingSpec
from unionbooks.workflow.founding import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.core.vocabulary import Directive
    from unionbooks.demo.bookkeeper import Voucher
    from unionbooks.demo.draft import Entry
    from unionbooks.demo.union import Life
    from unionbooks.demo.world import World

__all__ = ["history"]

K = TypeVar("K")

CHINA: Final = dt.timezone(dt.timedelta(hours=8))
CUTS: Final = (10, 20, 31)
"""The treasurer posts three times a month: what is dated up to these days."""

_HOURS: Final = (range(8 * 3600 + 2400, 11 * 3600 + 2400), range(14 * 3600 + 600, 17 * 3600 + 1200))
"""When the office is open, in seconds of the day."""

MOST_IDS: Final = 30
"""A commit about more things than this names none."""

# Within a day: people and registers first, then the bank's statement of the month before, then vouchers.
_ENTRY, _BANK, _POST = range(3)

_HEADINGS: Final = {
    PAYROLLS: "; 各月工资总额，拨缴经费的计提依据。\n; The payroll of every month, the base of the contribution.\n\n",
    REMITTANCES: "; 上级工会收到上解经费的回执。\n; What the upper union acknowledged.\n\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """A commit before it has a time.

    Attributes:
        day: Its day.
        rank: Its place among the commits of that day.
        command: The command.
        texts: File and text to add at its end, in order.
        files: Whole files: those of the founding, papers, and bank lines that have found their vouchers.
        ids: What the commit is about.
    """

    day: dt.date
    rank: int
    command: str
    texts: tuple[tuple[str, str], ...] = ()
    files: tuple[Change, ...] = ()
    ids: tuple[str, ...] = ()


def history(world: World, life: Life) -> Iterator[Step]:
    """Give the commits of the union's books, from the founding to the last reconciliation."""
    founding = list(_found(world, life))
    later = [*_entries(world, life), *_post(world, life), *_reconcile(world, life), *_hand_over(world)]
    later.sort(key=lambda act: (act.day, act.rank))
    acts = [*founding, *later]
    scribe = _Scribe()
    for day, some in groupby(acts, lambda act: act.day):
        of_day = list(some)
        by = world.name("treasurer", day)
        for act, at in zip(of_day, _clock(world, day, len(of_day)), strict=True):
            yield Step(at=at, by=by, command=act.command, changes=scribe.changes(act), ids=act.ids)


def _clock(world: World, day: dt.date, count: int) -> Iterator[dt.datetime]:
    """Give so many moments of a working day, in order."""
    midnight = dt.datetime.combine(day, dt.time(), CHINA)
    seconds = [second for hours in _HOURS for second in hours]
    for second in world.dice("clock", day).some(seconds, count):
        yield midnight + dt.timedelta(seconds=second)


class _Scribe:
    """Turns commits into changes of files, in order: a new file gets its heading."""

    def __init__(self) -> None:
        self._begun: set[str] = set()

    def changes(self, act: _Act) -> tuple[Change, ...]:
        changes = [*act.files]
        self._begun.update(change.path for change in changes)
        for file, text in act.texts:
            begins = file not in self._begun
            self._begun.add(file)
            changes.append(append(file, _heading(file) + text if begins else text))
        return tuple(changes)


def _heading(file: str) -> str:
    if file.startswith("rules/"):
        return ""
    if file in _HEADINGS:
        return _HEADINGS[file]
    return layout.header(layout.GOODS if file.startswith("registers/goods-") else file)


def _found(world: World, life: Life) -> Iterator[_Act]:
    """Found the books: the empty ledger, rules, officers, the roll, the first budget, the opening balances."""
    words, start = world.words, world.start
    day = workday_from(start)
    spec = FoundingSpec(
        name=words.union,
        tax_id=world.tax_id,
        first=world.spec.first,
        region=words.region,
        kind=world.spec.kind,
        employer=words.employer,
        parent=words.parent,
        center=words.center,
        bank=words.bank,
        bank_number=world.bank_number,
        packs=(PACK,),
    )

    def act(command: str, *texts: tuple[str, str], **more: Any) -> _Act:
        return _Act(day=day, rank=0, command=command, texts=texts, **more)

    yield act("init", files=tuple(Change(path, content) for path, content in skeleton(spec).items()))
    earlier = earlier_rules(world)
    if earlier:
        yield act(f"rules add {earlier[0]}", (layout.pack_file(earlier[0]), earlier[1]))
    yield act("rules set", (layout.OWN_RULES, _written(own_standards(world))))
    minutes = f"{words.short}会员大会选举结果〔{start.year}〕1号"
    yield act("officer elect", (layout.UNION, _written(world.roll.desk.elected(start, minutes))))
    first = [entry for entry in life.entries if entry.directive.date <= start]
    for (file, command), some in _grouped(first, lambda one: (one.file, _bulk(one))).items():
        yield act(command, (file, _written(entry.directive for entry in some)))
    version = life.budgets[0]
    yield act(f"budget set {start.year}", (layout.budget_file(start.year), version.text))
    opening = life.kept.vouchers[0]
    text, papers = _voucher(world, Press(), opening)
    yield act("inbox post", (layout.month_file(world.spec.first), text), files=papers, ids=(str(opening.number),))


def _bulk(entry: Entry) -> str:
    return "member import 会员花名册.xlsx" if isinstance(entry.directive, MemberEvent) else entry.command


def _written(directives: Iterable[Directive]) -> str:
    return "\n".join(write_directive(one) for one in directives)


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], K]) -> dict[K, list[Entry]]:
    groups: dict[K, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _entries(world: World, life: Life) -> Iterator[_Act]:
    """Enter what happens from day to day: members, activities, goods, payrolls, receipts, budgets."""
    later = [entry for entry in life.entries if entry.directive.date > world.start]
    groups = _grouped(later, lambda one: (workday_from(one.directive.date), one.file, one.command))
    for (day, file, command), some in groups.items():
        ids = tuple(dict.fromkeys(_id(entry.directive) for entry in some))
        shown = ids if "" not in ids and len(ids) <= MOST_IDS else ()
        texts = ((file, _written(entry.directive for entry in some)),)
        yield _Act(day=day, rank=_ENTRY, command=command, texts=texts, ids=shown)
    for version in life.budgets[1:]:
        head = version.head
        day = workday_from(head.approved_on or head.date)
        verb = "adjust" if head.kind == "adjustment" else "set"
        texts = ((layout.budget_file(head.year), version.text),)
        yield _Act(day=day, rank=_ENTRY, command=f"budget {verb} {head.year}", texts=texts)


def _id(directive: Directive) -> str:
    """Return the id that a directive is about, nothing where it has none."""
    names = ("run", "activity", "case", "remittance", "project", "number", "book", "member", "card")
    return next((str(found) for name in names if (found := getattr(directive, name, None))), "")


def _post(world: World, life: Life) -> Iterator[_Act]:
    """Post the vouchers in batches, those of another command on their own, always in the order of numbers."""
    press = Press()
    for month, some in groupby(life.kept.vouchers[1:], lambda one: one.number.month):
        batches = groupby(some, lambda one: next(cut for cut in CUTS if one.draft.day.day <= cut))
        for _, batch in batches:
            vouchers = list(batch)
            day = workday_from(vouchers[-1].draft.day)
            for command, run in groupby(vouchers, lambda one: one.draft.command):
                yield _posting(world, press, month, _Act(day=day, rank=_POST, command=command), run)


def _posting(world: World, press: Press, month: Month, act: _Act, run: Iterable[Voucher]) -> _Act:
    texts: list[str] = []
    papers: list[Change] = []
    ids: list[str] = []
    for voucher in run:
        text, some = _voucher(world, press, voucher)
        texts.append(text)
        papers += some
        ids.append(str(voucher.number))
    whole = (layout.month_file(month), "\n".join(texts))
    return replace(act, texts=(whole,), files=tuple(papers), ids=tuple(ids))


def _voucher(world: World, press: Press, voucher: Voucher) -> tuple[str, tuple[Change, ...]]:
    """Write a voucher and the entries of its papers, and print the papers."""
    texts, files = [voucher_text(world, voucher)], []
    for place, paper in enumerate(voucher.papers, 1):
        pdf = press.print(paper)
        texts.append(paper_text(voucher, place, paper, pdf))
        files.append(create(paper_path(voucher, place), pdf))
    return "".join(texts), tuple(files)


def _reconcile(world: World, life: Life) -> Iterator[_Act]:
    """Import the bank's statement of a month in the next, and join its lines with the vouchers."""
    balances = _balances(life)
    of_month = {month: list(some) for month, some in groupby(life.kept.bank_lines, lambda line: Month.of(line.date))}
    for month in world.spec.span():
        lines = of_month.get(month, [])
        after = month.plus(1)
        day = nth_workday(after, 2)
        file = layout.bank_file(month)
        bare = _written(replace(line, vouchers=None) for line in lines)
        yield _Act(day=day, rank=_BANK, command=f"import {statement_file(month)}", texts=((file, bare),))
        joined = rewrite(file, layout.header(file) + _written(lines))
        begins = ((layout.month_file(after), balance_lines(after, balances[month])),)
        yield _Act(
            day=day,
            rank=_BANK,
            command=f"bank reconcile {month}",
            files=(joined,),
            texts=begins if after <= world.spec.last else (),
        )


def _balances(life: Life) -> Mapping[Month, Sequence[tuple[str, int]]]:
    """Return what bank and cash hold at the end of every month, by the books."""
    held = {BANK: 0, CASH: 0}
    ends: dict[Month, Sequence[tuple[str, int]]] = {}
    for voucher in life.kept.vouchers:
        for leg in voucher.draft.legs:
            if leg.account in held:
                held[leg.account] += leg.fen
        ends[voucher.number.month] = tuple(held.items())
    return ends


def _hand_over(world: World) -> Iterator[_Act]:
    """One officer hands over to another in the course of the span."""
    desk = world.roll.desk
    if not world.covers(desk.changed_on):
        return
    entry = desk.taking_over(world.minutes(workday_before(desk.changed_on)))
    texts = ((layout.UNION, write_directive(entry)),)
    yield _Act(day=workday_from(desk.changed_on), rank=_ENTRY, command="officer change", texts=texts)
