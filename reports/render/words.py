"""Words that more than one rendering uses, as source strings of the catalog."""

from __future__ import annotations

from typing import Final

from unionbooks.core.messages import N_

__all__ = ["STATES"]

STATES: Final = {
    "open": N_("not sealed"),
    "sealed": N_("sealed"),
    "submitted": N_("handed in"),
    "returned": N_("returned by the center"),
    "accepted": N_("accepted by the center"),
}
"""State of a month (`reports.overview.State`) -> the word for it."""
