"""The ledger's own words as people read them: `dues` in a ledger is 会费 in a Chinese listing.

In the ledger and for programs the words stay what they are. English readers see them as they are.
"""

from __future__ import annotations

from typing import Final

from unionbooks.core.messages import N_

__all__ = ["EVIDENCE", "LEVELS", "RULE_KINDS", "VOUCHER_KINDS"]

VOUCHER_KINDS: Final = (
    N_("dues"),
    N_("contribution"),
    N_("remittance"),
    N_("grant"),
    N_("income"),
    N_("expense"),
    N_("visit"),
    N_("goods"),
    N_("asset"),
    N_("transfer"),
    N_("advance"),
    N_("closing"),
    N_("opening"),
    N_("reversal"),
)
"""Kinds of voucher."""

EVIDENCE: Final = (N_("have"), N_("promised"), N_("not-needed"), N_("lost"))
"""States of a voucher's papers."""

LEVELS: Final = (N_("error"), N_("warning"), N_("block"), N_("warn"))
"""How serious a problem is, and what a rule does on a breach."""

RULE_KINDS: Final = (
    N_("dues-rule"),
    N_("contribution-rule"),
    N_("standard"),
    N_("approval-tier"),
    N_("incompatible"),
    N_("forbidden"),
)
"""Kinds of rule: a directive's keyword without `union-`."""
