"""What every command knows: which ledger, which language, who acts, and when."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.core.messages import LANGUAGES
from unionbooks.core.messages import Message
from unionbooks.core.messages import language_of
from unionbooks.core.messages import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.core.messages import Translate

__all__ = ["BY_VARIABLE", "LEDGER_VARIABLE", "Session", "system_language", "user_name"]

BY_VARIABLE: Final = "UNIONBOOKS_BY"
"""Environment variable that names who acts."""
LEDGER_VARIABLE: Final = "UNIONBOOKS_LEDGER"
"""Environment variable that names the ledger's folder."""


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the command line; `click.pass_obj` hands it to every command.

    Attributes:
        root: The ledger's folder, absolute.
        language: One of `unionbooks.core.messages.LANGUAGES`.
        translate: From a source string to that language.
        by: Who acts, as it goes into the journal.
        now: When the command began, with the offset of the local time.
    """

    root: Path
    language: str
    translate: Translate
    by: str
    now: dt.datetime

    @classmethod
    def start(cls, language: str) -> Session:
        """Begin a run in a language and in the current folder; who acts is not known yet."""
        return cls(Path.cwd(), language, translator(language), "", dt.datetime.now().astimezone())

    def at(self, root: Path | None, by: str | None) -> Session:
        """Return the same run with the ledger and the name that were given; else this folder, the system's user."""
        return replace(self, root=root or self.root, by=by or self.by or user_name(os.environ))

    def text(self, sentence: Message | str) -> str:
        """Write a message, or a source string, in the user's language."""
        return sentence.render(self.translate) if isinstance(sentence, Message) else self.translate(sentence)

    def join(self, *sentences: Message | str | None) -> str:
        """Write sentences behind each other; Chinese ones without a space between."""
        texts = [self.text(sentence) for sentence in sentences if sentence]
        return "".join(text if i == 0 or texts[i - 1].endswith("。") else f" {text}" for i, text in enumerate(texts))

    def say(self, sentence: Message | str) -> None:
        """Tell the user how it goes, on stderr; results go to stdout through `cli.output`."""
        click.echo(self.text(sentence), err=True)


def user_name(environ: Mapping[str, str]) -> str:
    """Return who acts: `UNIONBOOKS_BY`, else the user of the operating system."""
    if name := environ.get(BY_VARIABLE, "").strip():
        return name
    import getpass

    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):
        # A container may run under a number that no name belongs to.
        return f"uid {os.getuid()}" if sys.platform != "win32" else "unknown"


def system_language(environ: Mapping[str, str]) -> str:
    """Return the user's language: from the environment; on Windows without one, from the system's menus."""
    if sys.platform == "win32" and not any(environ.get(name) for name in _LANGUAGE_VARIABLES):
        import ctypes
        import locale

        menus = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
        return menus[:2] if menus[:2] in LANGUAGES else "en"
    return language_of(environ)


_LANGUAGE_VARIABLES: Final = ("UNIONBOOKS_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
