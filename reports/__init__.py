"""Books -> report dataclasses; `render` turns those into text, xlsx, pdf and html."""

from __future__ import annotations
