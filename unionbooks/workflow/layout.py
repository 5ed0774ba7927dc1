"""Where things lie in a ledger's folder: the file of each kind of fact, and the comment at its head."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from unionbooks.books.checks.vouchers import month_file
from unionbooks.books.model import MAIN
from unionbooks.books.write import SEALS

if TYPE_CHECKING:
    from unionbooks.core.month import Month

__all__ = [
    "ACCOUNTS",
    "ACTIVITIES",
    "ASSETS",
    "DUES",
    "GOODS",
    "HARDSHIP",
    "INCLUDES",
    "MAIN",
    "OWN_RULES",
    "RECEIPTS",
    "ROLL",
    "SEALS",
    "UNION",
    "audit_file",
    "bank_file",
    "budget_file",
    "header",
    "month_file",
    "pack_file",
]

UNION: Final = "union.beancount"
ACCOUNTS: Final = "accounts.beancount"
OWN_RULES: Final = "rules/own.beancount"
ROLL: Final = "members/roll.beancount"
RECEIPTS: Final = "registers/receipts.beancount"
DUES: Final = "registers/dues.beancount"
ACTIVITIES: Final = "registers/activities.beancount"
GOODS: Final = "registers/goods.beancount"
HARDSHIP: Final = "registers/hardship.beancount"
ASSETS: Final = "registers/assets.beancount"

INCLUDES: Final = (
    UNION,
    ACCOUNTS,
    "rules/*.beancount",
    "members/*.beancount",
    "budget/*.beancount",
    "[0-9][0-9][0-9][0-9]/*.beancount",
    "bank/*.beancount",
    "registers/*.beancount",
    "audit/*.beancount",
    SEALS,
)
"""What the top file includes. Each pattern needs a file from the start: one without a match is an error
in Beancount. A star matches no hidden file, and no file that an editor keeps beside one (`…~`, `#…#`)."""

_HEADERS: Final[dict[str, tuple[str, str]]] = {
    MAIN: (
        "账套的入口：所有 option、plugin 行只写在这里，其余文件由它包含。用 Fava 打开本文件。",
        "The way into the books: options and plugins stand here only; it includes the rest. Open it with Fava.",
    ),
    UNION: (
        "工会概况、任职、专项。",
        "Who the union is, who holds which office, which money is earmarked.",
    ),
    ACCOUNTS: (
        "会计科目。一级科目和规定的明细科目不改名、不增设；本会可在明细科目下增设下级，编号在上级编号后加两位。",
        "The accounts in use. Add leaves below the prescribed ones only: the code above and two digits more.",
    ),
    ROLL: (
        "会员名册：入会、变动、转接、保留会籍、退休、退会，按日期逐条登记，旧条目不改。",
        "The roll, as dated events from joining to leaving; what is written stays as it is.",
    ),
    RECEIPTS: (
        "收据领用登记、作废收据。",
        "Receipt books held, and void receipts.",
    ),
    DUES: (
        "会费差异：名单中对不上的，逐条登记，直到有人决定。",
        "What did not fit in lists of dues, until somebody has decided about it.",
    ),
    ACTIVITIES: (
        "活动档案：方案、变更、结束。",
        "The files of activities: plan, change, close.",
    ),
    GOODS: (
        "慰问品发放：方案、名单、领取明细。",
        "Goods handed out: plan, list, who received what.",
    ),
    HARDSHIP: (
        "困难职工档案。",
        "The files of hardship cases.",
    ),
    ASSETS: (
        "固定资产卡片。",
        "Cards of the fixed assets.",
    ),
    SEALS: (
        "月度封账、反结账、报送、退单。由程序写入。",
        "Month seals, reopenings, submissions, returns. The program writes here.",
    ),
}
_FOLDERS: Final[dict[str, tuple[str, str]]] = {
    "budget": (
        "预算：版本用 union-budget-version，各科目用 Fava 的 budget 指令。",
        "The budget: its versions (union-budget-version), and a budget directive of Fava for each account.",
    ),
    "bank": (
        "银行流水，导入时写入。",
        "Bank lines, written by the import.",
    ),
    "audit": (
        "经审记录：抽查、提问、发现、签署。只由经审会写入。",
        "The audit committee's own record: ticks, questions, findings, sign-offs. Nobody else writes here.",
    ),
    "inbox": (
        "草稿：尚未过账，main.beancount 不包含本文件。",
        "Drafts, not posted yet; main.beancount does not include this file.",
    ),
}
_VOUCHERS: Final = (
    "本月凭证，过账时写入。已过账的凭证不改，错了就红字冲销。",
    "The vouchers of the month, written by posting. A posted voucher is never edited; a wrong one is reversed.",
)


def bank_file(month: Month) -> str:
    """Return the relative path of the file that holds a month's bank lines."""
    return f"bank/{month}.beancount"


def budget_file(year: int) -> str:
    """Return the relative path of the file that holds a year's budget."""
    return f"budget/{year:04d}.beancount"


def audit_file(year: int) -> str:
    """Return the relative path of the file in which the audit committee writes in a year."""
    return f"audit/{year:04d}.beancount"


def pack_file(pack: str) -> str:
    """Return the relative path of a rule pack's copy in the ledger."""
    return f"rules/{pack}.beancount"


def header(path: str) -> str:
    """Return the comment with which a new file begins, in Chinese and English, with a blank line after it.

    Raises:
        KeyError: for a path that no kind of fact has.
    """
    folder = path.partition("/")[0]
    if path in _HEADERS:
        chinese, english = _HEADERS[path]
    else:
        chinese, english = _VOUCHERS if folder.isdecimal() else _FOLDERS[folder]
    return f"; {chinese}\n; {english}\n\n"
