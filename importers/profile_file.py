"""Reading profiles from their TOML files: the program's, and a union's own, which come first.

The program's profiles are in this package; a union may put its own into its `profiles/` folder, where
a file of the same id takes the place of the program's.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal
from typing import cast
from typing import get_args

from importers.profile import KEY_FIELDS
from importers.profile import Chain
from importers.profile import Columns
from importers.profile import Control
from importers.profile import Direction
from importers.profile import DropPair
from importers.profile import Key
from importers.profile import Note
from importers.profile import OwnNumber
from importers.profile import Profile
from importers.profile import Sign
from importers.profile import SignMode
from importers.profile import Status
from importers.profile import TotalTable
from importers.profile import When
from importers.profile import Words
from importers.settings import Table
from importers.settings import parse_toml
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from unionbooks.core.problems import Problem

__all__ = ["bundled_profiles", "parse_profile"]

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
BAD_GROUP: Final = ProblemKind(
    "profile-group",
    N_("The pattern {value} has no group of the kind that is needed here."),
    N_("Write {expected}."),
)

_AMOUNT_KEYS: Final[Mapping[SignMode, tuple[str, ...]]] = {
    "two_columns": ("amount_in", "amount_out"),
    "signed": ("amount",),
    "negated": ("amount",),
    "indicator": ("amount",),
    "own_account": ("amount", "payer_account", "payee_account"),
}
_TOTALS: Final = ("n", "n_in", "sum_in", "n_out", "sum_out")


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
        tested_on=top.text("tested_on", ""),
        digest=hashlib.sha256(data).hexdigest(),
        generic=top.flag("generic"),
        header_all=detect.texts("header_all"),
        header_any=detect.groups("header_any"),
        not_header=detect.texts("not_header"),
        title_any=detect.texts("title_any"),
        not_title=detect.texts("not_title"),
        header_rows=reading.number("header_rows", 1),
        strip="".join(reading.texts("strip")),
        null=_read_words(reading, "null", ("/", "-", "--")),
        stop_row=reading.texts("stop_row"),
        own_number=_read_own_number(top.table("account"), problems),
        columns=_read_columns(top.table("columns"), sign.mode, problems),
        sign=sign,
        status=_read_status(top.table("status")),
        key=_read_key(top.table("key")),
        control=_read_control(top.table("control"), problems),
    )
    if not profile.header_all and not profile.header_any:
        problems.append(NO_WORDS(top.at("detect")))
    if profile.header_rows > 2:
        reading.wrong("header_rows", profile.header_rows, Message(N_("1 or 2")))
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
    year_from = date.text("year_from", "")
    columns = Columns(
        date=date.texts("names"),
        date_else=date.texts("else"),
        formats=date.texts("formats"),
        year_from=_pattern_with_group(date, "year_from", year_from, problems) if year_from else None,
        time=table.texts("time"),
        amount=table.texts("amount"),
        amount_in=table.texts("amount_in"),
        amount_out=table.texts("amount_out"),
        balance=table.texts("balance"),
        payer=table.texts("payer"),
        payer_account=table.texts("payer_account"),
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


def _pattern_with_group(table: Table, key: str, text: str, problems: list[Problem]) -> re.Pattern[str]:
    pattern = table.pattern(key, text)
    if not pattern.groups:
        problems.append(BAD_GROUP(table.at(key), value=text, expected=Message(N_("the year in round brackets"))))
    return pattern


def _read_sign(table: Table) -> Sign:
    mode = cast("SignMode", table.choice("mode", get_args(SignMode)))
    sign = Sign(
        mode=mode,
        column=_read_sign_column(table, mode),
        money_in=_read_words(table, "in"),
        money_out=_read_words(table, "out"),
        neutral=_read_words(table, "neutral"),
        when=tuple(_read_when(one) for one in table.tables("amount_when")),
        note=_read_note(table),
        out_minus=table.flag("out_minus"),
    )
    table.done()
    return sign


def _read_sign_column(table: Table, mode: SignMode) -> tuple[str, ...]:
    names = table.texts("column")
    if mode == "indicator" and not names:
        table.text("column")
    return names


def _read_note(table: Table) -> Note | None:
    text = table.text("amount_note", "")
    effect = table.choice("amount_note_effect", ("net", "gross"), "net")
    return Note(table.pattern("amount_note", text), effect == "net") if text else None


def _read_when(table: Table) -> When:
    direction = cast("Direction", table.choice("direction", get_args(Direction)))
    when = When(table.text("column"), _read_words(table, "equals"), direction, table.texts("amount"))
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
        review=_read_words(table, "review"),
        drop_pair=pair,
        also=tuple(_read_status(one) for one in table.tables("also")),
    )
    table.done()
    return status


def _read_key(table: Table) -> Key:
    key = Key(fields=table.choices("fields", KEY_FIELDS), unique=table.flag("unique"))
    table.done()
    return key


def _read_control(table: Table, problems: list[Problem]) -> Control:
    control = Control(
        balance_chain=cast("Chain", table.choice("balance_chain", get_args(Chain), "off")),
        totals=tuple(_read_total(table, text, problems) for text in table.texts("totals")),
        total_row=table.texts("total_row"),
        total_table=_read_total_table(table.table("total_table")) if "total_table" in table else None,
        level=cast("Literal['warn', 'fail']", table.choice("level", ("warn", "fail"), "warn")),
    )
    table.done()
    return control


def _read_total(table: Table, text: str, problems: list[Problem]) -> re.Pattern[str]:
    pattern = table.pattern("totals", text)
    if not pattern.groupindex or not pattern.groupindex.keys() <= set(_TOTALS):
        expected = Message(N_("named groups such as (?P<n_in>…), of: {names}"), {"names": ", ".join(_TOTALS)})
        problems.append(BAD_GROUP(table.at("totals"), value=text, expected=expected))
    return pattern


def _read_total_table(table: Table) -> TotalTable:
    total = TotalTable(table.text("header"), **{name: table.text(name, "") for name in _TOTALS})
    table.done()
    return total
