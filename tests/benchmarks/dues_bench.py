"""What the dues of a big union cost: 5,000 members, ten years, unchanged books, against bean-check on the files.

`bench.py` calls `bench_dues`; alone: `python tests/benchmarks/dues_bench.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from measure import pair
from measure import run
from measure import show_pair

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "bench-data"
BIN = Path(sys.executable).parent
OURS = BIN / "unionbooks"
SIZE = ("--members", "5000", "--years", "10", "--papers", "none")
TARGET = 1 / 20


def bench_dues(runs: int = 3) -> None:
    """Arrears of everybody, and the explanation of one month, from tables alone."""
    root = DATA / "demo-5000x10"
    if not root.exists():
        DATA.mkdir(exist_ok=True)
        run([OURS, "demo", root, *SIZE])
    run([OURS, "-C", root, "check"])
    commands = {
        "dues arrears": ["arrears", "--as-of", "2031-11-15"],
        "dues explain": ["explain", "M00042", "2031-03"],
        "dues assess": ["assess", "2031-03"],
    }
    for name, command in commands.items():
        # Findings of the plugin end bean-check with 1, which says nothing about its speed.
        bean_check = ["/bin/sh", "-c", f'"{BIN}/bean-check" -C "{root}/main.beancount" || true']
        costs = pair([OURS, "-C", root, "dues", *command], bean_check, runs=runs)
        show_pair(f"D1  {name}, 5,000 members x 10 years, bean-check -C", TARGET, costs)
        show_pair("    the same, peak memory", 1 / 2, costs, "memory")


if __name__ == "__main__":
    bench_dues()
