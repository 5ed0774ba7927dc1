"""A scheme for other people's money (代管经费): entering it, with the accounts that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.custody import CUSTODY_CODE
from unionbooks.banking.custody import terms_of
from unionbooks.books.lookup import find_account
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.chart import load_chart
from unionbooks.core.chart import open_line
from unionbooks.core.ids import ID
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import AccountMeta
from unionbooks.core.vocabulary import Scheme
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.workflow.adding import added
from unionbooks.workflow.layout import ACCOUNTS
from unionbooks.workflow.layout import UNION

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from decimal import Decimal
    from pathlib import Path

    from unionbooks.books.model import Books

__all__ = ["Declared", "NewScheme", "declare"]

WRONG_ID: Final = ProblemKind(
    "custody-id",
    N_("{scheme} cannot be the id of a scheme."),
    N_("Use Latin letters, digits and . _ / - only, such as CX."),
)
NOT_BELOW: Final = ProblemKind(
    "custody-not-below",
    N_("{account} is no account below {code}."),
    N_("Name one that is, or leave the option out."),
)
OTHERS: Final = ProblemKind(
    "custody-taken",
    N_("The account {account} is that of the scheme {scheme} already."),
    N_("Leave --account out, and a new one is opened."),
)
MOVED: Final = ProblemKind(
    "custody-moved",
    N_("The scheme {scheme} is kept on {account}; a new term cannot move it to another."),
    N_("Leave --account out, or give the new scheme another id."),
)
FULL: Final = ProblemKind(
    "custody-codes",
    N_("All codes for accounts below {code} are taken."),
    N_("Name one that is no longer used with --account."),
)

APART: Final = "代管经费"
"""Name of the accounts below 101 and 102 where other people's money is kept apart (会计制度, 101 and 102)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScheme:
    """A scheme to be entered, or a new term of one.

    Attributes:
        scheme: Its id.
        name: Its name.
        kind: What it is, a word of `union-scheme`.
        date: From when it holds.
        account: Account below 221 by name or code; a new one where not given.
        bank: Account below 102 by name or code; `open_bank` opens one named 代管经费.
        cash: Account below 101 by name or code; `open_cash` opens one.
        open_bank: Whether to open the account below 102 where there is none yet.
        open_cash: Whether to open the account below 101 where there is none yet.
        lends: Whether loans are given out of it, which needs an account below 135.
        payee: To whom the money is passed on.
        amount: What each member pays in at a time, in yuan.
        rules: Its rules in a sentence.
        document: The document they come from.
        until: Last day on which it holds.
    """

    scheme: str
    name: str
    kind: str
    date: dt.date
    account: str | None = None
    bank: str | None = None
    cash: str | None = None
    open_bank: bool = False
    open_cash: bool = False
    lends: bool = False
    payee: str | None = None
    amount: Decimal | None = None
    rules: str | None = None
    document: str | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """A scheme that was entered, the accounts opened for it, and whether anything was new."""

    scheme: Scheme
    opened: tuple[str, ...]
    written: bool


def declare(root: Path, new: NewScheme, *, by: str, now: dt.datetime) -> Declared:
    """Enter a scheme at the end of `union.beancount`, and open the accounts it needs.

    The same id again begins a new term; exactly the same again changes nothing.

    Raises:
        BadInputError: where the id cannot be one, or an account is not found.
        RefusedError: where an account is of the wrong kind, or another scheme's.
    """
    if not ID.fullmatch(new.scheme):
        raise BadInputError(WRONG_ID(scheme=new.scheme))
    done: list[Declared] = []

    def make_plan(books: Books) -> Plan:
        opener = _Opener(books, new.date)
        scheme = Scheme(
            date=new.date,
            scheme=new.scheme,
            account=_own_account(books, new, opener),
            name=new.name,
            kind=new.kind,
            bank_account=_kept(books, new.bank, "102", opener, wanted=new.open_bank),
            cash_account=_kept(books, new.cash, "101", opener, wanted=new.open_cash),
            loan_account=opener.leaf("135", f"{new.name}借款") if new.lends else None,
            payee=new.payee,
            amount=new.amount,
            rules=new.rules,
            document=new.document,
            until=new.until,
        )
        if any(one == scheme for one in books.of(Scheme)):
            done.append(Declared(scheme, (), written=False))
            return Plan(())
        done.append(Declared(scheme, tuple(opener.opened), written=True))
        accounts = [added(books.root, ACCOUNTS, opener.text)] if opener.text else []
        return Plan((*accounts, added(books.root, UNION, write_directive(scheme))), (new.scheme,))

    commit(root, make_plan, by=by, now=now, command="custody add")
    return done[-1]


def _own_account(books: Books, new: NewScheme, opener: _Opener) -> str:
    terms = terms_of(books.of(Scheme), new.date)
    same = next((term for term in terms if term.id == new.scheme), None)
    if new.account is None:
        return same.account if same else opener.leaf(CUSTODY_CODE, new.name)
    account = _below(books, new.account, CUSTODY_CODE)
    if same is not None and same.account != account:
        raise RefusedError(MOVED(same.place, scheme=same.id, account=same.account))
    for term in terms:
        if term.account == account and term.id != new.scheme:
            raise RefusedError(OTHERS(term.place, account=account, scheme=term.id))
    return account


def _kept(books: Books, named: str | None, code: str, opener: _Opener, *, wanted: bool) -> str | None:
    if named is not None:
        return _below(books, named, code)
    return opener.leaf(code, APART) if wanted else None


def _below(books: Books, text: str, code: str) -> str:
    account = find_account(books, text)
    if code_of(level_one(account)) != code or account == level_one(account):
        raise RefusedError(NOT_BELOW(account=account, code=code))
    return account


class _Opener:
    """Opens leaves below level-one accounts, with the next codes, unless one of the name is there."""

    def __init__(self, books: Books, date: dt.date) -> None:
        self._books = books
        self._date = date
        self._lines: list[str] = []
        self.opened: list[str] = []

    @property
    def text(self) -> str:
        """The `open` lines."""
        return "".join(self._lines)

    def leaf(self, code: str, name: str) -> str:
        """Return the account of that name below a level-one code; open it, and what is above, where it is not there."""
        chart = load_chart()
        above = chart.account_name(code)
        prescribed = next((one for one in chart.below(code) if one.zh == name), None)
        taken = {code_of(one): one for one in (*self._books.accounts, *self.opened) if one.startswith(f"{above}:")}
        new_code = prescribed.code if prescribed else self._free(code, taken)
        account = chart.leaf_name(new_code, name)
        tail = account.rpartition(":")[2].removeprefix(new_code)
        for known_code, known in taken.items():
            if known.rpartition(":")[2].removeprefix(known_code or "") == tail:
                return known
        if above not in self._books.accounts and above not in self.opened:
            official = chart.by_code[code]
            self._open(above, AccountMeta(name_zh=official.zh, name_en=official.en))
        self._open(account, AccountMeta(name_zh=name, name_en=prescribed.en if prescribed else None))
        return account

    @staticmethod
    def _free(code: str, taken: Collection[str | None]) -> str:
        """Return the next code below a level-one code; those from 90 on are left to the chart."""
        free = next((one for number in range(1, 90) if (one := f"{code}{number:02d}") not in taken), None)
        if free is None:
            raise RefusedError(FULL(code=code))
        return free

    def _open(self, account: str, meta: AccountMeta) -> None:
        self._lines.append(open_line(account, self._date, meta))
        self.opened.append(account)
