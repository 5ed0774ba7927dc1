"""`make demo`: play a month of a small school union, in a fresh folder, with the commands a treasurer uses.

The union and the files of its month are synthetic. What the bank, the payroll office and the shop
would send is written to `demo/files` first; everything else is done by `unionbooks` itself, and
each command is shown as it is typed.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from unionbooks.banking.matching import reconcile
from unionbooks.books.load import load
from unionbooks.core.messages import language_of
from unionbooks.core.money import format_yuan
from unionbooks.core.money import to_fen
from unionbooks.core.month import Month
from unionbooks.core.problems import UnionbooksError
from unionbooks.core.vocabulary import Officer
from unionbooks.core.vocabulary import Profile
from unionbooks.demo import DemoSpec
from unionbooks.demo import make
from unionbooks.members.roll import everyone_on
from unionbooks.web.server import make_server

if TYPE_CHECKING:
    from unionbooks.books.model import Books

PLAY = Path(__file__).resolve().parent.parent / "demo"
BANK = "Assets:102银行存款:10201基本户"
MONTH = Month(2026, 10)
PORT = 5000
TREASURER = "胡蓉红"
"""Treasurer of the demo union, as its seed made her; she acts in all that follows."""
COLUMNS = "本方账号 对方账号 交易时间 借/贷 对方单位 转入金额 转出金额 余额 用途 摘要 附言"
"""The header of one bank's export for companies."""
SAYS = {
    "en": {
        "books": "A small school union, with two months already in its books (all of it invented):",
        "closed": "The two months that are done are closed and sealed:",
        "files": "What the month brings lies in {folder}: the bank's statement, the payroll's list of dues, papers.",
        "import": "The bank's statement becomes bank lines, and drafts for what no voucher explains yet:",
        "dues": "The payroll's list becomes one voucher with a posting for each member, joined to its bank line:",
        "expense": "The treasurer completes the drafts, posts them and files their papers:",
        "close": "The month is closed: its checks are run, then it is sealed:",
        "package": "One package for the accounting center, checked as the center would check it:",
        "look": "The books as they stand:",
        "web": "The same in Fava: {address} answered with the overview page ({size} kB).",
        "open": "Open it with: {command}   then go to {address}",
        "serving": "Fava is open at {address} - press Ctrl+C to stop.",
        "where": "Everything lies in {folder}: books/ (the ledger), files/ (what came in), package/ (what goes out).",
    },
    "zh": {
        "books": "一个小学工会，账上已有两个月（全部为虚构）：",
        "closed": "已完成的两个月结账封存：",
        "files": "本月收到的东西在 {folder}：银行对账单、工资代扣会费名单、单据。",
        "import": "对账单成为银行流水；还没有凭证说明的，成为待办草稿：",
        "dues": "代扣名单成为一张凭证，每位会员一行，并与银行流水对上：",
        "expense": "财务委员补全草稿、记账、归档单据：",
        "close": "结账：逐项检查，然后封账：",
        "package": "给会计中心的一个报账包，并按中心的办法核验：",
        "look": "账的现状：",
        "web": "在 Fava 中也一样：{address} 打开了总览页（{size} kB）。",
        "open": "打开方法：{command}   然后访问 {address}",
        "serving": "Fava 已在 {address} 打开，按 Ctrl+C 结束。",
        "where": "全部在 {folder}：books/（账套）、files/（收到的）、package/（交出的）。",
    },
}


@dataclass(frozen=True)
class Incoming:
    """What the month brings: the files, and what the treasurer knows about the one purchase in it."""

    statement: Path
    dues: Path
    papers: tuple[Path, ...]
    payee: str
    narration: str
    account: str
    invoice: str


def main() -> int:
    """Play the month from the beginning; what an earlier run left is taken away first."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--serve", action="store_true", help="keep Fava open at the end")
    serve = options.parse_args().serve or sys.stdin.isatty()
    shutil.rmtree(PLAY, ignore_errors=True)
    books, files, package = PLAY / "books", PLAY / "files", PLAY / "package"
    say = SAYS[language_of(os.environ)]

    _heading(say["books"])
    spec = DemoSpec(first=MONTH.plus(-2), months=2)
    make(books, spec)
    _run(books, "check")
    _heading(say["closed"])
    for month in spec.span():
        _run(books, "close", str(month))

    incoming = _incoming(books, files, spec)
    _heading(say["files"].format(folder=files.relative_to(PLAY.parent)))
    _heading(say["import"])
    _run(books, "import", str(incoming.statement))
    _heading(say["dues"])
    _run(books, "dues", "collect", str(incoming.dues), "--month", str(MONTH), "--account", "10201")
    _heading(say["expense"])
    _post(books, incoming)
    _heading(say["close"])
    _run(books, "close", str(MONTH))
    _heading(say["package"])
    _run(books, "submit", str(MONTH), "--out", str(package))
    _run(books, "verify", str(next(package.glob("*.zip"))))
    _heading(say["look"])
    _run(books, "check")
    _run(books, "report", "overview")
    print(say["where"].format(folder=PLAY.name))
    return _web(books, say, serve=serve)


def _heading(text: str) -> None:
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n== {text}", flush=True)


def _run(books: Path, *words: str, quiet: bool = False) -> str:
    """Show a command as it is typed, run it, and stop the play where it fails."""
    shown = [str(Path(word).relative_to(PLAY.parent)) if word.startswith(str(PLAY)) else word for word in words]
    if not quiet:
        print(f"$ unionbooks -C {books.relative_to(PLAY.parent)} {shlex.join(shown)}", flush=True)
    command = [Path(sys.executable).with_name("unionbooks"), "--by", TREASURER, "-C", books, *words]
    result = subprocess.run(command, stdout=subprocess.PIPE if quiet else None, text=True, check=False)
    if result.returncode != 0:
        sys.exit(result.returncode)
    return result.stdout or ""


def _incoming(books: Path, files: Path, spec: DemoSpec) -> Incoming:
    """Write what bank, payroll office and shop send; taken from the same union's books one month on."""
    files.mkdir()
    with tempfile.TemporaryDirectory() as folder:
        ahead = Path(folder).resolve() / "ahead"
        make(ahead, DemoSpec(first=spec.first, months=spec.months + 1))
        later = load(ahead)
        number = next(
            number
            for number, entry in later.vouchers.items()
            if number.startswith(f"{MONTH}-")
            and entry.meta["kind"] == "expense"
            and not any(link.startswith("A") for link in entry.links)
            and any(posting.account == BANK for posting in entry.postings)
        )
        bought = later.vouchers[number]
        papers = []
        for paper in later.papers[f"V{number}"]:
            papers.append(files / Path(paper.filename).name.split("-", 4)[-1])
            shutil.copy(paper.filename, papers[-1])
    money = next(to_fen(one.units.number) for one in bought.postings if one.account == BANK and one.units)
    account = next(one.account for one in bought.postings if one.account != BANK)
    now = load(books)
    dues = _dues_list(now, files / f"代扣会费-{MONTH}.xlsx")
    statement = _statement(now, files / f"对账单-{MONTH}.csv", dues, money, str(bought.payee))
    return Incoming(
        statement,
        files / f"代扣会费-{MONTH}.xlsx",
        tuple(papers),
        str(bought.payee),
        str(bought.narration),
        account.split(":")[-1][:5],
        str(bought.meta["invoice"]),
    )


def _dues_list(books: Books, path: Path) -> int:
    """Write the payroll's list of the dues deducted, as last month's with everybody's one month; return its sum."""
    people = {one.id: one for one in everyone_on(books, MONTH.first_day) if one.state == "active"}
    last = str(MONTH.plus(-1))
    rows = [
        (people[posting.meta["member"]], -to_fen(posting.units.number))
        for entry in books.transactions
        if entry.meta.get("kind") == "dues" and str(entry.meta["voucher"]).startswith(last)
        for posting in entry.postings
        if posting.meta and posting.units and posting.units.number and posting.meta.get("months") == last
        and posting.meta.get("member") in people
    ]  # fmt: skip
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("代扣明细")
        sheet.write_row(0, 0, [f"{MONTH.year}年{MONTH.number}月工资代扣会费明细表"])
        sheet.write_row(1, 0, ["序号", "工号", "姓名", "会费"])
        for row, (member, fen) in enumerate(rows, start=2):
            sheet.write_number(row, 0, row - 1)
            sheet.write_string(row, 1, member.staff_no or "")
            sheet.write_string(row, 2, member.name or "")
            sheet.write_number(row, 3, float(format_yuan(fen, commas=False)))
        total = sum(fen for _, fen in rows)
        sheet.write_row(len(rows) + 2, 0, ["合计", "", ""])
        sheet.write_number(len(rows) + 2, 3, float(format_yuan(total, commas=False)))
    return total


def _statement(books: Books, path: Path, dues: int, money: int, payee: str) -> Path:
    """Write the bank's statement, as its online banking gives it: what was under way, and three movements."""
    (profile,) = books.of(Profile)
    state = reconcile(books, BANK, MONTH.plus(-1).last_day)
    balance = state.bank or 0
    lines = [(2 + at, fen, "", "") for at, fen in enumerate(state.in_transit.values())]
    lines += [(10, dues, profile.employer or "", "代扣会费"), (20, money, payee, "货款"), (21, -500, "", "手续费")]
    with path.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(
            [
                "本方账号",
                "对方账号",
                "交易时间",
                "借/贷",
                "对方单位",
                "转入金额",
                "转出金额",
                "余额",
                "用途",
                "摘要",
                "附言",
            ]
        )
        for day, fen, other, summary in lines:
            balance += fen
            sides = (format_yuan(fen), "") if fen > 0 else ("", format_yuan(-fen))
            moment = dt.datetime(MONTH.year, MONTH.number, day, 10, 30)  # noqa: DTZ001 - the bank writes no zone
            row = [profile.bank_number, "", str(moment), "", other, *sides, format_yuan(balance), "", summary, ""]
            writer.writerow(row)
    return path


def _post(books: Path, incoming: Incoming) -> None:
    """Complete both drafts, post them, and file the papers of the purchase."""
    officers = {one.office: one.name for one in load(books).of(Officer)}
    signed = ["--handled-by", officers["organiser"], "--approved-by", officers["chair"], "--approved-on", f"{MONTH}-19"]
    _run(books, "inbox", "list")
    drafts = json.loads(_run(books, "inbox", "list", "--format", "json", quiet=True))
    for draft in drafts:
        if draft["payee"] == incoming.payee:
            what = ["--account", incoming.account, "--kind", "expense", "--narration", incoming.narration]
            what += ["--accepted-by", officers["women"], "--invoice", incoming.invoice]
            what += ["--evidence", "have", "--attachments", str(len(incoming.papers))]
        else:
            what = ["--kind", "expense", "--evidence", "not-needed"]
        _run(books, "inbox", "set", draft["draft"], *what, *signed)
    _run(books, "inbox", "post", "--all")
    question = f"SELECT voucher FROM vouchers WHERE invoice = '{incoming.invoice}'"  # noqa: S608 - digits of our own
    number = json.loads(_run(books, "query", question, "--format", "json", quiet=True))[0]["voucher"]
    _run(books, "voucher", "attach", number, *map(str, incoming.papers))
    _run(books, "voucher", "show", number)


def _web(books: Path, say: dict[str, str], *, serve: bool) -> int:
    """Open the books in Fava for real, ask for the page, and keep it open where somebody is there to look."""
    try:
        server = make_server(books, port=PORT)
    except UnionbooksError:  # the port is taken; any free one will do
        server = make_server(books, port=0)
    address = f"http://127.0.0.1:{server.bind_addr[1]}/"
    threading.Thread(target=server.serve, daemon=True).start()
    with urllib.request.urlopen(address) as start:
        page = start.url.split("/income_statement")[0] + "/extension/UnionOverview/"
    with urllib.request.urlopen(page) as answer:  # noqa: S310 - our own server
        content = answer.read()
    print(say["web"].format(address=address, size=len(content) // 1024))
    if serve:
        print(say["serving"].format(address=address), flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print()
    else:
        command = f"{Path(sys.executable).parent.relative_to(PLAY.parent)}/unionbooks -C demo/books serve"
        print(say["open"].format(command=command, address=f"http://127.0.0.1:{PORT}/"))
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
