"""Tags of the podcast namespace that shows, episodes and live items have in common."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed.podcast.value import value
from feedpub.feed.podcast.words import number
from feedpub.feed.tags import Tag, tag
from feedpub.model import Channel, Item
from feedpub.model.podcasting import (
    Alternate,
    Chat,
    ContentLink,
    Funding,
    Image,
    License,
    Live,
    Location,
    Person,
    Social,
    Txt,
)
from feedpub.vocab.podcasting import HLS


def of_both(said: Channel | Item | Live) -> Iterator[Tag]:
    """What all of them may say."""
    yield from map(_location, said.locations)
    if said.license:
        yield _license(said.license)
    yield from map(_image, said.images)
    yield from map(value, said.value)
    yield from map(_social_interact, said.social)
    if said.chat:
        yield _chat(said.chat)
    yield from map(_txt, said.txt)


def person(one: Person) -> Tag:
    """`podcast:person`."""
    return tag("podcast:person", one.name, role=one.role, group=one.group, img=one.img, href=one.href)


def funding(one: Funding) -> Tag:
    """`podcast:funding`."""
    return tag("podcast:funding", one.label, url=one.url)


def content_link(link: ContentLink) -> Tag:
    """`podcast:contentLink`."""
    return tag("podcast:contentLink", link.label, href=link.url)


def alternate_enclosure(one: Alternate) -> Tag:
    """`podcast:alternateEnclosure` with its sources and, behind them, their integrity."""
    sources = [tag("podcast:source", uri=source.uri, contentType=source.type) for source in one.sources]
    whole = [tag("podcast:integrity", type=one.integrity.type, value=one.integrity.value)] if one.integrity else []
    return tag(
        "podcast:alternateEnclosure",
        "",
        *sources,
        *whole,
        type=one.type,
        length="0" if one.length is None and one.type.casefold() == HLS.casefold() else number(one.length),
        bitrate=one.bitrate,
        height=number(one.height),
        lang=one.language,
        title=one.title,
        rel=one.rel,
        codecs=one.codecs,
        default="true" if one.default else "",
    )


def _location(place: Location) -> Tag:
    return tag("podcast:location", place.name, rel=place.rel, geo=place.geo, osm=place.osm, country=place.country)


def _license(one: License) -> Tag:
    return tag("podcast:license", one.id, url=one.url)


def _image(image: Image) -> Tag:
    made = tag(
        "podcast:image",
        href=image.url,
        alt=image.alt,
        aspect_ratio=image.aspect_ratio,
        width=number(image.width),
        height=number(image.height),
        type=image.type,
        purpose=image.purpose,
    )
    return made._replace(attributes=tuple((name.replace("_", "-"), value) for name, value in made.attributes))


def _social_interact(social: Social) -> Tag:
    return tag(
        "podcast:socialInteract",
        protocol=social.protocol,
        uri=social.uri,
        accountId=social.account,
        accountUrl=social.account_url,
        priority=number(social.priority),
    )


def _chat(chat: Chat) -> Tag:
    return tag("podcast:chat", server=chat.server, protocol=chat.protocol, accountId=chat.account, space=chat.space)


def _txt(txt: Txt) -> Tag:
    return tag("podcast:txt", txt.text, purpose=txt.purpose)
