from __future__ import annotations

import pytest
from statements import SHAPES
from statements import as_csv

from importers.cells import Sheet
from importers.cells import read_sheets
from importers.detect import detect
from importers.profile_file import bundled_profiles
from importers.profile_file import parse_profile
from unionbooks.core.problems import BadInputError

WECHAT = next(shape for shape in SHAPES if shape.profile == "wechat")
CCB = next(shape for shape in SHAPES if shape.profile == "ccb-corporate-2")
ICBC = next(shape for shape in SHAPES if shape.profile == "icbc-corporate-1")
OTHER = b"""\
id = "other"
title = "x"
version = 1
[detect]
header_all = ["a", "b", "c"]
[columns]
date = { names = ["a"] }
amount = ["b"]
[sign]
mode = "signed"
"""


def refused(*sheets: Sheet, wanted: str | None = None) -> str:
    """Return the code with which sheets are refused."""
    with pytest.raises(BadInputError) as caught:
        detect(sheets, bundled_profiles(), "x.csv", wanted)
    return caught.value.problems[0].code


@pytest.mark.parametrize("lines", [0, 16, 17, 180])
def test_the_header_is_found_by_its_words_wherever_it_stands(lines: int) -> None:
    """An app may put more or fewer lines above the header; the header is found."""
    rows = [["说明"] for _ in range(lines)] + [list(WECHAT.header)]
    found = detect(read_sheets(as_csv(rows), "x"), bundled_profiles(), "x")
    assert (found.profile.id, found.header) == ("wechat", lines)


def test_the_header_is_found_in_any_sheet_once() -> None:
    """Of two sheets with the same rows one is taken; two that differ are asked about."""
    rows = (WECHAT.header, ("2026-01-01 10:00:00",))
    junk = Sheet("Sheet2", (("Column1",), *rows))
    assert detect([Sheet("a", (("x",),)), Sheet("b", rows), junk], bundled_profiles(), "x").sheet.name == "b"
    assert refused(Sheet("b", rows), Sheet("c", (*rows, ("2026-01-02 10:00:00",)))) == "import-sheets"


def test_the_generic_profile_is_asked_last() -> None:
    """A file that a bank's own profile knows is never read by the generic one, even where that fits too."""
    header = [*CCB.header, "收入", "支出"]
    assert detect([Sheet("", (tuple(header),))], bundled_profiles(), "x").profile.id == "ccb-corporate-2"


def test_a_look_alike_is_told_by_a_word_that_it_has() -> None:
    """The other bank's file with one more column is not taken for the construction bank's."""
    found = detect([Sheet("", ((*CCB.header, "个性化信息名称1"),))], bundled_profiles(), "x")
    assert found.profile.id == "cdb-corporate"


def test_a_file_that_lacks_a_word_is_told_which() -> None:
    """Where most words are there, the profile and what is missing are named."""
    assert refused(Sheet("", (tuple(word for word in WECHAT.header if word != "当前状态"),))) == "import-nearly"


def test_a_file_that_no_profile_knows_says_which_is_nearest() -> None:
    """A missing column is named; a file of something else is only refused."""
    lacking = tuple(word for word in ICBC.header if word != "余额")
    with pytest.raises(BadInputError) as caught:
        detect([Sheet("", (lacking,))], bundled_profiles(), "x.csv")
    assert caught.value.problems[0].what.values["profile"] == "icbc-corporate-1"
    assert caught.value.problems[0].what.values["words"] == "余额"
    assert refused(Sheet("", (("姓名", "会费"),))) == "import-unknown"


def test_a_tie_asks_the_user_and_his_word_settles_it() -> None:
    """Two profiles that fit equally well are named; with one of them named, it is taken."""
    profiles = [parse_profile(OTHER, "o"), parse_profile(OTHER.replace(b'"other"', b'"third"'), "t")]
    sheet = Sheet("", (("a", "b", "c"),))
    with pytest.raises(BadInputError) as caught:
        detect([sheet], profiles, "x")
    assert caught.value.problems[0].what.values["profiles"] == "other, third"
    assert detect([sheet], profiles, "x", "third").profile.id == "third"
    assert refused(sheet, wanted="nobody") == "import-profile"


def test_a_profile_of_the_unions_own_comes_first() -> None:
    """A union that copies and edits a bundled profile is read by its own."""
    own = parse_profile(OTHER.replace(b'"other"', b'"wechat"').replace(b'"a", "b", "c"', b'"a"'), "own")
    found = detect([Sheet("", (("a", "b"),))], (own, *bundled_profiles()), "x")
    assert found.profile is own
