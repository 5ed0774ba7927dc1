"""`unionbooks member join`, `change`, `leave` and the rest: one event of a membership a command."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import Final

import click

from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import AMOUNT
from unionbooks.cli.types import DAY
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.messages import message
from unionbooks.members.words import EMPLOYMENT_WORDS
from unionbooks.members.words import FIELD_WORDS
from unionbooks.members.words import SEX_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from unionbooks.cli.session import Session
    from unionbooks.members.identity import Identity
    from unionbooks.workflow.membership import Recorded

__all__ = ["ACTS"]

_WHO: Final = N_("Id, staff number or name.")
_PARTICULARS: Final = (
    click.option("--name", cls=Option, metavar="NAME", help=N_("Name.")),
    click.option("--sex", cls=Option, type=click.Choice(SEX_WORDS), help=N_("Sex; the identity number tells it, too.")),
    click.option("--born", cls=Option, type=DAY, help=N_("Day of birth; the identity number tells it, too.")),
    click.option("--group", cls=Option, metavar="NAME", help=N_("Union group or branch.")),
    click.option("--staff-no", cls=Option, metavar="NUMBER", help=N_("Staff number with the employer.")),
    click.option("--employment", cls=Option, type=click.Choice(EMPLOYMENT_WORDS), help=N_("Kind of employment.")),
    click.option("--base", cls=Option, type=AMOUNT, help=N_("Monthly wage on which dues are reckoned, in yuan.")),
    click.option(
        "--wage-in-contribution/--no-wage-in-contribution",
        cls=Option,
        default=None,
        help=N_("Whether the wage is in the base of the 2 % contribution."),
    ),
    click.option("--card", cls=Option, metavar="NUMBER", help=N_("Number of the membership card.")),
    click.option(
        "--identity",
        "ask_identity",
        cls=Option,
        is_flag=True,
        help=N_("Ask for the identity number; only its last four and a keyed hash are kept."),
    ),
)
_COMMON: Final = (
    click.option("--date", "day", cls=Option, type=DAY, help=N_("Day on which it happens; today where not given.")),
    click.option("--reason", cls=Option, metavar="TEXT", help=N_("Reason; needed to correct the past.")),
)
_MINUTES: Final = click.option("--minutes", cls=Option, metavar="TEXT", help=N_("Minutes of the committee."))
_VOTE: Final = click.option(
    "--minutes", cls=Option, metavar="TEXT", required=True, help=N_("Minutes of the vote on it.")
)
_SOMEBODY: Final = click.argument("who", cls=Argument, metavar="WHO", help=_WHO)
_ANYBODY: Final = click.argument(
    "who",
    cls=Argument,
    metavar="[WHO]",
    required=False,
    help=N_("Id of one who comes back; left out for a new member."),
)
_NEW_ID: Final = click.option(
    "--id", "new_id", cls=Option, metavar="ID", help=N_("Id of the new member; the next free one where not given.")
)
_FROM: Final = click.option("--from-union", cls=Option, metavar="NAME", help=N_("Union the member comes from."))
_TO: Final = click.option("--to-union", cls=Option, metavar="NAME", help=N_("Union the member goes to."))


def _act(event: str, text: str, details: str, examples: tuple[str, ...], *options: Any) -> click.Command:
    """Make the command of an event, with the options that make sense for it."""

    @output_options("text", "json")
    @click.pass_obj
    def run(session: Session, /, output: Output, **given: Any) -> None:
        _enter(session, event, given, output)

    for option in reversed((*options, *_COMMON)):
        run = option(run)
    made: click.Command = click.command(event, cls=Command, help=text, details=details, examples=examples)(run)
    return made


def _enter(session: Session, event: str, given: dict[str, Any], output: Output) -> None:
    from unionbooks.members.names import plain_name
    from unionbooks.workflow.membership import Entry
    from unionbooks.workflow.membership import record

    if given.get("who") and given.get("new_id"):
        raise click.UsageError(session.translate(N_("--id is for a new member; one who comes back keeps the old id.")))
    particulars = {name: given.pop(name) for name in FIELD_WORDS if name in given}
    particulars = {name: value for name, value in particulars.items() if value is not None}
    if "name" in particulars:
        particulars["name"] = plain_name(particulars["name"])
    entry = Entry(
        event=event,
        day=given.pop("day") or session.now.date(),
        particulars=particulars,
        identity=_asked(session) if given.pop("ask_identity", False) else None,
        **given,
    )
    _tell(session, record(session.root, entry, by=session.by, now=session.now), output)


def _asked(session: Session) -> Identity:
    """Ask for an identity number without showing it: on a command line it would stay in the shell's history."""
    from unionbooks.members.identity import parse_identity

    return parse_identity(click.prompt(session.translate(N_("Identity number")), hide_input=True, err=True))


def _tell(session: Session, done: Recorded, output: Output) -> None:
    from unionbooks.cli.member_card import show_value

    event = done.event
    shown = {name: pair for name, pair in done.changes.items() if name in FIELD_WORDS}
    if output.format == "json":
        values = {name: {"old": old, "new": new} for name, (old, new) in shown.items()}
        data = {"member": event.member, "name": done.member.name, "event": event.event, "date": event.date}
        emit_json(session, {**data, "status": done.member.state, "changes": values, "warnings": done.warnings}, output)
        return
    told = message(
        N_("{member} {name}: {event} on {date}."),
        member=event.member,
        name=done.member.name or "",
        event=Message(event.event),
        date=event.date,
    )
    lines = [session.text(told), *_changes(session, shown, show_value)]
    output.put(session, "\n".join(lines) + "\n")
    for warning in done.warnings:
        session.say(message(N_("Warning: {problem}"), problem=warning.render(session.translate)))


def _changes(
    session: Session,
    shown: dict[str, tuple[object, object]],
    show_value: Callable[..., str],
) -> Iterable[str]:
    for name, (old, new) in shown.items():
        before, now = (show_value(name, value, session.translate) for value in (old, new))
        change = message(N_("{old} -> {new}"), old=before, new=now) if before else now
        yield "  " + session.text(message(N_("{label}: {value}"), label=Message(FIELD_WORDS[name]), value=change))


ACTS: Final = (
    _act(
        "join",
        N_("Enter a new member, or one who has left and joins again."),
        N_(
            "The day is that on which the committee approved it. A new member gets the next free id; one who comes "
            "back keeps the old one."
        ),
        (
            "unionbooks member join --name 王一 --group 语文组 --staff-no 1031 \\\n    --base 6280 --date 2026-03-05",
            "unionbooks member join M0007 --date 2026-03-05",
        ),
        _ANYBODY,
        _NEW_ID,
        *_PARTICULARS,
        _MINUTES,
    ),
    _act(
        "change",
        N_("Enter changed particulars of a member: group, base of the dues, name."),
        N_("The old values stay in the roll for the days before."),
        ("unionbooks member change M0007 --base 6500 --date 2026-07-01 --reason 调资",),
        _SOMEBODY,
        *_PARTICULARS,
        _MINUTES,
    ),
    _act(
        "leave",
        N_("Enter that a member leaves the union."),
        "",
        ("unionbooks member leave M0007 --date 2026-03-31 --reason 本人申请",),
        _SOMEBODY,
        _MINUTES,
    ),
    _act(
        "transfer-in",
        N_("Enter that a member comes from another union."),
        "",
        ("unionbooks member transfer-in --name 李二 --from-union 市第一小学工会 \\\n    --date 2026-03-05",),
        _ANYBODY,
        _NEW_ID,
        _FROM,
        *_PARTICULARS,
        _MINUTES,
    ),
    _act(
        "transfer-out",
        N_("Enter that a member goes to another union."),
        "",
        ("unionbooks member transfer-out M0007 --to-union 市第二小学工会 \\\n    --date 2026-08-31",),
        _SOMEBODY,
        _TO,
        _MINUTES,
    ),
    _act(
        "retain",
        N_("Enter that a membership is kept without dues and vote, as on long leave."),
        "",
        ("unionbooks member retain M0007 --date 2026-02-28 --reason 待岗",),
        _SOMEBODY,
        _MINUTES,
    ),
    _act(
        "resume",
        N_("Enter that a kept membership has its rights again, or take a mistaken end of one back."),
        N_("To take back that somebody left, was transferred, was expelled or died, a reason is needed."),
        ("unionbooks member resume M0007 --date 2026-09-01",),
        _SOMEBODY,
        _MINUTES,
    ),
    _act(
        "retire",
        N_("Enter that a member retires; the membership is kept."),
        "",
        ("unionbooks member retire M0007 --date 2026-06-30",),
        _SOMEBODY,
        _MINUTES,
    ),
    _act(
        "expel",
        N_("Enter that a member is expelled, with the minutes of the vote."),
        "",
        ("unionbooks member expel M0007 --date 2026-05-20 --minutes 工会纪要〔2026〕5号",),
        _SOMEBODY,
        _VOTE,
    ),
    _act(
        "die",
        N_("Enter that a member has died."),
        "",
        ("unionbooks member die M0007 --date 2026-04-02",),
        _SOMEBODY,
    ),
)
"""The commands of events."""
