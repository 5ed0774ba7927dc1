"""The form of the roll (会员花名册), and its rows as the members package knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from importers.sheets.form import Column
from importers.sheets.form import Form
from importers.sheets.kinds import CODE
from importers.sheets.kinds import DAY
from importers.sheets.kinds import FLAG
from importers.sheets.kinds import IDENTIFIER
from importers.sheets.kinds import IDENTITY
from importers.sheets.kinds import NAME
from importers.sheets.kinds import TEXT
from importers.sheets.kinds import YUAN
from importers.sheets.kinds import choice
from importers.sheets.reader import read_form
from importers.sheets.template import make_template
from unionbooks.core.messages import N_
from unionbooks.core.problems import ProblemKind
from unionbooks.members.row import STAYS
from unionbooks.members.row import RollRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from importers.sheets.reader import Line
    from importers.sheets.reader import Skipped
    from unionbooks.core.problems import Problem
    from unionbooks.members.roll import Member

__all__ = ["ROLL_FORM", "RollSheet", "read_roll", "roll_template"]

OTHER_BIRTHDAY: Final = ProblemKind(
    "row-born",
    N_("The day of birth is {found}, and by the identity number it is {expected}."),
    N_("Correct the one that is wrong, or leave the day of birth empty."),
)
OTHER_SEX: Final = ProblemKind(
    "row-sex",
    N_("The sex does not fit the identity number."),
    N_("Correct the one that is wrong, or leave the sex empty."),
)
JOINED_TOO_EARLY: Final = ProblemKind(
    "row-joined-early",
    N_("The day of joining ({joined}) is not after the day of birth ({born})."),
    N_("Correct the one that is wrong."),
)
LEFT_TOO_EARLY: Final = ProblemKind(
    "row-changed-early",
    N_("The day of the change ({changed}) is before the day of joining ({joined})."),
    N_("Correct the one that is wrong."),
)

SEXES: Final = {"女": "female", "男": "male"}
EMPLOYMENTS: Final = {
    "在编": "permanent",
    "合同": "contract",
    "派遣": "dispatched",
    "借调": "seconded",
    "学徒": "apprentice",
    "新就业形态": "new-form",
    "退休": "retired",
}
STATUSES: Final = {
    "在会": STAYS,
    "入会": "join",
    "转入": "transfer-in",
    "保留会籍": "retain",
    "恢复会籍": "resume",
    "退休": "retire",
    "退会": "leave",
    "转出": "transfer-out",
    "除名": "expel",
    "去世": "die",
}
_OTHER_EMPLOYMENTS: Final = {
    **dict.fromkeys(("正式", "正式工", "编制内", "事业编", "事业编制", "行政编", "在编人员", "permanent"), "permanent"),
    **dict.fromkeys(("合同制", "合同工", "聘用", "聘用制", "编外", "编外聘用", "人事代理", "contract"), "contract"),
    **dict.fromkeys(("劳务派遣", "派遣制", "派遣工", "dispatched"), "dispatched"),
    **dict.fromkeys(("借用", "借入", "seconded"), "seconded"),
    **dict.fromkeys(("学徒工", "见习", "试用", "apprentice"), "apprentice"),
    **dict.fromkeys(("灵活就业", "平台就业", "new-form"), "new-form"),
    **dict.fromkeys(("离退休", "返聘", "retired"), "retired"),
}
_OTHER_STATUSES: Final = {
    **dict.fromkeys(("在册", "在籍", "正常", "正式", "正式会员", "会员", "在职", "active"), STAYS),
    **dict.fromkeys(("新入会", "新增", "加入", "join"), "join"),
    **dict.fromkeys(("调入", "transfer-in"), "transfer-in"),
    **dict.fromkeys(("保留", "retained", "retain"), "retain"),
    **dict.fromkeys(("恢复", "复会", "resume"), "resume"),
    **dict.fromkeys(("离退休", "已退休", "retired", "retire"), "retire"),
    **dict.fromkeys(("已退会", "离会", "left", "leave"), "leave"),
    **dict.fromkeys(("调出", "已转出", "transferred", "transfer-out"), "transfer-out"),
    **dict.fromkeys(("开除", "开除会籍", "已除名", "expelled", "expel"), "expel"),
    **dict.fromkeys(("死亡", "病故", "已故", "已去世", "dead", "die"), "die"),
}

ROLL_FORM: Final = Form(
    id="roll",
    version=1,
    title="会员花名册",
    columns=(
        Column("member", "会员编号", IDENTIFIER, ("member",), width=10,
               note="账套中的编号，如 M0001；新会员不填，由程序编号。有了它，改名、换工号也认得出是谁。"),
        Column("staff_no", "工号", CODE, ("职工号", "职工编号", "人员编号", "员工编号", "staff no"), width=10,
               note="单位的职工编号；同名同姓的人靠它区分。"),
        Column("name", "姓名", NAME, ("会员姓名", "职工姓名", "name"), required=True, width=12,
               note="必填，与身份证一致。"),
        Column("sex", "性别", choice(SEXES, {"female": "female", "male": "male", "F": "female", "M": "male"}),
               ("sex",), width=6, note="男或女；填了身份证号可以不填。"),
        Column("born", "出生日期", DAY, ("出生年月日", "生日", "born"), width=12, note="填了身份证号可以不填。"),
        Column("group", "工会小组", TEXT,
               ("小组", "分会", "分工会", "所属小组", "所属分会", "group", "部门", "所在部门"), width=16,
               note="工会小组或分会的名称。"),
        Column("employment", "用工形式", choice(EMPLOYMENTS, _OTHER_EMPLOYMENTS), ("用工性质", "编制", "employment"),
               width=12, note="在编、合同、派遣等；会费标准可以按用工形式规定。"),
        Column("joined", "入会日期", DAY, ("入会时间", "joined"), width=12,
               note="以工会委员会批准之日为准；不填则按导入命令的 --date。"),
        Column("base", "会费基数", YUAN, ("计费基数", "缴费基数", "会费缴纳基数", "base"), summed=True, width=12,
               note="计算会费的月工资，单位元；奖金、津贴一般不计入，按本会规定。"),
        Column("wage_in_contribution", "是否计入拨缴基数", FLAG, ("计入拨缴基数", "计入拨缴"), width=10,
               note="工资是否计入单位拨缴工会经费（2%）的工资总额：是、否。"),
        Column("card", "会员证号", CODE, ("会员卡号", "会员证编号", "card"), width=18,
               note="工会会员证或会员卡的号码。"),
        Column("identity", "身份证号", IDENTITY, ("身份证号码", "身份证", "公民身份号码", "证件号码"), width=22,
               note="十八位，导入时核对校验码。账套只保存末四位和加密摘要，不保存号码本身；其他证件不填。"),
        Column("status", "状态", choice(STATUSES, _OTHER_STATUSES), ("会籍状态", "会员状态", "变动类型", "status"),
               width=10, note="不填表示不变。退会、转出、去世等要写在这里；从表中删掉一行，不等于退会。"),
        Column("changed", "变动日期", DAY, ("变动时间", "changed"), width=12,
               note="状态或其他各项从哪一天起变；不填则按导入命令的 --date。"),
        Column("union", "转入转出单位", TEXT, ("原工会", "转往工会"), width=20,
               note="转入填从哪个工会来，转出填到哪个工会去。"),
        Column("reason", "原因", TEXT, ("变动原因", "reason"), width=20,
               note="补登过去的变动、恢复会籍时必填。身份、病情等不宜公开的内容不要写。"),
        Column("minutes", "会议纪要", TEXT, ("会议纪要编号", "批准文号", "minutes"), width=18,
               note="工会委员会讨论通过的会议纪要编号；除名应填。"),
    ),
    guide=(
        "导入时与账套中的会员名册逐人比对，只登记不同之处；先用 --dry-run 看一看会改什么。",
        "没有填的格子不改动原有内容；表中没有的会员只列出提醒，不会自动退会。",
        "认人的次序：会员编号、身份证号、工号、姓名；同名而分不清的，程序不猜，要求补填工号或会员编号。",
    ),
)  # fmt: skip
"""The columns of the roll that the vocabulary knows (`union-member`)."""


@dataclass(frozen=True, slots=True)
class RollSheet:
    """A sheet of the roll that was read.

    Attributes:
        filename: Name of the file.
        rows: Its rows, without those whose cells are wrong.
        read: How many rows it has.
        skipped: Rows that are no person.
        unused: Words of columns that are not read.
        problems: What is wrong with cells.
    """

    filename: str
    rows: tuple[RollRow, ...]
    read: int
    skipped: tuple[Skipped, ...]
    unused: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_roll(data: bytes, filename: str, *, sheet: str | None = None) -> RollSheet:
    """Read a sheet of the roll.

    Raises:
        BadInputError: when the file cannot be read, or has no such sheet. What is wrong with single
            cells is in `problems`.
    """
    filled = read_form(data, filename, ROLL_FORM, sheet=sheet)
    rows: list[RollRow] = []
    problems = list(filled.problems)
    for line in filled.lines:
        wrong = list(_contradictions(line))
        problems += wrong
        if line.is_sound and not wrong:
            rows.append(RollRow(**line.values, place=line.place, cells=line.cells))
    return RollSheet(filename, tuple(rows), len(filled.lines), filled.skipped, filled.unused, tuple(problems))


def _contradictions(line: Line) -> Iterator[Problem]:
    """Say where the cells of one row contradict each other."""
    get = line.values.get
    identity, joined, changed = get("identity"), get("joined"), get("changed")
    born = get("born") or (identity.born if identity else None)
    if identity is not None and born != identity.born:
        yield OTHER_BIRTHDAY(line.cells["born"], found=born, expected=identity.born)
    if identity is not None and get("sex", identity.sex) != identity.sex:
        yield OTHER_SEX(line.cells["sex"])
    if joined is not None and born is not None and joined <= born:
        yield JOINED_TOO_EARLY(line.cells["joined"], joined=joined, born=born)
    if joined is not None and changed is not None and changed < joined and get("status") != "transfer-in":
        yield LEFT_TOO_EARLY(line.cells["changed"], changed=changed, joined=joined)


def roll_template(members: Iterable[Member] = ()) -> bytes:
    """Return the template of the roll, with the members already in it, where there are any."""
    return make_template(ROLL_FORM, [_filled_in(member) for member in members])


def _filled_in(member: Member) -> Mapping[str, Any]:
    kept = {"retained": "保留会籍", "retired": "退休"}
    return {
        "member": member.id,
        "staff_no": member.staff_no,
        "name": member.name,
        "sex": _word(SEXES, member.sex),
        "born": member.born,
        "group": member.group,
        "employment": _word(EMPLOYMENTS, member.employment),
        "joined": member.joined,
        "base": member.base,
        "wage_in_contribution": None if member.wage_in_contribution is None else "否是"[member.wage_in_contribution],
        "card": member.card,
        "status": kept.get(member.state),
    }


def _word(words: Mapping[str, str], value: str | None) -> str | None:
    return next((word for word, meaning in words.items() if meaning == value), None)
