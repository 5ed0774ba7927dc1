"""Booking a list of dues (会费入账): one voucher, a posting for each member.

The list is believed only as a whole: every person is found, nobody twice, the totals agree, and the
sum is the bank line's where there is one. Otherwise nothing is written, and everything is said at once.
With `queue`, what does not fit becomes an exception that stays until somebody decides, and the rest is
booked; totals must agree all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.payroll import read_payroll
from unionbooks.banking.matching import groups
from unionbooks.books.inbox import read_inbox
from unionbooks.books.inbox import take_out
from unionbooks.books.lookup import find_account
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.workflow.adding import added
from unionbooks.workflow.bank_account import find_bank_account
from unionbooks.workflow.dues_checks import check_code
from unionbooks.workflow.dues_checks import check_receipts
from unionbooks.workflow.dues_checks import check_totals
from unionbooks.workflow.dues_checks import missing_receipts
from unionbooks.workflow.dues_checks import refuse_again
from unionbooks.workflow.dues_checks import refuse_sealed
from unionbooks.workflow.dues_entry import HELD_CODE
from unionbooks.workflow.dues_entry import account as account_of
from unionbooks.workflow.dues_entry import dues_entry
from unionbooks.workflow.dues_entry import exceptions
from unionbooks.workflow.dues_entry import list_id
from unionbooks.workflow.dues_entry import list_paper
from unionbooks.workflow.dues_list import judge_list
from unionbooks.workflow.layout import DUES
from unionbooks.workflow.numbering import Numbers
from unionbooks.workflow.numbering import numbered
from unionbooks.workflow.numbering import voucher_changes
from unionbooks.workflow.papers import file_papers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
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
    from unionbooks.core.vocabulary import DuesException

__all__ = ["KINDS", "Collected", "bank_line_drafts", "collect"]

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
UNREADABLE: Final = ProblemKind(
    "dues-unreadable",
    N_("The list cannot be read ({reason})."),
    N_("Check its name and that it is still there."),
)
NOT_CASH: Final = ProblemKind(
    "dues-not-cash",
    N_("{account} holds no cash."),
    N_("Name an account below 101, such as 10101; for money at the bank use --kind payroll or --kind bank."),
)
_MONTHS_TO_PAY_IN: Final = 2
"""How many months after the month of the dues the employer's payment is still looked for."""

KINDS: Final = {"payroll": ("工资代扣", "会费扣缴明细"), "cash": ("现金收取", "会费现金收取明细")}
"""Kind of a list -> how it was collected, and the title of the paper that is filed."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a list.

    Attributes:
        number: Number of the voucher.
        date: Its day.
        account: The account that the money came to.
        members: Number of members who paid.
        fen: The sum.
        line: The bank line it was joined to; `None` where there is none yet.
        paper: Path of the list as it was filed: names, numbers and dues, nothing else of the payroll.
        skipped: Rows of the list without an amount.
        warnings: What should be known.
        held_fen: What waits in an account until somebody decides, in fen.
        exceptions: What somebody must decide about.
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
    held_fen: int = 0
    exceptions: tuple[DuesException, ...] = ()


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be booked, as the treasurer says it."""

    sheet: PayrollSheet
    filename: str
    account: str
    month: Month
    by: str
    now: dt.datetime
    kind: str
    date: dt.date | None
    count: int | None
    total: Decimal | None
    receipt: str
    queue: bool


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
    kind: str = "payroll",
    receipt: str = "",
    queue: bool = False,
) -> Collected:
    """Book a list of dues into one voucher, and join it to the bank line that pays it.

    Args:
        root: The ledger's folder.
        file: The list, as its bytes or its path.
        account: The account the money comes to, by name or code.
        month: The month the dues are for, where a row does not say otherwise.
        by: Who books it.
        now: When, with the offset.
        name: Name of the file, where its bytes are given.
        date: Day of the voucher where no bank line gives it, or to choose between several.
        expect_count: How many people there are to be.
        expect_sum: What the list is to sum to, in yuan.
        kind: A word of `KINDS`.
        receipt: Number of the receipt given for cash, where the list does not name it.
        queue: Whether what does not fit becomes an exception instead of an error.

    Raises:
        BadInputError: with everything that is wrong with the list; nothing is written.
        RefusedError: when the voucher would stand in a sealed month, or the list is booked already.
    """
    data, filename = _read(file, name)
    sheet = read_payroll(data, filename)
    order = _Order(
        sheet, filename, account, month, by, now, kind, date, expect_count, expect_sum, receipt.strip(), queue
    )
    done: list[Collected] = []

    def make_plan(books: Books) -> Plan:
        plan, collected = _planned(books, order)
        done.append(collected)
        return plan

    commit(root, make_plan, by=by, now=now, command="dues collect")
    return done[-1]


def _planned(books: Books, order: _Order) -> tuple[Plan, Collected]:
    sheet, month = order.sheet, order.month
    dues = judge_list(books, sheet, month, queue=order.queue)
    place = Place(order.filename)
    wrong = [*sheet.problems, *dues.problems, *_totals(order, place)]
    receipts = _receipts(order)
    wrong += [*check_receipts(books, place, receipts), *check_code(books, sheet, month, place)]
    if order.kind == "cash" and not order.receipt:
        wrong += missing_receipts(sheet)
    BadInputError.raise_if(wrong)
    mark = list_id(sheet, month)
    refuse_again(books, mark)
    money = find_bank_account(books, order.account) if order.kind == "payroll" else _cash(books, order.account)
    line = _line(books, money, month, sheet.total, order.date) if order.kind == "payroll" else None
    day = line.date if line is not None else order.date or min(month.last_day, order.now.date())
    refuse_sealed(books, day)
    number = Numbers(books).next(Month.of(day))
    how, title = KINDS[order.kind]
    filing = file_papers(books, number, money, day, [list_paper(dues, month, number, title)])
    meta = VoucherMeta(
        kind="dues",
        prepared_by=order.by,
        attachments=1,
        evidence="have",
        receipt=" ".join(receipts) or None,
        import_id=" ".join(filter(None, (line.bank_line if line else None, mark))),
        source=order.filename,
    )
    payee = _payee(books, line) if order.kind == "payroll" else ""
    draft = dues_entry(books, dues, money=money, month=month, day=day, payee=payee, how=how, meta=meta)
    entry = numbered(draft, number)
    held = account_of(books, HELD_CODE) if dues.held else None
    opened = tuple(exceptions(dues.doubts, number, day, held))
    warnings = [problem for problem in wrong if problem.level == "warning"]
    if line is None and order.kind == "payroll":
        warnings.append(NO_LINE(amount=format_yuan(sheet.total), date=day))
    collected = Collected(
        number=number,
        date=day,
        account=money,
        members=len({one.member.id for one in dues.payments}),
        fen=sheet.total,
        line=line,
        paper=filing.paths[0],
        skipped=sheet.skipped,
        warnings=tuple(warnings),
        held_fen=dues.held,
        exceptions=opened,
    )
    written = voucher_changes(books, [entry], [(Month.of(day), filing.text)])
    registered = [added(books.root, DUES, "\n".join(map(write_directive, opened)))] if opened else []
    drafts = bank_line_drafts(books, [line] if line is not None else [])
    return Plan((*written, *filing.files, *registered, *drafts), (str(number),)), collected


def _read(file: bytes | Path, name: str) -> tuple[bytes, str]:
    if isinstance(file, bytes):
        return file, name or "dues"
    try:
        return file.read_bytes(), name or file.name
    except OSError as error:
        raise BadInputError(UNREADABLE(Place(str(file)), reason=error.strerror or str(error))) from error


def _totals(order: _Order, place: Place) -> Iterator[Problem]:
    return check_totals(place, len(order.sheet.deductions), order.sheet.total, order.count, order.total)


def _receipts(order: _Order) -> tuple[str, ...]:
    named = [number for row in order.sheet.deductions for number in row.receipt.split()]
    return tuple(dict.fromkeys([*order.receipt.split(), *named]))


def _cash(books: Books, text: str) -> str:
    account = find_account(books, text)
    if code_of(level_one(account)) != "101":
        raise BadInputError(NOT_CASH(account=account))
    return account


def _payee(books: Books, line: BankLine | None) -> str:
    union = books.of(Profile)
    employer = union[-1].employer if union else None
    return (line.counterparty if line else None) or employer or ""


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


def bank_line_drafts(books: Books, lines: Iterable[BankLine]) -> list[Change]:
    """Take out the drafts that the import has made for lines which are booked now."""
    wanted = {(line.bank_line,) for line in lines}
    if not wanted:
        return []
    return [take_out(draft) for draft in read_inbox(books.root).drafts if draft.import_ids in wanted]
