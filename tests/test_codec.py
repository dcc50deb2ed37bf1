"""The catalog's codec: the very JSON that pydantic wrote, every value of its type, and no field lost."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from tests import builders, podcasting20, programs
from tests.builders import catalog, item
from tests.studio import Studio

from feedpub.catalog import CATALOG, Transition, canonical, codec, dumps, loads, plain, read_stored, stored
from feedpub.catalog.codec import STORED_AS, CodecError, Codecs, UnknownField
from feedpub.commands import serve
from feedpub.commands.status import status
from feedpub.elements import element
from feedpub.elements.collection import Elements
from feedpub.elements.custom import Custom
from feedpub.elements.podcast.live import LiveItem
from feedpub.errors import Refused, StorageError
from feedpub.model import Catalog, Channel, Commit, Item, Tombstone

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden" / "catalog-1.json"
GOLDENS = Path(__file__).parent / "golden" / "catalogs-1.json"
GOLDENS_2 = Path(__file__).parent / "golden" / "catalogs-2.json"
NEWER = "written by a newer feedpub: this one does not know"


def packed(values: object) -> bytes:
    """Stored bytes of some JSON."""
    return gzip.compress(json.dumps(values).encode(), mtime=0)


def changed(*way: str | int, to: object) -> bytes:
    """The stored bytes of a catalog that uses much, with one value put at a place."""
    values: Any = plain(builders.everything())
    inner = values
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = to
    return packed(values)


def classes(kind: Any) -> Iterator[type[Any]]:
    """A dataclass and all that it may hold."""
    seen: set[type[Any]] = set()
    left = [kind]
    while left:
        hint: Any = left.pop()
        if hasattr(hint, "__dataclass_fields__") and hint not in seen:
            seen.add(hint)
            left += [get_type_hints(hint)[one.name] for one in fields(hint)]
            left += [one.cls for one in element.at(hint.holds).values()] if hasattr(hint, "holds") else []
        left += get_args(hint)
    yield from sorted(seen, key=lambda one: one.__name__)


CLASSES = tuple(one for one in classes(Catalog) if one is not Elements)
ELEMENTS = {one.cls for one in element.declared()}
HOLDERS = (Item, Channel, LiveItem)
PLAIN_CLASSES = [one for one in CLASSES if one not in {*ELEMENTS, *HOLDERS, Tombstone, Catalog}]


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """Who wrote catalogs before."""
    return TypeAdapter(kind)


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=9),
    int: st.integers(),
    bool: st.booleans(),
    NoneType: st.none(),
    datetime: st.datetimes(timezones=st.just(UTC) | OFFSETS),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type hint, every field of a class included."""
    match get_origin(hint), get_args(hint):
        case (None, _) if hasattr(hint, "__dataclass_fields__"):
            return st.deferred(lambda: of_class(hint))
        case (None, _):
            return PLAIN[hint]
        case (origin, hints) if origin in {Union, UnionType}:
            return st.one_of([values(one) for one in reversed(hints)])
        case (origin, (inner, last)) if origin is tuple and last is ...:
            return st.lists(values(inner), max_size=1).map(tuple)
        case (origin, inner) if origin is tuple:
            return st.tuples(*map(values, inner))
        case _:
            return st.dictionaries(st.text(max_size=9), values(get_args(hint)[1]), max_size=2)


def of_class(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a dataclass; made once, as a class may hold itself."""
    if kind not in STRATEGIES:
        hints = get_type_hints(kind)
        plain = {one.name: values(hints[one.name]) for one in fields(kind) if hints[one.name] is not Elements}
        held = {"elements": elements(kind.holds)} if hasattr(kind, "holds") else {}
        STRATEGIES[kind] = st.builds(kind, **plain, **held)
    return STRATEGIES[kind]


STRATEGIES: dict[Any, st.SearchStrategy[Any]] = {}


def elements(place: str) -> st.SearchStrategy[Elements]:
    """Some of the elements that may stand somewhere."""
    some = (st.lists(of_class(one.cls), max_size=2 if one.many else 1) for one in element.at(place).values())
    return st.tuples(*some).map(lambda lists: Elements.of(*(one for found in lists for one in found)))


# --- what is stored


CATALOGS = {"least": catalog(), "rich": builders.everything(), "tags": podcasting20.made()}
COMMITTED = replace(
    catalog(),
    lineage="1f" * 16,
    parent="9a" * 32,
    commit=Commit(
        author="ada@studio", date=datetime(2026, 11, 23, 7, tzinfo=UTC), command="publish", changes=("begin the show",)
    ),
    folder="feeds/tidewater",
    target="s3://podcasts/tidewater",
    feed_digest="",
)
"""A catalog with everything that the second version added."""


@pytest.mark.parametrize("name", CATALOGS)
def test_a_catalog_of_the_first_version_is_read_as_what_it_was(name: str) -> None:
    """What the second version added has its defaults. Nothing writes the golden."""
    stored = json.loads(GOLDENS.read_text(encoding="utf-8"))[name]

    assert 1 == stored["schema"]
    assert CATALOGS[name] == loads(packed(stored), where="catalog")


@pytest.mark.parametrize("name", [*CATALOGS, "committed"])
def test_a_catalog_is_stored_as_the_second_version_stored_it(name: str) -> None:
    """Keys, spelling of times, empty lists: no show is written anew because feedpub is. Nothing writes the golden."""
    expected = json.loads(GOLDENS_2.read_text(encoding="utf-8"))[name]
    made = {**CATALOGS, "committed": COMMITTED}[name]

    assert gzip.compress(canonical(expected), mtime=0) == dumps(made)
    assert made == loads(packed(expected), where="catalog")


def test_the_digest_of_a_catalog_is_that_of_the_bytes_that_were_read() -> None:
    """Not of values that were written again: another spelling of the same catalog is another digest."""
    made = stored(COMMITTED)
    spaced = json.dumps(plain(COMMITTED), indent=1).encode()

    read = read_stored(gzip.compress(spaced), where="catalog")

    assert (made.catalog, sha256(spaced).hexdigest()) == (read.catalog, read.digest)
    assert (
        made.digest == read_stored(made.data, where="catalog").digest == sha256(gzip.decompress(made.data)).hexdigest()
    )
    assert made.digest != read.digest


def test_a_catalog_is_unpacked_within_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes that unpack to gigabytes are no catalog of ours."""
    monkeypatch.setattr(codec, "LARGEST", 1 << 16)
    bomb = gzip.compress(b'{"schema":2,"x":"' + b"0" * (1 << 20) + b'"}')

    with pytest.raises(StorageError, match="it is too large"):
        loads(bomb, where="catalog")


def without_unset(value: Any, dumped: Any) -> Any:
    """What pydantic dumps of a value, without the later fields that have no value, at any depth."""
    if isinstance(dumped, list):
        return [without_unset(one, each) for one, each in zip(value, dumped, strict=True)]
    if not hasattr(value, "__dataclass_fields__"):
        return dumped
    optional = codec.OPTIONAL.get(type(value), frozenset())
    kept = {name: one for name, one in dumped.items() if one or name not in optional}
    return {name: without_unset(getattr(value, name), one) for name, one in kept.items()}


@pytest.mark.parametrize(
    "kind",
    [one for one in CLASSES if one not in {*ELEMENTS, *HOLDERS, Tombstone, Catalog}],
    ids=lambda kind: kind.__name__,
)
def test_every_class_is_stored_as_pydantic_stored_it(kind: Any) -> None:
    """Whatever its fields hold, but without later ones that have no value; and what was stored is read back."""
    ours = Codecs(strict=True).of_class(kind)

    @settings(max_examples=10)
    @given(of_class(kind))
    def compare(value: Any) -> None:
        stored = json.dumps(ours.encode(value))
        dumped = adapter(kind).dump_python(value, mode="json")

        assert json.dumps(without_unset(value, dumped)) == stored
        assert value == ours.decode(json.loads(stored)) == adapter(kind).validate_json(stored)

    compare()


@pytest.mark.parametrize(
    "kind", [*HOLDERS, *sorted(ELEMENTS - {LiveItem}, key=lambda kind: kind.__name__)], ids=lambda kind: kind.__name__
)
def test_elements_are_read_back_as_they_were(kind: Any) -> None:
    """Each kind is a field of the stored object that holds it, under the name that authors write."""
    ours = Codecs(strict=True).of_class(kind)
    held = element.at(kind.holds).keys() if kind in HOLDERS else set()
    stored_as = STORED_AS.get(kind, {})
    names = {stored_as.get(field.name, field.name) for field in fields(kind)} - {"elements"} | held

    @settings(max_examples=10)
    @given(of_class(kind))
    def compare(value: Any) -> None:
        stored = json.loads(json.dumps(ours.encode(value)))

        assert stored.keys() <= names
        assert value == ours.decode(stored)

    compare()


def test_a_scheduled_item_is_stored_as_withheld() -> None:
    """A field may have a better name than the stored one; the stored name is the only one that is read."""
    stored = Codecs(strict=True).of_class(Item).encode(item(scheduled=True))

    assert (True, False) == (stored["withheld"], "scheduled" in stored)
    assert item(scheduled=True) == Codecs(strict=True).of_class(Item).decode(stored)
    with pytest.raises(UnknownField):
        Codecs(strict=True).of_class(Item).decode({**stored, "scheduled": True})


def test_a_new_field_asks_for_a_new_schema() -> None:
    """The golden catalog is written again as it was, but for the second version's fields, and two from before."""
    stored = json.loads(GOLDEN.read_text(encoding="utf-8"))
    second = {"lineage": "", "parent": "", "commit": None, "folder": "", "target": "", "feed_digest": None}

    again = plain(loads(packed(stored), where="catalog"))

    assert canonical(stored | {"design": "", "assets": [], "schema": 2} | second) == canonical(again)


def test_reading_a_catalog_imports_no_pydantic() -> None:
    """Whoever only reads does not wait for author models."""
    code = (
        "import sys\n"
        "from feedpub.catalog import loads\n"
        "loads(sys.stdin.buffer.read(), where='catalog')\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'pydantic', 'pydantic_core'}))"
    )
    ran = programs.python("-c", code, input=dumps(builders.everything()))

    assert b"[]" == ran.stdout.strip()


# --- fields of a newer feedpub

UNKNOWN: tuple[tuple[tuple[str | int, ...], str], ...] = (
    (("undo",), "undo"),
    (("channel", "newchannel"), "channel.newchannel"),
    (("channel", "theme", "font"), "channel.theme.font"),
    (("items", 3, "people", 1, "pronouns"), "items[3].people[1].pronouns"),
    (("manifest", "feed.xml", "etag"), 'manifest["feed.xml"].etag'),
)


@pytest.mark.parametrize(("way", "path"), UNKNOWN, ids=[path for _, path in UNKNOWN])
def test_a_field_that_only_a_newer_feedpub_knows_is_refused(way: tuple[str | int, ...], path: str) -> None:
    """At any depth: written again, the catalog would be without it."""
    with pytest.raises(Refused) as caught:
        loads(changed(*way, to=[1, 2]), where="s3://bucket/catalog.json.gz")

    assert f"s3://bucket/catalog.json.gz: the catalog was {NEWER} `{path}`, and would erase it" == str(caught.value)
    assert "pip install --upgrade feedpub" in caught.value.hint


@pytest.mark.parametrize(("way", "path"), UNKNOWN, ids=[path for _, path in UNKNOWN])
def test_who_only_reads_reads_past_it(way: tuple[str | int, ...], path: str) -> None:
    """Nothing is lost where nothing is written."""
    assert builders.everything() == loads(changed(*way, to=[1, 2]), where="catalog", read_only=True)


def test_an_older_feedpub_shows_what_a_newer_one_stored_and_leaves_it_alone(tmp_path: Path) -> None:
    """`status` and `serve` work, `publish`, `release` and `unpublish` write nothing."""
    desk = Studio(tmp_path)
    desk.show()
    episode = desk.episode()
    desk.publish()
    stored = json.loads(gzip.decompress((desk.state / CATALOG).read_bytes()))
    stored["items"][0]["newfield"] = "x"
    (desk.state / CATALOG).write_bytes(packed(stored))
    desk.episode(title="Edited")
    before = desk.tree()

    shown = status(desk.folder, now=desk.now)
    published = serve.published_directory(desk.folder)
    for change in (desk.publish, desk.plan, desk.release, lambda: desk.unpublish(episode)):
        with pytest.raises(Refused, match=NEWER):
            change()

    assert ["first-light"] == [row.slug for row in shown.rows]
    assert "Tidewater" == published.title
    assert before == desk.tree()


# --- values of another type


@pytest.mark.parametrize(
    ("way", "to", "expected"),
    [
        (("channel", "title"), 5, "channel.title is not text"),
        (("channel", "title"), None, "channel.title is not text"),
        (("revision",), True, "revision is not a whole number"),
        (("revision",), 3.0, "revision is not a whole number"),
        (("channel", "explicit"), 1, "channel.explicit is not true or false"),
        (("channel", "locked"), "yes", "channel.locked is not true or false"),
        (("items",), {}, "items is not a list"),
        (("items", 2, "enclosure"), [], "items[2].enclosure is not an object"),
        (("items", 0, "published"), "2026", "items[0].published is not a date and time"),
        (("items", 0, "published"), 2026, "items[0].published is not a date and time"),
        (("items", 1, "keywords"), ["a", 2], "items[1].keywords[1] is not text"),
        (("items", 1, "files"), [["a", "b"], ["a"]], "items[1].files[1] has 1 values, not 2"),
        (("items", 1, "files"), [["a", 2]], "items[1].files[0][1] is not text"),
        (("manifest",), [], "manifest is not an object"),
        (("manifest", "feed.xml", "digest"), 1, 'manifest["feed.xml"].digest is not text'),
        (("schema",), 0, "it has no schema number"),
    ],
)
def test_a_value_of_another_type_is_damage_and_says_where(
    way: tuple[str | int, ...], to: object, expected: str
) -> None:
    """Nobody's guess what was meant is published."""
    for read_only in (False, True):
        with pytest.raises(StorageError) as caught:
            loads(changed(*way, to=to), where="catalog", read_only=read_only)

        assert f"the catalog is damaged; nothing was changed ({expected})" == caught.value.message


def test_a_field_without_a_default_that_is_missing_is_damage() -> None:
    """It names the field."""
    stored = plain(catalog(item()))
    del stored["items"][0]["enclosure"]["digest"]

    with pytest.raises(StorageError, match=r"\(items\[0\].enclosure.digest is missing\)"):
        loads(packed(stored), where="catalog")


def test_a_field_with_a_default_may_be_missing_from_an_older_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schema that only added such fields needs no migration."""
    stored = plain(catalog(item()))
    del stored["items"][0]["links"], stored["channel"]["theme"]
    monkeypatch.setattr(codec, "SCHEMA", 3)

    read = loads(packed(stored), where="catalog")

    assert (3, catalog(item()).items, catalog(item()).channel) == (read.schema, read.items, read.channel)


# --- types


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A class with a number, which the catalog has nowhere."""

    level: float
    at: tuple[float, str] | None = None


@pytest.mark.parametrize("stored", [{"level": 1.5, "at": [2.0, "quay"]}, {"level": 3.0, "at": None}])
def test_numbers_are_stored_as_numbers(stored: dict[str, Any]) -> None:
    """A whole one is read as a number, too."""
    ours = Codecs(strict=True).of_class(Gauge)

    assert stored == ours.encode(ours.decode(stored)) == adapter(Gauge).dump_python(ours.decode(stored), mode="json")
    assert Gauge(level=2.0) == ours.decode({"level": 2})
    with pytest.raises(CodecError, match="level is not a number"):
        ours.decode({"level": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sea:
    """A class with a type that JSON has no value for."""

    depth: complex = 0j


@pytest.mark.parametrize("hint", [complex, Transition, set[str], int | str, Mapping[int, str]])
def test_a_type_that_json_has_no_value_for_is_an_error_of_ours(hint: Any) -> None:
    """When the codec is made, not when the first show has such a value."""
    with pytest.raises(TypeError, match="no JSON value stands for"):
        Codecs(strict=True).of(hint)
    with pytest.raises(TypeError, match="complex"):
        Codecs(strict=True).of_class(Sea)


def test_a_class_may_hold_itself() -> None:
    """Elements of other namespaces hold more of them."""
    inner = Custom(element="acme:tide", attributes=(("at", "noon"),))
    outer = Custom(element="acme:mood", children=(inner,))
    ours = Codecs(strict=True).of_class(Custom)

    assert "acme:tide" == ours.encode(outer)["children"][0]["element"]
    assert outer == ours.decode(ours.encode(outer))
