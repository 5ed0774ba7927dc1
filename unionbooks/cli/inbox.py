"""`unionbooks inbox`: the drafts, from what the bank says to posted vouchers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli.draft_sheet import draft_text
from unionbooks.cli.errors import ExitCode
from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.cli.types import Parsed
from unionbooks.cli.words import EVIDENCE
from unionbooks.cli.words import VOUCHER_KINDS
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import parse_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place

if TYPE_CHECKING:
    from unionbooks.books.inbox import Draft
    from unionbooks.cli.session import Session
    from unionbooks.workflow.posting import Posted
    from unionbooks.workflow.posting import Share

__all__ = ["command"]

_COLUMNS: Final = (
    Column("draft", N_("Draft"), "id"),
    Column("date", N_("Date"), "date"),
    Column("amount", N_("Amount"), "money"),
    Column("payee", N_("Payee")),
    Column("narration", N_("Narration")),
    Column("account", N_("Account")),
    Column("missing", N_("Missing")),
)
_FOR_PEOPLE: Final = (
    Column("draft", N_("Draft"), "id"),
    Column("date", N_("Date"), "date"),
    Column("amount", N_("Amount"), "money"),
    Column("what", N_("Payee and narration")),
    Column("missing", N_("Missing")),
)
_SHORT: Final = {
    "account": N_("account"),
    "narration": N_("narration"),
    "kind": N_("kind"),
    "handled-by": N_("handler"),
    "approved-by": N_("approval"),
    "approved-on": N_("approval"),
    "minutes": N_("minutes"),
    "evidence": N_("papers"),
    "attachments": N_("papers"),
    "evidence-due": N_("papers"),
}
"""What a draft lacks -> a word for a narrow column, a source string."""
_POSTED: Final = (
    Column("voucher", N_("Voucher"), "id"),
    Column("date", N_("Date"), "date"),
    Column("amount", N_("Amount"), "money"),
    Column("payee", N_("Payee")),
    Column("narration", N_("Narration")),
    Column("draft", N_("Draft"), "id"),
)
_ID: Final = N_("Id of the draft, or a part of it that fits no other.")


def _read_share(text: str) -> tuple[str, int | None]:
    account, equals, amount = text.partition("=")
    if not account.strip():
        raise ValueError(text)
    return account.strip(), to_fen(parse_yuan(amount)) if equals else None


SHARE: Final = Parsed(
    "share", _read_share, N_("{value} is no account with an amount; write 50102 for all of it, or 50102=120.00.")
)


@click.group("inbox", cls=Group, help=N_("The drafts: list them, complete them, post them."))
def command() -> None:
    """Hold the verbs of drafts."""


@command.command(
    "list",
    help=N_("List the drafts, with what each still lacks."),
    examples=("unionbooks inbox list", "unionbooks inbox list --format json"),
)
@output_options()
@click.pass_obj
def list_drafts(session: Session, output: Output) -> int:
    """List the drafts; files in the inbox that are none are told on stderr."""
    from unionbooks.books.inbox import read_inbox
    from unionbooks.books.model import MAIN
    from unionbooks.books.source import NO_LEDGER
    from unionbooks.workflow.readiness import lacking

    if not (session.root / MAIN).is_file():
        raise BadInputError(NO_LEDGER(Place(str(session.root)), file=MAIN))
    inbox = read_inbox(session.root)
    rows = tuple((*_shown(draft), " ".join(lacking(draft.entry))) for draft in inbox.drafts)
    if output.format == "text":
        emit(session, Listing("inbox", _FOR_PEOPLE, tuple(_short(session, row) for row in rows)), output)
    else:
        emit(session, Listing("inbox", _COLUMNS, rows), output)
    for problem in inbox.problems:
        session.say(problem.render(session.translate))
    ready = sum(not row[-1] for row in rows)
    if output.format == "text" and rows:
        session.say(
            message(
                "Drafts: {count}, of which {ready} lack nothing. Complete one with: unionbooks inbox set ID …; "
                "post with: unionbooks inbox post ID …",
                count=len(rows),
                ready=ready,
            )
        )
    return ExitCode.FINDINGS if inbox.problems else ExitCode.DONE


def _short(session: Session, row: tuple[object, ...]) -> tuple[object, ...]:
    name, date, fen, payee, narration, _, missing = row
    words = dict.fromkeys(session.translate(_SHORT[key]) for key in str(missing).split())
    return name, date, fen, " ".join(filter(None, (str(payee), str(narration)))), " ".join(words)


def _shown(draft: Draft) -> tuple[object, ...]:
    entry = draft.entry
    fen = entry.legs[0].fen if entry.legs else None
    accounts = " ".join(leg.account.rpartition(":")[2] for leg in entry.legs[1:])
    return draft.id, entry.date, fen, entry.payee, entry.narration, accounts


@command.command(
    "show",
    help=N_("Show one draft: what it says, and what keeps it from being posted."),
    examples=("unionbooks inbox show 7f3a9c",),
)
@click.argument("draft", cls=Argument, metavar="ID", help=_ID)
@output_options("text", "json")
@click.pass_obj
def show_draft(session: Session, draft: str, output: Output) -> None:
    """Show a draft."""
    from unionbooks.books.inbox import read_inbox
    from unionbooks.books.load import load
    from unionbooks.workflow.readiness import Rulings

    books = load(session.root)
    found = read_inbox(books.root).find(draft)
    problems = Rulings.gather(books).problems(found, session.now)
    if output.format == "json":
        emit_json(session, {"draft": found, "problems": problems}, output)
    else:
        output.put(session, draft_text(found, problems, session.translate))


@command.command(
    "set",
    help=N_("Complete a draft: its account, who approved it, its papers."),
    details=N_(
        "What is not named stays as it is. With several --account, all but one need an amount; the last one takes "
        "what is left. Beside the amount of an imported draft, which is the bank's, everything may be set again "
        "until it is posted."
    ),
    examples=(
        (
            "unionbooks inbox set 7f3a9c --account 50102 --kind expense \\\n"
            "    --handled-by 周老师 --approved-by 陈主席 --approved-on 2026-03-04 \\\n"
            "    --evidence have --attachments 2"
        ),
        "unionbooks inbox set 7f3a9c --account 50102=300.00 --account 50504",
    ),
)
@click.argument("draft", cls=Argument, metavar="ID", help=_ID)
@click.option(
    "--account",
    "shares",
    cls=Option,
    multiple=True,
    type=SHARE,
    metavar="ACCOUNT[=AMOUNT]",
    help=N_("Account by code or name, and its part of the amount (debit positive)."),
)
@click.option("--project", cls=Option, metavar="ID", help=N_("Earmarked project of these accounts."))
@click.option("--payee", cls=Option, metavar="TEXT", help=N_("The other side."))
@click.option("--narration", cls=Option, metavar="TEXT", help=N_("What it is about."))
@click.option("--kind", cls=Option, type=click.Choice(VOUCHER_KINDS), help=N_("Kind of voucher."))
@click.option("--handled-by", cls=Option, metavar="NAME", help=N_("Who handled the matter."))
@click.option("--accepted-by", cls=Option, metavar="NAME", help=N_("Who accepted the goods or witnessed."))
@click.option("--approved-by", cls=Option, metavar="NAME", help=N_("Who approved it."))
@click.option("--approved-on", cls=Option, type=DAY, help=N_("Day of approval."))
@click.option("--minutes", cls=Option, metavar="TEXT", help=N_("Minutes of the decision."))
@click.option("--attachments", cls=Option, type=click.IntRange(0), help=N_("Number of papers."))
@click.option("--evidence", cls=Option, type=click.Choice(EVIDENCE), help=N_("State of the papers."))
@click.option("--evidence-due", cls=Option, type=DAY, help=N_("Day until which the papers are promised."))
@click.option("--invoice", cls=Option, metavar="NUMBERS", help=N_("Invoice numbers, separated by spaces."))
@click.option("--receipt", cls=Option, metavar="NUMBERS", help=N_("Numbers of the receipts issued."))
@output_options("text", "json")
@click.pass_obj
def set_draft(  # noqa: PLR0913 - one parameter an option
    session: Session,
    /,
    *,
    draft: str,
    shares: tuple[tuple[str, int | None], ...],
    project: str | None,
    payee: str | None,
    narration: str | None,
    output: Output,
    **meta: Any,
) -> None:
    """Set what was named, and tell what is still missing."""
    from unionbooks.core.vocabulary import VoucherMeta
    from unionbooks.workflow.posting import Completion
    from unionbooks.workflow.posting import complete
    from unionbooks.workflow.readiness import lacking

    completion = Completion(
        shares=_shares(shares, project) if shares else None,
        payee=payee,
        narration=narration,
        meta=VoucherMeta(**meta),
    )
    done = complete(session.root, draft, completion, by=session.by, now=session.now)
    missing = lacking(done.entry)
    if output.format == "json":
        emit_json(session, {"draft": done, "missing": missing}, output)
    elif missing:
        session.say(message("Draft {id} still lacks: {missing}.", id=done.id, missing=", ".join(missing)))
    else:
        session.say(message("Draft {id} lacks nothing. Post it with: unionbooks inbox post {id}", id=done.id))


def _shares(shares: tuple[tuple[str, int | None], ...], project: str | None) -> tuple[Share, ...]:
    from unionbooks.core.vocabulary import PostingMeta
    from unionbooks.workflow.posting import Share

    return tuple(Share(account, fen, PostingMeta(project=project)) for account, fen in shares)


@command.command(
    "post",
    help=N_("Post drafts: each gets its number and can no longer be changed."),
    details=N_("A draft that may not be posted stays, with the reasons; the exit code is then 1, or 4 where all stay."),
    examples=("unionbooks inbox post 7f3a9c 584227", "unionbooks inbox post --all"),
)
@click.argument("drafts", cls=Argument, nargs=-1, metavar="[ID...]", help=_ID)
@click.option("--all", "everything", cls=Option, is_flag=True, help=N_("Post every draft that may be posted."))
@output_options()
@click.pass_obj
def post_drafts(session: Session, drafts: tuple[str, ...], *, everything: bool, output: Output) -> int:
    """Post drafts, in the order of their dates."""
    from unionbooks.workflow.posting import post

    if bool(drafts) == everything:
        raise click.UsageError(session.translate(N_("Name the drafts to post, or say --all.")))
    posted = post(session.root, drafts, by=session.by, now=session.now)
    rows = tuple(
        (str(one.number), one.entry.date, one.entry.legs[0].fen, one.entry.payee, one.entry.narration, one.draft)
        for one in posted.vouchers
    )
    emit(session, Listing("posted", _POSTED, rows), output)
    _tell(session, posted)
    return ExitCode.FINDINGS if posted.refused else ExitCode.DONE


def _tell(session: Session, posted: Posted) -> None:
    for problem in posted.warnings:
        session.say(problem.render(session.translate))
    for refusal in posted.refused:
        for problem in refusal.problems:
            session.say(problem.render(session.translate))
    session.say(
        message(
            "Posted: {count}; left in the inbox: {refused}. Attach papers with: unionbooks voucher attach NUMBER FILE",
            count=len(posted.vouchers),
            refused=len(posted.refused),
        )
    )


@command.command(
    "drop",
    help=N_("Take a draft out of the inbox for good; it is kept in inbox/dropped/ with the reason."),
    examples=('unionbooks inbox drop 7f3a9c --why "提现，银行卡对账单里已有"',),
)
@click.argument("draft", cls=Argument, metavar="ID", help=_ID)
@click.option("--why", cls=Option, required=True, metavar="TEXT", help=N_("The reason."))
@click.pass_obj
def drop_one(session: Session, draft: str, why: str) -> None:
    """Drop a draft."""
    from unionbooks.workflow.posting import drop_draft

    dropped = drop_draft(session.root, draft, why=why, by=session.by, now=session.now)
    session.say(message("Draft {id} was dropped.", id=dropped.id))
