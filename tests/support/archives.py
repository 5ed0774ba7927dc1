"""Archives made for the tests: with a password by the old cipher of zip, by WinZip's AES, and hostile ones."""

from __future__ import annotations

import hashlib
import hmac
import io
import struct
import zipfile
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB


def plain_zip(**members: bytes) -> bytes:
    """Pack members, keyed by name with `__` for a slash and `_` for a dot before the ending."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def aes_zip(name: str, data: bytes, password: str, *, strength: int = 3) -> bytes:
    """Pack one member as WinZip does with AES (AE-2)."""
    size = 8 * (strength + 1)
    salt = bytes(range(size // 2))
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1000, 2 * size + 2)
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(data) + packer.flush()
    encryptor = Cipher(AES(keys[:size]), ECB()).encryptor()
    blocks = (encryptor.update(i.to_bytes(16, "little")) for i in range(1, len(packed) // 16 + 2))
    body = bytes(one ^ other for one, other in zip(packed, b"".join(blocks), strict=False))
    mac = hmac.new(keys[size : 2 * size], body, "sha1").digest()[:10]
    content = salt + keys[-2:] + body + mac
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", strength, zipfile.ZIP_DEFLATED)
    return _one_member(name.encode(), content, len(data), extra, flags=0x801, method=99)


def old_zip(name: str, data: bytes, password: str) -> bytes:
    """Pack one member with the old cipher of zip (PKWARE's), stored."""
    keys = [0x12345678, 0x23456789, 0x34567890]
    table = [_crc_of_byte(one) for one in range(256)]

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ table[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ table[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password.encode():
        update(byte)
    crc = zlib.crc32(data)
    out = bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + data:
        mask = keys[2] | 2
        out.append(byte ^ (((mask * (mask ^ 1)) >> 8) & 0xFF))
        update(byte)
    return _one_member(name.encode(), bytes(out), len(data), b"", flags=0x801, method=0, crc=crc)


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0xEDB88320 if byte & 1 else 0)
    return byte


def _one_member(
    name: bytes, content: bytes, size: int, extra: bytes, *, flags: int, method: int, crc: int = 0
) -> bytes:
    shared = struct.pack("<HHHHHIIIHH", 51, flags, method, 0, 0x5A21, crc, len(content), size, len(name), len(extra))
    local = b"PK\x03\x04" + shared + name + extra + content
    central = b"PK\x01\x02" + struct.pack("<H", 51) + shared + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name + extra
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end
