"""`python -m unionbooks.cli`, for systems where the command is not on the path."""

from __future__ import annotations

from unionbooks.cli import main

main()
