"""What every page shares: its title and words in the reader's language, and that it never breaks Fava."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import ClassVar
from typing import Final

from fava.ext import FavaExtensionBase
from flask_babel import get_locale  # type: ignore[import-untyped]  # it has no annotations
from markupsafe import Markup

from unionbooks.core.messages import LANGUAGES
from unionbooks.core.messages import N_
from unionbooks.core.messages import translator
from unionbooks.core.money import format_yuan
from unionbooks.core.problems import Problem
from unionbooks.core.problems import ProblemKind
from unionbooks.core.problems import UnionbooksError
from unionbooks.web.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fava.core import FavaLedger

    from unionbooks.core.messages import Translate

__all__ = ["UnionPage", "language"]

BROKEN: Final = ProblemKind(
    "page-broken",
    N_("This page cannot be shown ({error})."),
    N_("Run unionbooks check; if it finds nothing, report this with the output of unionbooks doctor."),
)

_log: Final = logging.getLogger(__name__)


def language() -> str:
    """Return the language of the request: the one that Fava chose, English where it is none of ours."""
    locale = get_locale()
    return locale.language if locale is not None and locale.language in LANGUAGES else "en"


class UnionPage(FavaExtensionBase):
    """A page: a title, a template, and the values that the template shows.

    Attributes:
        title: Source string of the title in the sidebar.
        template: File in `templates/` with the page itself; the file that Fava asks for only calls `content`.
    """

    title: ClassVar[str]
    template: ClassVar[str]

    def __init__(self, ledger: FavaLedger, config: str | None = None) -> None:
        """Take Fava's ledger; the books are read when the page is asked for."""
        super().__init__(ledger, config)
        self.root = Path(ledger.beancount_file_path).parent.resolve()
        self.reader = Reader(self.root)

    @property
    def report_title(self) -> str:  # type: ignore[override]  # Fava reads it anew for each request
        """The title in the language of the request."""
        return translator(language())(self.title)

    def values(self, translate: Translate) -> Mapping[str, Any]:
        """Return what the template shows."""
        raise NotImplementedError

    def content(self) -> Markup:
        """Return the page; whatever the ledger holds, a failure is shown on the page and breaks no other."""
        translate = translator(language())
        try:
            return self._rendered(self.template, translate, **self.values(translate))
        except UnionbooksError as error:
            problems = error.problems
        except Exception as error:  # noqa: BLE001 - an error in a page must not take Fava down
            _log.exception("page %s", self.name)
            said = " ".join(f"{type(error).__name__}: {error}".split())
            problems = (BROKEN(error=said),)
        return self._rendered("broken.html", translate, problems=self.sentences(problems, translate))

    def _rendered(self, template: str, translate: Translate, **values: object) -> Markup:
        page = self.jinja_env.get_template(template)
        # The template escapes what it is given.
        return Markup(page.render(**values, _=translate, yuan=format_yuan))  # noqa: S704

    @staticmethod
    def sentences(problems: tuple[Problem, ...], translate: Translate) -> list[str]:
        """Write problems in the language of the request."""
        return [problem.render(translate) for problem in problems]
