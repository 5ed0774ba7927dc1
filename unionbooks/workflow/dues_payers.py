"""Booking dues that members transferred one by one (会费转账入账): bank lines or WeChat lines matched to members.

The lines are imported already. A line belongs to a member by a decision made before, by the treasurer's
own sheet of other payers (a husband who pays for his wife), by a staff number or by the name. Whatever
is not certain stays where it is, a line without a voucher, and in the queue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.cells import compare_form
from importers.payers import read_payers
from importers.payroll import Deduction
from unionbooks.banking.matching import groups
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import DuesException
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.members.roll import everyone_on
from unionbooks.workflow.adding import added
from unionbooks.workflow.bank_account import find_bank_account
from unionbooks.workflow.collecting import bank_line_drafts
from unionbooks.workflow.dues_checks import check_totals
from unionbooks.workflow.dues_checks import refuse_sealed
from unionbooks.workflow.dues_entry import dues_entry
from unionbooks.workflow.dues_entry import list_paper
from unionbooks.workflow.dues_list import DuesList
from unionbooks.workflow.dues_list import Paid
from unionbooks.workflow.dues_list import People
from unionbooks.workflow.dues_position import positions
from unionbooks.workflow.layout import DUES
from unionbooks.workflow.numbering import Numbers
from unionbooks.workflow.numbering import numbered
from unionbooks.workflow.numbering import voucher_changes
from unionbooks.workflow.papers import file_papers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import BankLine
    from unionbooks.members.roll import Member
    from unionbooks.workflow.dues_position import Positions

__all__ = ["PAYER_KINDS", "PayersCollected", "collect_payers"]

UNREADABLE: Final = ProblemKind(
    "dues-payers-unreadable",
    N_("The sheet of payers cannot be read ({reason})."),
    N_("Check its name and that it is still there."),
)
NO_MEMBER: Final = ProblemKind(
    "dues-payers-member",
    N_("The sheet of payers names {text}, and no single member fits that."),
    N_("Write the id or the staff number of the member."),
)

PAYER_KINDS: Final = {"bank": "银行转账", "wechat": "微信"}
"""Kind of a list of payers -> how the money came, in Chinese, as the voucher is."""

_DUES: Final = "会费"
_NUMBERS: Final = re.compile(r"[0-9A-Za-z]{3,}")
_PAPER: Final = "会费转账明细"


@dataclass(frozen=True, slots=True)
class PayersCollected:
    """What came of the lines of a month.

    Attributes:
        number: Number of the voucher; `None` where no line could be matched.
        date: Its day, that of the last line.
        account: The account.
        payments: Line, member and months of each payment.
        fen: The sum.
        waiting: Exceptions that were opened now.
        still_waiting: How many lines stay open because of exceptions that were there before.
    """

    number: VoucherNumber | None
    date: dt.date | None
    account: str
    payments: tuple[tuple[BankLine, str, MonthRange], ...]
    fen: int
    waiting: tuple[DuesException, ...]
    still_waiting: int


def collect_payers(  # noqa: PLR0913 - an account, a month, who and when, and the totals to hold it against
    root: Path,
    *,
    account: str,
    month: Month,
    by: str,
    now: dt.datetime,
    kind: str = "bank",
    payers: bytes | Path | None = None,
    name: str = "",
    expect_count: int | None = None,
    expect_sum: Decimal | None = None,
) -> PayersCollected:
    """Book the month's lines of an account that are members' dues, in one voucher with a posting a payment.

    Args:
        root: The ledger's folder.
        account: The account, by name or code.
        month: The month in which the money came, and up to which dues are paid with it.
        by: Who books it.
        now: When, with the offset.
        kind: A word of `PAYER_KINDS`.
        payers: The treasurer's sheet of who pays for whom, as its bytes or its path.
        name: Its name, where its bytes are given.
        expect_count: How many payments there are to be.
        expect_sum: What they are to sum to, in yuan.

    Raises:
        BadInputError: when the totals disagree, or the sheet is wrong; nothing is written.
        RefusedError: when the voucher would stand in a sealed month.
    """
    told = _read(payers, name)
    done: list[PayersCollected] = []

    def make_plan(books: Books) -> Plan:
        bank = find_bank_account(books, account)
        finder = _Finder(books, month, told)
        lines = tuple(_open_lines(books, bank, month))
        found = [(line, *finder.pays(line)) for line in lines]
        paid = [Paid(member, to_fen(line.amount), months, _row(line)) for line, member, months in found if member]
        total = sum(one.fen for one in paid)
        BadInputError.raise_if(check_totals(Place(bank), len(paid), total, expect_count, expect_sum))
        used = [line for line, member, _ in found if member]
        doubts = [(line, finder.guess(line)) for line, member, _ in found if not member and finder.may_be_dues(line)]
        known = {one.bank_line for one in books.of(DuesException)}
        opened = tuple(_opened(line, guess, now.date()) for line, guess in doubts if line.bank_line not in known)
        changes = [added(books.root, DUES, "\n".join(map(write_directive, opened)))] if opened else []
        number = None
        if paid:
            day = used[-1].date
            refuse_sealed(books, day)
            number = Numbers(books).next(Month.of(day))
            dues = DuesList(tuple(paid), (), (), finder.owed)
            filing = file_papers(books, number, bank, day, [list_paper(dues, month, number, _PAPER)])
            ids = " ".join(line.bank_line for line in used)
            meta = VoucherMeta(
                kind="dues", prepared_by=by, attachments=1, evidence="have", import_id=ids, source=used[0].source
            )
            how = PAYER_KINDS[kind]
            entry = dues_entry(books, dues, money=bank, month=month, day=day, payee="", how=how, meta=meta)
            written = voucher_changes(books, [numbered(entry, number)], [(Month.of(day), filing.text)])
            changes += [*written, *filing.files, *bank_line_drafts(books, used)]
        done.append(
            PayersCollected(
                number=number,
                date=used[-1].date if used else None,
                account=bank,
                payments=tuple((line, one.member.id, one.months) for line, one in zip(used, paid, strict=True)),
                fen=total,
                waiting=opened,
                still_waiting=len(doubts) - len(opened),
            )
        )
        return Plan(tuple(changes), (str(number),) if number else ())

    commit(root, make_plan, by=by, now=now, command="dues collect")
    return done[-1]


def _read(payers: bytes | Path | None, name: str) -> Mapping[str, tuple[str, Place]]:
    if payers is None:
        return {}
    try:
        data = payers if isinstance(payers, bytes) else payers.read_bytes()
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(payers)), reason=error.strerror or str(error))) from error
    return read_payers(data, name or (payers.name if not isinstance(payers, bytes) else "payers"))


def _open_lines(books: Books, account: str, month: Month) -> Iterator[BankLine]:
    """Give the lines of a month with money in that nothing explains yet, in the order of the statement."""
    for group in groups(books, account):
        if len(group.lines) == 1 and not group.vouchers:
            line = group.lines[0]
            if Month.of(line.date) == month and line.amount > 0:
                yield line


def _row(line: BankLine) -> Deduction:
    place = Place(line.source or line.bank_line)
    return Deduction(line.counterparty or "", "", to_fen(line.amount), None, place, place)


def _opened(line: BankLine, guess: Member | None, day: dt.date) -> DuesException:
    return DuesException(
        date=day,
        exception=f"E-{line.bank_line}",
        event="open",
        kind="unclear" if guess else "unknown",
        who=line.counterparty or line.summary or line.bank_line,
        member=guess.id if guess else None,
        amount=line.amount,
        bank_line=line.bank_line,
        source=line.source,
    )


class _Finder:
    """Says whose dues a line is, for which months, or that it is not certain."""

    def __init__(self, books: Books, month: Month, told: Mapping[str, tuple[str, Place]]) -> None:
        everybody = everyone_on(books, month.last_day)
        self._month = month
        self._members = {one.id: one for one in everybody}
        self._people = People(everybody)
        self._employers = {compare_form(one.employer) for one in books.of(Profile) if one.employer}
        self.owed: Positions = positions(books, month, month)
        self._aliases = self._decided(books) | self._told(told)
        self._line_of = {
            one.bank_line: one.member for one in _decisions(books) if one.bank_line is not None and one.member
        }

    def _decided(self, books: Books) -> dict[str, Member]:
        """Return payer -> member, of payers about whom somebody has decided."""
        return {
            compare_form(one.who): self._members[one.member]
            for one in _decisions(books)
            if one.who and one.member in self._members
        }

    def _told(self, told: Mapping[str, tuple[str, Place]]) -> dict[str, Member]:
        found: dict[str, Member] = {}
        wrong: list[Problem] = []
        for payer, (text, place) in told.items():
            fitting = self._people.numbered(text) or self._people.named(text)
            if len(fitting) == 1:
                found[payer] = fitting[0]
            else:
                wrong.append(NO_MEMBER(place, text=text))
        BadInputError.raise_if(wrong)
        return found

    def guess(self, line: BankLine) -> Member | None:
        """Return whose line it is, by whatever is said in it; `None` where nobody or several fit."""
        if line.bank_line in self._line_of:
            return self._members.get(self._line_of[line.bank_line] or "")
        payer = compare_form(line.counterparty or "")
        if payer in self._aliases:
            return self._aliases[payer]
        words = compare_form(line.summary or "")
        for number in _NUMBERS.findall(words):
            if len(fitting := self._people.numbered(number)) == 1:
                return fitting[0]
        fitting = self._people.named(payer) if payer else []
        if not fitting:
            names = [name for name in self._people.names() if len(name) > 1 and name in words]
            fitting = self._people.named(names[0]) if len(names) == 1 else []
        return fitting[0] if len(fitting) == 1 else None

    def pays(self, line: BankLine) -> tuple[Member | None, MonthRange]:
        """Return the member whose dues a line is, and the months; no member where that is not certain."""
        month = MonthRange.one(self._month)
        member = self.guess(line)
        if member is None:
            return None, month
        older = self.owed.open_until(member.id, self._month)
        fen = to_fen(line.amount)
        sums = [sum(one.owed_fen for one in older[: at + 1]) for at in range(len(older))]
        if fen in sums:
            return member, MonthRange(older[0].month, older[sums.index(fen)].month)
        if _DUES in (line.summary or "") or line.bank_line in self._line_of:
            return member, MonthRange(older[0].month, older[-1].month) if older else month
        return None, month

    def may_be_dues(self, line: BankLine) -> bool:
        """Tell whether a line that nobody is credited with should wait in the queue, and not just in the inbox."""
        if compare_form(line.counterparty or "") in self._employers:
            return False  # the payroll's sum, which a list explains
        return _DUES in (line.summary or "") or self.guess(line) is not None


def _decisions(books: Books) -> Iterator[DuesException]:
    """Give the decisions that name a member, each with the payer and the line that it was opened for."""
    opened = {one.exception: one for one in books.of(DuesException) if one.event == "open"}
    for one in books.of(DuesException):
        first = opened.get(one.exception)
        if one.event == "decide" and one.decision == "member" and one.member and first is not None:
            yield DuesException(
                date=one.date,
                exception=one.exception,
                event="decide",
                who=first.who if first.bank_line else None,
                member=one.member,
                bank_line=first.bank_line,
            )
