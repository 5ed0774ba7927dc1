"""The register of receipts (收据登记簿): what became of each number of each book.

Nothing is flagged. A number is used by the voucher that names it or by a `union-receipt`, void by a
`union-receipt-void`, and free otherwise. An issued receipt stays for ever: where its voucher was
reversed it is shown as such, until it is void or a new voucher books the same money.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Literal

from unionbooks.core.money import to_fen
from unionbooks.receipts.numbers import NumberRange
from unionbooks.receipts.numbers import ReceiptNumber
from unionbooks.receipts.purpose import money_in
from unionbooks.receipts.purpose import receivable

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from unionbooks.core.problems import Place
    from unionbooks.core.vocabulary import ReceiptBook
    from unionbooks.core.vocabulary import ReceiptVoid
    from unionbooks.receipts.facts import ReceiptFacts
    from unionbooks.receipts.facts import ReceiptVoucher

__all__ = ["Book", "Claim", "Register", "RegisterLine", "State", "make_register"]

State = Literal["issued", "reversed", "void"]
"""What became of a used number: issued, issued for a voucher that was reversed since, or spoiled."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book of receipts: its id and numbers, what it is used for, when it came and when it was handed back."""

    id: str
    numbers: NumberRange
    kind: str
    received: dt.date
    from_union: str = ""
    returned: dt.date | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A voucher uses a number; `fen` is `None` where only the voucher's own key says so."""

    number: str
    voucher: ReceiptVoucher
    date: dt.date
    fen: int | None
    payer: str
    purpose: str
    place: Place | None
    particulars: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One used number.

    Attributes:
        number: The number.
        book: Id of its book; empty where it is of none.
        date: Day of issue; of a number that was never issued, the day it became void.
        state: What became of it.
        voucher: The voucher that books the money; empty where it was never issued.
        payer: Who paid.
        purpose: What for.
        kind: `dues`, `contribution` or `general`; empty where it cannot be told.
        amount_fen: What it stands for; `None` where the books do not say, nought where it is void.
        face_fen: What it was made out over, be it void since.
        reversed_by: The voucher that cancelled the other one.
        voided: Day on which it became void.
        reason: Why it is void.
        copies: How many copies of a void one are kept.
        place: Where the number is written.
    """

    number: str
    book: str
    date: dt.date
    state: State
    voucher: str = ""
    payer: str = ""
    purpose: str = ""
    kind: str = ""
    amount_fen: int | None = 0
    face_fen: int | None = 0
    reversed_by: str = ""
    voided: dt.date | None = None
    reason: str = ""
    copies: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """All books and all used numbers, in the order of the numbers.

    Attributes:
        books: The books, by day received and number.
        lines: The used numbers.
        claims: Number -> every use of it that the books know.
        voids: Number -> every directive that says it is void.
    """

    books: tuple[Book, ...]
    lines: tuple[RegisterLine, ...]
    claims: Mapping[str, tuple[Claim, ...]]
    voids: Mapping[str, tuple[ReceiptVoid, ...]]

    def find(self, number: str) -> RegisterLine | None:
        """Return the line of a number; `None` where it is free."""
        return next((line for line in self.lines if line.number == number), None)

    def of_voucher(self, voucher: str) -> tuple[RegisterLine, ...]:
        """Return the receipts of a voucher, without void ones."""
        return tuple(line for line in self.lines if line.voucher == voucher and line.state != "void")

    def book_of(self, number: str) -> Book | None:
        """Return the book of a number; `None` where none has it."""
        return _finder(self.books)(number)

    def next_of(self, book: Book, taken: Collection[str] = ()) -> str | None:
        """Return the number that comes next in a book; `None` where it is used up or was handed back.

        Numbers are used in their order, so it is the one behind the last one used; `taken` are numbers
        that drafts have already.
        """
        if book.returned is not None:
            return None
        own = (line.number for line in self.lines if line.book == book.id)
        used = [one for text in {*taken, *own} if (one := _parsed(text))]
        last = max((one for one in used if one in book.numbers), default=None)
        following = book.numbers.after(last)
        return str(following) if following else None

    def book_for(self, kind: str, taken: Collection[str] = ()) -> Book | None:
        """Return the book whose next number is due for a kind of money: one of that kind before a general one."""
        fitting = [one for one in self.books if one.kind in {kind, "general"} and self.next_of(one, taken)]
        return min(fitting, key=lambda one: one.kind != kind, default=None)


def make_register(facts: ReceiptFacts) -> Register:
    """Make the register out of the facts; what is wrong with them is told by `unionbooks.receipts.checks`."""
    books = tuple(_books(facts.books))
    claims = _by_number(_claims(facts))
    voids: defaultdict[str, list[ReceiptVoid]] = defaultdict(list)
    for void in facts.voids:
        voids[void.number].append(void)
    find = _finder(books)
    lines = [_line(number, find(number), claims.get(number, ()), voids.get(number, ())) for number in {*claims, *voids}]
    lines = _with_amounts(lines, facts)
    lines.sort(key=lambda line: _sort_key(line.number))
    return Register(books, tuple(lines), claims, {number: tuple(them) for number, them in voids.items()})


def _books(directives: Iterable[ReceiptBook]) -> Iterator[Book]:
    """Fold the directives by id: the first says when a book came, the last one what else holds of it."""
    found: dict[str, Book] = {}
    for one in sorted(directives, key=lambda one: one.date):
        try:
            numbers = NumberRange.parse(one.first, one.last)
        except ValueError:
            continue  # the checks report it
        before = found.get(one.book)
        found[one.book] = Book(
            id=one.book,
            numbers=numbers,
            kind=one.kind or (before.kind if before else "general"),
            received=before.received if before else one.date,
            from_union=one.from_union or (before.from_union if before else ""),
            returned=one.returned or (before.returned if before else None),
            place=before.place if before else one.place,
        )
    yield from sorted(found.values(), key=lambda book: (book.received, book.numbers.first))


def _finder(books: Sequence[Book]) -> _Finder:
    return _Finder(sorted(books, key=lambda book: book.numbers.first))


class _Finder:
    """Finds the book of a number among many; of two that have it, the one that begins later."""

    def __init__(self, books: Sequence[Book]) -> None:
        self._books = books
        self._firsts = [book.numbers.first for book in books]

    def __call__(self, number: str) -> Book | None:
        parsed = _parsed(number)
        if parsed is None:
            return None
        at = bisect_right(self._firsts, parsed) - 1
        return self._books[at] if at >= 0 and parsed in self._books[at].numbers else None


def _parsed(number: str) -> ReceiptNumber | None:
    try:
        return ReceiptNumber.parse(number)
    except ValueError:
        return None


def _sort_key(number: str) -> tuple[str, int, int, str]:
    parsed = _parsed(number)
    return (parsed.prefix, parsed.width, parsed.value, "") if parsed else ("", 0, 0, number)


def _claims(facts: ReceiptFacts) -> Iterator[Claim]:
    """Give every use of a number: by a directive, and by a voucher's own key unless a directive says it, too.

    A voucher that cancels another one uses no receipt.
    """
    told = set()
    for one in facts.issued:
        voucher = facts.vouchers.get(str(one.voucher))
        if voucher is None or voucher.reverses:
            continue
        told.add((one.number, voucher.number))
        payer, purpose = one.payer or voucher.payee, one.purpose or voucher.narration
        own = one.number in voucher.receipts
        date = min(one.date, voucher.date) if own else one.date
        yield Claim(one.number, voucher, date, to_fen(one.amount), payer, purpose, one.place, particulars=True)
    for voucher in facts.vouchers.values():
        for number in dict.fromkeys(voucher.receipts):
            if (number, voucher.number) not in told and not voucher.reverses:
                payer, purpose = voucher.payee, voucher.narration
                yield Claim(number, voucher, voucher.date, None, payer, purpose, voucher.place)


def _by_number(claims: Iterable[Claim]) -> dict[str, tuple[Claim, ...]]:
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.number].append(claim)
    return {number: tuple(sorted(them, key=_claim_key)) for number, them in found.items()}


def _claim_key(claim: Claim) -> tuple[dt.date, str]:
    return claim.date, claim.voucher.number


def _line(number: str, book: Book | None, claims: Sequence[Claim], voids: Sequence[ReceiptVoid]) -> RegisterLine:
    held = book.id if book else ""
    standing = [claim for claim in claims if claim.voucher.stands]
    claim = standing[0] if standing else claims[-1] if claims else None
    void = voids[0] if voids else None
    if claim is None:
        if void is None:
            raise ValueError(f"the number {number} is not used")
        return _spoiled(RegisterLine(number=number, book=held, date=void.date, state="void", place=void.place), void)
    line = RegisterLine(
        number=number,
        book=held,
        # The first paper with the number was handed out on the day of its first use.
        date=claims[0].date,
        state="issued" if standing else "reversed",
        voucher=claim.voucher.number,
        payer=claim.payer,
        purpose=claim.purpose,
        amount_fen=claim.fen,
        reversed_by=claim.voucher.reversed_by,
        place=claim.place,
    )
    return _spoiled(line, void) if void else line


def _spoiled(line: RegisterLine, void: ReceiptVoid) -> RegisterLine:
    return replace(line, state="void", voided=void.date, reason=void.reason, copies=void.copies)


def _with_amounts(lines: Sequence[RegisterLine], facts: ReceiptFacts) -> list[RegisterLine]:
    """Work out amounts that no directive says: the only one of its voucher has all that the others leave."""
    by_voucher: defaultdict[str, list[RegisterLine]] = defaultdict(list)
    for line in lines:
        by_voucher[line.voucher].append(line)
    done: list[RegisterLine] = []
    for number, them in by_voucher.items():
        voucher = facts.vouchers.get(number)
        if voucher is None:
            done += them
            continue
        live = [line for line in them if line.state != "void"]
        kinds = _kinds(voucher, facts)
        total = sum(kinds.values()) or money_in(voucher)
        known = sum(line.amount_fen for line in live if line.amount_fen is not None)
        rest = total - known if sum(line.amount_fen is None for line in live) == 1 else None
        for line in them:
            is_void = line.state == "void"
            face = (total if is_void else rest) if line.amount_fen is None else line.amount_fen
            kind = next(iter(kinds)) if len(kinds) == 1 else _kind_by_amount(face, kinds)
            done.append(replace(line, kind=kind, amount_fen=0 if is_void else face, face_fen=face))
    return done


def _kinds(voucher: ReceiptVoucher, facts: ReceiptFacts) -> dict[str, int]:
    """Return what the voucher's receipts are for, even where it was reversed since."""
    return receivable(replace(voucher, reversed_by=""), facts.parents)


def _kind_by_amount(face: int | None, kinds: Mapping[str, int]) -> str:
    fitting = [kind for kind, fen in kinds.items() if fen == face]
    return fitting[0] if len(fitting) == 1 else ""
