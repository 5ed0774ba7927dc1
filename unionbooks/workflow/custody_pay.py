"""Other people's money goes out (代管款付款): back to a member, on to the scheme's payee, or as help; with proof."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.custody import balances
from unionbooks.banking.custody import custody_of
from unionbooks.banking.custody import find_scheme
from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.inbox import Draft
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.members.lookup import find_member
from unionbooks.members.roll import everyone_on
from unionbooks.workflow.custody_post import CUSTODY_KIND
from unionbooks.workflow.custody_post import Moved
from unionbooks.workflow.custody_post import booked
from unionbooks.workflow.custody_post import in_transit
from unionbooks.workflow.custody_post import line_of
from unionbooks.workflow.custody_post import money_account
from unionbooks.workflow.readiness import Rulings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

    from unionbooks.banking.custody import Custody
    from unionbooks.banking.custody import Term
    from unionbooks.books.model import Books
    from unionbooks.core.problems import Problem
    from unionbooks.core.vocabulary import BankLine
    from unionbooks.workflow.papers import Paper

__all__ = ["Payment", "pay"]

WHOSE: Final = ProblemKind(
    "custody-whose",
    N_("The money of {scheme} belongs to each member; the payment does not say whose it is."),
    N_("Name the member with --member, or pay everybody's out with --everyone."),
)
HOW_MUCH: Final = ProblemKind(
    "custody-how-much",
    N_("The payment does not say how much it is."),
    N_("Give the amount with --amount."),
)
TOO_MUCH: Final = ProblemKind(
    "custody-too-much",
    N_("{amount} would be paid, but only {there} of {scheme} is there for {who}."),
    N_("Pay less; a loan is no payment out of the scheme and is booked on 135 其他应收款."),
)
NOTHING: Final = ProblemKind(
    "custody-nothing",
    N_("There is nothing left in {scheme} to be paid out."),
    N_("See who has what with: unionbooks custody statement {scheme}."),
)
PAYEE: Final = ProblemKind(
    "custody-payee",
    N_("The payment does not say to whom the money goes."),
    N_("Name them with --payee."),
)
NO_PROOF: Final = ProblemKind(
    "custody-proof",
    N_("Other people's money is paid out with proof only."),
    N_("Give the signed list, application or transfer slip with --proof."),
)
MINUTES: Final = ProblemKind(
    "custody-minutes",
    N_("A payment of this size needs minutes."),
    N_("Name them with --minutes."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money to be paid out of a scheme.

    Attributes:
        scheme: Id or name of the scheme.
        proofs: Signed list, application, transfer slip; at least one.
        approved_by: Who approved it.
        handled_by: Who handled it.
        member: Whose money it is, or who gets the help, by id, staff number or name.
        everyone: Whether everybody's whole balance is paid out, to each or to the scheme's payee.
        amount: How much, in yuan; with a member and no amount, all that is there.
        payee: To whom it goes, where that is not the member.
        account: Account of cash or bank; the scheme's own where not given.
        date: Day of the voucher; today.
        approved_on: Day of approval; the day of the voucher.
        accepted_by: Who witnessed it.
        minutes: Minutes of the decision.
        purpose: What for; the narration of the voucher.
    """

    scheme: str
    proofs: tuple[Paper, ...]
    approved_by: str
    handled_by: str
    member: str | None = None
    everyone: bool = False
    amount: Decimal | None = None
    payee: str | None = None
    account: str | None = None
    date: dt.date | None = None
    approved_on: dt.date | None = None
    accepted_by: str | None = None
    minutes: str | None = None
    purpose: str | None = None


def pay(root: Path, payment: Payment, *, by: str, now: dt.datetime) -> Moved:
    """Pay money out of a scheme, with proof: back to a member, on to the scheme's payee, or as help.

    Nobody gets more than is there: of savings and premiums the member's own, of a common fund all.

    Raises:
        BadInputError: where it does not say to whom, whose or how much, or brings no proof.
        RefusedError: where it is more than is there, or a rule of the books keeps it from being posted.
    """
    if not payment.proofs:
        raise BadInputError(NO_PROOF())
    done: list[Moved] = []

    def make_plan(books: Books) -> Plan:
        day = payment.date or now.date()
        custody = custody_of(books, day)
        term = find_scheme(custody, payment.scheme)
        money = money_account(books, term, payment.account)
        legs, payee = _outgoing(books, custody, term, payment)
        fen = sum(leg.fen for leg in legs)
        line = line_of(books, money, -fen, payment.date, now.date())
        entry = _payment_entry(term, money, legs, payee, payment, line, line.date if line else day, by)
        problems = _refusals(books, entry, now)
        plan, paid = booked(books, term, entry, money, payment.proofs, line)
        warnings = (*problems, *in_transit(money, line, -fen, entry.date))
        done.append(replace(paid, balance_fen=custody.balance(term) - fen, warnings=warnings))
        return plan

    commit(root, make_plan, by=by, now=now, command="custody pay")
    return done[-1]


def _outgoing(books: Books, custody: Custody, term: Term, payment: Payment) -> tuple[list[Leg], str]:
    """Return what is taken from whom, and who gets the money."""
    # Money that was paid out later is gone, whatever day this voucher bears.
    now = custody_of(books, dt.date.max)
    left = {one.member: one.fen for one in balances(now.of(term))}
    there = {one.member: min(one.fen, left[one.member]) for one in balances(custody.of(term))}
    pool = min(custody.balance(term), now.balance(term))
    if payment.everyone:
        legs = [Leg(term.account, fen, PostingMeta(member=name)) for name, fen in there.items() if name and fen > 0]
        if not legs:
            raise RefusedError(NOTHING(term.place, scheme=term.id))
        payee = payment.payee or term.payee
    elif payment.member is not None:
        member = find_member(everyone_on(books, custody.day), payment.member)
        limit = there.get(member.id, 0) if term.is_individual else pool
        who = member.name or member.id
        fen = _limited(
            term, who, limit, payment.amount if payment.amount is not None or not term.is_individual else None
        )
        legs = [Leg(term.account, fen, PostingMeta(member=member.id))]
        payee = payment.payee or who
    else:
        if term.is_individual:
            raise BadInputError(WHOSE(term.place, scheme=term.id))
        payee = payment.payee or term.payee
        legs = [Leg(term.account, _limited(term, payee, pool, payment.amount))]
    if not payee:
        raise BadInputError(PAYEE())
    return legs, payee


def _limited(term: Term, who: str, limit: int, amount: Decimal | None) -> int:
    if amount is None:
        if not term.is_individual:
            raise BadInputError(HOW_MUCH())
        if limit <= 0:
            raise RefusedError(NOTHING(term.place, scheme=term.id))
        return limit
    fen = to_fen(amount)
    if fen <= 0:
        raise BadInputError(HOW_MUCH())
    if fen > limit:
        shown = {"amount": format_yuan(fen), "there": format_yuan(max(limit, 0)), "who": who}
        raise RefusedError(TOO_MUCH(term.place, scheme=term.id, **shown))
    return fen


def _payment_entry(  # noqa: PLR0913, PLR0917 - one thing each
    term: Term,
    money: str,
    legs: Sequence[Leg],
    payee: str,
    payment: Payment,
    line: BankLine | None,
    day: dt.date,
    by: str,
) -> Entry:
    usual = f"转付{term.name}" if payee == term.payee else f"支付{term.name}"
    return Entry(
        date=day,
        payee=payee,
        narration=payment.purpose or (f"{usual}（{len(legs)}人）" if len(legs) > 1 else usual),
        meta=VoucherMeta(
            kind=CUSTODY_KIND,
            prepared_by=by,
            handled_by=payment.handled_by,
            accepted_by=payment.accepted_by,
            approved_by=payment.approved_by,
            approved_on=payment.approved_on or day,
            minutes=payment.minutes,
            attachments=len(payment.proofs),
            evidence="have",
            import_id=line.bank_line if line else None,
        ),
        legs=(*legs, Leg(money, -sum(leg.fen for leg in legs))),
    )


def _refusals(books: Books, entry: Entry, now: dt.datetime) -> list[Problem]:
    """Hold the voucher against the rules of the books, as posting would; return the warnings."""
    found = Rulings.gather(books).problems(Draft("custody", entry), now)
    problems = [MINUTES() if one.code == "draft-lacks" else replace(one, place=None) for one in found]
    RefusedError.raise_if(problems)
    return problems
