"""Other people's money comes in (代管款收款): a list becomes one voucher with a posting for each member."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.custody import custody_of
from unionbooks.banking.custody import find_scheme
from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.seal import seals_in_force
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.members.roll import everyone_on
from unionbooks.workflow.custody_post import CUSTODY_KIND
from unionbooks.workflow.custody_post import Moved
from unionbooks.workflow.custody_post import booked
from unionbooks.workflow.custody_post import in_transit
from unionbooks.workflow.custody_post import line_of
from unionbooks.workflow.custody_post import money_account
from unionbooks.workflow.custody_sheet import judge_sheet
from unionbooks.workflow.papers import Paper

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

    from unionbooks.banking.custody import Term
    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import BankLine
    from unionbooks.workflow.custody_sheet import PaidIn

__all__ = ["collect"]

COUNT: Final = ProblemKind(
    "custody-count",
    N_("The list has {found} people, expected were {expected}."),
    N_("Compare the list with what was reported."),
)
SUM: Final = ProblemKind(
    "custody-sum",
    N_("The list sums to {found}, expected was {expected}."),
    N_("Compare the list with what was paid in."),
)
AGAIN: Final = ProblemKind(
    "custody-again",
    N_("The same list was booked for {scheme} in {month} already, by voucher {voucher}."),
    N_("If the same people have paid the same once more in this month, say so with --again."),
)
ENDED: Final = ProblemKind(
    "custody-ended",
    N_("The scheme {scheme} ended on {until}."),
    N_("Enter its new term with: unionbooks custody add {scheme} …"),
)
SEALED: Final = ProblemKind(
    "custody-sealed",
    N_("The voucher would be dated {date}, but {month} is sealed."),
    N_("Date it in an open month with --date."),
)


def collect(  # noqa: PLR0913 - a list, where it goes, who and when, and the totals to hold it against
    root: Path,
    scheme: str,
    data: bytes,
    filename: str,
    *,
    by: str,
    now: dt.datetime,
    account: str | None = None,
    date: dt.date | None = None,
    sheet: str | None = None,
    expect_count: int | None = None,
    expect_sum: Decimal | None = None,
    again: bool = False,
) -> Moved:
    """Book a list of who paid into a scheme: one voucher, a posting for each member; never income.

    Args:
        root: The ledger's folder.
        scheme: Id or name of the scheme.
        data: The list.
        filename: Its name.
        by: Who books it.
        now: When, with the offset.
        account: Account of cash or bank; the scheme's own where not given.
        date: Day of the voucher where no bank line gives it, or to choose between several.
        sheet: Name of the sheet, where the file has several.
        expect_count: How many people the list must have.
        expect_sum: What it must sum to, in yuan.
        again: Whether the very same list in the same month is meant.

    Raises:
        BadInputError: with everything that is wrong with the list; nothing is written.
        RefusedError: when it was booked before, the scheme has ended, or the month is sealed.
    """
    done: list[Moved] = []

    def make_plan(books: Books) -> Plan:
        custody = custody_of(books, date or now.date())
        term = find_scheme(custody, scheme)
        money = money_account(books, term, account)
        read = judge_sheet(data, filename, everyone_on(books, custody.day), term, sheet=sheet)
        problems = [*read.problems, *_totals(read, filename, expect_count, expect_sum)]
        BadInputError.raise_if(problems)
        line = line_of(books, money, read.fen, date, now.date())
        day = line.date if line else custody.day
        _check_day(books, term, day)
        mark = _mark(books, term, read, Month.of(day), again=again)
        entry = _incoming(books, term, money, read, day, line, mark, by, filename)
        warnings = [problem for problem in problems if problem.level == "warning"]
        warnings += in_transit(money, line, read.fen, day)
        after = custody.balance(term) + read.fen
        paper = _list_paper(term, read, day, mark)
        plan, moved = booked(books, term, entry, money, [paper], line)
        done.append(replace(moved, balance_fen=after, skipped=read.skipped, warnings=tuple(warnings)))
        return plan

    commit(root, make_plan, by=by, now=now, command="custody collect")
    return done[-1]


def _totals(read: PaidIn, filename: str, count: int | None, total: Decimal | None) -> Iterator[Problem]:
    if count is not None and count != len(read.rows):
        yield COUNT(Place(filename), found=len(read.rows), expected=count)
    if total is not None and to_fen(total) != read.fen:
        yield SUM(Place(filename), found=format_yuan(read.fen), expected=format_yuan(total))


def _check_day(books: Books, term: Term, day: dt.date) -> None:
    sealed = max(seals_in_force(books), default=None)
    if sealed is not None and day <= sealed.last_day:
        raise RefusedError(SEALED(date=day, month=Month.of(day)))
    if term.until is not None and day > term.until:
        raise RefusedError(ENDED(term.place, scheme=term.id, until=term.until))


def _mark(books: Books, term: Term, read: PaidIn, month: Month, *, again: bool) -> str:
    """Return the id of a list in a month; refuse one that a standing voucher has, unless it is meant."""
    rows = sorted((member.id, fen) for member, fen in read.rows)
    digest = hashlib.sha256(repr((term.id, str(month), rows)).encode()).hexdigest()[:16]
    cancelled = {entry.meta.get("reverses") for entry in books.transactions}
    known = {
        mark: number
        for number, entry in books.vouchers.items()
        if number not in cancelled
        for mark in str(entry.meta.get("import-id") or "").split()
    }
    mark = f"custody-{digest}"
    if mark in known and not again:
        raise RefusedError(AGAIN(scheme=term.id, month=month, voucher=known[mark]))
    copies = 1
    while mark in known:
        copies += 1
        mark = f"custody-{digest}-{copies}"
    return mark


def _incoming(  # noqa: PLR0913, PLR0917 - one thing each
    books: Books,
    term: Term,
    money: str,
    read: PaidIn,
    day: dt.date,
    line: BankLine | None,
    mark: str,
    by: str,
    filename: str,
) -> Entry:
    union = books.of(Profile)
    payee = (line.counterparty if line else None) or (union[-1].employer if union else None) or ""
    legs = [Leg(term.account, -fen, PostingMeta(member=member.id)) for member, fen in read.rows]
    return Entry(
        date=day,
        payee=payee,
        # A voucher is a Chinese paper: its narration is what the treasurer would write.
        narration=f"代收{term.name}（{len(legs)}人）",
        meta=VoucherMeta(
            kind=CUSTODY_KIND,
            prepared_by=by,
            attachments=1,
            evidence="have",
            import_id=" ".join(filter(None, (line.bank_line if line else None, mark))),
            source=filename,
        ),
        legs=(Leg(money, read.fen), *legs),
    )


def _list_paper(term: Term, read: PaidIn, day: dt.date, mark: str) -> Paper:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([f"{term.name}收款名单 {day} {mark}"])
    writer.writerow(["序号", "会员编号", "工号", "姓名", "金额"])
    for place, (member, fen) in enumerate(read.rows, start=1):
        amount = format_yuan(fen, commas=False)
        writer.writerow([place, member.id, member.staff_no or "", member.name or "", amount])
    writer.writerow(["合计", "", "", f"{len(read.rows)}人", format_yuan(read.fen, commas=False)])
    # With a mark of its encoding, which Excel asks for.
    return Paper("代管款收款名单.csv", stream.getvalue().encode("utf-8-sig"), "代管款收款名单")
