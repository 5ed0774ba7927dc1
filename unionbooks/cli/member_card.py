"""One member as a card (会员卡片): the particulars on a day, and the events that made them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.cli.listing import show
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.width import pad
from unionbooks.core.width import width
from unionbooks.members.lookup import find_member
from unionbooks.members.roll import Member
from unionbooks.members.timeline import everyone_in
from unionbooks.members.words import FIELD_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.books.query import Tables
    from unionbooks.core.messages import Translate

__all__ = ["Card", "as_data", "as_text", "read_card", "show_value"]

NOT_YET: Final = ProblemKind(
    "member-not-yet",
    N_("{member} {name} is not on the roll on {date}, only from {since} on."),
    N_("Give a later --date."),
)

_EVENTS: Final = "SELECT * FROM member_events WHERE member = $member AND date <= $day ORDER BY date, file, line"
_HIDDEN: Final = "id_hash"
_WORDS: Final = frozenset({"sex", "employment"})
_TOLD: Final = {
    "from_union": N_("From union"),
    "to_union": N_("To union"),
    "reason": N_("Reason"),
    "minutes": N_("Minutes"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A member on a day, and the events: each with what it sets, the keyed hash left out."""

    day: dt.date
    member: Member
    events: tuple[dict[str, Any], ...]


def read_card(tables: Tables, who: str, day: dt.date | None, today: dt.date) -> Card:
    """Read the card of a member.

    Args:
        tables: The tables of the ledger.
        who: Id, staff number or name.
        day: The day, and the last one whose events are told; today and all of them where it is `None`.
        today: Today.

    Raises:
        BadInputError: when nobody, or more than one, is meant, or the person is not on the roll yet.
    """
    on = day or today
    found = find_member(everyone_in(tables, dt.date.max), who)
    then = everyone_in(tables, on, found.id)
    if not then:
        first = tables.query("SELECT min(date) FROM member_events WHERE member = $member", {"member": found.id})
        raise BadInputError(NOT_YET(member=found.id, name=found.name, date=on, since=first.rows[0][0]))
    answer = tables.query(_EVENTS, {"member": found.id, "day": day or dt.date.max})
    events = tuple(_event(dict(zip(answer.columns, row, strict=True))) for row in answer.rows)
    return Card(on, then[0], events)


def _event(row: dict[str, Any]) -> dict[str, Any]:
    base = row.pop("base_fen")
    row["base"] = None if base is None else to_yuan(base)
    return {name: value for name, value in row.items() if value is not None and name not in {"member", _HIDDEN}}


def as_data(card: Card) -> dict[str, object]:
    """Return the card for JSON; no hash of an identity number is in it."""
    values = {field.name: getattr(card.member, field.name) for field in fields(Member) if field.name != _HIDDEN}
    return {"date": card.day, "member": values, "events": card.events}


def as_text(card: Card, translate: Translate) -> str:
    """Write the card for people."""
    facts = [(translate(label), value) for label, value in _facts(card, translate) if value]
    column = max(width(label) for label, _ in facts) + 2
    lines = [f"{pad(label, column)}{value}" for label, value in facts]
    lines += ["", translate(N_("What happened"))]
    lines += [f"  {line}" for event in card.events for line in _event_lines(event, translate)]
    return "\n".join(lines) + "\n"


def _facts(card: Card, translate: Translate) -> Iterator[tuple[str, str]]:
    member = card.member
    yield N_("Id"), member.id
    yield N_("Name"), show_value("name", member.name, translate)
    yield N_("On the day"), str(card.day)
    yield (
        N_("Status"),
        message(N_("{state} since {date}"), state=Message(member.state), date=member.since).render(translate),
    )
    yield N_("Joined"), str(member.joined)
    for name, label in FIELD_WORDS.items():
        if name != "name":
            yield label, show_value(name, getattr(member, name), translate)


def _event_lines(event: dict[str, Any], translate: Translate) -> Iterator[str]:
    place = f"{event['file']}:{event['line']}"
    yield f"{event['date']}  {translate(event['event'])}  [{place}]"
    told = {**FIELD_WORDS, **_TOLD}
    for name, label in told.items():
        if name in event:
            value = show_value(name, event[name], translate)
            yield "    " + message(N_("{label}: {value}"), label=Message(label), value=value).render(translate)


def show_value(name: str, value: object, translate: Translate) -> str:
    """Write a particular of a member for people; `name` is that of `Member`."""
    if isinstance(value, bool):
        return translate(N_("yes")) if value else translate(N_("no"))
    if isinstance(value, Decimal):
        return format_yuan(value)
    return show(value, "word" if name in _WORDS else "text", translate)
