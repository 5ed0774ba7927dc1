"""The same invoice read several times, from one file or from many: one invoice, and what they disagree on.

The most trustworthy reading gives each field (see `invoice.WAYS`); the others fill what it lacks. Two
readings that differ in number, day or money are an error: one of the two was changed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.invoice import WAYS
from importers.papers.invoice import Invoice
from importers.papers.invoice import Party
from importers.papers.invoice import plain_name
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from importers.papers.invoice import Way
    from unionbooks.core.problems import Problem

__all__ = ["WAY_NAMES", "Merged", "combine", "merge"]

CONFLICT: Final = ProblemKind(
    "paper-conflict",
    N_("The {field} is {one} by {way} of {file}, but {other} by {other_way} of {other_file}."),
    N_("One of the two was changed or belongs to another invoice: ask the one who issued it for the original."),
)
DIFFERS: Final = ProblemKind(
    "paper-differs",
    N_("The {field} reads {one} by {way} of {file}, and {other} by {other_way} of {other_file}."),
    N_("Compare the two by eye; what is printed may have been read wrongly."),
    "warning",
)
LOOSE: Final = ProblemKind(
    "paper-code-amount",
    N_("The QR code says {loose}, which is neither the amount before tax ({net}) nor the total ({gross})."),
    N_("The paper was changed: ask the one who issued it for the original."),
)

WAY_NAMES: Final[Mapping[Way, str]] = {
    "xml": N_("the structured data"),
    "attachment": N_("the attached data"),
    "properties": N_("the properties"),
    "tags": N_("the tags"),
    "text": N_("the printed text"),
    "qr": N_("the QR code"),
}
"""Way of reading -> its name, a source string."""

_FIELDS: Final[Mapping[str, tuple[str, Callable[[Invoice], object]]]] = {
    "number": (N_("number"), lambda one: one.number),
    "date": (N_("day of issue"), lambda one: one.date),
    "gross": (N_("total"), lambda one: one.gross),
    "net": (N_("amount before tax"), lambda one: one.net),
    "tax": (N_("tax"), lambda one: one.tax),
    "buyer-id": (N_("tax id of the buyer"), lambda one: one.buyer.tax_id),
    "seller-id": (N_("tax id of the seller"), lambda one: one.seller.tax_id),
    "buyer": (N_("name of the buyer"), lambda one: plain_name(one.buyer.name)),
    "seller": (N_("name of the seller"), lambda one: plain_name(one.seller.name)),
}
_NAMES: Final = frozenset({"buyer", "seller"})
_PRINTED: Final = frozenset({"text", "qr"})


@dataclass(frozen=True, slots=True)
class Merged:
    """An invoice out of all its readings, and the problems of putting them together."""

    invoice: Invoice
    problems: tuple[Problem, ...]


def merge(invoices: Iterable[Invoice]) -> tuple[Merged, ...]:
    """Put readings of the same number together, in the order in which each number came first.

    A reading without a number stays alone: nothing says what it belongs to.
    """
    groups: defaultdict[object, list[Invoice]] = defaultdict(list)
    for at, one in enumerate(invoices):
        groups[one.number or at].append(one)
    return tuple(combine(group) for group in groups.values())


def combine(readings: Sequence[Invoice]) -> Merged:
    """Make one invoice of readings, whose numbers should be the same.

    Raises:
        ValueError: without a reading.
    """
    if not readings:
        raise ValueError("nothing to combine")
    ranked = sorted(readings, key=_rank)
    whole = ranked[0]
    for other in ranked[1:]:
        whole = _filled(whole, other)
    sources = tuple(dict.fromkeys(source for one in ranked for source in one.sources))
    return Merged(replace(whole, sources=sources), (*_conflicts(ranked), *_loose(whole)))


def _rank(one: Invoice) -> int:
    return min((WAYS.index(source.way) for source in one.sources), default=len(WAYS))


def _filled(whole: Invoice, other: Invoice) -> Invoice:
    kind = whole.kind
    if kind == "other" or (kind == "fiscal" and other.kind == "union-receipt"):
        kind = other.kind
    return replace(
        whole,
        kind=kind,
        number=whole.number or other.number,
        code=whole.code or other.code,
        date=whole.date or other.date,
        buyer=_party(whole.buyer, other.buyer),
        seller=_party(whole.seller, other.seller),
        net=other.net if whole.net is None else whole.net,
        tax=other.tax if whole.tax is None else whole.tax,
        gross=other.gross if whole.gross is None else whole.gross,
        lines=whole.lines or other.lines,
        capitals=whole.capitals or other.capitals,
        is_red=whole.is_red or other.is_red,
        original=whole.original or other.original,
        check_code=whole.check_code or other.check_code,
        remark=whole.remark or other.remark,
        is_void=whole.is_void or other.is_void,
        loose=other.loose if whole.loose is None else whole.loose,
    )


def _party(one: Party, other: Party) -> Party:
    return Party(one.name or other.name, one.tax_id or other.tax_id)


def _conflicts(ranked: Sequence[Invoice]) -> Iterable[Problem]:
    """Compare each reading with the first that has the field."""
    for key, (name, value_of) in _FIELDS.items():
        having = [(one, value) for one in ranked if (value := value_of(one)) not in {None, ""}]
        for other, value in having[1:]:
            first, expected = having[0]
            if value != expected:
                loose = key in _NAMES and bool({source.way for source in other.sources} & _PRINTED)
                kind = DIFFERS if loose else CONFLICT
                yield kind(
                    Place(other.file),
                    field=Message(name),
                    one=expected,
                    way=_way(first),
                    file=first.file,
                    other=value,
                    other_way=_way(other),
                    other_file=other.file,
                )


def _way(one: Invoice) -> Message:
    return Message(WAY_NAMES[one.sources[0].way if one.sources else "xml"])


def _loose(whole: Invoice) -> Iterable[Problem]:
    """Hold the amount of the QR code against both amounts that it may be."""
    if whole.loose is None or whole.gross is None:
        return
    known = {abs(amount) for amount in (whole.net, whole.gross) if amount is not None}
    if abs(whole.loose) not in known and (whole.net is not None or whole.tax in {None, 0}):
        yield LOOSE(
            Place(whole.file),
            loose=format_yuan(whole.loose),
            net=format_yuan(whole.net) if whole.net is not None else "-",
            gross=format_yuan(whole.gross),
        )
