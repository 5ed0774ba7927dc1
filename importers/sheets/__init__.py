"""The treasurer's own sheets: a form says which columns there are, and both the template and the reader follow it.

    FORM = Form("roll", 1, "花名册", (Column("name", "姓名", NAME, required=True), ...))
    make_template(FORM)                       the workbook to fill in
    filled = read_form(data, "花名册.xlsx", FORM)   its rows, typed, with every problem at its cell

The header is found by its words, in any sheet and any row; what cannot be read is never guessed.
"""

from __future__ import annotations
