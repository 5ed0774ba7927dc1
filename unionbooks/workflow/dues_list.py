"""A payroll's list of dues against the roll: whose dues each row is, and everything that does not fit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import compare_form
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import DuesRule
from unionbooks.dues.paid import paid_for
from unionbooks.dues.rules import dues_owed
from unionbooks.dues.rules import rule_for
from unionbooks.members.roll import everyone_on
from unionbooks.rulebook.rules import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from importers.payroll import Deduction
    from importers.payroll import PayrollSheet
    from unionbooks.books.model import Books
    from unionbooks.core.month import Month
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem
    from unionbooks.dues.paid import Payment
    from unionbooks.members.roll import Member

__all__ = ["DuesList", "judge_list"]

UNKNOWN: Final = ProblemKind(
    "dues-unknown",
    N_("There is no member {who}."),
    N_("Correct the name or the number, or enter the member's joining first."),
)
SAME_NAME: Final = ProblemKind(
    "dues-same-name",
    N_("Several members are called {name}: {ids}."),
    N_("Add their staff numbers in a column 工号."),
)
OTHER_NAME: Final = ProblemKind(
    "dues-other-name",
    N_("The number {number} is of {expected}, but the list says {found}."),
    N_("Correct the number or the name."),
)
TWICE: Final = ProblemKind(
    "dues-twice",
    N_("{who} is in the list a second time; the first is in {first}."),
    N_("Leave one row for each member."),
)
GONE: Final = ProblemKind(
    "dues-gone",
    N_("{who} has not been a member since {date}."),
    N_("Take the row out and pay the deduction back, or correct the roll."),
)
PAID: Final = ProblemKind(
    "dues-paid",
    N_("The dues of {who} for {month} are paid already ({amount}), by voucher {vouchers}."),
    N_("Check the month; a list is booked once only."),
)
DEVIATES: Final = ProblemKind(
    "dues-deviate",
    N_("{who} pays {found}, but owes {expected} by the rule {rule}."),
    N_("Check the deduction, or the base on the roll."),
    "warning",
)
LEFT_OUT: Final = ProblemKind(
    "dues-left-out",
    N_("Members who owe dues and are not in the list: {count} ({names})."),
    N_("Ask the payroll office, or collect from them otherwise."),
    "warning",
)

_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class DuesList:
    """A list as the roll sees it: who pays how much, in the order of the list, and what does not fit."""

    payments: tuple[tuple[Member, Deduction], ...]
    problems: tuple[Problem, ...]


def judge_list(books: Books, sheet: PayrollSheet, month: Month) -> DuesList:
    """Find whose dues each row is, and set them against the roll, the rules and what was paid before."""
    people = _People(everyone_on(books, month.last_day))
    paid = paid_for(books, month)
    rules = in_force(books.of(DuesRule), month.last_day)
    problems: list[Problem] = []
    payments: list[tuple[Member, Deduction]] = []
    first: dict[str, Place] = {}
    for row in sheet.deductions:
        member = people.find(row, problems)
        if member is None:
            continue
        if member.id in first:
            problems.append(TWICE(row.place, who=_who(member), first=first[member.id].spot))
            continue
        first[member.id] = row.place
        problems += _judge(member, row, month, rules, paid.get(member.id, ()))
        payments.append((member, row))
    problems += _left_out(people.all, rules, month, {*first, *paid})
    return DuesList(tuple(payments), tuple(problems))


def _judge(
    member: Member, row: Deduction, month: Month, rules: Sequence[DuesRule], paid: Sequence[Payment]
) -> Iterator[Problem]:
    if not member.is_member and member.since < month.first_day:
        yield GONE(row.place, who=_who(member), date=member.since)
    rule = rule_for(rules, member.employment)
    owed = dues_owed(member.base, member.state, rule) if rule else None
    before = sum(fen for fen, _ in paid)
    if before and (owed is None or before >= owed):
        vouchers = ", ".join(dict.fromkeys(number for _, number in paid))
        yield PAID(row.dues_place, who=_who(member), month=month, amount=format_yuan(before), vouchers=vouchers)
    elif rule is not None and owed is not None and before + row.dues != owed:
        found, expected = format_yuan(row.dues), format_yuan(owed - before)
        yield DEVIATES(row.dues_place, who=_who(member), found=found, expected=expected, rule=rule.rule)


def _left_out(people: Sequence[Member], rules: Sequence[DuesRule], month: Month, there: set[str]) -> Iterator[Problem]:
    names = []
    for member in people:
        if member.id in there or member.state != "active" or member.joined >= month.first_day:
            continue
        rule = rule_for(rules, member.employment)
        if rule is None or dues_owed(member.base, member.state, rule) != 0:
            names.append(member.name or member.id)
    if names:
        shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        yield LEFT_OUT(count=len(names), names=shown)


def _who(member: Member) -> str:
    return f"{member.name} ({member.id})" if member.name else member.id


class _People:
    """Everybody on the roll, to be found by number or name."""

    def __init__(self, people: Sequence[Member]) -> None:
        self.all = people
        self._by_number: dict[str, list[Member]] = defaultdict(list)
        self._by_name: dict[str, list[Member]] = defaultdict(list)
        for member in people:
            for number in {member.id, member.staff_no or ""} - {""}:
                self._by_number[_plain(number)].append(member)
            if member.name:
                self._by_name[compare_form(member.name)].append(member)

    def find(self, row: Deduction, problems: list[Problem]) -> Member | None:
        who = " ".join(filter(None, (row.name, row.number)))
        if row.number:
            found = self._by_number.get(_plain(row.number), [])
            if found and row.name and all(compare_form(one.name or "") != compare_form(row.name) for one in found):
                expected = found[0].name or found[0].id
                problems.append(OTHER_NAME(row.place, number=row.number, expected=expected, found=row.name))
                return None
        else:
            found = self._by_name.get(compare_form(row.name), [])
            found = [one for one in found if one.is_member] or found
        if not found:
            problems.append(UNKNOWN(row.place, who=who))
            return None
        if len(found) > 1:
            problems.append(SAME_NAME(row.place, name=row.name or row.number, ids=", ".join(one.id for one in found)))
            return None
        return found[0]


def _plain(number: str) -> str:
    """Return a number in the form in which numbers are compared; Excel takes the zeros in front away."""
    return compare_form(number).upper().lstrip("0")
