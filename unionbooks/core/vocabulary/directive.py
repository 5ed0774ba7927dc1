"""The frame of the vocabulary: a directive is a frozen dataclass that says how it is written.

`union-officer`, say, is a subclass of `Directive`; its fields are declared with `arg` (values in
order after the keyword) and `meta` (metadata lines). `read_directive` and `write_directive` serve
them all, so no directive has a parser of its own.
"""

from __future__ import annotations

import dataclasses
import difflib
import inspect
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import ClassVar
from typing import Final
from typing import TypeVar

from unionbooks.core.messages import N_
from unionbooks.core.messages import Message
from unionbooks.core.problems import Place
from unionbooks.core.problems import Problem
from unionbooks.core.problems import ProblemKind
from unionbooks.core.vocabulary.codec import Codec
from unionbooks.core.vocabulary.codec import quote

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from beancount.core.data import Custom

__all__ = [
    "Directive",
    "FieldSpec",
    "Record",
    "arg",
    "fields_of",
    "meta",
    "metadata_checker",
    "read_directive",
    "read_metadata",
    "write_directive",
    "write_metadata",
]

UNKNOWN_DIRECTIVE: Final = ProblemKind(
    "directive-unknown",
    N_("There is no directive {keyword}."),
    N_("Write one of the union-… directives of the reference page; the nearest is {nearest}."),
)
WRONG_ARITY: Final = ProblemKind(
    "directive-arity",
    N_("{keyword} has {found} values, expected {expected}."),
    N_("Write: {form}"),
)
WRONG_TYPE: Final = ProblemKind(
    "directive-type",
    N_("The value {value} does not fit {name} of {keyword}."),
    N_("Write {expected}."),
)
UNKNOWN_KEY: Final = ProblemKind(
    "metadata-unknown",
    N_("{keyword} knows no key {name}."),
    N_("Use one of: {known}; or begin a key of your own with x-."),
)
MISSING_KEY: Final = ProblemKind(
    "metadata-missing",
    N_("{keyword} lacks the key {name}."),
    N_("Add a line {name}: with {expected}."),
)

OWN_KEY_PREFIX: Final = "x-"
"""Keys that begin so belong to the union itself; the vocabulary leaves them alone."""

_KEYWORD: Final = "union-"
_BEANCOUNT_KEYS: Final = frozenset({"filename", "lineno", "__tolerances__", "__automatic__"})
_MISSING: Final = dataclasses.MISSING


def arg(codec: Codec[Any], doc: str) -> Any:
    """Declare a value that stands in order after the keyword; `doc` is a source string."""
    return field(metadata={"codec": codec, "doc": doc, "arg": True})


def meta(codec: Codec[Any], doc: str, *, required: bool = False) -> Any:
    """Declare a metadata line; its key is the field's name with hyphens. Absent means `None`."""
    default: dict[str, Any] = {} if required else {"default": None}
    return field(metadata={"codec": codec, "doc": doc, "arg": False}, **default)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """What is known of one declared field."""

    name: str
    key: str
    codec: Codec[Any]
    doc: str
    is_arg: bool
    required: bool


@dataclass(frozen=True, kw_only=True)
class Record:
    """Anything with declared metadata: a directive, or the metadata of an entry."""

    keyword: ClassVar[str]
    title: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class Directive(Record):
    """One dated fact of the books: the day it holds from (or happened), and where it is written."""

    date: dt.date
    place: Place | None = field(default=None, compare=False, repr=False)


D = TypeVar("D", bound=Directive)


def fields_of(kind: type[Record]) -> tuple[FieldSpec, ...]:
    """Return the declared fields of a record, the positional ones first, in order."""
    return _layout(kind).fields


@dataclass(frozen=True, slots=True)
class _Layout:
    fields: tuple[FieldSpec, ...]
    args: tuple[FieldSpec, ...]
    metas: Mapping[str, FieldSpec]
    required: tuple[FieldSpec, ...]


def _layout(kind: type[Record]) -> _Layout:
    hashable: Any = kind  # mypy mistakes the class for an instance of itself
    return _build_layout(hashable)


@cache
def _build_layout(kind: Any) -> _Layout:
    specs = [
        FieldSpec(
            name=one.name,
            key=one.name.replace("_", "-"),
            codec=one.metadata["codec"],
            doc=one.metadata["doc"],
            is_arg=one.metadata["arg"],
            required=one.default is _MISSING,
        )
        for one in dataclasses.fields(kind)
        if "codec" in one.metadata
    ]
    # What a class has in common with others reads best last, so its own fields come before its bases'.
    depth = {name: at for at, one in reversed(list(enumerate(kind.__mro__))) for name in inspect.get_annotations(one)}
    specs.sort(key=lambda spec: (not spec.is_arg, depth[spec.name]))
    return _Layout(
        fields=tuple(specs),
        args=tuple(spec for spec in specs if spec.is_arg),
        metas={spec.key: spec for spec in specs if not spec.is_arg},
        required=tuple(spec for spec in specs if spec.required and not spec.is_arg),
    )


def expected(codec: Codec[Any]) -> Message:
    """Say what a codec expects, as a message that completes "expected …"."""
    return Message(codec.expects, {"choices": ", ".join(codec.choices)} if codec.choices else {})


def form(kind: type[Record]) -> str:
    """Show how a directive is written, on one line without its metadata."""
    words = [f"<{spec.key}>" for spec in _layout(kind).args]
    return " ".join(["YYYY-MM-DD custom", quote(kind.keyword), *words])


def read_metadata(kind: type[Record], given: Mapping[str, Any], place: Place) -> tuple[dict[str, Any], list[Problem]]:
    """Read the metadata lines of an entry into field values, with every problem found on the way.

    Keys of Beancount itself and keys that begin with `x-` are passed over.
    """
    layout = _layout(kind)
    known = layout.metas
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, value in given.items():
        spec = known.get(key)
        if spec is None:
            if key not in _BEANCOUNT_KEYS and not key.startswith((OWN_KEY_PREFIX, "__")):
                problems.append(UNKNOWN_KEY(place, keyword=kind.keyword, name=key, known=", ".join(known)))
            continue
        try:
            values[spec.name] = spec.codec.read(value)
        except ValueError:
            problems.append(_wrong_type(place, kind, spec, value))
    problems.extend(
        MISSING_KEY(place, keyword=kind.keyword, name=spec.key, expected=expected(spec.codec))
        for spec in layout.required
        if spec.key not in given
    )
    return values, problems


def metadata_checker(
    kind: type[Record],
) -> Callable[[Mapping[str, Any], Callable[[Mapping[str, Any]], Place]], list[Problem]]:
    """Return a function that checks metadata as `read_metadata` does, made for a hundred thousand calls.

    It remembers which values it found right, since months, members and names come again and again,
    and asks for the place only when something is wrong.
    """
    required = {spec.key for spec in _layout(kind).required}
    right: set[tuple[str, type, object]] = set()

    def check(given: Mapping[str, Any], place_of: Callable[[Mapping[str, Any]], Place]) -> list[Problem]:
        for key, value in given.items():
            if key in _BEANCOUNT_KEYS or (key, type(value), value) in right:
                continue
            one, problems = read_metadata(kind, {key: value}, place_of(given))
            if any(problem.code != MISSING_KEY.code for problem in problems):
                return read_metadata(kind, given, place_of(given))[1]
            if one:
                right.add((key, type(value), value))
        if required and not required <= given.keys():
            return read_metadata(kind, given, place_of(given))[1]
        return []

    return check


def _wrong_type(place: Place, kind: type[Record], spec: FieldSpec, value: object) -> Problem:
    shown = quote(value) if isinstance(value, str) else str(value)
    return WRONG_TYPE(place, keyword=kind.keyword, name=spec.key, value=shown, expected=expected(spec.codec))


def read_directive(
    kinds: Mapping[str, type[Directive]], entry: Custom, place: Place
) -> tuple[Directive | None, list[Problem]]:
    """Read one `custom "union-…"` entry; `None` when it could not be read, and then with problems."""
    kind = kinds.get(entry.type)
    if kind is None:
        nearest = difflib.get_close_matches(entry.type, kinds, n=1, cutoff=0.0)
        return None, [UNKNOWN_DIRECTIVE(place, keyword=entry.type, nearest=nearest[0])]
    args = _layout(kind).args
    given = entry.values or []
    if len(given) != len(args):
        return None, [WRONG_ARITY(place, keyword=kind.keyword, found=len(given), expected=len(args), form=form(kind))]
    values, problems = read_metadata(kind, entry.meta, place)
    for spec, one in zip(args, given, strict=True):
        try:
            values[spec.name] = spec.codec.read(one.value)
        except ValueError:
            problems.append(_wrong_type(place, kind, spec, one.value))
    if problems:
        return None, problems
    try:
        return kind(date=entry.date, place=place, **values), []
    except InvalidError as error:
        return None, [error.at(place)]


class InvalidError(ValueError):
    """Raised by a directive's `__post_init__`: each value is fine, together they are not."""

    def __init__(self, kind: ProblemKind, **values: object) -> None:
        """Keep what makes up the problem; the place is known to the reader only."""
        super().__init__(kind.code)
        self.kind = kind
        self.values = values

    def at(self, place: Place | None) -> Problem:
        """Return the problem as a value."""
        return self.kind(place, **self.values)


def write_metadata(record: Record, indent: str = "  ") -> list[str]:
    """Write the metadata lines of a record, in the order of its fields; absent ones are left out."""
    return [
        f"{indent}{spec.key}: {spec.codec.write(value)}"
        for spec in fields_of(type(record))
        if not spec.is_arg and (value := getattr(record, spec.name)) is not None
    ]


def write_directive(directive: Directive) -> str:
    """Write a directive as Beancount text, with a line break at its end."""
    words = [f"{directive.date.isoformat()} custom {quote(directive.keyword)}"]
    words += [spec.codec.write(getattr(directive, spec.name)) for spec in _layout(type(directive)).args]
    return "\n".join([" ".join(words), *write_metadata(directive)]) + "\n"


def is_union_keyword(word: str) -> bool:
    """Tell whether a custom directive claims to be of this vocabulary."""
    return word.startswith(_KEYWORD)


def known_kinds(kinds: Sequence[type[Directive]]) -> dict[str, type[Directive]]:
    """Index directive classes by their keyword."""
    return {kind.keyword: kind for kind in kinds}


def pick(directives: Iterable[Directive], kind: type[D]) -> tuple[D, ...]:
    """Return the directives of one kind, in order."""
    return tuple(one for one in directives if isinstance(one, kind))
