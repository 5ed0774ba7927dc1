"""The one writer: all of a plan or nothing, on the record, and never at the cost of what is posted or sealed."""

from __future__ import annotations

import datetime as dt
import hashlib
import stat
from typing import TYPE_CHECKING
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from small_ledger import ACCOUNTS
from small_ledger import JANUARY as JANUARY_TEXT
from small_ledger import LEDGER
from small_ledger import MAIN as MAIN_TEXT
from small_ledger import MEMBERS

from unionbooks.books.commit import LOCK
from unionbooks.books.commit import PENDING
from unionbooks.books.journal import JOURNAL
from unionbooks.books.journal import read_journal
from unionbooks.books.journal import verify
from unionbooks.books.load import load
from unionbooks.books.seal import seal_of
from unionbooks.books.write import Change
from unionbooks.books.write import Committed
from unionbooks.books.write import Plan
from unionbooks.books.write import Step
from unionbooks.books.write import adopt
from unionbooks.books.write import append
from unionbooks.books.write import commit
from unionbooks.books.write import create
from unionbooks.books.write import found
from unionbooks.books.write import remove
from unionbooks.books.write import rewrite
from unionbooks.core import vocabulary as v
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import DamagedError
from unionbooks.core.problems import RefusedError
from unionbooks.core.vocabulary.directive import write_directive

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unionbooks.books.model import Books
    from unionbooks.core.problems import UnionbooksError

NOW = dt.datetime(2026, 3, 31, 17, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
JANUARY = "2026/2026-01.beancount"
FEBRUARY = "2026/2026-02.beancount"
MAIN = "main.beancount"
SEALS = "seals.beancount"
INBOX = "inbox/import.beancount"
BANK, INCOME = "Assets:102银行存款:10201基本户", "Income:401会费收入"


def voucher(number: str, amount: str = "10.00") -> str:
    """Write a voucher of its month's tenth day."""
    return (
        f'{number[:7]}-10 * "育才小学" "会费" ^V{number}\n'
        f'  voucher: "{number}"\n  kind: "dues"\n'
        f"  {BANK}  {amount} CNY\n  {INCOME}  -{amount} CNY\n"
    )


FILES = {**LEDGER, MAIN: f'{MAIN_TEXT}include "seals.beancount"\n', SEALS: "; seals\n", INBOX: "; drafts\n"}


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """Found the small ledger, with a file of seals and one of drafts."""
    root = (tmp_path / "books").resolve()
    found(root, [Step(NOW, "王会计", "init", tuple(rewrite(path, text) for path, text in FILES.items()))])
    return root


def do(root: Path, *changes: Change, **options: Any) -> Committed:
    """Commit changes."""
    return commit(root, lambda _: Plan(changes), by="王会计", now=NOW, command="test", **options)


def state(root: Path) -> dict[str, bytes]:
    """Read all files of a ledger but the lock."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != LOCK)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def refused(root: Path, kind: type[UnionbooksError], *changes: Change, **options: Any) -> list[str]:
    """Try to commit, check that nothing at all was written, and return the codes of the problems."""
    before = state(root)
    with pytest.raises(kind) as caught:
        do(root, *changes, **options)
    assert state(root) == before
    return [problem.code for problem in caught.value.problems]


def touch(root: Path, path: str, text: str) -> None:
    """Add to a file behind the tool's back."""
    with (root / path).open("a") as file:
        file.write(text)


# --- what a commit does ---


def test_a_commit_writes_its_files_and_its_line(books: Path) -> None:
    """Text is appended, a paper filed, a draft removed, and the journal says all of it."""
    paper = b"paper"
    text = voucher("2026-02-0001") + (
        f'\n2026-02-10 document {BANK} "../documents/2026/02/a.txt" ^V2026-02-0001\n'
        f'  sha256: "{hashlib.sha256(paper).hexdigest()}"\n'
    )
    changes = (append(FEBRUARY, text), create("documents/2026/02/a.txt", paper), remove(INBOX))
    before = state(books)
    plan = Plan(changes, ("2026-02-0001",))
    done = commit(books, lambda _: plan, by="王会计", now=NOW, command="inbox post", why="补记")
    assert (books / FEBRUARY).read_text() == text
    assert (books / "documents/2026/02/a.txt").read_bytes() == paper
    assert not (books / INBOX).exists()
    line = read_journal(books)[0][-1]
    assert done.line == line
    assert (line.seq, line.by, line.command, line.why, line.ids) == (2, "王会计", "inbox post", "补记", plan.ids)
    assert dict(line.files) == {
        FEBRUARY: (None, hashlib.sha256(text.encode()).hexdigest()),
        "documents/2026/02/a.txt": (None, hashlib.sha256(paper).hexdigest()),
        INBOX: (hashlib.sha256(before[INBOX]).hexdigest(), None),
    }
    assert verify(books) == []
    assert not (books / PENDING).exists()


def test_the_books_returned_are_those_on_the_disk(books: Path) -> None:
    """What a commit returns is what a load would give, so that nobody need load again."""
    done = do(books, append(FEBRUARY, voucher("2026-02-0001")))
    now = load(books)
    assert done.books.entries == now.entries
    assert done.books.files == now.files
    assert [one for one in now.problems if one.level == "error"] == []


def test_the_plan_is_made_from_the_books_under_the_lock(books: Path) -> None:
    """A plan sees what stands in the ledger, and no other writer can come between."""

    def plan(seen: Books) -> Plan:
        with pytest.raises(RefusedError, match="Somebody else is writing"):
            do(books, timeout=0.01)
        return Plan((append(JANUARY, voucher(f"2026-01-{len(seen.vouchers) + 1:04d}")),))

    for _ in range(2):
        commit(books, plan, by="王会计", now=NOW, command="test")
    assert list(load(books).vouchers) == ["2026-01-0001", "2026-01-0002", "2026-01-0003"]


def test_a_plan_that_changes_nothing_writes_nothing(books: Path) -> None:
    """No change, or a file rewritten as it is: no line in the journal, no touch of a file."""
    before = state(books)
    assert do(books).line is None
    assert do(books, rewrite(JANUARY, JANUARY_TEXT)).line is None
    assert state(books) == before


@given(st.text("\n\r;x ", max_size=12), st.text("\n;x", max_size=8).filter(lambda text: text.strip("\n")))
def test_appended_text_stands_one_blank_line_below(old: str, new: str) -> None:
    """Whatever a file ends with, what is appended follows after exactly one blank line."""
    from unionbooks.books.plan import work_out

    files = work_out([append("x.beancount", new)], lambda _: old.encode())
    after = (files["x.beancount"][1] or b"").decode()
    kept = old.rstrip("\r\n")
    assert after == (f"{kept}\n\n" if kept else "") + new.strip("\n") + "\n"


def test_changes_of_one_file_are_applied_in_order(books: Path) -> None:
    """A file may be rewritten and appended to in one plan; it is one change on record."""
    do(books, rewrite(INBOX, "; one\n"), append(INBOX, "; two"), append(INBOX, "; three"))
    assert (books / INBOX).read_text() == "; one\n\n; two\n\n; three\n"
    assert list(read_journal(books)[0][-1].files) == [INBOX]


def test_modes_are_kept(books: Path) -> None:
    """A file that its group may write stays so."""
    (books / JANUARY).chmod(0o664)
    do(books, append(JANUARY, voucher("2026-01-0002")))
    assert stat.S_IMODE((books / JANUARY).stat().st_mode) == 0o664


def test_a_running_fava_is_told(books: Path) -> None:
    """The top file's time changes with every commit, for Fava watches that."""
    before = (books / MAIN).stat().st_mtime_ns - 10**9
    import os

    os.utime(books / MAIN, ns=(before, before))
    do(books, append(INBOX, "; x"))
    assert (books / MAIN).stat().st_mtime_ns > before


def test_a_ledger_is_reached_by_a_link(books: Path) -> None:
    """The ledger's folder itself may be a link; what is written lands in the real one."""
    link = books.parent / "link"
    link.symlink_to(books)
    do(link, append(JANUARY, voucher("2026-01-0002")))
    assert verify(books) == []
    assert "2026-01-0002" in (books / JANUARY).read_text()


# --- what it refuses: names of files ---

NAMES = [
    "", "/etc/passwd", "../x.beancount", "a/../../x.beancount", "a//b.beancount", "./a.beancount", ".hidden.beancount",
    ".git/x.beancount", "journal.jsonl", "Journal.JSONL", "a\\b.beancount", "c:x.beancount", "a\nb.beancount",
    "documents/a?.pdf", "documents/a ", "documents/a./b", "documents/\ud800.pdf", "conftest.py", "documents/x.pyc",
    "main.beancount/x.beancount", "link/x.beancount", "documents/dangling.txt", "documents",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_astray_are_refused(books: Path, name: str) -> None:
    """Nothing is written outside, hidden, through a link, over a folder, or as a program."""
    (books / "documents").mkdir()
    (books / "link").symlink_to(books.parent)
    (books / "documents/dangling.txt").symlink_to(books.parent / "x.txt")
    make = create if name.startswith("documents") or not name.endswith(".beancount") else rewrite
    assert refused(books, RefusedError, make(name, b"" if make is create else "")) == ["path-refused"]


def test_names_of_papers_may_be_chinese(books: Path) -> None:
    """Usual names of papers are fine, full-width signs and spaces inside included."""
    do(books, create("documents/2026/03/2026-03-0012 发票（水果）：苹果.pdf", b"x"))
    assert verify(books) == []


def test_papers_are_filed_once(books: Path) -> None:
    """A paper is never overwritten, rewritten, appended to or taken away."""
    paper = "documents/a.txt"
    do(books, create(paper, b"x"))
    assert refused(books, RefusedError, create(paper, b"y")) == ["paper-exists"]
    assert refused(books, RefusedError, create(paper, b"x")) == ["paper-exists"]
    assert refused(books, RefusedError, rewrite(paper, "y")) == ["paper-stays"]
    assert refused(books, RefusedError, append(paper, "y")) == ["paper-stays"]
    assert refused(books, RefusedError, remove(paper)) == ["paper-stays"]


def test_only_drafts_and_profiles_are_taken_away(books: Path) -> None:
    """No file of the books proper is ever removed."""
    assert refused(books, RefusedError, remove(JANUARY)) == ["file-stays"]
    assert refused(books, RefusedError, remove(SEALS)) == ["file-stays"]


# --- what it refuses: unsound books ---


def test_new_errors_stop_a_commit(books: Path) -> None:
    """Exactly the errors that the plan would add are said, each with its place."""
    wrong = voucher("2026-01-0002").replace("-10.00", "-9.00")
    before = state(books)
    with pytest.raises(BadInputError) as caught:
        do(books, append(JANUARY, wrong))
    assert {problem.place.file for problem in caught.value.problems if problem.place} == {JANUARY}
    assert state(books) == before


def test_old_errors_do_not_stop_a_commit(books: Path) -> None:
    """A ledger that has errors can still be worked on, but not be made worse in the same way."""
    touch(books, "members.beancount", '2026-02-01 custom "union-membr" "M0003" "join"\n')
    old = [problem.code for problem in load(books).problems if problem.level == "error"]
    assert "directive-unknown" in old
    done = do(books, append(JANUARY, voucher("2026-01-0002")))
    assert [problem.code for problem in done.books.problems if problem.level == "error"] == old
    adopt(books, why="x", by="王会计", now=NOW)
    again = append("members.beancount", '2026-02-02 custom "union-membr" "M0004" "join"')
    assert refused(books, BadInputError, again) == ["directive-unknown"]


def test_a_file_that_nobody_reads_is_not_written(books: Path) -> None:
    """An entry in a file that the top file does not include would not count, so it is refused."""
    assert refused(books, BadInputError, rewrite("extra.beancount", "; x\n")) == ["file-forgotten"]


def test_a_loader_that_overlooks_a_file_does_not_pass(books: Path) -> None:
    """Whatever the checks of the load say, a file written is a file read."""

    def careless(root: Path, overlay: Any) -> Books:
        import dataclasses

        loaded = load(root, overlay)
        files = {path: one for path, one in loaded.files.items() if path != FEBRUARY}
        return dataclasses.replace(loaded, problems=(), files=files)

    change = append(FEBRUARY, voucher("2026-02-0001"))
    assert refused(books, BadInputError, change, load=careless) == ["file-forgotten"]


# --- what it refuses: posted vouchers, the record, sealed months ---

UNTOUCHABLE = {
    "amount": ("21.85", "21.86"),
    "narration": ("1月会费", "一月会费"),
    "number": ("2026-01-0001", "2026-01-0002"),
    "flag": (" * ", " ! "),
    "link": (" ^V2026-01-0001", ""),
    "metadata": ('  kind: "dues"\n', ""),
    "all of it": (JANUARY_TEXT, ""),
}


@pytest.mark.parametrize("change", UNTOUCHABLE)
def test_a_posted_voucher_stays_as_it_is(books: Path, change: str) -> None:
    """No plan changes anything that a posted voucher says, or takes it away."""
    text = JANUARY_TEXT.replace(*UNTOUCHABLE[change])
    assert text != JANUARY_TEXT
    assert refused(books, RefusedError, rewrite(JANUARY, text)) == ["voucher-changed"]


def test_options_that_would_change_vouchers_are_refused(books: Path) -> None:
    """A line of the top file that takes vouchers out of the books is no way around."""
    text = FILES[MAIN].replace('include "2026/*.beancount"\n', "")
    with pytest.raises(RefusedError) as caught:
        do(books, rewrite(MAIN, text))
    assert [problem.code for problem in caught.value.problems] == ["voucher-changed"]


def test_a_posted_voucher_may_be_written_in_another_way(books: Path) -> None:
    """White space, comments and lines above are not the voucher."""
    do(books, rewrite(JANUARY, "; 一月\n\n" + JANUARY_TEXT.replace("  21.85", "     21.850")))
    assert verify(books) == []


def test_drafts_and_loose_entries_may_be_changed(books: Path) -> None:
    """Only what is posted stays: notes, members and drafts can be rewritten."""
    do(books, append("members.beancount", '2026-02-03 custom "union-member" "M0009" "join"\n  name: "钱九"'))
    do(books, rewrite("members.beancount", MEMBERS), rewrite(INBOX, "; other\n"))


def test_the_record_only_grows(books: Path) -> None:
    """Ticks and findings of the audit committee are never changed or taken away by a plan."""
    tick = '2026-02-01 custom "union-tick" "2026-01-0001"\n  by: "孙委员"\n'
    do(books, append(SEALS, tick))
    assert refused(books, RefusedError, rewrite(SEALS, "")) == ["record-changed"]
    assert refused(books, RefusedError, rewrite(SEALS, tick.replace("孙", "周"))) == ["record-changed"]
    do(books, append(SEALS, tick))


def seal(root: Path, number: int) -> v.Seal:
    """Seal a month of 2026 as the closing of a month does."""
    month = Month(2026, number)
    made: list[v.Seal] = []

    def plan(seen: Books) -> Plan:
        parts = seal_of(seen, month)
        made.append(
            v.Seal(
                date=dt.date(2026, 3, 31), month=month, digest=parts.digest, previous=parts.previous,
                entries=parts.entries, papers=parts.papers, by="王会计", tool="unionbooks 0",
            )
        )  # fmt: skip
        return Plan((append(SEALS, write_directive(made[0])),), (str(month),))

    commit(root, plan, by="王会计", now=NOW, command="close")
    return made[0]


def reopening(sealed: v.Seal) -> Change:
    """Write that a month is opened again."""
    words = {"first": "王会计", "second": "李主席", "reason": "错账"}
    return append(
        SEALS, write_directive(v.Reopen(date=dt.date(2026, 3, 31), month=sealed.month, digest=sealed.digest, **words))
    )


def test_nothing_is_added_to_a_sealed_month(books: Path) -> None:
    """A voucher dated in a sealed month, or before the first one, is refused by its number and month."""
    seal(books, 1)
    with pytest.raises(RefusedError) as caught:
        do(books, append(JANUARY, voucher("2026-01-0002")))
    (problem,) = caught.value.problems
    assert str(problem.what) == (
        "The month 2026-01 is sealed, but the voucher 2026-01-0002 of 2026-01-10 would be added to it or changed."
    )
    assert "2026-02-01" in str(problem.mend)
    assert str(problem.place) == f"{JANUARY}:9"
    early = append("accounts.beancount", "2025-12-01 open Income:408其他收入 CNY")
    assert refused(books, RefusedError, early) == ["month-sealed"]


def test_nothing_is_changed_in_a_sealed_month(books: Path) -> None:
    """A rule, a member, an account of a sealed month stays, loose entry or not."""
    seal(books, 1)
    change = rewrite("members.beancount", MEMBERS.replace("王一", "王二"))
    assert refused(books, RefusedError, change) == ["month-sealed-taken", "month-sealed"]
    less = rewrite("accounts.beancount", ACCOUNTS.replace("2026-01-01 open Assets:101库存现金 CNY\n", ""))
    assert refused(books, RefusedError, less) == ["month-sealed-taken"]


def test_an_open_month_goes_on_beside_a_sealed_one(books: Path) -> None:
    """The next month is written to, and sealed in its turn."""
    seal(books, 1)
    do(books, append(FEBRUARY, voucher("2026-02-0001")))
    seal(books, 2)
    assert refused(books, RefusedError, append(FEBRUARY, voucher("2026-02-0002"))) == ["month-sealed"]
    assert verify(books) == []


def test_a_seal_is_never_taken_back(books: Path) -> None:
    """No plan takes a seal out, and none takes it out and changes its month."""
    seal(books, 1)
    assert refused(books, RefusedError, rewrite(SEALS, "; seals\n")) == ["record-changed"]
    both = (rewrite(SEALS, "; seals\n"), append(JANUARY, voucher("2026-01-0002")))
    assert refused(books, RefusedError, *both) == ["record-changed"]


def test_an_opened_month_takes_vouchers_again(books: Path) -> None:
    """After a reopening on record the month is open, in the same plan already, and can be sealed anew."""
    sealed = seal(books, 1)
    do(books, reopening(sealed), append(JANUARY, voucher("2026-01-0002")))
    assert seal(books, 1).digest != sealed.digest
    assert refused(books, RefusedError, append(JANUARY, voucher("2026-01-0003"))) == ["month-sealed"]


def test_a_seal_that_does_not_fit_is_refused(books: Path) -> None:
    """Nobody seals a month with another digest, or out of order."""
    parts = seal_of(load(books), Month(2026, 1))
    wrong = v.Seal(
        date=dt.date(2026, 3, 31), month=Month(2026, 1), digest="0" * 64,
        entries=parts.entries, papers=0, by="王会计", tool="x",
    )  # fmt: skip
    assert refused(books, BadInputError, append(SEALS, write_directive(wrong))) == ["seal-broken"]


# --- what it refuses: other hands ---


def test_a_file_changed_outside_the_tool_is_not_written_over(books: Path) -> None:
    """A file that is not the one on record must be adopted first; other files can go on."""
    touch(books, JANUARY, "; by hand\n")
    with pytest.raises(RefusedError, match="unionbooks adopt --why") as caught:
        do(books, append(JANUARY, voucher("2026-01-0002")))
    assert [problem.code for problem in caught.value.problems] == ["file-changed"]
    do(books, append(FEBRUARY, voucher("2026-02-0001")))


MEANWHILE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "the file itself": (JANUARY, lambda root: touch(root, JANUARY, "; by hand\n")),
    "another file": ("members.beancount", lambda root: touch(root, "members.beancount", "; by hand\n")),
    "a new file": ("2026/x.beancount", lambda root: (root / "2026/x.beancount").write_text("")),
    "a file gone": (INBOX, lambda root: (root / INBOX).unlink()),
    "the paper": ("documents/a.txt", lambda root: (root / "documents/a.txt").write_text("theirs")),
    "the journal": (JOURNAL, lambda root: touch(root, JOURNAL, "{}\n")),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_a_change_meanwhile_stops_the_commit(books: Path, what: str) -> None:
    """If an editor saves while a commit is prepared, nothing is written and its words are kept."""
    path, change = MEANWHILE[what]
    (books / "documents").mkdir()
    changes = (append(JANUARY, voucher("2026-01-0002")), create("documents/a.txt", b"ours"))
    loads = []
    theirs: dict[str, bytes] = {}

    def interrupted(root: Path, overlay: Any) -> Books:
        result = load(root, overlay)
        loads.append(overlay)
        if len(loads) == 2:
            change(root)
            theirs.update(state(root))
        return result

    with pytest.raises(RefusedError) as caught:
        do(books, *changes, load=interrupted)
    assert [(problem.code, str(problem.place)) for problem in caught.value.problems] == [("changed-meanwhile", path)]
    assert state(books) == theirs


def test_another_writer_is_waited_for_and_then_named(books: Path) -> None:
    """While another process holds the lock nothing is written, and the message says what to do."""
    with FileLock(books / LOCK):
        assert refused(books, RefusedError, append(INBOX, "; x"), timeout=0.01) == ["ledger-locked"]


def test_a_ledger_without_a_journal_is_not_written_to(books: Path) -> None:
    """Without a journal nothing would be on record: adopt begins one."""
    (books / JOURNAL).unlink()
    assert refused(books, RefusedError, append(INBOX, "; x")) == ["journal-missing"]


def test_a_damaged_journal_is_not_written_on(books: Path) -> None:
    """A broken chain is not continued."""
    text = (books / JOURNAL).read_text()
    (books / JOURNAL).write_text(text.replace("王会计", "李会计"))
    assert refused(books, DamagedError, append(INBOX, "; x")) == ["journal-hash"]
    (books / JOURNAL).write_text(text[:-5])
    assert refused(books, DamagedError, append(INBOX, "; x")) == ["journal-truncated"]


def test_a_folder_without_a_ledger_is_left_alone(tmp_path: Path) -> None:
    """Not even a lock is put where no ledger is."""
    with pytest.raises(BadInputError, match="no ledger"):
        do(tmp_path)
    with pytest.raises(BadInputError, match="no ledger"):
        adopt(tmp_path, why="x", by="王会计", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_time_without_an_offset_writes_nothing(books: Path) -> None:
    """What cannot be evidence is a mistake of the program, and leaves no trace."""
    before = state(books)
    with pytest.raises(ValueError, match="offset"):
        commit(books, lambda _: Plan((append(INBOX, "; x"),)), by="王会计", now=NOW.replace(tzinfo=None), command="x")
    assert state(books) == before


# --- founding ---


def history() -> list[Step]:
    """Return a small history: founded, one voucher with its paper, drafts removed."""
    day = dt.timedelta(days=1)
    return [
        Step(NOW, "王会计", "init", tuple(rewrite(path, text) for path, text in FILES.items())),
        Step(NOW + day, "王会计", "inbox post", (append(JANUARY, voucher("2026-01-0002")),), ("2026-01-0002",)),
        Step(NOW + 2 * day, "李主席", "voucher attach", (create("documents/a.txt", b"x"), remove(INBOX)), why="补件"),
    ]


def test_a_founded_ledger_has_a_line_for_each_step(tmp_path: Path) -> None:
    """The journal tells the history, the files are its end, and all of it verifies."""
    root = tmp_path / "new/books"
    found(root, history())
    lines, problems = read_journal(root)
    assert problems == []
    assert [(line.seq, line.by, line.command, line.why, line.ids) for line in lines] == [
        (1, "王会计", "init", None, ()),
        (2, "王会计", "inbox post", None, ("2026-01-0002",)),
        (3, "李主席", "voucher attach", "补件", ()),
    ]
    assert not (root / INBOX).exists()
    assert verify(root) == []
    do(root, append(JANUARY, voucher("2026-01-0003")))


def test_the_same_history_gives_the_same_bytes(tmp_path: Path) -> None:
    """Founding is deterministic, journal included."""
    found(tmp_path / "a", history())
    found(tmp_path / "b", history())
    assert state(tmp_path / "a") == state(tmp_path / "b")


def test_a_used_folder_is_refused(books: Path, tmp_path: Path) -> None:
    """A ledger is never founded over another, nor over anything else, and nothing is left there."""
    with pytest.raises(RefusedError, match="not empty"):
        found(books, history())
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "other", tmp_path / "file"):
        with pytest.raises(RefusedError, match="not empty"):
            found(folder, history())
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["letter.txt"]


WRONG_HISTORIES: dict[str, tuple[type[UnionbooksError], Change]] = {
    "an error in the books": (BadInputError, append(JANUARY, voucher("2026-01-0002").replace("-10.00", "-9.00"))),
    "a name outside": (RefusedError, create("../x", b"")),
    "a paper twice": (RefusedError, create("documents/a.txt", b"")),
}


@pytest.mark.parametrize("what", WRONG_HISTORIES)
def test_a_founding_that_fails_leaves_nothing(tmp_path: Path, what: str) -> None:
    """An unsound history makes no ledger, and no folder."""
    kind, change = WRONG_HISTORIES[what]
    root = tmp_path / "books"
    with pytest.raises(kind):
        found(root, [*history(), Step(NOW, "王会计", "x", (create("documents/b.txt", b""), change))])
    assert not root.exists()
    root.mkdir()
    with pytest.raises(kind):
        found(root, [*history(), Step(NOW, "王会计", "x", (change,))])
    assert state(root) == {}


# --- adopting ---


def take_up(root: Path) -> Committed:
    """Adopt what was changed."""
    return adopt(root, why="手工更正", by="李主席", now=NOW)


def test_changes_outside_the_tool_are_put_on_the_record(books: Path) -> None:
    """Changed, new and vanished files are adopted in one line, with their old and new digests."""
    touch(books, "members.beancount", "; by hand\n")
    (books / FEBRUARY).write_text(voucher("2026-02-0001"))
    (books / INBOX).unlink()
    before = {path: content for path, content in state(books).items() if path != JOURNAL}
    line = take_up(books).line
    assert line is not None
    assert (line.command, line.why, line.by) == ("adopt", "手工更正", "李主席")
    assert {path: (old is None, new is None) for path, (old, new) in line.files.items()} == {
        "members.beancount": (False, False),
        FEBRUARY: (True, False),
        INBOX: (False, True),
    }
    assert {path: content for path, content in state(books).items() if path != JOURNAL} == before
    assert verify(books) == []


def not_adopted(root: Path) -> list[str]:
    """Try to adopt, check that nothing was written, and return the codes of the problems."""
    before = state(root)
    with pytest.raises(RefusedError) as caught:
        take_up(root)
    assert state(root) == before
    return [problem.code for problem in caught.value.problems]


def test_adopting_needs_a_reason_and_a_change(books: Path) -> None:
    """No reason, no adoption; no change, nothing to adopt."""
    assert not_adopted(books) == ["adopt-nothing"]
    touch(books, JANUARY, "; by hand\n")
    with pytest.raises(RefusedError, match="only put on the record with a reason"):
        adopt(books, why=" ", by="王会计", now=NOW)


def test_a_sealed_month_is_never_adopted(books: Path) -> None:
    """A change in a sealed month stays an error, whatever reason is given."""
    seal(books, 1)
    touch(books, JANUARY, voucher("2026-01-0002"))
    assert not_adopted(books) == ["seal-broken"]


def test_the_file_of_seals_is_never_adopted(books: Path) -> None:
    """Taking the seal out together with the voucher does not help."""
    seal(books, 1)
    (books / SEALS).write_text("; seals\n")
    touch(books, JANUARY, voucher("2026-01-0002"))
    assert not_adopted(books) == ["adopt-seals"]
    (books / SEALS).unlink()
    assert not_adopted(books) == ["adopt-seals"]


def test_the_file_of_seals_may_be_mended_before_the_first_seal(books: Path) -> None:
    """A comment in it is no seal."""
    touch(books, SEALS, "; a comment\n")
    assert take_up(books).line is not None


def test_a_broken_journal_is_not_covered_up(books: Path) -> None:
    """Adopting mends files, never the journal: only a backup does."""
    touch(books, JANUARY, "; by hand\n")
    touch(books, JOURNAL, "{}\n")
    assert not_adopted(books) == ["adopt-journal", "journal-unreadable"]


def test_a_missing_journal_is_begun_again_and_says_so(books: Path) -> None:
    """Every ledger file and paper goes on the record, and the reason says that there was no journal."""
    paper = b"paper"
    document = f'2026-01-11 document {BANK} "documents/a.txt"\n  sha256: "{hashlib.sha256(paper).hexdigest()}"'
    do(books, create("documents/a.txt", paper), append("accounts.beancount", document))
    (books / JOURNAL).unlink()
    line = take_up(books).line
    assert line is not None
    assert line.why == "手工更正 (There was no journal; this one begins here.)"
    assert sorted(line.files) == sorted({*FILES, "documents/a.txt"})
    assert verify(books) == []
    do(books, append(JANUARY, voucher("2026-01-0002")))


def test_seals_of_a_journal_begun_again_are_protected(books: Path) -> None:
    """A journal begun over sealed months does not make their seals fair game."""
    seal(books, 1)
    (books / JOURNAL).unlink()
    take_up(books)
    (books / SEALS).write_text("; seals\n")
    assert not_adopted(books) == ["adopt-seals"]
