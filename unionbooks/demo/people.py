"""Invented people: names, birthdays, staff numbers, wages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from unionbooks.core.month import Month
from unionbooks.demo.words import table

if TYPE_CHECKING:
    from unionbooks.demo.dice import Dice
    from unionbooks.demo.words import Words

__all__ = ["Namer", "Person", "Sex", "Wish", "make_person", "retirement"]

Sex = Literal["female", "male"]

ALL_DIFFERENT: Final = 300
"""Up to so many members nobody shares a name; in a bigger union some do, as in life."""

_REFORM: Final = Month(2025, 1)
_RETIRE_AT: Final[dict[Sex, int]] = {"female": 55, "male": 60}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Person:
    """A member, and what does not change about one."""

    id: str
    name: str
    sex: Sex
    born: dt.date
    group: str
    staff_no: str
    employment: str
    joined: dt.date
    card: str
    last4: str
    base: int


class Namer:
    """Gives names that do not collide with those of the officers, and with nobody's in a small union."""

    def __init__(self, dice: Dice, members: int) -> None:
        """Keep the dice; `members` is the size of the union."""
        self._dice = dice
        self._small = members <= ALL_DIFFERENT
        self._taken: set[str] = set()
        self._numbers: set[str] = set()

    def name(self, sex: Sex, *, alone: bool) -> str:
        """Make a name; one that is to stand alone is never given again."""
        while True:
            name = self._draw(sex)
            if name not in self._taken:
                if alone or self._small:
                    self._taken.add(name)
                return name

    def staff_no(self, dice: Dice, beginning: str) -> str:
        """Draw a staff number that nobody has yet."""
        while True:
            number = f"{beginning}{dice.digits(4)}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _draw(self, sex: Sex) -> str:
        names = table("names")
        surname = self._dice.pick(names["surnames"])
        given = self._dice.pick(names[sex])
        if self._dice.chance(76):
            given = self._dice.pick(names["both"] + names[sex]) + given
        return str(surname + given)


def retirement(born: dt.date, sex: Sex) -> Month:
    """Return the month of retirement (退休), with the gradual delay that began in January 2025.

    A month later for every four months; at most three years. The ages are those of men and of women
    in administrative and technical posts.
    """
    base = Month.of(born).plus(12 * _RETIRE_AT[sex])
    behind = base.minus(_REFORM)
    return base if behind < 0 else base.plus(min(36, behind // 4 + 1))


def _born_to_retire(month: Month, sex: Sex, day: int) -> dt.date:
    born = month.plus(-12 * _RETIRE_AT[sex]).first_day.replace(day=day)
    while retirement(born, sex) > month:
        born = Month.of(born).plus(-1).first_day.replace(day=day)
    return born


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a person that is to be made up.

    Attributes:
        id: The member id.
        group: The union group.
        today: First day of the books, or the day of joining.
        stays_until: Month up to which the person is too young to retire.
        retires: Month of retirement, if it is to come.
        officer: Whether the person will hold an office: older than some, and with a name of one's own.
        woman: Whether it has to be a woman.
        newcomer: Whether the person joins today.
        graduate: Whether the person is fresh from the university.
    """

    id: str
    group: str
    today: dt.date
    stays_until: Month
    retires: Month | None = None
    officer: bool = False
    woman: bool = False
    newcomer: bool = False
    graduate: bool = False


def make_person(dice: Dice, namer: Namer, words: Words, wish: Wish) -> Person:
    """Make up one person."""
    sex: Sex = "female" if dice.chance(words.female) or wish.woman else "male"
    today = wish.today
    born = _born(dice, sex, wish)
    started = today if wish.newcomer else _started(dice, born, today)
    low, high = words.base
    experience = min(40, max(0, today.year - born.year - 22))
    base = low + (high - low) * experience // 40 + dice.between(-120, 120) * 100
    return Person(
        id=wish.id,
        name=namer.name(sex, alone=wish.officer),
        sex=sex,
        born=born,
        group=wish.group,
        staff_no=namer.staff_no(dice, f"{words.prefix}{started.year % 100:02d}"),
        employment=dice.pick(("permanent",) * 8 + ("contract",)),
        joined=started,
        card=f"{words.prefix}-{started.year}-{wish.id[1:]}",
        last4=dice.digits(3) + dice.pick("0123456789X"),
        base=base,
    )


def _born(dice: Dice, sex: Sex, wish: Wish) -> dt.date:
    day = dice.between(1, 28)
    if wish.retires is not None:
        return _born_to_retire(wish.retires, sex, day)
    year = wish.today.year
    oldest, youngest = (50, 34) if wish.officer else (26, 23) if wish.graduate else (53, 24)
    born = dt.date(dice.between(year - oldest, year - youngest), dice.between(1, 12), day)
    while retirement(born, sex) <= wish.stays_until:
        born = born.replace(year=born.year + 1)
    return born


def _started(dice: Dice, born: dt.date, today: dt.date) -> dt.date:
    """Draw the day of joining the union, after the studies and well before today."""
    first = born.year + 23
    year = dice.between(first, max(first, today.year - 2))
    return min(dt.date(year, 9, dice.between(8, 24)), today.replace(year=today.year - 1))
