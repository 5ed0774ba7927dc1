"""Click's building blocks in the user's language: commands, groups, options, and their help.

Help texts stand in the code as English source strings, `N_("…")`, and are translated when they are
shown. A command module reads like any Click program, with the classes of this module:

    @click.command(cls=Command, help=N_("List the vouchers."), examples=("unionbooks voucher list",))
    @click.option("--month", cls=Option, type=MONTH, help=N_("Only this month."))
    @click.pass_obj
    def command(session: Session, month: Month | None) -> int | None: ...

A command returns nothing, or its exit code.
"""

from __future__ import annotations

import copy
import importlib
from gettext import gettext
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli.session import Session
from unionbooks.core.messages import N_
from unionbooks.core.width import pad
from unionbooks.core.width import width
from unionbooks.core.width import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from click.shell_completion import CompletionItem

    from unionbooks.cli.table import Row
    from unionbooks.core.messages import Translate

__all__ = ["Argument", "Command", "Context", "Group", "LazyGroup", "Option", "translate_in"]


_LONGEST_CHOICE: Final = 24


def translate_in(ctx: click.Context | None) -> Translate:
    """Return the translation of the run that a Click context belongs to; English outside of a run."""
    session = ctx.find_object(Session) if ctx else None
    return session.translate if session else lambda text: text


class Formatter(click.HelpFormatter):
    """Click's help layout, with Chinese characters counted as two columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line; what does not fit stands below the first argument."""
        word = prefix or gettext("Usage:")
        start = f"{word}{prog} " if word.endswith("：") else f"{word} {prog} "
        lines = wrap(args, self.width - width(start))
        self.write(f"{start}{lines[0]}".rstrip() + "\n")
        for line in lines[1:]:
            self.write(" " * width(start) + line + "\n")

    def write_heading(self, heading: str) -> None:
        """Write a heading, with the colon of its script."""
        self.write(f"{' ' * self.current_indent}{heading}{':' if heading.isascii() else '：'}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, which an empty line parts."""
        indent = " " * self.current_indent
        paragraphs = [wrap(one, self.width - self.current_indent) for one in text.split("\n\n")]
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms and what they mean, in two columns."""
        rows = list(rows)
        first = min(max(width(term) for term, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for term, meaning in rows:
            lines = wrap(meaning, self.width - first - self.current_indent)
            if width(term) > first - col_spacing:
                self.write(f"{indent}{term}\n")
            else:
                self.write(f"{indent}{pad(term, first)}{lines.pop(0)}".rstrip() + "\n")
            for line in lines:
                self.write(f"{indent}{' ' * first}{line}".rstrip() + "\n")


class Context(click.Context):
    """A Click context whose help knows how wide Chinese is."""

    formatter_class = Formatter


class Option(click.Option):
    """An option whose `help` is a source string."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is written and what it does, in the user's language.

        A long list of words to choose from stands behind the meaning, where it can be broken.
        """
        twin = copy.copy(self)
        twin.help = translate_in(ctx)(self.help) if self.help else self.help
        if isinstance(self.type, click.Choice) and not self.metavar:
            words = ", ".join(map(str, self.type.choices))
            if width(words) > _LONGEST_CHOICE:
                twin.metavar = "WORD"
                twin.help = f"{twin.help} [{words}]"
        if isinstance(self.type, click.IntRange) and not self.metavar:
            twin.metavar = "NUMBER"
        return click.Option.get_help_record(twin, ctx)


class Argument(click.Argument):
    """An argument whose `help` is a source string."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return how the argument is written and what it is, in the user's language."""
        twin = copy.copy(self)
        twin.help = translate_in(ctx)(self.help) if self.help else self.help
        return click.Argument.get_help_record(twin, ctx)


class _Speaking(click.Command):
    """What commands and groups share: texts that are source strings."""

    context_class = Context

    def __init__(self, *args: Any, details: str = "", examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.context_settings.setdefault("help_option_names", ["-h", "--help"])
        self.details = details
        self.examples = tuple(examples)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return Click's `--help`, with a meaning that is looked up each time it is shown."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = translate_in(ctx)(N_("Show this help and exit."))
        return option

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line and the details, in the user's language."""
        translate = translate_in(ctx)
        texts = [translate(text) for text in (self.help, self.details) if text]
        if texts:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text("\n\n".join(texts))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(translate_in(ctx)(N_("Examples"))):
                for example in self.examples:
                    indent = " " * formatter.current_indent
                    formatter.write(f"{indent}{example.replace(chr(10), chr(10) + indent)}\n")

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete with the meanings in the user's language."""
        translate = translate_in(ctx)
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            item.help = translate(item.help) if item.help else item.help
        return items


class Command(_Speaking):
    """A command whose texts are source strings.

    Beside what `click.Command` takes: `help`, one line that says what the command does; `details`, a
    further paragraph, or several that an empty line parts; `examples`, command lines shown as they are.
    """


class Group(_Speaking, click.Group):
    """A noun with its verbs; the same texts as `Command`."""

    command_class = Command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one line a verb, in the order in which they are declared."""
        translate = translate_in(ctx)
        rows = [(name, translate(one.help or "")) for name, one in self.commands.items() if not one.hidden]
        if rows:
            with formatter.section(gettext("Commands")):
                formatter.write_dl(rows)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the verbs in the order in which they are declared."""
        return list(self.commands)


class LazyGroup(Group):
    """The group of all nouns: a literal table says what there is, a module is imported when it is used."""

    def __init__(self, *args: Any, rows: Mapping[str, Row], **kwargs: Any) -> None:
        """Take the table, noun -> row."""
        super().__init__(*args, **kwargs)
        self.rows = rows

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """Return the nouns in the order of the table."""
        return list(self.rows)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - Click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Import the module of a noun and return its `command`."""
        row = self.rows.get(cmd_name)
        if row is None:
            return None
        command: click.Command = importlib.import_module(row.module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a wrong name, suggest near ones."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=self.rows, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table by its sections; no module is imported for that."""
        translate = translate_in(ctx)
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, row in self.rows.items():
            sections.setdefault(row.section, []).append((name, translate(row.help)))
        longest = max(map(width, self.rows))
        for section, rows in sections.items():
            with formatter.section(translate(section)):
                formatter.write_dl([(pad(name, longest), text) for name, text in rows])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the nouns from the table; no module is imported for that."""
        from click.shell_completion import CompletionItem

        translate = translate_in(ctx)
        nouns = [
            CompletionItem(name, help=translate(row.help))
            for name, row in self.rows.items()
            if name.startswith(incomplete)
        ]
        return nouns + click.Command.shell_complete(self, ctx, incomplete)
