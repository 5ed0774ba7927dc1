"""The dated rules: which are in force on a day, how they read, and the packs that come with the program."""

from __future__ import annotations
