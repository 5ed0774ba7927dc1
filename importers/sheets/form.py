"""A form: which columns a sheet of one kind has, under which words, and what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from importers.cells import compare_form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from importers.sheets.kinds import Kind

__all__ = ["Column", "Form", "header_word"]

# What people add to a word of the header: a star, the unit, a remark in brackets, a colon.
_DECORATION: Final = re.compile(r"[*＊:：]+|[(（\[【][^)）\]】]*[)）\]】]")


def header_word(text: str) -> str:
    """Return a word of a header in the form in which words are compared: 会费基数（元）* is 会费基数."""
    return compare_form(_DECORATION.sub("", text)).casefold()


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: Name of the value.
        title: The word of the header in the template; Chinese, as the sheet is.
        kind: How its cells are read.
        names: Other words under which it comes.
        required: Whether every row must have it.
        summed: Whether a row 合计 must agree with it.
        note: What the template says about it, in Chinese.
        width: Characters that it takes in the template.
    """

    key: str
    title: str
    kind: Kind[Any]
    names: tuple[str, ...] = ()
    required: bool = False
    summed: bool = False
    note: str = ""
    width: int = 12

    @property
    def words(self) -> tuple[str, ...]:
        """Every word of a header that means it; where several are there, the first of these counts."""
        return (self.title, *self.names)


@dataclass(frozen=True)
class Form:
    """The form of a sheet.

    Attributes:
        id: A word for it; with the version it stands hidden in every template.
        version: Raised when a column changes its meaning.
        title: Name of the sheet.
        columns: Its columns, in the order of the template.
        ignored: Words of columns that hold nothing of their own, such as a running number.
        guide: What the template's first sheet says, a line each, in Chinese.
    """

    id: str
    version: int
    title: str
    columns: tuple[Column, ...]
    ignored: tuple[str, ...] = ("序号", "编号", "No.")
    guide: tuple[str, ...] = ()

    @cached_property
    def by_word(self) -> Mapping[str, Column]:
        """Word of a header, in the form of `header_word` -> column."""
        return {header_word(word): column for column in self.columns for word in column.words}

    @cached_property
    def ignored_words(self) -> frozenset[str]:
        """The ignored words, in the form of `header_word`."""
        return frozenset(map(header_word, self.ignored))
