from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING
from typing import Any

import pytest
from roll_books import BY
from roll_books import NOW
from roll_books import ROLL
from roll_books import TODAY
from roll_books import identity_number
from roll_books import seal

from unionbooks.books.load import load
from unionbooks.core.month import Month
from unionbooks.core.problems import RefusedError
from unionbooks.core.problems import UnionbooksError
from unionbooks.members.identity import parse_identity
from unionbooks.members.lifecycle import roll_problems
from unionbooks.members.roll import everyone_on
from unionbooks.workflow.membership import Entry
from unionbooks.workflow.membership import record

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.workflow.membership import Recorded

Environ = dict[str, str]
WANG = parse_identity(identity_number("34990019850304002"))


def _record(books: Path, event: str, day: str, who: str | None = None, **more: Any) -> Recorded:
    environ = more.pop("environ", {})
    entry = Entry(event=event, day=dt.date.fromisoformat(day), who=who, **more)
    return record(books, entry, by=BY, now=NOW, environ=environ)


def _join(books: Path, name: str = "王一", day: str = "2026-02-01", **more: Any) -> Recorded:
    return _record(books, "join", day, particulars={"name": name, **more.pop("particulars", {})}, **more)


def _refused(books: Path, event: str, day: str, who: str | None = None, **more: Any) -> str:
    before = (books / ROLL).read_bytes()
    with pytest.raises(UnionbooksError) as caught:
        _record(books, event, day, who, **more)
    (problem,) = caught.value.problems
    assert (books / ROLL).read_bytes() == before
    assert str(problem.what).endswith(".")
    return problem.code


def test_a_life_in_the_union_is_entered_event_by_event(books: Path) -> None:
    """Each event is one entry at the end of the roll, on the record, and the roll follows it."""
    _join(books, particulars={"group": "语文组", "base": Decimal("6280.00")})
    for event, day in [("retain", "2026-02-10"), ("resume", "2026-03-01"), ("retire", "2026-04-30")]:
        _record(books, event, day, "王一")
    done = _record(books, "leave", "2026-05-01", "M0001", reason="本人申请", minutes="1号")
    assert (done.member.state, done.member.group, done.member.base) == ("left", "语文组", Decimal("6280.00"))
    loaded = load(books)
    assert (loaded.problems, roll_problems(loaded)) == ((), [])
    assert everyone_on(loaded, TODAY) == (done.member,)
    assert '"M0001" "leave"\n  reason: "本人申请"\n  minutes: "1号"\n' in (books / ROLL).read_text(encoding="utf-8")
    last = (books / "journal.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert '"command":"member leave"' in last
    assert '"ids":["M0001"]' in last
    assert "王一" not in last


def test_new_members_get_the_next_id_or_the_one_that_is_given(books: Path) -> None:
    """Ids go on after the highest; a given one is kept, and never given twice."""
    assert _join(books).event.member == "M0001"
    assert _join(books, "李二", new_id="M0007").event.member == "M0007"
    assert _join(books, "张三").event.member == "M0008"
    assert _refused(books, "join", "2026-03-01", particulars={"name": "赵六"}, new_id="M0007") == "roll-id-taken"
    assert _refused(books, "join", "2026-03-01", particulars={"name": "赵六"}, new_id="七") == "roll-id"


def test_who_comes_back_keeps_the_id(books: Path) -> None:
    """A former member joins again under the old id; the particulars of before still hold."""
    _join(books, particulars={"staff_no": "31"})
    _record(books, "leave", "2026-03-01", "31")
    done = _record(books, "join", "2026-04-01", "M0001")
    assert (done.event.member, done.member.joined, done.member.staff_no) == ("M0001", dt.date(2026, 4, 1), "31")


@pytest.mark.parametrize(
    ("event", "day", "more", "code"),
    [
        ("join", "2026-03-01", {"who": "M0001"}, "roll-already"),
        ("leave", "2026-03-01", {"who": "M0002"}, "roll-gone"),
        ("change", "2026-03-01", {"who": "M0002", "particulars": {"group": "甲"}}, "roll-gone"),
        ("resume", "2026-03-01", {"who": "M0001"}, "roll-state"),
        ("resume", "2026-03-01", {"who": "M0002"}, "roll-reason"),
        ("leave", "2026-01-31", {"who": "M0001"}, "roll-backdated"),
        ("leave", "2026-01-31", {"who": "M0001", "reason": "更正"}, "roll-nobody"),
        ("change", "2026-03-01", {"who": "M0001", "particulars": {"name": "王一"}}, "roll-no-change"),
        ("change", "2026-03-01", {"who": "M0001", "particulars": {"base": Decimal("-1.00")}}, "roll-base"),
        ("leave", "2026-03-01", {"who": "M0009"}, "member-not-found"),
        ("leave", "2026-03-01", {}, "roll-new-name"),
        ("join", "2026-03-01", {}, "roll-new-name"),
        ("retire", "2027-06-01", {"who": "M0001"}, "roll-far"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence(
    books: Path, event: str, day: str, more: dict[str, Any], code: str
) -> None:
    """An event that cannot be on that day is refused with one sentence, and nothing is written."""
    _join(books)
    _join(books, "李二")
    _record(books, "leave", "2026-02-15", "M0002")
    assert _refused(books, event, day, **more) == code


def test_the_past_is_corrected_with_a_reason(books: Path) -> None:
    """A change before the last event goes in with a reason, and the days between show it."""
    _join(books, particulars={"base": Decimal("6000.00")})
    _record(books, "change", "2026-04-01", "M0001", particulars={"base": Decimal("6500.00")})
    _record(books, "change", "2026-03-01", "M0001", particulars={"base": Decimal("6200.00")}, reason="三月调资补登")
    loaded = load(books)
    bases = [everyone_on(loaded, dt.date(2026, month, 1))[0].base for month in (2, 3, 4)]
    assert bases == [Decimal("6000.00"), Decimal("6200.00"), Decimal("6500.00")]


def test_a_correction_that_would_break_what_follows_is_refused(books: Path) -> None:
    """A leaving cannot be put before a change that the roll has, whatever the reason."""
    _join(books)
    _record(books, "change", "2026-04-01", "M0001", particulars={"group": "甲"})
    assert _refused(books, "leave", "2026-03-01", "M0001", reason="更正") == "roll-gone"


def test_namesakes_are_pointed_out(books: Path) -> None:
    """A new member of a known name is entered with a warning that names the other."""
    _join(books)
    (warning,) = _join(books).warnings
    assert (warning.code, warning.level) == ("roll-namesake", "warning")
    assert "M0001" in str(warning)


def test_an_identity_number_is_kept_as_last_four_and_hash(books: Path, environ: Environ) -> None:
    """The number itself is in no file; it tells birthday and sex, and that somebody is known already."""
    done = _join(books, identity=WANG, environ=environ)
    assert (done.member.born, done.member.sex, done.member.id_last4) == (WANG.born, "female", WANG.last4)
    for file in books.rglob("*"):
        assert not file.is_file() or WANG.number.encode() not in file.read_bytes()
    twice = {"particulars": {"name": "王依"}, "identity": WANG, "environ": environ}
    assert _refused(books, "join", "2026-03-01", **twice) == "roll-known"
    _join(books, "李二")
    assert _refused(books, "change", "2026-03-01", "李二", identity=WANG, environ=environ) == "roll-identity"


def test_sealed_months_stay_as_they_are(books: Path) -> None:
    """Nothing is dated into a sealed month, with a reason or without."""
    _join(books)
    seal(books, Month(2026, 1))
    seal(books, Month(2026, 2))
    with pytest.raises(RefusedError) as caught:
        _record(books, "leave", "2026-02-20", "M0001")
    assert [problem.code for problem in caught.value.problems] == ["roll-sealed"]
    assert "2026-03-01" in str(caught.value)
