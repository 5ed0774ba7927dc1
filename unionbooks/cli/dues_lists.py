"""`unionbooks dues assess|arrears|deduction-list|upward`: lists of everybody's dues."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import click

from unionbooks.cli.listing import Column
from unionbooks.cli.listing import Listing
from unionbooks.cli.output import Output
from unionbooks.cli.output import emit
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import DAY
from unionbooks.cli.types import MONTH
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt

    from reports.dues_arrears import ArrearsGroup
    from reports.dues_arrears import DuesArrears
    from unionbooks.cli.session import Session
    from unionbooks.core.month import Month

__all__ = ["assess", "deductions", "show_arrears", "show_upward"]

_ASSESSED: Final = (
    Column("member", N_("Id"), "id"),
    Column("name", N_("Name")),
    Column("group", N_("Group")),
    Column("staff_no", N_("Staff no."), "id"),
    Column("status", N_("Status"), "word"),
    Column("employment", N_("Employment"), "word"),
    Column("base", N_("Base"), "money"),
    Column("rule", N_("Rule"), "id"),
    Column("assessed", N_("Assessed"), "money"),
    Column("waived", N_("Waived"), "money"),
    Column("paid", N_("Paid"), "money"),
    Column("owed", N_("Still owed"), "money"),
    Column("why", N_("Reason"), "word"),
)
_ASSESSED_SHOWN: Final = frozenset({"member", "name", "base", "rule", "assessed", "waived", "paid", "owed", "why"})
WHY: Final = (N_("exempt"), N_("waived"), N_("no-base"), N_("no-rule"), N_("small"), N_("absent"))
"""Why nothing, or less, is owed."""

_ARREARS: Final = (
    Column("group", N_("Group")),
    Column("member", N_("Id"), "id"),
    Column("name", N_("Name")),
    Column("staff_no", N_("Staff no."), "id"),
    Column("status", N_("Status"), "word"),
    Column("oldest", N_("Since"), "id"),
    Column("months", N_("Months"), "count"),
    Column("age_1", N_("1 month"), "money"),
    Column("age_2_3", N_("2-3"), "money"),
    Column("age_4_6", N_("4-6"), "money"),
    Column("age_over_6", N_("Over 6"), "money"),
    Column("owed", N_("Owed"), "money"),
    Column("unpaid_months", N_("Months running without payment"), "count"),
    Column("flag", N_("To do"), "word"),
)
_ARREARS_SHOWN: Final = frozenset(
    {"group", "member", "name", "oldest", "age_1", "age_2_3", "age_4_6", "age_over_6", "owed", "flag"}
)
_FLAG: Final = N_("talk")
_FLAG_TEXT: Final = N_(
    "Members who have paid nothing for six months running: {count}. Talk to them (教育) and ask the committee to "
    "decide (提请委员会决定); nobody leaves by itself."
)
_DEDUCTIONS: Final = (
    Column("member", N_("Id"), "id"),
    Column("staff_no", N_("Staff no."), "id"),
    Column("name", N_("Name")),
    Column("group", N_("Group")),
    Column("base", N_("Base"), "money"),
    Column("months", N_("Months"), "id"),
    Column("dues", N_("Dues"), "money"),
)
_UPWARD: Final = (
    Column("rule", N_("Rule"), "id"),
    Column("document", N_("Document")),
    Column("page", N_("Article")),
    Column("share", N_("Upper share"), "number"),
    Column("received", N_("Received"), "money"),
    Column("own", N_("Own share"), "money"),
    Column("upper", N_("To the upper union"), "money"),
    Column("booked", N_("Booked"), "money"),
    Column("missing", N_("To be booked"), "money"),
)


@click.command(
    "assess",
    cls=Command,
    help=N_("What everybody ought to pay for a month: base, rule, amount, what is waived, and why nothing."),
    details=N_(
        "Nothing is written and nothing is flagged: run it as often as you like. State, base and rule are those of "
        "the first of the month; what changes later in it counts from the month after. Nothing before the books begin "
        "is assessed."
    ),
    examples=("unionbooks dues assess 2026-03", "unionbooks dues assess 2026-03 -o 三月应缴会费.xlsx"),
)
@click.argument("month", cls=Argument, type=MONTH, help=N_("The month."))
@output_options()
@click.pass_obj
def assess(session: Session, month: Month, output: Output) -> None:
    """Reckon a month."""
    from reports.dues_assessment import assessment
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        report = assessment(tables, month)
    if report.start is not None and month < report.start:
        session.say(message(N_("The books begin in {month}; only openings are owed before."), month=report.start))
    rows = tuple(
        (
            one.member,
            one.name or None,
            one.group or None,
            one.staff_no or None,
            one.state or None,
            one.employment or None,
            one.base_fen,
            one.rule or None,
            one.assessed_fen,
            one.waived_fen,
            one.paid_fen,
            one.owed_fen,
            one.why or None,
        )
        for one in report.lines
    )
    sums = (report.assessed_fen, report.waived_fen, report.paid_fen, report.owed_fen)
    total = (session.translate(N_("Total")), *(None,) * 7, *sums, None)
    listing = Listing("dues", _ASSESSED, rows, total)
    emit(session, listing.only(_ASSESSED_SHOWN) if output.format == "text" else listing, output)
    unknown = sum(one.why in {"no-base", "no-rule"} for one in report.lines)
    if unknown:
        session.say(
            message(N_("Members whose dues cannot be reckoned, for want of a base or a rule: {count}."), count=unknown)
        )


@click.command(
    "arrears",
    cls=Command,
    help=N_("Who is behind on a day, by group, with the age of each part: 1, 2-3, 4-6 and over 6 months."),
    details=N_(
        "Dues are due at the end of their month, or on the due day of their rule in the next one, and in arrears from "
        "the day after. Who has paid nothing for six months running is marked: that calls for education and a decision "
        "of the committee, and is never an automatic leave."
    ),
    examples=(
        "unionbooks dues arrears",
        "unionbooks dues arrears --as-of 2026-06-30 --group 语文组",
        "unionbooks dues arrears -o 欠缴会费.xlsx",
    ),
)
@click.option("--as-of", "day", cls=Option, type=DAY, help=N_("The day; today where it is not given."))
@click.option("--group", cls=Option, metavar="NAME", help=N_("Only this group."))
@output_options()
@click.pass_obj
def show_arrears(session: Session, day: dt.date | None, group: str | None, output: Output) -> None:
    """List the arrears."""
    from reports.dues_arrears import dues_arrears
    from unionbooks.books.query import open_tables

    with open_tables(session.root) as tables:
        report = dues_arrears(tables, day or session.now.date(), group)
    if output.format == "json":
        from reports.render.plain import as_plain

        emit_json(session, as_plain(report), output)
        return
    if output.format == "text":
        emit(session, _arrears(session, report, subtotals=True).only(_ARREARS_SHOWN), output)
    else:
        emit(session, _arrears(session, report, subtotals=False), output)
    if report.flagged:
        session.say(message(_FLAG_TEXT, count=report.flagged))


def _arrears(session: Session, report: DuesArrears, *, subtotals: bool) -> Listing:
    rows: list[tuple[object, ...]] = []
    for group in report.groups:
        rows += [
            (
                group.group,
                one.member,
                one.name or None,
                one.staff_no or None,
                one.state or None,
                one.oldest,
                one.months,
                *one.ages.parts,
                one.owed_fen,
                one.unpaid_months,
                _FLAG if one.is_flagged else None,
            )
            for one in group.lines
        ]
        if subtotals and len(report.groups) > 1:
            rows.append(_subtotal(session, group))
    count = session.text(message(N_("{count} members"), count=report.members))
    total = (session.translate(N_("Total")), None, count, *(None,) * 4, *report.ages.parts, report.owed_fen, None, None)
    return Listing("arrears", _ARREARS, tuple(rows), total if rows else None)


def _subtotal(session: Session, group: ArrearsGroup) -> tuple[object, ...]:
    name = session.text(message(N_("Sum of {group}"), group=group.group or "-"))
    return (name, None, None, None, None, None, len(group.lines), *group.ages.parts, group.owed_fen, None, None)


@click.command(
    "deduction-list",
    cls=Command,
    help=N_("The list of dues to deduct, for the payroll office."),
    details=N_(
        "It has who still owes for the month, with a check code below it. The payroll office corrects what it really "
        "deducts and sends the list back; dues collect knows it by the code."
    ),
    examples=(
        "unionbooks dues deduction-list 2026-03 -o 三月代扣清单.xlsx",
        "unionbooks dues deduction-list 2026-03 --with-arrears",
    ),
)
@click.argument("month", cls=Argument, type=MONTH, help=N_("The month."))
@click.option("--with-arrears", "arrears", cls=Option, is_flag=True, help=N_("With what is owed for months before."))
@click.option(
    "--out",
    cls=Option,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help=N_("Workbook to write, as -o."),
)
@output_options()
@click.pass_obj
def deductions(session: Session, *, month: Month, arrears: bool, out: Path | None, output: Output) -> None:
    """Make the list."""
    from reports.dues_deductions import deduction_list
    from unionbooks.books.query import open_tables

    if out is not None:
        output = Output("xlsx", out)
    with open_tables(session.root) as tables:
        report = deduction_list(tables, month, arrears=arrears)
    told = message(
        N_("{count} members, {amount} yuan; check code {month}-{code}."),
        count=len(report.lines),
        amount=format_yuan(report.total_fen),
        month=month,
        code=report.code,
    )
    if output.format == "xlsx":
        from reports.render.dues import deduction_list_xlsx

        output.put(session, deduction_list_xlsx(report))
    else:
        rows = tuple(
            (one.member, one.staff_no or None, one.name, one.group or None, one.base_fen, one.months, one.dues_fen)
            for one in report.lines
        )
        total = (session.translate(N_("Total")), *(None,) * 5, report.total_fen)
        emit(session, Listing("deductions", _DEDUCTIONS, rows, total), output)
    session.say(told)


@click.command(
    "upward",
    cls=Command,
    help=N_("What of the dues that came in a month goes to the upper union, where a rule says so."),
    details=N_(
        "Base unions keep all of their dues unless a rule has an upper-share. The own share is income (401), the upper "
        "share is booked to 211 when the dues are collected."
    ),
    examples=("unionbooks dues upward 2026-03",),
)
@click.argument("month", cls=Argument, type=MONTH, help=N_("The month."))
@output_options()
@click.pass_obj
def show_upward(session: Session, month: Month, output: Output) -> None:
    """Show the upper share."""
    from unionbooks.books.query import open_tables
    from unionbooks.dues.ledger import EVER
    from unionbooks.dues.upward import upward_of
    from unionbooks.members.timeline import TIMELINE

    with open_tables(session.root) as tables:
        found = upward_of(tables, TIMELINE, month, EVER)
    rows = tuple(
        (
            one.rule,
            one.document or None,
            one.page or None,
            one.share.normalize(),
            one.received_fen,
            one.received_fen - one.upper_fen,
            one.upper_fen,
            one.booked_fen,
            one.missing_fen,
        )
        for one in found
    )
    if not rows:
        session.say(N_("No rule passes dues upward for what came in this month; the union keeps all of it."))
        if output.format == "text":
            return
    emit(session, Listing("upward", _UPWARD, rows), output)
