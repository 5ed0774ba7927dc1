from __future__ import annotations

import threading
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import pytest
from paper_ledger import MAIN
from paper_ledger import PAPER_LEDGER
from werkzeug.test import Client
from werkzeug.test import TestResponse

from unionbooks.web.server import make_app

MakeLedger = Callable[[Mapping[str, str | bytes]], Path]
Ask = Callable[[str], TestResponse]
SLUG = "/育才小学工会委员会"
STORED = """\
2026-01-01 query "dues" "SELECT sum(number) AS total WHERE account ~ '401'"
2026-01-01 query "trap" "CREATE TABLE t (a int) USING 'csv:/etc/hostname'"
"""
QUESTION = "SELECT account, sum(number) AS total WHERE account ~ '401' GROUP BY account"


@pytest.fixture
def client(make_ledger: MakeLedger) -> Client:
    """Stand before the gate of the three months, with two stored queries, one of them a trap."""
    return Client(make_app(make_ledger({**PAPER_LEDGER, "main.beancount": MAIN + STORED})))


@pytest.fixture
def ask(client: Client) -> Ask:
    """Ask Fava's query page."""
    return lambda query: client.get(
        f"{SLUG}/api/query", query_string={"query_string": query}, headers={"Host": "localhost"}
    )


@pytest.mark.parametrize("query", [QUESTION, f"{QUESTION};", ".run dues", "run dues"])
@pytest.mark.filterwarnings("ignore:commands without")
def test_a_question_is_answered(ask: Ask, query: str) -> None:
    """Statements and stored queries work as in any Fava."""
    answer = ask(query)
    assert answer.status_code == 200
    assert "91.00" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["BALANCES", "JOURNAL '401'", "PRINT", ".help", ".tables", ".describe entries", f".explain {QUESTION}"]
)
def test_what_only_shows_works(ask: Ask, query: str) -> None:
    """The other statements, and the commands that only show, are there."""
    assert ask(query).status_code == 200


@pytest.mark.parametrize(
    "word", ["output", "set", "clear", "history", "reload", "parse", "format", "errors", "quit", "exit"]
)
@pytest.mark.filterwarnings("ignore:commands without")
def test_every_side_door_is_closed(ask: Ask, tmp_path: Path, word: str) -> None:
    """A command that writes, sets or clears is refused, with a dot and without, in any case; nothing is touched."""
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    for query in (f".{word} {victim}", f"{word} {victim}", f".{word.upper()} {victim}", f"  .{word} {victim}"):
        assert ask(query).status_code != 200
        assert victim.read_text(encoding="utf-8") == "precious"
    assert ask(QUESTION).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "CREATE TABLE t (a int) USING 'csv:/etc/hostname'",
        ".explain CREATE TABLE t (a int) USING 'csv:/etc/hostname'",
        "INSERT INTO t (a) VALUES (1)",
        ".run trap",
        ".output",
    ],
)
def test_no_statement_but_a_question_is_run(ask: Ask, query: str) -> None:
    """Tables cannot be made over files, nor by way of a stored query or of an explanation."""
    answer = ask(query)
    assert answer.status_code != 200
    assert "SELECT" in answer.get_data(as_text=True)


def test_the_download_goes_through_the_same_door(client: Client, tmp_path: Path) -> None:
    """The address that downloads a result refuses what the page refuses, and gives a result."""
    victim = tmp_path / "victim"
    address = f"{SLUG}/download-query/query_result.csv"
    bad = client.get(address, query_string={"query_string": f".output {victim}"}, headers={"Host": "localhost"})
    assert bad.status_code == 500
    assert not victim.exists()
    good = client.get(address, query_string={"query_string": QUESTION}, headers={"Host": "localhost"})
    assert good.status_code == 200
    assert "401会费收入,-91" in good.get_data(as_text=True)


def test_readers_do_not_get_each_others_answers(ask: Ask) -> None:
    """Questions asked at the same time each get their own answer."""
    wrong: list[str] = []

    def reader(query: str, expected: str) -> None:
        for _ in range(10):
            text = ask(query).get_data(as_text=True)
            if expected not in text or text.count("table ") > 1:
                wrong.append(text)

    kinds = [(".describe entries", "table entries"), (".describe prices", "table prices"), (QUESTION, "91.00")]
    threads = [threading.Thread(target=reader, args=kind) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
