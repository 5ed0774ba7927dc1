"""The overview page (总览): where the union stands, with ways down to every figure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import ClassVar

from fava.application import url_for

from reports.overview import overview
from reports.render.words import STATES
from unionbooks.core.messages import N_
from unionbooks.web.bars import draw
from unionbooks.web.page import UnionPage
from unionbooks.web.page import language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unionbooks.core.messages import Translate
    from unionbooks.core.problems import Place

__all__ = ["UnionOverview"]


class UnionOverview(UnionPage):
    """Cash and bank, income and spending by month, the state of each month, problems."""

    title: ClassVar[str] = N_("Overview")
    template: ClassVar[str] = "overview.html"

    def values(self, translate: Translate) -> Mapping[str, Any]:
        """Return the overview and how it is linked; books without a problem have no list of them."""
        report = self.reader.report(overview)
        return {
            "report": report,
            "language": language(),
            "chart": draw(report.months),
            "states": {state: translate(word) for state, word in STATES.items()},
            "levels": {"error": translate(N_("Error")), "warning": translate(N_("Warning"))},
            "account_url": _account_url,
            "month_url": _month_url,
            "source_url": self._source_url,
        }

    def _source_url(self, place: Place | None) -> str | None:
        """Return the address of Fava's editor at a line; none for what is no ledger file."""
        if place is None or not place.file.endswith(".beancount"):
            return None
        path = str(self.root / place.file)
        return url_for("report", report_name="editor", file_path=path, line=str(place.line or 1))


def _account_url(account: str, month: str = "") -> str:
    return url_for("account", name=account, **({"time": month} if month else {}))


def _month_url(month: str) -> str:
    return url_for("report", report_name="journal", time=month)
