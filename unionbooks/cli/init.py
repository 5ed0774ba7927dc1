"""`unionbooks init`: the books of a union, empty and ready."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import Parsed
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.month import Month

if TYPE_CHECKING:
    from unionbooks.cli.session import Session

__all__ = ["command"]


def _start(text: str) -> Month:
    return Month.parse(text if "-" in text else f"{text}-01")


START: Final = Parsed("start", _start, N_("{value} is no year and no month; write it as 2026 or 2026-03."))
_KINDS: Final = ("school", "hospital", "company", "street", "other")


@dataclass(frozen=True, slots=True)
class _Question:
    """One thing to be known: the flag, the question, and whether the books can do without."""

    flag: str
    ask: str
    optional: bool = False
    type: Any = None


_QUESTIONS: Final = {
    "name": _Question("--name", N_("Full legal name of the union")),
    "tax_id": _Question("--tax-id", N_("Unified social credit code")),
    "region": _Question("--region", N_("Province or city whose rules apply")),
    "kind": _Question(
        "--kind", N_("The union belongs to (school, hospital, company, street, other)"), type=click.Choice(_KINDS)
    ),
    "start": _Question("--start", N_("First year or month of the books"), type=START),
    "bank": _Question("--bank", N_("Bank and branch of the basic account (Enter to leave it out)"), optional=True),
    "bank_number": _Question("--bank-number", N_("Number of the basic account (Enter to leave it out)"), optional=True),
}


@click.command(
    cls=Command,
    help=N_("Make the books of a union, empty and ready."),
    details=N_(
        "What is not given as an option is asked for in a terminal. The folder must be empty or not there yet. The "
        "national rules are copied in; add a province's with --pack."
    ),
    examples=(
        "unionbooks init books",
        (
            "unionbooks init new --name 青山三中工会 --tax-id 81340000MC0000000X \\\n"
            "    --region 安徽 --kind school --year 2026"
        ),
    ),
)
@click.argument("folder", cls=Argument, metavar="DIR", type=click.Path(path_type=Path), help=N_("Folder to make."))
@click.option("--name", cls=Option, metavar="TEXT", help=N_("Full legal name of the union."))
@click.option("--tax-id", cls=Option, metavar="TEXT", help=N_("Unified social credit code or tax id."))
@click.option("--region", cls=Option, metavar="TEXT", help=N_("Province or city whose rules apply."))
@click.option("--kind", cls=Option, type=click.Choice(_KINDS), help=N_("What the union belongs to."))
@click.option(
    "--start",
    "--year",
    "start",
    cls=Option,
    type=START,
    help=N_("First year or month of the books, as 2026 or 2026-03."),
)
@click.option("--bank", cls=Option, metavar="TEXT", help=N_("Bank and branch of the basic account."))
@click.option("--bank-number", cls=Option, metavar="TEXT", help=N_("Number of the basic account."))
@click.option("--employer", cls=Option, metavar="TEXT", help=N_("Name of the employer."))
@click.option("--parent", cls=Option, metavar="TEXT", help=N_("Name of the upper union."))
@click.option("--center", cls=Option, metavar="TEXT", help=N_("Accounting center that receives the monthly package."))
@click.option(
    "--pack", "packs", cls=Option, multiple=True, metavar="NAME", help=N_("Rule pack to copy in; repeatable.")
)
@click.pass_obj
def command(session: Session, /, folder: Path, packs: tuple[str, ...], **given: Any) -> None:
    """Found a ledger."""
    from unionbooks.workflow.founding import FoundingSpec
    from unionbooks.workflow.founding import found_ledger

    known = _complete(session, given)
    spec = FoundingSpec(first=known.pop("start"), packs=packs, **known)
    found_ledger(folder, spec, by=session.by, now=session.now)
    click.echo(str(folder))
    session.say(message(N_("The books of {name} begin in {month}."), name=spec.name, month=spec.first))
    session.say(message(N_("Look at them with: unionbooks -C {folder} check"), folder=folder))


def _complete(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """Ask for what is missing, or say which flags are."""
    lacking = [name for name in _QUESTIONS if given[name] is None]
    if lacking and _may_ask():
        return given | {name: _ask(session, name) for name in lacking}
    flags = [_QUESTIONS[name].flag for name in lacking if not _QUESTIONS[name].optional]
    if flags:
        raise click.UsageError(
            session.text(message(N_("Missing, and there is no terminal to ask in: {flags}."), flags=", ".join(flags)))
        )
    return given


def _may_ask() -> bool:
    return sys.stdin.isatty()


def _ask(session: Session, name: str) -> Any:
    question = _QUESTIONS[name]
    answer = click.prompt(
        session.text(question.ask),
        type=question.type or click.STRING,
        default="" if question.optional else None,
        show_default=False,
        show_choices=False,
        value_proc=None if question.type else lambda text: _sound(session, name, text.strip()),
        err=True,
    )
    return answer or None


def _sound(session: Session, name: str, answer: str) -> str:
    """Refuse an answer that the founding would refuse, while it can still be given again."""
    from unionbooks.workflow import founding

    codes = {"name": founding.NO_NAME.code, "tax_id": founding.WRONG_TAX_ID.code}
    trial = founding.FoundingSpec(
        name=answer if name == "name" else "-",
        tax_id=answer if name == "tax_id" else "-",
        first=Month.of(session.now.date()),
    )
    for problem in trial.problems():
        if problem.code == codes.get(name):
            raise click.UsageError(problem.render(session.translate))
    return answer
