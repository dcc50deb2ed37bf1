"""An element is one class: what it declares is found wherever elements are written, kept, published or checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests import podcasting20, programs

from feedpub.elements import element
from feedpub.elements.collection import tags_of
from feedpub.elements.element import Declared, Field
from feedpub.elements.podcast.live import LiveItem
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import Publisher, Recommendation
from feedpub.model import Catalog
from feedpub.standards.namespaces import NAMESPACES

ROOT = Path(__file__).parents[1]
SOON = datetime(2030, 1, 1, tzinfo=UTC)

EVERYTHING = podcasting20.made()
"""A show and an episode with all that Podcasting 2.0 knows, from YAML to the catalog."""

# --- a new element

NEW = '''
from typing import Annotated, ClassVar

from feedpub.elements.element import EPISODES, Attribute, Examples, Text, element
from feedpub.scalars import HttpsUrl, Label


@element("podcast:weather", field="weather", inside=EPISODES, many=True)
class Weather:
    """What the sky did: `podcast:weather` (nobody's namespace)."""

    example: ClassVar[str] = "an address, or {url: …, sky: …}"
    short: ClassVar[str] = "url"

    url: Annotated[HttpsUrl, Attribute("href", address="web"), Examples("https://weather.example/1")]
    """`podcast:weather` `href`: where it was measured."""

    sky: Annotated[Label, Text(limit=40, shown=True)] = "grey"
    """Text of `podcast:weather`."""
'''
"""All that a new element is: a class in a file."""

USE = """
import sys

sys.path.insert(0, sys.argv[1])
import weather

import json
from tests import podcasting20, test_fields

from feedpub import feed
from feedpub.catalog import dumps, loads
from feedpub.elements import facts
from feedpub.model.episode import Episode
from feedpub.source import json_schema

made = podcasting20.made(episode="weather: [https://weather.example/1, {url: 'https://weather.example/2', sky: blue}]")
_, problems = podcasting20.problems_of(Episode, podcasting20.LEAST_EPISODE + "weather: [{sky: blue}]")
fact = facts.facts("podcast:weather")
print(json.dumps({
    "feed": feed.render(made).decode(),
    "again": loads(dumps(made), where="catalog") == made,
    "problem": str(problems[0]),
    "hint": problems[0].hint,
    "schema": json_schema("episode")["$defs"]["Weather"],
    "docs": test_fields.document(),
    "lint": [sorted(fact.inside), fact.limit, fact.field("item"), facts.addresses()["podcast:weather"]],
}))
"""


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a feedpub with one more element says: the class is declared before anything is read."""
    folder = tmp_path_factory.mktemp("weather")
    (folder / "weather.py").write_text(NEW, encoding="utf-8")
    return json.loads(programs.python("-c", USE, folder, cwd=programs.ROOT).stdout)


def test_a_new_element_stands_in_the_feed(weather: Any) -> None:
    """In its short and its long form, behind those whose order is said."""
    item = etree.fromstring(weather["feed"].encode()).find("channel/item")
    assert item is not None

    found = [(one.get("href"), one.text) for one in item.iterfind("podcast:weather", dict(NAMESPACES))]

    assert [("https://weather.example/1", "grey"), ("https://weather.example/2", "blue")] == found


def test_a_new_element_is_kept_in_the_catalog(weather: Any) -> None:
    """Stored and read back it is the same."""
    assert weather["again"]


def test_a_new_element_is_refused_in_our_words(weather: Any) -> None:
    """With the line, and an example of what is missing."""
    assert "x.yaml:3:11: weather[0].url: is missing" in weather["problem"]
    assert "add `url: https://weather.example/1`" == weather["hint"]


def test_a_new_element_is_known_to_editors(weather: Any) -> None:
    """In both forms, with a description of each field."""
    short, long = weather["schema"]["anyOf"]

    assert "string" == short["type"]
    assert "`podcast:weather` `href`: where it was measured." == long["properties"]["url"]["description"]


def test_a_new_element_is_in_the_docs(weather: Any) -> None:
    """In the table of an episode's fields, and with a table of its own."""
    assert "| `weather` |  | What the sky did: `podcast:weather` (nobody's namespace). |" in weather["docs"]
    assert "### Weather" in weather["docs"]


def test_rules_know_a_new_element(weather: Any) -> None:
    """Where it may stand, how long its text is, what is an address, and which field of the author's it is."""
    assert [["item", "podcast:liveItem"], 40, "weather[]", ["href"]] == weather["lint"]


# --- those that there are

AUTHORED = [one for one in element.declared() if one.field]


def holders(made: Catalog) -> Iterator[Any]:
    """What holds elements in a catalog: the channel, items and live items."""
    yield made.channel
    yield from made.items
    yield from made.channel.all(LiveItem)


def values(value: Any) -> Iterator[Any]:
    """An element and those that are in it."""
    yield value
    for field in element.fields_of(type(value)):
        inner = getattr(value, field.name)
        for one in inner if isinstance(inner, tuple) else (inner,):
            if type(one) in KINDS:
                yield from values(one)


KINDS = {one.cls for one in element.declared()}
FOUND = [inner for holder in holders(EVERYTHING) for value in holder.elements.values for inner in values(value)]


@pytest.mark.parametrize(
    ("place", "declared"),
    [pytest.param(place, one, id=f"{place}-{one.field}") for one in AUTHORED for place in one.authored],
)
def test_what_authors_write_arrives_where_it_was_written(place: str, declared: Declared) -> None:
    """Each element in each place: a show that writes everything has one."""
    found = [value for holder in holders(EVERYTHING) if holder.holds == place for value in holder.all(declared.cls)]

    assert found


ON_PAGES = {Person: {"affiliation", "about", "picture", "alt", "credit", "page", "key"}}
"""Fields that no feed has; `tests/test_pages_people.py` sees them on pages."""


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        pytest.param(one.cls, field.name, id=f"{one.cls.__name__}.{field.name}")
        for one in element.declared()
        for field in element.fields_of(one.cls)
        if one.cls not in {Recommendation, Publisher}
        and field.name != "elements"
        and field.name not in ON_PAGES.get(one.cls, ())
    ],
)
def test_every_field_of_an_element_is_written_somewhere_and_read_in_the_feed(cls: type[Any], name: str) -> None:
    """A field that is accepted and not rendered fails: with another value the XML would be the same."""
    known = [one for one in FOUND if isinstance(one, cls)]
    (field,) = [one for one in element.fields_of(cls) if one.name == name]

    written = [one for one in known if getattr(one, name) not in ("", None, ())]

    assert written, "nobody writes it in tests/podcasting20.py"
    assert all(list(tags_of(one)) != list(tags_of(without(one, field))) for one in written)


def without(value: Any, field: Field) -> Any:
    """The element with another value of a field."""
    now = getattr(value, field.name)
    if type(now) in KINDS:
        return replace(value, **{field.name: without(now, element.fields_of(type(now))[0])})
    other: Any = {str: "other", int: 7, bool: not now, tuple: (), datetime: SOON}[type(now)]
    return replace(value, **{field.name: other})
