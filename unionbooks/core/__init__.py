"""Values without I/O: money, month, accounts and chart, ids, messages, the directive vocabulary."""

from __future__ import annotations
