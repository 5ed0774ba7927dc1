"""Files from outside -> rows -> drafts."""

from __future__ import annotations
