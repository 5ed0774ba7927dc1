"""camt.052, .053 and .054: the account reports of ISO 20022, in any version."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Final

from importers.chain import in_order
from importers.papers.bank_statement import BankStatement
from importers.papers.bank_statement import balance_problems
from importers.papers.bank_statement import foreign
from importers.papers.figures import read_day
from importers.papers.figures import read_yuan
from importers.papers.xml_invoice import FIELD
from importers.rows import Dropped
from importers.rows import Reading
from importers.rows import Review
from importers.rows import Row
from importers.rows import Source
from unionbooks.core.messages import message
from unionbooks.core.money import to_fen

if TYPE_CHECKING:
    from importers.papers.nodes import Node
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["is_camt", "read_camt"]

_FORMS: Final = {"Rpt": "camt.052", "Stmt": "camt.053", "Ntfctn": "camt.054"}
_SIGNS: Final = {"CRDT": 1, "DBIT": -1}
_BOOKED: Final = frozenset({"BOOK", ""})
_OPENING: Final = ("OPBD", "PRCD")
_CLOSING: Final = ("CLBD",)
_KEY: Final = ("date", "amount", "payee", "payee_account", "summary", "bank_id")


def is_camt(root: Node) -> bool:
    """Tell whether XML is one of the account reports."""
    return root.name == "Document" and any(node.every(*_FORMS) for node in root.children)


def read_camt(root: Node, place: Place) -> tuple[BankStatement, ...]:
    """Read every report of a file, one an account; entries that are not booked yet are left out and listed."""
    return tuple(_statement(node, place) for node in root.every(*_FORMS))


def _statement(node: Node, place: Place) -> BankStatement:
    entries = [_entry(one, at, place) for at, one in enumerate(_children(node, "Ntry"), start=1)]
    reading = Reading(
        len(entries),
        tuple(one for one in entries if isinstance(one, Row)),
        tuple(one for one in entries if isinstance(one, Dropped)),
        tuple(one for one in entries if isinstance(one, Review)),
        0,
    )
    problems: list[Problem] = []
    opening, closing = (_balance(node, codes, place, problems) for codes in (_OPENING, _CLOSING))
    form = _FORMS[node.name]
    if form != "camt.054":  # notices of single movements carry no balance that covers them all
        problems += balance_problems(reading, place, opening, closing)
    return BankStatement(
        form=form,
        own_number=_account(node.child("Acct")),
        own_name=node.at("Acct/Nm") or node.at("Acct/Ownr/Nm"),
        period=node.at("ElctrncSeqNb") or node.at("Id"),
        opening=opening,
        closing=closing,
        rows=in_order(reading.kept),
        reading=reading,
        key=_KEY,
        problems=tuple(problems),
    )


def _children(node: Node, name: str) -> list[Node]:
    return [child for child in node.children if child.name == name]


def _balance(node: Node, codes: tuple[str, ...], place: Place, problems: list[Problem]) -> int | None:
    """Return the first balance of one of the codes; one that is owed to the bank is negative."""
    balances = {balance.first("Cd", "Prtry"): balance for balance in reversed(_children(node, "Bal"))}
    found = next((balances[code] for code in codes if code in balances), None)
    if found is None:
        return None
    amount = _amount(found)
    sign = _SIGNS.get(found.at("CdtDbtInd"))
    if amount is None or sign is None:
        problems.append(FIELD(place, field="Bal", value=found.at("Amt") or "-"))
        return None
    return sign * amount


def _entry(node: Node, at: int, place: Place) -> Row | Dropped | Review:
    source = Source(place.file, "", at)
    shown = " | ".join(one.text for one in node.walk() if one.text)
    status = node.at("Sts/Cd") or node.at("Sts")
    if status not in _BOOKED:
        return Dropped(source, message("The bank has not booked it yet ({status}).", status=status), shown)
    amount, sign = _amount(node), _SIGNS.get(node.at("CdtDbtInd"))
    money_in = sign == 1
    payee, account = _other_side(node, money_in=money_in)
    summary, bank_id = _summary(node), node.at("AcctSvcrRef") or node.first("AcctSvcrRef", "NtryRef")
    try:
        moment = node.at("BookgDt/DtTm") or node.at("BookgDt/Dt") or node.at("ValDt/Dt") or node.at("ValDt/DtTm")
        day = read_day(moment[:10])
    except ValueError:
        day = None
    amount_node = node.child("Amt")
    why = foreign(amount_node.get("Ccy") if amount_node is not None else "")
    if why is None and (day is None or amount is None or sign is None):
        why = message("Its date, its amount or its direction cannot be read.")
    if why is not None or day is None or amount is None or sign is None:
        return Review(source, why or message("It has no date."), shown, day, amount, payee, summary, bank_id)
    if amount == 0:
        return Dropped(source, message("Its amount is zero."), shown)
    return Row(day, moment[11:19], sign * amount, None, payee, account, summary, bank_id, source)


def _amount(node: Node) -> int | None:
    try:
        amount = read_yuan(node.at("Amt"))
        return to_fen(amount) if amount is not None else None
    except ValueError:
        return None


def _other_side(node: Node, *, money_in: bool) -> tuple[str, str]:
    """Return name and account of the other side: the debtor of money in, the creditor of money out."""
    word = "Dbtr" if money_in else "Cdtr"
    parties = node.every("RltdPties")
    if not parties:
        return "", ""
    party, account = parties[0].child(word), parties[0].child(f"{word}Acct")
    return (party.first("Nm") if party is not None else "", _account(account))


def _account(node: Node | None) -> str:
    return "" if node is None else node.at("Id/IBAN") or node.at("Id/Othr/Id")


def _summary(node: Node) -> str:
    texts = [one.text for one in node.every("Ustrd", "AddtlNtryInf", "AddtlTxInf") if one.text]
    return " ".join(dict.fromkeys(texts))
