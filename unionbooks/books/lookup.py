"""Finding an account by what a person writes for it: its code, its name, or part of one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.accounts import code_of
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from unionbooks.books.model import Books

__all__ = ["account_by_code", "find_account"]

UNKNOWN: Final = ProblemKind(
    "account-not-found",
    N_("No account of these books fits {text}."),
    N_("Write its code, such as 50102, or part of its name; the accounts stand in accounts.beancount."),
)
AMBIGUOUS: Final = ProblemKind(
    "account-ambiguous",
    N_("Several accounts fit {text}: {accounts}."),
    N_("Write the code of the one you mean, or its whole name."),
)


def account_by_code(books: Books, code: str) -> str | None:
    """Return the account that has exactly this code, `None` where none or more than one has."""
    fitting = [name for name in books.accounts if code_of(name) == code]
    return fitting[0] if len(fitting) == 1 else None


def find_account(books: Books, text: str) -> str:
    """Return the account that a person means by its name, its code, or a part that fits no other.

    Raises:
        BadInputError: when none fits, or more than one.
    """
    wanted = text.strip()
    if wanted in books.accounts:
        return wanted
    if wanted.isdecimal():
        fitting = [name for name in books.accounts if code_of(name) == wanted]
    else:
        fitting = [name for name in books.accounts if wanted and wanted in name.rpartition(":")[2]]
        exact = [name for name in fitting if name.endswith(wanted)]
        fitting = exact if len(exact) == 1 else fitting
    if not fitting:
        raise BadInputError(UNKNOWN(text=wanted or '""'))
    if len(fitting) > 1:
        raise BadInputError(AMBIGUOUS(text=wanted, accounts=", ".join(sorted(fitting))))
    return fitting[0]
