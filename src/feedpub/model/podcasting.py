"""Podcasting 2.0's tags as the catalog holds them, under the names that the author's files have for them.

Empty texts, empty lists and None are what was not written.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime


class Said:
    """Says itself in few words, for whoever looks at what an edit changes."""

    __slots__ = ()

    def __str__(self) -> str:
        values = [getattr(self, field.name) for field in fields(self)]  # type: ignore[arg-type]  # all are dataclasses
        return " ".join(str(value) for value in values if value not in {None, "", (), False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Said):
    """`podcast:person`: somebody heard or working on the show."""

    name: str
    role: str = "host"
    group: str = "cast"
    img: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding(Said):
    """`podcast:funding`: where listeners can give."""

    url: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundbite(Said):
    """`podcast:soundbite`: a part worth sharing."""

    start: int
    """Milliseconds."""

    duration: int
    """Milliseconds."""

    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Said):
    """`podcast:location`: what place it is about, or where it is made."""

    name: str
    rel: str = ""
    geo: str = ""
    osm: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class License(Said):
    """`podcast:license`."""

    id: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Txt(Said):
    """`podcast:txt`: free text for some service or other."""

    text: str
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Said):
    """`podcast:source`: where an alternative can be had."""

    uri: str
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity(Said):
    """`podcast:integrity`: tells whether an alternative arrived whole."""

    value: str
    type: str = "sri"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate(Said):
    """`podcast:alternateEnclosure`: the episode in another form."""

    type: str
    sources: tuple[Source, ...]
    length: int | None = None
    bitrate: str = ""
    height: int | None = None
    language: str = ""
    title: str = ""
    rel: str = ""
    codecs: str = ""
    default: bool = False
    integrity: Integrity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteItem(Said):
    """`podcast:remoteItem`: another feed, or an item of one."""

    guid: str
    url: str = ""
    item: str = ""
    medium: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient(Said):
    """`podcast:valueRecipient`: who gets a share."""

    type: str
    address: str
    split: int
    name: str = ""
    custom_key: str = ""
    custom_value: str = ""
    fee: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSplit(Said):
    """`podcast:valueTimeSplit`: others get the shares for a while."""

    start: int
    """Milliseconds."""

    duration: int
    """Milliseconds."""

    remote_start: int | None = None
    """Milliseconds."""

    remote_percentage: int | None = None
    remote: RemoteItem | None = None
    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value(Said):
    """`podcast:value`: how listeners pay."""

    type: str
    method: str
    suggested: str = ""
    recipients: tuple[Recipient, ...]
    splits: tuple[TimeSplit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Image(Said):
    """`podcast:image`: a picture of some size, for some purpose."""

    url: str
    alt: str = ""
    aspect_ratio: str = ""
    width: int | None = None
    height: int | None = None
    type: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentLink(Said):
    """`podcast:contentLink`: the same content elsewhere."""

    url: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Social(Said):
    """`podcast:socialInteract`: where comments are."""

    protocol: str
    uri: str = ""
    account: str = ""
    account_url: str = ""
    priority: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat(Said):
    """`podcast:chat`: where listeners talk while they listen."""

    server: str
    protocol: str
    account: str = ""
    space: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceBlock(Said):
    """`podcast:block`: who may list the show."""

    service: str
    """A slug of the namespace's list; `all` means every service that is not named."""

    block: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateFrequency(Said):
    """`podcast:updateFrequency`: how often there is an episode."""

    text: str
    rrule: str = ""
    start: datetime | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailer(Said):
    """`podcast:trailer` that is no episode of the feed."""

    title: str
    url: str
    published: datetime
    length: int | None = None
    type: str = ""
    season: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Season(Said):
    """What a season is called: `podcast:season` `name`."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream(Said):
    """`enclosure` of a live item."""

    url: str
    type: str
    length: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Live(Said):
    """`podcast:liveItem`: an event that is, was or will be streamed."""

    title: str
    guid: str
    status: str
    start: datetime
    end: datetime | None = None
    stream: Stream
    content_links: tuple[ContentLink, ...]
    description: str = ""
    """Plain text."""

    link: str = ""
    people: tuple[Person, ...] = ()
    funding: tuple[Funding, ...] = ()
    locations: tuple[Location, ...] = ()
    license: License | None = None
    txt: tuple[Txt, ...] = ()
    alternates: tuple[Alternate, ...] = ()
    images: tuple[Image, ...] = ()
    value: tuple[Value, ...] = ()
    social: tuple[Social, ...] = ()
    chat: Chat | None = None
