"""A list of dues against the roll: whose dues each row is, for which months, and everything that does not fit.

What does not fit is either an error, and the list is refused as a whole, or, where the treasurer asks
for it, an exception: the rest is booked, and what nobody can be credited with waits in an account until
somebody decides.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import compare_form
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import ProblemKind
from unionbooks.dues.rules import dues_owed
from unionbooks.members.lookup import staff_key
from unionbooks.members.roll import everyone_on
from unionbooks.workflow.dues_position import positions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from importers.payroll import Deduction
    from importers.payroll import PayrollSheet
    from unionbooks.books.model import Books
    from unionbooks.core.month import Month
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem
    from unionbooks.dues.ledger import DuesMonth
    from unionbooks.members.roll import Member
    from unionbooks.workflow.dues_position import Positions

__all__ = ["Doubt", "DuesList", "Paid", "People", "judge_list"]

UNKNOWN: Final = ProblemKind(
    "dues-unknown",
    N_("There is no member {who}."),
    N_("Correct the name or the number, or enter the member's joining first; --queue books the rest."),
)
SAME_NAME: Final = ProblemKind(
    "dues-same-name",
    N_("Several members are called {name}: {ids}."),
    N_("Add their staff numbers in a column 工号; --queue books the rest."),
)
OTHER_NAME: Final = ProblemKind(
    "dues-other-name",
    N_("The number {number} is of {expected}, but the list says {found}."),
    N_("Correct the number or the name; --queue books the rest."),
)
TWICE: Final = ProblemKind(
    "dues-twice",
    N_("{who} is in the list a second time; the first is in {first}."),
    N_("Leave one row for each member; --queue books both, for you to decide."),
)
GONE: Final = ProblemKind(
    "dues-gone",
    N_("{who} has not been a member since {date}."),
    N_("Take the row out and pay the deduction back, or correct the roll; --queue books the rest."),
)
PAID: Final = ProblemKind(
    "dues-paid",
    N_("The dues of {who} for {months} are paid already."),
    N_("Check the month; a list is booked once only. With --queue the money is carried forward, for you to decide."),
)
DEVIATES: Final = ProblemKind(
    "dues-deviate",
    N_("{who} pays {found}, but owes {expected} by the rule {rule}."),
    N_("Check the deduction, or the base on the roll."),
    "warning",
)
OTHER_BASE: Final = ProblemKind(
    "dues-other-base",
    N_("The list reckons {who} by a base of {found}, the roll by {expected}."),
    N_("Enter the new base: unionbooks member change {member} --base …; it counts from the month after its day."),
    "warning",
)
LEFT_OUT: Final = ProblemKind(
    "dues-left-out",
    N_("Members who owe dues and are not in the list: {count} ({names})."),
    N_("Ask the payroll office, or collect from them otherwise."),
    "warning",
)
TOO_MANY: Final = ProblemKind(
    "dues-too-many",
    N_("The list has {found} rows with dues, but only {people} people were ever on the roll."),
    N_("Check that it is the right file, or import the roll first: unionbooks member import."),
)

_SHOWN: Final = 12
_ROWS_A_MEMBER: Final = 3
_FEW: Final = 50


@dataclass(frozen=True, slots=True)
class Paid:
    """What a member pays: how much in fen, for which months, and the row that says so."""

    member: Member
    fen: int
    months: MonthRange
    row: Deduction


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row that somebody must decide about.

    Attributes:
        kind: What is wrong, a word of `union-dues-exception`.
        row: The row.
        months: The months it is for.
        member: Whose it is, where that is known.
        expected: What was to come, in fen.
        held: Whether the money waits, because nobody can be credited with it.
    """

    kind: str
    row: Deduction
    months: MonthRange
    member: Member | None = None
    expected: int | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class DuesList:
    """A list as the roll sees it: who pays how much, in the order of the list, and what does not fit."""

    payments: tuple[Paid, ...]
    doubts: tuple[Doubt, ...]
    problems: tuple[Problem, ...]
    positions: Positions

    @property
    def held(self) -> int:
        """What cannot be credited to anybody, in fen."""
        return sum(doubt.row.dues for doubt in self.doubts if doubt.held)


def judge_list(books: Books, sheet: PayrollSheet, month: Month, *, queue: bool = False) -> DuesList:
    """Find whose dues each row is, and set them against the roll, the rules and what was paid before.

    Args:
        books: The books.
        sheet: The list.
        month: The month it is for, where a row does not say otherwise.
        queue: Whether what does not fit becomes an exception instead of an error.
    """
    everybody = everyone_on(books, month.last_day)
    named = [row.months for row in sheet.deductions if row.months is not None]
    first = min([month, *(one.first for one in named)])
    owed = positions(books, first, max([month, *(one.last for one in named)]))
    if len(sheet.deductions) > _ROWS_A_MEMBER * len(everybody) + _FEW:
        place = sheet.deductions[0].place
        problem = TOO_MANY(replace(place, spot=""), found=len(sheet.deductions), people=len(everybody))
        return DuesList((), (), (problem,), owed)
    judge = _Judge(People(everybody), owed, month, queue=queue)
    for row in sheet.deductions:
        judge.add(row)
    judge.problems += _left_out(everybody, owed, month, judge.seen)
    return DuesList(tuple(judge.payments), tuple(judge.doubts), tuple(judge.problems), owed)


class _Judge:
    """Goes through the rows of a list, and remembers what came of each."""

    def __init__(self, people: People, owed: Positions, month: Month, *, queue: bool) -> None:
        self._people = people
        self._owed = owed
        self._month = month
        self._queue = queue
        self._first: dict[tuple[str, MonthRange | None], Place] = {}
        self.payments: list[Paid] = []
        self.doubts: list[Doubt] = []
        self.problems: list[Problem] = []

    @property
    def seen(self) -> set[str]:
        return {member for member, _ in self._first}

    def add(self, row: Deduction) -> None:
        months = row.months or MonthRange.one(self._month)
        found = self._people.find(row)
        if not isinstance(found, tuple):
            self._doubt(Doubt(_KINDS[found.code], row, months, held=True), found)
            return
        member, at = found[0], (found[0].id, row.months)
        if at in self._first:
            doubt = Doubt("double", row, months, member, expected=0)
            self._doubt(doubt, TWICE(row.place, who=_who(member), first=self._first[at].spot))
            self.payments.append(Paid(member, row.dues, months, row))
            return
        self._first[at] = row.place
        now = self._owed.month(member.id, months.last)
        if now is None and not member.is_member and not self._owed.owed(member.id, months):
            gone = GONE(row.place, who=_who(member), date=member.since)
            self._doubt(Doubt("left", row, months, member, 0, held=True), gone)
            return
        self._judge(member, row, now)

    def _judge(self, member: Member, row: Deduction, now: DuesMonth | None) -> None:
        months, expected = self._months(member, row)
        self.payments.append(Paid(member, row.dues, months, row))
        if row.dues == expected or (now is not None and now.why in {"no-base", "no-rule"}):
            return
        if not expected and now is not None and now.paid_fen:
            paid = PAID(row.dues_place, who=_who(member), months=months)
            self._doubt(Doubt("double", row, months, member, 0), paid)
            return
        shown = {"found": format_yuan(row.dues), "expected": format_yuan(expected)}
        rule = now.rule if now is not None and now.rule else "-"
        self.problems.append(DEVIATES(row.dues_place, who=_who(member), rule=rule, **shown))
        self.doubts.append(Doubt("over" if row.dues > expected else "under", row, months, member, expected))
        self._compare_base(member, row, now)

    def _compare_base(self, member: Member, row: Deduction, now: DuesMonth | None) -> None:
        """Say so where the list reckons rightly, but by another base than the roll."""
        rule = self._owed.rule(now) if now is not None else None
        if now is None or rule is None or row.base is None or row.base == now.base_fen:
            return
        if dues_owed(to_yuan(row.base), now.state, rule) == row.dues:
            known = format_yuan(now.base_fen) if now.base_fen is not None else "-"
            shown = {"found": format_yuan(row.base), "expected": known}
            self.problems.append(OTHER_BASE(row.place, who=_who(member), member=member.id, **shown))

    def _months(self, member: Member, row: Deduction) -> tuple[MonthRange, int]:
        """Return the months a row is for, and what is owed for them; without months, older arrears may be in it."""
        if row.months is not None:
            return row.months, self._owed.owed(member.id, row.months)
        months = MonthRange.one(self._month)
        expected = self._owed.owed(member.id, months)
        older = self._owed.open_until(member.id, self._month)
        everything = sum(one.owed_fen for one in older)
        if row.dues == everything > expected:
            return MonthRange(older[0].month, older[-1].month), everything
        return months, expected

    def _doubt(self, doubt: Doubt, problem: Problem) -> None:
        """Refuse, or remember for the queue."""
        if self._queue:
            self.doubts.append(doubt)
            problem = replace(problem, level="warning")
        self.problems.append(problem)


_KINDS: Final = {UNKNOWN.code: "unknown", SAME_NAME.code: "name", OTHER_NAME.code: "name"}


def _left_out(people: Sequence[Member], owed: Positions, month: Month, seen: set[str]) -> Iterator[Problem]:
    names = {member.id: member.name for member in people}
    missing = [names.get(one.member) or one.member for one in owed.owing(month) if one.member not in seen]
    if missing:
        shown = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        yield LEFT_OUT(count=len(missing), names=shown)


def _who(member: Member) -> str:
    return f"{member.name} ({member.id})" if member.name else member.id


class People:
    """Everybody on the roll, to be found by number or name."""

    def __init__(self, people: Sequence[Member]) -> None:
        """Index the people, those gone included."""
        self._by_number: defaultdict[str, list[Member]] = defaultdict(list)
        self._by_name: defaultdict[str, list[Member]] = defaultdict(list)
        for member in people:
            for number in {staff_key(one) for one in (member.id, member.staff_no) if one}:
                self._by_number[number].append(member)
            if member.name:
                self._by_name[compare_form(member.name)].append(member)

    def find(self, row: Deduction) -> tuple[Member] | Problem:
        """Return whom a row means, or why that cannot be said."""
        if row.number:
            found = self.numbered(row.number)
            if found and row.name and all(compare_form(one.name or "") != compare_form(row.name) for one in found):
                expected = found[0].name or found[0].id
                return OTHER_NAME(row.place, number=row.number, expected=expected, found=row.name)
        else:
            found = self.named(row.name)
        if not found:
            return UNKNOWN(row.place, who=" ".join(filter(None, (row.name, row.number))))
        if len(found) > 1:
            return SAME_NAME(row.place, name=row.name or row.number, ids=", ".join(one.id for one in found))
        return (found[0],)

    def numbered(self, number: str) -> list[Member]:
        """Return who has a number; Excel takes the zeros in front away, so they do not count."""
        found = self._by_number.get(staff_key(number), [])
        return [one for one in found if one.is_member] or found

    def named(self, name: str) -> list[Member]:
        """Return who has a name: members where there are any, else those who are gone."""
        found = self._by_name.get(compare_form(name), [])
        return [one for one in found if one.is_member] or found

    def names(self) -> tuple[str, ...]:
        """Return every name, in the form in which names are compared, the longest first."""
        return tuple(sorted(self._by_name, key=lambda name: (-len(name), name)))
