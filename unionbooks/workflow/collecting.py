"""Booking the dues of a payroll list (代扣会费入账): one voucher, a posting for each member.

The list is believed only as a whole: every person is found, nobody twice, the totals agree, and the
sum is the bank line's where there is one. Otherwise nothing is written, and everything is said at once.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.payroll import read_payroll
from unionbooks.banking.matching import groups
from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.inbox import read_inbox
from unionbooks.books.inbox import take_out
from unionbooks.books.lookup import account_by_code
from unionbooks.books.seal import seals_in_force
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.dues.paid import DUES_CODE
from unionbooks.workflow.bank_account import find_bank_account
from unionbooks.workflow.dues_list import judge_list
from unionbooks.workflow.numbering import Numbers
from unionbooks.workflow.numbering import numbered
from unionbooks.workflow.numbering import voucher_changes
from unionbooks.workflow.papers import Paper
from unionbooks.workflow.papers import file_papers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

    from importers.payroll import PayrollSheet
    from importers.payroll import Skipped
    from unionbooks.books.model import Books
    from unionbooks.books.write import Change
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import BankLine
    from unionbooks.workflow.dues_list import DuesList

__all__ = ["Collected", "collect"]

COUNT: Final = ProblemKind(
    "dues-count",
    N_("The list has {found} people, expected were {expected}."),
    N_("Compare the list with the payroll office's figure."),
)
SUM: Final = ProblemKind(
    "dues-sum",
    N_("The list sums to {found}, expected was {expected}."),
    N_("Compare the list with what was paid in."),
)
NO_INCOME: Final = ProblemKind(
    "dues-account",
    N_("These books have no single account with the code {code} for dues."),
    N_("Open the account 401 会费收入 in accounts.beancount."),
)
SEVERAL_LINES: Final = ProblemKind(
    "dues-lines",
    N_("Several bank lines may be this list's payment of {amount}: {days}."),
    N_("Name the day of the one it is with --date."),
)
NO_LINE: Final = ProblemKind(
    "dues-no-line",
    N_("The bank has no line of {amount} yet, so the voucher is dated {date} and in transit."),
    N_("Import the statement; the line joins the voucher by itself."),
    "warning",
)
SEALED: Final = ProblemKind(
    "dues-sealed",
    N_("The voucher would be dated {date}, but {month} is sealed."),
    N_("Date it in an open month with --date."),
)
UNREADABLE: Final = ProblemKind(
    "dues-unreadable",
    N_("The list cannot be read ({reason})."),
    N_("Check its name and that it is still there."),
)

_MONTHS_TO_PAY_IN: Final = 2
"""How many months after the month of the dues the employer's payment is still looked for."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a list.

    Attributes:
        number: Number of the voucher.
        date: Its day.
        account: The bank account.
        members: Number of members who paid.
        fen: The sum.
        line: The bank line it was joined to; `None` where there is none yet.
        paper: Path of the list as it was filed: names, numbers and dues, nothing else of the payroll.
        skipped: Rows of the list without an amount.
        warnings: What should be known.
    """

    number: VoucherNumber
    date: dt.date
    account: str
    members: int
    fen: int
    line: BankLine | None
    paper: str
    skipped: tuple[Skipped, ...]
    warnings: tuple[Problem, ...]


def collect(  # noqa: PLR0913 - a list, where it goes, who and when, and the totals to hold it against
    root: Path,
    file: bytes | Path,
    *,
    account: str,
    month: Month,
    by: str,
    now: dt.datetime,
    name: str = "",
    date: dt.date | None = None,
    expect_count: int | None = None,
    expect_sum: Decimal | None = None,
) -> Collected:
    """Book a payroll's list of dues into one voucher, and join it to the bank line that pays it.

    Args:
        root: The ledger's folder.
        file: The list, as its bytes or its path.
        account: The bank account the money comes to, by name or code.
        month: The month the dues are for.
        by: Who books it.
        now: When, with the offset.
        name: Name of the file, where its bytes are given.
        date: Day of the voucher where no bank line gives it, or to choose between several.
        expect_count: How many people the payroll office says there are.
        expect_sum: How much it says was deducted, in yuan.

    Raises:
        BadInputError: with everything that is wrong with the list; nothing is written.
        RefusedError: when the voucher would stand in a sealed month.
    """
    data, filename = _read(file, name)
    sheet = read_payroll(data, filename)
    done: list[Collected] = []

    def make_plan(books: Books) -> Plan:
        dues = judge_list(books, sheet, month)
        wrong = [*sheet.problems, *dues.problems, *_totals(sheet, filename, expect_count, expect_sum)]
        BadInputError.raise_if(wrong)
        bank = find_bank_account(books, account)
        line = _line(books, bank, month, sheet.total, date)
        day = line.date if line is not None else date or min(month.last_day, now.date())
        _refuse_sealed(books, day)
        number = Numbers(books).next(Month.of(day))
        filing = file_papers(books, number, bank, day, [_paper(dues, month, number)])
        entry = numbered(_entry(books, bank, dues, month, line, day, filename, by), number)
        warnings = [problem for problem in wrong if problem.level == "warning"]
        if line is None:
            warnings.append(NO_LINE(amount=format_yuan(sheet.total), date=day))
        done.append(
            Collected(
                number=number,
                date=day,
                account=bank,
                members=len(dues.payments),
                fen=sheet.total,
                line=line,
                paper=filing.paths[0],
                skipped=sheet.skipped,
                warnings=tuple(warnings),
            )
        )
        written = voucher_changes(books, [entry], [(Month.of(day), filing.text)])
        return Plan((*written, *filing.files, *_drafts(books, line)), (str(number),))

    commit(root, make_plan, by=by, now=now, command="dues collect")
    return done[-1]


def _read(file: bytes | Path, name: str) -> tuple[bytes, str]:
    if isinstance(file, bytes):
        return file, name or "dues"
    try:
        return file.read_bytes(), name or file.name
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(file)), reason=error.strerror or str(error))) from error


def _totals(sheet: PayrollSheet, filename: str, count: int | None, total: Decimal | None) -> Iterator[Problem]:
    place = Place(filename)
    if count is not None and count != len(sheet.deductions):
        yield COUNT(place, found=len(sheet.deductions), expected=count)
    if total is not None and to_fen(total) != sheet.total:
        yield SUM(place, found=format_yuan(sheet.total), expected=format_yuan(total))


def _line(books: Books, account: str, month: Month, fen: int, date: dt.date | None) -> BankLine | None:
    """Find the bank line that pays the list: of its amount, not explained yet, in the months it may come in."""
    last = month.plus(_MONTHS_TO_PAY_IN).last_day
    fitting = [
        group.lines[0]
        for group in groups(books, account)
        if len(group.lines) == 1 and not group.vouchers and to_fen(group.lines[0].amount) == fen
        if month.first_day <= group.lines[0].date <= last and date in {None, group.lines[0].date}
    ]
    if len(fitting) > 1:
        days = ", ".join(str(line.date) for line in fitting)
        raise BadInputError(SEVERAL_LINES(amount=format_yuan(fen), days=days))
    return fitting[0] if fitting else None


def _refuse_sealed(books: Books, day: dt.date) -> None:
    sealed = max(seals_in_force(books), default=None)
    if sealed is not None and day <= sealed.last_day:
        raise RefusedError(SEALED(date=day, month=Month.of(day)))


def _entry(  # noqa: PLR0913, PLR0917 - one thing each
    books: Books,
    bank: str,
    dues: DuesList,
    month: Month,
    line: BankLine | None,
    day: dt.date,
    filename: str,
    by: str,
) -> Entry:
    income = account_by_code(books, DUES_CODE)
    if income is None:
        raise BadInputError(NO_INCOME(code=DUES_CODE))
    months = MonthRange.one(month)
    legs = [Leg(income, -row.dues, PostingMeta(member=member.id, months=months)) for member, row in dues.payments]
    union = books.of(Profile)
    employer = union[-1].employer if union else None
    return Entry(
        date=day,
        payee=(line.counterparty if line else None) or employer or "",
        # A voucher is a Chinese paper: its narration is what the treasurer would write.
        narration=f"{month.year}年{month.number}月会费（工资代扣，{len(legs)}人）",
        meta=VoucherMeta(
            kind="dues",
            prepared_by=by,
            attachments=1,
            evidence="have",
            import_id=line.bank_line if line else None,
            source=filename,
        ),
        legs=(Leg(bank, -sum(leg.fen for leg in legs)), *legs),
    )


def _paper(dues: DuesList, month: Month, number: VoucherNumber) -> Paper:
    """Make the list that is filed: who paid how much, and nothing else of the payroll."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([f"会费扣缴明细 {month} 凭证 {number}"])
    writer.writerow(["序号", "会员编号", "工号", "姓名", "会费"])
    for place, (member, row) in enumerate(dues.payments, start=1):
        fen = format_yuan(row.dues, commas=False)
        writer.writerow([place, member.id, member.staff_no or "", member.name or row.name, fen])
    total = sum(row.dues for _, row in dues.payments)
    writer.writerow(["合计", "", "", f"{len(dues.payments)}人", format_yuan(total, commas=False)])
    # With a mark of its encoding, which Excel asks for.
    return Paper("会费扣缴明细.csv", stream.getvalue().encode("utf-8-sig"), "会费扣缴明细")


def _drafts(books: Books, line: BankLine | None) -> list[Change]:
    """Take out the draft that the import has made for the line."""
    if line is None:
        return []
    return [take_out(draft) for draft in read_inbox(books.root).drafts if draft.import_ids == (line.bank_line,)]
