"""Shows with web pages, as a server has them: with all that there can be, with next to nothing, and in Arabic."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from tests.builders import BASE, PUBLISHED, artwork, catalog, channel, derived, enclosure, item, transcript
from tests.pictures import picture
from tests.sounds import mp3
from tests.webpages import show, stone

from feedpub.elements.podcast.media import AlternateEnclosure, Soundbite, Source
from feedpub.elements.podcast.people import Location, Person
from feedpub.elements.podcast.show import Chat, License, Recommendation, SocialInteract, UpdateFrequency
from feedpub.elements.podcast.value import Funding
from feedpub.model import Catalog, Channel, Item, Link, Season
from feedpub.model.channel import Contact, OwnPage, PlatformLink, Theme
from feedpub.model.chapter import Chapter
from feedpub.model.item import Artwork, Correction, DerivedPicture
from feedpub.pages import assets, wanted

MINUTES = 30
OLDER = 110
"""Episodes before those that the tests name: more than fit on the home."""

EPISODE, PLAIN, HOSTILE = "night-tide.html", "plain.html", "hostile.html"
TEXT, TRANSLATION = "transcript_old-0.html", "transcript_night-tide_ar.html"
PERSON = "people_katherine-johnson.html"
EMBED, PLAIN_EMBED = "night-tide-embed.html", "plain-embed.html"
PAGES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "index.html",
        "index-2.html",
        "subscribe.html",
        EPISODE,
        EMBED,
        HOSTILE,
        "hostile-embed.html",
        "lost.html",
        "lost-embed.html",
        PERSON,
        "people_mallory.html",
        TEXT,
        TRANSLATION,
        "season_1.html",
        "all_topics.html",
        "all_people.html",
        "about.html",
        "404.html",
    ),
    "poor": ("index.html", "subscribe.html", PLAIN, PLAIN_EMBED, "404.html"),
    "ar": ("index.html", "subscribe.html", EPISODE, EMBED, PERSON, "season_1.html", "about.html", "404.html"),
    "ja": ("index.html", "subscribe.html", EPISODE, EMBED, PERSON, "season_1.html", "about.html", "404.html"),
}
"""Show → its pages of every kind."""

TRANSCRIPT = "transcripts/night-tide-780f61341132.json"
_TRANSLATED, _LONG = "transcripts/night-tide-ar.json", "transcripts/old-0.json"
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

FACE = "art/grace.jpg"
"""Of the guest."""

EVIL = "</script><img src=x onerror=alert(1)><b>bold</b> {{ 7 * 7 }} \u202egnp"


ABOUT = '<p>We are <a href="legal.html">two</a>.</p>\n<h2 id="page-where">Where</h2>\n<ul>\n<li>By the sea</li>\n</ul>'
"""A page of the show's own, as it is kept."""


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
            transcript("night-tide", key=TRANSCRIPT, type="application/json", language="en"),
            transcript("night-tide", key=_TRANSLATED, type="application/json", language="ar"),
        ),
        people=(
            Person(name="Grace Hopper", role="guest", href="https://grace.example/", img=f"{BASE}{FACE}"),
            Person(
                name="Katherine Johnson",
                role="guest",
                affiliation="Wrackhaven University",
                about="A lecturer at Wrackhaven University and a leading researcher on tides.",
                picture="katherine.jpg",
                alt="Katherine Johnson on the pier",
                credit="Lena Vos",
                page="on",
            ),
            Person(name="Jonah Pell", role="sound designer"),
        ),
        portraits=(artwork("people_katherine", file="katherine.jpg"),),
        derived=tuple(_of_people_and_links()),
        links=(
            Link(title="Tide tables", url="https://tides.example/", note="of the harbour office"),
            Link(
                title="The harbour in 1911",
                url="https://harbour.example/",
                kicker="Background",
                image=artwork("harbour", alt="Boats at low water", credit="City archive"),
            ),
        ),
        kicker="News",
        standfirst="A lecturer explains what the moon does to the harbour, and what it does not.",
        seo_title="How to read a tide table",
        content_warning="This episode describes a shipwreck.",
        corrections=(
            Correction(date="2026-11-26", text="The lighthouse was built in 1911; the episode says 1901."),
            Correction(date="2026-11-28", text="The keeper is called Reed."),
        ),
        credits=("Sound editing by Jonah Pell", "Music: The Low Tide Band"),
        **apps(),
        season=1,
        number=2,
        keywords=("Tides", EVIL),
    )
    plain = enclosure("plain", **common)
    yield item("plain", keywords=("Tides",), enclosure=plain, published=PUBLISHED - timedelta(days=7))
    yield item(
        "hostile",
        enclosure=enclosure("hostile", **common),
        published=PUBLISHED - timedelta(days=14),
        title=EVIL,
        keywords=("Tides", EVIL),
        summary=EVIL,
        chapters=(Chapter(start_ms=0, title=EVIL), Chapter(start_ms=60_000, title="x", url="JavaScript:alert(1)")),
        transcripts=(transcript("hostile", key="transcripts/hostile.json", type="application/json"),),
        people=(
            Person(name=EVIL, role="guest", affiliation=EVIL, about=EVIL, alt=EVIL, credit=EVIL, page="on"),
            Person(name="Mallory", role="guest", picture="mallory.jpg", alt=EVIL, credit=EVIL, page="on"),
        ),
        portraits=(artwork("people_mallory", file="mallory.jpg"),),
        links=(
            Link(title=EVIL, url="https://evil.example/", kicker=EVIL, image=artwork("evil", alt=EVIL, credit=EVIL)),
        ),
        kicker=EVIL,
        standfirst=EVIL,
        seo_title=EVIL,
        content_warning=EVIL,
        corrections=(Correction(date="2026-11-26", text=EVIL),),
        credits=(EVIL,),
        soundbites=(Soundbite(start=0, duration=60_000, title=EVIL),),
        alternates=(
            AlternateEnclosure(type=EVIL, sources=(Source(uri="https://evil.example/"),), title=EVIL, language="xx"),
        ),
        locations=(Location(name=EVIL, osm="R1"), Location(name=EVIL, rel="creator")),
        chat=Chat(server="evil.example", protocol="irc", space=EVIL),
        social=(SocialInteract(protocol="activitypub", uri=f"{COMMENTED}/@evil/666"),),
        license=License(id=EVIL, url="https://evil.example/license"),
        image=artwork("evil-cover", alt=EVIL, credit=EVIL),
        derived=(derived("share", key="art/evil-share.jpg"),),
    )


COMMENTED = "https://social.example"
"""From where the show's pages load comments."""


def apps() -> dict[str, Any]:
    """What an author writes for apps."""
    return {
        "soundbites": (
            Soundbite(start=20_000, duration=2_000, title="Two seconds of mud"),
            Soundbite(start=195_000, duration=45_000),
        ),
        "alternates": (
            AlternateEnclosure(
                type="video/mp4", sources=(Source(uri="https://video.example/1.mp4"),), length=792_478_600, height=720
            ),
            AlternateEnclosure(type="audio/opus", sources=(Source(uri="https://cdn.example/1.opus"),), title="Small"),
        ),
        "locations": (
            Location(name="Büsum", country="DE", osm="R1413934"),
            Location(name="Kiel", rel="creator"),
        ),
        "social": (SocialInteract(protocol="activitypub", uri=f"{COMMENTED}/@ada/112233"),),
        "license": License(id="CC-BY-4.0"),
    }


def _of_people_and_links() -> Iterator[DerivedPicture]:
    for edge in (192, 320):
        source = artwork("people_katherine").digest
        yield derived(
            f"portrait-{edge}", key=f"art/people_katherine-{edge}.jpg", width=edge, height=edge, source=source
        )
    yield derived("link", key="art/harbour-link.jpg", width=648, height=432, source=artwork("harbour").digest)
    yield derived("share", key="art/night-tide-share.jpg")


def english() -> Catalog:
    """The show with everything, in English: more episodes than fit on its home, and one that was taken out."""
    old = item("old", enclosure=enclosure("old", duration_ms=MINUTES * 60_000, size=len(sound())), notes="", summary="")
    long = transcript("old-0", key=_LONG, type="application/json", own_page=True)
    older = (
        replace(
            old,
            slug=f"old-{at}",
            title=f"Old {at}",
            published=PUBLISHED - timedelta(days=30 + at),
            transcripts=() if at else (long,),
        )
        for at in range(OLDER)
    )
    return catalog(*episodes(), *older, channel=_channel(), gone=(stone(),))


def arabic() -> Catalog:
    """The same by a show in Arabic, without the old episodes."""
    made = replace(_channel(), language="ar", title="ماء المد", author="إذاعة المد")
    return catalog(*(replace(one, title="مد الليل") for one in episodes()), channel=made)


def japanese() -> Catalog:
    """The same by a show in Japanese, whose lines break between any two letters."""
    notes = f"<p>{'潮が引くと、港の泥の上に昔の桟橋が現れる。' * 6}</p>"
    title = "潮の満ち干を四十年間書き留めた灯台守が、最後の灯を消した夜のこと"
    made = replace(_channel(), language="ja", title="潮の便り", author="タイドウォーター放送")
    return catalog(*(replace(one, title=title, notes=notes) for one in episodes()), channel=made)


def poor() -> Catalog:
    """A show with an episode, and nothing that it need not have."""
    (plain,) = (one for one in episodes() if one.slug == "plain")
    return show(replace(plain, summary="", notes=""), people=())


def _channel() -> Channel:
    return channel(
        pages=True,
        platforms=(PlatformLink(name="Spotify", url="https://open.spotify.com/show/x"),),
        contact=Contact(email="post@tidewater.example", subject="Tidewater", name="Ada Lovelace"),
        image=artwork(alt="A lighthouse at dusk", credit="Lena Vos"),
        update_frequency=UpdateFrequency(text="New episodes weekly"),
        funding=(Funding(url="https://lifeboat.example/", label="Keep the light burning"),),
        seasons=(Season(number=1, name="The Quay"),),
        chat=Chat(server="irc.tidewater.example", protocol="irc", space="#tidewater"),
        podroll=(
            Recommendation(
                guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", url="https://other.example/f", title="Otherwater"
            ),
            Recommendation(guid="917393e3-1b1e-5cef-ace4-edaa54e1f811", link="https://evil.example/", title=EVIL),
        ),
        locations=(Location(name="Wrackhaven", country="GB", geo="geo:54.1,8.8"),),
        social=(SocialInteract(protocol="activitypub", uri="https://elsewhere.example/@ada/1"),),
        comments_from=(COMMENTED,),
        copyright="© 2026 Tidewater Radio",
        own_pages=(
            OwnPage(name="about", title="About us", html=ABOUT, menu="header"),
            OwnPage(name="evil", title=EVIL, menu="footer"),
        ),
        season_feeds=True,
        footer="<p>What did the water bring to you?</p>",
        derived=tuple(_derived()),
        theme=Theme(
            logo=artwork("logo", width=320, height=80),
            header=(Link(title="About", url="https://tidewater.example/about"),),
            footer=(Link(title="Privacy", url="https://tidewater.example/privacy"),),
        ),
    )


def _derived() -> Iterator[DerivedPicture]:
    yield derived("card")
    for name, edge in {"icon-32": 32, "icon-180": 180, "icon-512": 512, "cover-300": 300, "cover-600": 600}.items():
        yield derived(name, width=edge, height=edge)


@cache
def sound() -> bytes:
    """Half an hour of silence."""
    return mp3(MINUTES * 60, kbps=8, rate=8_000)


@cache
def site(name: str) -> Mapping[str, bytes]:
    """Every object of the show of that name, by key."""
    made = {"en": english, "ar": arabic, "ja": japanese, "poor": poor}[name]()
    recordings = dict(_recordings(made))
    pages = {key: page.having(recordings).render(made) for key, page in wanted(made).items()}
    return {**pages, **assets(made), **media(made)}


def media(made: Catalog) -> Mapping[str, bytes]:
    """Pictures, recordings and transcripts of a show, by key."""
    return {**dict(_pictures(made)), **dict(_recordings(made))}


def _pictures(made: Catalog) -> Iterator[tuple[str, bytes]]:
    theme = made.channel.theme
    found: Sequence[Artwork | DerivedPicture | None] = (
        made.channel.image,
        *made.channel.derived,
        theme.logo,
        *(one for each in made.items for one in (each.image, *each.pictures, *each.portraits, *each.derived)),
        *(link.image for each in made.items for link in each.links),
    )
    for one in found:
        if one is not None:
            yield one.key, picture(min(one.width, 600), min(one.height, 600), colour=(120, 80, 40))
    yield FACE, picture(300, 300, colour=(40, 80, 120))


def _recordings(made: Catalog) -> Iterator[tuple[str, bytes]]:
    for one in made.items:
        yield one.enclosure.key, sound()
        yield from ((each.key, b"WEBVTT\n\n") for each in one.transcripts)
    yield from spoken().items()


@cache
def spoken() -> Mapping[str, bytes]:
    """Key → the transcripts that pages show."""
    return {
        TRANSCRIPT: transcribed(SEGMENTS),
        _TRANSLATED: transcribed([{"speaker": "Ada", "startTime": 0.5, "endTime": 9, "body": "البحر لا يهدأ أبدا."}]),
        "transcripts/hostile.json": transcribed([{"speaker": EVIL, "startTime": 1, "endTime": 2, "body": EVIL}]),
        _LONG: transcribed([{**one, "startTime": at, "endTime": at + 1} for at, one in enumerate(SEGMENTS * 10)]),
    }
