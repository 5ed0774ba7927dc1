"""Beancount's own errors as problems of ours: the usual ones in the user's language, with a way to mend."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.books.model import place_in
from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from unionbooks.core.problems import Problem

__all__ = ["from_beancount"]

OTHER: Final = ProblemKind(
    "beancount",
    N_("Beancount says: {text}"),
    N_("Mend the entry at this place; the words are Beancount's own."),
)
SYNTAX: Final = ProblemKind(
    "syntax",
    N_("Beancount cannot read this line ({text})."),
    N_("Look for a missing quote, a wrong indent or full-width signs on this line or just above."),
)
UNKNOWN_ACCOUNT: Final = ProblemKind(
    "account-unknown",
    N_("The account {account} is not open on that day."),
    N_("Correct the name, or open it in accounts.beancount."),
)
CLOSED_ACCOUNT: Final = ProblemKind(
    "account-closed",
    N_("The account {account} is not in use on that day."),
    N_("Use another account, or correct its open and close dates."),
)
ACCOUNT_CURRENCY: Final = ProblemKind(
    "account-currency",
    N_("The account {account} holds CNY only, not {currency}."),
    N_("Book the yuan that were paid or received."),
)
BALANCE: Final = ProblemKind(
    "balance-failed",
    N_("The balance of {account} should be {expected}, but the vouchers give {found}; the difference is {difference}."),
    N_("Find the voucher that is missing or wrong before this day."),
)
OPEN_TWICE: Final = ProblemKind(
    "account-open-twice",
    N_("The account {account} is opened twice."),
    N_("Leave the earlier open line only."),
)

_PATTERNS: Final = (
    (re.compile(r"Invalid reference to (?:unknown|undefined) account '(?P<account>[^']*)'"), UNKNOWN_ACCOUNT),
    (re.compile(r"Invalid reference to inactive account '(?P<account>[^']*)'"), CLOSED_ACCOUNT),
    (re.compile(r"Invalid currency (?P<currency>\S+) for account '(?P<account>[^']*)'"), ACCOUNT_CURRENCY),
    (
        re.compile(
            r"Balance failed for '(?P<account>[^']*)': expected (?P<expected>.+?) != accumulated (?P<found>.+?) "
            r"\((?P<difference>.+?) too (?:much|little)\)"
        ),
        BALANCE,
    ),
    (re.compile(r"Duplicate open directive for (?P<account>\S+)"), OPEN_TWICE),
    (re.compile(r"(?P<text>(?:syntax error|Invalid token|Unexpected|unexpected).*)"), SYNTAX),
)
_SAID_BETTER: Final = ("Transaction does not balance", "File does not exist")


def from_beancount(root: Path, errors: Iterable[Any]) -> list[Problem]:
    """Turn Beancount's errors into problems, but for those that a check of ours says better."""
    return [_problem(root, error) for error in errors if not (error.entry and error.message.startswith(_SAID_BETTER))]


def _problem(root: Path, error: Any) -> Problem:
    place = place_in(root, error.source or {})
    text = str(error.message).strip().split("\n")[0]
    for pattern, kind in _PATTERNS:
        if match := pattern.match(text):
            return kind(place, **match.groupdict())
    return OTHER(place, text=text)
