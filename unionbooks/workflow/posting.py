"""From draft to voucher (过账): completing a draft, posting it, dropping it, and reversing a voucher."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from dataclasses import fields
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.matching import open_amounts
from unionbooks.books.entry import Entry
from unionbooks.books.entry import Leg
from unionbooks.books.inbox import Draft
from unionbooks.books.inbox import drop
from unionbooks.books.inbox import put
from unionbooks.books.inbox import read_inbox
from unionbooks.books.inbox import take_out
from unionbooks.books.lookup import find_account
from unionbooks.books.write import Plan
from unionbooks.books.write import commit
from unionbooks.core.messages import N_
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary import BankLine
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.workflow.numbering import Numbers
from unionbooks.workflow.numbering import numbered
from unionbooks.workflow.numbering import voucher_changes
from unionbooks.workflow.readiness import Rulings
from unionbooks.workflow.readiness import lacking

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Sequence
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.core.problems import Problem

__all__ = ["Completion", "Posted", "PostedVoucher", "Refusal", "Share", "complete", "drop_draft", "post"]

TWO_RESTS: Final = ProblemKind(
    "draft-two-rests",
    N_("Several accounts are named without an amount."),
    N_("Give all but one of them an amount, as 50102=120.00."),
)
NO_WHY: Final = ProblemKind(
    "draft-drop-why",
    N_("A draft is dropped only with a reason."),
    N_("Say why with --why."),
)
LINE_STAYS: Final = ProblemKind(
    "draft-drop-line",
    N_("The draft stands for a movement on the bank account, which does not go away by dropping it."),
    N_("Complete and post it; where a posted voucher books the movement already, it may be dropped."),
)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a draft: an account by name or code, and fen, debit positive; `None` is what is left over."""

    account: str
    fen: int | None = None
    meta: PostingMeta = field(default_factory=PostingMeta)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a person sets in a draft; what is `None` stays as it is.

    Attributes:
        shares: The accounts beside the bank's; they take the place of those set before.
        payee: The other side.
        narration: What it is about.
        meta: Metadata to set; the voucher's number and what was imported cannot be.
    """

    shares: tuple[Share, ...] | None = None
    payee: str | None = None
    narration: str | None = None
    meta: VoucherMeta = field(default_factory=VoucherMeta)


@dataclass(frozen=True, slots=True)
class PostedVoucher:
    """A voucher that was posted: its number, the draft it was, and what it says."""

    number: VoucherNumber
    draft: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Refusal:
    """A draft that stays in the inbox, and all that keeps it from being posted."""

    draft: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """What came of posting: vouchers in the order of their numbers, drafts that stay, and warnings."""

    vouchers: tuple[PostedVoucher, ...]
    refused: tuple[Refusal, ...]
    warnings: tuple[Problem, ...]


_NOT_SET: Final = frozenset({"voucher", "import_id", "source", "reverses"})


def complete(root: Path, draft_id: str, completion: Completion, *, by: str, now: dt.datetime) -> Draft:
    """Set what is missing in a draft, and return it as it is then.

    Raises:
        BadInputError: when there is no such draft, or an account is not known.
    """
    done: list[Draft] = []

    def make_plan(books: Books) -> Plan:
        draft = read_inbox(books.root).find(draft_id)
        new = Draft(draft.id, _completed(books, draft.entry, completion))
        done.append(new)
        return Plan((put(new, lacking(new.entry)),)) if new != draft else Plan(())

    commit(root, make_plan, by=by, now=now, command="inbox set")
    return done[-1]


def _completed(books: Books, entry: Entry, completion: Completion) -> Entry:
    given = {
        one.name: value
        for one in fields(VoucherMeta)
        if one.name not in _NOT_SET and (value := getattr(completion.meta, one.name)) is not None
    }
    if completion.shares is not None:
        given.setdefault("suggested", None)
    legs = entry.legs if completion.shares is None else _legs(books, entry, completion.shares)
    return replace(
        entry,
        payee=entry.payee if completion.payee is None else completion.payee,
        narration=entry.narration if completion.narration is None else completion.narration,
        meta=replace(entry.meta, **given),
        legs=legs,
    )


def _legs(books: Books, entry: Entry, shares: Sequence[Share]) -> tuple[Leg, ...]:
    """Put the shares beside what the bank says, which is not for a person to change."""
    ids = (entry.meta.import_id or "").split()
    kept = [Leg(account, fen) for account, fen in open_amounts(books, ids).items()]
    sums = [share.fen for share in shares]
    if sums.count(None) > 1:
        raise BadInputError(TWO_RESTS())
    rest = -sum(leg.fen for leg in kept) - sum(fen or 0 for fen in sums)
    legs = [
        Leg(find_account(books, share.account), rest if share.fen is None else share.fen, share.meta)
        for share in shares
    ]
    return (*kept, *legs)


def post(root: Path, draft_ids: Sequence[str], *, by: str, now: dt.datetime) -> Posted:
    """Post drafts: each gets the next number of its month and moves to the month's file, all in one commit.

    A draft that may not be posted stays in the inbox with its reasons, and takes no number.

    Args:
        root: The ledger's folder.
        draft_ids: Ids of the drafts, or parts of them that fit no other; none means all.
        by: Who posts; it is the preparer of vouchers that name none.
        now: When, with the offset.

    Raises:
        BadInputError: when there is no such draft.
        RefusedError: when none of the drafts may be posted, with every reason.
    """
    done: list[Posted] = []

    def make_plan(books: Books) -> Plan:
        inbox = read_inbox(books.root)
        chosen = {draft.id: draft for draft in map(inbox.find, draft_ids)} if draft_ids else {}
        drafts = [draft for draft in inbox.drafts if draft.id in chosen or not draft_ids]
        posted = _judge(books, drafts, by, now)
        if drafts and not posted.vouchers:
            raise RefusedError(*(one for refusal in posted.refused for one in refusal.problems))
        done.append(posted)
        return _posting_plan(books, drafts, posted)

    commit(root, make_plan, by=by, now=now, command="inbox post")
    return done[-1]


def _judge(books: Books, drafts: Iterable[Draft], by: str, now: dt.datetime) -> Posted:
    rulings = Rulings.gather(books)
    numbers = Numbers(books)
    vouchers, refused, warnings = [], [], []
    for draft in drafts:
        meta = replace(draft.entry.meta, prepared_by=draft.entry.meta.prepared_by or by)
        entry = replace(draft.entry, meta=meta)
        problems = rulings.problems(replace(draft, entry=entry), now)
        if any(problem.level == "error" for problem in problems):
            refused.append(Refusal(draft.id, tuple(problems)))
            continue
        warnings += problems
        number = numbers.next(Month.of(entry.date))
        vouchers.append(PostedVoucher(number, draft.id, numbered(entry, number)))
        rulings = rulings.after(vouchers[-1].entry, str(number))
    return Posted(tuple(vouchers), tuple(refused), tuple(warnings))


def _posting_plan(books: Books, drafts: Iterable[Draft], posted: Posted) -> Plan:
    accepted = {voucher.draft for voucher in posted.vouchers}
    taken = [take_out(draft) for draft in drafts if draft.id in accepted]
    entries = [voucher.entry for voucher in posted.vouchers]
    ids = tuple(str(voucher.number) for voucher in posted.vouchers)
    return Plan((*voucher_changes(books, entries), *taken), ids)


def drop_draft(root: Path, draft_id: str, *, why: str, by: str, now: dt.datetime) -> Draft:
    """Take a draft out of the inbox for good; it is kept among the dropped ones, with the reason.

    Raises:
        BadInputError: when there is no such draft, or no reason.
        RefusedError: when it stands for a bank line that no voucher explains.
    """
    if not why.strip():
        raise BadInputError(NO_WHY())
    done: list[Draft] = []

    def make_plan(books: Books) -> Plan:
        draft = read_inbox(books.root).find(draft_id)
        lines = {line.bank_line for line in books.of(BankLine)}
        explained = Rulings.gather(books).explained
        if any(one in lines and one not in explained for one in draft.import_ids):
            raise RefusedError(LINE_STAYS(draft.place))
        done.append(draft)
        return Plan(drop(draft, why))

    commit(root, make_plan, by=by, now=now, command="inbox drop", why=why)
    return done[-1]
