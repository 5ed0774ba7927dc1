"""`unionbooks custody add`, `template`, `collect` and `pay`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
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
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.cli.session import Session
    from unionbooks.workflow.custody_post import Moved

__all__ = ["add_scheme", "collect_list", "pay_out", "write_template"]

_KINDS: Final = ("savings", "insurance", "mutual-aid", "donation", "club", "other")
_SCHEME: Final = N_("Id or name of the scheme.")


@click.command(
    "add",
    cls=Command,
    help=N_("Enter a scheme, or a new term of one, with the accounts that it needs."),
    details=N_(
        "Its account below 221 is opened where none is named. Money of savings and insurance belongs to each member; "
        "of mutual aid, donation and club to all together. Keep it apart from the union's own: in a bank account of "
        "its own, named with --bank, or opened in the books with --open-bank."
    ),
    examples=(
        "unionbooks custody add CX 会员储金会 --kind savings --open-bank --amount 200",
        "unionbooks custody add HZ 互助保障 --kind insurance --open-bank \\\n    --amount 60 --payee 市互助保障办事处",
    ),
)
@click.argument("scheme", cls=Argument, metavar="ID", help=N_("Id of the scheme, such as CX."))
@click.argument("name", cls=Argument, metavar="NAME", help=N_("Its name."))
@click.option("--kind", cls=Option, type=click.Choice(_KINDS), required=True, help=N_("What it is."))
@click.option("--account", cls=Option, metavar="ACCOUNT", help=N_("Account below 221, by code or name."))
@click.option("--bank", cls=Option, metavar="ACCOUNT", help=N_("Account below 102 for its money, by code or name."))
@click.option("--open-bank", cls=Option, is_flag=True, help=N_("Open an account 代管经费 below 102, if there is none."))
@click.option("--cash", cls=Option, metavar="ACCOUNT", help=N_("Account below 101 for its cash, by code or name."))
@click.option("--open-cash", cls=Option, is_flag=True, help=N_("Open an account 代管经费 below 101, if there is none."))
@click.option("--lends", cls=Option, is_flag=True, help=N_("Loans are given out of it; opens an account below 135."))
@click.option("--payee", cls=Option, metavar="NAME", help=N_("To whom the money is passed on, such as the insurer."))
@click.option("--amount", cls=Option, type=AMOUNT, help=N_("What each member pays in at a time, in yuan."))
@click.option("--rules", cls=Option, metavar="TEXT", help=N_("Its rules in a sentence."))
@click.option("--document", cls=Option, metavar="TEXT", help=N_("Number of the document they come from."))
@click.option("--date", cls=Option, type=DAY, help=N_("From when it holds; today if not given."))
@click.option("--until", cls=Option, type=DAY, help=N_("Last day on which it holds."))
@click.pass_obj
def add_scheme(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    scheme: str,
    name: str,
    kind: str,
    account: str | None,
    bank: str | None,
    open_bank: bool,
    cash: str | None,
    open_cash: bool,
    lends: bool,
    payee: str | None,
    amount: Decimal | None,
    rules: str | None,
    document: str | None,
    date: dt.date | None,
    until: dt.date | None,
) -> None:
    """Enter a scheme."""
    from unionbooks.workflow.custody import NewScheme
    from unionbooks.workflow.custody import declare

    new = NewScheme(
        scheme=scheme,
        name=name,
        kind=kind,
        date=date or session.now.date(),
        account=account,
        bank=bank,
        cash=cash,
        open_bank=open_bank,
        open_cash=open_cash,
        lends=lends,
        payee=payee,
        amount=amount,
        rules=rules,
        document=document,
        until=until,
    )
    done = declare(session.root, new, by=session.by, now=session.now)
    if not done.written:
        session.say(message("Scheme {scheme} is on record already.", scheme=scheme))
        return
    for opened in done.opened:
        session.say(message("Account opened: {account}", account=opened))
    session.say(message("Scheme {scheme} {name} is entered on {account}.", scheme=scheme, name=name,
                        account=done.scheme.account))  # fmt: skip
    if not done.scheme.bank_account and not done.scheme.cash_account:
        session.say(N_("Its money has no account apart from the union's own; name one with --bank or --open-bank."))
    if kind == "savings":
        session.say(
            N_(
                "Savings are for members only, and no interest is promised: taking deposits from others, or for "
                "interest, is deposit-taking from the public, which is barred. Loans are booked on 135, not on 221."
            )
        )


@click.command(
    "template",
    cls=Command,
    help=N_("Write the list to fill in: who pays how much, with the members already in it."),
    examples=("unionbooks custody template CX -o 储金名单.xlsx",),
)
@click.argument("scheme", cls=Argument, metavar="SCHEME", help=_SCHEME)
@output_options("xlsx")
@click.pass_obj
def write_template(session: Session, *, scheme: str, output: Output) -> None:
    """Write the list."""
    from unionbooks.banking.custody import custody_in
    from unionbooks.banking.custody import find_scheme
    from unionbooks.books.query import open_tables
    from unionbooks.members.timeline import roll_in
    from unionbooks.workflow.custody_sheet import custody_template

    today = session.now.date()
    with open_tables(session.root) as tables:
        term = find_scheme(custody_in(tables, today), scheme)
        people = roll_in(tables, today)
    output.put(session, custody_template(people, term))


@click.command(
    "collect",
    cls=Command,
    help=N_("Book a list of who paid into a scheme, as one voucher with a posting for each member."),
    details=N_(
        "The list needs the columns 姓名 and 金额, and 工号 or 会员编号 where names come twice; a row 合计 must agree. "
        "Nothing is written unless the whole list is right. Where the bank has a line of the same amount, the voucher "
        "is joined to it. It is no income, and no receipt of the union is issued for it."
    ),
    examples=("unionbooks custody collect CX 三月储金.xlsx --expect-sum 4800",),
)
@click.argument("scheme", cls=Argument, metavar="SCHEME", help=_SCHEME)
@click.argument(
    "sheet", cls=Argument, metavar="FILE", type=click.Path(path_type=Path), help=N_("The list as csv, xlsx or xls.")
)
@click.option(
    "--account", cls=Option, metavar="ACCOUNT", help=N_("Cash or bank, by code or name; else the scheme's own.")
)
@click.option("--date", cls=Option, type=DAY, help=N_("Day of the voucher, or of the bank line where several fit."))
@click.option("--sheet", "sheet_name", cls=Option, metavar="NAME", help=N_("Sheet of the file, where it has several."))
@click.option("--expect-count", cls=Option, type=click.IntRange(1), help=N_("How many people the list must have."))
@click.option("--expect-sum", cls=Option, type=AMOUNT, help=N_("What the list must sum to, in yuan."))
@click.option("--again", cls=Option, is_flag=True, help=N_("The same people have paid the same once more this month."))
@output_options("text", "json")
@click.pass_obj
def collect_list(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    scheme: str,
    sheet: Path,
    account: str | None,
    date: dt.date | None,
    sheet_name: str | None,
    expect_count: int | None,
    expect_sum: Decimal | None,
    again: bool,
    output: Output,
) -> None:
    """Book a list."""
    from unionbooks.workflow.custody_collect import collect
    from unionbooks.workflow.papers import read_paper

    paper = read_paper(sheet)
    done = collect(
        session.root,
        scheme,
        paper.data,
        paper.name,
        by=session.by,
        now=session.now,
        account=account,
        date=date,
        sheet=sheet_name,
        expect_count=expect_count,
        expect_sum=expect_sum,
        again=again,
    )
    _report(
        session,
        done,
        output,
        N_("Voucher {number} of {date}: {amount} yuan paid into {scheme} by {members} members; {balance} are there."),
    )


def _report(session: Session, done: Moved, output: Output, sentence: str) -> None:
    if output.format == "json":
        from reports.render.plain import as_plain

        emit_json(session, as_plain(done), output)
        return
    for skipped in done.skipped:
        session.say(
            message("{place}: left out: {text}. {why}", place=skipped.place, text=skipped.text, why=skipped.why)
        )
    for warning in done.warnings:
        session.say(warning.render(session.translate))
    text = session.translate(sentence).format(
        number=done.number,
        date=done.date,
        amount=format_yuan(done.amount_fen),
        scheme=done.scheme,
        members=done.members,
        balance=format_yuan(done.balance_fen),
    )
    output.put(session, text + "\n")
    if done.joined:
        session.say(message("It is joined to the bank line of {date}.", date=done.date))


@click.command(
    "pay",
    cls=Command,
    help=N_("Pay money out of a scheme, with proof: back to a member, on to the insurer, or as help."),
    details=N_(
        "Of savings and premiums nobody gets more than his own, of a common fund not more than is there. A loan is no "
        "payment out: it is booked on 135, and what is owed to the savers stays as it is."
    ),
    examples=(
        "unionbooks custody pay CX --member M0007 --proof 取款单.pdf \\\n    --handled-by 周老师 --approved-by 陈主席",
        "unionbooks custody pay HZ --everyone --proof 投保清单.pdf \\\n    --handled-by 周老师 --approved-by 陈主席",
    ),
)
@click.argument("scheme", cls=Argument, metavar="SCHEME", help=_SCHEME)
@click.option(
    "--member", cls=Option, metavar="WHO", help=N_("Whose money it is, or who gets help: id, number or name.")
)
@click.option("--everyone", cls=Option, is_flag=True, help=N_("Everybody's whole balance, to the scheme's payee."))
@click.option("--amount", cls=Option, type=AMOUNT, help=N_("Amount; all that the member has if not given."))
@click.option("--payee", cls=Option, metavar="NAME", help=N_("To whom it goes, where that is not the member."))
@click.option(
    "--proof",
    "proofs",
    cls=Option,
    multiple=True,
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("Signed list, application or transfer slip; repeatable."),
)
@click.option("--handled-by", cls=Option, required=True, metavar="NAME", help=N_("Who handled the matter."))
@click.option("--approved-by", cls=Option, required=True, metavar="NAME", help=N_("Who approved it."))
@click.option("--approved-on", cls=Option, type=DAY, help=N_("Day of approval; that of the voucher if not given."))
@click.option("--accepted-by", cls=Option, metavar="NAME", help=N_("Who witnessed it."))
@click.option("--minutes", cls=Option, metavar="TEXT", help=N_("Minutes of the decision."))
@click.option("--purpose", cls=Option, metavar="TEXT", help=N_("What for, as the voucher says it."))
@click.option(
    "--account", cls=Option, metavar="ACCOUNT", help=N_("Cash or bank, by code or name; else the scheme's own.")
)
@click.option("--date", cls=Option, type=DAY, help=N_("Day of the voucher; today if not given."))
@output_options("text", "json")
@click.pass_obj
def pay_out(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    scheme: str,
    member: str | None,
    everyone: bool,
    amount: Decimal | None,
    payee: str | None,
    proofs: tuple[Path, ...],
    handled_by: str,
    approved_by: str,
    approved_on: dt.date | None,
    accepted_by: str | None,
    minutes: str | None,
    purpose: str | None,
    account: str | None,
    date: dt.date | None,
    output: Output,
) -> None:
    """Pay out."""
    from unionbooks.workflow.custody_pay import Payment
    from unionbooks.workflow.custody_pay import pay
    from unionbooks.workflow.papers import read_paper

    if everyone and (member is not None or amount is not None):
        raise click.UsageError(session.translate(N_("--everyone goes with neither --member nor --amount.")))
    payment = Payment(
        scheme=scheme,
        proofs=tuple(read_paper(file) for file in proofs),
        approved_by=approved_by,
        handled_by=handled_by,
        member=member,
        everyone=everyone,
        amount=amount,
        payee=payee,
        account=account,
        date=date,
        approved_on=approved_on,
        accepted_by=accepted_by,
        minutes=minutes,
        purpose=purpose,
    )
    done = pay(session.root, payment, by=session.by, now=session.now)
    _report(
        session, done, output, N_("Voucher {number} of {date}: {amount} yuan paid out of {scheme}; {balance} are left.")
    )
