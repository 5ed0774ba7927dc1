"""The totals that a file states itself, set against its rows: what a lost or doubled row cannot hide from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.sheet import compare_form
from importers.sheet import tidy
from importers.values import parse_amount
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from importers.detect import Found
    from importers.rows import Dropped
    from importers.rows import Tally
    from unionbooks.core.problems import Problem

__all__ = ["ControlTotal", "check_totals", "problems_of"]

DIFFERS: Final = ProblemKind(
    "import-total",
    N_("The file says {name} {expected}, but its rows come to {found}."),
    N_("A row is missing, there twice, or has a wrong amount: download the statement again."),
)
DIFFERS_WARNING: Final = ProblemKind(DIFFERS.code, DIFFERS.what, DIFFERS.mend, "warning")

_SUMS: Final = frozenset({"sum_in", "sum_out"})
_NAMES: Final = {
    "n": N_("number of entries"),
    "n_in": N_("number of receipts"),
    "sum_in": N_("money in"),
    "n_out": N_("number of payments"),
    "sum_out": N_("money out"),
}
_COUNT: Final = re.compile(r"(\d+)(?:\.0+)?")


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A total of the file's own: `n`, `n_in`, `sum_in`, `n_out` or `sum_out`; counts, or yuan as text."""

    name: str
    expected: str
    found: str

    @property
    def ok(self) -> bool:
        """Whether the rows come to it."""
        return self.expected == self.found


def check_totals(found: Found, dropped: Sequence[Dropped], tally: Tally) -> tuple[ControlTotal, ...]:
    """Set every total that the file states against what its rows come to, each of them once."""
    stated = dict.fromkeys((*_in_sentences(found, dropped), *_in_rows(found, dropped), *_in_table(found, dropped)))
    return tuple(_compare(name, value, tally) for name, value in stated)


def problems_of(found: Found, totals: Iterable[ControlTotal], filename: str) -> list[Problem]:
    """Return a problem for each total that differs, an error where the profile wants one."""
    kind = DIFFERS if found.profile.control.level == "fail" else DIFFERS_WARNING
    return [
        kind(Place(filename), name=message(_NAMES[one.name]), expected=one.expected, found=one.found)
        for one in totals
        if not one.ok
    ]


def _compare(name: str, value: int, tally: Tally) -> ControlTotal:
    show = _yuan if name in _SUMS else str
    return ControlTotal(name, show(value), show(getattr(tally, name)))


def _yuan(fen: int) -> str:
    return format_yuan(fen, commas=False)


def _in_sentences(found: Found, dropped: Sequence[Dropped]) -> Iterator[tuple[str, int]]:
    texts = [found.above, *(one.text for one in dropped)]
    for pattern in found.profile.control.totals:
        for text in texts:
            for match in pattern.finditer(text):
                yield from _figures((name, value) for name, value in match.groupdict().items() if value)


def _in_rows(found: Found, dropped: Sequence[Dropped]) -> Iterator[tuple[str, int]]:
    starts = found.profile.control.total_row
    columns = found.profile.columns
    places = {"sum_in": found.column(columns.amount_in), "sum_out": found.column(columns.amount_out)}
    for one in dropped:
        if starts and one.text.startswith(starts):
            cells = _cells(found, one)
            yield from _figures(
                (name, cells[at]) for name, at in places.items() if at is not None and at < len(cells) and cells[at]
            )


def _in_table(found: Found, dropped: Sequence[Dropped]) -> Iterator[tuple[str, int]]:
    table = found.profile.control.total_table
    if table is None:
        return
    for at, one in enumerate(dropped[:-1]):
        words = [compare_form(cell) for cell in _cells(found, one)]
        if compare_form(table.header) in words:
            values = _cells(found, dropped[at + 1])
            for name in _NAMES:
                column = compare_form(getattr(table, name))
                if column and column in words and words.index(column) < len(values):
                    yield from _figures([(name, values[words.index(column)])])


def _cells(found: Found, dropped: Dropped) -> list[str]:
    return [tidy(cell, found.profile.strip) for cell in found.sheet.rows[dropped.source.row - 1]]


def _figures(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int]]:
    """Read counts and sums; what is neither, such as a masked figure, is no total."""
    for name, text in pairs:
        if name in _SUMS:
            try:
                yield name, parse_amount(text)
            except ValueError:
                continue
        elif (match := _COUNT.fullmatch(text.strip())) is not None:
            yield name, int(match[1])
