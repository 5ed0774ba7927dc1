"""Import profiles: what a file of one bank looks like, as data (`profiles/*.toml`).

A profile says by which words a file is known, which column is what, how the sign of an amount is
found, and what makes a row the same row when it comes again. `importers.profile_file` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

if TYPE_CHECKING:
    import re

__all__ = [
    "KEY_FIELDS",
    "Chain",
    "Columns",
    "Control",
    "Direction",
    "DropPair",
    "Key",
    "Note",
    "OwnNumber",
    "Profile",
    "Sign",
    "SignMode",
    "Status",
    "TotalTable",
    "When",
    "Words",
]

SignMode = Literal["two_columns", "signed", "negated", "indicator", "own_account"]
"""Where the sign comes from: a column each for in and out; the number itself; the number turned round
(positive is money out); a word beside a number without sign; which of payer and payee is the own account."""

Direction = Literal["in", "out"]
Chain = Literal["off", "warn", "fail"]

KEY_FIELDS: Final = ("date", "time", "amount", "balance", "payee", "payee_account", "summary", "bank_id")
"""Fields of a row that may make up its identity; the status never does, since it changes later."""


@dataclass(frozen=True, slots=True)
class Words:
    """A list of words of a profile: each as it stands, `re:…` a regular expression, `*` any word."""

    exact: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()
    anything: bool = False

    def __contains__(self, text: object) -> bool:
        if not isinstance(text, str):
            return False
        if self.anything or text in self.exact:
            return True
        return bool(self.patterns) and any(one.fullmatch(text) for one in self.patterns)


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column is what; each field holds the names the column may have, any of them.

    `summary` differs: all of its columns that are there are joined. `date_else` is read where the cell
    of the date is empty. `formats` are those of `strptime` for the date; forms with the year first are
    understood without being named. `year_from` finds the year (group 1) and perhaps the month (group 2)
    of the statement above the header or in the file name, for days written without a year. `payer` and
    `payer_account` are for the sign mode `own_account` only.
    """

    date: tuple[str, ...]
    date_else: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    year_from: re.Pattern[str] | None = None
    time: tuple[str, ...] = ()
    amount: tuple[str, ...] = ()
    amount_in: tuple[str, ...] = ()
    amount_out: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    payer: tuple[str, ...] = ()
    payer_account: tuple[str, ...] = ()
    payee: tuple[str, ...] = ()
    payee_account: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    bank_id: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """An exception to the sign: where a column holds one of these words, money goes that way.

    `amount` names another column for the amount, such as that of a refund.
    """

    column: str
    equals: Words
    direction: Direction
    amount: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A note behind an amount, `131.77(已退款89.84)`: what of it was paid back, group 1, all of it without one.

    With `is_net` the amount is lessened by it; else the paying back has a row of its own, and the note
    counts in the bill's control totals only.
    """

    pattern: re.Pattern[str]
    is_net: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """How the direction of an amount is found; column and words are for the mode `indicator` only.

    `out_minus` says of two columns that some of these banks write what goes out with a minus.
    """

    mode: SignMode
    column: tuple[str, ...] = ()
    money_in: Words = field(default_factory=Words)
    money_out: Words = field(default_factory=Words)
    neutral: Words = field(default_factory=Words)
    when: tuple[When, ...] = ()
    note: Note | None = None
    out_minus: bool = False


@dataclass(frozen=True, slots=True)
class DropPair:
    """A closed payment and its refund are both left out where they share the value of a column."""

    close: str
    refund: str
    by: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the status of a row means; `review`, and what is in none of the lists, is shown to the user.

    `also` are further columns that have a say, in the same way; the column need not be there.
    """

    column: str = ""
    keep: Words = field(default_factory=Words)
    drop: Words = field(default_factory=Words)
    review: Words = field(default_factory=Words)
    drop_pair: DropPair | None = None
    also: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """What makes a row the same row when it comes again.

    `fields` are of `KEY_FIELDS`; `unique` says that the bank gives a serial number once only.
    """

    fields: tuple[str, ...] = KEY_FIELDS
    unique: bool = False


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """Where the number of the union's own account stands: in a column, above the header, in the file name."""

    where: Literal["column", "above", "filename"]
    column: str = ""
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class TotalTable:
    """Totals as a small table below the rows: a header of its own, found by its first word, and one row of values.

    Each field names the column of the figure; empty where the table has none.
    """

    header: str
    n: str = ""
    n_in: str = ""
    sum_in: str = ""
    n_out: str = ""
    sum_out: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """What is checked beyond the rows.

    Attributes:
        balance_chain: Whether each balance must follow from the one before.
        totals: Patterns of sentences above or below the rows, with the named groups `n`, `n_in`,
            `sum_in`, `n_out`, `sum_out`.
        total_row: How a row begins that has the totals in the columns of the amounts.
        total_table: Totals as a table of their own.
        level: Whether a total that differs stops the import.
    """

    balance_chain: Chain = "off"
    totals: tuple[re.Pattern[str], ...] = ()
    total_row: tuple[str, ...] = ()
    total_table: TotalTable | None = None
    level: Literal["warn", "fail"] = "warn"


@dataclass(frozen=True, slots=True)
class Profile:
    """The description of one kind of file; see `profiles/*.toml`, which are meant to be copied.

    Attributes:
        id: Its name on the command line.
        title: What the bank calls the file, in Chinese.
        version: Raised with every change; the ledger's bank lines carry it.
        tested_on: The files it was tried on, in Chinese; empty where nobody has said so.
        digest: SHA-256 of the profile's own file.
        generic: Whether it is asked only where no other profile fits.
        header_all: Header words that must all be there.
        header_any: Groups of header words, of each of which one must be there.
        not_header: Header words that must not be there.
        title_any: Words above the header; where there are some, one must be there.
        not_title: Words that must not stand above the header.
        header_rows: Rows of the header, 1 or 2; of two, the words are joined with a slash.
        strip: Signs that surround a cell without belonging to it, beside white space.
        null: Cells that mean "nothing".
        stop_row: How rows begin that are no movement of money: totals, pages, notices.
        own_number: Where the account's own number stands, the first that gives one counts.
        columns: Which column is what.
        sign: How the direction of an amount is found.
        status: What the status of a row means.
        key: What makes a row the same row.
        control: What else is checked.
    """

    id: str
    title: str
    version: int
    tested_on: str
    digest: str
    generic: bool
    header_all: tuple[str, ...]
    header_any: tuple[tuple[str, ...], ...]
    not_header: tuple[str, ...]
    title_any: tuple[str, ...]
    not_title: tuple[str, ...]
    header_rows: int
    strip: str
    null: Words
    stop_row: tuple[str, ...]
    own_number: tuple[OwnNumber, ...]
    columns: Columns
    sign: Sign
    status: Status
    key: Key
    control: Control

    @property
    def mark(self) -> str:
        """What a bank line says about the profile that read it, such as `icbc-debit 2`."""
        return f"{self.id} {self.version}"
