"""What the soak programs share: a tiny ledger, a commit that touches many files, and what must hold after."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from typing import TYPE_CHECKING

from unionbooks.books.journal import read_journal
from unionbooks.books.journal import verify
from unionbooks.books.load import load
from unionbooks.books.write import Committed
from unionbooks.books.write import Plan
from unionbooks.books.write import Step
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.books.write import create
from unionbooks.books.write import found
from unionbooks.books.write import recover
from unionbooks.books.write import remove
from unionbooks.books.write import rewrite
from unionbooks.core.vocabulary import BankLine

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.books.model import Books

NOW = dt.datetime(2026, 1, 31, 18, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
BANK = "Assets:102银行存款:10201基本户"
INCOME = "Income:401会费收入"
MONTH_FILE = "2026/2026-01.beancount"
BANK_FILE = "bank/2026-01.beancount"
INBOX_FILE = "inbox/draft.beancount"
FILES = {
    "main.beancount": (
        'option "title" "育才小学工会委员会"\n'
        'option "operating_currency" "CNY"\n'
        'option "tolerance_multiplier" "0"\n'
        'plugin "unionbooks.plugin"\n'
        'include "accounts.beancount"\n'
        'include "2026/*.beancount"\n'
        'include "bank/*.beancount"\n'
    ),
    "accounts.beancount": f"2026-01-01 open {BANK} CNY\n2026-01-01 open {INCOME} CNY\n",
    MONTH_FILE: "; vouchers\n",
    BANK_FILE: "; bank lines\n",
    INBOX_FILE: "; one draft\n",
}


def history() -> list[Step]:
    """Return the steps that found the tiny ledger."""
    changes = tuple(rewrite(path, text) for path, text in FILES.items())
    return [Step(NOW, "王会计", "init", changes)]


def make(root: Path) -> Path:
    """Found the tiny ledger anew, whatever lay there."""
    shutil.rmtree(root, ignore_errors=True)
    found(root, history())
    return root.resolve()


def one_voucher(books: Books) -> Plan:
    """Plan a voucher, its bank line and its paper: three files that belong together, and a draft less."""
    number = f"2026-01-{len(books.vouchers) + 1:04d}"
    paper, data = f"documents/2026/01/{number}.txt", f"paper of {number}\n".encode()
    voucher = (
        f'2026-01-05 * "育才小学" "会费" ^V{number}\n'
        f'  voucher: "{number}"\n'
        f"  {BANK}  10.00 CNY\n"
        f"  {INCOME}  -10.00 CNY\n\n"
        f'2026-01-05 document {BANK} "../{paper}" ^V{number}\n'
        f'  sha256: "{hashlib.sha256(data).hexdigest()}"\n'
    )
    line = f'2026-01-05 custom "union-bank-line" {BANK} "B{number}" 10.00 CNY\n  vouchers: "{number}"\n'
    changes = (append(MONTH_FILE, voucher), append(BANK_FILE, line), create(paper, data))
    draft = (remove(INBOX_FILE),) if (books.root / INBOX_FILE).exists() else ()
    return Plan(changes + draft, (number,))


def post(root: Path) -> Committed:
    """Commit one voucher."""
    return commit(root, one_voucher, by="王会计", now=NOW, command="inbox post")


def state(root: Path) -> dict[str, bytes]:
    """Read every file of the ledger but the hidden ones."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    }


def complaints(root: Path) -> list[str]:
    """Recover, then say all that is not as it must be; an empty list is good."""
    recover(root)
    books = load(root)
    lines, _ = read_journal(root)
    numbers = set(books.vouchers)
    recorded = {one for line in lines for one in line.ids}
    bank = {str(number) for line in books.of(BankLine) for number in line.vouchers or ()}
    papers = {path.stem for path in (root / "documents").rglob("*.txt")}
    wrong = [str(problem) for problem in (*books.problems, *verify(root))]
    for name, other in (("journal", recorded), ("bank lines", bank), ("papers", papers)):
        if other != numbers:
            wrong.append(f"half a commit: vouchers and {name} differ by {sorted(other ^ numbers)}")
    left = [path.name for path in root.iterdir() if path.name.startswith(".") and path.name != ".unionbooks.lock"]
    return wrong + [f"left behind: {name}" for name in left]


def posted(root: Path) -> set[str]:
    """Return the numbers of the vouchers in the ledger."""
    return set(load(root).vouchers)
