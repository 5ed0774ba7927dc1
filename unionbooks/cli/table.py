"""The table of commands: noun -> where it is, under which heading, and what it does in one line.

A literal table, so that `unionbooks --help` imports no command. A new noun is a new row here and a
module `unionbooks/cli/<noun>.py` with a `command`, whose `help` is the same source string.
"""

from __future__ import annotations

from typing import Final
from typing import NamedTuple

from unionbooks.core.messages import N_

__all__ = ["TABLE", "Row"]


class Row(NamedTuple):
    """One noun of the command line; `section` and `help` are source strings."""

    module: str
    section: str
    help: str


_BOOKS: Final = N_("The ledger")
_DAILY: Final = N_("Day by day")
_MONTH: Final = N_("Month's end and reports")
_RULES: Final = N_("Rules and evidence")

TABLE: Final[dict[str, Row]] = {
    "init": Row("unionbooks.cli.init", _BOOKS, N_("Make the books of a union, empty and ready.")),
    "demo": Row(
        "unionbooks.cli.demo", _BOOKS, N_("Make the books of an invented union, to look at and to try things.")
    ),
    "check": Row("unionbooks.cli.check", _BOOKS, N_("Check the ledger and say what is wrong and how to mend it.")),
    "doctor": Row("unionbooks.cli.doctor", _BOOKS, N_("Examine the installation and the ledger's folder.")),
    "query": Row("unionbooks.cli.query", _BOOKS, N_("Ask the tables of the ledger in SQL.")),
    "import": Row("unionbooks.cli.import_", _DAILY, N_("Import statements of banks, WeChat Pay and Alipay.")),
    "inbox": Row("unionbooks.cli.inbox", _DAILY, N_("The drafts: list them, complete them, post them.")),
    "member": Row(
        "unionbooks.cli.member", _DAILY, N_("The members: the roll on any day, what happens to it, its statistics.")
    ),
    "dues": Row(
        "unionbooks.cli.dues",
        _DAILY,
        N_("Members' dues: what ought to be, what came, who is behind, and where it comes from."),
    ),
    "receipt": Row(
        "unionbooks.cli.receipt", _DAILY, N_("The union's own receipts: books, issue, void, register, monthly table.")
    ),
    "custody": Row(
        "unionbooks.cli.custody", _DAILY, N_("Other people's money: schemes, collect, pay out, statements, enrolment.")
    ),
    "paper": Row(
        "unionbooks.cli.paper", _DAILY, N_("Papers of vouchers: read invoices and slips, check them, file them.")
    ),
    "voucher": Row(
        "unionbooks.cli.voucher", _DAILY, N_("The vouchers: list them, show one, file its papers, reverse it.")
    ),
    "close": Row("unionbooks.cli.close", _DAILY, N_("Close a month: run the closing checks and seal it.")),
    "reopen": Row("unionbooks.cli.reopen", _DAILY, N_("Open a sealed month again; it takes two people and a reason.")),
    "report": Row("unionbooks.cli.report", _MONTH, N_("Reports: trial balance, vouchers by account, overview.")),
    "submit": Row("unionbooks.cli.submit", _MONTH, N_("Make the package of a sealed month for the accounting center.")),
    "verify": Row(
        "unionbooks.cli.verify", _MONTH, N_("Check a package: that it is safe to unpack, whole, and what was packed.")
    ),
    "serve": Row(
        "unionbooks.cli.serve", _MONTH, N_("Show the books in the browser, for reading, on this computer only.")
    ),
    "rules": Row(
        "unionbooks.cli.rules", _RULES, N_("The rule book: rates, limits, approval tiers, with their documents.")
    ),
    "journal": Row("unionbooks.cli.journal", _RULES, N_("The record of everything that was written to the ledger.")),
    "adopt": Row("unionbooks.cli.adopt", _RULES, N_("Put edits that were made outside the tool on the record.")),
}
"""Noun -> row, in the order in which the help shows them."""
