"""A show with web pages, as a server has them: one in English with all that episodes can have, one in Arabic."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from tests.builders import PUBLISHED, artwork, catalog, channel, enclosure, item, transcript
from tests.pictures import jpeg
from tests.sounds import mp3

from feedpub.model import Catalog, Channel, Item, Link, Person
from feedpub.model.chapter import Chapter
from feedpub.model.pages import Contact, Platform
from feedpub.pages import assets, wanted

MINUTES = 30
EPISODE, PLAIN, HOSTILE = "night-tide.html", "plain.html", "hostile.html"
EMBED = "night-tide-embed.html"
PAGES = ("index.html", "subscribe.html", EPISODE, EMBED, PLAIN, "plain-embed.html", HOSTILE, "hostile-embed.html")
SPOKEN = "transcripts/night-tide-780f61341132.json"
AUDIO = enclosure("night-tide").key

CHAPTERS = (
    Chapter(start_ms=0, title="Why we go out at night"),
    Chapter(start_ms=195_000, title="The tide tables", url="https://tides.example/tables", image="art/tables.jpg"),
    Chapter(start_ms=400_500, end_ms=500_000, image="art/lamp.jpg", toc=False),
    Chapter(start_ms=720_000, title="Walking back"),
    Chapter(start_ms=1_300_000, end_ms=1_600_000, title="A letter from Büsum", url="https://post.example/"),
)

_LINES = (
    ("Ada", "The sea is never quiet."),
    ("Ada", "What you hear after dark is the mud, breathing."),
    ("Grace", "People wait for the tide"),
    ("Grace", "tables to tell them something about Büsum."),
    ("Ada", "Do they?"),
)
SEGMENTS = [
    {"speaker": who, "startTime": at * 10 + 0.5, "endTime": at * 10 + 9.5, "body": body}
    for at, (who, body) in enumerate(_LINES * 30)
]

EVIL = "</script><img src=x onerror=alert(1)><b>bold</b> {{ 7 * 7 }} \u202egnp"


def transcribed(segments: Sequence[object]) -> bytes:
    """A JSON transcript."""
    return json.dumps({"version": "1.0.0", "segments": segments}).encode()


def episodes() -> Iterator[Item]:
    """One with everything, one with nothing, one of somebody who means harm."""
    common = {"duration_ms": MINUTES * 60_000, "size": len(sound())}
    yield item(
        "night-tide",
        enclosure=enclosure("night-tide", **common),
        chapters=CHAPTERS,
        pictures=(artwork("tables", key="art/tables.jpg"), artwork("lamp", key="art/lamp.jpg")),
        transcripts=(
            transcript("night-tide", language="en", rel="captions"),
            transcript("night-tide", key=SPOKEN, type="application/json", language="en"),
        ),
        people=(Person(name="Grace Hopper", role="guest", href="https://grace.example/"),),
        links=(Link(title="Tide tables", url="https://tides.example/", note="of the harbour office"),),
        season=1,
        number=2,
    )
    yield item("plain", enclosure=enclosure("plain", **common), published=PUBLISHED - timedelta(days=7))
    yield item(
        "hostile",
        enclosure=enclosure("hostile", **common),
        published=PUBLISHED - timedelta(days=14),
        title=EVIL,
        summary=EVIL,
        chapters=(Chapter(start_ms=0, title=EVIL), Chapter(start_ms=60_000, title="x", url="JavaScript:alert(1)")),
        transcripts=(transcript("hostile", key="transcripts/hostile.json", type="application/json"),),
        people=(Person(name=EVIL, role="guest"),),
        links=(Link(title=EVIL, url="https://evil.example/"),),
    )


def english() -> Catalog:
    """The show in English."""
    return catalog(*episodes(), channel=_channel())


def arabic() -> Catalog:
    """The same episodes by a show in Arabic."""
    made = replace(_channel(), language="ar", title="ماء المد", author="إذاعة المد")
    return catalog(*(replace(one, title="مد الليل") for one in episodes()), channel=made)


def _channel() -> Channel:
    return channel(
        pages=True,
        platforms=(Platform(name="Spotify", url="https://open.spotify.com/show/x"),),
        contact=Contact(email="post@tidewater.example", subject="Tidewater"),
    )


@cache
def sound() -> bytes:
    """Half an hour of silence."""
    return mp3(MINUTES * 60, kbps=8, rate=8_000)


@cache
def site(language: str) -> dict[str, bytes]:
    """Every object of the show in that language, by key."""
    made = {"en": english, "ar": arabic}[language]()
    objects = {key: page.render(made) for key, page in wanted(made).items()} | dict(assets(made))
    for one in made.items:
        objects[one.enclosure.key] = sound()
        objects |= {each.key: b"WEBVTT\n\n" for each in one.transcripts}
    pictures = [made.channel.image, *(picture for one in made.items for picture in one.pictures)]
    objects |= {each.key: jpeg(300, colour=(120, 80, 40)) for each in pictures}
    evil = [{"speaker": EVIL, "startTime": 1, "endTime": 2, "body": EVIL}]
    return objects | {SPOKEN: transcribed(SEGMENTS), "transcripts/hostile.json": transcribed(evil)}
