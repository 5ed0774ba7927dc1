from __future__ import annotations

import pytest
from bank_shapes import BANK_SHAPES
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from statements import SHAPES
from statements import Movement
from statements import Shape
from statements import as_csv
from statements import movements

from importers.cells import read_sheets
from importers.new_profile import guess_profile
from importers.profile_file import parse_profile
from importers.statement import read_statement
from unionbooks.core.problems import BadInputError

# A wallet's neutral words, a card's negated amounts and a side by account are for a person to decide.
GUESSED = tuple(
    shape
    for shape in (*SHAPES, *BANK_SHAPES)
    if shape.has_balance and shape.profile not in {"boc-corporate", "wechat-merchant-fund", "alipay-merchant"}
    if not shape.profile.startswith("hsbc")
)


def begin(data: bytes) -> str:
    """Begin a profile from a file, and return its text."""
    return guess_profile(read_sheets(data, "x.csv"), "village-bank", "村镇银行.csv").text


@pytest.mark.parametrize("shape", GUESSED, ids=lambda shape: f"{shape.profile}-{len(shape.header)}")
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(made=movements(least=3))
def test_a_profile_begun_from_a_file_reads_that_file(shape: Shape, made: list[Movement]) -> None:
    """What is guessed from a bank's usual words gives back every amount and day of the file."""
    rows = [shape.row(one) for one in made]
    data = as_csv([*shape.above, shape.header, *rows])
    own = parse_profile(begin(data).encode(), "x.toml")
    statement = read_statement(data, "x.csv", own_profiles=[own], profile=own.id, allow_failed_checks=True)
    assert {(str(row.date), row.amount) for row in statement.rows} == {
        (f"{one.moment:%Y-%m-%d}", one.fen) for one in made
    }
    assert statement.reading.review == ()


def test_what_has_no_meaning_is_named_and_doubts_are_told() -> None:
    """Columns that were left out stand in a comment; a way that was guessed is asked about."""
    data = (
        "日子,x\n记账日期,借贷标志,交易金额,余额,柜员\n2026-03-05,贷,1.00,1.00,7\n2026-03-06,借,1.00,0.00,7\n".encode()
    )
    guess = guess_profile(read_sheets(data, "x.csv"), "x", "x.csv")
    assert guess.header_row == 2
    assert guess.unused == ("柜员",)
    assert "柜员" in guess.text
    assert [doubt.values for doubt in guess.doubts] == [{"ins": "贷", "outs": "借"}]


def test_a_file_without_a_header_says_so() -> None:
    """A list of members is no statement."""
    with pytest.raises(BadInputError) as caught:
        begin("姓名,工号\n甲,1\n".encode())
    assert caught.value.problems[0].code == "new-profile-header"
