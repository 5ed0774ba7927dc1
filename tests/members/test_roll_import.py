from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from roll_books import BY
from roll_books import NOW
from roll_books import ROLL
from roll_books import TODAY
from roll_books import identity_number
from roll_books import seal
from roll_books import workbook

from importers.sheets.roll import roll_template
from unionbooks.books.load import load
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.members.lifecycle import roll_problems
from unionbooks.members.roll import Member
from unionbooks.members.roll import everyone_on
from unionbooks.members.roll import roll_on
from unionbooks.workflow.membership import Entry
from unionbooks.workflow.membership import record
from unionbooks.workflow.roll_import import import_roll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from unionbooks.workflow.roll_import import RollImport

HEADER = ("工号", "姓名", "工会小组", "入会日期", "会费基数", "身份证号", "状态", "变动日期", "原因")
WANG = identity_number("34990019850304002")
LI = identity_number("34990019900101001")
ROWS = (
    ("0031", "王一", "语文组", dt.date(2010, 9, 1), 6280, WANG),
    ("0032", "李二", "数学组", dt.date(2015, 9, 1), 5880.5),
    ("0033", "张三", "后勤组", dt.date(2005, 9, 1), 4880.5, None, "退休", dt.date(2026, 4, 30), "达到退休年龄"),
)


def _import(books: Path, *rows: Sequence[Any], **more: Any) -> RollImport:
    more = {"environ": {"UNIONBOOKS_ID_KEY": str(books.parent / "id.key")}, **more}
    data = workbook({"花名册": [HEADER, *rows]})
    return import_roll(books, data, name="r.xlsx", by=BY, now=NOW, **more)


def _refused(books: Path, *rows: Sequence[Any], **more: Any) -> list[tuple[str, str]]:
    before = (books / ROLL).read_bytes()
    with pytest.raises(UnionbooksError) as caught:
        _import(books, *rows, **more)
    assert (books / ROLL).read_bytes() == before
    return [(str(problem.place).removeprefix("r.xlsx!花名册!"), problem.code) for problem in caught.value.problems]


def _people(books: Path) -> list[tuple[str, str | None, str, Decimal | None]]:
    return [(one.id, one.name, one.state, one.base) for one in everyone_on(load(books), TODAY)]


def test_a_sheet_becomes_the_roll(books: Path) -> None:
    """Every person of the sheet is on the roll as it says, in one commit that leaves the books sound."""
    done = _import(books, *ROWS)
    assert (done.written, len(done.difference.steps)) == (True, 4)
    assert _people(books) == [
        ("M0001", "王一", "active", Decimal("6280.00")),
        ("M0002", "李二", "active", Decimal("5880.50")),
        ("M0003", "张三", "retired", Decimal("4880.50")),
    ]
    loaded = load(books)
    assert (loaded.problems, roll_problems(loaded)) == ((), [])
    journal = (books / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(journal) == 2
    assert '"command":"member import"' in journal[-1]
    assert '"ids":["M0001","M0002","M0003"]' in journal[-1]


def test_the_same_sheet_again_writes_nothing(books: Path) -> None:
    """A second import makes no line in the journal, on the same day and later."""
    _import(books, *ROWS)
    before = {file: file.read_bytes() for file in books.rglob("*") if file.is_file()}
    again = _import(books, *ROWS)
    later = _import(books, *ROWS, day=dt.date(2026, 6, 30))
    assert [(one.written, one.difference.steps, one.difference.same) for one in (again, later)] == [(False, (), 3)] * 2
    assert {file: file.read_bytes() for file in books.rglob("*") if file.is_file()} == before


def test_a_dry_run_says_it_all_and_writes_nothing(books: Path) -> None:
    """What a dry run tells is what the import then does; no file changes, and no key is made."""
    before = {file: file.read_bytes() for file in books.rglob("*") if file.is_file()}
    dry = _import(books, *ROWS, dry_run=True)
    assert {file: file.read_bytes() for file in books.rglob("*") if file.is_file()} == before
    assert not (books.parent / "id.key").exists()
    done = _import(books, *ROWS)
    assert [step.event.member for step in dry.difference.steps] == [step.event.member for step in done.difference.steps]
    assert (dry.written, done.written) == (False, True)


def test_identity_numbers_are_in_no_file(books: Path) -> None:
    """Neither ledger nor journal nor the key's file holds a number; the person is found by it all the same."""
    _import(books, *ROWS)
    for file in books.parent.rglob("*"):
        assert not file.is_file() or WANG.encode() not in file.read_bytes()
    renamed = _import(books, ("0099", "王依", None, None, None, WANG))
    (step,) = renamed.difference.steps
    assert (step.event.member, step.event.name, step.event.staff_no) == ("M0001", "王依", "0099")


def test_two_new_people_with_one_identity_number_are_refused(books: Path) -> None:
    """One number in two rows is told at the second, and with another key nothing is compared at all."""
    rows = (("1", "王一", None, None, None, WANG), ("2", "王二", None, None, None, WANG))
    assert _refused(books, *rows) == [("B3", "row-repeated")]
    _import(books, *ROWS)
    other = {"UNIONBOOKS_ID_KEY": str(books.parent / "other.key")}
    assert [code for _, code in _refused(books, *ROWS, environ=other)] == ["identity-key-missing"]
    assert _import(books, ("0031", "王一"), environ=other).difference.same == 1


def test_every_mistake_of_cells_and_sense_is_told_at_once(books: Path) -> None:
    """Cells that cannot be read, people who cannot be told apart, events without sense: all in one go, by row."""
    _import(books, *ROWS)
    found = _refused(
        books,
        ("0031", "王一", None, "2026-13-01"),
        ("0032", "王一"),
        ("0033", "张三", None, None, None, None, "保留会籍", dt.date(2026, 5, 1)),
        ("0077", "赵六", None, dt.date(2026, 3, 1), 5000, None, "退会", dt.date(2026, 2, 1)),
        ("0031", "王一", None, None, None, LI),
    )
    assert found == [
        ("D2", "cell-day"),
        ("A3", "row-other-name"),
        ("H4", "roll-state"),
        ("H5", "row-changed-early"),
        ("F6", "row-identity"),
    ]


def test_nobody_is_removed_for_not_standing_there(books: Path) -> None:
    """A sheet of one row lists the others as missing and leaves them members."""
    _import(books, *ROWS)
    done = _import(books, ROWS[0])
    assert [one.id for one in done.difference.missing] == ["M0002", "M0003"]
    assert len(roll_on(load(books), TODAY)) == 3


def test_who_left_does_not_come_back_with_an_old_sheet(books: Path) -> None:
    """After a leaving was entered by hand, the old sheet is refused at that row."""
    _import(books, *ROWS)
    entry = Entry(event="leave", day=dt.date(2026, 5, 1), who="李二")
    record(books, entry, by=BY, now=NOW, environ={})
    assert _refused(books, *ROWS) == [("B3", "row-outdated")]


def test_sealed_months_are_told_at_the_row(books: Path) -> None:
    """A joining in a sealed month is refused with the first day that is open."""
    _import(books, *ROWS)
    seal(books, Month(2026, 1))
    assert _refused(books, ("0040", "赵六", None, dt.date(2026, 1, 20))) == [("B2", "roll-sealed")]
    assert _import(books, ("0040", "赵六", None, None), day=dt.date(2026, 2, 1)).written


def test_a_file_that_is_not_there_is_told(books: Path) -> None:
    """A wrong path is bad input, named in the sentence."""
    with pytest.raises(BadInputError) as caught:
        import_roll(books, Path("nowhere.xlsx"), by=BY, now=NOW)
    assert [problem.code for problem in caught.value.problems] == ["roll-file"]


def test_what_cannot_be_written_is_refused(books: Path) -> None:
    """A roll that was changed with an editor is not written over."""
    roll = books / ROLL
    roll.write_text(roll.read_text(encoding="utf-8") + "; mine\n", encoding="utf-8")
    with pytest.raises(RefusedError):
        _import(books, *ROWS)


MEMBERS = st.builds(
    Member,
    id=st.from_regex(r"M000[1-9]", fullmatch=True),
    state=st.sampled_from(["active", "retained", "retired"]),
    since=st.just(dt.date(2026, 3, 1)),
    joined=st.dates(dt.date(2010, 1, 1), dt.date(2026, 2, 1)),
    name=st.sampled_from(["王一", "李二", "阿依古丽·买买提", "John Smith", "=1+1甲"[4:], "𠮷田"]),
    sex=st.none() | st.sampled_from(["female", "male"]),
    group=st.none() | st.sampled_from(["语文组", "=SUM(A1)", "'零"]),
    staff_no=st.none() | st.from_regex(r"0?[1-9][0-9]{0,5}", fullmatch=True),
    employment=st.none() | st.sampled_from(["permanent", "contract", "dispatched", "new-form", "retired"]),
    base=st.none() | st.decimals(Decimal("0.01"), Decimal(999999), places=2),
    born=st.none() | st.dates(dt.date(1930, 1, 1), dt.date(1990, 1, 1)),
    wage_in_contribution=st.none() | st.booleans(),
    card=st.none() | st.from_regex(r"0{0,3}[1-9][0-9]{9,17}", fullmatch=True),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(people=st.lists(MEMBERS, max_size=4, unique_by=(lambda one: one.id, lambda one: one.name)))
def test_a_roll_survives_the_way_through_a_sheet(
    founded: Path, tmp_path_factory: pytest.TempPathFactory, people: list[Member]
) -> None:
    """A filled template makes the same roll in empty books, and no difference in books that have it."""
    import shutil

    books = tmp_path_factory.mktemp("way") / "books"
    shutil.copytree(founded, books)
    sheet = roll_template(people)
    if not people:
        return
    import_roll(books, sheet, by=BY, now=NOW, day=dt.date(2026, 3, 1), environ={})
    made = {one.id: one for one in roll_on(load(books), TODAY)}
    expected = {one.id: one for one in people}
    assert made.keys() == expected.keys()
    for name in ("name", "sex", "group", "staff_no", "employment", "base", "born", "card", "state", "joined"):
        assert {one.id: getattr(one, name) for one in made.values()} == {
            one.id: getattr(one, name) for one in people
        }, name
    again = import_roll(books, roll_template(roll_on(load(books), TODAY)), by=BY, now=NOW, environ={})
    assert (again.written, again.difference.steps) == (False, ())
