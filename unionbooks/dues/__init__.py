"""Dues (会费): what each member owes a month, what was paid, what is left; derived anew each time, never flagged."""

from __future__ import annotations
