"""Statements in archives: zip files, those with a password, and zip files in zip files; read in memory only.

Apps send their bills in a zip with a password; WeChat's needs AES, which Python's own module cannot
decipher. Nothing is ever unpacked to the disk, and what a member claims to be is not believed.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from importers.limits import MEGABYTE
from importers.limits import MOST_DEPTH
from importers.limits import MOST_MEMBERS
from importers.limits import MOST_UNPACKED
from importers.limits import TOO_BIG
from importers.workbook import is_workbook
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["AskPassword", "Member", "is_archive", "unpack"]

AskPassword = Callable[[str], str | None]
"""From the name of a locked archive to its password; `None` where there is none to try."""

BROKEN_ZIP: Final = ProblemKind(
    "archive-broken",
    N_("The archive is damaged at {member} ({reason})."),
    N_("Download it again."),
)
UNSAFE: Final = ProblemKind(
    "archive-unsafe",
    N_("The archive has a member whose name leads out of its folder: {member}."),
    N_("Do not unpack it; ask where it comes from, and download it again."),
)
TOO_MANY: Final = ProblemKind(
    "archive-members",
    N_("The archive has {count} members; at most {limit} are read."),
    N_("Unpack it, and import the folder in parts."),
)
TOO_DEEP: Final = ProblemKind(
    "archive-depth",
    N_("The archive has archives in archives more than {limit} deep."),
    N_("Unpack the inner ones, and import what is in them."),
)
NO_PASSWORD: Final = ProblemKind(
    "archive-password",
    N_("The archive is locked by a password."),
    N_("Give the password that the app has sent you when asked, or with --password-stdin."),
)
WRONG_PASSWORD: Final = ProblemKind(
    "archive-wrong-password",
    N_("The password does not open the archive."),
    N_("Look it up in the message of the app; the digits are often six."),
)
NOT_KNOWN: Final = ProblemKind(
    "archive-method",
    N_("The member {member} is packed in a way that is not known here."),
    N_("Unpack the archive with another program, and import what is in it."),
)

_ZIP: Final = b"PK\x03\x04"
_BEGINNING: Final = 4096
_OTHER_ZIPS: Final = (b"[Content_Types].xml", b"xl/", b"mimetype", b"OFD.xml", b"_rels/")
_LOCKED: Final = 1
_UTF8: Final = 0x800
_AES: Final = 99
_AES_EXTRA: Final = 0x9901
_HEADER: Final = 30
_BLOCK: Final = 16
_SLOW: Final = 16 * MEGABYTE
"""Most of a member with the old cipher, which Python deciphers slowly."""
_MAC: Final = 10
_ROUNDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its path, archives on the way included, and its bytes."""

    name: str
    data: bytes


def is_archive(data: bytes) -> bool:
    """Tell a zip that holds files from a workbook or an OFD, which are zips as well."""
    if not data.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            return not is_workbook(names) and "OFD.xml" not in names
    except zipfile.BadZipFile:  # cut off: what it begins with says what it was
        return not any(mark in data[:_BEGINNING] for mark in _OTHER_ZIPS)


def unpack(data: bytes, filename: str, ask_password: AskPassword = lambda _: None) -> Iterator[Member]:
    """Give every file of an archive, and of the archives in it.

    Args:
        data: The archive.
        filename: Its name.
        ask_password: Asked once for each locked archive.

    Raises:
        BadInputError: when it is damaged, unsafe, beyond the limits, or its password is not known.
    """
    yield from _Unpacker(ask_password).unpack(data, filename, 1)


class _Unpacker:
    """Keeps count of what was unpacked from all archives together, so that none of them can hide a bomb."""

    def __init__(self, ask_password: AskPassword) -> None:
        self._ask = ask_password
        self._left = MOST_UNPACKED

    def unpack(self, data: bytes, filename: str, depth: int) -> Iterator[Member]:
        place = Place(filename)
        if depth > MOST_DEPTH:
            raise BadInputError(TOO_DEEP(place, limit=MOST_DEPTH))
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise BadInputError(BROKEN_ZIP(place, member="-", reason=error)) from error
        with archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_MEMBERS:
                raise BadInputError(TOO_MANY(place, count=len(members), limit=MOST_MEMBERS))
            names = [_name(one) for one in members]
            for name in names:
                if _leads_out(name):
                    raise BadInputError(UNSAFE(place, member=name))
            password = self._password(members, filename)
            for one, name in zip(members, names, strict=True):
                if name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("."):
                    continue
                inner = self._read(archive, one, password, place)
                if is_archive(inner):
                    yield from self.unpack(inner, f"{filename}/{name}", depth + 1)
                else:
                    yield Member(f"{filename}/{name}", inner)

    def _password(self, members: list[zipfile.ZipInfo], filename: str) -> bytes | None:
        if not any(one.flag_bits & _LOCKED for one in members):
            return None
        password = self._ask(filename)
        if not password:
            raise BadInputError(NO_PASSWORD(Place(filename)))
        return password.encode()

    def _read(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, password: bytes | None, place: Place) -> bytes:
        name = _name(member)
        slow = member.flag_bits & _LOCKED and member.compress_type != _AES
        if member.file_size > (min(self._left, _SLOW) if slow else self._left):
            raise self._bomb(place)
        try:
            if member.compress_type == _AES:
                data = _decipher(_raw(archive, member), member, password or b"", self._left, place)
            else:
                with archive.open(member, pwd=password if member.flag_bits & _LOCKED else None) as stream:
                    data = stream.read(self._left + 1)
        except RuntimeError as error:  # what zipfile raises for a wrong password
            raise BadInputError(WRONG_PASSWORD(place)) from error
        except NotImplementedError as error:
            raise BadInputError(NOT_KNOWN(place, member=name)) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError) as error:
            kind = WRONG_PASSWORD(place) if slow else BROKEN_ZIP(place, member=name, reason=error)
            raise BadInputError(kind) from error
        if len(data) > self._left:
            raise self._bomb(place)
        self._left -= len(data)
        return data

    @staticmethod
    def _bomb(place: Place) -> BadInputError:
        most = MOST_UNPACKED // MEGABYTE
        return BadInputError(TOO_BIG(place, size=f"> {most}", limit=most))


def _name(member: zipfile.ZipInfo) -> str:
    """Return the name of a member; Chinese Windows writes GBK and says nothing of it."""
    name = member.filename
    if not member.flag_bits & _UTF8 and not name.isascii():
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            return name
    return name.replace("\\", "/")


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ":" in name[:3] or ".." in name.split("/") or "\0" in name


def _raw(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member as they stand in the archive."""
    stream = archive.fp
    if stream is None:
        raise zipfile.BadZipFile("closed")
    stream.seek(member.header_offset)
    header = stream.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(_ZIP):
        raise zipfile.BadZipFile("no header")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    stream.seek(member.header_offset + _HEADER + name_length + extra_length)
    data = stream.read(member.compress_size)
    if len(data) != member.compress_size:
        raise zipfile.BadZipFile("cut off")
    return data


def _decipher(data: bytes, member: zipfile.ZipInfo, password: bytes, most: int, place: Place) -> bytes:
    """Decipher a member by WinZip's AES (AE-1, AE-2): the keys from the password, CTR, an HMAC behind it."""
    from cryptography.hazmat.primitives.ciphers import Cipher  # noqa: PLC0415 - few archives need it
    from cryptography.hazmat.primitives.ciphers.algorithms import AES  # noqa: PLC0415
    from cryptography.hazmat.primitives.ciphers.modes import ECB  # noqa: PLC0415

    strength, method = _aes_header(member)
    size = 8 * (strength + 1)
    salt, check, body, mac = (
        data[: size // 2],
        data[size // 2 : size // 2 + 2],
        data[size // 2 + 2 : -_MAC],
        data[-_MAC:],
    )
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, _ROUNDS, 2 * size + 2)
    if keys[-2:] != check:
        raise BadInputError(WRONG_PASSWORD(place))
    if not hmac.compare_digest(hmac.new(keys[size : 2 * size], body, "sha1").digest()[:_MAC], mac):
        raise zipfile.BadZipFile("HMAC")
    # The counter is little-endian, which no mode of the library is; so the key stream is made block by block.
    counters = b"".join(i.to_bytes(_BLOCK, "little") for i in range(1, len(body) // _BLOCK + 2))
    cipher = Cipher(AES(keys[:size]), ECB()).encryptor()  # noqa: S305 - counters never repeat
    stream = cipher.update(counters)[: len(body)]
    plain = (int.from_bytes(body, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(body), "big")
    if method == zipfile.ZIP_STORED:
        return plain
    if method != zipfile.ZIP_DEFLATED:
        raise NotImplementedError(method)
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(plain, most + 1)


def _aes_header(member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the strength, 1 to 3, and how the member is packed below the cipher."""
    extra = member.extra
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _AES_EXTRA and length >= 7:
            strength, method = struct.unpack("<BH", extra[8:11])
            if strength in {1, 2, 3}:
                return strength, method
        extra = extra[4 + length :]
    raise zipfile.BadZipFile("AES")
