"""Receipts (开具收据、作废): the next number for a voucher that is posted, and a number that was spoiled."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.inbox import read_inbox
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import Receipt
from unionbooks.core.vocabulary import ReceiptVoid
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.receipts.checks import COPIES
from unionbooks.receipts.facts import facts_of
from unionbooks.receipts.facts import voucher_of
from unionbooks.receipts.numbers import ReceiptNumber
from unionbooks.receipts.purpose import WHY_NOT
from unionbooks.receipts.purpose import money_in
from unionbooks.receipts.purpose import receivable
from unionbooks.receipts.purpose import why_not
from unionbooks.receipts.register import make_register
from unionbooks.workflow.adding import added
from unionbooks.workflow.layout import RECEIPTS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.receipts.facts import ReceiptFacts
    from unionbooks.receipts.facts import ReceiptVoucher
    from unionbooks.receipts.register import Register
    from unionbooks.receipts.register import RegisterLine

__all__ = ["Issue", "Issued", "issue", "reserved", "void"]

NO_VOUCHER: Final = ProblemKind(
    "receipt-voucher",
    N_("There is no voucher {voucher} to issue a receipt for."),
    N_("Post the voucher first; see which there are with: unionbooks voucher list."),
)
NOT_FOR: Final = ProblemKind(
    "receipt-refused",
    N_("No receipt is issued for voucher {voucher}: {why}."),
    N_("Receipts are for dues, contributions, grants of administration and government, and other income."),
)
SEVERAL_KINDS: Final = ProblemKind(
    "receipt-kinds",
    N_("Voucher {voucher} holds money of several kinds ({kinds}), each of which gets a receipt of its own."),
    N_("Say which one is meant with --kind."),
)
NO_SUCH_KIND: Final = ProblemKind(
    "receipt-no-kind",
    N_("Voucher {voucher} holds no money of the kind {kind}."),
    N_("Leave --kind out, or name one of: {kinds}."),
)
HAS_ONE: Final = ProblemKind(
    "receipt-has-one",
    N_("All the money of voucher {voucher} is receipted already, with {numbers}."),
    N_("If a receipt was spoiled, void it first: unionbooks receipt void {first} --reason …"),
)
TOO_MUCH: Final = ProblemKind(
    "receipt-too-much",
    N_("The receipt would be made out over {found}, but only {rest} of voucher {voucher} is not receipted yet."),
    N_("A receipt is for what was really received, and for more than zero."),
)
USED: Final = ProblemKind(
    "receipt-used",
    N_("The receipt {number} is used already ({what})."),
    N_("Leave --number out, and the next free one is taken."),
)
FOREIGN: Final = ProblemKind(
    "receipt-foreign",
    N_("The number {number} is of no receipt book on record."),
    N_("Write it as printed, zeros in front included; see the books with: unionbooks receipt book list."),
)
NOT_NEXT: Final = ProblemKind(
    "receipt-not-next",
    N_("The number {number} is not the next of the receipt book {book}, which is {next}."),
    N_("Receipts are used in the order of their numbers; void a spoiled one before the next is used."),
)
FULL: Final = ProblemKind(
    "receipt-book-full",
    N_("The receipt book {book} is used up or was handed back."),
    N_("Take the next book; enter it with: unionbooks receipt book add."),
)
OTHER_KIND: Final = ProblemKind(
    "receipt-other-kind",
    N_("The number {number} is of the book {book}, which is kept for {expected} and not for {found}."),
    N_("Leave --number out, and the next number of the right book is taken."),
)
NO_FREE: Final = ProblemKind(
    "receipt-none-free",
    N_("No receipt book for {kind} has a free number."),
    N_("Enter the book that was received: unionbooks receipt book add …"),
)
NO_REASON: Final = ProblemKind(
    "receipt-void-reason",
    N_("A receipt becomes void only with a reason."),
    N_("Say why with --reason."),
)

USES: Final[Mapping[str, str]] = {
    "issued": N_("issued for voucher {voucher}"),
    "reversed": N_("issued for voucher {voucher}, which was reversed"),
    "void": N_("void since {date}"),
    "draft": N_("entered in a draft"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What is wanted: a receipt for a voucher; what is `None` is worked out.

    Attributes:
        voucher: The voucher, posted.
        number: The number of the receipt; the next one of the right book.
        payer: Who paid; the other side of the voucher.
        purpose: What for; the narration of the voucher.
        amount: What it is made out over, in yuan; all of the voucher's money of the kind without a receipt.
        kind: Which money of the voucher, where it holds several kinds.
        date: Day of issue; today.
    """

    voucher: VoucherNumber
    number: str | None = None
    payer: str | None = None
    purpose: str | None = None
    amount: Decimal | None = None
    kind: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A receipt as it stands in the register; `written` says whether this run has changed anything."""

    line: RegisterLine
    written: bool


def issue(root: Path, wanted: Issue, *, by: str, now: dt.datetime) -> Issued:
    """Issue a receipt for a posted voucher.

    The voucher cannot change any more, so the receipt is a `union-receipt` in the register. Asked for
    the number that the voucher has already, nothing is written, unless payer, purpose or amount are
    given. A number whose voucher was reversed may be issued for the voucher that books the money anew.

    Raises:
        BadInputError: where there is no such voucher or number.
        RefusedError: where no receipt is issued for such money, all of it is receipted, or the number is
            used, not the next one, or of a book for something else.
    """
    done: list[Issued] = []

    def make_plan(books: Books) -> Plan:
        facts = facts_of(books)
        register = make_register(facts)
        voucher = voucher_of(books, str(wanted.voucher))
        if voucher is None:
            raise BadInputError(NO_VOUCHER(voucher=wanted.voucher))
        if (there := _there(register, voucher, wanted)) is not None:
            done.append(Issued(there, written=False))
            return Plan(())
        receipt = _receipt(books, facts, register, voucher, wanted, now.date())
        after = replace(facts, issued=(*facts.issued, receipt), vouchers={**facts.vouchers, voucher.number: voucher})
        done.append(Issued(_line_after(after, receipt.number), written=True))
        return Plan((added(books.root, RECEIPTS, write_directive(receipt)),), (receipt.number,))

    commit(root, make_plan, by=by, now=now, command="receipt issue")
    return done[-1]


def _there(register: Register, voucher: ReceiptVoucher, wanted: Issue) -> RegisterLine | None:
    """Return the receipt that is wanted, where the voucher has it and nothing new is said of it."""
    if wanted.number is None or (wanted.payer, wanted.purpose, wanted.amount) != (None, None, None):
        return None
    return next((line for line in register.of_voucher(voucher.number) if line.number == wanted.number), None)


def _receipt(  # noqa: PLR0913, PLR0917 - the books in three forms, and what is wanted
    books: Books,
    facts: ReceiptFacts,
    register: Register,
    voucher: ReceiptVoucher,
    wanted: Issue,
    today: dt.date,
) -> Receipt:
    if (reason := why_not(voucher, facts.parents)) is not None:
        raise RefusedError(NOT_FOR(voucher.place, voucher=voucher.number, why=Message(WHY_NOT[reason])))
    kinds = receivable(voucher, facts.parents)
    others = [line for line in register.of_voucher(voucher.number) if line.number != wanted.number]
    kind = _kind(voucher, kinds, others, wanted)
    fen = _amount(voucher, kinds, kind, others, wanted)
    number = _number(register, wanted, kind, reserved(books), voucher.number)
    book = register.book_of(number)
    return Receipt(
        date=max(wanted.date or today, voucher.date),
        number=number,
        voucher=VoucherNumber.parse(voucher.number),
        amount=to_yuan(fen),
        payer=wanted.payer or voucher.payee or None,
        purpose=wanted.purpose or voucher.narration or None,
        book=book.id if book else None,
    )


def _kind(voucher: ReceiptVoucher, kinds: Mapping[str, int], others: list[RegisterLine], wanted: Issue) -> str:
    """Return which money of the voucher is meant: the one named, the only one, or the only one without a receipt."""
    shown = ", ".join(kinds)
    if wanted.kind is not None:
        if wanted.kind not in kinds:
            raise BadInputError(NO_SUCH_KIND(voucher.place, voucher=voucher.number, kind=wanted.kind, kinds=shown))
        return wanted.kind
    receipted = {line.kind for line in others}
    left = [kind for kind in kinds if kind not in receipted] or list(kinds)
    if len(left) > 1:
        raise RefusedError(SEVERAL_KINDS(voucher.place, voucher=voucher.number, kinds=shown))
    return left[0]


def _amount(
    voucher: ReceiptVoucher, kinds: Mapping[str, int], kind: str, others: list[RegisterLine], wanted: Issue
) -> int:
    of_kind = [line for line in others if len(kinds) == 1 or line.kind in {kind, ""}]
    rest = min(
        kinds[kind] - sum(line.amount_fen or 0 for line in of_kind),
        money_in(voucher) - sum(line.amount_fen or 0 for line in others),
    )
    fen = rest if wanted.amount is None else to_fen(wanted.amount)
    if rest <= 0 or (wanted.amount is None and any(line.amount_fen is None for line in others)):
        numbers = " ".join(line.number for line in others)
        raise RefusedError(HAS_ONE(voucher.place, voucher=voucher.number, numbers=numbers, first=others[0].number))
    if not 0 < fen <= rest:
        shown = {"found": format_yuan(fen), "rest": format_yuan(rest)}
        raise RefusedError(TOO_MUCH(voucher.place, voucher=voucher.number, **shown))
    return fen


def reserved(books: Books) -> frozenset[str]:
    """Return the receipt numbers that drafts have; nobody else may take them."""
    drafts = read_inbox(books.root).drafts
    return frozenset(number for draft in drafts for number in (draft.entry.meta.receipt or "").split())


def _number(register: Register, wanted: Issue, kind: str, taken: frozenset[str], voucher: str) -> str:
    if wanted.number is None:
        book = register.book_for(kind, taken)
        following = register.next_of(book, taken) if book else None
        if following is None:
            raise RefusedError(NO_FREE(kind=Message(kind)))
        return following
    _check_number(register, wanted.number, kind, taken, voucher)
    return wanted.number


def _check_number(register: Register, number: str, kind: str, taken: frozenset[str], voucher: str) -> None:
    book = register.book_of(number)
    if book is None:
        raise BadInputError(FOREIGN(number=number))
    if book.kind not in {kind, "general"}:
        shown = {"expected": Message(book.kind), "found": Message(kind)}
        raise RefusedError(OTHER_KIND(number=number, book=book.id, **shown))
    line = register.find(number)
    if line is not None:
        if line.state == "void" or (line.state == "issued" and line.voucher != voucher):
            raise RefusedError(USED(line.place, number=number, what=_what(line)))
        return
    if number in taken:
        raise RefusedError(USED(number=number, what=Message(USES["draft"])))
    _check_next(register, number, taken)


def _check_next(register: Register, number: str, taken: frozenset[str]) -> None:
    """Refuse a free number before its turn; one that was skipped may still be used."""
    book = register.book_of(number)
    if book is None:
        raise BadInputError(FOREIGN(number=number))
    if book.returned is not None:
        raise RefusedError(FULL(book.place, book=book.id))
    following = register.next_of(book, taken)
    if following is not None and ReceiptNumber.parse(number) > ReceiptNumber.parse(following):
        raise RefusedError(NOT_NEXT(book.place, number=number, book=book.id, next=following))


def _what(line: RegisterLine) -> Message:
    return Message(USES[line.state], {"voucher": line.voucher, "date": line.voided})


def _line_after(facts: ReceiptFacts, number: str) -> RegisterLine:
    """Return the line that a number has once the facts are written."""
    line = make_register(facts).find(number)
    if line is None:
        raise AssertionError(f"the receipt {number} is not in the register that names it")
    return line


def void(  # noqa: PLR0913 - which, why, when and who, by name
    root: Path,
    number: str,
    *,
    reason: str,
    by: str,
    now: dt.datetime,
    copies: int = COPIES,
    date: dt.date | None = None,
) -> Issued:
    """Enter that a number was spoiled; all copies of it are kept. A number that is void already stays as it is.

    An issued receipt may become void, too, when all its copies are back; its voucher is then without one.

    Raises:
        BadInputError: without a reason, or where no book has the number.
        RefusedError: where it is not the next free number of its book.
    """
    if not reason.strip():
        raise BadInputError(NO_REASON())
    done: list[Issued] = []

    def make_plan(books: Books) -> Plan:
        facts = facts_of(books)
        register = make_register(facts)
        book = register.book_of(number)
        if book is None:
            raise BadInputError(FOREIGN(number=number))
        line = register.find(number)
        if line is not None and line.state == "void":
            done.append(Issued(line, written=False))
            return Plan(())
        taken = reserved(books)
        if line is None:
            if number in taken:
                raise RefusedError(USED(number=number, what=Message(USES["draft"])))
            _check_next(register, number, taken)
        day = max(date or now.date(), line.date) if line else date or now.date()
        directive = ReceiptVoid(date=day, number=number, reason=reason, copies=copies, book=book.id)
        change = added(books.root, RECEIPTS, write_directive(directive))
        done.append(Issued(_line_after(replace(facts, voids=(*facts.voids, directive)), number), written=True))
        return Plan((change,), (number,))

    commit(root, make_plan, by=by, now=now, command="receipt void")
    return done[-1]
