from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from reports.month_summary import month_summary
from reports.render.pdf import TEMPLATES
from reports.render.pdf import month_summary_pdf
from reports.render.pdf import trial_balance_pdf
from reports.render.pdf import voucher_forms_pdf
from reports.trial_balance import trial_balance
from reports.voucher_form import VoucherForm
from reports.voucher_form import VoucherLine
from reports.voucher_form import voucher_forms
from unionbooks.books.load import load
from unionbooks.core.ids import VoucherNumber
from unionbooks.core.month import Month
from unionbooks.core.problems import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

    from unionbooks.books.query import Tables

MARCH_2026 = Month(2026, 3)


def words(pdf: bytes) -> list[str]:
    """Return the words of each page, without spaces and breaks."""
    document = pypdfium2.PdfDocument(pdf)
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.fixture
def forms(root: Path) -> tuple[VoucherForm, ...]:
    """Fill in the forms of March."""
    return voucher_forms(load(root), MARCH_2026)


def test_a_voucher_form_says_what_an_accountant_looks_for(forms: tuple[VoucherForm, ...]) -> None:
    """Number, date, accounts, amounts in figures and capitals, papers and signatures stand on the form."""
    page = words(voucher_forms_pdf(forms))[0]
    for expected in (
        "记账凭证",
        "单位：育才小学工会委员会",
        "2026年3月10日",
        "凭证号：2026-03-0001",
        "501职工活动支出",
        "50105会员活动支出",
        "102银行存款",
        "10201基本户",
        "1,680.32",
        "人民币壹仟陆佰捌拾元零叁角贰分",
        "附件2张",
        "发票号码：26342000000012345678",
        "审批王建国",
        "经办孙丽",
        "证明(验收)钱进",
        "制单李秀英",
        "第1页共1页",
    ):
        assert expected in page


def test_a_red_form_names_what_it_cancels(forms: tuple[VoucherForm, ...]) -> None:
    """The form of a reversal is titled red, has negative amounts and the number of the other voucher."""
    page = words(voucher_forms_pdf(forms))[3]
    for expected in ("记账凭证（红字）", "-1,680.32", "人民币负壹仟陆佰", "冲销凭证：2026-03-0001"):
        assert expected in page


def test_a_long_voucher_counts_its_own_pages(forms: tuple[VoucherForm, ...]) -> None:
    """A voucher that does not fit goes on overleaf, counted for itself; the next begins anew at 1."""
    line = forms[0].lines[0]
    long = dataclasses.replace(forms[0], lines=(line,) * 30)
    pages = words(voucher_forms_pdf((long, forms[1])))
    assert len(pages) >= 4
    counts = [re.search(r"第(\d+)页共(\d+)页", page) for page in pages]
    assert [match and (int(match[1]), int(match[2])) for match in counts] == [
        *((index, len(pages) - 1) for index in range(1, len(pages))),
        (1, 1),
    ]
    assert "审批王建国" in pages[-2]


def test_the_trial_balance_shows_each_balance_on_its_side(tables: Tables) -> None:
    """Every account is there with code and name, and the totals of both sides are equal."""
    (page,) = words(trial_balance_pdf(trial_balance(tables, MARCH_2026)))
    for expected in ("科目余额表", "32205累计结余", "10201基本户12,391.175,045.5017,436.67", "合计12,591.1712,591.17"):
        assert expected in page


def test_the_summary_has_the_sum_in_capitals(tables: Tables) -> None:
    """The summary names the range of numbers, the vouchers and papers, and the sum in capitals."""
    (page,) = words(month_summary_pdf(month_summary(tables, MARCH_2026)))
    for expected in (
        "记账凭证汇总表",
        "2026-03-0001至2026-03-0004",
        "4张（其中红字1张）",
        "人民币伍仟零肆拾伍元伍角整",
    ):
        assert expected in page


def test_the_same_report_is_the_same_pdf_everywhere(root: Path, tmp_path: Path) -> None:
    """Another process, day, time zone and language give the same bytes, PDF/A-2b with an embedded font."""
    code = (
        "import sys, pathlib\n"
        "from unionbooks.books.load import load\n"
        "from unionbooks.core.month import Month\n"
        "from reports.voucher_form import voucher_forms\n"
        "from reports.render.pdf import voucher_forms_pdf\n"
        "forms = voucher_forms(load(pathlib.Path(sys.argv[1])), Month(2026, 3))\n"
        "sys.stdout.buffer.write(voucher_forms_pdf(forms))\n"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code, str(root)],
            capture_output=True,
            check=True,
            cwd=tmp_path,
            env={**os.environ, "TZ": zone, "LANG": language},
        ).stdout
        for zone, language in (("Asia/Shanghai", "zh_CN.UTF-8"), ("America/St_Johns", "C"))
    ]
    assert made[0] == made[1] == voucher_forms_pdf(voucher_forms(load(root), MARCH_2026))
    assert b"pdfaid:part>2<" in made[0]
    assert b"NotoSansSC" in made[0]


@pytest.mark.parametrize("sign", ["😀", "𠮷"])
def test_a_sign_that_the_font_lacks_is_said(forms: tuple[VoucherForm, ...], sign: str) -> None:
    """Instead of an empty box on paper there is an error that names the sign."""
    form = dataclasses.replace(forms[0], summary=f"慰问{sign}同志")
    with pytest.raises(BadInputError) as wrong:
        voucher_forms_pdf((form,))
    (problem,) = wrong.value.problems
    assert problem.code == "print-sign-missing"
    assert sign in str(problem)


@settings(max_examples=30)
@given(st.text(max_size=60), st.text(max_size=20))
def test_no_words_can_break_the_page(summary: str, payee: str) -> None:
    """Whatever stands in a voucher, markup of any kind too, is printed or refused with a sentence."""
    form = _form(summary, payee)
    try:
        assert len(words(voucher_forms_pdf((form,)))) >= 1
    except BadInputError as error:
        assert error.problems[0].code == "print-sign-missing"  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("markup", ["#panic(1)", "*bold* _x_ = y", '#include "x"', "$ x^2 $", "\\#", "<label>", "@ref"])
def test_words_are_never_read_as_markup(markup: str) -> None:
    """Text that looks like Typst's markup stands on the page as it is."""
    (page,) = words(voucher_forms_pdf((_form(markup, ""),)))
    assert "".join(markup.split()) in page


def test_no_template_reads_anything_but_its_data() -> None:
    """The templates read no file and no package: all they print comes in as data."""
    for template in TEMPLATES.glob("*.typ"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\b(read|csv|yaml|toml|xml|cbor|plugin|eval)\(", text), template.name
        assert not re.search(r'#import "@', text), template.name


def _form(summary: str, payee: str) -> VoucherForm:
    from reports.accounts import account_name

    account = account_name("Assets:102银行存款:10201基本户")
    return VoucherForm(
        union="工会",
        number=VoucherNumber(MARCH_2026, 1),
        date=MARCH_2026.first_day,
        kind="expense",
        payee=payee,
        summary=summary,
        lines=(VoucherLine(account, 100, 0, 1), VoucherLine(account, 0, 100, 1)),
        debit_fen=100,
        credit_fen=100,
        attachments=0,
        papers=(),
        prepared_by="",
        handled_by="",
        accepted_by="",
        approved_by="",
        approved_on=None,
        minutes="",
        invoice="",
        receipt="",
        reverses="",
        evidence="",
    )
