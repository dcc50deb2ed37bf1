"""The machinery of elements: one class says everything about an element of a feed.

How authors write it, what the catalog keeps, the XML, what lint must know and its row in the docs are all read from the
class and the annotations of its fields:

    @element("podcast:funding", field="funding", inside=ANYWHERE, many=True)
    class Funding:
        \"\"\"Where listeners can give (podcast namespace, tag `funding`).\"\"\"

        example: ClassVar[str] = "an address, or {url: …, label: …}"
        short: ClassVar[str] = "url"

        url: Annotated[HttpsUrl, Attribute("url", address="web")]
        label: Annotated[Label, Text(limit=128)] = "Support the show"

A class without `written` is what is written *and* what is published. Where the two differ, `written` names the class
that authors write, and the published one has `resolve(written, show)`. Rules across fields are `check(written)`: it
yields refusals, and stands on the class that is written; `check_all` is about all of a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Literal, Protocol, TypeVar, dataclass_transform, get_args, get_origin, get_type_hints

from feedpub.elements.xml import spelt
from feedpub.scalars import When

T = TypeVar("T")

CHANNEL, ITEM, LIVE_ITEM = "channel", "item", "podcast:liveItem"
ANYWHERE = (CHANNEL, ITEM, LIVE_ITEM)
EPISODES = (ITEM, LIVE_ITEM)

MODULES = ("podcast.people", "podcast.media", "podcast.value", "podcast.live", "podcast.show", "spotify", "custom")
"""Where elements are declared, in the order in which docs list them."""


# --- what the annotations of fields say


@dataclass(frozen=True, slots=True)
class Attribute:
    """The field is an XML attribute."""

    name: str
    address: Literal["", "web", "any"] = ""
    """Whether it is an address: of the web, or of any scheme (`nostr:…`, `ipfs:…`)."""

    limit: int = 0
    """Characters; 0 where there is no limit."""

    shown: bool = False
    """Apps print it as it is."""

    spell: Callable[[Any], str] = spelt
    required: bool | None = None
    """None: as the field is."""


@dataclass(frozen=True, slots=True)
class Text:
    """The field is the element's text."""

    limit: int = 0
    """Characters; 0 where there is no limit."""

    shown: bool = False
    """Apps print it as it is."""

    spell: Callable[[Any], str] = spelt
    required: bool | None = None
    """None: as the field is."""


@dataclass(frozen=True, slots=True)
class Inner:
    """The field holds elements that stand inside this one."""


@dataclass(frozen=True, slots=True)
class Within:
    """The field is published as an element of its own: `spotify:limit`."""

    name: str


@dataclass(frozen=True, slots=True)
class Least:
    """A list must have so many entries."""

    count: int


class Examples:
    """What an author could write; the first is shown where the field is missing."""

    __slots__ = ("values",)

    def __init__(self, *values: Any) -> None:  # noqa: ANN401 - whatever YAML holds
        self.values = values


Moment = Annotated[datetime, When]
"""A moment in UTC; authors write a date or a time (`When`), and the show's time zone makes a moment of it."""


class ShowContext(Protocol):
    """What elements need to know of the show to be resolved."""

    @property
    def timezone(self) -> str | None:
        """IANA name."""

    @property
    def publish_hour(self) -> Any:  # noqa: ANN401 - `time`, which pydantic's own field types hide
        """The clock reading that a date alone means."""

    @property
    def roster(self) -> Mapping[str, Any]:
        """Key → person."""

    @property
    def namespaces(self) -> Mapping[str, str]:
        """Prefix → URI."""


# --- declaring


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an element's class."""

    name: str
    type: Any
    """With its annotations."""

    role: Attribute | Text | Inner | Within | None
    """Where it stands in the XML; None if it does not."""

    required: bool
    default: Any = None
    examples: tuple[Any, ...] = ()
    least: int = 0
    is_moment: bool = False

    @property
    def entry(self) -> type[Any] | None:
        """The class of the mapping that authors write in it, which is no element; None if they write none."""
        return next((one for one in (_plain_type(self.type), *_arguments(self.type)) if one in _ENTRIES), None)

    @property
    def inner(self) -> type[Any] | None:
        """The class of the elements that it holds; None if it holds none."""
        return next((one for one in (_plain_type(self.type), *_arguments(self.type)) if one in _DECLARED), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What `@element` says of a class."""

    cls: type[Any]
    name: str
    """Of the XML element; empty for a class that writes several."""

    field: str
    """What authors and the stored catalog call it; empty for what only stands inside of others."""

    inside: tuple[str, ...]
    """Elements it may stand in."""

    authored: tuple[str, ...]
    """Those of them for which authors can write it."""

    many: bool
    around: str
    """An element that is put around all of them: `podcast:podroll`."""

    written: type[Any]
    """What authors write: the class itself, or another."""


_DECLARED: dict[type[Any], Declared] = {}
_ENTRIES: set[type[Any]] = set()


@dataclass_transform(frozen_default=True, kw_only_default=True)
def element(
    name: str,
    *,
    field: str = "",
    inside: tuple[str, ...],
    authored: tuple[str, ...] | None = None,
    many: bool = False,
    around: str = "",
    written: type[Any] | None = None,
) -> Callable[[type[T]], type[T]]:
    """Declare an element; the class becomes a frozen dataclass with slots, whose fields are named."""

    def declare(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        _DECLARED[made] = Declared(
            cls=made,
            name=name,
            field=field,
            inside=inside,
            authored=inside if authored is None else authored,
            many=many,
            around=around,
            written=written or made,
        )
        declared.cache_clear()
        at.cache_clear()
        return made

    return declare


@dataclass_transform(frozen_default=True, kw_only_default=True)
def entry(cls: type[T]) -> type[T]:
    """Declare what authors write where another class is published: a frozen dataclass with slots and named fields."""
    made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
    _ENTRIES.add(made)
    return made


def written_fields(written: object) -> frozenset[str]:
    """The fields that an author wrote, of a model that was made of an element's class."""
    return frozenset(getattr(written, "model_fields_set", ()))


# --- looking up


@cache
def declared() -> tuple[Declared, ...]:
    """Every element that there is."""
    modules = {name: number for number, name in enumerate(f"feedpub.elements.{module}" for module in MODULES)}
    for name in modules:
        import_module(name)
    return tuple(sorted(_DECLARED.values(), key=lambda one: modules.get(one.cls.__module__, len(modules))))


def of(cls: type[Any]) -> Declared:
    """What is declared of a class."""
    return _DECLARED[cls]


@cache
def at(place: str) -> Mapping[str, Declared]:
    """The elements that authors may write in a channel, an item or a live item, by the name of their field."""
    return {one.field: one for one in declared() if one.field and place in one.authored}


def fields_of(cls: type[Any]) -> tuple[Field, ...]:
    """The fields of an element's class, or of one that is written for it."""
    if cls not in _FIELDS:
        hints = get_type_hints(cls, include_extras=True)
        _FIELDS[cls] = tuple(_field(one.name, hints[one.name], one) for one in fields(cls))
    return _FIELDS[cls]


_FIELDS: dict[type[Any], tuple[Field, ...]] = {}


def _field(name: str, hint: Any, known: Any) -> Field:  # noqa: ANN401 - a type, and a dataclass' field
    annotations = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    roles = [one for one in annotations if isinstance(one, Attribute | Text | Inner | Within)]
    default = known.default if known.default is not MISSING else None
    return Field(
        name=name,
        type=hint,
        role=roles[0] if roles else None,
        required=known.default is MISSING and known.default_factory is MISSING,
        default=default if known.default_factory is MISSING else known.default_factory(),
        examples=next((one.values for one in annotations if isinstance(one, Examples)), ()),
        least=next((one.count for one in annotations if isinstance(one, Least)), 0),
        is_moment=datetime in (_plain_type(hint), *_arguments(hint)),
    )


def _plain_type(hint: Any) -> Any:  # noqa: ANN401 - a type
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _arguments(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type
    """The types that a type is made of: those of a union or a tuple, without their annotations."""
    return tuple(_plain_type(one) for one in get_args(_plain_type(hint)) if one not in {Ellipsis, type(None)})
