"""Write the example books of `ledgers/` anew: the demo union whose every byte is fixed by its seed."""

from __future__ import annotations

import shutil
from pathlib import Path

from unionbooks.demo import REPO_SPEC
from unionbooks.demo import make

LEDGERS = Path(__file__).resolve().parent.parent / "ledgers"


def main() -> None:
    """Take the old ones away and make them again."""
    shutil.rmtree(LEDGERS, ignore_errors=True)
    make(LEDGERS, REPO_SPEC)


if __name__ == "__main__":
    main()
