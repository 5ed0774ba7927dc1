"""The voucher as it is printed and signed (记账凭证)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from reports.accounts import AccountName
from reports.accounts import account_name
from unionbooks.core.capitals import in_capitals
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.ids import voucher_link
from unionbooks.core.messages import N_
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import Profile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from beancount.core.data import Document
    from beancount.core.data import Posting
    from beancount.core.data import Transaction

    from unionbooks.books.model import Books
    from unionbooks.core.month import Month

__all__ = ["Paper", "VoucherForm", "VoucherLine", "voucher_form", "voucher_forms"]

UNKNOWN: Final = ProblemKind(
    "form-voucher-unknown",
    N_("There is no voucher {number} in these books."),
    N_("List the vouchers of a month with: unionbooks voucher list --month 2026-03."),
)
INEXACT: Final = ProblemKind(
    "form-amount-inexact",
    N_("Voucher {number} cannot be printed: an amount is not exact to the fen."),
    N_("Run unionbooks check; it names the line and how to mend it."),
)


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One line of the form: an account on one side, with all its postings of that side.

    A red voucher (红字) keeps the sides of the voucher it cancels and has negative amounts.

    Attributes:
        account: The account.
        debit_fen: What it is debited, in fen; 0 on a credit line.
        credit_fen: What it is credited, in fen; 0 on a debit line.
        postings: How many postings of the ledger the line sums up, dues of a payroll list say.
        project: Id of the earmarked project; empty for money that is not earmarked.
    """

    account: AccountName
    debit_fen: int
    credit_fen: int
    postings: int
    project: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the voucher (附件): its path below the ledger's folder, its SHA-256 on record, its kind."""

    path: str
    sha256: str
    kind: str = ""
    private: bool = False


@dataclass(frozen=True, slots=True)
class VoucherForm:
    """A posted voucher, ready to print.

    Attributes:
        union: Name of the union.
        number: Its number.
        date: Its date.
        kind: Its kind, a word of the vocabulary; empty where it has none.
        payee: The other party; empty where there is none.
        summary: What it is about (摘要).
        lines: Debit lines, then credit lines, in the order of the ledger.
        debit_fen: Sum of the debits; equals `credit_fen` in sound books.
        credit_fen: Sum of the credits.
        attachments: Number of papers, as the treasurer counted them; their files where nobody did.
        papers: Their files.
        prepared_by: 制单.
        handled_by: 经办.
        accepted_by: 证明、验收.
        approved_by: 审批.
        approved_on: Day of approval.
        minutes: Minutes of the decision (会议纪要).
        invoice: Invoice numbers, separated by spaces.
        receipt: Numbers of the receipts issued, separated by spaces.
        reverses: The voucher that this one cancels.
        evidence: State of the papers, a word of the vocabulary.
    """

    union: str
    number: VoucherNumber
    date: dt.date
    kind: str
    payee: str
    summary: str
    lines: tuple[VoucherLine, ...]
    debit_fen: int
    credit_fen: int
    attachments: int
    papers: tuple[Paper, ...]
    prepared_by: str
    handled_by: str
    accepted_by: str
    approved_by: str
    approved_on: dt.date | None
    minutes: str
    invoice: str
    receipt: str
    reverses: str
    evidence: str

    @property
    def is_red(self) -> bool:
        """Whether it cancels another voucher (红字冲销)."""
        return bool(self.reverses)

    @property
    def capitals(self) -> str:
        """The total in capitals (大写金额)."""
        return in_capitals(to_yuan(self.debit_fen))


def voucher_form(books: Books, number: VoucherNumber) -> VoucherForm:
    """Fill in the form of one voucher.

    Raises:
        BadInputError: where the books have no such voucher, or an amount of it has parts of a fen.
    """
    entry = books.vouchers.get(str(number))
    if entry is None:
        raise BadInputError(UNKNOWN(number=number))
    try:
        return _form(books, number, entry)
    except ValueError as error:
        raise BadInputError(INEXACT(books.place(entry), number=number)) from error


def voucher_forms(books: Books, month: Month) -> tuple[VoucherForm, ...]:
    """Fill in the forms of all vouchers of a month, in the order of their numbers.

    What is numbered otherwise is a problem of the books and has no form.
    """
    numbers = (number for text in books.vouchers if (number := _number(text)) and number.month == month)
    return tuple(voucher_form(books, number) for number in sorted(numbers))


def _number(text: str) -> VoucherNumber | None:
    try:
        return VoucherNumber.parse(text)
    except ValueError:
        return None


def _form(books: Books, number: VoucherNumber, entry: Transaction) -> VoucherForm:
    meta = entry.meta
    papers = tuple(_paper(books, one) for one in books.papers.get(voucher_link(number), ()))
    lines = _lines(books, entry)
    attachments = meta.get("attachments")
    return VoucherForm(
        union=_union(books, entry.date),
        number=number,
        date=entry.date,
        kind=_text(meta, "kind"),
        payee=entry.payee or "",
        summary=entry.narration or "",
        lines=lines,
        debit_fen=sum(line.debit_fen for line in lines),
        credit_fen=sum(line.credit_fen for line in lines),
        attachments=len(papers) if attachments is None else int(attachments),
        papers=papers,
        prepared_by=_text(meta, "prepared-by"),
        handled_by=_text(meta, "handled-by"),
        accepted_by=_text(meta, "accepted-by"),
        approved_by=_text(meta, "approved-by"),
        approved_on=meta.get("approved-on"),
        minutes=_text(meta, "minutes"),
        invoice=_text(meta, "invoice"),
        receipt=_text(meta, "receipt"),
        reverses=_text(meta, "reverses"),
        evidence=_text(meta, "evidence"),
    )


def _text(meta: dict[str, object], key: str) -> str:
    value = meta.get(key)
    return "" if value is None else str(value)


def _union(books: Books, day: dt.date) -> str:
    return next((one.name for one in reversed(books.of(Profile)) if one.date <= day), "")


def _paper(books: Books, entry: Document) -> Paper:
    meta = entry.meta
    path = entry.filename.removeprefix(f"{books.root}/")
    return Paper(path, _text(meta, "sha256"), _text(meta, "kind"), meta.get("private") is True)


def _lines(books: Books, entry: Transaction) -> tuple[VoucherLine, ...]:
    """Sum the postings up by account, side and project: a payroll list has one posting a member."""
    red = "reverses" in entry.meta
    sums: dict[tuple[bool, str, str], list[int]] = {}
    for debit, account, project, fen in _sides(entry.postings, red=red):
        amounts = sums.setdefault((not debit, account, project), [0, 0])
        amounts[0] += fen
        amounts[1] += 1
    in_order = sorted(sums.items(), key=lambda one: one[0][0])
    return tuple(
        VoucherLine(_name(books, account), 0 if credit else fen, -fen if credit else 0, count, project)
        for (credit, account, project), (fen, count) in in_order
    )


def _sides(postings: list[Posting], *, red: bool) -> Iterator[tuple[bool, str, str, int]]:
    for posting in postings:
        if posting.units is None or posting.units.number is None:
            continue
        fen = to_fen(posting.units.number)
        yield (fen > 0) != red, posting.account, _text(posting.meta or {}, "project"), fen


def _name(books: Books, account: str) -> AccountName:
    entry = books.accounts.get(account)
    meta = entry.meta if entry else {}
    return account_name(account, meta.get("name-zh"), meta.get("name-en"))
