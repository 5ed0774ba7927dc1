from __future__ import annotations

import io
import zipfile

import pytest
from archives import aes_zip
from archives import old_zip
from archives import plain_zip
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from statements import as_xlsx

from importers.archive import is_archive
from importers.archive import unpack
from importers.limits import MOST_MEMBERS
from unionbooks.core.problems import BadInputError

BILL = "交易时间,金额\n2026-03-05,1.00\n".encode()


def code_of(data: bytes, password: str | None = None) -> str:
    """Return the code with which an archive is refused."""
    with pytest.raises(BadInputError) as caught:
        list(unpack(data, "账单.zip", lambda _: password))
    return caught.value.problems[0].code


def test_every_file_comes_with_the_path_it_has() -> None:
    """Files of folders and of archives in the archive are given, each named with the way to it."""
    inner = plain_zip(**{"三月.csv": BILL})
    data = plain_zip(**{"a/二月.csv": b"x", "inner.zip": inner, "__MACOSX/a": b"", ".DS_Store": b""})
    members = {one.name: one.data for one in unpack(data, "账单.zip")}
    assert members == {"账单.zip/a/二月.csv": b"x", "账单.zip/inner.zip/三月.csv": BILL}


def test_a_workbook_and_an_ofd_are_no_archives() -> None:
    """What is a zip only by its make-up is left whole, inside of an archive as well."""
    assert not is_archive(as_xlsx([["a"]]))
    assert not is_archive(plain_zip(**{"OFD.xml": b""}))
    assert not is_archive(as_xlsx([["a"]])[:-40])
    assert is_archive(plain_zip(**{"a.csv": BILL})[:-40])
    book = as_xlsx([["a"]])
    assert [one.data for one in unpack(plain_zip(**{"a.xlsx": book}), "z")] == [book]


@pytest.mark.parametrize("make", [aes_zip, old_zip], ids=["aes", "old"])
def test_a_password_opens_it_and_a_wrong_one_says_so(make: object) -> None:
    """Both ciphers that apps use are read; without a password, or with a wrong one, nothing is guessed."""
    data = make("账单.csv", BILL, "123456")  # type: ignore[operator]
    assert [one.data for one in unpack(data, "z.zip", lambda _: "123456")] == [BILL]
    assert code_of(data, "654321") in {"archive-wrong-password", "archive-broken"}
    assert code_of(data) == "archive-password"


@settings(max_examples=30)
@given(data=st.binary(max_size=2000), strength=st.sampled_from([1, 2, 3]), at=st.integers(0, 10**6))
def test_what_was_enciphered_comes_back_and_a_changed_byte_does_not_pass(data: bytes, strength: int, at: int) -> None:
    """The digest behind the cipher notices any change of what was enciphered."""
    packed = aes_zip("a", data, "pass", strength=strength)
    assert [one.data for one in unpack(packed, "z", lambda _: "pass")] == [data]
    start = 30 + 1 + 11 + 4 * (strength + 1) + 2
    end = packed.index(b"PK\x01\x02")
    place = start + at % (end - start)
    changed = packed[:place] + bytes([packed[place] ^ 1]) + packed[place + 1 :]
    assert code_of(changed, "pass") == "archive-broken"


def test_a_name_that_leads_out_is_refused() -> None:
    """A member is never taken for a path, and one that tries makes the whole archive suspect."""
    for name in ("../x.csv", "/etc/x.csv", "a/../../x.csv", "C:/x.csv", "..\\x.csv"):
        assert code_of(plain_zip(**{"a.csv": BILL, name: BILL})) == "archive-unsafe"


def test_bombs_are_refused_before_they_go_off() -> None:
    """Too many members, archives too deep, and a gigabyte of nothing, whatever the header claims."""
    assert code_of(plain_zip(**{f"{i}": b"" for i in range(MOST_MEMBERS + 1)})) == "archive-members"
    nested = plain_zip(**{"a.csv": BILL})
    for _ in range(3):
        nested = plain_zip(**{"in.zip": nested})
    assert code_of(nested) == "archive-depth"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a", "w") as member:
        for _ in range(300):
            member.write(bytes(1 << 20))
    bomb = stream.getvalue()
    assert code_of(bomb) == "file-too-big"
    lying = bomb.replace((300 << 20).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert code_of(lying) in {"file-too-big", "archive-broken"}


def test_a_damaged_archive_is_named() -> None:
    """One that is cut off, and one whose member is changed, say where they are damaged."""
    data = plain_zip(**{"账单.csv": BILL * 50})
    assert code_of(data[:-30]) == "archive-broken"
    place = data.index(b"PK\x01\x02") - 5
    assert code_of(data[:place] + b"\xff\xff" + data[place + 2 :]) == "archive-broken"


def test_a_chinese_name_without_its_flag_is_read_as_gbk() -> None:
    """Chinese Windows writes names in GBK; they are told to people as they are."""
    data = plain_zip(xxxx=BILL).replace(b"xxxx", "账单".encode("gb18030"))
    assert [one.name for one in unpack(data, "z")] == ["z/账单"]
