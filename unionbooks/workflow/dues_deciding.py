"""Deciding about exceptions of lists of dues (会费差异处理), and paying dues back (退会费).

A decision is a dated fact; the exception stays on record. Money that waited is moved to the member it
belongs to by a voucher of its own; money that goes back becomes a draft, since it needs an approval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.inbox import Draft
from unionbooks.books.inbox import draft_id
from unionbooks.books.inbox import put
from unionbooks.books.inbox import read_inbox
from unionbooks.books.lookup import find_account
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.month import MonthRange
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import DuesException
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.dues.exceptions import cases_of
from unionbooks.members.lookup import find_member
from unionbooks.members.roll import everyone_on
from unionbooks.workflow.adding import added
from unionbooks.workflow.dues_checks import refuse_sealed
from unionbooks.workflow.dues_entry import one_leg
from unionbooks.workflow.dues_position import positions
from unionbooks.workflow.layout import DUES
from unionbooks.workflow.numbering import Numbers
from unionbooks.workflow.numbering import numbered
from unionbooks.workflow.numbering import voucher_changes
from unionbooks.workflow.readiness import lacking

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.books.write import Change
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.members.roll import Member

__all__ = ["DECISIONS", "Decided", "decide", "pay_back"]

DECISIONS: Final = ("accept", "member", "pay-back", "other")
"""What may be decided; the words of `union-dues-exception`."""

UNKNOWN: Final = ProblemKind(
    "dues-exception-unknown",
    N_("There is no exception {id}."),
    N_("See which there are with: unionbooks dues exceptions list."),
)
DONE: Final = ProblemKind(
    "dues-exception-decided",
    N_("The exception {id} was decided on {date}: {decision}."),
    N_("There is nothing left to decide; reverse a voucher that is wrong."),
)
NO_WHY: Final = ProblemKind(
    "dues-exception-why",
    N_("A decision needs a reason."),
    N_("Say why with --why."),
)
HELD: Final = ProblemKind(
    "dues-exception-held",
    N_("The money of {id}, {amount}, waits in {account}; it cannot stay there."),
    N_("Decide whose it is (member --member …), or pay it back (pay-back --account …)."),
)
NOT_HELD: Final = ProblemKind(
    "dues-exception-booked",
    N_("The money of {id} is booked as the dues of {member} already."),
    N_("Where that is wrong, reverse voucher {voucher} and book the list anew."),
)
NO_MEMBER: Final = ProblemKind(
    "dues-exception-member",
    N_("It is not said whose dues they are."),
    N_("Name the member with --member."),
)
NO_ACCOUNT: Final = ProblemKind(
    "dues-refund-account",
    N_("It is not said from which account the money goes back."),
    N_("Name it with --account, such as 10201."),
)
NO_MONEY: Final = ProblemKind(
    "dues-exception-no-money",
    N_("The line of {id} is not booked, so there is nothing to pay back from it."),
    N_("Book the line first: complete its draft in the inbox."),
)
TOO_MUCH: Final = ProblemKind(
    "dues-refund-amount",
    N_("{amount} cannot be paid back."),
    N_("Give an amount above zero."),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision, or of a refund.

    Attributes:
        number: Number of the voucher that moved the money to its member; `None` where none was needed.
        draft: Id of the draft that pays money back; `None` as above.
        fen: The money it is about.
        member: Whose it is; empty where nobody's.
    """

    number: VoucherNumber | None = None
    draft: str | None = None
    fen: int = 0
    member: str = ""


def decide(  # noqa: PLR0913 - what is decided, by whom and why are all needed, and by name
    root: Path,
    exception: str,
    decision: str,
    *,
    why: str,
    by: str,
    now: dt.datetime,
    member: str | None = None,
    months: MonthRange | None = None,
    account: str | None = None,
    date: dt.date | None = None,
) -> Decided:
    """Decide about an exception.

    Args:
        root: The ledger's folder.
        exception: Its id.
        decision: A word of `DECISIONS`.
        why: Why.
        by: Who decides.
        now: When, with the offset.
        member: Whose dues they are, by id, staff number or name.
        months: For which months, where not for those of the list.
        account: From which account money is paid back.
        date: Day of the voucher, in an open month; today where not given.

    Raises:
        BadInputError: when there is no such exception, or something is not said.
        RefusedError: when it is decided already, or cannot be decided so.
    """
    if not why.strip():
        raise BadInputError(NO_WHY())
    done: list[Decided] = []

    def make_plan(books: Books) -> Plan:
        opened = _open(books, exception)
        day = date or now.date()
        whose = find_member(everyone_on(books, day), member) if member else None
        made: list[Change] = []
        result = Decided(fen=to_fen(opened.amount) if opened.amount is not None else 0)
        if decision == "member":
            result, made = _to_member(books, opened, whose, months, day, by, why)
        elif decision == "pay-back":
            result, made = _back(books, opened, account, day, by, why)
        elif opened.held:
            amount = format_yuan(opened.amount) if opened.amount is not None else ""
            raise RefusedError(HELD(opened.place, id=exception, amount=amount, account=opened.held))
        directive = DuesException(
            date=now.date(),
            exception=exception,
            event="decide",
            member=result.member or opened.member,
            voucher=result.number,
            decision=decision,
            by=by,
            reason=why,
        )
        done.append(result)
        ids = (str(result.number),) if result.number else ()
        return Plan((*made, added(books.root, DUES, write_directive(directive))), ids)

    commit(root, make_plan, by=by, now=now, command="dues exceptions decide", why=why)
    return done[-1]


def _open(books: Books, exception: str) -> DuesException:
    found = cases_of(books).get(exception)
    if found is None:
        raise BadInputError(UNKNOWN(id=exception))
    opened, decided = found
    if decided is not None:
        raise RefusedError(DONE(decided.place, id=exception, date=decided.date, decision=decided.decision))
    return opened


def _to_member(  # noqa: PLR0913, PLR0917 - one thing each, and none of them optional
    books: Books,
    opened: DuesException,
    whose: Member | None,
    months: MonthRange | None,
    day: dt.date,
    by: str,
    why: str,
) -> tuple[Decided, list[Change]]:
    """Move money that waits to its member; for a bank line that is not booked, only remember whose it is."""
    if whose is None:
        raise BadInputError(NO_MEMBER())
    fen = to_fen(opened.amount) if opened.amount is not None else 0
    if opened.bank_line is not None:
        return Decided(fen=fen, member=whose.id), []
    if opened.held is None:
        raise RefusedError(NOT_HELD(opened.place, id=opened.exception, member=opened.member, voucher=opened.voucher))
    refuse_sealed(books, day)
    number = Numbers(books).next(Month.of(day))
    of_months = months or opened.months or MonthRange.one(Month.of(day))
    share = positions(books, of_months.first, of_months.last).upper_share(whose.id, of_months.last)
    entry = Entry(
        date=day,
        narration=f"待查会费转入会员{whose.name or whose.id}（{opened.exception}）：{why}",
        meta=VoucherMeta(kind="dues", prepared_by=by, attachments=0, evidence="not-needed", source=opened.source),
        legs=(Leg(opened.held, fen), *one_leg(books, whose.id, fen, of_months, share)),
    )
    return Decided(number, None, fen, whose.id), voucher_changes(books, [numbered(entry, number)])


def _back(  # noqa: PLR0913, PLR0917 - as above
    books: Books, opened: DuesException, account: str | None, day: dt.date, by: str, why: str
) -> tuple[Decided, list[Change]]:
    if opened.bank_line is not None:
        raise RefusedError(NO_MONEY(opened.place, id=opened.exception))
    came = to_fen(opened.amount) if opened.amount is not None else 0
    too_much = came - to_fen(opened.expected) if opened.expected is not None else came
    months = opened.months or MonthRange.one(Month.of(day))
    if opened.held is not None:
        legs: Sequence[Leg] = (Leg(opened.held, came),)
        fen = came
    else:
        fen = too_much
        legs = _out_of_dues(books, opened.member or "", fen, months)
    if fen <= 0:
        raise BadInputError(TOO_MUCH(amount=format_yuan(fen)))
    text = f"退回{opened.who or ''}多扣会费（{opened.exception}）：{why}"
    draft, change = _draft(books, legs, account, day, by, opened.who or "", text)
    return Decided(None, draft, fen, opened.member or ""), [change]


def _out_of_dues(books: Books, member: str, fen: int, months: MonthRange) -> tuple[Leg, ...]:
    share = positions(books, months.first, months.last).upper_share(member, months.last)
    return one_leg(books, member, -fen, months, share)


def pay_back(  # noqa: PLR0913 - who, how much, from where and why are all needed, and by name
    root: Path,
    member: str,
    amount: Decimal,
    *,
    account: str,
    why: str,
    by: str,
    now: dt.datetime,
    months: MonthRange | None = None,
    date: dt.date | None = None,
) -> Decided:
    """Put a draft into the inbox that pays dues back to a member; it is approved and posted like any spending.

    Args:
        root: The ledger's folder.
        member: Who, by id, staff number or name.
        amount: How much, in yuan.
        account: From which account.
        why: Why.
        by: Who prepares it.
        now: When, with the offset.
        months: For which months; that of the day where not given.
        date: Day of the draft; today where not given.

    Raises:
        BadInputError: when nobody, or more than one, is meant, or the amount is none.
    """
    if not why.strip():
        raise BadInputError(NO_WHY())
    if amount <= 0:
        raise BadInputError(TOO_MUCH(amount=format_yuan(amount)))
    done: list[Decided] = []

    def make_plan(books: Books) -> Plan:
        day = date or now.date()
        whose = find_member(everyone_on(books, day), member)
        fen = to_fen(amount)
        legs = _out_of_dues(books, whose.id, fen, months or MonthRange.one(Month.of(day)))
        name = whose.name or whose.id
        draft, change = _draft(books, legs, account, day, by, name, f"退{name}会费：{why}")
        done.append(Decided(None, draft, fen, whose.id))
        return Plan((change,))

    commit(root, make_plan, by=by, now=now, command="dues refund", why=why)
    return done[-1]


def _draft(  # noqa: PLR0913, PLR0917 - as above
    books: Books, legs: Sequence[Leg], account: str | None, day: dt.date, by: str, payee: str, text: str
) -> tuple[str, Change]:
    """Make the draft, or complete the one that the import made for the line with which the bank paid it back."""
    if account is None:
        raise BadInputError(NO_ACCOUNT())
    money = Leg(find_account(books, account), -sum(leg.fen for leg in legs))
    inbox = read_inbox(books.root)
    waiting = [one for one in inbox.drafts if one.import_ids and [*one.entry.legs] == [money]]
    ids = waiting[0].entry.meta.import_id if len(waiting) == 1 else None
    entry = Entry(
        date=waiting[0].entry.date if ids else day,
        payee=payee,
        narration=text,
        meta=VoucherMeta(kind="dues", prepared_by=by, import_id=ids),
        legs=(*legs, money),
    )
    taken = {one.id for one in (*inbox.drafts, *inbox.dropped)}
    draft = Draft(waiting[0].id if ids else draft_id(entry, taken), entry)
    return draft.id, put(draft, lacking(draft.entry))
