"""Bank lines as text: writing them, and naming in one the vouchers that explain it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.vocabulary import BankLine
from unionbooks.core.vocabulary.codec import VOUCHERS
from unionbooks.core.vocabulary.directive import write_directive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from unionbooks.core.ids import VoucherNumber

__all__ = ["with_vouchers", "write_lines"]

_BLOCK: Final = re.compile(r"\S[^\n]*\n?(?:[ \t]+\S[^\n]*\n?)*")
_KEY: Final = re.compile(r"^[ \t]+vouchers:[^\n]*\n?", re.MULTILINE)


def write_lines(lines: Iterable[BankLine]) -> str:
    """Write bank lines, a blank line between."""
    return "\n".join(map(write_directive, lines))


def with_vouchers(text: str, numbers: Mapping[int, Iterable[VoucherNumber]]) -> str:
    """Name in bank lines the vouchers that explain them, and leave every other sign of the file as it is.

    Args:
        text: The file.
        numbers: Line number, from 1, at which a bank line begins -> all of its vouchers.

    Raises:
        ValueError: where no bank line begins at one of the line numbers.
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    for number in sorted(numbers, reverse=True):
        block = _BLOCK.match(text, starts[number - 1]) if number <= len(starts) else None
        if block is None or f'custom "{BankLine.keyword}"' not in block[0].partition("\n")[0]:
            raise ValueError(f"no bank line begins at line {number}")
        kept = _KEY.sub("", block[0]).removesuffix("\n")
        line = f"  vouchers: {VOUCHERS.write(tuple(numbers[number]))}"
        end = "\n" if block[0].endswith("\n") else ""
        text = f"{text[: block.start()]}{kept}\n{line}{end}{text[block.end() :]}"
    return text
