from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import Result

from unionbooks.cli.session import Session
from unionbooks.cli.session import system_language
from unionbooks.cli.session import user_name
from unionbooks.core.messages import N_
from unionbooks.core.messages import message

if TYPE_CHECKING:
    from pathlib import Path

MakeSession = Callable[..., Session]
Run = Callable[..., Result]


def test_the_name_comes_from_the_environment() -> None:
    """UNIONBOOKS_BY names who acts, without the spaces around it."""
    assert user_name({"UNIONBOOKS_BY": " 周敏 "}) == "周敏"


@pytest.mark.parametrize("error", [KeyError("uid not found"), OSError("no user"), ImportError("no pwd")])
def test_a_user_without_a_name_still_has_one(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system knows no name, the number of the user stands for it; nothing fails."""

    def nobody() -> str:
        raise error

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert user_name({}).startswith(("uid ", "unknown"))


def test_the_language_comes_from_the_environment() -> None:
    """UNIONBOOKS_LANG wins over LANG; nothing known is English."""
    assert system_language({"UNIONBOOKS_LANG": "zh", "LANG": "en_US.UTF-8"}) == "zh"
    assert system_language({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert system_language({"LANG": "xx"}) == "en"


def test_sentences_are_joined_as_their_script_wants(session: MakeSession) -> None:
    """English sentences are parted by a space, Chinese ones by nothing; an absent one leaves no trace."""
    pair = (message(N_("No problems.")), N_("Stopped."))
    assert session("en").join(*pair) == "No problems. Stopped."
    assert session("zh").join(*pair) == "没有问题。已停止。"
    assert session("en").join(pair[0], None) == "No problems."


def test_a_session_keeps_what_is_not_given(session: MakeSession, tmp_path: Path) -> None:
    """Without -C and --by the folder and the name stay what they were."""
    before = session()
    assert before.at(None, None) == before
    after = before.at(tmp_path / "x", "王建国")
    assert (after.root, after.by, after.now) == (tmp_path / "x", "王建国", before.now)


@pytest.mark.parametrize("name", ["", "  ", "a\tb", "\udcff"])
def test_a_name_that_cannot_be_read_is_no_name(run: Run, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes on the record as a name is printable; anything else is wrong usage or the system's user."""
    monkeypatch.delenv("UNIONBOOKS_BY")
    result = run("--by", name, "journal", "verify")
    assert result.exit_code in ({2} if name else {2, 3, 5, 1})
    assert "Traceback" not in result.output
