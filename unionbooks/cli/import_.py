"""`unionbooks import`: statements of banks and wallets into bank lines and drafts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli.errors import ExitCode
from unionbooks.cli.import_profiles import new_profile
from unionbooks.cli.import_profiles import profiles
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.problems import UnionbooksError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Sequence

    from unionbooks.cli.session import Session
    from unionbooks.workflow.gathering import Given
    from unionbooks.workflow.importing import ImportResult

__all__ = ["command"]

_LONG: Final = 4 << 20
"""From this size on, in bytes, a file is announced before it is read."""
_NO_STATEMENT: Final = frozenset(
    {
        "import-unknown",
        "import-nearly",
        "file-pdf",
        "file-kind",
        "file-ofd",
        "file-empty",
        "file-html",
        "file-xml",
        "file-encoding",
    }
)
"""Codes of files that are passed over where they only lay beside statements."""


class ImportGroup(Group):
    """A command with arguments of its own, beside which a few verbs stand; a verb's name comes first or not at all."""

    allow_interspersed_args = True

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> click.Context:
        """Parse as the verb whose name comes first, else as the command itself."""
        if args and args[0] in self.commands:
            verb = self.commands[args[0]]
            return verb.make_context(f"{info_name} {args[0]}", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command's own arguments."""
        return click.Command.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command itself."""
        return click.Command.invoke(self, ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Write the usage of the command itself."""
        return click.Command.collect_usage_pieces(self, ctx)


@click.group(
    "import",
    cls=ImportGroup,
    no_args_is_help=False,
    help=N_("Import statements of banks, WeChat Pay and Alipay."),
    details=N_(
        "Each movement becomes a bank line. One that a posted voucher explains is joined to it; for each other a "
        "draft is put into the inbox. Importing a file again adds nothing. A row that cannot be understood is kept "
        "as a draft for you to look at, and the exit code is then 1."
    ),
    examples=(
        "unionbooks import statement.csv",
        "unionbooks import 微信支付账单.xlsx --account 10202 --dry-run",
        "unionbooks import 三月/ 账单.zip --dry-run --format json",
    ),
)
@click.argument(
    "files",
    cls=Argument,
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path),
    help=N_("Statements as csv, xlsx or xls, as they were downloaded; a zip or a folder of them."),
)
@click.option(
    "--account",
    cls=Option,
    metavar="ACCOUNT",
    help=N_("Account of the books, by code or name; found by its number in the file where not given."),
)
@click.option(
    "--profile", cls=Option, metavar="ID", help=N_("Import profile; found by the words of the header where not given.")
)
@click.option("--dry-run", cls=Option, is_flag=True, help=N_("Only say what would be written."))
@click.option(
    "--password-stdin", cls=Option, is_flag=True, help=N_("Read the password of archives from the first line of stdin.")
)
@output_options("text", "json")
@click.pass_obj
def command(  # noqa: PLR0913 - one parameter an option
    session: Session,
    files: tuple[Path, ...],
    account: str | None,
    profile: str | None,
    *,
    dry_run: bool,
    password_stdin: bool,
    output: Output,
) -> int:
    """Import one file after the other; a file that fails leaves the books as they are, and the others still come."""
    from unionbooks.workflow.gathering import gather

    given = gather(files, _password(session, from_stdin=password_stdin))
    if dry_run and output.format == "json":
        return _summarise(session, given, account, profile, output)
    return _import(session, given, account, profile, output, dry_run=dry_run)


command.add_command(profiles)
command.add_command(new_profile)


def _password(session: Session, *, from_stdin: bool) -> Callable[[str], str | None]:
    """Return how passwords are come by: from stdin, by asking at a terminal, or not at all."""
    if from_stdin:
        word = sys.stdin.readline().rstrip("\r\n")
        return lambda _: word or None
    if not sys.stdin.isatty():
        return lambda _: None

    def ask(name: str) -> str | None:
        question = session.text(message("Password of {file}", file=name))
        return str(click.prompt(question, hide_input=True, err=True, default="", show_default=False)) or None

    return ask


def _summarise(
    session: Session, given: Iterable[Given], account: str | None, profile: str | None, output: Output
) -> int:
    from unionbooks.workflow.import_summary import summaries

    looked = list(summaries(session.root, given, account=account, profile=profile, translate=session.translate))
    for one in looked:
        for question in one.open_questions:
            session.say(question.render(session.translate))
    emit_json(session, [one.summary for one in looked], output)
    if any(one.summary.errors for one in looked):
        return ExitCode.BAD_INPUT
    if any(one.summary.conflicts for one in looked):
        return ExitCode.REFUSED
    return ExitCode.FINDINGS if any(one.summary.review for one in looked) else ExitCode.DONE


def _import(  # noqa: PLR0913 - as the command
    session: Session,
    given: Iterable[Given],
    account: str | None,
    profile: str | None,
    output: Output,
    *,
    dry_run: bool,
) -> int:
    from unionbooks.cli.faults import tell
    from unionbooks.cli.import_text import tell_result
    from unionbooks.workflow.importing import import_file

    results: list[ImportResult] = []
    code: int = ExitCode.DONE
    for one in given:
        try:
            if one.error is not None:
                raise one.error
            if len(one.data) > _LONG:
                session.say(message("Reading {file} ({size} MB) …", file=one.name, size=len(one.data) >> 20))
            result = import_file(
                session.root,
                one.data,
                name=one.name,
                account=account,
                profile=profile,
                by=session.by,
                now=session.now,
                dry_run=dry_run,
                translate=session.translate,
            )
        except UnionbooksError as error:
            if not one.is_meant and _NO_STATEMENT.issuperset(problem.code for problem in error.problems):
                session.say(message("{file}: passed over: {why}", file=one.name, why=error.problems[0].what))
                continue
            told = tell(error, session)
            code = code or told
            continue
        results.append(result)
        if output.format == "text":
            tell_result(session, result, output, dry_run=dry_run)
    if output.format == "json":
        emit_json(session, results, output)
    return code or _found(results)


def _found(results: Sequence[ImportResult]) -> int:
    return ExitCode.FINDINGS if any(result.review_drafts for result in results) else ExitCode.DONE
