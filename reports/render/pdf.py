"""Reports as PDF/A-2b, made by Typst from the templates beside this module.

The ledger's words reach a template as JSON only, never as source. The date of a document comes from
the data, so the same report gives the same bytes on every day. PDF/A needs every sign in the font;
one that is missing is said and not printed as a box.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import typst
from pylopdf_fonts_zh_cn import sans_path

from reports.render.printed import balance_data
from reports.render.printed import form_data
from reports.render.printed import summary_data
from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from reports.month_summary import MonthSummary
    from reports.submission import Submission
    from reports.trial_balance import TrialBalance
    from reports.voucher_form import VoucherForm

__all__ = [
    "TEMPLATES",
    "Typeset",
    "compile_pdf",
    "month_summary_pdf",
    "submission_pdf",
    "trial_balance_pdf",
    "voucher_forms_pdf",
]

NO_GLYPH: Final = ProblemKind(
    "print-sign-missing",
    N_("The font has no sign for {sign}, so the page cannot be printed."),
    N_("Write the word without it: look for an emoji or a rare character in names and narrations."),
)
NO_FONT: Final = ProblemKind(
    "print-font-missing",
    N_("The font {font} is not installed, so nothing can be printed."),
    N_("Install unionbooks again: its package pylopdf-fonts-zh-cn brings the font."),
)

TEMPLATES: Final = Path(__file__).parent / "templates"
_STANDARD: Final = "a-2b"
_FONT: Final = "Noto Sans SC"
_MISSING: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)


@cache
def _fonts() -> typst.Fonts:
    """Read the font, once; nothing of the system's is looked at."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(sans_path().parent)])
    if _FONT not in fonts.families():
        raise BadInputError(NO_FONT(font=_FONT))
    return fonts


def _compiler(template: str, data: Mapping[str, object]) -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
    )


def _compiled(compiler: typst.Compiler, date: str, *, tags: bool = True) -> bytes:
    try:
        made = compiler.compile(
            format="pdf",
            pdf_standards=[_STANDARD],
            timestamp=dt.datetime.combine(dt.date.fromisoformat(date), dt.time(), dt.UTC),
            pdf_tags=tags,
        )
    except typst.TypstError as error:
        if missing := _MISSING.search(error.message):
            raise BadInputError(NO_GLYPH(sign=missing[1])) from error
        raise
    if not isinstance(made, bytes):
        raise TypeError("one PDF was expected")
    return made


def compile_pdf(template: str, data: Mapping[str, object]) -> bytes:
    """Compile a template of this package.

    Args:
        template: Its file name.
        data: What it prints; `date` (ISO) is the date of the document, `union` its author.

    Raises:
        BadInputError: where the font lacks a sign.
    """
    return _compiled(_compiler(template, data), str(data["date"]))


def voucher_forms_pdf(forms: Sequence[VoucherForm]) -> bytes:
    """Print vouchers (记账凭证), one a sheet; at least one."""
    return compile_pdf(
        "only_forms.typ",
        {
            "date": max(form.date for form in forms).isoformat(),
            "union": forms[0].union,
            "forms": [form_data(form) for form in forms],
        },
    )


def month_summary_pdf(summary: MonthSummary) -> bytes:
    """Print the summary of a month's vouchers (记账凭证汇总表)."""
    return compile_pdf(
        "only_summary.typ",
        {
            "date": summary.month.last_day.isoformat(),
            "union": summary.letterhead.union,
            "summary": summary_data(summary),
        },
    )


def trial_balance_pdf(balance: TrialBalance) -> bytes:
    """Print a trial balance (科目余额表)."""
    return compile_pdf(
        "only_balance.typ",
        {
            "date": balance.month.last_day.isoformat(),
            "union": balance.letterhead.union,
            "balance": balance_data(balance),
        },
    )


@dataclass(frozen=True, slots=True)
class Typeset:
    """A document whose parts are to be parted by other pages.

    `starts` says on which page, counted from 0, each part begins: `summary`, `list`, `balance`, and
    each voucher by its number.
    """

    pdf: bytes
    starts: Mapping[str, int]


def submission_pdf(report: Submission, papers: Mapping[str, int]) -> Typeset:
    """Print cover, list, vouchers and trial balance of a package, with page numbers for the whole.

    Args:
        report: The month.
        papers: Voucher number -> how many pages of papers will follow its form.
    """
    forms = []
    before = 0
    for form in report.forms:
        forms.append(form_data(form, before))
        before += papers.get(str(form.number), 0)
    data = {
        "date": report.sealed_on.isoformat(),
        "union": report.letterhead.union,
        "month": str(report.month),
        "footnote": f"{report.letterhead.union}　{report.month}",
        "seal": f"{report.seal_short}　（{report.sealed_on.isoformat()}）",
        "papers": before,
        "summary": summary_data(report.summary),
        "forms": forms,
        "balance": balance_data(report.balance),
    }
    compiler = _compiler("package.typ", data)
    # The papers of others that are put in carry no tags, so the whole would have none that hold.
    pdf = _compiled(compiler, str(data["date"]), tags=False)
    parts = json.loads(compiler.query("<part>", field="value", format="json"))
    return Typeset(pdf, {one["key"]: one["page"] - 1 for one in parts})
