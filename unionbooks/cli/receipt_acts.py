"""`unionbooks receipt issue` and `void`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from unionbooks.cli.output import Output
from unionbooks.cli.output import emit_json
from unionbooks.cli.output import output_options
from unionbooks.cli.receipt_book import BOOK_KINDS
from unionbooks.cli.shell import Argument
from unionbooks.cli.shell import Command
from unionbooks.cli.shell import Option
from unionbooks.cli.types import AMOUNT
from unionbooks.cli.types import DAY
from unionbooks.cli.types import VOUCHER
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.money import format_yuan

if TYPE_CHECKING:
    import datetime as dt
    from decimal import Decimal

    from unionbooks.cli.session import Session
    from unionbooks.core.ids import VoucherNumber
    from unionbooks.workflow.receipting import Issued

__all__ = ["issue_receipt", "void_receipt"]


@click.command(
    "issue",
    cls=Command,
    help=N_("Issue a receipt for a posted voucher, with the next number of the right book."),
    details=N_(
        "It is made out over what was really received: of a contribution the whole, not the union's own share. None is "
        "issued for money from another union, nor for money that is only kept for others. A receipt whose voucher was "
        "reversed and booked anew goes over to the new voucher with --number."
    ),
    examples=(
        "unionbooks receipt issue 2026-03-0005",
        "unionbooks receipt issue 2026-03-0007 --amount 120 --payer 王一",
    ),
)
@click.argument("voucher", cls=Argument, type=VOUCHER, metavar="VOUCHER", help=N_("Number, such as 2026-03-0012."))
@click.option("--number", cls=Option, metavar="NUMBER", help=N_("Number of the receipt; the next one if not given."))
@click.option("--payer", cls=Option, metavar="NAME", help=N_("Who paid; the voucher's other side if not given."))
@click.option("--purpose", cls=Option, metavar="TEXT", help=N_("What for; the voucher's narration if not given."))
@click.option("--amount", cls=Option, type=AMOUNT, help=N_("Amount; all that is without a receipt if not given."))
@click.option(
    "--kind", cls=Option, type=click.Choice(BOOK_KINDS), help=N_("Which money, where there are several kinds.")
)
@click.option("--date", cls=Option, type=DAY, help=N_("Day of issue; today if not given."))
@output_options("text", "json")
@click.pass_obj
def issue_receipt(  # noqa: PLR0913 - one parameter an option
    session: Session,
    *,
    voucher: VoucherNumber,
    number: str | None,
    payer: str | None,
    purpose: str | None,
    amount: Decimal | None,
    kind: str | None,
    date: dt.date | None,
    output: Output,
) -> None:
    """Issue a receipt."""
    from unionbooks.workflow.receipting import Issue
    from unionbooks.workflow.receipting import issue

    wanted = Issue(voucher=voucher, number=number, payer=payer, purpose=purpose, amount=amount, kind=kind, date=date)
    done = issue(session.root, wanted, by=session.by, now=session.now)
    if output.format == "json":
        _put_json(session, done, output)
        return
    line = done.line
    shown = {
        "number": line.number,
        "voucher": line.voucher,
        "amount": format_yuan(line.amount_fen or 0),
        "payer": line.payer,
    }
    if done.written:
        told = message("Receipt {number} for voucher {voucher}: {payer}, {amount} yuan.", **shown)
    else:
        told = message("Receipt {number} for voucher {voucher} is on record already.", **shown)
    output.put(session, session.text(told) + "\n")
    if done.written:
        session.say(message("Print it with: unionbooks receipt print {number} -o receipt.pdf", number=line.number))


def _put_json(session: Session, done: Issued, output: Output) -> None:
    from reports.render.plain import as_plain

    emit_json(session, as_plain(done), output)


@click.command(
    "void",
    cls=Command,
    help=N_("Enter that a receipt is void; all its copies are kept."),
    details=N_(
        "For a spoiled form, and for an issued receipt whose copies are all back. Its voucher is then without a "
        "receipt, and the next number can be issued for it."
    ),
    examples=("unionbooks receipt void 01933734 --reason 金额填写有误",),
)
@click.argument("number", cls=Argument, metavar="NUMBER", help=N_("Number of the receipt, as printed."))
@click.option("--reason", cls=Option, required=True, metavar="TEXT", help=N_("Why it is void."))
@click.option(
    "--copies", cls=Option, type=click.IntRange(0), default=3, show_default=True, help=N_("How many copies are kept.")
)
@click.option("--date", cls=Option, type=DAY, help=N_("Day on which it was spoiled; today if not given."))
@output_options("text", "json")
@click.pass_obj
def void_receipt(  # noqa: PLR0913 - one parameter an option
    session: Session, *, number: str, reason: str, copies: int, date: dt.date | None, output: Output
) -> None:
    """Enter a void receipt."""
    from unionbooks.workflow.receipting import void

    done = void(session.root, number, reason=reason, copies=copies, date=date, by=session.by, now=session.now)
    if output.format == "json":
        _put_json(session, done, output)
        return
    line = done.line
    if done.written:
        told = message("Receipt {number} is void.", number=line.number)
    else:
        told = message("Receipt {number} is void since {date} already.", number=line.number, date=line.voided)
    output.put(session, session.text(told) + "\n")
    if done.written and line.voucher:
        session.say(
            message(
                "Voucher {voucher} is without it now; issue another: unionbooks receipt issue {voucher}",
                voucher=line.voucher,
            )
        )
