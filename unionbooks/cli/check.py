"""`unionbooks check`: the integrity checks, one line a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.errors import ExitCode
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from unionbooks.cli.session import Session
    from unionbooks.core.problems import Problem

__all__ = ["command", "exit_code_for", "report"]

_COLUMNS: Final = (
    Column("code", N_("Code")),
    Column("level", N_("Level"), "word"),
    Column("file", N_("File")),
    Column("line", N_("Line"), "count"),
    Column("spot", N_("Spot")),
    Column("what", N_("What is wrong")),
    Column("mend", N_("How to mend it")),
)


@click.command(
    cls=Command,
    help=N_("Check the ledger and say what is wrong and how to mend it."),
    details=N_("Each problem is one line: the place, what is wrong, how to mend it, and its code."),
    examples=("unionbooks check", "unionbooks check --only vouchers --only papers", "unionbooks check --format json"),
)
@click.option(
    "--only",
    "only",
    cls=Option,
    multiple=True,
    metavar="NAME",
    help=N_("Only this check, or problems of this code; may be given several times."),
)
@output_options()
@click.pass_obj
def command(session: Session, only: tuple[str, ...], output: Output) -> int:
    """Load the ledger, which runs every check, and report."""
    problems = _some(session, only) if only else _all(session.root)
    report(session, problems, output)
    return exit_code_for(problems)


def _all(root: Path) -> tuple[Problem, ...]:
    from unionbooks.audit.integrity import domain_problems
    from unionbooks.books.load import load
    from unionbooks.books.snapshot import cache_folder
    from unionbooks.books.snapshot import store

    books = load(root)
    store(books, cache_folder())  # so that the reports that follow need not load it again
    return (*books.problems, *domain_problems(books))


def _some(session: Session, only: Sequence[str]) -> tuple[Problem, ...]:
    from unionbooks.audit.integrity import DOMAIN_CHECKS
    from unionbooks.audit.integrity import domain_problems
    from unionbooks.books.checks import CHECKS
    from unionbooks.books.load import load
    from unionbooks.books.source import parse

    checks = {check.name: check for check in CHECKS}
    domain = {check.name: check for check in DOMAIN_CHECKS}
    names = (*checks, *domain)
    codes = [name for name in only if name not in names]
    books = load(session.root)
    found = (
        [problem for problem in (*books.problems, *domain_problems(books)) if problem.code in codes] if codes else []
    )
    if codes and not found:
        session.say(message(N_("{names}: no problem of this code; the checks are {checks}."),
                            names=", ".join(codes), checks=", ".join(names)))  # fmt: skip
    parsed = parse(books.root, {})
    for name in dict.fromkeys(only):
        if name in checks:
            found += checks[name].run(books, parsed, {})
        elif name in domain:
            found += domain[name].run(books)
    return tuple(found)


def report(session: Session, problems: Sequence[Problem], output: Output) -> None:
    """Write problems as lines, or as a listing for programs; the count goes to stderr."""
    if output.format == "text":
        lines = [_line(session, problem) for problem in problems]
        output.put(session, "".join(f"{line}\n" for line in lines))
    else:
        emit(session, _listing(session, problems), output)
    errors = sum(problem.level == "error" for problem in problems)
    if problems:
        session.say(
            message(N_("Errors: {errors}; warnings: {warnings}."), errors=errors, warnings=len(problems) - errors)
        )
    else:
        session.say(N_("No problems."))


def _line(session: Session, problem: Problem) -> str:
    line = problem.render(session.translate)
    return line if problem.level == "error" else session.text(message(N_("Warning: {problem}"), problem=line))


def _listing(session: Session, problems: Sequence[Problem]) -> Listing:
    rows = tuple(
        (
            problem.code,
            problem.level,
            problem.place.file if problem.place else None,
            problem.place.line or None if problem.place else None,
            problem.place.spot or None if problem.place else None,
            session.text(problem.what),
            session.text(problem.mend),
        )
        for problem in problems
    )
    return Listing("problems", _COLUMNS, rows)


def exit_code_for(problems: Sequence[Problem]) -> ExitCode:
    """Return 5 where evidence is damaged, 1 where anything else is wrong, 0 for warnings alone."""
    errors = {problem.code for problem in problems if problem.level == "error"}
    if errors & damage_codes():
        return ExitCode.DAMAGED
    return ExitCode.FINDINGS if errors else ExitCode.DONE


def damage_codes() -> frozenset[str]:
    """Return the codes that say that evidence is gone or was tampered with: journal, seals, papers."""
    from unionbooks.books import journal
    from unionbooks.books import seal
    from unionbooks.books.checks import papers

    return frozenset(
        kind.code
        for kind in (
            journal.UNREADABLE,
            journal.NOT_CANONICAL,
            journal.BAD_HASH,
            journal.BROKEN_CHAIN,
            journal.BAD_SEQ,
            journal.BAD_FILES,
            journal.TRUNCATED,
            journal.PAPER_CHANGED,
            journal.PAPER_MISSING,
            seal.BROKEN,
            seal.SEALED_TWICE,
            seal.CHAIN,
            seal.SKIPPED,
            seal.REOPEN_UNKNOWN,
            papers.MISSING,
            papers.CHANGED,
        )
    )
