"""Other people's money (代管经费): schemes, and what each member paid in, got out and has.

Money of a savings association (储金会), premiums collected for an insurer, mutual aid (互助会) or a
donation drive (一日捐) is kept below 221, one account a scheme, and is never income of the union. Whose
it is stands on the postings (`member`); nothing else is recorded, so nothing can disagree with the
books. What the union passes on or pays back reduces 221; a loan to a member does not: it is a claim (135).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.accounts import code_of
from unionbooks.core.accounts import level_one
from unionbooks.core.messages import N_
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary import Scheme
from unionbooks.core.vocabulary.directive import fields_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from beancount.core.data import Posting

    from unionbooks.books.model import Books
    from unionbooks.books.query import Tables

__all__ = [
    "CUSTODY_CODE",
    "INDIVIDUAL",
    "Balance",
    "Custody",
    "Move",
    "Term",
    "balances",
    "custody_in",
    "custody_of",
    "enrolled",
    "find_scheme",
    "terms_of",
]

CUSTODY_CODE: Final = "221"
"""Level-one code of custodial money (代管经费)."""
INDIVIDUAL: Final = frozenset({"savings", "insurance"})
"""Kinds of scheme whose money belongs to each member; of the others it belongs to all together."""

UNKNOWN: Final = ProblemKind(
    "custody-unknown",
    N_("There is no scheme {scheme} in these books."),
    N_("See which there are with: unionbooks custody list; enter one with: unionbooks custody add."),
)

_MOVES: Final = """
SELECT p.account, p.date, v.voucher, p.member, -p.fen, v.payee, v.narration, v.kind, v.reverses IS NOT NULL,
       v.file, p.line,
       EXISTS (SELECT 1 FROM postings AS i WHERE i.txn = p.txn AND i.root = 'Income' AND i.fen < 0)
FROM postings AS p
JOIN vouchers AS v USING (txn)
WHERE p.level_one = $code AND p.date <= $day
ORDER BY p.date, v.voucher, p.txn, p.line
"""
_MONEY: Final = "SELECT account, sum(fen)::BIGINT FROM postings WHERE date <= $day GROUP BY account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A scheme as it stands on a day: what was said of it last.

    Attributes:
        id: Its id.
        name: Its name.
        kind: What it is, a word of `union-scheme`.
        account: Its account below 221.
        since: Day on which it was first entered.
        begins: Day on which its present term began.
        money: Accounts below 101 and 102 where its money is kept apart.
        loans: Account below 135 for loans out of it; empty where there are none.
        payee: To whom the money is passed on; empty where to nobody.
        amount_fen: What each member pays in at a time; `None` where that is open.
        rules: Its rules in a sentence.
        document: The document they come from.
        until: Last day on which it holds.
        place: Where it was entered last.
    """

    id: str
    name: str
    kind: str
    account: str
    since: dt.date
    begins: dt.date
    money: tuple[str, ...] = ()
    loans: str = ""
    payee: str = ""
    amount_fen: int | None = None
    rules: str = ""
    document: str = ""
    until: dt.date | None = None
    place: Place | None = None

    @property
    def is_individual(self) -> bool:
        """Whether the money belongs to each member for himself."""
        return self.kind in INDIVIDUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One posting to an account of custodial money; `fen` is positive where money was paid in.

    `member` is empty where it concerns nobody alone. A red voucher (`red`) takes back what another
    did: what it credits was paid out before, and what it debits was paid in. `with_income` tells whether
    its voucher also credits income of the union.
    """

    account: str
    date: dt.date
    voucher: str
    member: str
    fen: int
    payee: str = ""
    narration: str = ""
    kind: str = ""
    red: bool = False
    with_income: bool = False
    place: Place | None = None

    @property
    def paid_in(self) -> int:
        """What was paid in by it; negative where paying in was taken back."""
        return self.fen if (self.fen > 0) != self.red else 0

    @property
    def paid_out(self) -> int:
        """What was paid out by it; negative where paying out was taken back."""
        return self.paid_in - self.fen


@dataclass(frozen=True, slots=True)
class Balance:
    """What one member, or nobody alone (empty `member`), paid in and got out, and what is left, in fen."""

    member: str
    paid_in: int
    paid_out: int

    @property
    def fen(self) -> int:
        """What is left."""
        return self.paid_in - self.paid_out


@dataclass(frozen=True, slots=True)
class Custody:
    """Everything the books say about other people's money, up to a day.

    Attributes:
        day: The last day that counts.
        terms: The schemes by id, as they stand on the day.
        moves: Every posting below 221, in the order of the books.
        money: Account -> fen, for the accounts of custodial money and those where it is kept.
    """

    day: dt.date
    terms: tuple[Term, ...]
    moves: tuple[Move, ...]
    money: Mapping[str, int]

    def of(self, term: Term) -> tuple[Move, ...]:
        """Return the movements of a scheme."""
        return tuple(move for move in self.moves if move.account == term.account)

    def balance(self, term: Term) -> int:
        """Return what the union owes to a scheme, in fen."""
        return sum(move.fen for move in self.of(term))


def find_scheme(custody: Custody, scheme: str) -> Term:
    """Return a scheme by its id, its name, or a part of the name that fits no other.

    Raises:
        BadInputError: where none fits, or several do.
    """
    fitting = [term for term in custody.terms if scheme in {term.id, term.name}]
    fitting = fitting or [term for term in custody.terms if scheme and scheme in term.name]
    if len(fitting) != 1:
        raise BadInputError(UNKNOWN(scheme=scheme))
    return fitting[0]


def custody_of(books: Books, day: dt.date) -> Custody:
    """Gather what the loaded ledger says, up to a day."""
    terms = terms_of(books.of(Scheme), day)
    custodial = {name for name in books.accounts if code_of(level_one(name)) == CUSTODY_CODE}
    asked = {*custodial, *(name for term in terms for name in (*term.money, term.loans))}
    moves: list[Move] = []
    money: defaultdict[str, int] = defaultdict(int)
    for entry in books.transactions if asked else ():
        for posting in entry.postings:
            account, units = posting.account, posting.units
            if account not in asked or entry.date > day or units is None or units.number is None:
                continue
            fen = to_fen(units.number)
            money[account] += fen
            if account in custodial:
                meta: Any = posting.meta or {}
                moves.append(
                    Move(
                        account=posting.account,
                        date=entry.date,
                        voucher=str(entry.meta.get("voucher") or ""),
                        member=str(meta.get("member") or ""),
                        fen=-fen,
                        payee=entry.payee or "",
                        narration=entry.narration or "",
                        kind=str(entry.meta.get("kind") or ""),
                        red="reverses" in entry.meta,
                        with_income=any(map(_is_income, entry.postings)),
                        place=Place(books.place(entry).file, meta.get("lineno", 0)),
                    )
                )
    moves.sort(key=_move_key)
    return Custody(day, terms, tuple(moves), dict(money))


def _is_income(posting: Posting) -> bool:
    units = posting.units
    return posting.account.startswith("Income:") and units is not None and units.number is not None and units.number < 0


def custody_in(tables: Tables, day: dt.date) -> Custody:
    """Gather what the tables say, up to a day."""
    rows = tables.query(_MOVES, {"code": CUSTODY_CODE, "day": day}).rows
    moves = [
        Move(
            account=account,
            date=date,
            voucher=voucher or "",
            member=member or "",
            fen=fen,
            payee=payee or "",
            narration=narration or "",
            kind=kind or "",
            red=red,
            with_income=with_income,
            place=Place(file, line or 0),
        )
        for account, date, voucher, member, fen, payee, narration, kind, red, file, line, with_income in rows
    ]
    moves.sort(key=_move_key)
    terms = terms_of(_schemes(tables), day)
    asked = {name for term in terms for name in (*term.money, term.loans)} | {move.account for move in moves}
    money = {account: fen for account, fen in tables.query(_MONEY, {"day": day}).rows if account in asked}
    return Custody(day, terms, tuple(moves), money)


def _move_key(move: Move) -> tuple[dt.date, str, str, int]:
    place = move.place
    return move.date, move.voucher, place.file if place else "", place.line if place else 0


def _schemes(tables: Tables) -> Iterator[Scheme]:
    answer = tables.query("SELECT * FROM schemes ORDER BY date, file, line")
    for values in answer.rows:
        row = dict(zip(answer.columns, values, strict=True))
        fen = row.pop("amount_fen")
        amount = None if fen is None else to_yuan(fen)
        known = {spec.name: row[spec.name] for spec in fields_of(Scheme) if spec.name != "amount"}
        yield Scheme(date=row["date"], place=Place(row["file"], row["line"]), amount=amount, **known)


def terms_of(schemes: Iterable[Scheme], day: dt.date) -> tuple[Term, ...]:
    """Return the schemes as they stand on a day, by id: what was said last holds whole."""
    found: dict[str, Term] = {}
    for one in sorted(schemes, key=lambda one: one.date):
        if one.date > day:
            continue
        before = found.get(one.scheme)
        found[one.scheme] = Term(
            id=one.scheme,
            name=one.name,
            kind=one.kind,
            account=one.account,
            since=before.since if before else one.date,
            begins=one.date,
            money=tuple(filter(None, (one.bank_account, one.cash_account))),
            loans=one.loan_account or "",
            payee=one.payee or "",
            amount_fen=None if one.amount is None else to_fen(one.amount),
            rules=one.rules or "",
            document=one.document or "",
            until=one.until,
            place=one.place,
        )
    return tuple(found[name] for name in sorted(found))


def balances(moves: Iterable[Move]) -> tuple[Balance, ...]:
    """Return what each member paid in and got out, by id; what concerns nobody alone comes first, if anything."""
    sums: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for move in moves:
        sums[move.member][0] += move.paid_in
        sums[move.member][1] += move.paid_out
    return tuple(Balance(member, *sums[member]) for member in sorted(sums))


def enrolled(term: Term, moves: Sequence[Move], day: dt.date) -> dict[str, int]:
    """Return member -> fen, of everybody who takes part in a scheme on a day.

    In savings that is who has something there; the fen are the balance. In everything else it is who
    has paid in since the term began; the fen are what was paid in. A premium that was paid back before it
    was passed on does not count; help out of a fund is no paying back.
    """
    sums: defaultdict[str, int] = defaultdict(int)
    for move in moves:
        if move.account == term.account and move.member and move.date <= day:
            if term.kind == "savings":
                sums[move.member] += move.fen
            elif move.date >= term.begins:
                sums[move.member] += move.paid_in
                if term.kind == "insurance" and not (term.payee and move.payee == term.payee):
                    sums[move.member] -= move.paid_out
    return {member: fen for member, fen in sorted(sums.items()) if fen > 0}
