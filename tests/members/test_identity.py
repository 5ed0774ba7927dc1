from __future__ import annotations

import datetime as dt
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from roll_books import identity_number

from unionbooks.core.problems import BadInputError
from unionbooks.members.identity import fingerprint
from unionbooks.members.identity import hash_of
from unionbooks.members.identity import key_of_hash
from unionbooks.members.identity import parse_identity

KEY = bytes(range(32))
BODIES = st.builds(
    lambda area, born, serial: f"{area}{born:%Y%m%d}{serial:03d}",
    st.integers(110000, 659999),
    st.dates(dt.date(1930, 1, 1), dt.date(2010, 12, 31)),
    st.integers(0, 999),
)


def _code(text: str) -> str:
    with pytest.raises(BadInputError) as caught:
        parse_identity(text)
    return caught.value.problems[0].code


def test_the_example_of_the_standard_is_right() -> None:
    """The number that GB 11643-1999 prints as its example is read, with its X."""
    known = parse_identity("11010519491231002X")
    assert (known.born, known.sex, known.last4) == (dt.date(1949, 12, 31), "female", "002X")


@given(BODIES)
def test_the_check_character_is_reckoned_right(body: str) -> None:
    """A number completed by the standard's sum is read; birthday and sex are those of its digits."""
    identity = parse_identity(identity_number(body))
    assert f"{identity.born:%Y%m%d}" == body[6:14]
    assert identity.sex == ("male" if int(body[16]) % 2 else "female")


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body: str, at: int, more: int) -> None:
    """No single digit of the first seventeen can be wrong without being noticed."""
    number = identity_number(body)
    wrong = number[:at] + str((int(number[at]) + more) % 10) + number[at + 1 :]
    assert _code(wrong) in {"identity-check", "identity-day", "identity-length"}


def test_what_is_no_number_is_refused_without_repeating_it() -> None:
    """Too short, too long, an impossible birthday: one sentence each, and the number is in none of them."""
    good = identity_number()
    assert _code(good[:15]) == "identity-length"
    assert _code(good + "1") == "identity-length"
    assert _code("") == "identity-length"
    assert _code("E" + good[1:]) == "identity-length"
    assert _code(good[:10] + "1332" + good[14:]) == "identity-day"
    assert _code(good[:6] + "1850" + good[10:]) == "identity-day"
    with pytest.raises(BadInputError) as caught:
        parse_identity(good[:17] + ("0" if good[17] != "0" else "1"))
    assert good[:10] not in str(caught.value)


def test_full_width_digits_spaces_and_a_small_x_are_put_right() -> None:
    """A number is read as people type it."""
    assert parse_identity(" １１０１０５ 19491231 002x ") == parse_identity("11010519491231002X")


def test_a_number_is_never_printed() -> None:
    """An identity that ends up in a message or a log shows nothing."""
    assert "1949" not in repr(parse_identity("11010519491231002X"))


def test_the_hash_is_the_code_of_the_standard_with_the_name_of_the_key() -> None:
    """Eight digits name the key, 56 are HMAC-SHA-256 of the number."""
    identity = parse_identity("11010519491231002X")
    hashed = hash_of(identity, KEY)
    assert hashed[8:] == hmac.new(KEY, b"11010519491231002X", hashlib.sha256).hexdigest()[:56]
    assert key_of_hash(hashed) == fingerprint(KEY) != fingerprint(bytes(32))
    assert hash_of(identity, bytes(32))[8:] != hashed[8:]
