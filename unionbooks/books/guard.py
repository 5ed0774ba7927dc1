"""What a commit may not do to the books: the state before against the state that is planned."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from typing import Final

from beancount.core.data import Custom
from beancount.core.data import Transaction

from unionbooks.books.canonical import canonical
from unionbooks.books.checks.files import FORGOTTEN
from unionbooks.books.journal import OUTSIDE_CODES
from unionbooks.books.model import MAIN
from unionbooks.books.seal import check_seals
from unionbooks.books.seal import is_record
from unionbooks.books.seal import seals_in_force
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import Problem
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator

    from beancount.core.data import Directive

    from unionbooks.books.model import Books

__all__ = ["allow", "new_problems"]

VOUCHER_CHANGED: Final = ProblemKind(
    "voucher-changed",
    N_("The posted voucher {voucher} would be changed or taken away."),
    N_("A posted voucher stays as it is: cancel it with unionbooks voucher reverse {voucher}."),
)
RECORD_CHANGED: Final = ProblemKind(
    "record-changed",
    N_("What is on the record would be changed or taken away: {what} of {date}."),
    N_("Leave it and add a new one; the record only grows."),
)
SEALED_ADDED: Final = ProblemKind(
    "month-sealed",
    N_("The month {month} is sealed, but {what} of {date} would be added to it or changed."),
    N_("Date it {open} or later, or open the month again with: unionbooks reopen {month}."),
)
SEALED_TAKEN: Final = ProblemKind(
    "month-sealed-taken",
    N_("The month {month} is sealed, but {what} of {date} would be changed or taken away."),
    N_("Correct it by a new voucher in an open month, or open the month again with: unionbooks reopen {month}."),
)
VOUCHER: Final = N_("the voucher {number}")
ENTRY: Final = N_("an entry ({kind})")

_NEVER_INCLUDED: Final = ("inbox/", "profiles/")


def allow(before: Books, after: Books, written: Collection[str]) -> None:
    """Let a planned state pass, or raise with exactly what is wrong about it.

    A ledger that has errors already can still be worked on: only what the plan adds stops it.

    Args:
        before: The books as they are.
        after: The books as planned.
        written: Paths of the files that differ.

    Raises:
        RefusedError: where a posted voucher, the record or a sealed month would change.
        BadInputError: where the planned books have errors that the present ones have not.
    """
    RefusedError.raise_if(_untouchable(before, after, written))
    wrong = {_key(problem): problem for problem in [*_forgotten(after, written), *new_problems(before, after)]}
    BadInputError.raise_if(wrong.values())


def new_problems(before: Books, after: Books) -> list[Problem]:
    """Return the errors that the planned books have and the present ones have not.

    Lines move when text is put in above, so errors are matched by file, code and sentence. What
    compares files with the journal is left out: a plan is never in the journal yet.
    """
    broken = check_seals(after)
    known = Counter(map(_key, [*before.problems, *(check_seals(before) if broken else ())]))
    new: dict[tuple[str, str, str], Problem] = {}
    for problem in [*after.problems, *broken]:
        known[_key(problem)] -= 1
        if known[_key(problem)] < 0 and problem.level == "error" and problem.code not in OUTSIDE_CODES:
            new[_key(problem)] = problem
    return list(new.values())


def _key(problem: Problem) -> tuple[str, str, str]:
    return (problem.place.file if problem.place else "", problem.code, str(problem.what))


def _forgotten(after: Books, written: Iterable[str]) -> Iterator[Problem]:
    # Whatever the checks of a load say: an entry that nobody reads must not count as written.
    for path in sorted(written):
        included = path.endswith(".beancount") and not path.startswith(_NEVER_INCLUDED)
        if included and path not in after.files:
            yield FORGOTTEN(Place(path))


def _untouchable(before: Books, after: Books, written: Collection[str]) -> Iterator[Problem]:
    sealed = max(seals_in_force(before).keys() & seals_in_force(after).keys(), default=None)
    old, new = _by_text(before, written), _by_text(after, written)
    for entry in _missing(old, new):
        if _is_sealed(entry, sealed):
            yield SEALED_TAKEN(before.place(entry), **_named(entry), month=Month.of(entry.date))
        elif _is_posted(entry):
            yield VOUCHER_CHANGED(before.place(entry), voucher=entry.meta["voucher"])
        elif is_record(entry):
            yield RECORD_CHANGED(before.place(entry), **_named(entry))
    for entry in _missing(new, old):
        if sealed is not None and _is_sealed(entry, sealed):
            first_open = sealed.plus(1).first_day
            month = Month.of(entry.date)
            yield SEALED_ADDED(after.place(entry), **_named(entry), month=month, open=first_open)


def _by_text(books: Books, written: Collection[str]) -> dict[str, list[Directive]]:
    """Index entries by what they mean: those of the files written; of all, where options may change."""
    files = None if MAIN in written else {str(books.root / path) for path in written}
    entries: dict[str, list[Directive]] = {}
    for entry in books.entries:
        if files is None or entry.meta.get("filename") in files:
            entries.setdefault(canonical(entry, books.root), []).append(entry)
    return entries


def _missing(those: dict[str, list[Directive]], these: dict[str, list[Directive]]) -> Iterator[Directive]:
    for text, entries in those.items():
        yield from entries[len(these.get(text, ())) :]


def _is_sealed(entry: Directive, sealed: Month | None) -> bool:
    # What is dated before the first sealed month is under its seal, too.
    return sealed is not None and entry.date <= sealed.last_day and not is_record(entry)


def _is_posted(entry: Directive) -> bool:
    return isinstance(entry, Transaction) and entry.flag == "*" and "voucher" in entry.meta


def _named(entry: Directive) -> dict[str, object]:
    kind = entry.type if isinstance(entry, Custom) else type(entry).__name__.lower()
    number = entry.meta.get("voucher") if isinstance(entry, Transaction) else None
    what = Message(VOUCHER, {"number": number}) if number else Message(ENTRY, {"kind": kind})
    return {"what": what, "date": entry.date}
