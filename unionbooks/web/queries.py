"""Fava's query shell with its side doors closed: questions only, one at a time.

As it comes, a query that is a plain GET can overwrite any file the server may write (`.output`), open
files (`CREATE TABLE … USING`), and change settings for everybody (`.set`), even when Fava is read-only.
"""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from beanquery.parser import ast
from fava.core.query_shell import FavaBQLShell
from fava.core.query_shell import FavaShellError

from unionbooks.core.messages import N_
from unionbooks.core.messages import translator
from unionbooks.web.page import language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from beanquery import Cursor
    from fava.beans.abc import Directive
    from fava.core import FavaLedger

__all__ = ["ClosedShell", "close_query_shell"]

_REFUSED: Final = N_("This is not available here: write a SELECT, BALANCES, JOURNAL or PRINT statement.")
_STATEMENTS: Final = (ast.Select, ast.Balances, ast.Journal, ast.Print)
_COMMANDS: Final = frozenset({"run", "help", "tables", "describe", "explain"})


class ClosedShell(FavaBQLShell):
    """The shell of one ledger; requests take turns, and each has an output of its own."""

    def __init__(self, ledger: FavaLedger) -> None:
        """Take Fava's ledger."""
        super().__init__(ledger)
        self._turn = threading.RLock()

    def run(self, entries: Sequence[Directive], query: str) -> Cursor | str:
        """Run a query; what is no question is refused before anything is done.

        Raises:
            FavaShellError: for what is refused, and what beanquery cannot read.
        """
        with self._turn:
            self.outfile = self.stdout = io.StringIO()
            return super().run(entries, query)

    def onecmd(self, line: str) -> Any:
        """Let through a statement, and the few commands that only show."""
        command, _, whole = self.parseline(line)  # type: ignore[no-untyped-call]
        if command and whole.startswith((".", "!", "?")) and command.lower() not in _COMMANDS:
            raise FavaShellError(translator(language())(_REFUSED))
        if command and command.lower() in self._plain_commands() - _COMMANDS:
            raise FavaShellError(translator(language())(_REFUSED))
        return super().onecmd(line)  # type: ignore[no-untyped-call]

    def parse(self, line: str, default_close_date: Any = None, **kwargs: Any) -> Any:
        """Parse a statement, and refuse all but questions; a stored query comes through here, too."""
        statement = super().parse(line, default_close_date, **kwargs)  # type: ignore[no-untyped-call]
        if not isinstance(statement, _STATEMENTS):
            raise FavaShellError(translator(language())(_REFUSED))
        return statement

    def do_explain(self, arg: str) -> None:
        """Explain a question; beanquery would carry out some statements while it compiles them."""
        self.parse(arg)
        super().do_explain(arg)  # type: ignore[no-untyped-call]

    def _plain_commands(self) -> frozenset[str]:
        return frozenset(name.removeprefix("do_").lower() for name in dir(self) if name.startswith("do_"))


def close_query_shell(ledger: FavaLedger) -> None:
    """Put the closed shell into the place of Fava's own."""
    ledger.query_shell.shell = ClosedShell(ledger)
