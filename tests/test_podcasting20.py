"""Podcasting 2.0: what an author writes is what the feed says, for every tag and attribute; and what is refused."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests import programs
from tests.builders import catalog, item
from tests.parts import lacking, need
from tests.podcasting20 import LEAST_EPISODE, LEAST_SHOW, NODE, SRI, made, problems_of
from tests.studio import Studio

from feedpub import feed
from feedpub.catalog import dumps, loads
from feedpub.elements.podcast.people import Person
from feedpub.elements.podcast.show import UpdateFrequency
from feedpub.errors import Invalid
from feedpub.ingest import ingest
from feedpub.ingest.lines import AuthorFiles
from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.standards.namespaces import NAMESPACES

GOLDEN = Path(__file__).parent / "golden" / "podcasting-2.0.xml"
NODE_READERS = Path(__file__).parent / "node"
TEXT = ""

TAGS: dict[str, dict[str, set[str]]] = {
    "transcript": {"url": set(), "type": set(), "language": set(), "rel": set()},
    "locked": {TEXT: {"yes"}, "owner": {"ada@tidewater.example"}},
    "funding": {TEXT: {"Give"}, "url": {"https://tidewater.example/give", "https://tidewater.example/episode"}},
    "chapters": {"url": set(), "type": set()},
    "soundbite": {TEXT: {"The tide turns"}, "startTime": {"195", "0"}, "duration": {"45.5", "60"}},
    "person": {
        TEXT: {"Ada Lovelace", "Grace Hopper", "Sam Sound"},
        "role": {"host", "guest", "narrator", "audio engineer"},
        "group": {"cast", "audio production"},
        "img": {"https://tidewater.example/ada.jpg"},
        "href": {"https://tidewater.example/ada"},
    },
    "location": {
        TEXT: {"Büsum", "Hamburg", "Hallig Hooge", "Pier 3"},
        "rel": {"creator"},
        "geo": {"geo:53.55,9.99"},
        "osm": {"R62782", "W1234#5"},
        "country": {"DE"},
    },
    "season": {TEXT: {"2"}, "name": {"Storm"}},
    "episode": {TEXT: {"3"}, "display": {"Ch. 3"}},
    "trailer": {
        TEXT: {"First light", "Coming in season 2"},
        "url": {"https://cdn.tidewater.example/season-2.mp3"},
        "pubdate": {"Fri, 20 Nov 2026 05:00:00 +0000"},
        "length": {"12345"},
        "type": {"audio/mpeg"},
        "season": {"2"},
    },
    "license": {
        TEXT: {"CC-BY-4.0", "Tidewater license", "My own"},
        "url": {"https://tidewater.example/license"},
    },
    "alternateEnclosure": {
        "type": {"video/mp4", "application/x-mpegURL"},
        "length": {"7924786", "0"},
        "bitrate": {"511276.52"},
        "height": {"720"},
        "lang": {"de"},
        "title": {"Video"},
        "rel": {"video"},
        "codecs": {"avc1.64001f, mp4a.40.2"},
        "default": {"true"},
    },
    "source": {
        "uri": {"https://cdn.tidewater.example/first-light.mp4", "magnet:?xt=urn:btih:abc"},
        "contentType": {"application/x-bittorrent"},
    },
    "integrity": {"type": {"sri"}, "value": {SRI}},
    "guid": {TEXT: {"917393e3-1b1e-5cef-ace4-edaa54e1f810"}},
    "value": {"type": {"lightning"}, "method": {"keysend", "lnaddress"}, "suggested": {"0.00000005000"}},
    "valueRecipient": {
        "type": {"node", "lnaddress"},
        "address": {NODE, "host@wallet.example", "b@wallet.example"},
        "split": {"90", "10", "100", "2"},
        "name": {"Ada"},
        "customKey": {"696969"},
        "customValue": {"tide"},
        "fee": {"true"},
    },
    "valueTimeSplit": {
        "startTime": {"60", "300"},
        "duration": {"237", "60"},
        "remoteStartTime": {"30"},
        "remotePercentage": {"95"},
    },
    "medium": {TEXT: {"podcast"}},
    "image": {
        "href": {"https://cdn.tidewater.example/banner.jpg", "https://cdn.tidewater.example/canvas.jpg"},
        "alt": {"A lighthouse at dusk"},
        "aspect-ratio": {"16/9"},
        "width": {"1600"},
        "height": {"900"},
        "type": {"image/jpeg"},
        "purpose": {"banner social"},
    },
    "liveItem": {"status": {"pending"}, "start": {"2026-11-23T18:00:00Z"}, "end": {"2026-11-23T19:30:00Z"}},
    "contentLink": {
        TEXT: {"Watch", "Watch the video"},
        "href": {"https://video.example/live", "https://video.example/watch/1"},
    },
    "socialInteract": {
        "protocol": {"activitypub", "nostr", "disabled"},
        "uri": {"https://social.example/@ada/1", "nostr:note1abc"},
        "accountId": {"@ada@social.example"},
        "accountUrl": {"https://social.example/@ada"},
        "priority": {"1"},
    },
    "block": {TEXT: {"yes", "no"}, "id": {"rss"}},
    "txt": {TEXT: {"true", "false", "tidewater-claim-1", "live"}, "purpose": {"ai-content"}},
    "remoteItem": {
        "feedGuid": {"29cdca4a-32d8-56ba-b48b-09a011c5daa9", "003af0a0-6a45-55cf-b765-68e3d349551a"},
        "feedUrl": {"https://feeds.example/music.xml", "https://feeds.example/publisher.xml"},
        "itemGuid": {"track-1", "song-1"},
        "medium": {"music", "publisher"},
        "title": {"A song of the sea"},
    },
    "podroll": {},
    "publisher": {},
    "updateFrequency": {
        TEXT: {"every two weeks"},
        "complete": {"true"},
        "dtstart": {"2026-11-23T05:00:00Z"},
        "rrule": {"FREQ=WEEKLY;INTERVAL=2"},
    },
    "chat": {
        "server": {"irc.zeronode.example", "jabber.example", "matrix.example"},
        "protocol": {"irc", "xmpp", "matrix"},
        "accountId": {"@ada"},
        "space": {"#tidewater"},
    },
}
"""Every tag of the podcast namespace with its attributes → values that the feed must have; `TEXT` is what it holds."""

ELSEWHERE = {"transcript": "made of files", "chapters": "made of chapters"}
"""Tags whose attributes other tests look at."""

NEVER = {
    "images": "deprecated; `image` replaced it",
    "podping": "a promise to ping, which a publisher of files does not give",
}
"""Tags that are not written, and why."""

PARENTS: dict[str, set[str]] = {
    "channel": {"locked", "funding", "person", "location", "trailer", "license", "guid", "value", "medium", "image"}
    | {"liveItem", "socialInteract", "block", "txt", "podroll", "updateFrequency", "publisher", "chat"},
    "item": {"funding", "soundbite", "person", "location", "season", "episode", "license", "alternateEnclosure"}
    | {"value", "image", "contentLink", "socialInteract", "txt", "chat"},
    "liveItem": {"funding", "person", "location", "license", "alternateEnclosure", "value", "image", "contentLink"}
    | {"socialInteract", "txt", "chat"},
    "alternateEnclosure": {"source", "integrity"},
    "value": {"valueRecipient", "valueTimeSplit"},
    "valueTimeSplit": {"valueRecipient", "remoteItem"},
    "podroll": {"remoteItem"},
    "publisher": {"remoteItem"},
}
"""Where the namespace allows each tag."""

PODCAST = f"{{{NAMESPACES['podcast']}}}"


@pytest.fixture(scope="module")
def rendered() -> etree._Element:
    """The feed that says everything."""
    return etree.fromstring(feed.render(made()))


def local(element: etree._Element) -> str:
    """A name without its namespace."""
    return etree.QName(element).localname


def attributes(element: etree._Element) -> dict[str, str]:
    """The attributes by name."""
    return {str(name): str(value) for name, value in element.attrib.items()}


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        pytest.param(name, attribute, id=f"{name}@{attribute}".rstrip("@"))
        for name in TAGS
        if name not in ELSEWHERE
        for attribute in TAGS[name] or [None]
    ],
)
def test_what_the_author_wrote_stands_in_the_feed(name: str, attribute: str | None, rendered: etree._Element) -> None:
    """Every tag, every attribute, equal to the YAML."""
    found = list(rendered.iter(PODCAST + name))

    values = {one.get(attribute, "") if attribute else (one.text or "").strip() for one in found}
    assert found
    assert TAGS[name].get(attribute or TEXT, set()) - values == set()


def test_nothing_stands_in_the_feed_that_the_list_forgets(rendered: etree._Element) -> None:
    """A tag or attribute that is new here is new in the list, too."""
    found = [one for one in rendered.iter() if str(one.tag).startswith(PODCAST)]

    assert {local(one) for one in found} == TAGS.keys() - ELSEWHERE.keys()
    assert [] == [(local(one), name) for one in found for name in one.attrib if name not in TAGS[local(one)]]


@pytest.mark.parametrize("parent", PARENTS)
def test_each_tag_stands_where_the_namespace_allows_it(parent: str, rendered: etree._Element) -> None:
    """All of them, and no others."""
    around = [one for one in rendered.iter() if local(one) == parent]

    inside = {local(one) for two in around for one in two if str(one.tag).startswith(PODCAST)}
    assert inside == PARENTS[parent]


def test_what_cannot_be_said_honestly_is_no_field() -> None:
    """Deprecated tags, and promises that nobody keeps."""
    written = {name for model in (Show, Episode) for name in model.model_fields}

    assert written & {"podping", "uses_podping", "srcset"} == set()
    assert NEVER.keys() & TAGS.keys() == set()


def test_the_feed_is_byte_for_byte_what_was_reviewed() -> None:
    """`UPDATE_GOLDEN=1` writes it again."""
    data = feed.render(made())
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_bytes(data)

    assert GOLDEN.read_bytes() == data


def test_the_catalog_keeps_all_of_it() -> None:
    """Stored and read back, the feed is the same."""
    assert made() == loads(dumps(made()), where="catalog")


def test_a_show_that_uses_none_of_it_declares_nothing_more() -> None:
    """Defaults are silent: neither elements nor namespaces."""
    plain = feed.render(catalog(item()))

    assert feed.render(made("", "")).count(b"xmlns:") == plain.count(b"xmlns:") == 4
    assert b"spotify" not in plain


# --- other namespaces


def test_spotify_reads_its_own_tags(rendered: etree._Element) -> None:
    """Limit, countries, Open Access and the window of an episode."""
    names = ("spotify:limit", "spotify:countryOfOrigin", "media:restriction", "spotify:access")
    limit, origin, restriction, access = (rendered.find(f"channel/{name}", dict(NAMESPACES)) for name in names)
    valid = rendered.findtext("channel/item/dcterms:valid", "", dict(NAMESPACES))
    entitlement = rendered.find("channel/item/spotify:access/entitlement", dict(NAMESPACES))

    assert limit is not None
    assert restriction is not None
    assert origin is not None
    assert access is not None
    assert entitlement is not None
    assert {"recentCount": "10"} == attributes(limit)
    assert ("DE AT", "DE AT CH") == (origin.text, restriction.text)
    assert {"type": "country", "relationship": "allow"} == attributes(restriction)
    assert [("partner", {"id": "abc"}), ("sandbox", {"enabled": "true"})] == [
        (one.tag, attributes(one)) for one in access
    ]
    assert "start=2026-11-23T05:00:00Z; end=2026-12-23T23:00:00Z; scheme=W3C-DTF" == valid
    assert {"name": "members"} == attributes(entitlement)


def test_custom_elements_are_as_they_were_declared(rendered: etree._Element) -> None:
    """Prefix, attributes, text and children; the namespace is declared once, on the root."""
    mood = rendered.find("channel/{https://acme.example/ns}mood")

    assert mood is not None
    assert {"scale": "5", "{https://acme.example/ns}unit": "bft"} == attributes(mood)
    assert [("{https://acme.example/ns}word", "calm & quiet"), ("plain", "bare")] == [
        (one.tag, one.text) for one in mood
    ]
    assert "https://acme.example/ns" == rendered.nsmap["acme"]
    assert 1 == feed.render(made()).count(b"xmlns:acme=")


def test_a_prefix_that_meant_something_else_once_keeps_its_meaning() -> None:
    """An episode that is out needs nothing of today's show.yaml to be written."""
    old = made('namespaces: {acme: "urn:old"}', "custom: [{element: acme:a}]").items[0]
    new = made('namespaces: {acme: "urn:new"}\ncustom: [{element: acme:b}]', "").channel

    root = etree.fromstring(feed.render(catalog(old, channel=new)))

    assert root.find("channel/{urn:new}b") is not None
    assert root.find("channel/item/{urn:old}a") is not None


# --- people


def people_of(show: str, episode: str) -> list[tuple[str, str, str]]:
    """Name, role and picture of an item's people."""
    return [(one.name, one.role, one.img) for one in made(show, episode).items[0].all(Person)]


ROSTER = "roster: {ada: {name: Ada Lovelace, image: 'https://x.example/a.jpg'}, bob: {name: Bob, role: guest}}\n"
ADA = "https://x.example/a.jpg"


@pytest.mark.parametrize(
    ("show", "episode", "expected"),
    [
        ("", "people: [bob]", [("Bob", "guest", "")]),
        ("", "people: bob", [("Bob", "guest", "")]),
        ("", "people: [{key: ada}]", [("Ada Lovelace", "host", ADA)]),
        ("", "people: [{key: ada, role: narrator}]", [("Ada Lovelace", "narrator", ADA)]),
        ("", "people: [{key: bob, group: writing, role: editor}]", [("Bob", "editor", "")]),
        ("", "people: [{key: bob, name: Robert}]", [("Robert", "guest", "")]),
        (
            "",
            "people: [{key: ada, image: 'https://x.example/b.jpg'}]",
            [("Ada Lovelace", "host", "https://x.example/b.jpg")],
        ),
        ("", "people: [Bob, ADA]", [("Bob", "host", ""), ("ADA", "host", "")]),
        ("", "people: [{name: bob, role: narrator}]", [("bob", "narrator", "")]),
        ("people: [ada]\n", "people: [bob]", [("Ada Lovelace", "host", ADA), ("Bob", "guest", "")]),
        (
            "people: [ada]\n",
            "people: [{key: ada, role: narrator}]",
            [("Ada Lovelace", "host", ADA), ("Ada Lovelace", "narrator", ADA)],
        ),
        ("people: [ada]\n", "", []),
    ],
)
def test_people_of_the_roster(show: str, episode: str, expected: list[tuple[str, str, str]]) -> None:
    """A key is that person, with what stands beside it; another word is a name; hosts stay in front of guests."""
    assert expected == people_of(ROSTER + show, episode)


def test_nobody_in_the_roster_is_said_with_everything_else(tmp_path: Path) -> None:
    """At its place, with a guess, together with what else is wrong in other files."""
    desk = Studio(tmp_path)
    desk.show(roster={"ada": {"name": "Ada Lovelace"}})
    path = desk.episode("one", people=[{"key": "adda"}], custom=[{"element": "acme:mood"}])
    desk.episode("two", published="2026-01-01T06:00")

    with pytest.raises(Invalid) as caught:
        desk.publish()

    problems = [(str(one.place).rsplit("/", 1)[-1], one.subject, one.hint) for one in caught.value.problems]
    lines = path.read_text(encoding="utf-8").splitlines()
    key = lines.index("- key: adda") + 1
    assert (f"one.yaml:{key}:8", "people[0].key", "did you mean `ada`?") in problems
    assert {"custom[0].element", "published"} < {subject for _, subject, _ in problems}


# --- how often


def frequency_of(written: str) -> UpdateFrequency:
    """What the channel holds of it."""
    frequency = made(f"update_frequency: {written}\n", "").channel.one(UpdateFrequency)
    assert frequency is not None
    return frequency


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("weekly", "FREQ=WEEKLY"),
        ("Every two weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("every other month", "FREQ=MONTHLY;INTERVAL=2"),
        ("daily", "FREQ=DAILY"),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("monthly", "FREQ=MONTHLY"),
        ("every 3 days", "FREQ=DAILY;INTERVAL=3"),
        ("Mondays and Thursdays", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("weekly on Tuesday", "FREQ=WEEKLY;BYDAY=TU"),
        ("every Friday", "FREQ=WEEKLY;BYDAY=FR"),
    ],
)
def test_words_are_a_rule(words: str, rule: str) -> None:
    """What people say is what they read; programs read the rule."""
    frequency = frequency_of(words)

    assert (words, rule) == (frequency.text, frequency.rrule)


def test_a_rule_is_a_rule() -> None:
    """With what people read, since nobody reads rules; `RRULE:` in front is left out."""
    rule = "RRULE:FREQ=MONTHLY;BYDAY=1MO,+3MO;COUNT=6"
    frequency = frequency_of(f"{{rule: '{rule}', label: Two Mondays, start: 2026-11-23T07:00Z}}")

    assert ("Two Mondays", rule[6:]) == (frequency.text, frequency.rrule)


# --- what is refused

EMPTY_SPLIT = """\
value:
- method: keysend
  recipients: [{type: wallet, address: a, split: 1}]
  splits: [{start: 0:01, duration: 0:10}]"""

BAD = [
    ("show", "license: CC-BY-5.0", "1:10: license: 'CC-BY-5.0' is not in the namespace's list", "CC-BY-4.0"),
    ("show", "locations: [{name: A, country: UK}]", "1:32: locations[0].country: 'UK' is not", "`GB`"),
    ("show", "locations: [{name: A, geo: '91,0'}]", "locations[0].geo: '91,0' is not a place on earth", "degrees"),
    ("show", "locations: [{name: A, osm: X12}]", "locations[0].osm: 'X12' is not an OpenStreetMap object", "R113314"),
    ("show", "locations: [{name: A, rel: topic}]", "locations[0].rel: 'topic' is not one of", "subject"),
    ("show", "locations: [{country: DE}]", "1:13: locations[0].name: is missing", "add `name: Büsum`"),
    ("show", "blocks: [spotfy]", "1:10: blocks[0].service: 'spotfy' is no service", "`spotify`"),
    ("show", "podroll: [https://x.example/feed.xml]", "podroll[0].guid: ", ""),
    ("show", "publisher: {guid: 003af0a0-6a45-55cf-b765-68e3d349551a}", "publisher.url: is missing", "add `url: "),
    ("show", "social: [activitypub]", "1:10: social[0].uri: is missing", "add `uri: "),
    ("show", "social: [{protocol: disabled, uri: 'https://x.example/'}]", "social[0].uri: means nothing", "delete"),
    ("show", "social: [{protocol: mastodon, uri: 'https://x.example/'}]", "protocol: 'mastodon' is not one of", ""),
    ("show", "chat: {server: 'https://irc.example', protocol: irc}", "chat.server: ", "irc.zeronode.example"),
    ("show", "chat: {server: irc.example, protocol: slack}", "chat.protocol: 'slack' is not one of", "irc"),
    ("show", "txt: [{purpose: ai-content, text: maybe}]", "1:35: txt[0].text: 'maybe' is neither", "true or false"),
    ("show", "txt: " + "a" * 4001, "4001 characters long", "shorten it"),
    (
        "show",
        "update_frequency: sometimes",
        "1:19: update_frequency.rule: 'sometimes' is not a recurrence rule",
        "weekly",
    ),
    ("show", "update_frequency: FREQ=WEEKLY", "update_frequency.label: is missing", "add `label: "),
    ("show", "update_frequency: {rule: FREQ=DAILY;COUNT=3, label: a}", "start: is missing", "add `start: "),
    ("show", "update_frequency: {rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, label: a}", "never happens", "months"),
    ("show", "update_frequency: {rule: FREQ=DAILY;COUNT=3;UNTIL=20270101, label: a}", "both COUNT and UNTIL", "one"),
    ("show", "update_frequency: {complete: yes}", "update_frequency.label: is missing", ""),
    ("show", "images: http://x.example/a.jpg", "images[0].url: ", "https://x.example/a.jpg"),
    ("show", "images: [{url: 'https://x.example/a.jpg', aspect_ratio: wide}]", "'wide' is not an aspect ratio", "16/9"),
    ("show", "images: [{url: 'https://x.example/a.jpg', type: jpeg}]", "'jpeg' is not a media type", "video/mp4"),
    (
        "show",
        "trailers: [{title: a, url: 'https://x.example/a.mp3', published: 2026-01-01}]",
        "no timezone",
        "timezone",
    ),
    ("show", "seasons: {first: a}", "1:18: seasons.first: 'first' is not a season's number", "Low water"),
    ("show", "seasons: [a]", "seasons: is a list; a mapping is wanted here", ""),
    ("show", "roster: {Ada B: {name: Ada}}", "roster.'Ada B': 'Ada B' is not a key of the roster", "ada"),
    ("show", "roster: {ada: {role: host}}", "1:15: roster.ada.name: is missing", "add `name: "),
    ("show", "roster: {ada: {name: Ada, key: bob}}", "roster.ada.key: refers to the roster itself", "write the person"),
    ("show", "roster: {ada: {name: Ada}}\npeople: [{key: adda}]", "2:16: people[0].key: 'adda' is nobody", "`ada`"),
    ("show", "people: [{key: ada}]", "people[0].key: 'ada' is nobody", "no `roster:`"),
    ("show", "people: [{role: guest}]", "people[0].name: is missing", "add `name: "),
    ("show", "value: [{method: keysend, recipients: []}]", "recipients: is an empty list", "at least one"),
    ("show", "value: [{method: keysend}]", "value[0].recipients: is missing", "[{type: lnaddress, address: "),
    (
        "show",
        "value: [{method: keysend, recipients: [{type: node, address: 02ab, split: 1}]}]",
        "1:62: value[0].recipients[0].address: '02ab' is no Lightning node",
        "66 hexadecimal digits",
    ),
    (
        "show",
        "value: [{method: lnaddress, recipients: [{type: lnaddress, address: ada, split: 1}]}]",
        "'ada' is no Lightning address",
        "ada@wallet.example",
    ),
    (
        "show",
        "value: [{method: lnaddress, recipients: [{type: lnaddress, address: a@b.example, split: 0}]}]",
        "split: 0 is too small",
        "",
    ),
    (
        "show",
        "live: [{title: a, guid: b, status: on, start: 2026-01-01}]",
        "live[0].status: 'on' is not one of",
        "pending",
    ),
    ("show", "spotify: {sandbox: yes}", "spotify.partner: is missing", "partner"),
    ("show", "spotify: {origin: [Sweden]}", "spotify.origin[0]: 'Sweden' is not the code of a country", "two letters"),
    (
        "show",
        "namespaces: {podcast: 'https://podcastindex.org/namespace/1.0'}",
        "namespaces.podcast: ",
        "delete the line",
    ),
    ("show", "namespaces: {pod: 'https://podcastindex.org/namespace/1.0'}", "the namespace podcast is not", "delete"),
    ("show", "namespaces: {media: 'https://x.example/'}", "media is everywhere the prefix of", "take another"),
    ("show", "namespaces: {'1a': 'https://x.example/'}", "'1a' is not a prefix", "acme"),
    ("show", "namespaces: {acme: ns}", "namespaces.acme: 'ns' is not the name of a namespace", "https://acme.example"),
    (
        "show",
        "custom: [{element: acme:mood}]",
        "1:20: custom[0].element: no field declares the namespace of 'acme'",
        "add ",
    ),
    ("show", "custom: [{element: mood}]", "custom[0].element: 'mood' has no prefix", "acme:mood"),
    (
        "show",
        "custom: [{element: itunes:keywords}]",
        "'itunes:keywords' is of a namespace that feedpub writes",
        "own field",
    ),
    ("show", "custom: [{element: 'media:script'}]", "'media:script' has no place in a feed", "delete"),
    ("show", "custom: [{element: 'a b'}]", "'a b' is not the name of an element", "acme:mood"),
    ("show", "custom: [{element: 'dc:a', attributes: {onclick: a}}]", "'onclick' is no attribute", "delete"),
    ("show", "custom: [{element: 'dc:a', attributes: {href: 'javascript:a'}}]", "is an address that runs", "https://"),
    ("show", "custom: [{element: 'dc:a', attributes: [a]}]", "attributes: is a list", ""),
    (
        "show",
        "custom: [{element: 'dc:a', children: [{element: 'b:c'}]}]",
        "custom[0].children[0].element: ",
        "namespaces",
    ),
    ("episode", "soundbites: [{start: 3:15}]", "1:14: soundbites[0].duration: is missing", "add `duration: 0:45`"),
    ("episode", "soundbites: [{start: 3:15, duration: 0:00}]", "soundbites[0]: lasts no time", "0:45"),
    ("episode", "soundbites: [{start: 195, duration: 0:30}]", "soundbites[0].start: '195' is not a duration", "3:15"),
    ("episode", "soundbites: [{start: 0:01, duration: 0:30, title: " + "a" * 129 + "}]", "at most 128", ""),
    ("episode", "alternates: [{type: video/mp4}]", "alternates[0].sources: is missing", "add `sources: "),
    ("episode", "alternates: [{type: video/mp4, sources: []}]", "sources: is an empty list", ""),
    ("episode", "alternates: [{type: mp4, sources: 'https://x.example/a'}]", "'mp4' is not a media type", "video/mp4"),
    ("episode", "alternates: [{type: a/b, sources: a.mp4}]", "alternates[0].sources[0].uri: ", "https://"),
    ("episode", "alternates: [{type: a/b, sources: 'http://x.example/a'}]", "is not encrypted", "https://x.example/a"),
    ("episode", "alternates: [{type: a/b, sources: 'file:///etc/passwd'}]", "no player loads", "https://"),
    (
        "episode",
        "alternates: [{type: a/b, sources: 'ipfs://a', integrity: sha384-abc}]",
        "integrity: 'sha384-abc'",
        "openssl",
    ),
    ("episode", "alternates: [{type: a/b, sources: 'ipfs://a', title: " + "a" * 33 + "}]", "at most 32", ""),
    ("episode", "alternates: [{type: a/b, sources: 'ipfs://a', bitrate: fast}]", "'fast' is not an amount", ""),
    ("episode", "alternates: [{type: a/b, sources: 'ipfs://a', length: -1}]", "length: -1 is negative", "from 0"),
    (
        "episode",
        "alternates: [{type: a/b, sources: 'ipfs://a', default: yes}, {type: a/b, sources: 'ipfs://b', default: yes}]",
        "1:13: alternates: has more than one default",
        "but for one",
    ),
    ("episode", "content_links: https://x.example/", "content_links[0]: is one value", "{url: "),
    ("episode", "number_display: a", "1:17: number_display: is shown instead of a number", "add `number:`"),
    ("episode", "number: 1\nnumber_display: " + "a" * 33, "at most 32", ""),
    ("episode", "spotify: {available: 2026-02-02, until: 2026-01-01}", "1:41: spotify.until: is before", "two dates"),
    ("episode", "chat: [a]", "chat: is a list", "{server: "),
    ("episode", "license: [a, b]", "license: is a list", "{id: "),
    ("episode", "location: Büsum", "'location' is not a field here", "`locations`"),
    ("episode", "people: [{key: Ada Lovelace}]", "people[0].key: 'Ada Lovelace' is no key of a roster", "ada"),
    (
        "episode",
        EMPTY_SPLIT,
        "value[0].splits[0]: needs either `remote:` or `recipients:`",
        "one of them",
    ),
]


@pytest.mark.parametrize(("kind", "text", "message", "hint"), BAD, ids=lambda value: value[:50])
def test_what_is_wrong_is_said_where_it_stands(kind: str, text: str, message: str, hint: str) -> None:
    """Place, field, value and what to write instead."""
    least, model = (LEAST_SHOW, Show) if kind == "show" else (LEAST_EPISODE, Episode)
    _, problems = problems_of(model, text + "\n" + least)

    words = [f"{one.place.line}:{one.place.column}: {one.subject}: {one.message}" for one in problems]
    assert 1 == len([one for one in words if message in one]), words
    (problem,) = [one for one, word in zip(problems, words, strict=True) if message in word]
    assert problem.hint
    assert hint in problem.hint


_JUNK = st.recursive(
    st.sampled_from(
        ["", "a", "yes", "1", "0", "-1", "3:15", "https://x.example/", "geo:1,2", "FREQ=DAILY", "é\u202e", "all"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "url", "type", "guid", "rule", "key", "element", "a b"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
_MODELS = sorted(_new for _new in {*Show.model_fields, *Episode.model_fields})


@given(st.sampled_from(_MODELS), _JUNK)
def test_whatever_is_written_is_read_or_refused_in_our_words(name: str, value: Any) -> None:
    """Never an error of a library's, never a crash."""
    for model, least in ((Show, LEAST_SHOW), (Episode, LEAST_EPISODE)):
        rest = "\n".join(line for line in least.splitlines() if not line.startswith(f"{name}:"))
        found, problems = problems_of(model, f"{json.dumps(name)}: {json.dumps(value)}\n{rest}\n")

        assert (found is None) == bool(problems)


# --- other people's readers


@pytest.fixture(scope="module")
def node() -> Any:
    """What podcast-partytime and feedsmith read in the feed that says everything."""
    need("node")
    if not (NODE_READERS / "node_modules").is_dir():
        lacking("tests/node/node_modules", "run: npm ci --prefix tests/node")
    program = shutil.which("node") or "node"
    feeds = json.dumps([feed.render(made()).decode()]).encode()
    ran = programs.run([program, "read.mjs"], cwd=NODE_READERS, input=feeds)
    (both,) = json.loads(ran.stdout)
    return both


SMITH = {
    "locked": "locked", "fundings": "funding", "persons": "person", "locations": "location", "trailers": "trailer",
    "license": "license", "values": "value", "valueRecipients": "valueRecipient", "valueTimeSplits": "valueTimeSplit",
    "remoteItem": "remoteItem", "remoteItems": "remoteItem", "images": "image", "liveItems": "liveItem",
    "contentLinks": "contentLink", "socialInteracts": "socialInteract", "chat": "chat", "blocks": "block",
    "txts": "txt", "updateFrequency": "updateFrequency", "soundbites": "soundbite", "season": "season",
    "episode": "episode", "alternateEnclosures": "alternateEnclosure", "sources": "source", "integrity": "integrity",
    "podroll": "podroll", "publisher": "publisher",
}  # fmt: skip
"""What feedsmith calls a tag."""

SMITH_NAMES = {"display": TEXT, "number": TEXT, "pubDate": "pubdate", "aspectRatio": "aspect-ratio"}
SMITH_TEXTS = {("locked", "value"), ("block", "value")}
SMITH_UNREAD = {
    ("funding", "https://tidewater.example/episode"),
    ("contentLink", "Watch the video"),
    ("contentLink", "https://video.example/watch/1"),
    ("socialInteract", "disabled"),
}
"""Two tags that it knows in shows only, and one in items only."""

PARTY = {
    "podcastFunding": "funding", "podcastPeople": "person", "podcastLocation": "location", "trailers": "trailer",
    "license": "license", "value": "value", "recipients": "valueRecipient", "valueTimeSplits": "valueTimeSplit",
    "remoteItem": "remoteItem", "podroll": "remoteItem", "podcastLiveItems": "liveItem", "contentLinks": "contentLink",
    "podcastSocialInteraction": "socialInteract", "chat": "chat", "podcastTxt": "txt", "podcastSoundbites": "soundbite",
    "podcastSeason": "season", "podcastEpisode": "episode", "alternativeEnclosures": "alternateEnclosure",
    "source": "source", "integrity": "integrity", "podcastPublisher": "remoteItem", "items": "item",
}  # fmt: skip
"""What podcast-partytime calls a tag."""

PARTY_NAMES = {
    ("funding", "message"): TEXT, ("person", "name"): TEXT, ("location", "name"): TEXT, ("trailer", "title"): TEXT,
    ("license", "identifier"): TEXT, ("contentLink", "title"): TEXT, ("contentLink", "url"): "href",
    ("socialInteract", "platform"): "protocol", ("socialInteract", "id"): "accountId",
    ("socialInteract", "url"): "uri", ("socialInteract", "profileUrl"): "accountUrl", ("txt", "value"): TEXT,
    ("soundbite", "title"): TEXT, ("season", "number"): TEXT, ("episode", "number"): TEXT,
    ("", "guid"): "guid", ("", "medium"): "medium",
}  # fmt: skip
PARTY_UNREAD = {
    *(("location", value) for value in ("Hamburg", "creator", "geo:53.55,9.99", "R62782", "DE", "Pier 3")),
    *(("txt", value) for value in ("true", "false", "live")),
    *(("funding", value) for value in ("https://tidewater.example/episode",)),
    *(("contentLink", value) for value in ("Watch the video", "https://video.example/watch/1")),
    *(("socialInteract", value) for value in ("disabled", "nostr", "nostr:note1abc")),
    *(("soundbite", value) for value in ("0", "60")),
    *(("license", value) for value in ("My own",)),
    *(("remoteItem", "publisher"),),
}
"""It reads one location, no `disabled`, no soundbite from the beginning, and takes `true` for no text."""

PARTY_UNKNOWN = {"image", "updateFrequency", "podroll", "publisher", "block", "locked", "guid", "medium"}
"""Tags that it does not know, or tells in another form (looked at below)."""


def normal(value: object) -> object:
    """Numbers, dates and switches in one spelling, whether a reader makes values of them or leaves them as text."""
    text = str(value).strip()
    if text.lower() in {"yes", "true", "no", "false"}:
        return text.lower() in {"yes", "true"}
    if text.endswith(" +0000"):
        return normal(parsedate_to_datetime(text).strftime("%Y-%m-%dT%H:%M:%SZ"))
    try:
        return float(text)
    except ValueError:
        return text.removesuffix(".000Z").removesuffix("Z").lower()


def facts_in(value: Any, tags: dict[str, str], names: Any, tag: str = "") -> Iterator[tuple[str, str, object]]:
    """Tag, attribute and value of everything that a reader tells."""
    if isinstance(value, list):
        for one in value:
            yield from facts_in(one, tags, names, tag)
    elif isinstance(value, dict):
        for key, one in value.items():
            if key in tags and isinstance(one, dict | list):
                yield from facts_in(one, tags, names, tags[key])
            elif not isinstance(one, dict | list):
                yield tag, names(tag, key), normal(one)


def lost(read: set[tuple[str, str, object]], unread: set[tuple[str, str]], unknown: set[str]) -> list[Any]:
    """What the feed says and the reader does not."""
    return [
        (tag, attribute, value)
        for tag, attributes in TAGS.items()
        if tag not in {*ELSEWHERE, *unknown}
        for attribute, values in attributes.items()
        for value in values
        if (tag, value) not in unread and (tag, attribute, normal(value)) not in read
    ]


@pytest.mark.node
def test_feedsmith_reads_every_tag_as_it_was_written(node: Any) -> None:
    """All values of all attributes, under their tags."""
    read = node["feedsmith"]["feed"]

    def name(tag: str, key: str) -> str:
        if (tag, key) == ("episode", "display"):
            return key
        return TEXT if (tag, key) in SMITH_TEXTS else SMITH_NAMES.get(key, key)

    found = {*facts_in(read["podcast"], SMITH, name), *facts_in(read["items"][0]["podcast"], SMITH, name)}
    assert ("", "guid", "917393e3-1b1e-5cef-ace4-edaa54e1f810") in found
    assert ("", "medium", "podcast") in found
    assert [] == lost(found, SMITH_UNREAD, {"guid", "medium"})
    assert [60, 300] == [one["startTime"] for one in read["items"][0]["podcast"]["values"][0]["valueTimeSplits"]]
    assert {"recentCount": 10} == read["spotify"]["limit"]


@pytest.mark.node
def test_partytime_reads_every_tag_that_it_knows_as_it_was_written(node: Any) -> None:
    """The Podcast Index's: values under their tags, but for what it has no words for."""
    read = node["partytime"]

    found = set(facts_in(read, PARTY, lambda tag, key: PARTY_NAMES.get((tag, key), key)))

    assert [] == lost(found, PARTY_UNREAD, PARTY_UNKNOWN)
    assert (True, "ada@tidewater.example") == (read["locked"], read["podcastOwner"])
    assert ("yes", {"rss": False}) == (read["podcastBlocked"], read["podcastBlockedPlatforms"])
    assert "https://feeds.example/publisher.xml" == read["podcastPublisher"]["feedUrl"]
    assert ("917393e3-1b1e-5cef-ace4-edaa54e1f810", "podcast") == (read["guid"], read["medium"])


# --- places


def test_findings_about_new_tags_are_at_their_lines(tmp_path: Path) -> None:
    """Of show and episode; the show's people in front of an item's own do not shift them."""
    desk = Studio(tmp_path)
    desk.show(roster={"ada": {"name": "Ada Lovelace"}}, people=["ada"], locations=["Büsum", "Hamburg"])
    bites = [{"start": "0:01", "duration": "0:15"}, {"start": "0:02", "duration": "0:15"}]
    desk.episode("one", soundbites=bites, people=["Bob", "ada"])
    written, (episode, _) = read_files(desk)

    places = AuthorFiles(show=written, episodes={"one": episode}, slugs=["one"])

    assert written.place("locations[1]") == places.place("podcast:location[1]@osm")
    assert episode.place("soundbites[1]") == places.place("items[0].podcast:soundbite[1]@duration")
    assert episode.place("people[0]") == places.place("items[0].podcast:person[0]")
    assert written.place("") != places.place("podcast:location[1]")


def read_files(desk: Studio) -> tuple[Any, Any]:
    """The show's file, and the only episode's with what was measured."""
    gathered = ingest([desk.folder])
    return gathered.show, gathered.episodes[0]
