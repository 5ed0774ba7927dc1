"""Write the reference pages anew; see `unionbooks.cli.docs`."""

from __future__ import annotations

from unionbooks.cli.docs import main

if __name__ == "__main__":
    main()
