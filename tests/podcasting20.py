"""A show and an episode that say everything that Podcasting 2.0 knows, as their author writes it; and their catalog."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from tests import builders

from feedpub.catalog.channel import seasons_of
from feedpub.catalog.metadata import elements_of
from feedpub.elements.collection import resolve
from feedpub.elements.element import CHANNEL
from feedpub.model import Catalog, Owner
from feedpub.model.episode import Episode
from feedpub.model.show import Show
from feedpub.model.written import Written
from feedpub.source.validation import validate
from feedpub.source.yaml import NodePlaces, compose

W = TypeVar("W", bound=Written)

LEAST_SHOW = """\
title: Tidewater
description: Stories from the shore
link: https://tidewater.example/
language: en
author: Ada Lovelace
image: cover.jpg
categories: Arts
explicit: no
"""
LEAST_EPISODE = "title: First light\naudio: a.mp3\n"

SRI = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
NODE = "02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"

SHOW = f"""\
timezone: Europe/Berlin
owner: {{name: Ada Lovelace, email: ada@tidewater.example, in_feed: yes}}
locked: yes
funding: [{{url: https://tidewater.example/give, label: Give}}]
roster:
  ada: {{name: Ada Lovelace, image: https://tidewater.example/ada.jpg, link: https://tidewater.example/ada}}
  sam: {{name: Sam Sound, group: Audio Production, role: Audio Engineer}}
people: [ada]
medium: podcast
trailer: first-light
trailers:
  - title: Coming in season 2
    url: https://cdn.tidewater.example/season-2.mp3
    published: 2026-11-20
    length: 12345
    type: audio/mpeg
    season: 2
seasons: {{2: Storm, 1: Low water}}
locations:
  - Büsum
  - {{name: Hamburg, rel: creator, geo: "53.55, 9.99", osm: R62782, country: de}}
license: CC-BY-4.0
images:
  - url: https://cdn.tidewater.example/banner.jpg
    alt: A lighthouse at dusk
    aspect_ratio: 16:9
    width: 1600
    height: 900
    type: image/jpeg
    purpose: banner social
update_frequency: {{rule: every two weeks, start: 2026-11-23, complete: yes}}
blocks: [all, {{service: rss, block: no}}]
podroll:
  - 917393e3-1b1e-5cef-ace4-edaa54e1f810
  - guid: 29cdca4a-32d8-56ba-b48b-09a011c5daa9
    url: https://feeds.example/music.xml
    item: track-1
    medium: music
    title: A song of the sea
publisher: {{guid: 003af0a0-6a45-55cf-b765-68e3d349551a, url: https://feeds.example/publisher.xml}}
social: {{}}
chat: {{server: irc.zeronode.example, protocol: irc, account: "@ada", space: "#tidewater"}}
txt: [{{purpose: ai-content, text: false}}, tidewater-claim-1]
value:
  - method: keysend
    suggested: 0.00000005000
    recipients:
      - {{type: node, address: {NODE}, split: 90, name: Ada, custom_key: 696969, custom_value: tide}}
      - {{type: lnaddress, address: host@wallet.example, split: 10, fee: yes}}
live:
  - title: Live from the pier
    guid: tidewater-live-1
    status: pending
    start: 2026-11-23T19:00
    end: 2026-11-23T20:30
    stream: {{url: https://live.tidewater.example/stream.mp3, type: audio/mpeg, length: 33}}
    content_links: [{{url: https://video.example/live, label: Watch}}]
    description: Wind & <waves>
    link: https://tidewater.example/live
    people: [sam]
    funding: https://tidewater.example/give
    locations: Pier 3
    license: {{id: My own, url: https://tidewater.example/license}}
    txt: live
    alternates: [{{type: application/x-mpegURL, sources: https://live.tidewater.example/hls.m3u8}}]
    images: https://cdn.tidewater.example/live.jpg
    value: [{{method: lnaddress, recipients: [{{type: lnaddress, address: a@wallet.example, split: 1}}]}}]
    social: [{{protocol: nostr, uri: "nostr:note1abc"}}]
    chat: {{server: matrix.example, protocol: matrix}}
spotify: {{limit: 10, origin: [de, at], countries: [de, at, ch], partner: abc, sandbox: yes}}
namespaces: {{acme: https://acme.example/ns}}
custom:
  - element: acme:mood
    attributes: {{scale: 5, "acme:unit": bft}}
    children: [{{element: acme:word, text: calm & quiet}}, {{element: plain, text: bare}}]
keywords: [sea, tide]
""".replace("social: {}\n", "social: disabled\n")

EPISODE = f"""\
season: 2
number: 3
number_display: Ch. 3
people: [{{name: Grace Hopper, role: guest}}, {{key: sam, group: cast, role: narrator}}]
funding: https://tidewater.example/episode
soundbites: [{{start: 3:15, duration: 0:45.5, title: The tide turns}}, {{start: 0:00, duration: 1:00}}]
alternates:
  - type: video/mp4
    length: 7924786
    bitrate: 511276.52
    height: 720
    language: de
    title: Video
    rel: video
    codecs: avc1.64001f, mp4a.40.2
    default: yes
    integrity: {SRI}
    sources:
      - https://cdn.tidewater.example/first-light.mp4
      - {{uri: "magnet:?xt=urn:btih:abc", type: application/x-bittorrent}}
locations: [{{name: Hallig Hooge, osm: "W1234#5", country: DE}}]
license: {{id: Tidewater license, url: https://tidewater.example/license}}
images: [https://cdn.tidewater.example/canvas.jpg]
content_links: [{{url: https://video.example/watch/1, label: Watch the video}}]
social:
  - protocol: activitypub
    uri: https://social.example/@ada/1
    account: "@ada@social.example"
    account_url: https://social.example/@ada
    priority: 1
chat: {{server: jabber.example, protocol: xmpp}}
txt: [{{purpose: ai-content, text: true}}]
value:
  - method: lnaddress
    recipients: [{{type: lnaddress, address: ada@wallet.example, split: 100, name: Ada}}]
    splits:
      - start: 1:00
        duration: 3:57
        remote_start: 0:30
        remote_percentage: 95%
        remote: {{guid: 917393e3-1b1e-5cef-ace4-edaa54e1f810, item: song-1, medium: music}}
      - {{start: 5:00, duration: 1:00, recipients: [{{type: lnaddress, address: b@wallet.example, split: 2}}]}}
spotify: {{available: 2026-11-23, until: 2026-12-24T00:00, entitlement: members}}
custom: [{{element: "media:rating", text: nonadult, attributes: {{scheme: "urn:simple"}}}}, {{element: acme:mood}}]
keywords: [light]
"""


def read(model: type[W], text: str) -> W:
    """A model of YAML; fails with every problem of it."""
    found, problems = problems_of(model, text)
    assert not problems, "\n".join(map(str, problems))
    assert found is not None
    return found


def problems_of(model: type[W], text: str) -> tuple[W | None, list[Any]]:
    """A model of YAML, if it is one, and what is wrong with it."""
    composed = compose(text, "x.yaml")
    problems = list(composed.problems)
    return validate(model, composed.root, NodePlaces("x.yaml", composed.root), problems), problems


def made(show: str = SHOW, episode: str = EPISODE) -> Catalog:
    """The catalog of a show and an episode with these lines beside the least ones."""
    about, of = read(Show, LEAST_SHOW + show), read(Episode, LEAST_EPISODE + episode)
    item = replace(
        builders.item(season=of.season, number=of.number, number_display=of.number_display or "", keywords=of.keywords),
        elements=elements_of(of, about),
    )
    channel = builders.channel(
        owner=Owner(name="Ada Lovelace", email="ada@tidewater.example", in_feed=True),
        locked=about.locked,
        trailer=about.trailer or "",
        seasons=seasons_of(about),
        elements=resolve(about, CHANNEL, about),
        keywords=about.keywords,
    )
    return builders.catalog(item, channel=channel)
