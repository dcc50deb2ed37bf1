"""Pages of small shows, and what stands on them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from tests.builders import BASE, PUBLISHED, catalog, channel, item

from feedpub.elements.podcast.people import Person
from feedpub.model import Catalog, Item, Link, Tombstone
from feedpub.model.chapter import Chapter
from feedpub.pages import wanted

LINKS = (
    Link(title="Tides", url="https://tides.example/?a=1&b=2", note="by the hour"),
    Link(title="Light", url="https://x.example/ü"),
)

CHAPTERS = (Chapter(start_ms=0, title="Quay"), Chapter(start_ms=195_000, title="Tides"))

PEOPLE = (
    Person(name="Ada", href="https://ada.example/"),
    Person(name="Grace", role="guest", href="https://www.grace.example/me", img=f"{BASE}art/grace.jpg"),
    Person(name="Jonah", role="sound designer"),
    Person(name="Ines", role="editor", group="writing"),
    Person(name="Olu", role="editor", group="writing"),
)


def show(*items: Item, **changes: Any) -> Catalog:
    """A show with pages and these episodes; `gone` is of the catalog, all else of the channel."""
    gone = changes.pop("gone", ())
    return catalog(*items, channel=channel(pages=True, **changes), gone=gone)


def several(count: int, **changes: Any) -> tuple[Item, ...]:
    """Episodes, each published a day before the one in front of it."""
    return tuple(item(f"part-{at:03}", published=PUBLISHED - timedelta(days=at), **changes) for at in range(count))


def sources(made: Catalog) -> dict[str, str]:
    """Key → what the page is rendered from, as a digest."""
    return {key: page.source for key, page in wanted(made).items()}


def changed(before: Catalog, after: Catalog) -> set[str]:
    """The pages that another catalog has otherwise, or new, or no longer."""
    old, new = sources(before), sources(after)
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def rendered(made: Catalog, key: str) -> str:
    """A page as it is stored."""
    return wanted(made)[key].render(made).decode()


def page(made: Catalog, key: str = "first-light.html") -> HtmlElement:
    """A page as browsers read it."""
    return lxml.html.document_fromstring(rendered(made, key).encode())


def texts(element: HtmlElement, path: str) -> list[str]:
    """What readers see at each of these places, or the values of these attributes (XPath)."""
    found = element.xpath(path)
    assert isinstance(found, list)
    return [" ".join((one if isinstance(one, str) else one.text_content()).split()) for one in found]


def searched(made: Catalog) -> list[str]:
    """What is written about episodes, as the files of the search have it for results, in the order of their places."""
    found = []
    for data in (one.render(made) for key, one in wanted(made).items() if key.startswith("search_")):
        head, _, rest = data.partition(b"\n")
        lengths = json.loads(head).get("texts", [])[1::2]
        rest = rest[len(rest) - sum(lengths) :]
        for length in lengths:
            found.append(rest[:length].decode())
            rest = rest[length:]
    return found


def without_word_files(keys: Iterable[str]) -> set[str]:
    """These pages but for the files by which the search finds words."""
    return {key for key in keys if not key.startswith("search_")}


def has(kind: str) -> str:
    """The beginning of a path to all elements of a class."""
    return f"//*[contains(concat(' ', @class, ' '), ' {kind} ')]"


def linked(made: Catalog, key: str = "first-light.html") -> Any:
    """What a page says of itself in schema.org's words; the way to it stands in a block of its own."""
    block, *_ = texts(page(made, key), "//script[@type='application/ld+json']")
    return json.loads(block)


def stone(slug: str = "lost", **changes: Any) -> Tombstone:
    """An episode that was taken out."""
    return Tombstone(item=item(slug, title="Libel", **changes), removed=PUBLISHED + timedelta(days=30))
