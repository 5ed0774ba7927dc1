"""Renderers: they know report dataclasses and no books."""

from __future__ import annotations
