"""Limits for files from outside: no paper is so large that it needs more, and no file may take all memory."""

from __future__ import annotations

from typing import Final

__all__ = [
    "MEGABYTE",
    "MOST_BYTES",
    "MOST_CHARACTERS",
    "MOST_MEMBERS",
    "MOST_NODES",
    "MOST_PAGES",
    "MOST_PIXELS",
    "MOST_UNPACKED",
    "MOST_XML",
]

MEGABYTE: Final = 1 << 20
MOST_BYTES: Final = 64 * MEGABYTE
"""Of one file, in bytes."""
MOST_XML: Final = 32 * MEGABYTE
"""Of one XML file, in bytes."""
MOST_UNPACKED: Final = 256 * MEGABYTE
"""Of all that an archive holds, unpacked, archives in it included."""
MOST_MEMBERS: Final = 2000
"""Files in one archive."""
MOST_NODES: Final = 500_000
"""Elements of one XML file."""
MOST_PAGES: Final = 20
"""Pages whose text is read; the rest of a paper is lists."""
MOST_CHARACTERS: Final = 40_000
"""Characters of one page."""
MOST_PIXELS: Final = 40_000_000
"""Of one picture."""
