from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.members.names import masked
from unionbooks.members.names import plain_name

NAMES = st.text(st.sampled_from("王一欧阳娜李小明买提Johnsmith· "), max_size=12)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王一", "王*"),
        ("李小明", "李*明"),
        ("欧阳娜娜", "欧**娜"),
        ("王", "*"),
        ("", ""),
        ("阿依古丽·买买提", "阿**丽·买*提"),
        ("John Smith", "J**n S***h"),
        (" 王一 ", "王*"),
    ],
)
def test_names_are_masked_as_public_notices_do(name: str, shown: str) -> None:
    """The first character stays, the last of three or more, and the middle dot."""
    assert masked(name) == shown


@given(NAMES)
def test_a_masked_name_hides_something_of_every_word(name: str) -> None:
    """No word of a name can be read whole, and no more than two characters of it."""
    words = masked(name).replace("·", " ").split()
    assert len(words) == len(name.replace("·", " ").split())
    for word in words:
        assert "*" in word
        assert len(word.replace("*", "")) <= 2


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("张　三", "张三"),
        ("张  三 ", "张三"),
        ("张\u200a三", "张三"),
        ("Ｊｏｈｎ　Ｓｍｉｔｈ", "John Smith"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ・ 买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("⼀心", "一心"),
        ("J. Smith", "J. Smith"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names_are_kept_in_one_form(written: str, kept: str) -> None:
    """Padding, full-width letters and the kinds of middle dot make no other name."""
    assert plain_name(written) == kept


@given(st.text(max_size=20))
def test_the_kept_form_is_final(name: str) -> None:
    """A name in its kept form is kept as it is."""
    assert plain_name(plain_name(name)) == plain_name(name)
