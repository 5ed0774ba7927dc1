"""The root command: global options, the user's language, and the way from an error to an exit code."""

from __future__ import annotations

import gettext
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import NoReturn

import click

from unionbooks import __version__
from unionbooks.cli.errors import EXIT_CODES
from unionbooks.cli.errors import exit_code_of
from unionbooks.cli.errors import reader_may_go
from unionbooks.cli.session import BY_VARIABLE
from unionbooks.cli.session import LEDGER_VARIABLE
from unionbooks.cli.session import Session
from unionbooks.cli.session import system_language
from unionbooks.cli.shell import LazyGroup
from unionbooks.cli.shell import Option
from unionbooks.cli.shell import translate_in
from unionbooks.cli.table import TABLE
from unionbooks.core.messages import LANGUAGES
from unionbooks.core.messages import LOCALE_DIR
from unionbooks.core.messages import N_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

__all__ = ["PENDING", "PROGRAM", "click_words", "root"]

PROGRAM: Final = "unionbooks"
PENDING: Final = ".unionbooks.pending"
"""As `unionbooks.books.commit.PENDING`, which is too much to import for a look."""
_CLICK_DOMAIN: Final = "messages"


@contextmanager
def click_words(language: str) -> Iterator[None]:
    """Have Click speak a language inside the block; it asks gettext's default domain and `LANGUAGE`."""
    bound = gettext.bindtextdomain(_CLICK_DOMAIN)
    wished = os.environ.get("LANGUAGE")
    gettext.bindtextdomain(_CLICK_DOMAIN, str(LOCALE_DIR))
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.bindtextdomain(_CLICK_DOMAIN, bound)
        if wished is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = wished


class Root(LazyGroup):
    """The root command: it knows the language before it parses, and ends with a documented exit code."""

    def main(  # type: ignore[override]  # it always ends the process
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> NoReturn:
        """Run, and end the process; `obj` may be a session of the caller's own."""
        session = extra.pop("obj", None) or Session.start(self._language(args))
        extra["standalone_mode"] = False
        run = super().main
        with click_words(session.language):
            code = exit_code_of(lambda: run(args, prog_name or PROGRAM, obj=session, **extra), session)
        sys.exit(code)

    def _language(self, args: Sequence[str] | None) -> str:
        """Look ahead for `--lang`, so that even a wrong option is refused in the right language."""
        words = list(sys.argv[1:] if args is None else args)
        if not any(word.startswith("--lang") for word in words):
            return system_language(os.environ)
        ahead = super().make_context(PROGRAM, words, resilient_parsing=True)
        language: str | None = ahead.params.get("lang")
        return language or system_language(os.environ)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> click.Context:
        """Parse; a reader of the help may go away."""
        with reader_may_go():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader of its output may go away."""
        with reader_may_go():
            return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, and what the exit codes mean."""
        super().format_epilog(ctx, formatter)
        translate = translate_in(ctx)
        with formatter.section(translate(N_("Exit codes"))):
            formatter.write_dl([(str(code.value), translate(text)) for code, text in EXIT_CODES.items()])


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"{PROGRAM} {__version__}")
        ctx.exit()


@click.command(
    PROGRAM,
    cls=Root,
    rows=TABLE,
    help=N_("The books of a grassroots trade union, kept in Beancount."),
    details=N_("A command works on the ledger in the current folder, or in the one named with -C."),
    examples=(
        "unionbooks demo demo-union",
        "unionbooks -C demo-union check",
        "unionbooks --lang zh -C demo-union voucher list --month 2026-03",
    ),
)
@click.option(
    "-C",
    "--ledger",
    cls=Option,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    envvar=LEDGER_VARIABLE,
    show_envvar=True,
    help=N_("Folder of the ledger; the current folder where it is not given."),
)
@click.option("--lang", cls=Option, type=click.Choice(LANGUAGES), help=N_("Language; the system's where not given."))
@click.option(
    "--by",
    cls=Option,
    metavar="NAME",
    envvar=BY_VARIABLE,
    show_envvar=True,
    help=N_("Who acts, for the record; the system's user where not given."),
)
@click.option(
    "--version",
    cls=Option,
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help=N_("Show the version and exit."),
)
@click.pass_context
def root(
    ctx: click.Context,
    ledger: Path | None,
    lang: str | None,  # noqa: ARG001 - looked up ahead, by Root.main
    by: str | None,
) -> None:
    """Take the global options into the session."""
    session: Session = ctx.obj
    folder = ledger.resolve() if ledger else None
    session = session.at(folder.parent if folder and folder.is_file() else folder, by)
    if not session.by.strip() or not session.by.isprintable():
        raise click.UsageError(session.translate(N_("The name for the record must be of printable characters.")), ctx)
    ctx.obj = session
    if (session.root / PENDING).exists() and ctx.invoked_subcommand != "doctor":
        _settle(session)


def _settle(session: Session) -> None:
    """Finish a commit that was interrupted, or take it back, before anything reads the ledger."""
    from unionbooks.books.recover import recover

    outcome = recover(session.root)
    if outcome == "finished":
        session.say(N_("An interrupted commit was finished."))
    elif outcome == "removed":
        session.say(N_("An interrupted commit was taken back; nothing of it was written."))
