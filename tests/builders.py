"""Small builders of valid values: each test names only what it is about. The same call gives the same value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from feedpub.catalog import RENDERER, SCHEMA, of_catalog
from feedpub.elements import element
from feedpub.elements.collection import Elements
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.value import Funding
from feedpub.model import (
    Artwork,
    Catalog,
    Category,
    Channel,
    Enclosure,
    Entry,
    Item,
    Link,
    Owner,
    Transcript,
)
from feedpub.model.item import DerivedPicture

BASE = "https://example.com/tidewater/"
PUBLISHED = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
SINCE = datetime(2026, 11, 23, 7, 5, 9, tzinfo=UTC)
"""When the feed last changed, by the manifest."""


def digest(text: str) -> str:
    """A SHA-256 as measured files have one."""
    return sha256(text.encode()).hexdigest()


def artwork(name: str = "cover", **changes: Any) -> Artwork:
    """A square JPEG."""
    made = Artwork(
        key=f"art/{name}-{digest(name)[:12]}.jpg",
        type="image/jpeg",
        size=245_760,
        width=3000,
        height=3000,
        digest=digest(name),
        file=f"../../media/{name}.jpg",
    )
    return replace(made, **changes)


def derived(name: str = "card", **changes: Any) -> DerivedPicture:
    """A picture for those who link to a page."""
    made = DerivedPicture(
        name=name,
        key=f"art/{name}-{digest(name)[:12]}.jpg",
        type="image/jpeg",
        size=90_000,
        width=1200,
        height=630,
        digest=digest(name),
        source=digest("cover"),
        deriver=1,
    )
    return replace(made, **changes)


def enclosure(slug: str = "first-light", **changes: Any) -> Enclosure:
    """Twelve minutes of MP3."""
    made = Enclosure(
        key=f"media/{slug}-{digest(slug)[:12]}.mp3",
        type="audio/mpeg",
        size=11_534_336,
        duration_ms=720_400,
        digest=digest(slug),
        identity=digest(f"identity of {slug}"),
        bitrate=128_000,
        sample_rate=44_100,
        channels=1,
        file=f"../../media/{slug}.mp3",
    )
    return replace(made, **changes)


def transcript(slug: str = "first-light", **changes: Any) -> Transcript:
    """A WebVTT in the show's language."""
    name = f"{slug} transcript"
    made = Transcript(
        key=f"transcripts/{slug}-{digest(name)[:12]}.vtt",
        type="text/vtt",
        size=2_048,
        digest=digest(name),
        file=f"{slug}.vtt",
    )
    return replace(made, **changes)


def item(slug: str = "first-light", **changes: Any) -> Item:
    """A full episode that is out."""
    made = Item(
        slug=slug,
        guid=str(uuid5(NAMESPACE_URL, BASE + slug)),
        title=slug.replace("-", " ").capitalize(),
        published=PUBLISHED,
        enclosure=enclosure(slug),
        summary="The tide goes out, and we go with it.",
        notes="<p>The tide goes out, and <em>we</em> go with it.</p>",
        first=PUBLISHED,
    )
    return changed(made, **changes)


def channel(**changes: Any) -> Channel:
    """An English show with everything that directories require."""
    made = Channel(
        title="Tidewater",
        description="<p>Stories from the shore, told <em>slowly</em>.</p>",
        link="https://example.com/",
        language="en",
        author="Tidewater Radio",
        image=artwork(),
        categories=(Category(name="Society & Culture", sub="Documentary"), Category(name="Science")),
        explicit=False,
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810",
        base=BASE,
        elements=Elements.of(Person(name="Ada Lovelace")),
    )
    return changed(made, **changes)


H = TypeVar("H", Item, Channel)


def changed(holder: H, **changes: Any) -> H:
    """The item or channel with other fields; elements by what authors call them: `funding=(Funding(…),)`."""
    elements = changes.pop("elements", holder.elements)
    for name, declared in element.at(element.ITEM if isinstance(holder, Item) else element.CHANNEL).items():
        if name in changes:
            values = changes.pop(name)
            elements = elements.having(declared.cls, values if isinstance(values, tuple) else (values,))
    return replace(holder, elements=elements, **changes)


def catalog(*items: Item, **changes: Any) -> Catalog:
    """A committed catalog of these items, everything they refer to in its manifest."""
    made = Catalog(
        schema=SCHEMA,
        renderer=RENDERER,
        revision=3,
        channel=changes.pop("channel", None) or channel(),
        items=tuple(sorted(items, key=lambda one: one.slug)),
        sources=(digest("show.yaml"),),
    )
    return replace(made, **{"manifest": _manifest(made, changes.get("revision", made.revision)), **changes})


def _manifest(made: Catalog, revision: int) -> dict[str, Entry]:
    objects: Iterable[tuple[str, str]] = {**of_catalog(made), made.channel.feed: digest("feed")}.items()
    return {key: Entry(digest=value, revision=revision, since=SINCE) for key, value in sorted(objects)}


LONG = "<p>" + "Łódź, morze i wiatr. " * 180 + "</p>"
"""Notes of more than 4,000 bytes."""


def everything() -> Catalog:
    """A show that uses every field, in several scripts, with the characters that feeds get wrong."""
    return catalog(
        item(
            "the-whole-sea",
            title="<b>Fish & Chips</b> — 100 % 🐟 zażółć gęślą jaźń",
            summary='Two < three & "four" > one; ]]> too.',
            notes='<p>A &amp; B &lt;b&gt; &amp;amp; ]]&gt; <a href="https://example.com/?a=1&amp;b=2">link</a></p>\n'
            "<ul>\n<li>00:00 Intro</li>\n<li>02:10 Tide</li>\n</ul>",
            published=PUBLISHED - timedelta(days=1),
            enclosure=enclosure("the-whole-sea", prefix="https://op3.dev/e/", duration_ms=3_599_500),
            link="https://example.com/the-whole-sea?from=feed&x=1",
            season=2,
            number=13,
            explicit=True,
            author="Ada & Charles",
            image=artwork("the-whole-sea", key="art/the-whole-sea-0123456789ab.png", type="image/png"),
            people=(
                Person(name="Ada <Lovelace>", role="guest", img="https://example.com/ada.jpg?s=1&t=2"),
                Person(name="Łukasz", role="editor", group="writing", href="https://example.com/lukasz"),
            ),
            transcripts=(
                transcript("the-whole-sea", language="pl", rel="captions"),
                transcript("the-whole-sea", key="transcripts/the-whole-sea-0123456789ab.txt", type="text/plain"),
            ),
            links=(Link(title="Sea", url="https://example.com/sea"),),
        ),
        item("harbour", title="مرفأ البحر", notes=LONG, summary="قصة من المرفأ", type="bonus", block=True),
        item(
            "preview", title="שלום: a preview", notes="", type="trailer", season=1, published=PUBLISHED.replace(day=1)
        ),
        item("later", title="Not due yet", scheduled=True, published=PUBLISHED + timedelta(days=9)),
        channel=channel(
            title="Tidewater & Friends <live>",
            description="<p>Fish &amp; chips, 1 &lt; 2, ]]&gt;, 🐟.</p>",
            language="pt-BR",
            author="Tidewater & Co. <radio>",
            copyright="2026 Tidewater & Co.",
            owner=Owner(name="Ada & Co.", email="ada@example.com", in_feed=True),
            type="serial",
            explicit=True,
            categories=(
                Category(name="Society & Culture", sub="Places & Travel"),
                Category(name="TV & Film", sub="After Shows"),
                Category(name="True Crime"),
            ),
            locked=True,
            funding=(
                Funding(url="https://example.com/give?a=1&b=2", label="Give & take"),
                Funding(url="https://example.com/shop", label="Shop"),
            ),
            people=(Person(name="Grace Hopper", img="https://example.com/g.jpg", href="https://example.com/g"),),
            medium="audiobook",
            trailer="preview",
            timezone="Europe/Berlin",
            footer='<p>Support: <a href="https://example.com/give?a=1&amp;b=2">give</a></p>',
            prefix="https://op3.dev/e/",
            new_feed_url="https://example.com/tidewater/feed.xml?moved=1&really=1",
            block=True,
            complete=True,
        ),
    )
