"""Which account of the books a statement belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from importers.own_number import same_number
from unionbooks.banking.matching import BANK_CODE
from unionbooks.banking.matching import bank_accounts
from unionbooks.books.lookup import find_account
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import BankLine

if TYPE_CHECKING:
    from importers.statement import Statement
    from unionbooks.books.model import Books

__all__ = ["account_for", "find_bank_account"]

NOT_BANK: Final = ProblemKind(
    "import-not-bank",
    N_("{account} is no account that a bank keeps."),
    N_("Name an account below 102, such as 10201."),
)
OTHER_NUMBER: Final = ProblemKind(
    "import-number",
    N_("The statement is of the account {found}, but {account} has the number {expected}."),
    N_("Name the account it belongs to with --account, or correct bank-number in accounts.beancount."),
)
CHOOSE: Final = ProblemKind(
    "import-account",
    N_("The file does not say which account of the books it belongs to."),
    N_("Name it with --account, one of: {accounts}."),
)


def find_bank_account(books: Books, text: str) -> str:
    """Return the bank account that a person means.

    Raises:
        BadInputError: when none fits or several do, or it is no bank account.
    """
    account = find_account(books, text)
    if code_of(level_one(account)) != BANK_CODE:
        raise BadInputError(NOT_BANK(account=account))
    return account


def account_for(books: Books, statement: Statement, wanted: str | None) -> str:
    """Return the account a statement belongs to: the one named, else by its number, else as the last time.

    Raises:
        BadInputError: when it cannot be told, or the account named has another number.
    """
    place = Place(statement.filename)
    if wanted is not None:
        account = find_bank_account(books, wanted)
        number = _number(books, account)
        if number and statement.own_number and not same_number(number, statement.own_number):
            raise BadInputError(OTHER_NUMBER(place, found=statement.own_number, account=account, expected=number))
        return account
    known = bank_accounts(books)
    fitting = (
        [one for one in known if same_number(_number(books, one), statement.own_number)]
        if statement.own_number
        else _as_before(books, statement.profile.id)
    )
    if len(fitting) != 1:
        raise BadInputError(CHOOSE(place, accounts=", ".join(known)))
    return fitting[0]


def _number(books: Books, account: str) -> str:
    opened = books.accounts.get(account)
    return str(opened.meta.get("bank-number") or "") if opened else ""


def _as_before(books: Books, profile: str) -> list[str]:
    """Return the accounts that lines read by this profile went to."""
    return list(
        dict.fromkeys(line.account for line in books.of(BankLine) if (line.profile or "").split(" ")[0] == profile)
    )
