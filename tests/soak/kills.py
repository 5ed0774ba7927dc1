"""Kill a writer at a moment that nobody chose, again and again: no commit is lost, none is half there."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import scene

from unionbooks.books.commit import PENDING

LONGEST: Final = 0.1
"""Seconds that a writer lives at most: a few commits of the tiny ledger."""

MOMENT: Final = 0.005
"""Seconds that a commit takes at most from the first staged file to the last one in place, or so."""

FRESH_AFTER: Final = 60
"""Vouchers after which the ledger is made anew, so that it stays tiny."""


def killed_writer(root: Path, chance: random.Random) -> set[str]:
    """Let a process commit until it is killed; return the vouchers that it was told are on record.

    Every other time the moment lies within a commit, for most of a writer's life is loading.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        while True:
            line = scene.post(root).line
            # Shorter than a pipe's buffer, hence whole or not at all.
            os.write(writing, f"{line.ids[0] if line else ''}\n".encode())
    os.close(writing)
    time.sleep(chance.uniform(0, LONGEST))
    if chance.random() < 1 / 2:
        end = time.monotonic() + LONGEST
        while not (root / PENDING).exists() and time.monotonic() < end:
            pass
        time.sleep(chance.uniform(0, MOMENT))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(reading, encoding="ascii") as pipe:  # noqa: PTH123 - a pipe has no path
        return set(pipe.read().split())


def main() -> int:
    """Kill; print one line, and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - moments to kill at, no secrets
    acknowledged, lost, half, caught = 0, 0, 0, 0
    with tempfile.TemporaryDirectory(prefix="unionbooks-kills-") as folder:
        root = scene.make(Path(folder).resolve() / "books")
        for _ in range(options.kills):
            known = killed_writer(root, chance)
            caught += (root / PENDING).exists()
            wrong = scene.complaints(root)
            missing = known - scene.posted(root)
            acknowledged, lost, half = acknowledged + len(known), lost + len(missing), half + bool(wrong)
            if wrong or missing:
                sys.stdout.write("".join(f"{one}\n" for one in [*wrong, *(f"lost: {one}" for one in missing)]))
            if wrong or len(scene.posted(root)) > FRESH_AFTER:
                scene.make(root)
    sys.stdout.write(
        f"kills {options.kills}: commits acknowledged {acknowledged}, lost {lost}, half {half} "
        f"(in the middle of a commit {caught}, seed {options.seed})\n"
    )
    return 1 if lost or half or not acknowledged else 0


if __name__ == "__main__":
    raise SystemExit(main())
