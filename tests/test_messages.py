from __future__ import annotations

import ast
import gettext
import string
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from unionbooks.cli import catalog
from unionbooks.core.messages import DOMAIN
from unionbooks.core.messages import LOCALE_DIR

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent
COMPILED = LOCALE_DIR / "zh" / "LC_MESSAGES"
SOURCES = sorted(file for package in catalog.PACKAGES for file in (ROOT / package).rglob("*.py"))
MARKERS = {"N_", "_", "message"}
# After a Chinese character, Chinese marks are used.
HALF_WIDTH = ",;?!"


@pytest.fixture(scope="module")
def sources() -> Mapping[str, tuple[str, ...]]:
    """Extract every source string once."""
    return catalog.source_strings()


@pytest.fixture(scope="module")
def translations() -> list[catalog.Translation]:
    """Read every translator's file once."""
    return [one for area in catalog.areas() for one in catalog.read_area(area)]


def _places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _compiled(domain: str) -> dict[object, str]:
    with (COMPILED / f"{domain}.mo").open("rb") as stream:
        messages = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    return {source: text for source, text in messages.items() if source != ""}


def test_the_extraction_finds_strings_of_every_kind(tmp_path: Path) -> None:
    """Marked strings are found in code and in templates, on one line and on several; others are not."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "Page.html").write_text("<p>{{ _('in a page') }}</p><p>no</p>", encoding="utf-8")
    (tmp_path / "code.py").write_text(
        'A = N_("on one line")\nB = message(\n    "on two "\n    "lines {n}", n=1\n)\nC = "no"\n', encoding="utf-8"
    )
    assert sorted(catalog.strings_in(str(tmp_path))) == [
        ("in a page", "templates/Page.html:1"),
        ("on one line", "code.py:1"),
        ("on two lines {n}", "code.py:3"),
    ]


def test_every_source_string_is_translated(
    sources: Mapping[str, tuple[str, ...]], translations: list[catalog.Translation]
) -> None:
    """Each string that a person may read has a Chinese translation that nobody marked as doubtful."""
    done = {one.source for one in translations if one.text.strip() and not one.fuzzy}
    assert {text: places for text, places in sources.items() if text not in done} == {}


def test_no_translation_is_left_over(
    sources: Mapping[str, tuple[str, ...]], translations: list[catalog.Translation]
) -> None:
    """Each translation is of a string that the code still says."""
    assert [f"{one.area}.po:{one.line}: {one.source}" for one in translations if one.source not in sources] == []


def test_a_string_has_one_translation(translations: list[catalog.Translation]) -> None:
    """Where two areas translate the same string, they agree."""
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for one in translations:
        texts[one.source].add(one.text)
    assert {source: found for source, found in texts.items() if len(found) > 1} == {}


def test_places_are_the_same_in_both_languages(translations: list[catalog.Translation]) -> None:
    """A translation fills in exactly what its source fills in."""
    wrong = [one for one in translations if set(_places(one.text)) != set(_places(one.source))]
    assert [f"{one.area}.po:{one.line}: {one.text}" for one in wrong] == []


def test_chinese_marks_follow_chinese_characters(translations: list[catalog.Translation]) -> None:
    """No half-width comma, semicolon, question or exclamation mark follows a Chinese character."""
    wrong = [
        one
        for one in translations
        for before, mark in zip(one.text, one.text[1:], strict=False)
        if mark in HALF_WIDTH and "\u4e00" <= before <= "\u9fff"
    ]
    assert [f"{one.area}.po:{one.line}: {one.text}" for one in wrong] == []


def test_the_shipped_catalog_is_fresh(translations: list[catalog.Translation]) -> None:
    """The compiled catalog holds exactly what the translators' files hold."""
    assert _compiled(DOMAIN) == {one.source: one.text for one in translations if one.text}, "run: make messages"


def test_no_string_is_marked_where_extraction_cannot_see_it() -> None:
    """A marked text inside an f-string would be lost, and a mark around anything but a text marks nothing."""
    lost = []
    for file in SOURCES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inside = {id(one) for part in ast.walk(tree) if isinstance(part, ast.JoinedStr) for one in ast.walk(part)}
        for call in ast.walk(tree):
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MARKERS):
                continue
            is_text = bool(call.args) and isinstance(call.args[0], ast.Constant)
            if is_text == (id(call) in inside) and (is_text or call.func.id == "N_"):
                lost.append(f"{file.relative_to(ROOT)}:{call.lineno}")
    assert lost == [], "take the marked text out of the f-string"


def test_a_catalog_is_the_same_bytes_again() -> None:
    """The same translations compile to the same file, byte for byte."""
    entries = [("No problems.", "没有问题。"), (("one", "many"), ("若干",))]
    assert catalog.compile_catalog(entries, "zh") == catalog.compile_catalog(entries, "zh")


def test_what_is_missing_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool prints untranslated strings as PO text, those of one place only where that is asked for."""
    lacking = {'Say "so".': ("unionbooks/a.py:3",), "Not asked for.": ("reports/b.py:1",)}
    monkeypatch.setattr(catalog, "missing", lambda: lacking)
    result = CliRunner().invoke(catalog.main, ["--missing", "unionbooks/"])
    assert result.exit_code == 0
    assert result.stdout.split("\n")[:3] == ["#: unionbooks/a.py:3", 'msgid "Say \\"so\\"."', 'msgstr ""']
    assert "Not asked for." not in result.stdout


def test_clicks_own_words_are_translated() -> None:
    """Each word that Click itself may say is Chinese, with the same places, and compiled."""
    with (COMPILED / "messages.po").open("rb") as stream:
        entries = [one for one in read_po(stream, abort_invalid=True) if one.id]
    assert {tuple(one.id) if isinstance(one.id, list | tuple) else one.id for one in entries} == catalog.click_strings()
    for one in entries:
        allowed = {name for text in ([one.id] if isinstance(one.id, str) else one.id) for name in _places(text)}
        for text in [one.string] if isinstance(one.string, str) else one.string:
            assert text.strip()
            assert set(_places(text)) <= allowed, text
    assert len(_compiled("messages")) == len(entries)


@pytest.mark.parametrize("source", ["Usage:", "Options", "Error: {message}"])
def test_clicks_words_are_found_where_click_looks(source: str) -> None:
    """Gettext finds the compiled words under the name that Click asks for."""
    assert gettext.translation("messages", LOCALE_DIR, ["zh"]).gettext(source) != source
