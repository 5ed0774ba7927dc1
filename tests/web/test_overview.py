from __future__ import annotations

import html
import re
from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from paper_ledger import PAPER_LEDGER
from paper_ledger import UNION

from unionbooks.web.reading import Reader

OpenClient = Callable[..., FlaskClient]
MakeLedger = Callable[[Mapping[str, str | bytes]], Path]


def text_of(client: FlaskClient, path: str, language: str = "en") -> str:
    """Return a page, as a browser of that language gets it."""
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


@pytest.mark.parametrize(("language", "title", "state"), [("en", "Overview", "not sealed"), ("zh", "总览", "未封账")])
def test_title_and_words_follow_the_request(
    client: FlaskClient, page: str, language: str, title: str, state: str
) -> None:
    """One running server shows each reader the page and its title in the reader's language."""
    shown = text_of(client, page, language)
    assert f"<title>{title} - " in shown
    assert state in shown
    assert "17,636.67" in shown


def test_a_language_that_is_not_ours_is_shown_english(client: FlaskClient, page: str) -> None:
    """A reader of French gets Fava in French and our page in English."""
    assert "Cash and bank" in text_of(client, page, "fr")


def test_fava_finds_nothing_wrong_with_the_extension(client: FlaskClient, page: str) -> None:
    """The page is registered once, and Fava lists no error beside those of the books."""
    shown = text_of(client, page)
    assert shown.count('"UnionOverview"') == 1
    errors = client.get(f"{page.partition('/extension')[0]}/api/errors").get_json()["data"]
    assert [error["type"] for error in errors] == ["BooksError"]


def test_links_keep_the_filters(client: FlaskClient, page: str) -> None:
    """What the reader has filtered by goes along to the journal and the accounts."""
    shown = text_of(client, f"{page}?filter=%23dues")
    links = re.findall(r'href="([^"]*/account/[^"]*)"', shown)
    assert links
    assert all("filter=%23dues" in link for link in links)


def test_words_of_the_ledger_are_never_markup(open_client: OpenClient, page: str) -> None:
    """A union that calls itself a script is shown, not run."""
    union = UNION.replace('"育才小学工会委员会"', '"<script>alert(1)</script>"')
    with open_client({"union.beancount": union}) as client:
        raw = client.get(page).get_data(as_text=True)
    assert "<script>alert(1)" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_incognito_hides_every_amount(open_client: OpenClient, page: str) -> None:
    """Where Fava is told to hide numbers, no amount of ours is shown or hidden in the page."""
    with open_client(incognito=True) as client:
        shown = text_of(client, page)
    body = shown.partition('<div class="union">')[2].partition('<script type="application/json"')[0]
    assert "XX,XXX.XX" in body
    assert not re.search(r"\d{3}\.\d\d|17636|304550", body)


@pytest.mark.parametrize("error", [RuntimeError("<b>broken</b>"), KeyError("x"), ZeroDivisionError()])
def test_a_fault_of_ours_is_shown_and_breaks_no_other_page(
    client: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """An exception in a page becomes a sentence on it; Fava's own pages go on."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Reader, "report", fail)
    raw = client.get(page).get_data(as_text=True)
    assert type(error).__name__ in raw
    assert "<b>broken</b>" not in raw
    assert client.get(f"{page.partition('/extension')[0]}/income_statement/").status_code == 200


@pytest.mark.parametrize(
    "damage",
    [
        {"2026/2026-03.beancount": "这不是账\n\x00\n"},
        {"accounts.beancount": ""},
        {"members.beancount": '2026-01-01 custom "union-member" 7 8 9\n'},
        {
            "2026/2026-01.beancount": '2026-01-01 * "x"\n  Assets:101库存现金  0.001 CNY\n'
            "  Assets:101库存现金  -0.001 CNY\n"
        },
        {"main.beancount": "", "union.beancount": ""},
        {
            "main.beancount": '2026-01-01 custom "fava-extension" "unionbooks.web" "{}"\n',
            "2026/2026-03.beancount": "",
        },
    ],
)
def test_no_ledger_takes_fava_down(
    make_ledger: MakeLedger, open_client: OpenClient, damage: dict[str, str | bytes]
) -> None:
    """However broken the books are, Fava loads and our page, where it is named, answers."""
    with open_client(damage) as client:
        start = client.get("/")
        assert start.status_code == 302
        slug = start.headers["Location"].removesuffix("income_statement/")
        assert client.get(f"{slug}api/errors").status_code == 200
        assert client.get(f"{slug}extension/UnionOverview/").status_code in {200, 404}


def test_a_change_of_the_ledger_is_seen_at_once(make_ledger: MakeLedger, open_client: OpenClient, page: str) -> None:
    """A new file under the include is in the page at the next request, without a restart."""
    with open_client() as client:
        assert "2026-04" not in text_of(client, page)
        make_ledger({**PAPER_LEDGER, "2026/2026-04.beancount": APRIL})
        assert "2026-04" in text_of(client, page)


APRIL = """\
2026-04-01 * "利息" ^V2026-04-0001
  voucher: "2026-04-0001"
  kind: "grant"
  Assets:102银行存款:10201基本户  1.00 CNY
  Income:401会费收入  -1.00 CNY
"""


def test_unchanged_books_are_read_once(client: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for again, the page comes from what was read before."""
    first = text_of(client, page)
    monkeypatch.setattr("unionbooks.web.reading.open_tables", lambda *_: pytest.fail("read again"))
    assert text_of(client, page) == first
