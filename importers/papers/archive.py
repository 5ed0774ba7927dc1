"""The zip that an OFD is: its parts by their names, in memory only, within limits.

Nothing is believed that it says of itself: a part's size is counted while it is unpacked, and its name
never becomes a path. Archives of files are read by `importers.archive`.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.limits import MEGABYTE
from importers.papers.limits import MOST_BYTES
from importers.papers.limits import MOST_MEMBERS
from importers.papers.limits import MOST_UNPACKED
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from unionbooks.core.problems import Place

__all__ = ["BROKEN", "Archive", "holds", "is_zip"]

BROKEN: Final = ProblemKind(
    "paper-zip",
    N_("The archive is damaged or cut short ({reason})."),
    N_("Download it again, complete."),
)
OUTSIDE: Final = ProblemKind(
    "paper-zip-path",
    N_("The archive has a member named {name}, which leads out of the folder it is unpacked to."),
    N_("Do not unpack it; ask the one who sent it for the original files."),
)
BOMB: Final = ProblemKind(
    "paper-zip-size",
    N_("The archive unpacks to more than {limit} MB or holds more than {members} files."),
    N_("Unpack what you need from it and read those files."),
)
_CHUNK: Final = MEGABYTE


def is_zip(data: bytes) -> bool:
    """Tell whether bytes are a zip, an empty one included."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def holds(data: bytes, name: str) -> bool:
    """Tell whether bytes are a zip that has a member of this name at its top."""
    if not is_zip(data):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return name in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False


class Archive:
    """One zip in memory; `members` names what is in it, `read` unpacks one member.

    All members together may unpack to `limit` bytes.
    """

    def __init__(self, data: bytes, place: Place, *, limit: int = MOST_UNPACKED) -> None:
        """Open it.

        Raises:
            BadInputError: when it is damaged, too large, or a name in it leads outside.
        """
        self._place = place
        self._left = limit
        self._limit = limit
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise BadInputError(BROKEN(place, reason=error)) from None
        if len(members) > MOST_MEMBERS:
            raise self._too_much()
        self.members: dict[str, zipfile.ZipInfo] = {}
        for one in members:
            name = one.filename
            if _leads_outside(name):
                raise BadInputError(OUTSIDE(place, name=name))
            if not one.is_dir():
                self.members[name] = one

    def read(self, name: str) -> bytes:
        """Unpack a member.

        Raises:
            BadInputError: when it is damaged, too large, or locked.
            KeyError: when there is no such member.
        """
        info = self.members[name]
        try:
            data = self._unpack(info, min(self._left, MOST_BYTES))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise BadInputError(BROKEN(self._place, reason=error)) from None
        self._left -= len(data)
        return data

    def _unpack(self, info: zipfile.ZipInfo, most: int) -> bytes:
        parts: list[bytes] = []
        size = 0
        with self._zip.open(info) as stream:
            while part := stream.read(min(_CHUNK, most - size + 1)):
                size += len(part)
                if size > most:
                    raise self._too_much()
                parts.append(part)
        return b"".join(parts)

    def _too_much(self) -> BadInputError:
        return BadInputError(BOMB(self._place, limit=self._limit // MEGABYTE, members=MOST_MEMBERS))


def _leads_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or "\0" in name or (len(parts[0]) == 2 and parts[0][1] == ":")
