"""Limits for files from outside: no statement needs more, and no file may take all memory or time."""

from __future__ import annotations

from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind

__all__ = ["MEGABYTE", "MOST_BYTES", "MOST_DEPTH", "MOST_MEMBERS", "MOST_UNPACKED", "TOO_BIG"]

TOO_BIG: Final = ProblemKind(
    "file-too-big",
    N_("The file is too large to be a statement ({size} MB unpacked, at most {limit} MB)."),
    N_("Download a shorter period."),
)

MEGABYTE: Final = 1 << 20
MOST_BYTES: Final = 256 * MEGABYTE
"""Of one file, in bytes."""
MOST_UNPACKED: Final = 256 * MEGABYTE
"""Of all that an archive or a workbook holds, unpacked, archives in it included."""
MOST_MEMBERS: Final = 2000
"""Files in one archive."""
MOST_DEPTH: Final = 3
"""Archives within archives."""
