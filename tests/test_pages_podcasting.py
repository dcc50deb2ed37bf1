"""What authors write for apps, on pages: highlights, versions, places, chat, comments, recommendations, licences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.builders import enclosure, item
from tests.webpages import changed, has, page, show, sources, texts

from feedpub.elements.podcast.media import AlternateEnclosure, Soundbite, Source
from feedpub.elements.podcast.people import Location
from feedpub.elements.podcast.show import Chat, License, Recommendation, SocialInteract
from feedpub.model import Catalog, Item
from feedpub.pages import design
from feedpub.pages.digest import digest

HALF_HOUR = enclosure(duration_ms=1_800_000)
PIER = Chat(server="irc.example", protocol="irc", space="#pier")
POST = SocialInteract(protocol="activitypub", uri="https://social.example/@ada/112233")
SOCIAL = ("https://social.example",)


def hrefs(made: Catalog, kind: str, key: str = "first-light.html") -> list[str]:
    """Where the links in a block lead."""
    return texts(page(made, key), f"{has(kind)}//a/@href")


def policy(made: Catalog, key: str = "first-light.html") -> dict[str, str]:
    """Directive → its value, of a page's Content-Security-Policy."""
    (text,) = texts(page(made, key), "//meta[@http-equiv='Content-Security-Policy']/@content")
    return dict(one.partition(" ")[::2] for one in text.split("; "))


def test_highlights_play_their_part() -> None:
    """In the order of the recording; one without a title has the episode's; none begins after the end."""
    bites = (
        Soundbite(start=195_500, duration=45_000, title="The tables"),
        Soundbite(start=60_000, duration=60_000),
        Soundbite(start=1_800_000, duration=30_000, title="After the end"),
        Soundbite(start=1_790_000, duration=30_000, title="To the end"),
    )
    made = show(item(enclosure=HALF_HOUR, soundbites=bites))

    found = texts(page(made), has("highlight"))

    assert ["First light 1:00 · 1 minute", "The tables 3:15 · 45 seconds", "To the end 29:50 · 10 seconds"] == found
    spans = [url.removeprefix(HALF_HOUR.key) for url in hrefs(made, "highlights")]
    assert ["#t=60,120", "#t=195.5,240.5", "#t=1790,1800"] == spans
    assert [] == texts(page(made, "first-light-embed.html"), has("highlight"))


def test_other_versions_are_links() -> None:
    """By title or kind, with what is known; the web's address before others, without the one that is the recording."""
    versions = (
        AlternateEnclosure(type="audio/mpeg", sources=(Source(uri="https://x.example/same.mp3"),), default=True),
        AlternateEnclosure(
            type="video/mp4",
            sources=(Source(uri="ipfs://abc"), Source(uri="https://x.example/v.mp4")),
            length=7_924_786,
            height=720,
        ),
        AlternateEnclosure(type="audio/opus", sources=(Source(uri="magnet:?xt=1"),), title="Small", language="de"),
    )
    made = show(item(alternates=versions))

    assert ["Video 720p · 7.9 MB", "Small German"] == texts(page(made), f"{has('versions')}//a")
    assert ["https://x.example/v.mp4", "magnet:?xt=1"] == hrefs(made, "versions")


def test_places_lead_to_a_map_where_one_is_written() -> None:
    """The object first, then coordinates; a place with neither is a name. Those of the show are on its home."""
    found = (
        Location(name="Büsum", country="DE", osm="R1413934#3"),
        Location(name="The pier", geo="geo:54.13,8.86;u=10"),
        Location(name="Atlantis"),
        Location(name="Kiel, Germany", country="DE", rel="creator"),
    )
    made = show(item(locations=found), locations=found[-1])

    assert ["About Büsum, Germany, The pier, Atlantis · Made in Kiel, Germany"] == texts(page(made), has("places"))
    assert ["Made in Kiel, Germany"] == texts(page(made, "index.html"), has("places"))
    maps = "https://www.openstreetmap.org/"
    assert [f"{maps}relation/1413934", f"{maps}?mlat=54.13&mlon=8.86#map=12/54.13/8.86"] == hrefs(made, "places")


ROOMS = {
    "irc": (PIER, "#pier on irc.example (IRC)", ["ircs://irc.example/pier"]),
    "xmpp": (
        Chat(server="chat.example", protocol="xmpp", space="pier"),
        "pier on chat.example (XMPP)",
        ["xmpp:pier@chat.example?join"],
    ),
    "matrix": (
        Chat(server="matrix.example", protocol="matrix", space="#pier:other.example"),
        "#pier:other.example on matrix.example (Matrix)",
        ["matrix:r/pier:other.example"],
    ),
    "nostr": (Chat(server="relay.example", protocol="nostr"), "relay.example (Nostr)", []),
}


@pytest.mark.parametrize("name", ROOMS)
def test_a_chat_is_named_and_opened(name: str) -> None:
    """By an address that programs for it know; where there is none, by its name alone."""
    room, words, urls = ROOMS[name]
    made = show(item(chat=room))

    assert ([words], urls) == (texts(page(made), f"{has('chat')}/p"), hrefs(made, "chat"))


def test_an_episode_s_own_chat_replaces_the_show_s() -> None:
    """As in apps; the home has the show's."""
    made = show(item(chat=Chat(server="own.example", protocol="irc")), item("second"), chat=PIER)

    found = [texts(page(made, f"{key}.html"), f"{has('chat')}/p") for key in ("first-light", "second", "index")]

    assert [["own.example (IRC)"], *[["#pier on irc.example (IRC)"]] * 2] == found


COMMENTS: dict[str, tuple[tuple[SocialInteract, ...], tuple[str, ...], list[str], list[str]]] = {
    "nobody allowed": ((POST,), (), [POST.uri], []),
    "allowed": ((POST,), SOCIAL, [POST.uri], ["https://social.example/api/v1/statuses/112233/context"]),
    "another is allowed": ((POST,), ("https://other.example",), [POST.uri], []),
    "no post": ((SocialInteract(protocol="activitypub", uri="https://social.example/@ada"),), SOCIAL, ["…"], []),
    "another protocol": ((SocialInteract(protocol="hive", uri="https://social.example/1"),), SOCIAL, ["…"], []),
    "not of the web": ((SocialInteract(protocol="nostr", uri="nostr:note1"),), SOCIAL, [], []),
    "disabled": ((SocialInteract(protocol="disabled"),), SOCIAL, [], []),
    "by priority": (
        (SocialInteract(protocol="activitypub", uri="https://x.example/9"), SocialInteract(
            protocol="activitypub", uri="https://y.example/@ada/9", priority=1
        )),
        (),
        ["https://y.example/@ada/9"],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMENTS)
def test_comments_are_loaded_from_allowed_origins_alone(name: str) -> None:
    """Others are linked to; the policy of a page names that origin, and of no other page."""
    social, allowed, urls, loaded = COMMENTS[name]
    made = show(item(social=social), item("second"), comments_from=allowed)
    urls = [social[0].uri if url == "…" else url for url in urls]

    found = page(made)

    assert urls == hrefs(made, "comments")
    assert loaded == texts(found, f"{has('comments')}/@data-source")
    origin = " https://social.example" if loaded else ""
    assert f"'self'{origin}" == policy(made)["connect-src"]
    assert bool(loaded) == any("/comments-" in url for url in texts(found, "//script/@src"))
    assert ["'self'"] * 3 == [policy(made, key)["connect-src"] for key in ("second.html", "index.html", "404.html")]
    assert "'self'" == policy(made, "first-light-embed.html")["connect-src"]


def test_comments_on_the_show_are_on_its_home() -> None:
    """Under the same conditions."""
    made = show(item(), social=POST, comments_from=SOCIAL)

    assert "'self' https://social.example" == policy(made, "index.html")["connect-src"]
    assert "'self'" == policy(made)["connect-src"]
    assert [POST.uri] == hrefs(made, "comments", "index.html")


def test_other_shows_are_recommended_on_the_home() -> None:
    """By their pages, else their feeds; one of which only the guid is known is for apps."""
    guid = "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    podroll = (
        Recommendation(guid=guid, url="https://a.example/feed", title="Otherwater", link="https://a.example/"),
        Recommendation(guid=guid, url="https://www.b.example/feed"),
        Recommendation(guid=guid, title="Unknown"),
    )
    made = show(item(), podroll=podroll)

    assert ["Otherwater", "b.example"] == texts(page(made, "index.html"), f"{has('recommended')}//a")
    assert ["https://a.example/", "https://www.b.example/feed"] == hrefs(made, "recommended", "index.html")


LICENSES = {
    "CC-BY-4.0": (License(id="cc-by-4.0"), "CC-BY-4.0", ["https://creativecommons.org/licenses/by/4.0/"]),
    "ARR": (License(id="ARR"), "All rights reserved", []),
    "own": (License(id="Ours", url="https://x.example/l"), "Ours", ["https://x.example/l"]),
}


@pytest.mark.parametrize("name", LICENSES)
def test_a_licence_is_said_as_people_know_it(name: str) -> None:
    """With where to read it; the episode's own among its credits, the show's below every page."""
    written, words, urls = LICENSES[name]
    made = show(item(license=written), license=written)

    assert [f"Licence: {words}"] == texts(page(made), has("license"))
    assert urls == hrefs(made, "license")
    assert [words] == texts(page(made, "subscribe.html"), has("bottom-rights"))


def test_the_home_plays_a_recording_that_lies_elsewhere() -> None:
    """Its policy admits it, as that of the episode's page does."""
    made = show(item(enclosure=enclosure(key="https://cdn.example/a.mp3", digest="")))

    assert ["https: http:"] * 2 == [policy(made, key)["media-src"] for key in ("first-light.html", "index.html")]


def test_the_newest_home_has_nothing_of_what_nobody_writes() -> None:
    """No heading without something below it."""
    blocks = ("highlights", "versions", "places", "chat", "comments", "recommended", "license")

    found = [texts(page(show(item()), key), has(one)) for one in blocks for key in ("first-light.html", "index.html")]

    assert [[]] * 14 == found


# --- which pages change


def test_the_digest_of_an_episode_is_the_same_in_every_process() -> None:
    """Whatever fields joined later: else pages would be sent again by each second publish."""
    one = item(soundbites=(Soundbite(start=0, duration=60_000),), social=POST, locations=Location(name="Kiel"))
    whole = replace(one, kicker="News", standfirst="What the moon does.", credits=("Sound: Jonah",), seo_title="Tides")

    assert "86e12de42c82" == digest(whole)[:12]


def _of_show(**changes: Any) -> Catalog:
    return show(item(social=POST), item("second", chat=PIER), **changes)


CHANGES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "podroll": ({"podroll": Recommendation(guid="x", url="https://a.example/feed")}, {"index.html"}),
    "locations": ({"locations": Location(name="Kiel")}, {"index.html"}),
    "social": ({"social": POST}, {"index.html"}),
    "chat": ({"chat": PIER}, {"index.html", "first-light.html"}),
    "comments_from": ({"comments_from": SOCIAL}, {"first-light.html"}),
}


def test_an_episode_s_own_changes_its_page_alone() -> None:
    """Neither its frame on others' pages nor the home, which plays it."""
    bites = (Soundbite(start=0, duration=60_000),)

    assert {"first-light.html", "sitemap.xml"} == changed(show(item()), show(item(soundbites=bites)))


@pytest.mark.parametrize("name", CHANGES)
def test_just_the_pages_that_show_it_change(name: str) -> None:
    """And the map, which has the moment of their change."""
    changes, pages = CHANGES[name]

    assert pages | {"sitemap.xml"} == changed(_of_show(), _of_show(**changes))


def _rich(**changes: Any) -> Catalog:
    bites = (Soundbite(start=0, duration=60_000),)
    one: Item = item(soundbites=bites, social=POST, locations=Location(name="Kiel"))
    return show(one, podroll=Recommendation(guid="x", url="https://a.example/feed"), chat=PIER, **changes)


def test_pages_of_an_older_design_stay() -> None:
    """What they do not show is no part of their source, until all pages are rendered again."""
    old = "0" * 64
    poor = replace(show(item()), design=old)

    assert sources(poor) == sources(replace(_rich(), design=old))
    assert sources(replace(poor, design=design())) != sources(replace(_rich(), design=design()))
