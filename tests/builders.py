"""Small builders of valid values: each test names only what it is about. The same call gives the same value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from feedpub.catalog import RENDERER, SCHEMA, of_catalog
from feedpub.model import Artwork, Catalog, Category, Channel, Enclosure, Entry, Item, Person, Transcript

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
    return replace(made, **changes)


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
        people=(Person(name="Ada Lovelace"),),
    )
    return replace(made, **changes)


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
