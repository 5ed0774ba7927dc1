"""One draft as text: what it says so far, and what keeps it from being posted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.cli import formats
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.listing import show
from unionbooks.core.messages import N_
from unionbooks.core.width import pad
from unionbooks.core.width import width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.books.inbox import Draft
    from unionbooks.core.messages import Translate
    from unionbooks.core.problems import Problem

__all__ = ["draft_text"]

_LEGS: Final = (
    Column("account", N_("Account")),
    Column("debit", N_("Debit"), "money"),
    Column("credit", N_("Credit"), "money"),
)
_LABELS: Final = {
    "kind": N_("Kind"),
    "prepared-by": N_("Prepared by"),
    "handled-by": N_("Handled by"),
    "accepted-by": N_("Accepted by"),
    "approved-by": N_("Approved by"),
    "approved-on": N_("Day of approval"),
    "minutes": N_("Minutes"),
    "attachments": N_("Number of papers"),
    "evidence": N_("Evidence"),
    "evidence-due": N_("Papers due"),
    "invoice": N_("Invoice"),
    "receipt": N_("Receipt"),
    "import-id": N_("Imported row"),
    "source": N_("Source"),
    "suggested": N_("Why suggested"),
}
_WORDS: Final = frozenset({"kind", "evidence"})


def draft_text(draft: Draft, problems: Sequence[Problem], translate: Translate) -> str:
    """Write a draft for people; what is not set is left out."""
    facts = [(translate(label), value) for label, value in _facts(draft, translate) if value]
    column = max(width(label) for label, _ in facts) + 2
    lines = [f"{pad(label, column)}{value}" for label, value in facts]
    rows = tuple(
        (leg.account.partition(":")[2], max(leg.fen, 0) or None, max(-leg.fen, 0) or None) for leg in draft.entry.legs
    )
    if rows:
        lines += ["", formats.as_text(Listing("draft", _LEGS, rows), translate, None).rstrip("\n")]
    if problems:
        lines += ["", *(problem.render(translate).removeprefix(f"{draft.place}: ") for problem in problems)]
    return "\n".join(lines) + "\n"


def _facts(draft: Draft, translate: Translate) -> Iterator[tuple[str, str]]:
    from unionbooks.core.vocabulary.directive import fields_of

    entry = draft.entry
    yield N_("Draft"), draft.id
    yield N_("Date"), str(entry.date)
    yield N_("Payee"), show(entry.payee, "text", translate)
    yield N_("Narration"), show(entry.narration, "text", translate)
    for spec in fields_of(type(entry.meta)):
        value = getattr(entry.meta, spec.name)
        if spec.key in _LABELS and value is not None:
            yield _LABELS[spec.key], show(value, "word" if spec.key in _WORDS else "text", translate)
    for key, value in entry.own:
        yield key, show(value, "text", translate)
    yield N_("Belongs to"), " ".join(sorted(entry.links))
