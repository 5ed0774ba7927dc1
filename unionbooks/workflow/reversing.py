"""Reversing a voucher (红字冲销): the only way in which a posted voucher is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.matching import groups
from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.entry import read_entry
from unionbooks.books.inbox import Draft
from unionbooks.books.inbox import draft_id
from unionbooks.books.inbox import put
from unionbooks.books.inbox import read_inbox
from unionbooks.books.seal import seals_in_force
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.ids import LINK_KINDS
from unionbooks.core.messages import N_
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import BankLine
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.workflow.numbering import Numbers
from unionbooks.workflow.numbering import numbered
from unionbooks.workflow.numbering import voucher_changes
from unionbooks.workflow.readiness import joined_duties
from unionbooks.workflow.readiness import lacking

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from unionbooks.books.inbox import Inbox
    from unionbooks.books.model import Books
    from unionbooks.core.ids import VoucherNumber

__all__ = ["Reversed", "reverse"]

UNKNOWN: Final = ProblemKind(
    "reverse-unknown",
    N_("There is no voucher {number}."),
    N_("See which there are with: unionbooks voucher list."),
)
TWICE: Final = ProblemKind(
    "reverse-twice",
    N_("Voucher {number} was reversed already, by voucher {by}."),
    N_("There is nothing left to reverse; book the matter anew where it is still wrong."),
)
OF_REVERSAL: Final = ProblemKind(
    "reverse-reversal",
    N_("Voucher {number} reverses {other}; a reversal is not reversed."),
    N_("Book the matter of {other} anew."),
)
SEALED: Final = ProblemKind(
    "reverse-sealed",
    N_("The reversal would be dated {date}, but {month} is sealed."),
    N_("Date it in an open month."),
)
TOO_EARLY: Final = ProblemKind(
    "reverse-early",
    N_("The reversal would be dated {date}, before the voucher itself, of {original}."),
    N_("Date it on that day or later."),
)
NO_WHY: Final = ProblemKind(
    "reverse-why",
    N_("A voucher is reversed only with a reason and an approval."),
    N_("Say why, and who approved it."),
)

_SECOND_TIME: Final = ("voucher", "approved_by", "approved_on", "minutes", "prepared_by", "suggested", "reverses")


@dataclass(frozen=True, slots=True)
class Reversed:
    """What a reversal came to.

    Attributes:
        number: Number of the red voucher.
        entry: What it says.
        draft: Id of the draft for the bank line that is to be booked anew; `None` where there is none.
    """

    number: VoucherNumber
    entry: Entry
    draft: str | None


def reverse(  # noqa: PLR0913 - who, when and why are all needed, and by name
    root: Path,
    number: VoucherNumber,
    *,
    why: str,
    approved_by: str,
    by: str,
    now: dt.datetime,
    date: dt.date | None = None,
) -> Reversed:
    """Cancel a posted voucher by a red one, with every amount negated (会计基础工作规范 art. 51).

    Money that moved at the bank stays moved: where the voucher explained a bank line, a draft for it
    is put into the inbox again, to be booked as it should have been.

    Args:
        root: The ledger's folder.
        number: The voucher that is wrong.
        why: What is wrong with it.
        approved_by: Who approved the reversal.
        by: Who prepares it.
        now: When, with the offset.
        date: Day of the red voucher, in an open month; today where not given.

    Raises:
        BadInputError: when there is no such voucher, or no reason.
        RefusedError: when it was reversed before, is a reversal, or the day lies in a sealed month.
    """
    if not why.strip() or not approved_by.strip():
        raise BadInputError(NO_WHY())
    done: list[Reversed] = []

    def make_plan(books: Books) -> Plan:
        original = _original(books, number)
        day = date or now.date()
        new_number = Numbers(books).next(Month.of(day))
        duties = VoucherMeta(prepared_by=by, approved_by=approved_by)
        red = numbered(_red(original, number, day, duties, why), new_number)
        _check_day(books, original, red)
        RefusedError.raise_if(joined_duties(books, red, books.place(books.vouchers[str(number)])))
        draft = _anew(books, read_inbox(books.root), number, original, red)
        done.append(Reversed(new_number, red, draft.id if draft else None))
        drafts = [put(draft, lacking(draft.entry))] if draft else []
        return Plan((*voucher_changes(books, [red]), *drafts), (str(new_number),))

    commit(root, make_plan, by=by, now=now, command="voucher reverse", why=why)
    return done[-1]


def _original(books: Books, number: VoucherNumber) -> Entry:
    found = books.vouchers.get(str(number))
    if found is None:
        raise BadInputError(UNKNOWN(number=number))
    place = books.place(found)
    for entry in books.transactions:
        if entry.meta.get("reverses") == str(number):
            raise RefusedError(TWICE(place, number=number, by=entry.meta.get("voucher")))
    if other := found.meta.get("reverses"):
        raise RefusedError(OF_REVERSAL(place, number=number, other=other))
    original, problems = read_entry(found, place)
    if original is None:
        raise BadInputError(*problems)
    return original


def _red(original: Entry, number: VoucherNumber, day: dt.date, duties: VoucherMeta, why: str) -> Entry:
    links = {link for link in original.links if link[:1] in LINK_KINDS and link[:1] != "V"}
    return Entry(
        date=day,
        payee=original.payee,
        # The words that the regulation asks for stand on a Chinese voucher.
        narration=f"注销{_chinese(original.date)}{number}号凭证：{why}",
        meta=replace(duties, kind="reversal", approved_on=day, attachments=0, evidence="not-needed", reverses=number),
        legs=tuple(replace(leg, fen=-leg.fen) for leg in original.legs),
        links=frozenset(links),
        tags=original.tags,
    )


def _chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _check_day(books: Books, original: Entry, red: Entry) -> None:
    sealed = max(seals_in_force(books), default=None)
    if sealed is not None and red.date <= sealed.last_day:
        raise RefusedError(SEALED(date=red.date, month=Month.of(red.date)))
    if red.date < original.date:
        raise RefusedError(TOO_EARLY(date=red.date, original=original.date))


def _anew(books: Books, inbox: Inbox, number: VoucherNumber, original: Entry, red: Entry) -> Draft | None:
    """Make the draft that books the voucher's bank lines once more, in the month of the red voucher."""
    lines = _lines_of(books, number)
    if not lines:
        return None
    accounts = {line.account for line in lines}
    blank = dict.fromkeys(_SECOND_TIME)
    # A voucher of a month that the red one does not reach would stand there beside the wrong one.
    same_month = Month.of(original.date) == Month.of(red.date)
    entry = replace(
        original,
        date=original.date if same_month else red.date,
        flag="!",
        meta=replace(original.meta, **blank, import_id=" ".join(line.bank_line for line in lines)),
        legs=tuple(Leg(leg.account, leg.fen) for leg in original.legs if leg.account in accounts),
        links=frozenset(link for link in original.links if not link.startswith("V")),
    )
    taken = {draft.id for draft in (*inbox.drafts, *inbox.dropped)}
    return Draft(draft_id(entry, taken), entry)


def _lines_of(books: Books, number: VoucherNumber) -> list[BankLine]:
    accounts = dict.fromkeys(line.account for line in books.of(BankLine))
    return [
        line
        for account in accounts
        for group in groups(books, account)
        if str(number) in group.vouchers
        for line in group.lines
    ]
