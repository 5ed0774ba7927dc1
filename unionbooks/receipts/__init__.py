"""The union's own receipts (收据): books of numbers, what each number was used for, and the monthly usage."""

from __future__ import annotations
