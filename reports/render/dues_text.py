"""What a member's dues come from, and the statement of a year, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from reports.render.text import grid
from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.messages import message
from unionbooks.core.messages import translator
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Place
from unionbooks.core.width import pad
from unionbooks.core.width import width
from unionbooks.core.width import wrap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from reports.dues_explanation import DuesExplanation
    from reports.dues_explanation import DuesRuleShown
    from reports.dues_explanation import Fact
    from reports.dues_explanation import Payment
    from reports.dues_statement import DuesStatement
    from reports.render.text import Align
    from unionbooks.core.messages import Translate
    from unionbooks.dues.ledger import Account
    from unionbooks.dues.ledger import DuesMonth

__all__ = ["REASONS", "dues_explanation_text", "dues_statement_text"]

REASONS: Final = {
    "": "",
    "exempt": N_("exempt by the rule"),
    "waived": N_("waived"),
    "no-base": N_("no base on the roll"),
    "no-rule": N_("no rule in force"),
    "small": N_("too little by the rule"),
    "absent": N_("not on the roll on the first of the month"),
}
"""Why nothing, or less, is owed (`DuesMonth.why`) -> words for it."""

_METHODS: Final = {
    "percent": N_("{rate} of the base, cut down to a multiple of {step}"),
    "percent-whole": N_("{rate} of the base"),
    "flat": N_("flat: {amount}"),
    "tiered": N_("by tiers of the base: {tiers}"),
}
_UNKNOWN: Final = "-"
_ROOM: Final = 100


def dues_explanation_text(report: DuesExplanation, language: str, room: int | None = None) -> str:
    """Write where a member's dues of a month come from, each fact with its place in the ledger."""
    _ = translator(language)
    name = f"{report.name} ({report.member})" if report.name else report.member
    head = message(N_("Dues of {member} for {month}"), member=name, month=report.month).render(_)
    facts = [(_(title), text.render(_) if isinstance(text, Message) else text) for title, text in _facts(report, _)]
    broad = max((width(title) for title, _text in facts), default=0)
    lines = [head, ""]
    for title, text in facts:
        first, *more = wrap(text, max(20, (room or _ROOM) - broad - 2)) or [""]
        lines += [f"{pad(title, broad)}  {first}".rstrip(), *(f"{' ' * (broad + 2)}{one}" for one in more)]
    return "\n".join(lines) + "\n"


def _facts(report: DuesExplanation, _: Translate) -> Iterator[tuple[str, Message | str]]:
    dues = report.dues
    if report.start is not None and report.month < report.start:
        yield N_("Books"), message(N_("begin in {month}; nothing before is assessed"), month=report.start)
    if dues is None:
        yield N_("Result"), message(N_("not on the roll on the first of the month, and nothing was paid for it"))
        return
    if dues.state:
        yield N_("Member"), ", ".join(filter(None, (_(dues.state), _(dues.employment), dues.group)))
        yield N_("Base"), _base(report, dues)
    if report.rule is not None:
        yield N_("Rule"), _rule(report.rule, _)
        yield N_("Document"), _document(report.rule, _)
    for fact in report.openings:
        yield N_("Opening"), _fact(fact, N_("all"))
    if dues.why:
        yield N_("Reason"), _(REASONS[dues.why])
    yield N_("Assessed"), format_yuan(dues.assessed_fen)
    for fact in report.waivers:
        yield N_("Waiver"), _fact(fact, N_("all"))
    yield from _came(report, dues)


def _came(report: DuesExplanation, dues: DuesMonth) -> Iterator[tuple[str, Message | str]]:
    for payment in report.payments:
        yield N_("Payment"), _payment(report, payment)
    if dues.filled_fen:
        yield (
            N_("Carried here"),
            message(N_("{amount} that other payments had too much"), amount=_yuan(dues.filled_fen)),
        )
    if dues.taken_fen:
        yield N_("Taken away"), message(N_("{amount} by a refund"), amount=_yuan(dues.taken_fen))
    yield N_("Paid"), format_yuan(dues.paid_fen)
    yield N_("Still owed"), format_yuan(dues.owed_fen)
    yield from _beside(report.account)


def _base(report: DuesExplanation, dues: DuesMonth) -> Message | str:
    if dues.base_fen is None or report.base is None:
        return _UNKNOWN
    fact = report.base
    reason = f"{fact.text}, " if fact.text else ""
    return message(
        N_("{amount} since {date} ({reason}{place})"),
        amount=format_yuan(dues.base_fen),
        date=fact.date,
        reason=reason,
        place=Place(fact.file, fact.line),
    )


def _rule(rule: DuesRuleShown, _: Translate) -> str:
    method = "percent-whole" if rule.method == "percent" and not rule.step_fen else rule.method
    how = message(
        _METHODS[method],
        rate=f"{rule.rate * 100:f}".rstrip("0").rstrip(".") + " %" if rule.rate is not None else _UNKNOWN,
        step=_yuan(rule.step_fen),
        amount=_yuan(rule.amount_fen),
        tiers=rule.tiers or _UNKNOWN,
    ).render(_)
    least = message(N_("at least {amount}"), amount=_yuan(rule.minimum_fen)).render(_) if rule.minimum_fen else ""
    return ", ".join(filter(None, (f"{rule.rule}: {how}", least)))


def _document(rule: DuesRuleShown, _: Translate) -> str:
    where = " ".join(filter(None, (rule.document or _(N_("no document named")), rule.page)))
    unsure = "" if rule.verified else " (" + _(N_("not verified")) + ")"
    since = message(N_("in force since {date}"), date=rule.date).render(_)
    return f"{where}{unsure}, {since}, {Place(rule.file, rule.line)}"


def _fact(fact: Fact, everything: str) -> Message:
    amount = Message(everything) if fact.amount_fen is None else Message(_yuan(fact.amount_fen))
    return message(
        N_("{amount}, {date}: {text} ({place})"),
        amount=amount,
        date=fact.date,
        text=fact.text,
        place=Place(fact.file, fact.line),
    )


def _payment(report: DuesExplanation, payment: Payment) -> Message:
    part = payment.part_of(report.month)
    place = Place(payment.file, payment.line)
    source = f"; {payment.source}" if payment.source else ""
    if part == payment.fen:
        return message(
            N_("{amount} by voucher {voucher} of {date} ({place}{source})"),
            amount=_yuan(part),
            voucher=payment.voucher,
            date=payment.date,
            place=place,
            source=source,
        )
    return message(
        N_("{amount} of {whole} for {months} by voucher {voucher} of {date} ({place}{source})"),
        amount=_yuan(part),
        whole=_yuan(payment.fen),
        months=payment.months,
        voucher=payment.voucher,
        date=payment.date,
        place=place,
        source=source,
    )


def _beside(account: Account) -> Iterator[tuple[str, Message | str]]:
    if account.carried_fen:
        yield N_("Carried forward"), _yuan(account.carried_fen)
    if account.ahead_fen:
        yield N_("Paid ahead"), message(N_("{amount} for later months"), amount=_yuan(account.ahead_fen))
    if account.before_fen:
        yield (
            N_("Paid for before"),
            message(N_("{amount} for months before the books"), amount=_yuan(account.before_fen)),
        )


def _yuan(fen: int | None) -> str:
    return _UNKNOWN if fen is None else format_yuan(fen)


def dues_statement_text(report: DuesStatement, language: str, room: int | None = None) -> str:
    """Write a member's dues of a year."""
    _ = translator(language)
    title = message(N_("Dues of {year}, made up to {day}"), year=report.year, day=report.day).render(_)
    who = "  ".join(filter(None, (report.name, report.member, report.staff_no, report.group)))
    return (
        "\n".join(
            [
                "  ".join(filter(None, (title, report.letterhead.union))),
                who,
                "",
                _months(report, _, room).rstrip("\n"),
                "",
                *(
                    f"{_(name)}  {text.render(_) if isinstance(text, Message) else text}"
                    for name, text in _ends(report)
                ),
                *_payments(report, _, room),
            ]
        ).rstrip("\n")
        + "\n"
    )


def _ends(report: DuesStatement) -> Iterator[tuple[str, Message | str]]:
    if report.before_fen:
        yield N_("Still owed from years before:"), _yuan(report.before_fen)
    yield N_("Owed in all:"), _yuan(report.before_fen + report.owed_fen)
    yield from _beside(report.account)


def _months(report: DuesStatement, _: Translate, room: int | None) -> str:
    titles = [N_("Month"), N_("Base"), N_("Assessed"), N_("Waived"), N_("Paid"), N_("Still owed"), N_("Reason")]
    aligns: Sequence[Align] = ("left", "right", "right", "right", "right", "right", "left")
    rows = [
        (
            str(one.month),
            "" if one.base_fen is None else _yuan(one.base_fen),
            *(format_yuan(fen) for fen in (one.assessed_fen, one.waived_fen, one.paid_fen, one.owed_fen)),
            _(REASONS[one.why]) if one.why else "",
        )
        for one in report.lines
    ]
    sums = (report.assessed_fen, report.waived_fen, report.paid_fen, report.owed_fen)
    return grid([_(one) for one in titles], aligns, rows, (_(N_("Total")), "", *map(format_yuan, sums), ""), room)


def _payments(report: DuesStatement, _: Translate, room: int | None) -> list[str]:
    if not report.payments:
        return []
    titles = [_(N_("Date")), _(N_("Voucher")), _(N_("Months")), _(N_("Amount")), _(N_("Receipt"))]
    rows = [
        (str(one.date), one.voucher, str(one.months or ""), format_yuan(one.fen), one.receipt)
        for one in report.payments
    ]
    return ["", grid(titles, ("left", "left", "left", "right", "left"), rows, room=room)]
