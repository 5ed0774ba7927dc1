"""Import profiles: what a file of one bank looks like, as data (`profiles/*.toml`).

A profile says by which words a file is known, which column is what, how the sign of an amount is
found, and what makes a row the same row when it comes again. The program's profiles are in this
package; a union may put its own into its `profiles/` folder, where a file of the same id comes first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal
from typing import cast
from typing import get_args

from importers.settings import Table
from importers.settings import parse_toml
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from unionbooks.core.problems import Problem

__all__ = [
    "KEY_FIELDS",
    "Columns",
    "Control",
    "DropPair",
    "Key",
    "OwnNumber",
    "Profile",
    "Sign",
    "SignMode",
    "Status",
    "When",
    "Words",
    "bundled_profiles",
    "parse_profile",
]

SignMode = Literal["two_columns", "signed", "negated", "indicator"]
"""Where the sign comes from: a column each for in and out; the number itself; the number turned
round (positive is money out); a word beside a number without sign."""

Direction = Literal["in", "out"]
Chain = Literal["off", "warn", "fail"]

KEY_FIELDS: Final = ("date", "time", "amount", "balance", "payee", "payee_account", "summary", "bank_id")
"""Fields of a row that may make up its identity; the status never does, since it changes later."""

_AMOUNT_KEYS: Final[Mapping[SignMode, tuple[str, ...]]] = {
    "two_columns": ("amount_in", "amount_out"),
    "signed": ("amount",),
    "negated": ("amount",),
    "indicator": ("amount",),
}

NO_WORDS: Final = ProblemKind(
    "profile-detect",
    N_("Nothing in the profile tells its files from others."),
    N_("Name the words of the header below [detect], in header_all or header_any."),
)
NO_COLUMN: Final = ProblemKind(
    "profile-column",
    N_("With the sign mode {mode}, a profile needs the column {column}."),
    N_("Name it below [columns], with the words of the header."),
)
BAD_SOURCE: Final = ProblemKind(
    "profile-account",
    N_("{value} does not say where the number of the account stands."),
    N_("Write column:…, above:… or filename:…, the last two with a regular expression."),
)


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

    `summary` differs: all of its columns that are there are joined. `formats` are those of
    `strptime` for the date; forms with the year first are understood without being named.
    """

    date: tuple[str, ...]
    formats: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    amount: tuple[str, ...] = ()
    amount_in: tuple[str, ...] = ()
    amount_out: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    payee: tuple[str, ...] = ()
    payee_account: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    bank_id: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class When:
    """An exception to the sign: where a column holds exactly this word, money goes that way."""

    column: str
    equals: str
    direction: Direction


@dataclass(frozen=True, slots=True)
class Sign:
    """How the direction of an amount is found; the words are for the mode `indicator` only."""

    mode: SignMode
    column: str = ""
    money_in: frozenset[str] = frozenset()
    money_out: frozenset[str] = frozenset()
    neutral: frozenset[str] = frozenset()
    when: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class DropPair:
    """A closed payment and its refund are both left out where they share the value of a column."""

    close: str
    refund: str
    by: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the status of a row means; what is in none of the lists is shown to the user."""

    column: str = ""
    keep: Words = field(default_factory=Words)
    drop: Words = field(default_factory=Words)
    drop_pair: DropPair | None = None


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
class Control:
    """What is checked beyond the rows: whether each balance follows from the one before."""

    balance_chain: Chain = "off"


@dataclass(frozen=True, slots=True)
class Profile:
    """The description of one kind of file; see `profiles/*.toml`, which are meant to be copied.

    Attributes:
        id: Its name on the command line.
        title: What the bank calls the file, in Chinese.
        version: Raised with every change; the ledger's bank lines carry it.
        digest: SHA-256 of the profile's own file.
        generic: Whether it is asked only where no other profile fits.
        header_all: Header words that must all be there.
        header_any: Groups of header words, of each of which one must be there.
        not_header: Header words that must not be there.
        title_any: Words above the header; where there are some, one must be there.
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
    digest: str
    generic: bool
    header_all: tuple[str, ...]
    header_any: tuple[tuple[str, ...], ...]
    not_header: tuple[str, ...]
    title_any: tuple[str, ...]
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


@cache
def bundled_profiles() -> tuple[Profile, ...]:
    """Return the profiles that come with the program, sorted by id."""
    folder = resources.files("importers") / "profiles"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
    return tuple(parse_profile(one.read_bytes(), one.name) for one in files)


def parse_profile(data: bytes, filename: str) -> Profile:
    """Read a profile from the bytes of its file.

    Raises:
        BadInputError: with every mistake in it, each named by its key.
    """
    place = Place(filename)
    problems: list[Problem] = []
    top = Table(parse_toml(data, place), place, problems)
    detect, reading = top.table("detect"), top.table("read")
    sign = _read_sign(top.table("sign"))
    profile = Profile(
        id=top.text("id"),
        title=top.text("title"),
        version=top.number("version"),
        digest=hashlib.sha256(data).hexdigest(),
        generic=top.flag("generic"),
        header_all=detect.texts("header_all"),
        header_any=detect.groups("header_any"),
        not_header=detect.texts("not_header"),
        title_any=detect.texts("title_any"),
        strip="".join(reading.texts("strip")),
        null=_read_words(reading, "null", ("/", "-", "--")),
        stop_row=reading.texts("stop_row"),
        own_number=_read_own_number(top.table("account"), problems),
        columns=_read_columns(top.table("columns"), sign.mode, problems),
        sign=sign,
        status=_read_status(top.table("status")),
        key=_read_key(top.table("key")),
        control=_read_control(top.table("control")),
    )
    if not profile.header_all and not profile.header_any:
        problems.append(NO_WORDS(top.at("detect")))
    for table in (top, detect, reading):
        table.done()
    BadInputError.raise_if(problems)
    return profile


def _read_own_number(table: Table, problems: list[Problem]) -> tuple[OwnNumber, ...]:
    found = []
    for text in table.texts("from"):
        where, _, rest = text.partition(":")
        if where == "column" and rest:
            found.append(OwnNumber("column", column=rest))
        elif where in {"above", "filename"} and rest:
            kind = cast("Literal['above', 'filename']", where)
            found.append(OwnNumber(kind, pattern=table.pattern("from", rest)))
        else:
            problems.append(BAD_SOURCE(table.at("from"), value=text))
    table.done()
    return tuple(found)


def _read_columns(table: Table, mode: SignMode, problems: list[Problem]) -> Columns:
    date = table.table("date")
    columns = Columns(
        date=date.texts("names"),
        formats=date.texts("formats"),
        time=table.texts("time"),
        amount=table.texts("amount"),
        amount_in=table.texts("amount_in"),
        amount_out=table.texts("amount_out"),
        balance=table.texts("balance"),
        payee=table.texts("payee"),
        payee_account=table.texts("payee_account"),
        summary=table.texts("summary"),
        bank_id=table.texts("bank_id"),
        currency=table.texts("currency"),
    )
    problems.extend(
        NO_COLUMN(table.at(needed), mode=mode, column=needed)
        for needed in ("date", *_AMOUNT_KEYS[mode])
        if not getattr(columns, needed)
    )
    date.done()
    table.done()
    return columns


def _read_sign(table: Table) -> Sign:
    mode = cast("SignMode", table.choice("mode", get_args(SignMode)))
    sign = Sign(
        mode=mode,
        column=table.text("column") if mode == "indicator" else table.text("column", ""),
        money_in=frozenset(table.texts("in")),
        money_out=frozenset(table.texts("out")),
        neutral=frozenset(table.texts("neutral")),
        when=tuple(_read_when(one) for one in table.tables("when")),
    )
    table.done()
    return sign


def _read_when(table: Table) -> When:
    direction = cast("Direction", table.choice("direction", get_args(Direction)))
    when = When(table.text("column"), table.text("equals"), direction)
    table.done()
    return when


def _read_words(table: Table, key: str, default: tuple[str, ...] = ()) -> Words:
    words = table.texts(key, default)
    patterns = tuple(table.pattern(key, word[3:]) for word in words if word.startswith("re:"))
    return Words(frozenset(word for word in words if not word.startswith("re:")), patterns, "*" in words)


def _read_status(table: Table) -> Status:
    pair = None
    if "drop_pair" in table:
        inner = table.table("drop_pair")
        pair = DropPair(inner.text("close"), inner.text("refund"), inner.text("by"))
        inner.done()
    status = Status(
        column=table.text("column", ""),
        keep=_read_words(table, "keep"),
        drop=_read_words(table, "drop"),
        drop_pair=pair,
    )
    table.done()
    return status


def _read_key(table: Table) -> Key:
    key = Key(fields=table.choices("fields", KEY_FIELDS), unique=table.flag("unique"))
    table.done()
    return key


def _read_control(table: Table) -> Control:
    control = Control(balance_chain=cast("Chain", table.choice("balance_chain", get_args(Chain), "off")))
    table.done()
    return control
