"""The catalog as stored bytes: gzipped JSON, written and read by the types of the catalog's dataclasses.

A stored value is held against the type of its field and nothing else, so a stricter author model never locks out an
old show, and reading a catalog imports no pydantic. A field that this feedpub does not know is refused before anything
is written: writing the catalog again would erase it.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from feedpub.elements import element
from feedpub.elements.collection import Elements, Holding
from feedpub.elements.element import CHANNEL, ITEM, LIVE_ITEM, Declared
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import Recommendation
from feedpub.errors import Refused, StorageError
from feedpub.model.catalog import Catalog, Entry
from feedpub.model.channel import Channel, Contact, PlatformLink, Theme
from feedpub.model.item import Artwork, Item, Link, Tombstone, Transcript

SCHEMA = 2
"""Rises when a field is added or changes meaning, so that an older feedpub never writes a catalog without it."""

RENDERER = 1
"""Rises when the same catalog gives other bytes: an older feedpub then refuses to publish over a newer one's work."""

MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""Schema number → what makes its JSON that of the next number; none where only fields with a default were added."""

_ANYWHERE = frozenset({"people", "funding", "locations", "license", "images", "social", "chat", "txt", "value"})
_EPISODE = _ANYWHERE | {"alternates", "content_links"}
KEPT_EMPTY: Mapping[str, frozenset[str]] = {
    CHANNEL: _ANYWHERE
    | {"trailers", "update_frequency", "blocks", "podroll", "publisher", "live", "spotify", "custom"},
    ITEM: _EPISODE | {"soundbites", "spotify", "custom"},
    LIVE_ITEM: _EPISODE,
}
"""The fields of elements that schema 1 stores in any case; those of later elements are stored where there are some."""

STORED_AS: Mapping[type, Mapping[str, str]] = {Item: {"scheduled": "withheld"}}
"""Fields that are stored under another name than they have in their class."""

OPTIONAL: Mapping[type, frozenset[str]] = {
    Artwork: frozenset({"alt", "credit", "tint"}),
    Channel: frozenset({"claim_until", "comments_from", "portraits", "roster"})
    | {"counter", "network", "own_pages", "robots", "season_feeds"},
    Contact: frozenset({"name"}),
    Entry: frozenset({"deleted"}),
    Item: frozenset({"canonical", "former", "own_page", "permalink", "transcript_page", "undone"})
    | {"content_warning", "corrections", "credits", "kicker", "portraits", "seo_title", "standfirst"},
    Link: frozenset({"image", "kicker"}),
    Person: frozenset({"about", "affiliation", "alt", "credit", "key", "page", "picture"}),
    PlatformLink: frozenset({"badge"}),
    Recommendation: frozenset({"link"}),
    Theme: frozenset({"badges", "fonts", "logo_dark", "stable_sheet", "tint"}),
    Tombstone: frozenset({"purged"}),
    Transcript: frozenset({"own_page"}),
    Catalog: frozenset({"kept", "on_hold", "substitute", "undone"}),
}
"""Fields that came later, and are stored only where they have a value: all other catalogs are as they were.

An older feedpub refuses a catalog with such a field, as it does with later elements.
"""

_UPGRADE = "update feedpub: pip install --upgrade feedpub"


def plain(catalog: Catalog) -> dict[str, Any]:
    """The catalog as JSON values, in the order of its fields."""
    values: dict[str, Any] = _STRICT.of_class(Catalog).encode(catalog)
    return values


def canonical(values: object) -> bytes:
    """The one spelling of JSON values that digests and comparisons use."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(values: object) -> str:
    """SHA-256 (hex) of JSON values, whatever their order."""
    return sha256(canonical(values)).hexdigest()


class Stored(NamedTuple):
    """A catalog and its stored form."""

    catalog: Catalog
    digest: str
    """SHA-256 (hex) of the JSON before compression, exactly as it was read or is to be written.

    Of a catalog of the history that stands for another one (`Catalog.substitute`), that one's.
    """

    data: bytes
    """The object itself: JSON in gzip."""


def stored(catalog: Catalog) -> Stored:
    """The stored form; the same catalog gives the same bytes on the same machine, and the same digest on all."""
    text = canonical(plain(catalog))
    return Stored(catalog, catalog.substitute or sha256(text).hexdigest(), gzip.compress(text, mtime=0))


def dumps(catalog: Catalog) -> bytes:
    """The bytes of the stored form."""
    return stored(catalog).data


def loads(data: bytes, *, where: str, read_only: bool = False) -> Catalog:
    """The catalog in `data`, as `read_stored` gives it."""
    return read_stored(data, where=where, read_only=read_only).catalog


def read_stored(data: bytes, *, where: str, read_only: bool = False) -> Stored:
    """The catalog in `data`, migrated to `SCHEMA`, and the digest of what was read; `where` names it in messages.

    Raises `Refused` for one that a newer feedpub wrote, `StorageError` for one that is damaged. `read_only` is for
    commands that write no catalog: fields that this feedpub does not know are then left out, not refused.
    """
    text = _unpack(data, where=where)
    values = _json(text, where=where)
    schema = values.get("schema")
    if not isinstance(schema, int) or schema < 1:
        raise _damaged(where, "it has no schema number")
    if schema > SCHEMA:
        raise Refused(
            f"the catalog was written by a newer feedpub (schema {schema}, this one knows {SCHEMA})",
            where=where,
            hint=_UPGRADE,
        )
    for number in range(schema, SCHEMA):
        values = MIGRATIONS.get(number, dict)(values) | {"schema": number + 1}
    try:
        catalog: Catalog = (_READ_ONLY if read_only else _STRICT).of_class(Catalog).decode(values)
    except UnknownField as error:
        raise Refused(
            f"the catalog was written by a newer feedpub: this one does not know `{error.path}`, and would erase it",
            where=where,
            hint=_UPGRADE,
        ) from None
    except CodecError as error:
        raise _damaged(where, str(error)) from None
    return Stored(catalog, catalog.substitute or sha256(text).hexdigest(), data)


LARGEST = 1 << 28
"""Bytes of JSON that a catalog may have: a hundred thousand episodes; what unpacks to more is no catalog of ours."""


def _unpack(data: bytes, *, where: str) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        text = unpacking.decompress(data, LARGEST)
    except zlib.error:
        raise _damaged(where, "it is not JSON in gzip") from None
    if not unpacking.eof:
        raise _damaged(where, "it is not JSON in gzip" if len(text) < LARGEST else "it is too large")
    return text


def _json(text: bytes, *, where: str) -> dict[str, Any]:
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        raise _damaged(where, "it is not JSON in gzip") from None
    if not isinstance(values, dict):
        raise _damaged(where, "it is not an object")
    return values


def _damaged(where: str, reason: str) -> StorageError:
    return StorageError(
        f"the catalog is damaged; nothing was changed ({reason})",
        where=where,
        hint="restore an earlier version of this object (bucket versioning, or a backup), then run again",
    )


# --- codecs by type


class CodecError(Exception):
    """A JSON value that is not of its type; its path is put together while the error passes the values around it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self._path = ""

    @property
    def path(self) -> str:
        """Where the value stands: `items[0].enclosure.size`."""
        return self._path.removeprefix(".")

    def inside(self, step: str | int) -> CodecError:
        """The same error, with one more step in front of its path."""
        name = isinstance(step, str) and step.isidentifier()
        self._path = (f".{step}" if name else f"[{json.dumps(step)}]") + self._path
        return self

    def __str__(self) -> str:
        return f"{self.path} {super().__str__()}".lstrip()


class UnknownField(CodecError):
    """A field that the class does not have."""


class Codec(NamedTuple):
    """How a value of one type becomes a JSON value, and how that becomes the value again, or raises `CodecError`."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]
    same: frozenset[type] = frozenset()
    """Types whose values are what JSON has for them, so that most values need no call."""


class Codecs:
    """The codec of each type; that of a class is made once, when its first value is met."""

    def __init__(self, *, strict: bool, others: Mapping[Any, Codec] | None = None) -> None:
        """`strict` refuses fields that a class does not have; else they are left out. `others` are of more types."""
        self._strict = strict
        self._scalars = {**_SCALARS, **(others or {})}
        self._made: dict[type, Codec] = {}

    def of(self, hint: Any) -> Codec:  # noqa: ANN401 - whatever stands behind the colon of a field
        """The codec of a type hint; raises `TypeError` for one that no JSON value stands for."""
        if hint in self._scalars:
            return self._scalars[hint]
        if isinstance(hint, type) and is_dataclass(hint):
            return Codec(  # looked up with each value: a class may hold itself, and one without values is never made
                lambda value: self.of_class(hint).encode(value),
                lambda value: self.of_class(hint).decode(value),
            )
        match get_origin(hint), get_args(hint):
            case (origin, (inner, last)) if origin in {Union, UnionType} and last is NoneType:
                return _optional(self.of(inner))
            case (origin, (inner, last)) if origin is tuple and last is ...:
                return _list(self.of(inner))
            case (origin, inner) if origin is tuple:
                return _row([self.of(one) for one in inner])
            case (origin, (key, inner)) if origin is Mapping and key is str:
                return _mapping(self.of(inner))
        raise TypeError(f"no JSON value stands for {hint}")

    def of_class(self, kind: type) -> Codec:
        """The codec of a class."""
        if kind not in self._made:
            self._made[kind] = self._by_fields(kind)
        return self._made[kind]

    def _by_fields(self, kind: Any) -> Codec:  # noqa: ANN401 - the class of a dataclass has no type of its own
        """A dataclass is an object of its fields and of the elements that it holds; what is not stored is a default."""
        hints = get_type_hints(kind)
        names = [one.name for one in fields(kind) if hints[one.name] is not Elements]
        stored_as = STORED_AS.get(kind, {})
        attributes = {stored_as.get(name, name): name for name in names}
        codecs = {name: self.of(hints[attribute]) for name, attribute in attributes.items()}
        held, optional = self._held(kind), OPTIONAL.get(kind, ())
        encoders = [(name, codec.encode) for name, codec in codecs.items() if codec.encode is not _unchanged]
        given = {one.name for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING}
        required = [name for name, attribute in attributes.items() if attribute not in given]

        def encoded(value: object) -> dict[str, object]:
            values = {name: getattr(value, attribute) for name, attribute in attributes.items()}
            for name, encode in encoders:
                values[name] = encode(values[name])
            _leave_out_unset(values, optional)
            for name, one in held.items():
                if (stored := one.encode(value)) or name in KEPT_EMPTY[kind.holds]:
                    values[name] = stored
            return values

        def decoded(stored: Any) -> object:  # noqa: ANN401 - JSON
            values: dict[str, object] = {}
            _refuse_missing(required, _typed(stored, dict, "an object"))
            for name, one in stored.items():
                if codec := codecs.get(name):
                    values[name] = one if type(one) in codec.same else _inside(name, codec.decode, one)
                elif self._strict and name not in held:
                    raise UnknownField("is unknown").inside(name)
            _rename(values, stored_as)
            return kind(**values, elements=_read_elements(stored, held)) if held else kind(**values)

        return Codec(encoded, decoded)

    def _held(self, kind: Any) -> Mapping[str, Codec]:  # noqa: ANN401 - as above
        """Field of the stored object → the elements of one class, of what holds elements; decoded always to a list."""
        places = element.at(kind.holds) if issubclass(kind, Holding) else {}
        return {name: _elements(declared, self.of(declared.cls)) for name, declared in places.items()}


def _unchanged(value: object) -> object:
    return value


def _typed(value: Any, kind: type, name: str) -> Any:  # noqa: ANN401 - the value as it came
    """The value if it is of that very type (true is no whole number)."""
    if type(value) is not kind:
        raise CodecError(f"is not {name}")
    return value


def _inside(step: str | int, decode: Callable[[Any], Any], stored: object) -> object:
    """What is decoded; an error in it knows its index or name."""
    try:
        return decode(stored)
    except CodecError as error:
        raise error.inside(step) from None


def _scalar(kind: type, name: str) -> Codec:
    return Codec(_unchanged, lambda value: _typed(value, kind, name), frozenset({kind}))


def _number(value: object) -> float:
    return float(value) if type(value) is int else float(_typed(value, float, "a number"))


def _moment(value: object) -> datetime:
    try:
        return datetime.fromisoformat(_typed(value, str, "a date and time"))
    except ValueError:
        raise CodecError("is not a date and time") from None


_SCALARS: Mapping[Any, Codec] = {
    str: _scalar(str, "text"),
    int: _scalar(int, "a whole number"),
    bool: _scalar(bool, "true or false"),
    float: Codec(float, _number),
    datetime: Codec(lambda value: value.isoformat().replace("+00:00", "Z"), _moment),
}


def _optional(codec: Codec) -> Codec:
    encode, decode, same = codec
    return Codec(
        encode if encode is _unchanged else lambda value: None if value is None else encode(value),
        lambda stored: None if stored is None else decode(stored),
        same | {NoneType},
    )


def _list(codec: Codec) -> Codec:
    encode, decode, same = codec

    def decoded(stored: object) -> tuple[object, ...]:
        values = enumerate(_typed(stored, list, "a list"))
        return tuple([one if type(one) in same else _inside(place, decode, one) for place, one in values])

    return Codec(list if encode is _unchanged else lambda values: [encode(one) for one in values], decoded)


def _row(codecs: Sequence[Codec]) -> Codec:
    def decoded(stored: object) -> tuple[object, ...]:
        values = _typed(stored, list, "a list")
        if len(values) != len(codecs):
            raise CodecError(f"has {len(values)} values, not {len(codecs)}")
        return tuple(_inside(place, codec.decode, values[place]) for place, codec in enumerate(codecs))

    return Codec(lambda values: [codec.encode(one) for codec, one in zip(codecs, values, strict=True)], decoded)


def _elements(declared: Declared, codec: Codec) -> Codec:
    """The elements of one class: a list of them, or the only one."""
    if not declared.many:
        encode = _optional(codec).encode
        return Codec(lambda holder: encode(holder.one(declared.cls)), lambda stored: (codec.decode(stored),))
    many = _list(codec)
    return Codec(lambda holder: many.encode(holder.all(declared.cls)), many.decode)


def _leave_out_unset(values: dict[str, object], optional: Iterable[str]) -> None:
    """Store no field that came later and has no value here."""
    for name in optional:
        if not values[name]:
            del values[name]


def _rename(values: dict[str, object], stored_as: Mapping[str, str]) -> None:
    """Bring stored values under the names that their fields have in the class."""
    for name, stored in stored_as.items():
        if stored in values:
            values[name] = values.pop(stored)


def _refuse_missing(required: Sequence[str], values: Mapping[str, object]) -> None:
    for name in required:
        if name not in values:
            raise CodecError("is missing").inside(name)


def _read_elements(stored: Any, held: Mapping[str, Codec]) -> Elements:  # noqa: ANN401 - an object of JSON
    found = (_inside(name, held[name].decode, stored[name]) for name in stored.keys() & held.keys() if stored[name])
    return Elements.of(*(one for some in found for one in some))  # type: ignore[attr-defined]  # tuples


def _mapping(codec: Codec) -> Codec:
    encode, decode, _ = codec

    def decoded(stored: object) -> dict[str, object]:
        return {key: _inside(key, decode, one) for key, one in _typed(stored, dict, "an object").items()}

    return Codec(lambda values: {key: encode(one) for key, one in values.items()}, decoded)


_STRICT, _READ_ONLY = Codecs(strict=True), Codecs(strict=False)
