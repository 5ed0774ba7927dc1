"""Founding a ledger (建账): the files of a new union's books, ready to be opened, posted to and closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.write import Change
from unionbooks.books.write import Step
from unionbooks.books.write import found
from unionbooks.core.chart import load_chart
from unionbooks.core.chart import open_line
from unionbooks.core.chart import opening_lines
from unionbooks.core.messages import N_
from unionbooks.core.money import CURRENCY
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import AccountMeta
from unionbooks.core.vocabulary import Profile
from unionbooks.core.vocabulary.codec import quote
from unionbooks.core.vocabulary.directive import fields_of
from unionbooks.core.vocabulary.directive import write_directive
from unionbooks.rulebook.pack import NATIONAL
from unionbooks.rulebook.pack import own_rules
from unionbooks.rulebook.pack import pack_names
from unionbooks.rulebook.pack import pack_text
from unionbooks.workflow import layout

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from unionbooks.core.chart import Chart
    from unionbooks.core.problems import Problem

__all__ = ["BANK_CODE", "FoundingSpec", "found_ledger", "skeleton"]

BANK_CODE: Final = "10201"
"""Code of the basic account's leaf, below 102 Bank deposits."""

NO_NAME: Final = ProblemKind(
    "founding-name",
    N_("The union has no name."),
    N_("Give its full legal name, as on its seal."),
)
WRONG_TAX_ID: Final = ProblemKind(
    "founding-tax-id",
    N_("{found} is no unified social credit code and no tax id."),
    N_("Give the 18 characters of the union's registration certificate; invoices are made out to it."),
)
WRONG_KIND: Final = ProblemKind(
    "founding-kind",
    N_("{found} is no kind of union."),
    N_("Use one of: {choices}."),
)
TOO_EARLY: Final = ProblemKind(
    "founding-early",
    N_("The books cannot begin in {month}: the chart of accounts holds from {since} only."),
    N_("Begin in {since} or later; take older balances over with an opening voucher."),
)
NO_PACK: Final = ProblemKind(
    "founding-pack",
    N_("There is no rule pack {found}."),
    N_("Use one of: {choices}."),
)

_TAX_ID: Final = re.compile(r"[0-9A-Z]{15,20}")
_BANK_NAME: Final = ("基本户", "Basic account")
_FAVA_OPTIONS: Final = (
    # Income and liabilities are shown as people think of them, without the minus of the books.
    ("invert-income-liabilities-equity", "true"),
    ("show-accounts-with-zero-transactions", "false"),
    ("auto-reload", "true"),
)


@dataclass(frozen=True, kw_only=True)
class FoundingSpec:
    """What must be known of a union to found its books.

    Attributes:
        name: Its full legal name; also the title of the books.
        tax_id: Its unified social credit code or tax id.
        first: The first month of the books; they begin on its first day.
        region: The province or city whose rules apply.
        kind: What it belongs to: `school`, `hospital`, `company`, `street` or `other`.
        employer: The employer's name.
        parent: The upper union's name.
        center: The accounting center that receives the monthly package.
        bank: The bank and branch of the basic account.
        bank_number: The number of the basic account.
        packs: Rule packs to copy beside the national one, such as a province's.
    """

    name: str
    tax_id: str
    first: Month
    region: str | None = None
    kind: str | None = None
    employer: str | None = None
    parent: str | None = None
    center: str | None = None
    bank: str | None = None
    bank_number: str | None = None
    packs: tuple[str, ...] = ()

    def problems(self) -> list[Problem]:
        """Say what cannot be used, each with what to give instead."""
        return list(self._problems())

    def _problems(self) -> Iterator[Problem]:
        if not self.name.strip():
            yield NO_NAME()
        if not _TAX_ID.fullmatch(self.tax_id):
            yield WRONG_TAX_ID(found=quote(self.tax_id))
        kinds = next(spec.codec.choices for spec in fields_of(Profile) if spec.name == "kind")
        if self.kind is not None and self.kind not in kinds:
            yield WRONG_KIND(found=quote(self.kind), choices=", ".join(kinds))
        since = Month.of(load_chart().in_force)
        if self.first < since:
            yield TOO_EARLY(month=self.first, since=since)
        known = pack_names()
        for pack in self.packs:
            if pack not in known:
                yield NO_PACK(found=quote(pack), choices=", ".join(known))


def skeleton(spec: FoundingSpec) -> dict[str, bytes]:
    """Return the files of a new ledger: relative path -> bytes, the top file first.

    Raises:
        BadInputError: where the union cannot be founded as it is described.
    """
    BadInputError.raise_if(spec.problems())
    day = spec.first.first_day
    packs = dict.fromkeys((NATIONAL, *spec.packs))
    texts = {
        layout.MAIN: layout.header(layout.MAIN) + _main(spec, day),
        layout.UNION: layout.header(layout.UNION) + write_directive(_profile(spec, day)),
        layout.ACCOUNTS: layout.header(layout.ACCOUNTS) + _accounts(load_chart(), spec, day),
        **{layout.pack_file(pack): pack_text(pack) for pack in packs},
        layout.OWN_RULES: own_rules(day, spec.parent),
    }
    empty = (
        layout.ROLL,
        layout.budget_file(spec.first.year),
        layout.month_file(spec.first),
        layout.bank_file(spec.first),
        layout.RECEIPTS,
        layout.ACTIVITIES,
        layout.GOODS,
        layout.HARDSHIP,
        layout.ASSETS,
        layout.audit_file(spec.first.year),
        layout.SEALS,
    )
    texts |= {path: layout.header(path) for path in empty}
    return {path: (text.rstrip("\n") + "\n").encode() for path, text in texts.items()}


def found_ledger(root: Path, spec: FoundingSpec, *, by: str, now: dt.datetime) -> tuple[str, ...]:
    """Found a new ledger in an absent or empty folder, and return the files written, in order.

    Args:
        root: The folder.
        spec: The union.
        by: Who founds it.
        now: The moment that the journal names, with its offset.

    Raises:
        BadInputError: where the union cannot be founded as it is described.
        RefusedError: where the folder is not empty.
    """
    files = skeleton(spec)
    changes = tuple(Change(path, content) for path, content in files.items())
    found(root, [Step(at=now, by=by, command="init", changes=changes)])
    return tuple(files)


def _main(spec: FoundingSpec, day: dt.date) -> str:
    lines = [
        f'option "title" {quote(spec.name)}',
        f'option "operating_currency" "{CURRENCY}"',
        'option "tolerance_multiplier" "0"',
        'option "render_commas" "TRUE"',
        'plugin "unionbooks.plugin"',
        "",
        f'{day} custom "fava-extension" "unionbooks.web" "{{}}"',
        *(f'{day} custom "fava-option" "{name}" "{value}"' for name, value in _FAVA_OPTIONS),
        "",
        *(f'include "{pattern}"' for pattern in layout.INCLUDES),
    ]
    return "\n".join(lines) + "\n"


def _profile(spec: FoundingSpec, day: dt.date) -> Profile:
    return Profile(
        date=day,
        name=spec.name,
        tax_id=spec.tax_id,
        region=spec.region,
        kind=spec.kind,
        parent=spec.parent,
        center=spec.center,
        employer=spec.employer,
        bank=spec.bank,
        bank_number=spec.bank_number,
        books_start=day,
    )


def _accounts(chart: Chart, spec: FoundingSpec, day: dt.date) -> str:
    above = BANK_CODE[:-2]
    zh, en = _BANK_NAME
    meta = AccountMeta(name_zh=zh, name_en=en, bank_number=spec.bank_number)
    usual = chart.usual()
    before = [one for one in usual if one.code <= above]
    after = [one for one in usual if one.code > above]
    return "".join(
        [
            opening_lines(chart, before, day),
            open_line(chart.leaf_name(BANK_CODE, zh), day, meta),
            opening_lines(chart, after, day),
        ]
    )
