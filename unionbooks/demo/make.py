"""Making a demo union: its history as commits, and its books in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionbooks.books.write import found
from unionbooks.demo.history import history
from unionbooks.demo.spec import DemoSummary
from unionbooks.demo.union import live
from unionbooks.demo.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.books.write import Step
    from unionbooks.demo.spec import DemoSpec

__all__ = ["build", "make"]


def build(spec: DemoSpec) -> tuple[Step, ...]:
    """Return every commit of a demo union's books; the same spec gives the same bytes on any machine."""
    world = World(spec)
    return tuple(history(world, live(world)))


def make(root: Path, spec: DemoSpec) -> DemoSummary:
    """Make a demo union in an absent or empty folder, and say what is in it.

    Raises:
        RefusedError: where the folder is not empty.
    """
    world = World(spec)
    life = live(world)
    steps = tuple(history(world, life))
    found(root, steps)
    vouchers = life.kept.vouchers
    return DemoSummary(
        root=root,
        name=world.words.union,
        first=spec.first,
        last=spec.last,
        members=len(world.roll.active(world.end)),
        vouchers=len(vouchers),
        postings=sum(len(voucher.draft.legs) for voucher in vouchers),
        bank_lines=len(life.kept.bank_lines),
        papers=sum(len(voucher.papers) for voucher in vouchers),
        commits=len(steps),
    )
