"""`unionbooks dues collect|refund`: money that comes, and money that goes back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import AMOUNT
from unionbooks.cli.types import DAY
from unionbooks.cli.types import MONTH
from unionbooks.cli.types import MONTHS
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.cli.session import Session
    from unionbooks.core.month import Month
    from unionbooks.core.month import MonthRange
    from unionbooks.workflow.collecting import Collected
    from unionbooks.workflow.dues_payers import PayersCollected

__all__ = ["collect_list", "refund"]


@click.command(
    "collect",
    cls=Command,
    help=N_("Book dues that came: a payroll's list, a group's cash, or transfers of single members."),
    details=N_(
        "A list needs the columns 会费 and 姓名 or 工号, and may have 所属月份, 缴费基数 and 收据号; a row 合计 must "
        "agree. Nothing is written unless the whole list is right; with --queue, what does not fit waits for a "
        "decision and the rest is booked. Where the bank has a line of the same amount, the voucher is joined to it "
        "and dated as it. With --kind bank or wechat the lines of the month that are imported already are matched to "
        "members; FILE is then a sheet of who pays for whom (付款人, 会员) and may be left out."
    ),
    examples=(
        ("unionbooks dues collect 三月代扣会费.xlsx --month 2026-03 \\\n    --account 10201 --count 186"),
        "unionbooks dues collect 语文组.xlsx --month 2026-03 \\\n    --account 101 --kind cash --receipt 0001234",
        "unionbooks dues collect --month 2026-03 --account 10201 --kind bank",
    ),
)
@click.argument(
    "sheet",
    cls=Argument,
    metavar="[FILE]",
    required=False,
    type=click.Path(path_type=Path),
    help=N_("The list as csv, xlsx or xls."),
)
@click.option("--month", cls=Option, type=MONTH, required=True, help=N_("Month the dues are for."))
@click.option("--account", cls=Option, required=True, metavar="ACCOUNT", help=N_("Account the money is in."))
@click.option(
    "--kind",
    cls=Option,
    type=click.Choice(("payroll", "cash", "bank", "wechat")),
    default="payroll",
    help=N_("How it came; payroll where it is not given."),
)
@click.option("--date", cls=Option, type=DAY, help=N_("Day of the voucher, or of the bank line where several fit."))
@click.option(
    "--count", "--expect-count", "count", cls=Option, type=click.IntRange(1), help=N_("How many people there must be.")
)
@click.option("--sum", "--expect-sum", "total", cls=Option, type=AMOUNT, help=N_("What it must sum to, in yuan."))
@click.option("--receipt", cls=Option, default="", metavar="NUMBER", help=N_("Number of the receipt given for cash."))
@click.option("--queue", cls=Option, is_flag=True, help=N_("Book what fits; the rest waits for a decision."))
@output_options("text", "json")
@click.pass_obj
def collect_list(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    sheet: Path | None,
    month: Month,
    account: str,
    kind: str,
    date: dt.date | None,
    count: int | None,
    total: Decimal | None,
    receipt: str,
    queue: bool,
    output: Output,
) -> None:
    """Book a list, or transfers."""
    if kind in {"bank", "wechat"}:
        from unionbooks.workflow.dues_payers import collect_payers

        came = collect_payers(
            session.root,
            account=account,
            month=month,
            by=session.by,
            now=session.now,
            kind=kind,
            payers=sheet,
            expect_count=count,
            expect_sum=total,
        )
        _tell_payers(session, came, month, output)
        return
    if sheet is None:
        raise click.UsageError(session.translate(N_("Name the list that is to be booked.")))
    from unionbooks.workflow.collecting import collect

    done = collect(
        session.root,
        sheet,
        account=account,
        month=month,
        by=session.by,
        now=session.now,
        date=date,
        expect_count=count,
        expect_sum=total,
        kind=kind,
        receipt=receipt,
        queue=queue,
    )
    _tell(session, done, month, output)


def _tell(session: Session, done: Collected, month: Month, output: Output) -> None:
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
    if done.held_fen:
        session.say(message(N_("Of it {amount} yuan wait for a decision."), amount=format_yuan(done.held_fen)))
    if done.exceptions:
        session.say(
            message(
                N_("Exceptions to decide: {count}; see them with: unionbooks dues exceptions list"),
                count=len(done.exceptions),
            )
        )
    if done.line is not None:
        session.say(message("It is joined to the bank line of {date}.", date=done.line.date))


def _tell_payers(session: Session, came: PayersCollected, month: Month, output: Output) -> None:
    if output.format == "json":
        emit_json(session, came, output)
        return
    for line, member, months in came.payments:
        session.say(
            message(
                N_("{date} {payer}: {amount} for {member}, {months}"),
                date=line.date,
                payer=line.counterparty or "",
                amount=format_yuan(line.amount),
                member=member,
                months=months,
            )
        )
    if came.number is None:
        output.put(session, session.translate(N_("No line of the month could be matched to a member's dues.")) + "\n")
    else:
        told = message(
            N_("Voucher {number} of {date}: dues up to {month} in {count} payments, {amount} yuan."),
            number=came.number,
            date=came.date,
            month=month,
            count=len(came.payments),
            amount=format_yuan(came.fen),
        )
        output.put(session, session.text(told) + "\n")
    if came.waiting or came.still_waiting:
        session.say(
            message(
                N_("Lines that wait for a decision: {count}; see them with: unionbooks dues exceptions list"),
                count=len(came.waiting) + came.still_waiting,
            )
        )


@click.command(
    "refund",
    cls=Command,
    help=N_("Put a draft into the inbox that pays dues back to a member; it is approved and posted as spending is."),
    examples=("unionbooks dues refund M0007 25.00 --account 10201 \\\n    --why 三月重复代扣 --months 2026-03",),
)
@click.argument("who", cls=Argument, metavar="WHO", help=N_("Id, staff number or name."))
@click.argument("amount", cls=Argument, type=AMOUNT, help=N_("How much, in yuan."))
@click.option("--account", cls=Option, required=True, metavar="ACCOUNT", help=N_("Account the money leaves."))
@click.option("--why", cls=Option, required=True, help=N_("Why."))
@click.option("--months", cls=Option, type=MONTHS, help=N_("Months it was paid for; this month where not given."))
@click.option("--date", cls=Option, type=DAY, help=N_("Day of the draft; today where it is not given."))
@output_options("text", "json")
@click.pass_obj
def refund(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    who: str,
    amount: Decimal,
    account: str,
    why: str,
    months: MonthRange | None,
    date: dt.date | None,
    output: Output,
) -> None:
    """Prepare a refund."""
    from unionbooks.workflow.dues_deciding import pay_back

    done = pay_back(
        session.root,
        who,
        amount,
        account=account,
        why=why,
        by=session.by,
        now=session.now,
        months=months,
        date=date,
    )
    if output.format == "json":
        emit_json(session, done, output)
        return
    told = message(
        N_("Draft {draft}: {amount} yuan back to {member}. Complete and post it with: unionbooks inbox"),
        draft=done.draft,
        amount=format_yuan(done.fen),
        member=done.member,
    )
    output.put(session, session.text(told) + "\n")
