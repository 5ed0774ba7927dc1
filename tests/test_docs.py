from __future__ import annotations

import pytest
from beancount.parser import parser

from unionbooks.cli import docs
from unionbooks.core.problems import Place
from unionbooks.core.vocabulary import DIRECTIVES
from unionbooks.core.vocabulary import RECORDS
from unionbooks.core.vocabulary.directive import read_directive
from unionbooks.core.vocabulary.directive import read_metadata

PLACE = Place("examples.beancount", 1)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """Make every page once."""
    return dict(docs.pages())


@pytest.mark.parametrize(
    "name",
    [f"{page}{ending}" for page in ("directives", "commands", "problems") for ending in (".md", ".zh.md")],
)
def test_a_page_says_what_the_code_says(pages: dict[str, str], name: str) -> None:
    """Each reference page is what `make docs` would write now."""
    assert (docs.REFERENCE / name).read_text(encoding="utf-8") == pages[name], "run: make docs"


def test_the_pages_are_all_tested(pages: dict[str, str]) -> None:
    """No page is made that the test above leaves out."""
    assert sorted(pages) == sorted(
        f"{page}{ending}" for page in ("directives", "commands", "problems") for ending in (".md", ".zh.md")
    )


@pytest.mark.parametrize("keyword", DIRECTIVES)
def test_the_example_of_a_directive_can_be_read(keyword: str) -> None:
    """Each directive has an example that the vocabulary reads without a problem."""
    (entry,), errors, _ = parser.parse_string(docs.examples()[keyword] + "\n")
    directive, problems = read_directive(DIRECTIVES, entry, PLACE)
    assert (errors, problems) == ([], [])
    assert directive is not None
    assert directive.keyword == keyword


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.keyword)
def test_the_example_of_a_record_can_be_read(record: type) -> None:
    """The examples of vouchers, postings, papers and accounts hold metadata that the vocabulary knows."""
    (entry,), errors, _ = parser.parse_string(docs.examples()[record.keyword] + "\n")
    metas = [posting.meta for posting in entry.postings] if record.keyword == "posting" else [entry.meta]
    read = [read_metadata(record, meta, PLACE) for meta in metas]
    assert errors == []
    assert [problem for _, problems in read for problem in problems] == []
    assert any(values for values, _ in read)


def test_a_code_stands_for_one_problem() -> None:
    """No two problems with different words share a code; only the level may differ."""
    shared = {
        code: [kind.what for kind in kinds]
        for code, kinds in docs.problem_kinds().items()
        if len({(kind.what, kind.mend) for kind in kinds}) > 1
    }
    assert shared == {}


def test_every_problem_says_how_to_mend_it() -> None:
    """Each kind of problem has two sentences, and its code is lower-case words with hyphens."""
    for code, kinds in docs.problem_kinds().items():
        assert code.replace("-", "").isalnum()
        assert code == code.lower()
        for kind in kinds:
            for sentence in (kind.what, kind.mend):
                assert sentence[0].isupper() or sentence[0] in "{u", sentence
                assert sentence.endswith((".", "}", '"', "…")), sentence
