"""From Beancount's entries to typed facts: the `union-…` directives, and the metadata that is not one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from beancount.core.data import Custom
from beancount.core.data import Document
from beancount.core.data import Open
from beancount.core.data import Transaction

from unionbooks.books.model import place_in
from unionbooks.core.vocabulary import DIRECTIVES
from unionbooks.core.vocabulary import AccountMeta
from unionbooks.core.vocabulary import Directive
from unionbooks.core.vocabulary import PaperMeta
from unionbooks.core.vocabulary import PostingMeta
from unionbooks.core.vocabulary import VoucherMeta
from unionbooks.core.vocabulary.directive import is_union_keyword
from unionbooks.core.vocabulary.directive import metadata_checker
from unionbooks.core.vocabulary.directive import read_directive

if TYPE_CHECKING:
    from pathlib import Path

    from beancount.core.data import Directives

    from unionbooks.core.problems import Problem

__all__ = ["read_facts"]


def read_facts(root: Path, entries: Directives) -> tuple[tuple[Directive, ...], list[Problem]]:
    """Read every directive of the vocabulary, and check the metadata of everything else."""
    directives: list[Directive] = []
    problems: list[Problem] = []
    check_voucher = metadata_checker(VoucherMeta)
    check_posting = metadata_checker(PostingMeta)
    check_other = {Document: metadata_checker(PaperMeta), Open: metadata_checker(AccountMeta)}
    place_of = partial(place_in, root)
    for entry in entries:
        if isinstance(entry, Transaction):
            problems += check_voucher(entry.meta, place_of)
            for posting in entry.postings:
                if posting.meta:
                    problems += check_posting(posting.meta, place_of)
        elif isinstance(entry, Custom):
            if is_union_keyword(entry.type):
                directive, wrong = read_directive(DIRECTIVES, entry, place_in(root, entry.meta))
                problems += wrong
                if directive is not None:
                    directives.append(directive)
        elif (check := check_other.get(type(entry))) is not None:
            problems += check(entry.meta, place_of)
    return tuple(directives), problems
