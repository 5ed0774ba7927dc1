"""XML from outside, read safely: no DTD, no entities, no network, and only so much of it.

Namespaces are dropped: the ministry's differ by a date only, and some printers leave them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from lxml import etree

from importers.papers.limits import MEGABYTE
from importers.papers.limits import MOST_NODES
from importers.papers.limits import MOST_XML
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from unionbooks.core.problems import Place

__all__ = ["Node", "looks_like_xml", "read_xml"]

BROKEN: Final = ProblemKind(
    "paper-xml",
    N_("The structured data cannot be read ({reason})."),
    N_("Download the file again from where it was issued, and do not open and save it in between."),
)
DTD: Final = ProblemKind(
    "paper-dtd",
    N_("The structured data declares a DTD or entities, which no invoice has and which can be used to attack."),
    N_("Do not open the file; ask the one who sent it for the original."),
)
TOO_BIG: Final = ProblemKind(
    "paper-xml-size",
    N_("The structured data is larger than any paper is ({size} MB or too many elements)."),
    N_("Check what kind of file it is; split a statement into shorter periods."),
)


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its name without namespace, the last part of its namespace, its text, what is in it."""

    name: str
    space: str
    text: str
    attributes: tuple[tuple[str, str], ...]
    children: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """Go through the element and all below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()

    def get(self, name: str) -> str:
        """Return an attribute, or nothing."""
        return next((value for key, value in self.attributes if key == name), "")

    def every(self, *names: str) -> tuple[Node, ...]:
        """Return every element below this one that has one of the names."""
        return tuple(node for node in self.walk() if node.name in names and node is not self)

    def child(self, name: str) -> Node | None:
        """Return the first child of a name."""
        return next((node for node in self.children if node.name == name), None)

    def at(self, path: str) -> str:
        """Return the text at a path of names such as `Bal/Amt`, from the first that fits; or nothing."""
        node: Node | None = self
        for name in path.split("/"):
            node = node.child(name) if node is not None else None
        return node.text if node is not None else ""

    def first(self, *names: str) -> str:
        """Return the first text that is not empty, of the names in their order, anywhere below."""
        for name in names:
            for node in self.walk():
                if node.name == name and node.text:
                    return node.text
        return ""


def looks_like_xml(data: bytes) -> bool:
    """Tell whether bytes begin as XML does; a web page does not count."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"<\0" in head[:8] or b"\0<" in head[:8]
    return head.startswith(b"<") and not head.startswith((b"<html", b"<!doctype html"))


def read_xml(data: bytes, place: Place, *, recover: bool = False) -> Node:
    """Read XML into plain nodes.

    Args:
        data: The file.
        place: What to name when it is wrong.
        recover: Whether to read on behind what is not well-formed.

    Raises:
        BadInputError: when it is too large, declares a DTD, or is no XML.
    """
    if len(data) > MOST_XML:
        raise BadInputError(TOO_BIG(place, size=len(data) // MEGABYTE))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=recover,
    )
    try:
        root = etree.fromstring(data.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadInputError(BROKEN(place, reason=str(error).split("\n", maxsplit=1)[0])) from None
    if root is None:
        raise BadInputError(BROKEN(place, reason="no element"))
    if root.getroottree().docinfo.internalDTD is not None or any(True for _ in root.iter(etree.Entity)):
        raise BadInputError(DTD(place))
    if sum(1 for _ in root.iter()) > MOST_NODES:
        raise BadInputError(TOO_BIG(place, size=len(data) // MEGABYTE))
    return _node(root)


def _node(element: etree._Element) -> Node:
    name = element.tag if isinstance(element.tag, str) else ""
    space, _, local = name.rpartition("}")
    return Node(
        local.rpartition(":")[2],
        space.lstrip("{").rstrip("/").rpartition("/")[2],
        (element.text or "").strip(),
        tuple((str(key).rpartition("}")[2], str(value)) for key, value in element.attrib.items()),
        tuple(_node(child) for child in element),
    )
