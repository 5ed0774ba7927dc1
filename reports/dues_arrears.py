"""Arrears of dues (欠缴会费明细): who is behind, by group, with ages and totals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from unionbooks.dues.arrears import Ages
from unionbooks.dues.arrears import arrears_of_all
from unionbooks.members.timeline import TIMELINE

if TYPE_CHECKING:
    import datetime as dt

    from unionbooks.books.query import Tables
    from unionbooks.dues.arrears import Arrears

__all__ = ["ArrearsGroup", "DuesArrears", "dues_arrears"]


@dataclass(frozen=True, slots=True)
class ArrearsGroup:
    """The arrears of one group; its name is empty for members without one.

    Attributes:
        group: Name of the group.
        lines: Its members who are behind, by id.
        owed_fen: What they owe together.
        ages: The parts of it by age.
    """

    group: str
    lines: tuple[Arrears, ...]
    owed_fen: int
    ages: Ages


@dataclass(frozen=True, slots=True)
class DuesArrears:
    """Everybody who is behind on a day.

    Attributes:
        day: The day.
        groups: The groups that have arrears, by name.
        members: How many members are behind.
        flagged: How many of them have paid nothing for six months running.
        owed_fen: What all of them owe.
        ages: The parts of it by age.
    """

    day: dt.date
    groups: tuple[ArrearsGroup, ...]
    members: int
    flagged: int
    owed_fen: int
    ages: Ages


def dues_arrears(tables: Tables, day: dt.date, group: str | None = None) -> DuesArrears:
    """Reckon the arrears on a day, of one group where it is named."""
    lines = arrears_of_all(tables, TIMELINE, day, group)
    groups = tuple(
        ArrearsGroup(name, tuple(them), sum(one.owed_fen for one in them), sum((one.ages for one in them), Ages()))
        for name, some in groupby(lines, key=lambda one: one.group)
        for them in [list(some)]
    )
    return DuesArrears(
        day=day,
        groups=groups,
        members=len(lines),
        flagged=sum(one.is_flagged for one in lines),
        owed_fen=sum(one.owed_fen for one in lines),
        ages=sum((one.ages for one in lines), Ages()),
    )
