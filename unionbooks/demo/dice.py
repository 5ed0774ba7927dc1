"""Dice that fall the same way on every machine: one seed, and a throw of its own for every noun."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING
from typing import TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Dice"]

T = TypeVar("T")


class Dice:
    """Whole-number chance for one noun, such as `Dice(7, "visits", "2026-03")`.

    The nouns are part of the seed, so that a change in one corner of the demo union leaves every
    other corner as it was. Only whole numbers are drawn: floating point is not the same everywhere.
    """

    def __init__(self, seed: int, *nouns: object) -> None:
        """Seed from the number and the nouns; equal arguments give equal throws."""
        # Plausible data is wanted here, not secrets.
        self._random = random.Random("/".join(map(str, (seed, *nouns))))  # noqa: S311

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from low to high, both included."""
        return self._random.randint(low, high)

    def chance(self, percent: int) -> bool:
        """Tell whether something happens that happens so many times in a hundred."""
        return self._random.randrange(100) < percent

    def pick(self, things: Sequence[T]) -> T:
        """Pick one thing."""
        return things[self._random.randrange(len(things))]

    def some(self, things: Sequence[T], count: int) -> tuple[T, ...]:
        """Pick several different things, in the order they stand in; all of them where there are too few."""
        places = self._random.sample(range(len(things)), min(count, len(things)))
        return tuple(things[place] for place in sorted(places))

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Return the things in another order."""
        mixed = list(things)
        self._random.shuffle(mixed)
        return mixed

    def digits(self, count: int) -> str:
        """Draw a number of so many digits, as text."""
        return str(self._random.randrange(10**count)).zfill(count)
