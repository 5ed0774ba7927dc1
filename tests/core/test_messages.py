"""Sentences: kept apart from language until they are shown, in the language the environment asks for."""

from __future__ import annotations

import pytest

from unionbooks.core.messages import Message
from unionbooks.core.messages import language_of
from unionbooks.core.messages import message
from unionbooks.core.messages import translator
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import Place
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import RefusedError

KIND = ProblemKind("test-kind", "The {what} is wrong.", "Mend the {what}.")
WARNING = ProblemKind("test-warning", "Look at {what}.", "Decide.", "warning")


def test_a_message_within_a_message_is_translated_too() -> None:
    """A value that is a message itself is rendered in the reader's language."""
    inner = message("a goods run")
    assert str(Message("see {what}", {"what": inner})) == "see a goods run"
    assert Message("see {what}", {"what": inner}).render(translator("zh")) == "see 慰问品发放"


def test_braces_in_values_are_text() -> None:
    """A value with braces is shown as it is and never taken for a template."""
    assert str(message("name: {name}", name="{0}{name}")) == "name: {0}{name}"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_GB", "LANGUAGE": "fr:zh_CN:en"}, "zh"),
        ({"LC_ALL": "zh-Hans", "UNIONBOOKS_LANG": "en"}, "en"),
    ],
)
def test_the_language_is_that_of_the_environment(environ: dict[str, str], language: str) -> None:
    """The variables are asked in gettext's order, and ours comes first."""
    assert language_of(environ) == language


def test_a_problem_says_where_what_and_how_to_mend() -> None:
    """A problem is one line: place, sentence, way to mend, code."""
    problem = KIND(Place("bank/2026-03.beancount", 7), what="line")
    assert str(problem) == "bank/2026-03.beancount:7: The line is wrong. Mend the line. [test-kind]"
    assert str(KIND(Place("名单.xlsx", spot="D7"), what="cell")).startswith("名单.xlsx!D7: ")
    assert str(KIND(what="whole")).startswith("The whole")


def test_only_errors_raise() -> None:
    """Warnings alone do not stop anything; errors are all carried along."""
    BadInputError.raise_if([WARNING(what="this")])
    with pytest.raises(RefusedError) as caught:
        RefusedError.raise_if([WARNING(what="this"), KIND(what="a"), KIND(what="b")])
    assert [one.code for one in caught.value.problems] == ["test-kind", "test-kind"]
    assert caught.value.exit_code == 4
