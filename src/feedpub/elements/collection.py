"""The elements that an item, a channel or a live item holds, how they come from what was written, and their XML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from feedpub.elements.element import (
    CHANNEL,
    ITEM,
    LIVE_ITEM,
    Attribute,
    Declared,
    Field,
    Inner,
    ShowContext,
    Text,
    at,
    declared,
    fields_of,
    of,
)
from feedpub.elements.xml import Tag
from feedpub.errors import FeedpubError
from feedpub.scalars import FieldPath
from feedpub.scalars.dates import published_at

E = TypeVar("E")

Refused = tuple[FieldPath, str, str]
"""Path to what is wrong, message and hint."""


@dataclass(frozen=True, slots=True)
class Elements:
    """Values of elements, in the order of their classes; of one class in the author's order."""

    values: tuple[Any, ...] = ()

    @classmethod
    def of(cls, *values: Any) -> Elements:  # noqa: ANN401 - values of any element's class
        """These elements, whatever their order."""
        order = {kind: number for number, kind in enumerate(one.cls for one in declared())}
        return cls(tuple(sorted(values, key=lambda value: order[type(value)])))

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """The elements of that class."""
        return tuple(value for value in self.values if type(value) is kind)

    def one(self, kind: type[E]) -> E | None:
        """The element of that class; None if there is none."""
        return next(iter(self.all(kind)), None)

    def having(self, kind: type[E], values: Iterable[E]) -> Elements:
        """These, with other ones of that class."""
        return Elements.of(*(value for value in self.values if type(value) is not kind), *values)


NONE = Elements()
"""No elements at all."""


class Holding:
    """What holds elements: a channel, an item or a live item."""

    __slots__ = ()

    holds: ClassVar[str]
    """What it is: `channel`, `item` or `podcast:liveItem`."""

    if TYPE_CHECKING:
        elements: Elements

    def all(self, kind: type[E]) -> tuple[E, ...]:
        """The elements of that class: `item.all(Funding)`."""
        return self.elements.all(kind)

    def one(self, kind: type[E]) -> E | None:
        """The element of that class; None if there is none: `item.one(License)`."""
        return self.elements.one(kind)


# --- from what was written


def resolve(written: Any, place: str, show: ShowContext) -> Elements:  # noqa: ANN401 - a model of the author's
    """The elements of a show, an episode or a live item; `show` gives what they refer to.

    Raises `FeedpubError` for what `disagreements` reports.
    """
    found: list[Any] = []
    for kind in at(place).values():
        values = getattr(written, kind.field)
        found += [published(one, kind, show) for one in _each(values)]
    return Elements.of(*found)


def published(written: Any, kind: Declared, show: ShowContext) -> Any:  # noqa: ANN401 - from any class to any
    """What one written element becomes; what was not written is left to its default."""
    if kind.written is not kind.cls:
        return kind.cls.resolve(written, show)
    values = {one.name: _published(getattr(written, one.name), one, show) for one in fields_of(kind.cls)}
    return kind.cls(**{name: value for name, value in values.items() if value is not None})


def _published(value: Any, field: Field, show: ShowContext) -> Any:  # noqa: ANN401 - whatever a field holds
    if value is None or (field.inner is None and not field.is_moment):
        return value
    if field.inner is None:
        return moment(value, show)
    inner = of(field.inner)
    if isinstance(value, tuple):
        return tuple(published(one, inner, show) for one in value)
    return published(value, inner, show)


def _each(values: Any) -> tuple[Any, ...]:  # noqa: ANN401 - one value, several or none
    if values is None:
        return ()
    return values if isinstance(values, tuple) else (values,)


def disagreements(written: Any, place: str, show: ShowContext) -> Iterator[Refused]:  # noqa: ANN401 - as above
    """What elements refer to and the show does not have: nobody in the roster, no prefix, no time zone."""
    for kind in at(place).values():
        values = getattr(written, kind.field)
        for number, value in enumerate(_each(values)):
            way: FieldPath = (kind.field, number) if isinstance(values, tuple) else (kind.field,)
            for inner, message, hint in _disagreements(value, kind.written, show):
                yield (*way, *inner), message, hint


def _disagreements(written: Any, kind: type[Any], show: ShowContext) -> Iterator[Refused]:  # noqa: ANN401 - as above
    if hasattr(kind, "disagreements"):
        yield from kind.disagreements(written, show)
    for one in fields_of(kind):
        when = getattr(written, one.name)
        if one.is_moment and when is not None:
            try:
                moment(when, show)
            except FeedpubError as error:
                yield (one.name,), error.message, error.hint


def moment(when: object, show: ShowContext) -> datetime:
    """A date or time as its author wrote it (`When`), in UTC; raises `FeedpubError` if the zone does not tell."""
    return published_at(str(when), timezone=show.timezone, publish_hour=show.publish_hour)


# --- XML

ORDER: Mapping[str, tuple[str, ...]] = {
    CHANNEL: (
        *("podcast:guid", "podcast:locked", "podcast:funding", "podcast:person", "podcast:medium", "podcast:trailer"),
        *("podcast:block", "podcast:updateFrequency", "podcast:podroll", "podcast:publisher", "podcast:location"),
        *("podcast:license", "podcast:image", "podcast:value", "podcast:socialInteract", "podcast:chat", "podcast:txt"),
    ),
    ITEM: (
        *("podcast:season", "podcast:episode", "podcast:person", "podcast:chapters", "podcast:transcript"),
        *("podcast:soundbite", "podcast:alternateEnclosure", "podcast:funding", "podcast:contentLink"),
        *("podcast:location", "podcast:license", "podcast:image", "podcast:value", "podcast:socialInteract"),
        *("podcast:chat", "podcast:txt"),
    ),
}
"""The order of the tags; what is not named stands behind them, and live items, which hold items' tags, last."""

_PLACES = {
    place: {**{name: number for number, name in enumerate(names)}, LIVE_ITEM: len(names) + 1}
    for place, names in ORDER.items()
}


def in_order(tags: Iterable[Tag], place: str) -> tuple[Tag, ...]:
    """The tags in the order of their names; those of one name as they come."""
    places = _PLACES[CHANNEL if place == CHANNEL else ITEM]
    behind = len(places) - 1
    return tuple(sorted(tags, key=lambda tag: places.get(tag.name, behind)))


def tags(elements: Elements) -> Iterator[Tag]:
    """The XML of all of them; what stands in one element around all of its kind is put into it."""
    values: dict[type, list[Any]] = {}
    for value in elements.values:
        values.setdefault(type(value), []).append(value)
    for kind, same in values.items():
        inner = [made for value in same for made in tags_of(value)]
        around = of(kind).around
        yield from [Tag(around, "", (), tuple(inner), False)] if around else inner  # noqa: FBT003 - a tuple's fields


def tags_of(value: Any) -> Iterator[Tag]:  # noqa: ANN401 - a value of any element's class
    """The XML of an element: as its class says it (`tags`), or as its fields are annotated."""
    yield from value.tags() if hasattr(value, "tags") else [plain_tag(value)]


def plain_tag(value: Any) -> Tag:  # noqa: ANN401 - as above
    """One tag: attributes and text from the fields that are one, elements inside from those that hold some."""
    form = _form(value.__class__)
    spelt = [(name, spell(getattr(value, field))) for field, name, spell in form.attributes]
    attributes = [(name, spelling.strip()) for name, spelling in spelt if spelling]
    text = "".join([spell(getattr(value, field)) for field, spell in form.text]).strip()
    inner = [made for field in form.inner for one in _each(getattr(value, field)) for made in tags_of(one)]
    return Tag(form.name, text, tuple(attributes), tuple(inner), False)  # noqa: FBT003 - as above


class _Form(NamedTuple):
    """How the fields of a class stand in its tag, by their names."""

    name: str
    attributes: Sequence[tuple[str, str, Callable[[Any], str]]]
    """Field, attribute, and how it is spelt."""

    text: Sequence[tuple[str, Callable[[Any], str]]]
    """The field of the text, if there is one."""

    inner: Sequence[str]


@cache
def _form(kind: type[Any]) -> _Form:
    """Looked up once: a feed has thousands of values of few classes."""
    fields = [(one.name, one.role) for one in fields_of(kind)]
    return _Form(
        of(kind).name,
        [(name, role.name, role.spell) for name, role in fields if isinstance(role, Attribute)],
        [(name, role.spell) for name, role in fields if isinstance(role, Text)],
        [name for name, role in fields if isinstance(role, Inner)],
    )
