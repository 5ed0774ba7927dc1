"""The press: prints papers as PDF with Typst, the same bytes for the same paper every time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

import pylopdf_fonts_zh_cn
import typst

if TYPE_CHECKING:
    from unionbooks.demo.draft import Paper

__all__ = ["Press"]

_FORMS: Final = Path(__file__).parent / "papers"


class Press:
    """Prints papers; it keeps a compiler for every form, so that a paper takes a few milliseconds."""

    def __init__(self) -> None:
        """Set up no compiler yet; the first paper of a form does."""
        fonts = [pylopdf_fonts_zh_cn.sans_path().parent]
        self._fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=fonts)
        self._compilers: dict[str, typst.Compiler] = {}

    def print(self, paper: Paper) -> bytes:
        """Print one paper.

        Everything on it travels as data, never as Typst source; so no name can break the form.
        """
        data = json.dumps(paper.data, ensure_ascii=False, sort_keys=True)
        moment = dt.datetime.fromisoformat(f"{paper.data['date']}T12:00:00+00:00")
        pdf = self._compiler(paper.form).compile(
            format="pdf", sys_inputs={"data": data}, timestamp=moment, pdf_tags=False
        )
        if not isinstance(pdf, bytes):
            raise TypeError(f"no PDF came out of {paper.form}")
        return pdf

    def _compiler(self, form: str) -> typst.Compiler:
        compiler = self._compilers.get(form)
        if compiler is None:
            compiler = typst.Compiler(_FORMS / f"{form}.typ", root=_FORMS, font_paths=self._fonts)
            self._compilers[form] = compiler
        return compiler
