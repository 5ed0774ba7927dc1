"""Many processes write to one ledger at the same time: every commit is kept, and the books are sound."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import scene


def writer(root: Path, commits: int) -> int:
    """Start a process that commits that many vouchers; return its id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        for _ in range(commits):
            scene.post(root)
        code = 0
    finally:
        os._exit(code)


def main() -> int:
    """Write; print one line, and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--commits", type=int, default=50, help="of each process")
    options = parser.parse_args()
    asked = options.processes * options.commits
    with tempfile.TemporaryDirectory(prefix="unionbooks-writers-") as folder:
        root = scene.make(Path(folder).resolve() / "books")
        children = [writer(root, options.commits) for _ in range(options.processes)]
        failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
        wrong = scene.complaints(root)
        kept = len(scene.posted(root))
    sys.stdout.write("".join(f"{one}\n" for one in wrong))
    sys.stdout.write(f"writers {options.processes}: commits {asked}, kept {kept}, processes failed {failed}\n")
    return 1 if wrong or failed or kept != asked else 0


if __name__ == "__main__":
    raise SystemExit(main())
