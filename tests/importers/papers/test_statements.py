from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import facts
from papers import ofd
from papers import xbrl

from importers.papers.reader import read_file
from unionbooks.core.money import to_yuan

if TYPE_CHECKING:
    from importers.papers.bank_statement import BankStatement

MOVES = st.lists(
    st.tuples(st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), st.integers(-(10**9), 10**9).filter(bool)),
    max_size=8,
)


def statements(data: bytes) -> tuple[BankStatement, ...]:
    """Read the statements of a file."""
    (one,) = read_file(data, "x")
    return one.statements


def codes(data: bytes) -> list[str]:
    """Return the codes of what is wrong with a file."""
    (one,) = read_file(data, "x")
    return [problem.code for problem in one.problems]


def bkrs_row(day: dt.date, fen: int, balance: int | None, at: int) -> str:
    """Write a row of the ministry's statement."""
    values = {
        "DateOfBookkeeping": day.isoformat(),
        "BusinessSerialNumber": "SAME",
        "NotesOfBankElectronicReceipt": "转账",
        "IdentificationOfCreditOrDebit": "1" if fen > 0 else "0",
        "TransactionAmount": str(to_yuan(abs(fen))),
        "AccountOfCounterparty": "6222",
        "NameOfCounterparty": "青山文体用品店",
        "TimeOfBookkeeping": "08:34:23",
        "NumberOfBankElectronicReceipt": f"R{at}",
    }
    if balance is not None:
        values |= {"DebitOrCreditOfBalance": "1" if balance >= 0 else "0", "AccountBalance": str(to_yuan(balance))}
    inner = facts("bkrs", **values)
    return f"<bkrs:InformationOfReconcileDetailsTuple>{inner}</bkrs:InformationOfReconcileDetailsTuple>"


def bkrs(
    moves: list[tuple[dt.date, int]], start: int = 0, closing: int | None = None, edition: str = "2021-11-30"
) -> bytes:
    """Write the ministry's statement of movements, oldest first."""
    rows, balance = "", start
    for at, (day, fen) in enumerate(moves):
        balance += fen
        rows += bkrs_row(day, fen, balance, at)
    head = facts(
        "bkrs",
        Currency="CNY",
        CustomerSettlementBankAccount="1302000000000012345",
        NameOfCustomerAccount="育才小学工会委员会",
        YearOfBankReconciliationStatement="2026",
        MonthOfBankReconciliationStatement="01",
        AccountBalanceAtTheEndOfReconciliationCycleAmount=str(to_yuan(balance if closing is None else closing)),
    )
    return xbrl("bkrs", head + rows, edition)


@given(MOVES)
def test_every_row_of_a_bkrs_comes_out(moves: list[tuple[dt.date, int]]) -> None:
    """Days, signed amounts and balances come out exactly, oldest first, and the balances agree."""
    moves = sorted(moves, key=lambda move: move[0])
    (one,) = statements(bkrs(moves, 5000))
    assert [(row.date, row.amount) for row in one.rows] == moves
    assert (one.own_number, one.own_name, one.period) == ("1302000000000012345", "育才小学工会委员会", "2026-01")
    assert one.problems == ()
    assert one.reading.read == len(moves)


@pytest.mark.parametrize("edition", ["2021-11-30", "2023-05-15", "2023-12-31"])
def test_a_bkrs_inside_an_ofd(edition: str) -> None:
    """The statement attached to a bank's OFD is found in any edition; the receipt's number is the row's id."""
    data = bkrs([(dt.date(2026, 1, 20), -10000)], 100000, edition=edition)
    (one,) = statements(ofd([(10, 10, "银行对账单")], attached={"bkrs_issuer.xml": data}))
    assert (one.rows[0].bank_id, one.rows[0].payee, one.rows[0].time) == ("R0", "青山文体用品店", "08:34:23")
    assert one.closing == 90000


def test_an_empty_shell_is_no_month_without_movements() -> None:
    """A statement that names neither period nor rows is an error; one that says that nothing moved is not."""
    shell = facts("bkrs", Currency="CNY", YearOfBankReconciliationStatement="null",
                  AccountBalanceAtTheEndOfReconciliationCycleAmount="null")  # fmt: skip
    assert "statement-empty" in codes(xbrl("bkrs", shell))
    assert codes(bkrs([], 5000)) == []


def test_a_row_that_is_missing_or_changed() -> None:
    """A balance that does not follow, and a closing balance that is another, are errors."""
    day = dt.date(2026, 1, 20)
    rows = bkrs_row(day, 100, 100, 0) + bkrs_row(day, 100, 300, 1)
    assert codes(xbrl("bkrs", facts("bkrs", YearOfBankReconciliationStatement="2026") + rows)) == ["statement-chain"]
    assert codes(bkrs([(day, 100)], closing=1)) == ["statement-closing"]


def test_what_is_not_understood_is_kept() -> None:
    """Rows without direction, with an amount that is none, or in dollars are shown, and nothing is lost."""
    day = dt.date(2026, 1, 20)
    good = bkrs_row(day, 100, None, 0)
    dollars = '<bkrs:Currency contextRef="c">USD</bkrs:Currency><bkrs:BusinessSerialNumber'
    rows = [
        good,
        good.replace(">1</bkrs:Ident", ">?</bkrs:Ident"),
        good.replace("1.00", "1.005"),
        good.replace("2026-01-20", ""),
        good.replace("1.00", "0.00"),
        good.replace("<bkrs:BusinessSerialNumber", dollars),
    ]
    (one,) = statements(xbrl("bkrs", "".join(rows)))
    assert (len(one.rows), len(one.reading.dropped), len(one.reading.review)) == (1, 1, 4)
    assert one.reading.read == len(rows)


MT940 = """\
{1:F01BKCHCNBJAXXX0000000000}{2:I940XXXXN}{4:
:20:STMT1
:25:BKCHCNBJ/1302000000000012345
:28C:00001/001
:60F:C260101CNY1000,00
:61:2601200120D100,00NTRFNONREF//B0001
青山文体用品店
:86:/NAME/青山文体用品店/ACCT/6222000000000000001/购买文具
:61:2601210121C12,3NINTNONREF
:86:结息
:61:2512310102RC5,NMSCREF7
:62F:C260131CNY907,30
-}
"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_mt940(encoding: str, end: str) -> None:
    """Entries, signs, reversals, the other side and the day of booking over the new year are read."""
    (one,) = statements(MT940.replace("\n", end).encode(encoding))
    assert [(row.date, row.amount, row.bank_id) for row in one.rows] == [
        (dt.date(2026, 1, 2), -500, "REF7"),
        (dt.date(2026, 1, 20), -10000, "B0001"),
        (dt.date(2026, 1, 21), 1230, ""),
    ]
    assert (one.rows[1].payee, one.rows[1].payee_account) == ("青山文体用品店", "6222000000000000001")
    assert (one.own_number, one.opening, one.closing, one.problems) == ("1302000000000012345", 100000, 90730, ())


def test_an_mt940_that_is_wrong() -> None:
    """A line that is none is shown with its row; a changed amount and a missing end are errors."""
    (one,) = statements(MT940.replace(":61:2601210121C12,3NINTNONREF", ":61:garbage").encode())
    assert [review.source.row for review in one.reading.review] == [9]
    assert codes(MT940.replace("D100,00", "D200,00").encode()) == ["statement-closing"]
    assert codes(MT940[: MT940.index(":62F:")].encode()) == ["statement-cut"]
    assert codes(MT940.replace(":62F:C260131CNY907,30", ":62F:nothing").encode()) == ["statement-balance-line"]


def test_pages_and_several_accounts_of_an_mt940() -> None:
    """Pages of one statement are joined; another account is another statement; dollars are for a person to see."""
    first = MT940.replace(":62F:", ":62M:")
    page = (
        ":20:P2\n:25:BKCHCNBJ/1302000000000012345\n:60M:C260131CNY907,30\n:61:260131C1,NTRFX\n:62F:C260131CNY908,30\n"
    )
    other = ":20:O\n:25:99\n:60F:C260101USD1,\n:61:260102C1,NTRFX\n:62F:C260131USD2,\n"
    one, two = statements((first + page + other).encode())
    assert (len(one.rows), one.closing, one.problems) == (4, 90830, ())
    assert (two.own_number, len(two.rows), len(two.reading.review)) == ("99", 0, 1)


@given(MOVES)
def test_every_row_of_an_mt940_comes_out(moves: list[tuple[dt.date, int]]) -> None:
    """Whatever moves in a month comes out exactly, and adds up."""
    moves = sorted(moves, key=lambda move: move[0])
    text = ":20:A\n:25:1\n:60F:C260101CNY0,\n"
    for day, fen in moves:
        yuan = str(to_yuan(abs(fen))).replace(".", ",")
        text += f":61:{day:%y%m%d}{'C' if fen > 0 else 'D'}{yuan}NTRFNONREF\n:86:转账\n"
    total = sum(fen for _, fen in moves)
    closing = f"{'C' if total >= 0 else 'D'}260131CNY{str(to_yuan(abs(total))).replace('.', ',')}"
    (one,) = statements(f"{text}:62F:{closing}\n-".encode())
    assert [(row.date, row.amount) for row in one.rows] == moves
    assert one.problems == ()


def camt(*entries: str, form: str = "Stmt", opening: str = "", version: str = "053.001.08") -> bytes:
    """Write a report of ISO 20022."""
    body = f"<{form}><Id>S1</Id><Acct><Id><Othr><Id>1302</Id></Othr></Id></Acct>{opening}{''.join(entries)}</{form}>"
    return (
        f'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}">'
        f"<BkToCstmrStmt>{body}</BkToCstmrStmt></Document>"
    ).encode()


def balance(code: str, amount: str, mark: str) -> str:
    """Write a balance."""
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f'<Bal>{kind}<Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd></Bal>'


def entry(amount: str, mark: str, status: str = "<Cd>BOOK</Cd>", currency: str = "CNY") -> str:
    """Write an entry."""
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd><Sts>{status}</Sts>'
        "<BookgDt><DtTm>2026-01-20T10:11:12+08:00</DtTm></BookgDt><AcctSvcrRef>B1</AcctSvcrRef><NtryDtls><TxDtls><RltdPties>"
        "<Dbtr><Pty><Nm>育才小学</Nm></Pty></Dbtr><Cdtr><Nm>青山文体用品店</Nm></Cdtr>"
        "<CdtrAcct><Id><Othr><Id>6222</Id></Othr></Id></CdtrAcct></RltdPties>"
        "<RmtInf><Ustrd>购买文具</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


@pytest.mark.parametrize(
    ("form", "version"),
    [("Stmt", "053.001.02"), ("Stmt", "053.001.08"), ("Rpt", "052.001.04"), ("Ntfctn", "054.001.08")],
)
def test_a_camt(form: str, version: str) -> None:
    """Entries of any version are read with their other side; an overdraft is a negative balance."""
    balances = balance("OPBD", "50.00", "DBIT") + balance("CLBD", "50.00", "CRDT")
    (one,) = statements(
        camt(entry("250.00", "CRDT"), entry("150.00", "DBIT"), form=form, opening=balances, version=version)
    )
    assert [(row.amount, row.payee, row.time, row.summary) for row in one.rows] == [
        (25000, "育才小学", "10:11:12", "购买文具"),
        (-15000, "青山文体用品店", "10:11:12", "购买文具"),
    ]
    assert (one.opening, one.closing, one.own_number, one.problems) == (-5000, 5000, "1302", ())


def test_a_camt_that_is_wrong() -> None:
    """What is not booked yet is left out, dollars are shown, and a sum that is not the closing balance is an error."""
    (one,) = statements(camt(entry("1.00", "CRDT", "PDNG"), entry("1.00", "CRDT", currency="USD"), entry("1.00", "")))
    assert (len(one.rows), len(one.reading.dropped), len(one.reading.review)) == (0, 1, 2)
    balances = balance("OPBD", "0.00", "CRDT") + balance("CLBD", "9.00", "CRDT")
    assert codes(camt(entry("1.00", "CRDT"), opening=balances)) == ["statement-closing"]


def test_several_statements_in_one_camt() -> None:
    """Each account of a file is a statement of its own."""
    data = camt(entry("1.00", "CRDT")).replace(b"</Stmt>", b"</Stmt><Stmt><Id>S2</Id></Stmt>")
    assert [len(one.rows) for one in statements(data)] == [1, 0]


def test_amounts_are_exact() -> None:
    """No amount passes through a binary number."""
    (one,) = statements(camt(entry("90071992547409.93", "CRDT")))
    assert to_yuan(one.rows[0].amount) == Decimal("90071992547409.93")
