"""Build the Chinese catalog from its parts; see `unionbooks.cli.catalog`."""

from __future__ import annotations

from unionbooks.cli.catalog import main

if __name__ == "__main__":
    main()
