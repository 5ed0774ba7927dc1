"""Identity numbers (公民身份号码): checked, and kept only as the last four and a keyed hash.

The number of 18 characters (GB 11643-1999) tells the day of birth and the sex. The ledger never
holds it: its last four are for people to compare, the hash is to find the same person twice. A hash
without a key would hide nothing, since a computer tries all numbers of one day of birth in a blink;
so it is HMAC-SHA-256 with a key that stays outside the ledger (see `unionbooks.workflow.identity_key`).
The first eight digits of a hash name the key, so that a hash made with another key is not mistaken
for another person; the other 56 are the code, cut to 224 bits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from dataclasses import field
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

__all__ = ["KEY_BYTES", "Identity", "fingerprint", "hash_of", "key_of_hash", "parse_identity"]

KEY_BYTES: Final = 32
"""Length of a key."""

WRONG_LENGTH: Final = ProblemKind(
    "identity-length",
    N_("The identity number has {length} characters instead of 18 digits, or 17 and an X."),
    N_("Copy it from the card; leave it empty where the person has another document."),
)
WRONG_DAY: Final = ProblemKind(
    "identity-day",
    N_("The identity number holds no day of birth in its characters 7 to 14."),
    N_("Copy it from the card once more."),
)
WRONG_CHECK: Final = ProblemKind(
    "identity-check",
    N_("The last character of the identity number does not fit the others."),
    N_("Copy it from the card once more; one character is wrong, or two are exchanged."),
)

_FORM: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_NAME_DIGITS: Final = 8
_CODE_DIGITS: Final = 56
_FIRST_YEAR: Final = 1900


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity number that was checked; it lives in memory only and is never shown.

    Attributes:
        number: All 18 characters.
    """

    number: str = field(repr=False)

    @property
    def last4(self) -> str:
        """The last four characters."""
        return self.number[-4:]

    @property
    def born(self) -> dt.date:
        """The day of birth."""
        return dt.date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))

    @property
    def sex(self) -> str:
        """`female` or `male`."""
        return "male" if int(self.number[16]) % 2 else "female"


def parse_identity(text: str) -> Identity:
    """Read an identity number; spaces and full-width characters are put right.

    Raises:
        BadInputError: when it is none. The sentence does not repeat it.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not _FORM.fullmatch(number):
        raise BadInputError(WRONG_LENGTH(length=len(number)))
    identity = Identity(number)
    try:
        born = identity.born
    except ValueError:
        raise BadInputError(WRONG_DAY()) from None
    if born.year < _FIRST_YEAR:
        raise BadInputError(WRONG_DAY())
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if _CHECKS[total % 11] != number[17]:
        raise BadInputError(WRONG_CHECK())
    return identity


def hash_of(identity: Identity, key: bytes) -> str:
    """Return the keyed hash of an identity number: 64 hexadecimal digits, the first eight name the key."""
    code = hmac.new(key, identity.number.encode("ascii"), hashlib.sha256).hexdigest()
    return fingerprint(key) + code[:_CODE_DIGITS]


def fingerprint(key: bytes) -> str:
    """Return the eight hexadecimal digits that name a key and do not tell it."""
    return hashlib.sha256(b"unionbooks identity key\0" + key).hexdigest()[:_NAME_DIGITS]


def key_of_hash(hashed: str) -> str:
    """Return the name of the key that a hash was made with."""
    return hashed[:_NAME_DIGITS]
