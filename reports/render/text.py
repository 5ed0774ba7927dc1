"""Reports as text for a terminal: aligned columns, in which a Chinese character takes two."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final
from typing import Literal

from reports.render.words import STATES
from unionbooks.core.messages import N_
from unionbooks.core.messages import message
from unionbooks.core.messages import translator
from unionbooks.core.money import format_yuan
from unionbooks.core.width import cut
from unionbooks.core.width import pad
from unionbooks.core.width import width
from unionbooks.core.width import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from reports.accounts import AccountName
    from reports.month_summary import MonthSummary
    from reports.overview import Overview
    from reports.trial_balance import TrialBalance
    from unionbooks.core.messages import Translate
    from unionbooks.core.problems import Problem

__all__ = ["grid", "month_summary_text", "overview_text", "trial_balance_text"]

Align = Literal["left", "right"]

_GAP: Final = "  "
_NARROWEST: Final = 8
_MONTHS_SHOWN: Final = 12
_PROBLEMS_SHOWN: Final = 5
_NO_TERMINAL: Final = 100


def grid(
    titles: Sequence[str],
    aligns: Sequence[Align],
    rows: Iterable[Sequence[str]],
    total: Sequence[str] | None = None,
    room: int | None = None,
) -> str:
    """Write columns under their titles.

    Args:
        titles: One a column.
        aligns: One a column; a left one may be cut where the line is too long for `room`.
        rows: The cells.
        total: A last row, set off by a rule.
        room: Columns of the terminal; `None` where nothing is to be cut.
    """
    body = [list(row) for row in rows]
    whole = [list(titles), *body, *([list(total)] if total else [])]
    columns = [max(map(width, cells)) for cells in zip(*whole, strict=True)]
    if room is not None:
        columns = _squeezed(columns, aligns, room)
    rule = _GAP.join("─" * one for one in columns)

    def line(cells: Sequence[str]) -> str:
        fitted = (pad(cut(cell, one), one, align) for cell, one, align in zip(cells, columns, aligns, strict=True))
        return _GAP.join(fitted).rstrip()

    lines = [line(titles), rule, *map(line, body), *([rule, line(total)] if total else [])]
    return "\n".join(lines) + "\n"


def _squeezed(columns: Sequence[int], aligns: Sequence[Align], room: int) -> list[int]:
    """Take from the widest left column, one column of characters at a time, until the line fits."""
    fitted = list(columns)
    while sum(fitted) + len(_GAP) * (len(fitted) - 1) > room:
        wide = [i for i, align in enumerate(aligns) if align == "left" and fitted[i] > _NARROWEST]
        if not wide:
            break
        fitted[max(wide, key=fitted.__getitem__)] -= 1
    return fitted


def trial_balance_text(report: TrialBalance, language: str, room: int | None = None) -> str:
    """Write a trial balance; each balance names the side on which it stands."""
    _ = translator(language)
    titles = (_(N_("Account")), _(N_("Opening")), _(N_("Debit")), _(N_("Credit")), _(N_("Closing")))
    rows = [
        (
            _indented(row.account, language),
            _sided(row.opening_fen, _),
            _money(row.debit_fen),
            _money(row.credit_fen),
            _sided(row.closing_fen, _),
        )
        for row in report.rows
    ]
    sums = report.totals
    total = (
        _(N_("Total")),
        format_yuan(sums.opening_debit_fen),
        format_yuan(sums.debit_fen),
        format_yuan(sums.credit_fen),
        format_yuan(sums.closing_debit_fen),
    )
    head = _head(_(N_("Trial balance")), report.letterhead.union, str(report.month))
    table = grid(titles, _ONE_LEFT[:5], rows, total, room)
    return head + table + ("" if sums.ties else _(N_("Debits and credits differ; run unionbooks check.")) + "\n")


def month_summary_text(report: MonthSummary, language: str, room: int | None = None) -> str:
    """Write the summary of a month's vouchers."""
    _ = translator(language)
    titles = (_(N_("Account")), _(N_("Vouchers")), _(N_("Debit")), _(N_("Credit")))
    rows = [
        (_indented(row.account, language), str(row.vouchers), _money(row.debit_fen), _money(row.credit_fen))
        for row in report.rows
    ]
    total = (_(N_("Total")), str(report.vouchers), format_yuan(report.debit_fen), format_yuan(report.credit_fen))
    head = _head(_(N_("Vouchers by account")), report.letterhead.union, str(report.month))
    facts = [
        message(
            N_("Vouchers: {count} ({first} to {last}), with {papers} papers."),
            count=report.vouchers,
            first=report.first,
            last=report.last,
            papers=report.papers,
        )
        if report.vouchers
        else message(N_("No voucher is dated in this month.")),
        message(
            N_("Cash and bank: {before} at the beginning, {after} at the end."),
            before=format_yuan(report.money_before_fen),
            after=format_yuan(report.money_after_fen),
        ),
    ]
    if report.opening_vouchers:
        facts.append(message(N_("Opening vouchers ({count}) are not in the sums."), count=report.opening_vouchers))
    return head + grid(titles, _ONE_LEFT[:4], rows, total, room) + "".join(f"{one.render(_)}\n" for one in facts)


def overview_text(report: Overview, language: str, room: int | None = None) -> str:
    """Write the overview: money, the last months, members, problems."""
    _ = translator(language)
    until = message(N_("until {day}"), day=report.until).render(_) if report.until else ""
    sealed = str(report.last_sealed) if report.last_sealed else _(N_("none yet"))
    facts = [
        message(N_("Active members: {count}"), count=report.members),
        message(N_("Last sealed month: {month}"), month=sealed),
    ]
    blocks = [
        _head(_(N_("Overview")), report.union, until).rstrip() + "\n",
        _money_table(report, language, room),
        _month_table(report, _, room) if report.months else _(N_("There is no voucher yet.")) + "\n",
        "".join(f"{one.render(_)}\n" for one in facts),
        _problem_lines(report, _, room or _NO_TERMINAL),
    ]
    return "\n".join(blocks)


def _money_table(report: Overview, language: str, room: int | None) -> str:
    _ = translator(language)
    rows = [(line.account.label(language), format_yuan(line.balance_fen)) for line in report.money]
    return grid(
        (_(N_("Cash and bank")), _(N_("Balance"))),
        _ONE_LEFT[:2],
        rows,
        (_(N_("Total")), format_yuan(report.total_fen)),
        room,
    )


def _month_table(report: Overview, _: Translate, room: int | None) -> str:
    titles = (_(N_("Month")), _(N_("Income")), _(N_("Spending")), _(N_("Left")), _(N_("Vouchers")), _(N_("State")))
    rows = [
        (
            str(line.month),
            format_yuan(line.income_fen),
            format_yuan(line.spending_fen),
            format_yuan(line.surplus_fen),
            str(line.vouchers),
            _(STATES[line.state]),
        )
        for line in report.months[-_MONTHS_SHOWN:]
    ]
    aligns: Sequence[Align] = ("left", "right", "right", "right", "right", "left")
    return grid(titles, aligns, rows, room=room)


def _problem_lines(report: Overview, _: Translate, room: int) -> str:
    if not report.problems:
        return _(N_("No problem was found in the books.")) + "\n"
    count = message(
        N_("Errors in the books: {errors}; warnings: {warnings}"),
        errors=report.errors,
        warnings=len(report.problems) - report.errors,
    )
    lines = [count.render(_)]
    for problem in report.problems[:_PROBLEMS_SHOWN]:
        first, *more = wrap(_one_line(problem, _), room - 2)
        lines += [f"- {first}", *(f"  {line}" for line in more)]
    if len(report.problems) > _PROBLEMS_SHOWN:
        lines.append(_(N_("All of them: unionbooks check")))
    return "\n".join(lines) + "\n"


def _one_line(problem: Problem, _: Translate) -> str:
    sentence = f"{problem.what.render(_)} {problem.mend.render(_)}"
    return f"{problem.place}: {sentence}" if problem.place else sentence


_ONE_LEFT: Final[tuple[Align, ...]] = ("left", "right", "right", "right", "right")


def _head(title: str, union: str, period: str) -> str:
    return "  ".join(part for part in (title, union, period) if part) + "\n\n"


def _indented(account: AccountName, language: str) -> str:
    return f"{'  ' * (account.level - 1)}{account.label(language)}"


def _money(fen: int) -> str:
    return format_yuan(fen) if fen else ""


def _sided(fen: int, _: Translate) -> str:
    if not fen:
        return ""
    side = N_("Dr") if fen > 0 else N_("Cr")
    return f"{_(side)} {format_yuan(abs(fen))}"
