"""The ministry's XBRL (电子凭证会计数据标准): which kind it is, and the bank statement among the kinds (`bkrs`).

A namespace ends in the kind, with a date before it that changes from edition to edition; so the last
part of the namespace is what counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from importers.chain import in_order
from importers.papers.bank_statement import SHELL
from importers.papers.bank_statement import BankStatement
from importers.papers.bank_statement import balance_problems
from importers.papers.bank_statement import foreign
from importers.papers.figures import read_day
from importers.papers.figures import read_yuan
from importers.papers.xml_invoice import Fields
from importers.rows import Dropped
from importers.rows import Reading
from importers.rows import Review
from importers.rows import Row
from importers.rows import Source
from importers.values import parse_time
from unionbooks.core.messages import message
from unionbooks.core.money import to_fen

if TYPE_CHECKING:
    from importers.papers.nodes import Node
    from unionbooks.core.messages import Message
    from unionbooks.core.problems import Place

__all__ = ["kind_of", "read_statement_xbrl"]

_KINDS: Final = frozenset(
    {
        "inv_ord", "inv_spcl", "einv_ord", "einv_spcl", "rai", "atr", "ntrev_gpm", "bker", "bkrs", "efi", "ctp",
        "inv_tlf",
    }
)  # fmt: skip
_ROW: Final = "InformationOfReconcileDetailsTuple"
_OUT, _IN = "0", "1"
_NULL: Final = frozenset({"", "null", "NULL", "None"})
_KEY: Final = ("date", "time", "amount", "balance", "payee_account", "bank_id")


def kind_of(root: Node) -> str:
    """Return which of the ministry's kinds an instance is, such as `rai`; empty where it is none."""
    for node in root.walk():
        space = node.space.removesuffix("_issuer").removesuffix("_receiver")
        if space in _KINDS:
            return space
    return ""


def read_statement_xbrl(root: Node, place: Place) -> BankStatement:
    """Read a bank statement; an empty shell is an error, and never a month without movements."""
    entries = [_entry(node, at, place.file, root) for at, node in enumerate(root.every(_ROW), start=1)]
    reading = Reading(
        len(entries),
        tuple(one for one in entries if isinstance(one, Row)),
        tuple(one for one in entries if isinstance(one, Dropped)),
        tuple(one for one in entries if isinstance(one, Review)),
        0,
    )
    period = "-".join(
        filter(
            None, (_text(root, "YearOfBankReconciliationStatement"), _text(root, "MonthOfBankReconciliationStatement"))
        )
    )
    fields = Fields(root, place)
    end = fields.yuan("AccountBalanceAtTheEndOfReconciliationCycleAmount")
    closing = to_fen(end) if end is not None else None
    problems = [*fields.problems, *balance_problems(reading, place, None, closing)]
    if not entries and (not period or closing is None):
        problems.append(SHELL(place))
    return BankStatement(
        form="bkrs",
        own_number=_text(root, "CustomerSettlementBankAccount"),
        own_name=_text(root, "NameOfCustomerAccount"),
        period=period,
        opening=None,
        closing=closing,
        rows=in_order(reading.kept),
        reading=reading,
        key=_KEY,
        problems=tuple(problems),
    )


def _entry(node: Node, at: int, file: str, root: Node) -> Row | Review | Dropped:
    source = Source(file, "", at)
    shown = " | ".join(one.text for one in node.walk() if one.text)
    try:
        day, time = read_day(node.first("DateOfBookkeeping")), parse_time(node.first("TimeOfBookkeeping"))
        amount, balance = _fen(node, "TransactionAmount"), _balance(node)
    except ValueError as error:
        return Review(source, message("It cannot be read: {reason}.", reason=error), shown)
    sign = {_OUT: -1, _IN: 1}.get(node.first("IdentificationOfCreditOrDebit"))
    payee, summary = node.first("NameOfCounterparty"), _summary(node)
    bank_id = node.first("NumberOfBankElectronicReceipt", "AccDtlSn", "BusinessSerialNumber")
    why = foreign(node.first("Currency") or root.at("Currency")) or _unclear(day is None, amount, sign)
    if why is not None or day is None or amount is None or sign is None:
        return Review(source, why or message("Its amount is zero."), shown, day, amount, payee, summary, bank_id)
    if amount == 0:
        return Dropped(source, message("Its amount is zero."), shown)
    account = node.first("AccountOfCounterparty")
    return Row(day, time, sign * amount, balance, payee, account, summary, bank_id, source)


def _unclear(no_day: bool, amount: int | None, sign: int | None) -> Message | None:
    if no_day:
        return message("It has no date.")
    if amount is None:
        return message("It has no amount.")
    return message("The file does not say whether money came in or went out.") if sign is None else None


def _summary(node: Node) -> str:
    names = ("NotesOfBankElectronicReceipt", "TypesOfBusinessProducts")
    return " ".join(dict.fromkeys(filter(None, (_text(node, name) for name in names))))


def _balance(node: Node) -> int | None:
    balance = _fen(node, "AccountBalance")
    overdrawn = node.first("DebitOrCreditOfBalance") == _OUT
    return -balance if balance is not None and overdrawn and balance > 0 else balance


def _fen(node: Node, name: str) -> int | None:
    shown = _text(node, name)
    amount = read_yuan(shown) if shown else None
    return to_fen(amount) if amount is not None else None


def _text(node: Node, name: str) -> str:
    text = node.first(name)
    return "" if text in _NULL else text
