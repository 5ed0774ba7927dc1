"""What is wrong with other people's money: whose it is, whether it is all there, whether any was lent or taken."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.custody import CUSTODY_CODE
from unionbooks.banking.custody import balances
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.banking.custody import Custody
    from unionbooks.banking.custody import Move
    from unionbooks.banking.custody import Term
    from unionbooks.core.problems import Problem

__all__ = ["Tie", "custody_problems", "ties"]

_LOAN_KIND: Final = "advance"
"""Kind of vouchers that lend money."""

WRONG_ACCOUNT: Final = ProblemKind(
    "custody-account",
    N_("The scheme {scheme} names {account}, which is no account below {code}."),
    N_("Name an account below {code}; other people's money is a liability, and no income."),
)
WRONG_MONEY: Final = ProblemKind(
    "custody-money-account",
    N_("The money of {scheme} is said to lie on {account}, which is no account below {code}."),
    N_("Name an account below {code}."),
)
SHARED: Final = ProblemKind(
    "custody-shared",
    N_("The schemes {one} and {other} share the account {account}."),
    N_("Give each scheme an account of its own below 221."),
)
NO_SCHEME: Final = ProblemKind(
    "custody-no-scheme",
    N_("Money is kept on {account}, but no scheme says whose it is."),
    N_("Enter the scheme with: unionbooks custody add … --account {account}."),
    "warning",
)
NOBODY: Final = ProblemKind(
    "custody-nobody",
    N_("The posting to {account} does not say which member's money it is."),
    N_("Post one line a member with the key member; the money of {scheme} belongs to each member."),
)
OVERDRAWN: Final = ProblemKind(
    "custody-overdrawn",
    N_("Member {member} got {amount} more out of {scheme} than was paid in."),
    N_("Nobody is paid out of another's money; a loan is booked on 135, not on 221."),
)
POOL_OVERDRAWN: Final = ProblemKind(
    "custody-pool-overdrawn",
    N_("More was paid out of {scheme} than was paid in, by {amount}."),
    N_("Pay out only what is there; a loan is booked on 135, not on 221."),
)
LOAN: Final = ProblemKind(
    "custody-loan",
    N_("Voucher {voucher} lends money by debiting {account}."),
    N_("A loan does not reduce what is owed to those who paid in: book it on 135 其他应收款 and leave 221 as it is."),
)
INCOME: Final = ProblemKind(
    "custody-income",
    N_("Voucher {voucher} turns money of {scheme} into income of the union."),
    N_("Other people's money is never income; pay it out to those it belongs to, or by the rules of the scheme."),
    "warning",
)
MIXED: Final = ProblemKind(
    "custody-mixed",
    N_("The money of {scheme} ({amount}) is not kept apart from the union's own."),
    N_("Keep it on an account 代管经费 below 102 or 101, and name that in union-scheme (bank-account, cash-account)."),
    "warning",
)
NOT_THERE: Final = ProblemKind(
    "custody-not-there",
    N_("Of {schemes} {owed} is owed, but {accounts} hold {held}."),
    N_("Look for money that came to another account or was spent from these, and move the difference ({difference})."),
    "warning",
)


@dataclass(frozen=True, slots=True)
class Tie:
    """Schemes whose money lies on the same accounts, and whether it is all there; fen.

    Attributes:
        schemes: Their ids.
        accounts: The accounts of cash, bank and loans.
        owed: What 221 says is owed to them.
        held: What the accounts hold.
    """

    schemes: tuple[str, ...]
    accounts: tuple[str, ...]
    owed: int
    held: int

    @property
    def difference(self) -> int:
        """What is owed and not there; negative where too much is there."""
        return self.owed - self.held


def ties(custody: Custody) -> tuple[Tie, ...]:
    """Set what is owed to schemes against what their accounts of cash, bank and loans hold.

    Schemes that share an account are set against it together; those without any are left out.
    """
    groups: list[tuple[list[Term], set[str]]] = []
    for term in custody.terms:
        accounts = {*term.money, term.loans} - {""}
        if not term.money:
            continue
        terms = [term]
        rest = []
        for other_terms, other_accounts in groups:
            if accounts & other_accounts:
                terms, accounts = [*other_terms, *terms], accounts | other_accounts
            else:
                rest.append((other_terms, other_accounts))
        groups = [*rest, (terms, accounts)]
    return tuple(
        Tie(
            tuple(term.id for term in terms),
            tuple(sorted(accounts)),
            sum(custody.balance(term) for term in terms),
            sum(custody.money.get(account, 0) for account in accounts),
        )
        for terms, accounts in groups
    )


def custody_problems(custody: Custody) -> list[Problem]:
    """Report everything that is wrong with schemes, their money, and the vouchers that touch it."""
    found = (_accounts, _stray, _unclaimed, _overdrawn, _money, _taken)
    return [problem for check in found for problem in check(custody)]


def _accounts(custody: Custody) -> Iterator[Problem]:
    first: dict[str, Term] = {}
    for term in custody.terms:
        if not _is_below(term.account, CUSTODY_CODE):
            yield WRONG_ACCOUNT(term.place, scheme=term.id, account=term.account, code=CUSTODY_CODE)
        other = first.setdefault(term.account, term)
        if other is not term:
            yield SHARED(term.place, one=other.id, other=term.id, account=term.account)
        for account in term.money:
            if not _is_below(account, "101") and not _is_below(account, "102"):
                yield WRONG_MONEY(term.place, scheme=term.id, account=account, code="101 / 102")
        if term.loans and not _is_below(term.loans, "135"):
            yield WRONG_MONEY(term.place, scheme=term.id, account=term.loans, code="135")


def _is_below(account: str, code: str) -> bool:
    return code_of(level_one(account)) == code and account != level_one(account)


def _stray(custody: Custody) -> Iterator[Problem]:
    known = {term.account for term in custody.terms}
    last: dict[str, Move] = {move.account: move for move in custody.moves if move.account not in known}
    for account, move in last.items():
        if custody.money.get(account):
            yield NO_SCHEME(move.place, account=account)


def _unclaimed(custody: Custody) -> Iterator[Problem]:
    individual = {term.account: term for term in custody.terms if term.is_individual}
    for move in custody.moves:
        term = individual.get(move.account)
        if term is not None and not move.member:
            yield NOBODY(move.place, account=move.account, scheme=term.id)


def _overdrawn(custody: Custody) -> Iterator[Problem]:
    for term in custody.terms:
        moves = custody.of(term)
        if term.is_individual:
            last: dict[str, Move] = {move.member: move for move in moves}
            for one in balances(moves):
                if one.fen < 0 and one.member:
                    shown = {"member": one.member, "amount": format_yuan(-one.fen), "scheme": term.id}
                    yield OVERDRAWN(last[one.member].place, **shown)
        elif custody.balance(term) < 0:
            amount = format_yuan(-custody.balance(term))
            yield POOL_OVERDRAWN(moves[-1].place, scheme=term.id, amount=amount)


def _money(custody: Custody) -> Iterator[Problem]:
    for term in custody.terms:
        owed = custody.balance(term)
        if not term.money and owed:
            yield MIXED(term.place, scheme=term.id, amount=format_yuan(owed))
    places = {term.id: term.place for term in custody.terms}
    for tie in ties(custody):
        if tie.difference:
            yield NOT_THERE(
                places[tie.schemes[-1]],
                schemes=", ".join(tie.schemes),
                owed=format_yuan(tie.owed),
                accounts=", ".join(tie.accounts),
                held=format_yuan(tie.held),
                difference=format_yuan(tie.difference),
            )


def _taken(custody: Custody) -> Iterator[Problem]:
    """Report vouchers that lend other people's money, or take it as income."""
    by_voucher: defaultdict[tuple[str, str], list[Move]] = defaultdict(list)
    for move in custody.moves:
        if not move.red:
            by_voucher[move.voucher, move.account].append(move)
    for (voucher, account), moves in by_voucher.items():
        if sum(move.fen for move in moves) >= 0:
            continue
        if moves[0].kind == _LOAN_KIND:
            yield LOAN(moves[0].place, voucher=voucher, account=account)
        if moves[0].with_income:
            yield INCOME(moves[0].place, voucher=voucher, scheme=_scheme_of(custody.terms, account))


def _scheme_of(terms: Sequence[Term], account: str) -> str:
    return next((term.id for term in terms if term.account == account), account)
