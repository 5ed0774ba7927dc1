"""Drafts for imported rows that no voucher explains yet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from typing import Final

from beancount.core.amount import Amount

from importers.identity import review_id
from importers.suggest import suggest
from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.inbox import Draft
from unionbooks.books.inbox import draft_id
from unionbooks.books.lookup import account_by_code
from unionbooks.core.money import CURRENCY
from unionbooks.core.money import to_yuan
from unionbooks.core.vocabulary import VoucherMeta

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Sequence

    from importers.rows import Review
    from importers.rows import Row
    from unionbooks.books.inbox import Inbox
    from unionbooks.books.model import Books
    from unionbooks.core.messages import Translate

__all__ = ["REVIEW_AMOUNT", "REVIEW_WHY", "drafts_for_reviews", "drafts_for_rows"]

REVIEW_WHY: Final = "x-review"
"""Key of the reason why a row could not be understood."""
REVIEW_AMOUNT: Final = "x-amount"
"""Key of the amount of such a row, without its direction."""


def drafts_for_rows(
    books: Books, inbox: Inbox, account: str, rows: Iterable[tuple[str, Row]], translate: Translate
) -> tuple[Draft, ...]:
    """Make a draft for each row: its bank leg, and the other leg where the bank's words say what it is.

    Args:
        books: The books, for the accounts that are open.
        inbox: The drafts there are, whose ids are taken.
        account: The bank account.
        rows: Stable id and row.
        translate: The language in which the reason of a suggestion is written down.
    """
    entries = (_row_entry(books, account, name, row, translate) for name, row in rows)
    return _numbered(inbox, entries)


def drafts_for_reviews(  # noqa: PLR0913, PLR0917 - one thing each, and none of them optional
    inbox: Inbox, account: str, reviews: Sequence[Review], day: dt.date, known: Collection[str], translate: Translate
) -> tuple[Draft, ...]:
    """Make a draft without legs for each row that was not understood, unless its id is known already.

    `day` stands in where a row's own day is not known.
    """
    seen: Counter[str] = Counter()
    named = [(review_id(review, account, seen), review) for review in reviews]
    entries = (_review_entry(name, review, day, translate) for name, review in named if name not in known)
    return _numbered(inbox, entries)


def _numbered(inbox: Inbox, entries: Iterable[Entry]) -> tuple[Draft, ...]:
    taken = {draft.id for draft in (*inbox.drafts, *inbox.dropped)}
    drafts = []
    for entry in entries:
        draft = Draft(draft_id(entry, taken), entry)
        taken.add(draft.id)
        drafts.append(draft)
    return tuple(drafts)


def _row_entry(books: Books, account: str, name: str, row: Row, translate: Translate) -> Entry:
    legs = [Leg(account, row.amount)]
    suggestion = suggest(row)
    other = account_by_code(books, suggestion.account) if suggestion else None
    if other is not None:
        legs.append(Leg(other, -row.amount))
    fits = suggestion if other is not None else None
    meta = VoucherMeta(
        kind=fits.kind if fits else None,
        import_id=name,
        source=str(row.source),
        suggested=fits.why.render(translate) if fits else None,
    )
    return Entry(date=row.date, payee=row.payee, narration=row.summary or row.payee, meta=meta, legs=tuple(legs))


def _review_entry(name: str, review: Review, day: dt.date, translate: Translate) -> Entry:
    own: list[tuple[str, object]] = [(REVIEW_WHY, review.why.render(translate))]
    if review.amount is not None:
        own.append((REVIEW_AMOUNT, Amount(to_yuan(review.amount), CURRENCY)))
    return Entry(
        date=review.date or day,
        payee=review.payee,
        narration=review.summary or review.text,
        meta=VoucherMeta(import_id=name, source=str(review.source)),
        own=tuple(own),
    )
