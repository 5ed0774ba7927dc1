from __future__ import annotations

from collections.abc import Callable

import pytest
from paper_ledger import PAPER_LEDGER
from playwright.sync_api import Page
from playwright.sync_api import expect

OpenPage = Callable[..., Page]


def overview(site: str) -> str:
    """Return the address of the page, whatever the ledger is called."""
    return f"{site}育才小学工会委员会/extension/UnionOverview/"


@pytest.mark.parametrize(
    ("locale", "title", "words"),
    [
        ("en-US", "Overview", ("Cash and bank", "102", "Last sealed month", "none yet")),
        ("zh-CN", "总览", ("货币资金", "10201 基本户", "最近封账月份")),
    ],
)
def test_the_page_speaks_the_language_of_the_browser(
    site: str, open_page: OpenPage, locale: str, title: str, words: tuple[str, ...]
) -> None:
    """Title, sidebar and page are in the browser's language, and the money is there."""
    page = open_page(overview(site), locale)
    expect(page.locator("aside").get_by_role("link", name=title, exact=True)).to_be_visible()
    article = page.locator("article")
    for word in words:
        expect(article).to_contain_text(word)
    expect(article).to_contain_text("17,636.67")


def test_it_is_reached_from_the_sidebar_without_a_reload(site: str, open_page: OpenPage) -> None:
    """Fava swaps the page in place; the page is whole then, too, and its tables sort."""
    page = open_page(site)
    page.locator("aside").get_by_role("link", name="Overview", exact=True).click()
    months = page.locator("article table").nth(1)
    expect(months.locator("tbody tr").first).to_contain_text("2026-03")
    months.get_by_role("columnheader", name="Income").click()
    expect(months.locator("tbody tr").first).not_to_contain_text("3,045.50")


@pytest.mark.parametrize("name", ["2026-03", "3,045.50", "10201 Basic account"])
def test_every_figure_leads_down(site: str, open_page: OpenPage, name: str) -> None:
    """A month leads to its journal, a sum and an account to Fava's account page."""
    page = open_page(overview(site))
    page.locator("article").get_by_role("link", name=name, exact=True).first.click()
    expect(page.locator("article")).to_contain_text("三月工会经费")


def test_a_problem_leads_to_its_line(site: str, open_page: OpenPage, make_ledger: Callable[..., object]) -> None:
    """The place of a problem opens the ledger's file at that line."""
    make_ledger({**PAPER_LEDGER, "accounts.beancount": "2026-01-01 open Assets:101库存现金 CNY\n"})
    page = open_page(overview(site))
    page.locator("article").get_by_role("link", name="2026/2026-01.beancount:").first.click()
    expect(page.locator("article")).to_contain_text("期初余额")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_the_page_never_scrolls_sideways(site: str, open_page: OpenPage, width: int, locale: str) -> None:
    """On a desk and on a telephone nothing of the page is wider than the window; wide tables scroll alone."""
    page = open_page(overview(site), locale, width)
    expect(page.locator("article svg")).to_be_attached()
    wide = page.evaluate(
        "document.querySelector('article').scrollWidth - document.querySelector('article').clientWidth"
    )
    assert wide <= 0
