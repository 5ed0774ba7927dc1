"""Loading a ledger: what Beancount gives, exactly, with every problem said and no code run."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from beancount import loader
from small_ledger import MAIN

from unionbooks.audit.integrity import domain_problems
from unionbooks.books.load import load
from unionbooks.books.write import adopt
from unionbooks.core.problems import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    MakeLedger = Callable[[Mapping[str, str | bytes]], Path]

JANUARY = "2026/2026-01.beancount"


def found(root: Path) -> list[tuple[str, str]]:
    """Return code and place of each problem, but for those of the journal, which has its own tests."""
    return [
        (problem.code, str(problem.place)) for problem in load(root).problems if not problem.code.startswith("journal")
    ]


def test_a_sound_ledger_loads_without_a_word(make_ledger: MakeLedger) -> None:
    """No problem is found where there is none."""
    assert found(make_ledger({})) == []


def test_entries_are_those_of_beancount(make_ledger: MakeLedger) -> None:
    """Our loader gives the same entries, in the same order, as Beancount's own."""
    root = make_ledger({JANUARY: (
        '2026-01-10 * "育才小学" "1月会费" ^V2026-01-0001\n'
        '  voucher: "2026-01-0001"\n'
        "  Assets:101库存现金  5.00 CNY\n"
        "  Income:401会费收入  -5.00 CNY\n"
        "2026-01-11 balance Assets:101库存现金  5.00 CNY\n"
        '2026-01-11 note Assets:101库存现金 "盘点"\n'
    )})  # fmt: skip
    theirs, _, _ = loader.load_file(str(root / "main.beancount"))
    assert load(root).entries == theirs


def test_a_folder_without_a_ledger_is_refused(tmp_path: Path) -> None:
    """An empty folder is no ledger, and the message says how to make one."""
    with pytest.raises(BadInputError, match=r"main\.beancount is missing.*unionbooks init"):
        load(tmp_path)


CASES = {
    "elided": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入\n"},
        [("amount-left-out", f"{JANUARY}:4")],
    ),
    "three decimals": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  5.005 CNY\n  Income:401会费收入  -5.005 CNY\n"},
        [("amount-decimals", f"{JANUARY}:3"), ("amount-decimals", f"{JANUARY}:4")],
    ),
    "a fen astray": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  10.0 CNY\n  Income:401会费收入  -10.04 CNY\n"},
        [("voucher-unbalanced", f"{JANUARY}:1")],
    ),
    "one leg": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n  Assets:101库存现金  0.00 CNY\n'},
        [("voucher-one-leg", f"{JANUARY}:1")],
    ),
    "foreign money": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  5.00 USD\n  Income:401会费收入  -5.00 USD\n"},
        [("account-currency", f"{JANUARY}:1"), ("account-currency", f"{JANUARY}:1"),
         ("amount-currency", f"{JANUARY}:3"), ("amount-currency", f"{JANUARY}:4")],
    ),
    "a price": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  5.00 CNY @ 1.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("amount-priced", f"{JANUARY}:3")],
    ),
    "pad": (
        {JANUARY: "2026-01-10 pad Assets:101库存现金 Income:401会费收入\n"
                  "2026-01-11 balance Assets:101库存现金 1.00 CNY\n"},
        [("pad-forbidden", f"{JANUARY}:1"), ("voucher-draft", f"{JANUARY}:1")],
    ),
    "prefix-valid account": (
        {"accounts.beancount": "2026-01-01 open Assets:102银行:工商银行 CNY\n", JANUARY: ""},
        [("chart-form", "accounts.beancount:1")],
    ),
    "unknown account": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  "  Assets:109  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("account-unknown", f"{JANUARY}:1")],
    ),
    "no number": (
        {JANUARY: '2026-01-10 * "x"\n  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n'},
        [("voucher-unnumbered", f"{JANUARY}:1")],
    ),
    "a draft": (
        {JANUARY: '2026-01-10 ! "x"\n  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n'},
        [("voucher-draft", f"{JANUARY}:1")],
    ),
    "a gap": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0002\n  voucher: "2026-01-0002"\n'
                  "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("voucher-gap", f"{JANUARY}:1")],
    ),
    "twice": (
        {JANUARY: 2 * ('2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                       "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n")},
        [("voucher-twice", f"{JANUARY}:5")],
    ),
    "another month": (
        {JANUARY: '2026-02-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("voucher-month", f"{JANUARY}:1")],
    ),
    "another file": (
        {JANUARY: "", "2026/2026-02.beancount":
            '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
            "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("voucher-file", "2026/2026-02.beancount:1")],
    ),
    "no link": (
        {JANUARY: '2026-01-10 * "x"\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("voucher-link", f"{JANUARY}:1")],
    ),
    "a member too early": (
        {JANUARY: '2026-01-31 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  '  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n    member: "M0002"\n'},
        [("member-unknown", f"{JANUARY}:4")],
    ),
    "no project": (
        {JANUARY: '2026-01-31 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n'
                  '  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n    project: "P01"\n'},
        [("project-unknown", f"{JANUARY}:4")],
    ),
    "no activity": (
        {JANUARY: '2026-01-31 * "x" ^V2026-01-0001 ^A2026-01\n  voucher: "2026-01-0001"\n'
                  "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("link-unknown", f"{JANUARY}:1")],
    ),
    "no paper": (
        {JANUARY: '2026-01-31 document Assets:101库存现金 "../documents/a.pdf"\n  sha256: "' + 64 * "0" + '"\n'},
        [("paper-missing", f"{JANUARY}:1")],
    ),
    "another paper": (
        {JANUARY: '2026-01-31 document Assets:101库存现金 "../documents/a.pdf"\n  sha256: "' + 64 * "0" + '"\n',
         "documents/a.pdf": b"%PDF"},
        [("paper-changed", f"{JANUARY}:1")],
    ),
    "a paper outside": (
        {JANUARY: '2026-01-31 document Assets:101库存现金 "../../a.pdf"\n  sha256: "' + 64 * "0" + '"\n',
         "../a.pdf": b"%PDF"},
        [("paper-outside", f"{JANUARY}:1")],
    ),
    "an option below": (
        {JANUARY: 'option "operating_currency" "USD"\n'},
        [("option-misplaced", f"{JANUARY}:1")],
    ),
    "a forgotten file": ({"notes.beancount": ""}, [("file-forgotten", "notes.beancount:0".removesuffix(":0"))]),
    "a foreign extension": (
        {JANUARY: '2026-01-01 custom "fava-extension" "evil" "{}"\n'},
        [("extension-refused", f"{JANUARY}:1")],
    ),
    "an unknown key": (
        {JANUARY: '2026-01-10 * "x" ^V2026-01-0001\n  voucher: "2026-01-0001"\n  aproved-by: "x"\n'
                  "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"},
        [("metadata-unknown", f"{JANUARY}:1")],
    ),
    "an open quote": (
        {JANUARY: '2026-01-10 * "x\n  Assets:101库存现金  5.00 CNY\n'},
        [("syntax", f"{JANUARY}:3"), ("syntax", f"{JANUARY}:3")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_named_with_its_place(make_ledger: MakeLedger, name: str) -> None:
    """One fault in a sound ledger gives just its problem, at its file and line."""
    files, expected = CASES[name]
    problems = found(make_ledger(files))  # type: ignore[arg-type]
    if name == "an open quote":
        assert {code for code, _ in problems} == {"syntax"}
    else:
        assert problems == expected


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('plugin "os"', "plugin-refused"),
        ('option "insert_pythonpath" "True"', "option-refused"),
        ('option "documents" "documents"', "option-refused"),
        ('include "../../etc/*"', "include-outside"),
        ('include "/etc/hostname"', "include-outside"),
        ('include "nothing/*.beancount"', "include-nothing"),
        ('include "accounts.beancount"', "include-twice"),
    ],
)
def test_a_line_that_steers_beancount_is_refused(make_ledger: MakeLedger, line: str, code: str) -> None:
    """Options, plugins and includes that are not ours to allow are named, at their line."""
    root = make_ledger({"main.beancount": MAIN + line + "\n"})
    problems = found(root)
    assert code in {found_code for found_code, _ in problems}
    assert {place for found_code, place in problems if found_code == code} <= {"main.beancount:8", "accounts.beancount"}


def test_a_ledger_runs_no_code(make_ledger: MakeLedger) -> None:
    """A plugin beside the ledger is never imported, not even with insert_pythonpath."""
    root = make_ledger(
        {
            "main.beancount": MAIN + 'option "insert_pythonpath" "True"\nplugin "evil"\n',
            "evil.py": "raise SystemExit('code was run')",
        }
    )
    assert {code for code, _ in found(root)} == {"option-refused", "plugin-refused"}


@pytest.mark.parametrize("missing", ["operating_currency", "tolerance_multiplier"])
def test_a_required_option_that_is_missing_is_named(make_ledger: MakeLedger, missing: str) -> None:
    """Without the options that keep fen from being lost, the ledger has a problem."""
    text = "".join(line for line in MAIN.splitlines(keepends=True) if missing not in line)
    problems = load(make_ledger({"main.beancount": text})).problems
    assert any(problem.code == "option-missing" and missing in str(problem) for problem in problems)


def test_a_planned_state_is_seen_without_being_written(make_ledger: MakeLedger) -> None:
    """A file in the overlay is loaded in place of the one on the disk, or as a new one under the glob."""
    root = make_ledger({})
    february = (
        '2026-02-10 * "x" ^V2026-02-0001\n  voucher: "2026-02-0001"\n'
        "  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n"
    )
    books = load(root, {"2026/2026-02.beancount": february.encode(), JANUARY: b""})
    assert list(books.vouchers) == ["2026-02-0001"]
    assert not (root / "2026/2026-02.beancount").exists()


def test_files_read_are_hashed_as_read(make_ledger: MakeLedger) -> None:
    """The digests are those of the bytes that were parsed, one for each file read."""
    root = make_ledger({})
    assert sorted(load(root).files) == [
        "2026/2026-01.beancount",
        "accounts.beancount",
        "main.beancount",
        "members.beancount",
    ]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("2026/*.beancount", "2026/a.beancount", True),
        ("2026/*.beancount", "2026/.a.beancount", False),
        ("2026/*.beancount", "2026/x/a.beancount", False),
        ("**/*.beancount", "a.beancount", True),
        ("**/*.beancount", "a/b/c.beancount", True),
        ("[0-9][0-9]/?.beancount", "12/a.beancount", True),
        ("[!0-9]/?.beancount", "1/a.beancount", False),
        ("a+(b).beancount", "a+(b).beancount", True),
    ],
)
def test_a_planned_file_matches_a_glob_as_on_the_disk(
    make_ledger: MakeLedger, pattern: str, path: str, matches: bool
) -> None:
    """A file that is only planned is included exactly when the same file on the disk would be."""
    text = 'option "operating_currency" "CNY"\noption "tolerance_multiplier" "0"\nplugin "unionbooks.plugin"\n'
    root = make_ledger({"main.beancount": text})
    planned = {"main.beancount": f'{text}include "{pattern}"\n'.encode(), path: b""}
    assert (path in load(root, planned).files) is matches
    make_ledger({"main.beancount": planned["main.beancount"], path: ""})
    assert (path in load(root).files) is matches


def test_bean_check_reports_the_same_problems(make_ledger: MakeLedger) -> None:
    """Inside bean-check the plugin says what our own check says, with file and line."""
    root = make_ledger({JANUARY: '2026-01-10 * "x"\n  Assets:101库存现金  5.00 CNY\n  Income:401会费收入  -5.00 CNY\n'})
    bean_check = Path(sys.executable).with_name("bean-check")
    result = subprocess.run(
        [bean_check, "-C", root / "main.beancount"],
        capture_output=True,
        text=True,
        env={"LANG": "zh_CN.UTF-8"},
        check=False,
    )
    assert result.returncode == 1
    assert f"{root / JANUARY}:1:" in result.stderr
    assert "[voucher-unnumbered]" in result.stderr


def test_a_warning_does_not_fail_bean_check(make_ledger: MakeLedger) -> None:
    """What is only a warning is told by our own check; bean-check knows errors alone, and passes."""
    twice = "".join(
        f'2026-01-01 custom "union-member" "M000{n}" "join"\n  name: "{name}"\n  staff-no: "7"\n'
        for n, name in ((1, "王一"), (2, "李二"))
    )
    root = make_ledger({"members.beancount": twice})
    adopt(root, why="typed in by hand", by="某某", now=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    books = load(root)
    assert [problem.code for problem in (*books.problems, *domain_problems(books))] == ["roll-staff-no"]
    _, errors, _ = loader.load_file(str(root / "main.beancount"))
    assert errors == []


def test_a_ledger_opened_through_a_link_is_judged_the_same(make_ledger: MakeLedger, tmp_path: Path) -> None:
    """A folder reached by a symbolic link gives no other problems, to us and to Beancount."""
    paper = '2026-01-31 document Assets:101库存现金 "../documents/a.pdf"\n'
    sealed = f'{paper}  sha256: "{hashlib.sha256(b"%PDF").hexdigest()}"\n'
    root = make_ledger({JANUARY: sealed, "documents/a.pdf": b"%PDF"})
    adopt(root, why="typed in by hand", by="某某", now=dt.datetime(2026, 2, 1, tzinfo=dt.UTC))
    link = tmp_path / "link"
    link.symlink_to(root, target_is_directory=True)
    assert load(link).problems == ()
    _, errors, _ = loader.load_file(str(link / "main.beancount"))
    assert errors == []
