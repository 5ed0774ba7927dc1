"""The message catalogs: what the source says, what the translators wrote, and the file that is shipped.

    python -m unionbooks.cli.catalog              build the shipped catalogs; list what is not translated
    python -m unionbooks.cli.catalog --missing    the same list as PO text, to paste and fill in

Several people translate, each in a file of their own area: `locale/zh/<area>.po`. All of them
together make `locale/zh/LC_MESSAGES/unionbooks.mo`. Click's own words are in `messages.po` beside it.
This is a tool for developers; no command imports it.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.messages.pofile import write_po

from unionbooks.core.messages import DOMAIN
from unionbooks.core.messages import LOCALE_DIR

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

__all__ = [
    "Translation",
    "areas",
    "build",
    "click_strings",
    "compile_catalog",
    "read_area",
    "source_strings",
    "strings_in",
]

PACKAGES: Final = ("unionbooks", "importers", "reports")
"""The import packages whose strings people see."""

_KEYWORDS: Final[dict[str, None]] = {"N_": None, "message": None, "_": None}
_METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
_CLICK_KEYWORDS: Final[dict[str, tuple[int, ...] | None]] = {"_": None, "ngettext": (1, 2)}
_Text = str | tuple[str, ...] | list[str]
# A catalog that is built twice from the same sources is the same file.
_NO_DATE: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Translation:
    """One entry of an area's file."""

    source: str
    text: str
    area: str
    line: int
    fuzzy: bool


def source_strings() -> Mapping[str, tuple[str, ...]]:
    """Return every source string of the code and the templates -> the places where it stands, sorted."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for package in PACKAGES:
        for text, place in strings_in(_folder(package)):
            found[text].add(f"{package}/{place}")
    return {text: tuple(sorted(places)) for text, places in sorted(found.items())}


def strings_in(folder: str) -> Iterator[tuple[str, str]]:
    """Go through the source strings of the code and the templates below a folder, each with its place."""
    for name, line, text, _comments, _context in extract_from_dir(folder, _METHODS, keywords=_KEYWORDS):
        if isinstance(text, str) and text:
            yield text, f"{Path(name).as_posix()}:{line}"


def click_strings() -> frozenset[str | tuple[str, ...]]:
    """Return every string that Click itself may show; a pair where it has a plural."""
    folder = _folder("click")
    found = extract_from_dir(folder, [("**.py", "python")], keywords=_CLICK_KEYWORDS)
    return frozenset(text for _name, _line, text, _comments, _context in found if text)


def _folder(package: str) -> str:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return str(Path(spec.origin).parent)


def areas(language: str = "zh") -> tuple[Path, ...]:
    """Return the translators' files of a language, sorted."""
    return tuple(sorted((LOCALE_DIR / language).glob("*.po")))


def read_area(file: Path) -> tuple[Translation, ...]:
    """Read the entries of one translators' file."""
    with file.open("rb") as stream:
        catalog = read_po(stream, abort_invalid=True)
    return tuple(
        Translation(str(one.id), str(one.string), file.stem, one.lineno or 0, one.fuzzy) for one in catalog if one.id
    )


def compile_catalog(entries: Iterable[tuple[_Text, _Text]], language: str) -> bytes:
    """Return the compiled catalog (MO) of a language."""
    catalog = Catalog(locale=language, domain=DOMAIN, creation_date=_NO_DATE, revision_date=_NO_DATE, fuzzy=False)
    for source, text in entries:
        catalog.add(source, text)
    stream = io.BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def build(language: str = "zh") -> None:
    """Write the compiled catalogs of a language from all its sources."""
    target = LOCALE_DIR / language / "LC_MESSAGES"
    entries = sorted({(one.source, one.text) for file in areas(language) for one in read_area(file) if one.text})
    (target / f"{DOMAIN}.mo").write_bytes(compile_catalog(entries, language))
    with (target / "messages.po").open("rb") as stream:
        words = read_po(stream, abort_invalid=True)
    pairs = [(one.id, one.string) for one in words if one.id and one.string]
    (target / "messages.mo").write_bytes(compile_catalog(pairs, language))


def missing(language: str = "zh") -> Mapping[str, tuple[str, ...]]:
    """Return the source strings without a translation -> their places."""
    done = {one.source for file in areas(language) for one in read_area(file) if one.text}
    return {text: places for text, places in source_strings().items() if text not in done}


def _as_po(strings: Mapping[str, tuple[str, ...]]) -> str:
    catalog = Catalog(locale="zh")
    for text, places in strings.items():
        catalog.add(text, "", locations=[(name, int(line)) for name, line in (one.split(":") for one in places)])
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, omit_header=True)
    return stream.getvalue().decode()


@click.command()
@click.option("--missing", "as_po", is_flag=True, help="Print what is not translated as PO text; build nothing.")
@click.argument("prefix", default="")
def main(*, as_po: bool, prefix: str) -> None:
    """Build the shipped catalogs and list what is not translated (where a place begins with PREFIX)."""
    lacking = {text: places for text, places in missing().items() if any(one.startswith(prefix) for one in places)}
    if as_po:
        click.echo(_as_po(lacking), nl=False)
        return
    build()
    for text, places in lacking.items():
        click.echo(f"{places[0]}: {text}")
    click.echo(f"{len(source_strings())} source strings, {len(lacking)} not translated", err=True)
    sys.exit(1 if lacking else 0)


if __name__ == "__main__":
    main()
