"""The list of who pays how much into a scheme (代管款收款名单): form, template, rows against the roll."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.sheets.form import Column
from importers.sheets.form import Form
from importers.sheets.kinds import CODE
from importers.sheets.kinds import IDENTIFIER
from importers.sheets.kinds import NAME
from importers.sheets.kinds import YUAN
from importers.sheets.reader import read_form
from importers.sheets.template import make_template
from unionbooks.core.messages import N_
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.money import to_yuan
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.members.lookup import find_member
from unionbooks.members.names import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from importers.sheets.reader import Line
    from importers.sheets.reader import Skipped
    from unionbooks.banking.custody import Term
    from unionbooks.core.problems import Problem
    from unionbooks.members.roll import Member

__all__ = ["CUSTODY_FORM", "PaidIn", "custody_template", "judge_sheet"]

OTHER_NAME: Final = ProblemKind(
    "custody-other-name",
    N_("The number {number} is of {expected}, but the list says {found}."),
    N_("Correct the number or the name."),
)
TWICE: Final = ProblemKind(
    "custody-twice",
    N_("{who} is in the list a second time; the first is in {first}."),
    N_("Leave one row for each member, with the whole amount."),
)
OUTSIDER: Final = ProblemKind(
    "custody-outsider",
    N_("{who} is not a member since {date}."),
    N_(
        "Take the row out and pay the money back: taking deposits from people who are no members is deposit-taking "
        "from the public, which is barred."
    ),
)
GONE: Final = ProblemKind(
    "custody-gone",
    N_("{who} is not a member since {date}."),
    N_("Check whether the scheme is open to people who are no members."),
    "warning",
)
DEVIATES: Final = ProblemKind(
    "custody-deviates",
    N_("{who} pays {found}, but the scheme asks for {expected}."),
    N_("Check the amount."),
    "warning",
)

CUSTODY_FORM: Final = Form(
    id="custody",
    version=1,
    title="代管款收款名单",
    columns=(
        Column("member", "会员编号", IDENTIFIER, ("会员号", "member"), width=10,
               note="账套中的编号，如 M0001；可不填。"),
        Column("staff_no", "工号", CODE, ("职工号", "职工编号", "人员编号", "员工编号", "staff no"), width=10,
               note="单位的职工编号；同名同姓的人靠它区分。"),
        Column("name", "姓名", NAME, ("会员姓名", "职工姓名", "name"), required=True, width=12,
               note="必填，与花名册一致。"),
        Column("amount", "金额", YUAN,
               ("存入金额", "缴存金额", "缴费金额", "捐款金额", "实缴金额", "保费", "本月存款", "amount"),
               required=True, summed=True, width=12, note="必填，本次收到的金额，单位元。"),
    ),
    guide=(
        "储金、保费、互助金、捐款等代管款的收款名单，一人一行；没有交款的人不列。",
        "用 unionbooks custody collect 入账：一张名单一笔凭证，每人一行，逐人可查。代管款不是工会收入。",
    ),
)  # fmt: skip
"""The columns of a list of people who pay into a scheme."""


@dataclass(frozen=True, slots=True)
class PaidIn:
    """A list that was read: whose money it is, in its order, what is left out, and what is wrong."""

    rows: tuple[tuple[Member, int], ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]

    @property
    def fen(self) -> int:
        """The sum."""
        return sum(fen for _member, fen in self.rows)


def judge_sheet(
    data: bytes, filename: str, people: Sequence[Member], term: Term, *, sheet: str | None = None
) -> PaidIn:
    """Read a list and find whose money each row is.

    Raises:
        BadInputError: when the file cannot be read or has no such header; what is wrong with rows is in
            `problems`.
    """
    filled = read_form(data, filename, CUSTODY_FORM, sheet=sheet)
    problems = list(filled.problems)
    rows: list[tuple[Member, int]] = []
    first: dict[str, Place] = {}
    for line in filled.lines:
        if not line.is_sound:
            continue
        try:
            member = _find(people, line)
        except BadInputError as error:
            problems += [replace(problem, place=line.place) for problem in error.problems]
            continue
        if member.id in first:
            problems.append(TWICE(line.place, who=_who(member), first=first[member.id].spot))
            continue
        first[member.id] = line.place
        fen = to_fen(line.values["amount"])
        problems += _judge(member, fen, line, term)
        rows.append((member, fen))
    return PaidIn(tuple(rows), filled.skipped, tuple(problems))


def _find(people: Sequence[Member], line: Line) -> Member:
    number = line.values.get("member") or line.values.get("staff_no")
    name = line.values["name"]
    member = find_member(people, number or name)
    if number and plain_name(member.name or "") != plain_name(name):
        raise BadInputError(OTHER_NAME(line.place, number=number, expected=member.name or member.id, found=name))
    return member


def _judge(member: Member, fen: int, line: Line, term: Term) -> Iterator[Problem]:
    if not member.is_member:
        kind = OUTSIDER if term.kind == "savings" else GONE
        yield kind(line.place, who=_who(member), date=member.since)
    if term.amount_fen is not None and fen % term.amount_fen:
        shown = {"found": format_yuan(fen), "expected": format_yuan(term.amount_fen)}
        yield DEVIATES(line.cells["amount"], who=_who(member), **shown)


def _who(member: Member) -> str:
    return f"{member.name} ({member.id})" if member.name else member.id


def custody_template(people: Iterable[Member], term: Term) -> bytes:
    """Return the list to fill in, with people and the usual amount already in it."""
    amount = to_yuan(term.amount_fen) if term.amount_fen is not None else None
    rows = [{"member": one.id, "staff_no": one.staff_no, "name": one.name, "amount": amount} for one in people]
    return make_template(CUSTODY_FORM, rows)
