"""Click commands, one module a noun, loaded lazily."""

from __future__ import annotations

import gc
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line; a character that the terminal cannot show is replaced, and stops nothing."""
    # Importing makes many objects and no garbage; looking for some would take a tenth of the time of --help.
    gc.disable()
    from unionbooks.cli.app import root

    gc.freeze()
    gc.enable()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    root.main()
