"""The union itself: its profile, its officers, its earmarked projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import ClassVar

from unionbooks.core.messages import N_
from unionbooks.core.vocabulary.codec import DATE
from unionbooks.core.vocabulary.codec import IDENTIFIER
from unionbooks.core.vocabulary.codec import TEXT
from unionbooks.core.vocabulary.codec import YUAN
from unionbooks.core.vocabulary.codec import choice
from unionbooks.core.vocabulary.directive import Directive
from unionbooks.core.vocabulary.directive import arg
from unionbooks.core.vocabulary.directive import meta

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

__all__ = ["Officer", "Profile", "Project"]


@dataclass(frozen=True, kw_only=True)
class Profile(Directive):
    """The name and the surroundings of the union (工会概况)."""

    keyword: ClassVar[str] = "union-profile"
    title: ClassVar[str] = N_("Who the union is")

    name: str = arg(TEXT, N_("full legal name"))
    tax_id: str = meta(TEXT, N_("unified social credit code or tax id, exactly as on invoices"), required=True)
    region: str | None = meta(TEXT, N_("province or city whose rules apply"))
    kind: str | None = meta(choice("school", "hospital", "company", "street", "other"), N_("what the union belongs to"))
    parent: str | None = meta(TEXT, N_("name of the upper union"))
    center: str | None = meta(TEXT, N_("accounting center that receives the monthly package"))
    employer: str | None = meta(TEXT, N_("name of the employer"))
    bank: str | None = meta(TEXT, N_("bank and branch of the basic account"))
    bank_number: str | None = meta(TEXT, N_("number of the basic account"))
    books_start: dt.date | None = meta(DATE, N_("first day of these books"))


@dataclass(frozen=True, kw_only=True)
class Officer(Directive):
    """A person takes an office on this day (任职)."""

    keyword: ClassVar[str] = "union-officer"
    title: ClassVar[str] = N_("Who holds which office")

    office: str = arg(
        choice(
            "chair",
            "vice-chair",
            "treasurer",
            "cashier",
            "accountant",
            "audit-chair",
            "auditor",
            "organiser",
            "culture",
            "women",
            "storekeeper",
            "committee",
        ),
        N_("the office"),
    )
    name: str = arg(TEXT, N_("name of the person"))
    member: str | None = meta(IDENTIFIER, N_("member id of the person"))
    until: dt.date | None = meta(DATE, N_("last day in office"))
    minutes: str | None = meta(TEXT, N_("minutes of the election or appointment"))


@dataclass(frozen=True, kw_only=True)
class Project(Directive):
    """An earmarked project (专项)."""

    keyword: ClassVar[str] = "union-project"
    title: ClassVar[str] = N_("Which money is earmarked")

    project: str = arg(IDENTIFIER, N_("id of the project"))
    name: str = arg(TEXT, N_("name of the project"))
    source: str | None = meta(choice("upper", "employer", "government", "donation", "own"), N_("whose money it is"))
    amount: Decimal | None = meta(YUAN, N_("amount granted"))
    document: str | None = meta(TEXT, N_("number of the grant notice"))
    until: dt.date | None = meta(DATE, N_("last day on which it may be spent"))
