"""The treasurer's sheet of who pays for whom (代缴对照表): a payer's name as the bank writes it, and the member."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from importers.cells import compare_form
from importers.sheets.form import Column
from importers.sheets.form import Form
from importers.sheets.kinds import CODE
from importers.sheets.kinds import TEXT
from importers.sheets.reader import read_form
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.core.problems import Place

__all__ = ["PAYERS_FORM", "read_payers"]

TWICE: Final = ProblemKind(
    "payers-twice",
    N_("The payer {payer} stands there twice, for two members."),
    N_("Leave the one that is right; who pays for two must say so in every transfer."),
)

PAYERS_FORM: Final = Form(
    id="payers",
    version=1,
    title="代缴对照表",
    columns=(
        Column("payer", "付款人", TEXT, ("付款户名", "对方户名", "微信昵称", "对方"), required=True, width=20,
               note="银行流水或微信账单上的付款人名称。"),
        Column("member", "会员", CODE, ("会员编号", "工号", "姓名", "代缴会员", "会员姓名"), required=True, width=14,
               note="替哪一位会员缴：会员编号或工号；不重名时也可以写姓名。"),
    ),
)  # fmt: skip
"""The columns of the sheet."""


def read_payers(data: bytes, filename: str) -> Mapping[str, tuple[str, Place]]:
    """Read the sheet: payer, in the form in which names are compared -> the member as it is written, and its cell.

    Raises:
        BadInputError: with everything that is wrong with the sheet.
    """
    filled = read_form(data, filename, PAYERS_FORM)
    problems = list(filled.problems)
    found: dict[str, tuple[str, Place]] = {}
    for line in filled.lines:
        if not line.is_sound:
            continue
        payer, member = compare_form(line.values["payer"]), str(line.values["member"])
        if payer in found and found[payer][0] != member:
            problems.append(TWICE(line.cells["payer"], payer=line.values["payer"]))
        found[payer] = (member, line.cells["member"])
    BadInputError.raise_if(problems)
    return found
