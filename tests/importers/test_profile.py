from __future__ import annotations

from pathlib import Path

import pytest

import importers
from importers.profile_file import bundled_profiles
from importers.profile_file import parse_profile
from unionbooks.core.problems import BadInputError

GOOD = """\
id = "my-bank"
title = "某银行"
version = 2
[detect]
header_all = ["日期", "金额"]
[columns]
date = { names = ["日期"] }
amount = ["金额"]
[sign]
mode = "signed"
"""


def mistakes(text: str) -> set[tuple[str, str]]:
    """Return code and key of every mistake in a profile."""
    with pytest.raises(BadInputError) as caught:
        parse_profile(text.encode(), "my-bank.toml")
    return {(problem.code, problem.place.spot if problem.place else "") for problem in caught.value.problems}


def test_the_profiles_that_come_with_the_program_are_sound() -> None:
    """Every bundled profile can be read, and its file is called after its id."""
    profiles = bundled_profiles()
    files = Path(importers.__file__).parent.joinpath("profiles").glob("*.toml")
    assert {one.id for one in profiles} == {file.stem for file in files}
    assert len({one.digest for one in profiles}) == len(profiles)


def test_a_profile_is_read_with_its_defaults() -> None:
    """A short profile is enough: what is left out has a sensible meaning."""
    profile = parse_profile(GOOD.encode(), "my-bank.toml")
    assert profile.mark == "my-bank 2"
    assert profile.control.balance_chain == "off"
    assert "-" in profile.null
    assert "balance" in profile.key.fields


def test_every_mistake_is_named_at_once() -> None:
    """A profile with several mistakes reports each by its key, the misspelt ones included."""
    text = GOOD.replace('mode = "signed"', 'mode = "singed"\ncolour = 1').replace("version = 2", 'version = "2"')
    text = text.replace('title = "某银行"\n', "").replace('amount = ["金额"]', 'amount = ["金额"]\nheader = ["x"]')
    assert mistakes(text) == {
        ("profile-missing", "title"),
        ("profile-value", "version"),
        ("profile-value", "sign.mode"),
        ("profile-key", "sign.colour"),
        ("profile-key", "columns.header"),
        ("profile-column", "columns.amount_in"),
        ("profile-column", "columns.amount_out"),
    }


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('header_all = ["日期", "金额"]', "", "profile-detect", "detect"),
        ("amount = [", "balance = [", "profile-column", "columns.amount"),
        ('mode = "signed"', 'mode = "indicator"', "profile-missing", "sign.column"),
        ("[sign]", '[account]\nfrom = ["cell:A1"]\n[sign]', "profile-account", "account.from"),
        ("[sign]", "[account]\nfrom = ['above:(']\n[sign]", "profile-pattern", "account.from"),
        ("[sign]", '[key]\nfields = ["status"]\n[sign]', "profile-value", "key.fields"),
        ('names = ["日期"]', "names = [1]", "profile-value", "columns.date.names"),
        ("[sign]", "[[sign]]", "profile-value", "sign"),
    ],
)
def test_a_mistake_is_named_by_its_key(old: str, new: str, code: str, key: str) -> None:
    """Each kind of mistake has its code and says where it stands."""
    assert old in GOOD
    assert (code, key) in mistakes(GOOD.replace(old, new))


def test_what_is_no_toml_says_so() -> None:
    """A file with a slip in its syntax is told from one with a wrong value."""
    assert mistakes("id = ") == {("profile-syntax", "")}
