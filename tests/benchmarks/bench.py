"""`make bench`: how we compare, in one run, as medians of ratios; nothing here passes or fails a test.

Ledgers are made once, below `bench-data/`, by `unionbooks demo`; the one of many single
transactions, which no demo union has, is written by this script.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from dues_bench import bench_dues
from measure import pair
from measure import run
from measure import show_pair

from unionbooks.books.load import load
from unionbooks.books.plan import Change
from unionbooks.books.write import Step
from unionbooks.books.write import found
from unionbooks.core.month import Month

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "bench-data"
BIN = Path(sys.executable).parent
OURS = BIN / "unionbooks"
BEAN_CHECK = [BIN / "bean-check", "-C"]

HEAD = """\
option "title" "基准工会"
option "operating_currency" "CNY"
option "tolerance_multiplier" "0"
plugin "unionbooks.plugin"
include "accounts.beancount"
include "[0-9]*/*.beancount"
"""
ACCOUNTS = """\
2020-01-01 open Assets:102银行存款:10201基本户 CNY
2020-01-01 open Income:401会费收入 CNY
2020-01-01 custom "union-member" "M0001" "join"
  name: "某某"
"""
VOUCHER = """\
{day} * "育才小学" "{month}会费" ^V{number}
  voucher: "{number}"
  kind: "dues"
  prepared-by: "某某"
  Assets:102银行存款:10201基本户  20.85 CNY
  Income:401会费收入  -20.85 CNY
    member: "M0001"
    months: "{month}"
"""


def demo_ledger(name: str, *options: str) -> Path:
    """Make a demo union's ledger, once."""
    root = DATA / name
    if not root.exists():
        DATA.mkdir(exist_ok=True)
        run([OURS, "demo", root, *options])
    return root


def single_transactions(count: int) -> Path:
    """Make a ledger of that many two-legged vouchers over ten years, once."""
    root = DATA / f"single-{count}"
    if root.exists():
        return root
    DATA.mkdir(exist_ok=True)
    months = [Month(2020, 1).plus(offset) for offset in range(120)]
    changes = [Change("main.beancount", HEAD.encode()), Change("accounts.beancount", ACCOUNTS.encode())]
    for month in months:
        vouchers = [
            VOUCHER.format(day=month.first_day, month=month, number=f"{month}-{serial:04d}")
            for serial in range(1, count // len(months) + 1)
        ]
        changes.append(Change(f"{month.year}/{month}.beancount", "\n".join(vouchers).encode()))
    at = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)
    found(root, [Step(at=at, by="bench", command="bench", changes=tuple(changes))])
    return root


def bench_check(postings: int, *options: str) -> None:
    """T3, T14: a whole check with the snapshot built, against bean-check on the same files."""
    root = demo_ledger(f"demo-{postings}", *options)
    found_postings = sum(len(entry.postings) for entry in load(root).transactions)
    costs = pair([OURS, "-C", root, "check"], [*BEAN_CHECK, root / "main.beancount"])
    name = f"check, {found_postings:,} postings, against bean-check -C"
    show_pair(f"T3  {name}", 1.10, costs)
    show_pair("T3  the same, wall time", 1.10, costs, "wall")
    show_pair("T14 the same, peak memory", 1.2, costs, "memory")
    bare = without_plugin(root)
    costs = pair([OURS, "-C", root, "check"], [*BEAN_CHECK, bare / "main.beancount"])
    show_pair("    the same, against bean-check without our plugin", 1.10, costs)


def without_plugin(root: Path) -> Path:
    """Copy a ledger's text with the plugin line taken out: what Beancount alone costs."""
    bare = root.with_name(f"{root.name}-bare")
    for path in root.rglob("*.beancount"):
        target = bare / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        target.write_text("".join(line for line in lines if not line.startswith("plugin ")), encoding="utf-8")
    documents = bare / "documents"
    if (root / "documents").exists() and not documents.exists():
        documents.symlink_to(root / "documents")
    return bare


def bench_report() -> None:
    """T1: a table report on unchanged books of 100,000 transactions, against bean-check."""
    root = single_transactions(100_000)
    month = "2029-12"
    reports = {
        "query": [OURS, "-C", root, "query", "SELECT account, sum(fen) FROM postings GROUP BY account"],
        "report trial-balance": [OURS, "-C", root, "report", "trial-balance", "--month", month],
    }
    run([OURS, "-C", root, "check"])
    for name, command in reports.items():
        costs = pair(command, [*BEAN_CHECK, root / "main.beancount"], runs=3)
        show_pair(f"T1  {name}, 100,000 transactions unchanged, bean-check -C", 1 / 20, costs)
        show_pair("T14 the same, peak memory", 1 / 2, costs, "memory")


def bench_help() -> None:
    """T13: what it costs to be asked for help."""
    script = DATA / "argparse_help.py"
    DATA.mkdir(exist_ok=True)
    script.write_text(
        "import argparse\n"
        "parser = argparse.ArgumentParser()\n"
        "verbs = parser.add_subparsers()\n"
        "for name in 'init demo check doctor query voucher rules journal adopt'.split():\n"
        "    verbs.add_parser(name, help=name)\n"
        "parser.print_help()\n",
        encoding="utf-8",
    )
    show_pair("T13 --help, against an argparse script", 2.2, pair([OURS, "--help"], [sys.executable, script], runs=15))
    bare = pair([OURS, "--help"], [sys.executable, "-c", "pass"], runs=15)
    show_pair("T13 --help, against bare Python", 6.0, bare)


def main() -> None:
    """Run every comparison."""
    bench_help()
    bench_check(10_000, "--members", "130", "--years", "5", "--papers", "none")
    bench_check(100_000, "--members", "730", "--years", "10", "--papers", "none")
    bench_report()
    bench_dues()


if __name__ == "__main__":
    main()
