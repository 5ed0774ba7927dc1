from __future__ import annotations

import io
import json
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionbooks.books.seal import short_form
from unionbooks.core.problems import BadInputError
from unionbooks.workflow.package import MANIFEST
from unionbooks.workflow.package import Part
from unionbooks.workflow.package import read_manifest
from unionbooks.workflow.package import safe_name
from unionbooks.workflow.package import verify
from unionbooks.workflow.package import write_package

if TYPE_CHECKING:
    from pathlib import Path

SEAL = "ab" * 32
UNION = {"name": "育才小学工会委员会", "tax_id": "1"}
FACTS = {"month": "2026-03", "union": UNION, "seal": {"digest": SEAL, "short": short_form(SEAL)}}
PARTS = (Part("package.pdf", b"pages"), Part("papers/2026-03-0001/01-发票.pdf", b"paper"))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Write a small sound package."""
    file = tmp_path / "union-2026-03.zip"
    write_package(file, FACTS, PARTS)
    return file


def codes(package: Path) -> list[str]:
    """Return the codes of what is wrong with a package, each once."""
    return sorted({problem.code for problem in verify(package)})


def repack(package: Path, change: dict[str, bytes | None], method: int = zipfile.ZIP_STORED) -> None:
    """Write the package anew with other files; `None` leaves one out."""
    with zipfile.ZipFile(package) as archive:
        content: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    content.update(change)
    with zipfile.ZipFile(package, "w", method) as archive:
        for name, data in content.items():
            if data is not None:
                archive.writestr(name, data)


def test_a_sound_package_verifies(package: Path) -> None:
    """A package as it was written has no problem, and its manifest names every file."""
    assert verify(package) == []
    manifest = read_manifest(package)
    assert manifest["month"] == "2026-03"
    assert set(manifest["files"]) == {part.name for part in PARTS}


def test_the_same_parts_give_the_same_bytes(tmp_path: Path) -> None:
    """Files are stored with a fixed date, so that two packages of the same parts are equal."""
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    source = tmp_path / "paper"
    source.write_bytes(b"paper")
    assert write_package(one, FACTS, PARTS) == write_package(two, FACTS, (PARTS[0], Part(PARTS[1].name, source)))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"package.pdf": b"other"}, "package-file-changed"),
        ({"package.pdf": None}, "package-file-missing"),
        ({"virus.exe": b"MZ"}, "package-file-foreign"),
        ({MANIFEST: None}, "package-manifest"),
        ({MANIFEST: b"[]"}, "package-manifest"),
        ({MANIFEST: b'{"format": "other 9", "files": {}}'}, "package-format"),
        ({MANIFEST: b'{"files": {"a": {"sha256": 1, "bytes": 1}}}'}, "package-manifest"),
        ({MANIFEST: b'{"format": "unionbooks-package 1", "files": {}, "month": 3}'}, "package-manifest"),
        ({"../outside": b"x"}, "package-name-unsafe"),
        ({"/etc/passwd": b"x"}, "package-name-unsafe"),
        ({"a\\b": b"x"}, "package-name-unsafe"),
        ({"C:x": b"x"}, "package-name-unsafe"),
        ({"folder/": b""}, "package-name-unsafe"),
        ({"a/./b": b"x"}, "package-name-unsafe"),
    ],
)
def test_each_thing_that_is_wrong_is_named(package: Path, change: dict[str, bytes | None], code: str) -> None:
    """A changed, missing, foreign or dangerous file, and a manifest that is none, each has its code."""
    repack(package, change)
    assert codes(package) == [code]


def test_a_link_is_never_unpacked(package: Path) -> None:
    """A symbolic link in the zip is refused by its kind, whatever it is called."""
    info = zipfile.ZipInfo("papers/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    assert codes(package) == ["package-name-unsafe"]


def test_a_bomb_is_refused_unread(package: Path) -> None:
    """A compressed file is refused before a byte of it is unpacked."""
    repack(package, {"bomb": b"\0" * 10_000_000}, zipfile.ZIP_DEFLATED)
    assert package.stat().st_size < 100_000
    assert "package-repacked" in codes(package)


def test_one_file_that_stands_for_many_is_refused(package: Path) -> None:
    """Entries that share the same bytes of the zip cannot add up to more than the zip."""
    data = b"x" * 10_000
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("one", data)
        first = archive.getinfo("one")
        for number in range(9):
            twin = zipfile.ZipInfo(f"twin{number}")
            for slot in ("header_offset", "file_size", "compress_size", "CRC", "compress_type", "external_attr"):
                setattr(twin, slot, getattr(first, slot))
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    assert "package-unreadable" in codes(package)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(package: Path) -> None:
    """Two files of one name could show one and unpack the other."""
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("package.pdf", b"other")
    assert codes(package) == ["package-file-twice"]


def test_a_seal_that_is_not_its_short_form_is_refused(tmp_path: Path) -> None:
    """The seal that is read aloud must be the one that the manifest holds."""
    file = tmp_path / "p.zip"
    write_package(file, {**FACTS, "seal": {"digest": SEAL, "short": short_form("cd" * 32)}}, PARTS)
    assert codes(file) == ["package-seal-form"]


def test_what_is_no_zip_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    """A file that is no package, an empty one and none at all are said, not raised."""
    file = tmp_path / "p.zip"
    assert codes(file) == ["package-unreadable"]
    file.write_bytes(b"")
    assert codes(file) == ["package-unreadable"]
    with pytest.raises(BadInputError):
        read_manifest(file)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """Give a folder and the bytes of a sound package."""
    folder = tmp_path_factory.mktemp("fuzz")
    write_package(folder / "p.zip", FACTS, PARTS)
    return folder, (folder / "p.zip").read_bytes()


@given(st.data())
def test_no_damage_makes_it_raise(sound: tuple[Path, bytes], data: st.DataObject) -> None:
    """Bytes flipped, cut or put in anywhere give a list of problems, never an exception."""
    folder, content = sound
    at = data.draw(st.integers(0, len(content) - 1))
    cut = data.draw(st.integers(0, 20))
    new = data.draw(st.binary(max_size=20))
    file = folder / "damaged.zip"
    file.write_bytes(content[:at] + new + content[at + cut :])
    assert isinstance(verify(file), list)


@given(st.data())
def test_no_byte_of_a_file_can_change_unseen(sound: tuple[Path, bytes], data: st.DataObject) -> None:
    """Whatever file of the package changes, in whatever byte, the check sees it."""
    folder, content = sound
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = data.draw(st.sampled_from(archive.namelist()))
        held = bytearray(archive.read(name))
    held[data.draw(st.integers(0, len(held) - 1))] ^= data.draw(st.integers(1, 255))
    file = folder / "changed.zip"
    file.write_bytes(content)
    repack(file, {name: bytes(held)})
    if name != MANIFEST:
        assert codes(file) == ["package-file-changed"]
    elif (problems := codes(file)) == []:
        # The manifest is not digested by itself: that what is read aloud and what is packed hold is all.
        before, now = json.loads(_manifest_of(content)), json.loads(bytes(held))
        assert now["files"] == before["files"]
        assert now["seal"]["short"] == before["seal"]["short"]
    else:
        assert problems


def _manifest_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(MANIFEST)


@given(st.text(max_size=40))
def test_a_safe_name_is_safe(text: str) -> None:
    """Whatever a union is called, its package gets a name that every system can store."""
    name = safe_name(text)
    assert name.strip(" .") == name
    assert not set(name) & set('/\\:*?"<>|\0')
    assert name not in {"", ".", ".."}
