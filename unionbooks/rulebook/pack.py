"""Rule packs that come with the program: Beancount text, copied into a ledger's `rules` folder.

Once copied a pack is the union's own: a newer program never changes the rules of existing books.
"""

from __future__ import annotations

from importlib import resources
from string import Template
from typing import TYPE_CHECKING
from typing import Final

from unionbooks.core.messages import N_
from unionbooks.core.problems import BadInputError
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary.codec import quote

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["NATIONAL", "own_rules", "pack_names", "pack_text"]

NATIONAL: Final = "cn-national"
"""The pack of the whole country, which every new ledger of a Chinese union holds."""

UNKNOWN_PACK: Final = ProblemKind(
    "pack-unknown",
    N_("There is no rule pack {name}."),
    N_("Use one of: {known}."),
)

_FOLDER: Final = resources.files("unionbooks.rulebook").joinpath("packs")
_SUFFIX: Final = ".beancount"
_OWN: Final = "own.template"


def pack_names() -> tuple[str, ...]:
    """Return the names of the packs, sorted."""
    found = _FOLDER.iterdir()
    return tuple(sorted(one.name.removesuffix(_SUFFIX) for one in found if one.name.endswith(_SUFFIX)))


def pack_text(name: str) -> str:
    """Return the text of a pack.

    Raises:
        BadInputError: where there is no pack of that name.
    """
    known = pack_names()
    if name not in known:
        raise BadInputError(UNKNOWN_PACK(name=name, known=", ".join(known)))
    return _FOLDER.joinpath(f"{name}{_SUFFIX}").read_text(encoding="utf-8")


def own_rules(since: dt.date, payee: str | None) -> str:
    """Return the rules that a union of its own begins with, for it to correct.

    Args:
        since: The first day of its books.
        payee: The upper union that receives the contribution, where it is known.
    """
    text = _FOLDER.joinpath(_OWN).read_text(encoding="utf-8")
    if payee is None:
        text = text.replace("  payee: $payee\n", "")
    return Template(text).substitute(since=since.isoformat(), payee=quote(payee or ""))
