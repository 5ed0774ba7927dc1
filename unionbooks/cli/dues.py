"""`unionbooks dues`: members' dues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Group
from unionbooks.cli.shell import Option
from unionbooks.cli.types import AMOUNT
from unionbooks.cli.types import DAY
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.cli.session import Session
    from unionbooks.core.month import Month

__all__ = ["command"]


@click.group("dues", cls=Group, help=N_("Members' dues: book what was collected."))
def command() -> None:
    """Hold the verbs of dues."""


@command.command(
    "collect",
    help=N_("Book the payroll's list of dues deducted, as one voucher with a posting for each member."),
    details=N_(
        "The list needs the columns 会费 and 姓名 or 工号; a row 合计 must agree. Nothing is written unless the whole "
        "list is right. Where the bank has a line of the same amount, the voucher is joined to it and dated as it."
    ),
    examples=(
        ("unionbooks dues collect 三月代扣会费.xlsx --month 2026-03 \\\n    --account 10201 --expect-count 186"),
    ),
)
@click.argument(
    "sheet",
    cls=Argument,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("The list as csv, xlsx or xls."),
)
@click.option("--month", cls=Option, type=MONTH, required=True, help=N_("Month the dues are for."))
@click.option("--account", cls=Option, required=True, metavar="ACCOUNT", help=N_("Bank account, by code or name."))
@click.option("--date", cls=Option, type=DAY, help=N_("Day of the voucher, or of the bank line where several fit."))
@click.option("--expect-count", cls=Option, type=click.IntRange(1), help=N_("How many people the list must have."))
@click.option("--expect-sum", cls=Option, type=AMOUNT, help=N_("What the list must sum to, in yuan."))
@output_options("text", "json")
@click.pass_obj
def collect_list(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    sheet: Path,
    month: Month,
    account: str,
    date: dt.date | None,
    expect_count: int | None,
    expect_sum: Decimal | None,
    output: Output,
) -> None:
    """Book a list."""
    from unionbooks.workflow.collecting import collect

    done = collect(
        session.root,
        sheet,
        account=account,
        month=month,
        by=session.by,
        now=session.now,
        date=date,
        expect_count=expect_count,
        expect_sum=expect_sum,
    )
    if output.format == "json":
        emit_json(session, done, output)
        return
    for skipped in done.skipped:
        session.say(message("{place}: no amount, left out: {text}", place=skipped.place, text=skipped.text))
    for warning in done.warnings:
        session.say(warning.render(session.translate))
    told = message(
        "Voucher {number} of {date}: dues of {month} from {members} members, {amount} yuan.",
        number=done.number,
        date=done.date,
        month=month,
        members=done.members,
        amount=format_yuan(done.fen),
    )
    output.put(session, session.text(told) + "\n")
    if done.line is not None:
        session.say(message("It is joined to the bank line of {date}.", date=done.line.date))
