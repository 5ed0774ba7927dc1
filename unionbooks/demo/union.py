"""Everything that happens to the demo union in the span of its books, gathered from its corners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.demo.activities import activities
from unionbooks.demo.balances import closing
from unionbooks.demo.balances import opening
from unionbooks.demo.bookkeeper import keep
from unionbooks.demo.budget import budgets
from unionbooks.demo.contribution import contribution
from unionbooks.demo.draft import Draft
from unionbooks.demo.draft import Entry
from unionbooks.demo.dues import dues
from unionbooks.demo.equipment import equipment
from unionbooks.demo.funds import funds
from unionbooks.demo.goods import goods
from unionbooks.demo.office import office
from unionbooks.demo.relief import relief
from unionbooks.demo.visits import visits
from unionbooks.workflow import layout

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from unionbooks.demo.bookkeeper import Kept
    from unionbooks.demo.budget import Version
    from unionbooks.demo.world import World

__all__ = ["Life", "live"]

_CORNERS: Final[tuple[Callable[[World], Iterator[Draft | Entry]], ...]] = (
    dues,
    contribution,
    funds,
    goods,
    activities,
    visits,
    relief,
    equipment,
    office,
)


@dataclass(frozen=True, slots=True)
class Life:
    """The union's books as they are kept, its budgets, and every other entry in order of time."""

    kept: Kept
    budgets: tuple[Version, ...]
    entries: tuple[Entry, ...]


def live(world: World) -> Life:
    """Let the union live through its span."""
    drafts = [opening(world)]
    entries = [*_roll(world)]
    for corner in _CORNERS:
        for one in corner(world):
            if isinstance(one, Draft):
                drafts.append(one)
            else:
                entries.append(one)
    versions = tuple(budgets(world, drafts))
    drafts += closing(world, drafts)
    kept = keep(world, drafts)
    entries += kept.entries
    entries.sort(key=lambda one: one.directive.date)
    return Life(kept, versions, tuple(entries))


def _roll(world: World) -> Iterator[Entry]:
    for event in world.roll.events:
        yield Entry(layout.ROLL, f"member {event.event}", event)
