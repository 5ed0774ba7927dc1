"""Sentences for people: English in the source, Chinese from the catalog, rendered at the edge.

A sentence travels as a `Message` (template and values) and becomes text only where the reader's
language is known. So one problem can be shown to a Chinese treasurer and an English-speaking
developer, and no function below the edge needs to know a language.
"""

from __future__ import annotations

import gettext
import json
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "DOMAIN",
    "LANGUAGES",
    "LOCALE_DIR",
    "N_",
    "Message",
    "Translate",
    "language_of",
    "message",
    "translator",
]

DOMAIN: Final = "unionbooks"
LANGUAGES: Final = ("en", "zh")
LOCALE_DIR: Final = Path(__file__).parent.parent / "locale"

Translate = Callable[[str], str]
"""From an English source string to the reader's language."""


@dataclass(frozen=True, slots=True)
class Message:
    """A template with `{named}` places and what stands in them; a value may be a `Message` itself."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def render(self, translate: Translate) -> str:
        """Write the sentence in the reader's language."""
        text = translate(self.template)
        if not self.values:
            return text
        return text.format(
            **{
                name: value.render(translate) if isinstance(value, Message) else value
                for name, value in self.values.items()
            }
        )

    def packed(self) -> str:
        """Write the message itself as text, so that another run can render it in another language."""
        return json.dumps(self._plain(), ensure_ascii=False, sort_keys=True)

    @classmethod
    def unpack(cls, text: str) -> Message:
        """Read what `packed` wrote; values that were no messages come back as text."""
        return cls._from_plain(json.loads(text))

    def _plain(self) -> list[object]:
        values = {
            name: value._plain() if isinstance(value, Message) else str(value)  # noqa: SLF001 - its own kind
            for name, value in self.values.items()
        }
        return [self.template, values]

    @classmethod
    def _from_plain(cls, plain: list[Any]) -> Message:
        template, values = plain
        return cls(
            template,
            {name: cls._from_plain(value) if isinstance(value, list) else value for name, value in values.items()},
        )

    def __str__(self) -> str:
        return self.render(_same)


def _same(text: str) -> str:
    return text


def message(template: str, /, **values: object) -> Message:
    """Make a message; the template is a source string of the catalog."""
    return Message(template, values)


def N_(text: str) -> str:  # noqa: N802 - the gettext world knows this name
    """Mark a source string for the catalog where it is not rendered yet."""
    return text


@cache
def translator(language: str) -> Translate:
    """Return the function that translates source strings into a language of `LANGUAGES`."""
    if language == "en":
        return _same
    return gettext.translation(DOMAIN, LOCALE_DIR, languages=[language]).gettext


def language_of(environ: Mapping[str, str]) -> str:
    """Read the user's language from the environment; English when it is none of ours.

    `UNIONBOOKS_LANG` wins, then `LANGUAGE`, `LC_ALL`, `LC_MESSAGES` and `LANG`, as gettext orders them.
    """
    for name in ("UNIONBOOKS_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for wish in environ.get(name, "").split(":"):
            language = wish.split(".")[0].replace("-", "_").split("_")[0].lower()
            if language in LANGUAGES:
                return language
            if language in {"c", "posix"}:
                return "en"
    return "en"
