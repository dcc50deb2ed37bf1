"""What a page shows, and the digest of it: where the digest is the same, the page would be.

Everything that no page shows is blank, so that no page changes with it.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from feedpub.elements import element
from feedpub.elements.collection import Elements, Holding
from feedpub.elements.podcast.media import AlternateEnclosure, ContentLink, Soundbite
from feedpub.elements.podcast.people import Location, Person
from feedpub.elements.podcast.show import Chat, License, Recommendation, SocialInteract, UpdateFrequency
from feedpub.elements.podcast.value import Funding
from feedpub.model import Artwork, Channel, Enclosure, Item, Transcript
from feedpub.model.channel import NetworkShow

OF_EPISODES = (Soundbite, AlternateEnclosure, Location, Chat, SocialInteract)
OF_SHOW = (Recommendation, Location, Chat, SocialInteract)
"""Elements that pages show since `Design.ELEMENTS_AND_TEXTS`."""


def visible_channel(channel: Channel) -> Channel:
    """The show without what none of its pages shows."""
    theme = channel.theme.on_pages
    return replace(
        channel,
        image=_artwork(channel.image),
        theme=replace(
            theme,
            logo=_artwork(theme.logo) if theme.logo else None,
            logo_dark=_artwork(theme.logo_dark) if theme.logo_dark else None,
            badges=tuple(replace(_artwork(one), file=one.file) for one in theme.badges),
        ),
        guid="",
        owner=None,
        claim_until="",
        locked=None,
        elements=_elements(channel, Person, Funding, License, UpdateFrequency, *OF_SHOW),
        keywords=(),
        own_pages=tuple(replace(one, html="", description="") for one in channel.own_pages if one.menu),
        network=_SOME if channel.network else (),
        season_feeds=False,
        robots="",
        prefix="",
        new_feed_url="",
        block=False,
        complete=False,
    )


_SOME = (NetworkShow(title=""),)
"""Pages say no more of a network than that there is one."""


def on_every_page(channel: Channel) -> Channel:
    """The show without what only some pages show: people, recommendations, places, chat and comments."""
    derived = tuple(one for one in channel.derived if not one.name.startswith("portrait-"))
    return replace(
        channel, roster=(), portraits=(), derived=derived, comments_from=(), elements=_without(channel, OF_SHOW)
    )


def alone(item: Item) -> Item:
    """A visible episode as its player in a frame and on the home shows it, in every design."""
    return replace(item, elements=_without(item, OF_EPISODES))


def visible_item(item: Item) -> Item:
    """An episode without what its pages do not show."""
    return replace(
        item,
        guid="",
        permalink=False,
        enclosure=_recording(item.enclosure),
        link="" if item.own_page else item.link,
        canonical="" if item.own_page or item.link else item.canonical,
        own_page=False,
        image=_artwork(item.image) if item.image else None,
        chapter_file=None,
        pictures=(),
        transcripts=tuple(map(_transcript, item.transcripts)),
        elements=_elements(item, Person, Funding, License, ContentLink, *OF_EPISODES),
        keywords=(),
        block=False,
        first=item.published,
        dated=False,
        sources=(),
        former=(),
    )


def _elements(holder: Holding, *kinds: type[Any]) -> Elements:
    return Elements.of(*(value for kind in kinds for value in holder.all(kind)))


def _without(holder: Holding, kinds: Sequence[type[Any]]) -> Elements:
    return Elements.of(*(one for one in holder.elements.values if type(one) not in kinds))


def _recording(one: Enclosure) -> Enclosure:
    return replace(one, digest="", identity="", bitrate=0, sample_rate=0, channels=0, file="", prefix="", tags=None)


def _artwork(one: Artwork) -> Artwork:
    return replace(one, digest="", size=0, file="", tint="")


def _transcript(one: Transcript) -> Transcript:
    return replace(one, digest="", size=0, file="", rel="")


# --- digest


def digest(*values: object) -> str:
    """SHA-256 (hex) of values of the model: equal values give equal digests, in every process and version.

    Fields that have their default are left out, so that a new one does not make every page anew.
    """
    text = json.dumps([_plain(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    kind: Hashable = type(value)  # type: ignore[assignment]  # mypy takes the class for one of its instances
    found = {name: _plain(one) for name, default in _fields(kind) if (one := getattr(value, name)) != default}
    if isinstance(value, Holding):
        found |= _element_values(value)
    order = _ORDER.get(type(value))
    if order is None:
        return found
    later = sorted(found.keys() - set(order))  # a set has another order in every process
    return {name: found[name] for name in (*order, *later) if name in found}


# What follows is as the pages of the first version had it, and stays: an order of names that changed would make every
# page of every show anew.

_ORDER: Mapping[type, tuple[str, ...]] = {
    Channel: (
        *("title", "description", "link", "language", "author", "image", "categories", "explicit", "guid", "base"),
        *("feed", "owner", "type", "copyright", "locked", "funding", "people", "medium", "trailer", "seasons"),
        *("license", "update_frequency", "keywords", "timezone", "footer", "prefix", "new_feed_url", "block"),
        *("complete", "pages", "platforms", "contact", "theme", "derived"),
    ),
    Item: (
        *("slug", "guid", "title", "published", "enclosure", "summary", "notes", "link", "season", "number", "type"),
        *("explicit", "author", "image", "people", "derived", "chapters", "chapter_file", "pictures", "transcripts"),
        *("links", "number_display", "funding", "license", "content_links", "keywords", "block", "scheduled", "first"),
        *("dated", "files", "sources"),
    ),
    Funding: ("url", "label"),
    UpdateFrequency: ("text", "rrule", "start", "complete"),
}
_NEVER_LEFT_OUT = {(Funding, "label")}


def _element_values(holder: Holding) -> dict[str, object]:
    kinds = ((one.field, holder.all(one.cls), one.many) for one in element.at(holder.holds).values())
    return {name: _plain(found if many else found[0]) for name, found, many in kinds if found}


@cache
def _fields(kind: Hashable) -> tuple[tuple[str, object], ...]:
    """Names of a dataclass' fields, each with its default; what has none is never left out."""
    found = {one.name: _default(one) for one in fields(kind) if one.name != "elements"}  # type: ignore[arg-type]  # above
    found |= {name: MISSING for of, name in _NEVER_LEFT_OUT if of is kind}
    return tuple(found.items())


def _default(field: Field[object]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
