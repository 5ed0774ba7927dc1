"""Whether a draft may be posted: what it lacks, and which rules of the books it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.banking.matching import groups
from unionbooks.books.seal import seals_in_force
from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import ApprovalTier
from unionbooks.core.vocabulary import BankLine
from unionbooks.core.vocabulary import Incompatible
from unionbooks.core.vocabulary import Officer
from unionbooks.rulebook.rules import in_force

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.books.entry import Entry
    from unionbooks.books.inbox import Draft
    from unionbooks.books.model import Books
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["LACKING", "MONEY_CODES", "Rulings", "joined_duties", "lacking", "money_out"]

MONEY_CODES: Final = frozenset({"101", "102"})
"""Level-one codes of money: cash on hand (库存现金) and bank deposits (银行存款)."""

LACKING: Final[Mapping[str, str]] = {
    "account": N_("the account it is booked to, so that it sums to zero"),
    "narration": N_("what it is about"),
    "kind": N_("the kind of voucher"),
    "handled-by": N_("who handled the matter"),
    "approved-by": N_("who approved it"),
    "approved-on": N_("the day of approval"),
    "minutes": N_("the minutes of the decision"),
    "evidence": N_("the state of the papers"),
    "attachments": N_("the number of papers"),
    "evidence-due": N_("the day until which the papers are promised"),
}
"""What a draft may lack -> what that is, a source string; the keys are those of a voucher's metadata."""

LACKS: Final = ProblemKind(
    "draft-lacks",
    N_("The draft lacks {what}."),
    N_("Set it with: unionbooks inbox set {id} {options}"),
)
SEALED: Final = ProblemKind(
    "draft-sealed",
    N_("The draft is dated {date}, but {month} is sealed."),
    N_("Open the month again with: unionbooks reopen {month}, or drop the draft and book the matter in an open month."),
)
NOT_OPEN: Final = ProblemKind(
    "draft-account",
    N_("The account {account} is not open on {date}."),
    N_("Choose another with: unionbooks inbox set {id} --account …"),
)
EXPLAINED: Final = ProblemKind(
    "draft-explained",
    N_("The bank line of this draft is booked already, by voucher {vouchers}."),
    N_("Drop the draft with: unionbooks inbox drop {id} --why …"),
)
NOT_YET: Final = ProblemKind(
    "approval-later",
    N_("The day of approval {date} is not here yet."),
    N_("Set the day on which it was approved."),
)
JOINED: Final = ProblemKind(
    "duties-joined",
    N_("{name} is both {one} and {other} here; rule {rule} keeps the two apart."),
    N_("Have another person do one of the two."),
)
JOINED_WARNING: Final = ProblemKind(JOINED.code, JOINED.what, JOINED.mend, "warning")
NOT_ENTITLED: Final = ProblemKind(
    "approval-office",
    N_("{name} approved {amount}, but by rule {rule} the {office} does that; {holder} holds the office."),
    N_("Have it approved by the right person."),
)
NOT_ENTITLED_WARNING: Final = ProblemKind(NOT_ENTITLED.code, NOT_ENTITLED.what, NOT_ENTITLED.mend, "warning")
NO_HOLDER: Final = ProblemKind(
    "approval-no-office",
    N_("By rule {rule} the {office} approves {amount}, but nobody is on record as {office} on {date}."),
    N_("Enter who holds the office with union-officer."),
    "warning",
)
INVOICE: Final = ProblemKind(
    "invoice-twice",
    N_("The invoice {invoice} is booked already, by voucher {voucher}."),
    N_("Check whether the same invoice was handed in twice; correct the number if it is mistyped."),
)

_DUTIES: Final[Mapping[str, str]] = {
    "prepared-by": N_("preparer"),
    "handled-by": N_("handler"),
    "accepted-by": N_("acceptor or witness"),
    "approved-by": N_("approver"),
}
_OFFICE_NAMES: Final[Mapping[str, str]] = {"treasurer": N_("treasurer"), "chair": N_("chair")}
_OFFICES: Final[Mapping[str, tuple[str, ...]]] = {"treasurer": ("treasurer", "chair"), "chair": ("chair",)}
"""Approver of a tier -> the offices that may approve it; a body approves by its minutes instead."""


def money_out(entry: Entry) -> int:
    """Return the fen that leave cash and bank by a voucher; nought for income and for moves between accounts."""
    return max(0, -sum(leg.fen for leg in entry.legs if code_of(level_one(leg.account)) in MONEY_CODES))


def lacking(entry: Entry) -> tuple[str, ...]:
    """Return what a voucher still lacks, as keys of `LACKING`: some of it only when money goes out."""
    return tuple(_lacking(entry))


def _lacking(entry: Entry) -> Iterator[str]:
    if len(entry.legs) < 2 or entry.balance != 0:
        yield "account"
    if not entry.narration.strip():
        yield "narration"
    meta = entry.meta
    if money_out(entry):
        for key in ("kind", "handled-by", "approved-by", "approved-on", "evidence"):
            if getattr(meta, key.replace("-", "_")) is None:
                yield key
    if meta.evidence == "have" and not meta.attachments:
        yield "attachments"
    if meta.evidence == "promised" and meta.evidence_due is None:
        yield "evidence-due"
    if meta.evidence == "lost" and meta.minutes is None:
        yield "minutes"


def _lacks(draft: Draft, keys: Sequence[str]) -> Problem:
    what = Message(LACKING[keys[-1]])
    for key in reversed(keys[:-1]):
        what = Message(N_("{first}; {rest}"), {"first": Message(LACKING[key]), "rest": what})
    options = " ".join(f"--{key} …" for key in keys)
    return LACKS(draft.place, what=what, id=draft.id, options=options)


def joined_duties(books: Books, entry: Entry, place: Place) -> Iterator[Problem]:
    """Find two duties on a voucher that one person may not join (不相容职务), by the rules of its day."""
    for rule in in_force(books.of(Incompatible), entry.date):
        if rule.duty not in _DUTIES or rule.other not in _DUTIES:
            continue
        one, other = (getattr(entry.meta, duty.replace("-", "_")) for duty in (rule.duty, rule.other))
        if one and other and one.split() == other.split():
            kind = JOINED if rule.level == "block" else JOINED_WARNING
            duties = {"one": Message(_DUTIES[rule.duty]), "other": Message(_DUTIES[rule.other])}
            yield kind(place, name=one, rule=rule.rule, **duties)


@dataclass(frozen=True)
class Rulings:
    """What the books say about drafts, gathered once for many of them.

    Attributes:
        books: The books.
        sealed: The last day under a seal; `None` where no month is sealed.
        explained: Id of a bank line -> the vouchers that account for it.
        invoices: Invoice number -> the voucher it is booked by.
    """

    books: Books
    sealed: dt.date | None
    explained: Mapping[str, tuple[str, ...]]
    invoices: Mapping[str, str]

    @classmethod
    def gather(cls, books: Books) -> Rulings:
        """Gather what is asked for every draft."""
        months = seals_in_force(books)
        return cls(books, max(months).last_day if months else None, _explained(books), _invoices(books))

    def after(self, entry: Entry, number: str) -> Rulings:
        """Return what the books say once a voucher is posted, for the next draft of the same commit."""
        lines = dict.fromkeys((entry.meta.import_id or "").split(), (number,))
        invoices = dict.fromkeys((entry.meta.invoice or "").split(), number)
        return replace(self, explained={**self.explained, **lines}, invoices={**self.invoices, **invoices})

    def problems(self, draft: Draft, now: dt.datetime) -> list[Problem]:
        """Return what keeps a draft from being posted, and warnings; all at once."""
        entry = draft.entry
        problems = [_lacks(draft, keys)] if (keys := self._lacking(entry)) else []
        if self.sealed is not None and entry.date <= self.sealed:
            problems.append(SEALED(draft.place, date=entry.date, month=Month.of(entry.date)))
        problems += self._accounts(draft)
        problems += self._lines(draft)
        if entry.meta.approved_on is not None and entry.meta.approved_on > now.date():
            problems.append(NOT_YET(draft.place, date=entry.meta.approved_on))
        problems += joined_duties(self.books, entry, draft.place)
        problems += self._approval(draft)
        problems += [
            INVOICE(draft.place, invoice=number, voucher=self.invoices[number])
            for number in (entry.meta.invoice or "").split()
            if number in self.invoices
        ]
        return problems

    def _lacking(self, entry: Entry) -> tuple[str, ...]:
        """Return what a voucher lacks, the minutes included where its tier asks for them."""
        tier = self._tier(money_out(entry), entry)
        minutes = ("minutes",) if tier and tier.minutes and entry.meta.minutes is None else ()
        return tuple(dict.fromkeys((*lacking(entry), *minutes)))

    def _accounts(self, draft: Draft) -> Iterator[Problem]:
        date = draft.entry.date
        for account in dict.fromkeys(leg.account for leg in draft.entry.legs):
            opened = self.books.accounts.get(account)
            if opened is None or opened.date > date:
                yield NOT_OPEN(draft.place, account=account, date=date, id=draft.id)

    def _lines(self, draft: Draft) -> Iterator[Problem]:
        vouchers = {number for one in draft.import_ids for number in self.explained.get(one, ())}
        if vouchers:
            yield EXPLAINED(draft.place, vouchers=", ".join(sorted(vouchers)), id=draft.id)

    def _approval(self, draft: Draft) -> Iterator[Problem]:
        entry = draft.entry
        amount = money_out(entry)
        tier = self._tier(amount, entry)
        if tier is None:
            return
        offices = _OFFICES.get(tier.approver)
        if offices is None or entry.meta.approved_by is None:
            return
        day = entry.meta.approved_on or entry.date
        holders = {one: name for one in offices if (name := self._holder(one, day))}
        office = Message(_OFFICE_NAMES[tier.approver])
        shown = {"rule": tier.rule, "office": office, "amount": format_yuan(amount)}
        if not holders:
            yield NO_HOLDER(draft.place, date=day, **shown)
        elif entry.meta.approved_by not in holders.values():
            kind = NOT_ENTITLED if tier.level == "block" else NOT_ENTITLED_WARNING
            holder = " / ".join(holders.values())
            yield kind(draft.place, name=entry.meta.approved_by, holder=holder, **shown)

    def _tier(self, fen: int, entry: Entry) -> ApprovalTier | None:
        """Return the lowest tier that reaches the amount; none where no money goes out."""
        if not fen:
            return None
        benefits = {leg.meta.benefit for leg in entry.legs}
        tiers = [
            tier
            for tier in in_force(self.books.of(ApprovalTier), entry.date)
            if (tier.benefits is None or benefits & set(tier.benefits.split()))
            and (tier.up_to is None or fen <= to_fen(tier.up_to))
        ]
        return min(tiers, key=lambda tier: (tier.up_to is None, tier.up_to or 0), default=None)

    def _holder(self, office: str, day: dt.date) -> str | None:
        """Return who holds an office on a day: the last one to take it, unless gone."""
        held = [one for one in self.books.of(Officer) if one.office == office and one.date <= day]
        last = held[-1] if held else None
        return last.name if last and (last.until is None or day <= last.until) else None


def _explained(books: Books) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for account in dict.fromkeys(line.account for line in books.of(BankLine)):
        for group in groups(books, account):
            if group.is_explained:
                found |= {line.bank_line: tuple(group.vouchers) for line in group.lines}
    return found


def _invoices(books: Books) -> dict[str, str]:
    """Return which voucher books each invoice; a voucher that was reversed gives its invoices free."""
    reversed_ = {entry.meta.get("reverses") for entry in books.transactions}
    booked: dict[str, str] = {}
    for number, entry in books.vouchers.items():
        if number not in reversed_ and entry.meta.get("kind") != "reversal":
            for invoice in str(entry.meta.get("invoice") or "").split():
                booked.setdefault(invoice, number)
    return booked
