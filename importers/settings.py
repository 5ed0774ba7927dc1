"""Reading a settings file (TOML) into typed values, with every mistake found at once and named by its key."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from unionbooks.core.problems import Problem

__all__ = ["Table", "parse_toml"]

NOT_TOML: Final = ProblemKind(
    "profile-syntax",
    N_("The file is not TOML ({reason})."),
    N_("Compare it with a profile that comes with unionbooks, at the line named."),
)
UNKNOWN_KEY: Final = ProblemKind(
    "profile-key",
    N_("The profile has a key that means nothing here."),
    N_("Use one of: {known}."),
)
MISSING: Final = ProblemKind(
    "profile-missing",
    N_("The profile lacks a key."),
    N_("Add it, with {expected}."),
)
WRONG: Final = ProblemKind(
    "profile-value",
    N_("The value {value} does not fit."),
    N_("Write {expected}."),
)
BAD_PATTERN: Final = ProblemKind(
    "profile-pattern",
    N_("The pattern {value} is no regular expression ({reason})."),
    N_("Mend the pattern; a backslash is written without doubling inside single quotes."),
)

_TEXT: Final = N_("a text in quotes")
_TEXTS: Final = N_("a list of texts")
_NUMBER: Final = N_("a whole number from 1")
_FLAG: Final = N_("true or false")
_TABLE: Final = N_("a table of keys")
_CHOICE: Final = N_("one of: {choices}")

_REQUIRED: Final[Any] = object()


def parse_toml(data: bytes, place: Place) -> dict[str, Any]:
    """Parse a settings file.

    Raises:
        BadInputError: when it is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(NOT_TOML(place, reason=error)) from error


class Table:
    """One table of the file: each value is asked for by its key; what nobody asked for is a mistake.

    Problems go into a list that all tables of the file share; a value that is wrong reads as empty.
    """

    def __init__(self, values: dict[str, Any], place: Place, problems: list[Problem], path: str = "") -> None:
        """Take the values, the file, where mistakes go, and the table's own path such as `sign`."""
        self._values = values
        self._place = place
        self._problems = problems
        self._path = path
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def at(self, key: str) -> Place:
        """Return the place of a key."""
        return Place(self._place.file, 0, f"{self._path}.{key}" if self._path else key)

    def wrong(self, key: str, value: object, expected: Message) -> None:
        """Report a value that does not fit."""
        self._problems.append(WRONG(self.at(key), value=value, expected=expected))

    def text(self, key: str, default: str = _REQUIRED) -> str:
        """Read a text."""
        value = self._take(key, default, Message(_TEXT), "")
        if not isinstance(value, str):
            self.wrong(key, value, Message(_TEXT))
            return ""
        return value

    def number(self, key: str, default: int = _REQUIRED) -> int:
        """Read a whole number from 1."""
        value = self._take(key, default, Message(_NUMBER), 1)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.wrong(key, value, Message(_NUMBER))
            return 1
        return value

    def flag(self, key: str) -> bool:
        """Read true or false; false where absent."""
        value = self._take(key, False, Message(_FLAG), False)
        if not isinstance(value, bool):
            self.wrong(key, value, Message(_FLAG))
            return False
        return value

    def choice(self, key: str, choices: Sequence[str], default: str = _REQUIRED) -> str:
        """Read one of a few words."""
        expected = Message(_CHOICE, {"choices": ", ".join(choices)})
        value = self._take(key, default, expected, choices[0])
        if value not in choices:
            self.wrong(key, value, expected)
            return choices[0]
        return str(value)

    def choices(self, key: str, choices: Sequence[str]) -> tuple[str, ...]:
        """Read a list of some of a few words; all of them where absent."""
        words = self.texts(key, choices)
        for word in words:
            if word not in choices:
                self.wrong(key, word, Message(_CHOICE, {"choices": ", ".join(choices)}))
        return words

    def texts(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Read a list of texts; a text alone is a list of one."""
        value = self._take(key, default, Message(_TEXTS), ())
        several = [value] if isinstance(value, str) else value
        if not isinstance(several, list | tuple) or not all(isinstance(one, str) for one in several):
            self.wrong(key, value, Message(_TEXTS))
            return ()
        return tuple(several)

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        """Read a list of lists of texts; empty where absent."""
        value = self._take(key, [], Message(_TEXTS), [])
        if not isinstance(value, list):
            self.wrong(key, value, Message(_TEXTS))
            return ()
        inner = Table({str(i): one for i, one in enumerate(value)}, self._place, self._problems, self.at(key).spot)
        return tuple(inner.texts(str(i)) for i in range(len(value)))

    def pattern(self, key: str, text: str) -> re.Pattern[str]:
        """Compile a regular expression that stands in a value; one that matches nothing where it is wrong."""
        try:
            return re.compile(text)
        except re.error as error:
            self._problems.append(BAD_PATTERN(self.at(key), value=text, reason=error))
            return re.compile(r"(?!)")

    def table(self, key: str) -> Table:
        """Read a table below this one; an empty one where absent."""
        value = self._take(key, {}, Message(_TABLE), {})
        if not isinstance(value, dict):
            self.wrong(key, value, Message(_TABLE))
            value = {}
        return Table(value, self._place, self._problems, self.at(key).spot)

    def tables(self, key: str) -> Iterator[Table]:
        """Read a list of tables; none where absent."""
        value = self._take(key, [], Message(_TABLE), [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(key, value, Message(_TABLE))
            return
        for i, one in enumerate(value):
            yield Table(one, self._place, self._problems, f"{self.at(key).spot}[{i + 1}]")

    def done(self) -> None:
        """Report every key that nobody asked for."""
        known = ", ".join(sorted(self._asked))
        for key in self._values:
            if key not in self._asked:
                self._problems.append(UNKNOWN_KEY(self.at(key), known=known))

    def _take(self, key: str, default: Any, expected: Message, blank: Any) -> Any:
        self._asked.add(key)
        if key in self._values:
            return self._values[key]
        if default is _REQUIRED:
            self._problems.append(MISSING(self.at(key), expected=expected))
            return blank
        return default
