"""OFD (版式文档, GB/T 33190): a zip of XML with pages, attachments, tags that point at the pages, and signatures."""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from importers.papers.archive import Archive
from importers.papers.archive import holds
from importers.papers.layout import Cell
from importers.papers.layout import lay_out
from importers.papers.limits import MOST_BYTES
from importers.papers.nodes import looks_like_xml
from importers.papers.nodes import read_xml
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from importers.papers.layout import Page
    from importers.papers.nodes import Node
    from unionbooks.core.problems import Place
    from unionbooks.core.problems import Problem

__all__ = ["Ofd", "is_ofd", "read_ofd"]

NO_OFD: Final = ProblemKind(
    "paper-ofd",
    N_("The OFD cannot be read: {reason}."),
    N_("Download it again from where it was issued."),
)
CHANGED: Final = ProblemKind(
    "paper-ofd-changed",
    N_("The part {part} of the OFD is not what was signed: its digest differs."),
    N_("Do not accept the paper; ask the one who issued it for the original."),
)
FRAME: Final = ProblemKind(
    "paper-ofd-frame",
    N_("The frame of the OFD ({part}) was changed after it was signed; its content was not."),
    N_("Something was added, such as a note or an attachment; compare it with the original."),
    "warning",
)
UNSIGNED: Final = ProblemKind(
    "paper-ofd-unsigned",
    N_("The part {part} of the OFD is not covered by its signature."),
    N_("Compare what is printed with the structured data, or ask for the original."),
    "warning",
)
UNCHECKED: Final = ProblemKind(
    "paper-ofd-unchecked",
    N_("This computer cannot compute the digest {method} with which the OFD is signed, so it was not checked."),
    N_("Check the seal with an OFD reader."),
    "warning",
)

_MAIN: Final = "OFD.xml"
_FRAME: Final = frozenset({"OFD.xml", "Document.xml", "Signatures.xml"})
_DIGESTS: Final[Mapping[str, str]] = {
    "1.2.156.10197.1.401": "sm3",
    "sm3": "sm3",
    "sha1": "sha1",
    "1.3.14.3.2.26": "sha1",
    "sha256": "sha256",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "md5": "md5",
    "1.2.840.113549.2.5": "md5",
}


@dataclass(frozen=True, slots=True)
class Ofd:
    """What was found in an OFD.

    Attributes:
        pages: The text of its pages, what their templates print included.
        attachments: Name and bytes of each attached file.
        tags: The tags of an invoice, their references replaced by what is printed there; `None` without any.
        properties: Its custom properties, by their Chinese names.
        pictures: Name and bytes of the pictures, among which is the QR code.
        problems: What is wrong with it.
    """

    pages: tuple[Page, ...]
    attachments: tuple[tuple[str, bytes], ...]
    tags: Node | None
    properties: Mapping[str, str]
    pictures: tuple[tuple[str, bytes], ...]
    problems: tuple[Problem, ...]


def is_ofd(data: bytes) -> bool:
    """Tell whether bytes are an OFD: a zip with `OFD.xml` at its top."""
    return holds(data, _MAIN)


def read_ofd(data: bytes, place: Place) -> Ofd:
    """Open an OFD and take out what may be read.

    Raises:
        BadInputError: when it is damaged, too large or no OFD.
    """
    archive = Archive(data, place, limit=2 * MOST_BYTES)
    if _MAIN not in archive.members:
        raise BadInputError(NO_OFD(place, reason=_MAIN))
    return _Reader(archive, place).read()


class _Reader:
    """Reads one OFD; each part is unpacked once."""

    def __init__(self, archive: Archive, place: Place) -> None:
        self._archive = archive
        self._place = place
        self._parts: dict[str, bytes] = {}
        self._texts: dict[str, str] = {}
        self._content: dict[str, None] = {}

    def read(self) -> Ofd:
        main = self._xml(_MAIN)
        root = main.first("DocRoot").lstrip("/")
        document = self._xml(root)
        folder = posixpath.dirname(root)
        pages = tuple(self._pages(document, folder))
        return Ofd(
            pages,
            tuple(self._attachments(document, folder)),
            self._tags(document, folder),
            {node.get("Name"): node.text for node in main.every("CustomData") if node.get("Name")},
            tuple(self._pictures()),
            tuple(self._signature_problems(main)),
        )

    def _bytes(self, path: str) -> bytes:
        if path not in self._parts:
            if path not in self._archive.members:
                raise BadInputError(NO_OFD(self._place, reason=path or _MAIN))
            self._parts[path] = self._archive.read(path)
        return self._parts[path]

    def _xml(self, path: str, *, recover: bool = False) -> Node:
        return read_xml(self._bytes(path), self._place, recover=recover)

    def _there(self, folder: str, location: str) -> str:
        """Return the path of a location, which is relative to its folder unless it begins with a slash."""
        path = location.lstrip("/") if location.startswith("/") else posixpath.join(folder, location)
        plain = posixpath.normpath(path)
        return plain if plain in self._archive.members else ""

    def _pages(self, document: Node, folder: str) -> Iterator[Page]:
        templates = {node.get("ID"): node.get("BaseLoc") for node in document.every("TemplatePage")}
        for page in document.every("Page"):
            path = self._there(folder, page.get("BaseLoc"))
            if not path:
                continue
            content = self._xml(path)
            self._content[path] = None
            parts = [content]
            for used in content.every("Template"):
                below = self._there(folder, templates.get(used.get("TemplateID"), ""))
                if below:
                    parts.append(self._xml(below))
                    self._content[below] = None
            yield lay_out([cell for part in parts for cell in self._cells(part)])

    def _cells(self, content: Node) -> Iterator[Cell]:
        for node in content.every("TextObject"):
            codes = [child for child in node.children if child.name == "TextCode" and child.text]
            self._texts[node.get("ID")] = "".join(code.text for code in codes)
            left, top, width, _ = _numbers(node.get("Boundary"), 4)
            size = _numbers(node.get("Size"), 1)[0] or 3.0
            for code in codes:
                x, y = _numbers(code.get("X"), 1)[0], _numbers(code.get("Y"), 1)[0]
                wide = sum(size if ord(letter) > 0xFF else size / 2 for letter in code.text)
                start = left + x
                end = start + (min(wide, max(width - x, size / 2)) if width else wide)
                yield Cell(code.text, start, end, top + y - size * 0.35, size)

    def _attachments(self, document: Node, folder: str) -> Iterator[tuple[str, bytes]]:
        listed = self._there(folder, document.first("Attachments"))
        if listed:
            for node in self._xml(listed).every("Attachment"):
                path = self._there(posixpath.dirname(listed), node.first("FileLoc")) or self._there(
                    folder, node.first("FileLoc")
                )
                if path:
                    self._content[path] = None
                    yield node.get("Name") or posixpath.basename(path), self._bytes(path)
        # Some printers put the file in and leave it out of the list.
        for path in self._archive.members:
            if "/attachs/" in f"/{path.lower()}" and path not in self._parts:
                self._content[path] = None
                yield posixpath.basename(path), self._bytes(path)

    def _tags(self, document: Node, folder: str) -> Node | None:
        listed = self._there(folder, document.first("CustomTags"))
        paths = [
            path for path in self._archive.members if posixpath.basename(path) in {"CustomTag.xml", "Tag_Invoice.xml"}
        ]
        if listed:
            below = posixpath.dirname(listed)
            found = (self._there(below, node.first("FileLoc")) for node in self._xml(listed).every("CustomTag"))
            paths = [path for path in found if path] + paths
        for path in dict.fromkeys(paths):
            if looks_like_xml(self._bytes(path)):
                self._content[path] = None
                tags = self._resolved(self._xml(path, recover=True))
                if any(node.text for node in tags.walk()):
                    return tags
        return None

    def _resolved(self, node: Node) -> Node:
        """Put what is printed in the place of references; of several, one behind the other."""
        parts = []
        children = []
        for child in node.children:
            if child.name == "ObjectRef":
                parts.append(self._texts.get(child.text, ""))
            elif child.name == "ObjectData":
                parts.append(child.text)
            else:
                children.append(self._resolved(child))
        return replace(node, text="".join(parts) or node.text, children=tuple(children))

    def _pictures(self) -> Iterator[tuple[str, bytes]]:
        for path in self._archive.members:
            if path.lower().endswith((".png", ".jpg", ".jpeg")):
                yield posixpath.basename(path), self._bytes(path)

    def _signature_problems(self, main: Node) -> Iterator[Problem]:
        """Check the digests of all parts that the signatures name; the seal itself is not checked."""
        listed = self._there("", main.first("Signatures"))
        if not listed:
            return
        signed: set[str] = set()
        for node in self._xml(listed).every("Signature"):
            path = self._there(posixpath.dirname(listed), node.get("BaseLoc"))
            if not path:
                continue
            signature = self._xml(path)
            references = next(iter(signature.every("References")), None)
            method = references.get("CheckMethod") if references is not None else ""
            name = _DIGESTS.get(method.lower())
            signed.update(reference.get("FileRef").lstrip("/") for reference in signature.every("Reference"))
            if name is None or name not in hashlib.algorithms_available:
                yield UNCHECKED(self._place, method=name or method or "-")
                continue
            yield from self._changed(signature, name)
        if signed:
            yield from (UNSIGNED(self._place, part=part) for part in self._content if part not in signed)

    def _changed(self, signature: Node, method: str) -> Iterator[Problem]:
        for reference in signature.every("Reference"):
            part = reference.get("FileRef").lstrip("/")
            found = hashlib.new(method, self._bytes(part)).digest() if part in self._archive.members else b""
            if found != _check_value(reference):
                yield (FRAME if posixpath.basename(part) in _FRAME else CHANGED)(self._place, part=part)


def _check_value(reference: Node) -> bytes | None:
    try:
        return base64.b64decode(reference.first("CheckValue"), validate=True)
    except binascii.Error:
        return None


def _numbers(text: str, count: int) -> tuple[float, ...]:
    """Read the numbers of an attribute; places on a page, so floats; noughts for what is missing."""
    found: list[float] = []
    for word in text.split():
        try:
            found.append(float(word))
        except ValueError:
            found.append(0.0)
    return tuple((found + [0.0] * count)[:count])
