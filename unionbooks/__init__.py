"""The books of a grassroots trade union, kept in Beancount."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
