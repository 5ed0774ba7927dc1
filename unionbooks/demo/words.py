"""The words and prices of a kind of union, read from `data/*.toml`: what a school's year is made of."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Activity", "Cost", "Equipment", "Errand", "Petty", "Run", "Visit", "Words", "load_words", "table"]

Span = tuple[int, int]
"""A range of prices in fen, or of counts, both ends included."""


@dataclass(frozen=True, slots=True)
class Cost:
    """One thing bought: what an invoice calls it, its unit, what one costs, and from whom."""

    what: str
    unit: str
    price: Span
    supplier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of holiday goods (慰问品): for which day, bought how many working days before, and what."""

    key: str
    name: str
    day: int | None = None
    festival: Any = None
    before: int
    supplier: str
    items: tuple[Cost, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An activity of the year's calendar (活动); `on` is month and day as a number, such as 306."""

    key: str
    name: str
    kind: str
    on: int | None = None
    festival: Any = None
    account: str
    leader: str
    venue: str
    female: bool = False
    percent: int
    costs: tuple[Cost, ...]
    prize: Cost | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A small purchase that comes back every year."""

    key: str
    months: tuple[int, ...]
    account: str
    cost: Cost
    count: Span = (1, 1)
    per_member: bool = False
    leader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Petty:
    """A small thing paid in cash."""

    months: tuple[int, ...]
    account: str
    what: str
    price: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A fixed asset that such a union buys; `life` in months."""

    name: str
    model: str
    asset_class: str
    life: int
    price: Span
    supplier: str
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A kind of visit (走访慰问): how often of a hundred, whom it happens to, what is given."""

    benefit: str
    weight: int
    relation: str
    amounts: tuple[int, ...]
    ages: Span
    what: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything that depends on the kind of union.

    Attributes:
        region: Province whose rules hold.
        center: Accounting center.
        bank: Bank and branch.
        employer: The employer.
        union: The union's full name.
        short: Its short name, as in the numbers of its minutes.
        parent: The upper union.
        staff: What its members are called.
        prefix: First letters of staff numbers and membership cards.
        wings: Parts of the employer, used where one set of groups is too few.
        groups: Union groups of one part.
        female: Women, of a hundred members.
        base: Bases of dues of the youngest and the oldest, in fen.
        raise_: Yearly raise of a base, in fen.
        gross: Wages paid, in percent of the bases.
        others: Employees who are no members.
        hiring: Month in which new staff join.
        grant: What the employer calls its grant.
        grant_per_member: Half-yearly grant for each member, in fen.
        project: Name of the earmarked project.
        project_account: Code of the account that it is spent from.
        project_cost: What it buys.
        bursary: What the help with children's studies is called.
        suppliers: Suppliers by trade.
        runs: Goods handed out in a year.
        activities: Activities of a year.
        errands: Small purchases of a year.
        petty: Small things paid in cash.
        equipment: Fixed assets that it buys, in turn.
        visits: Kinds of visits.
    """

    region: str
    center: str
    bank: str
    employer: str
    union: str
    short: str
    parent: str
    staff: str
    prefix: str
    wings: tuple[str, ...]
    groups: tuple[str, ...]
    female: int
    base: Span
    raise_: Span
    gross: Span
    others: int
    hiring: int
    grant: str
    grant_per_member: int
    project: str
    project_account: str
    project_cost: Cost
    bursary: str
    suppliers: Mapping[str, tuple[str, ...]]
    runs: tuple[Run, ...]
    activities: tuple[Activity, ...]
    errands: tuple[Errand, ...]
    petty: tuple[Petty, ...]
    equipment: tuple[Equipment, ...]
    visits: tuple[Visit, ...]


@cache
def table(name: str) -> Mapping[str, Any]:
    """Read one of the tables in `data/`."""
    text = resources.files(__package__).joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def load_words(kind: str) -> Words:
    """Read the words of a kind of union, together with those that all kinds share."""
    common, own = table("common"), table(kind)
    plain: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in own.items()
        if key not in {"activity", "raise", "project_cost"}
    }
    return Words(
        **plain,
        raise_=tuple(own["raise"]),
        project_cost=_cost(own["project_cost"]),
        region=common["region"],
        center=common["center"],
        bank=common["bank"],
        suppliers={key: tuple(names) for key, names in common["suppliers"].items()},
        runs=tuple(_run(one) for one in common["run"]),
        activities=tuple(_activity(one) for one in (*common["activity"], *own["activity"])),
        errands=tuple(_errand(one) for one in common["errand"]),
        petty=tuple(Petty(**_tuples(one)) for one in common["petty"]),
        equipment=tuple(_equipment(one) for one in common["asset"]),
        visits=tuple(Visit(**_tuples(one)) for one in common["visit"]),
    )


def _tuples(one: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in one.items()}


def _cost(row: list[Any]) -> Cost:
    what, unit, low, high, *supplier = row
    return Cost(what, unit, (low, high), *supplier)


def _run(one: Mapping[str, Any]) -> Run:
    return Run(**{**one, "items": tuple(_cost(row) for row in one["items"])})


def _activity(one: Mapping[str, Any]) -> Activity:
    prize = {"prize": _cost(one["prize"])} if "prize" in one else {}
    return Activity(**{**one, "costs": tuple(_cost(row) for row in one["costs"]), **prize})


def _errand(one: Mapping[str, Any]) -> Errand:
    rest = {key: value for key, value in one.items() if key not in {"what", "unit", "supplier", "price"}}
    cost = Cost(one["what"], one["unit"], tuple(one["price"]), one["supplier"])
    return Errand(**_tuples(rest), cost=cost)


def _equipment(one: Mapping[str, Any]) -> Equipment:
    rest = {key: value for key, value in one.items() if key != "class"}
    return Equipment(**_tuples(rest), asset_class=one["class"])
