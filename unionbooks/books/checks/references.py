"""What an entry refers to exists on that day: members, projects, activities, vouchers, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core import vocabulary as v
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from beancount.core.data import Transaction

    from unionbooks.books.model import Books
    from unionbooks.books.source import Parsed
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["check_references"]

NO_MEMBER: Final = ProblemKind(
    "member-unknown",
    N_("There is no member {id} on {date}."),
    N_("Correct the id, or enter the member's joining first."),
)
NO_PROJECT: Final = ProblemKind(
    "project-unknown",
    N_("There is no project {id} on {date}."),
    N_("Correct the id, or enter the project with union-project first."),
)
NO_TARGET: Final = ProblemKind(
    "link-unknown",
    N_("The link ^{id} points to {what} that is not there on {date}."),
    N_("Correct the link, or enter what it points to first."),
)
NO_VOUCHER: Final = ProblemKind(
    "reference-voucher",
    N_("There is no voucher {id}."),
    N_("Correct the number."),
)
NO_ACCOUNT: Final = ProblemKind(
    "reference-account",
    N_("The account {id} is not open."),
    N_("Correct the name, or open it in accounts.beancount."),
)

_KINDS: Final = {
    "A": N_("an activity"),
    "G": N_("a goods run"),
    "H": N_("a hardship case"),
}
_JOINING: Final = frozenset({"join", "transfer-in"})


class _Known:
    """Since when each id is known; an id is known from its first directive on."""

    def __init__(self, pairs: Iterable[tuple[str, dt.date]]) -> None:
        self._since: dict[str, dt.date] = {}
        for name, day in pairs:
            self._since[name] = min(day, self._since.get(name, day))

    def on(self, name: str, day: dt.date) -> bool:
        since = self._since.get(name)
        return since is not None and since <= day


def check_references(books: Books, parsed: Parsed, overlay: Mapping[str, bytes]) -> list[Problem]:
    """Check every id that a posting, a voucher or a directive names."""
    del parsed, overlay
    members = _Known((one.member, one.date) for one in books.of(v.MemberEvent) if one.event in _JOINING)
    projects = _Known((one.project, one.date) for one in books.of(v.Project))
    targets = {
        "A": _Known((one.activity, one.date) for one in books.of(v.Activity)),
        "G": _Known((one.run, one.date) for one in books.of(v.GoodsRun)),
        "H": _Known((one.case, one.date) for one in books.of(v.Hardship)),
    }
    problems: list[Problem] = []
    for entry in books.transactions:
        problems += _check_postings(books, entry, members, projects)
        problems += _check_links(books, entry, targets)
        if (reversed_ := entry.meta.get("reverses")) and reversed_ not in books.vouchers:
            problems.append(NO_VOUCHER(books.place(entry), id=reversed_))
    runs = (targets["A"], targets["G"])
    return [*problems, *_check_directives(books, members, runs)]


def _check_postings(books: Books, entry: Transaction, members: _Known, projects: _Known) -> Iterator[Problem]:
    day = entry.date
    for posting in entry.postings:
        meta: Any = posting.meta
        if not meta:
            continue
        member = meta.get("member")
        if member is not None and not members.on(member, day):
            yield NO_MEMBER(books.place(posting), id=member, date=day)
        project = meta.get("project")
        if project is not None and not projects.on(project, day):
            yield NO_PROJECT(books.place(posting), id=project, date=day)


def _check_links(books: Books, entry: Transaction, targets: Mapping[str, _Known]) -> Iterator[Problem]:
    for link in entry.links:
        known = targets.get(link[:1])
        if known is not None and link[1:2].isdigit() and not known.on(link, entry.date):
            yield NO_TARGET(books.place(entry), id=link, what=Message(_KINDS[link[0]]), date=entry.date)


def _check_directives(books: Books, members: _Known, runs: tuple[_Known, ...]) -> Iterator[Problem]:
    for one in books.directives:
        yield from _check_fields(books, one, members)
        if isinstance(one, v.Benefit) and not any(known.on(one.run, one.date) for known in runs):
            what = Message(_KINDS.get(one.run[0], _KINDS["G"]))
            yield NO_TARGET(one.place, id=one.run, what=what, date=one.date)


def _check_fields(books: Books, one: Any, members: _Known) -> Iterator[Problem]:
    place: Place | None = one.place
    member = getattr(one, "member", None)
    if member is not None and not isinstance(one, v.MemberEvent | v.Officer) and not members.on(member, one.date):
        yield NO_MEMBER(place, id=member, date=one.date)
    account = getattr(one, "account", None)
    if account is not None and account not in books.accounts:
        yield NO_ACCOUNT(place, id=account)
    named = (
        getattr(one, "voucher", None),
        getattr(one, "correction", None),
        *(getattr(one, "vouchers", None) or ()),
    )
    for number in named:
        if number is not None and str(number) not in books.vouchers:
            yield NO_VOUCHER(place, id=number)
