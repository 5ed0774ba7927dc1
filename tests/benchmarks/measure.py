"""Measure whole processes side by side: CPU seconds, wall seconds, peak memory, and their ratios.

The machine may be busy, so two commands are run in turn (A B A B …) and what counts is the median
of the ratios of neighbours; single times are shown only to give an idea.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Cost:
    """What one run cost: CPU and wall seconds, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True)
class Pair:
    """Runs of two commands in turn."""

    ours: tuple[Cost, ...]
    theirs: tuple[Cost, ...]

    def ratio(self, measure: str) -> float:
        """Return the median of the neighbours' ratios."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(getattr(one, measure) / getattr(other, measure) for one, other in pairs)

    def middle(self, side: str, measure: str) -> float:
        """Return the median of one side."""
        return statistics.median(getattr(cost, measure) for cost in getattr(self, side))


def run(command: Sequence[str | os.PathLike[str]], *, expect: int = 0) -> Cost:
    """Run a command to its end, output thrown away, and return what it cost."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if process.returncode != expect:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}, expected {expect}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def pair(ours: Sequence[str | os.PathLike[str]], theirs: Sequence[str | os.PathLike[str]], *, runs: int = 5) -> Pair:
    """Run two commands in turn, after one run of each that does not count."""
    run(ours)
    run(theirs)
    costs = [(run(ours), run(theirs)) for _ in range(runs)]
    return Pair(tuple(one for one, _ in costs), tuple(other for _, other in costs))


def show(name: str, target: float, ratio: float, detail: str) -> None:
    """Print one line: the ratio, the target, and whether it is met."""
    verdict = "met" if ratio <= target else "MISSED"
    print(f"{name:<58} {ratio:>7.3f}  at most {target:<6.3f} {verdict:<6} {detail}", flush=True)  # noqa: T201


def show_pair(name: str, target: float, costs: Pair, measure: str = "cpu") -> None:
    """Print one line for a pair."""
    unit = {"cpu": "s CPU", "wall": "s", "memory": "MB"}[measure]
    detail = f"{costs.middle('ours', measure):.2f} against {costs.middle('theirs', measure):.2f} {unit}"
    show(name, target, costs.ratio(measure), detail)
