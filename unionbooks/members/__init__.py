"""To be described."""

from __future__ import annotations
