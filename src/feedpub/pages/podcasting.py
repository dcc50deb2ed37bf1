"""What authors write for apps, as pages show it: highlights, other versions, places, talk, shows, licences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from feedpub.elements.podcast.media import AlternateEnclosure, Soundbite
from feedpub.elements.podcast.people import Location
from feedpub.elements.podcast.show import Chat, License, Recommendation, SocialInteract
from feedpub.elements.xml import seconds
from feedpub.model import Channel, Item, Link
from feedpub.pages.site import Site
from feedpub.standards import is_http_url
from feedpub.standards.podcasting import LICENSE_ADDRESSES, is_post_address, license_id, post_of

Holder = Channel | Item


# --- parts and versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A part of the episode that is worth sharing: an entry of `player.highlights` in templates."""

    title: str
    start: str
    """`3:15`."""

    duration_ms: int
    span: str
    """The part as a fragment of the recording has it, in seconds: `195,240`."""


def highlights(site: Site, item: Item) -> tuple[Highlight, ...]:
    """The parts that the author chose, in the order of the recording; without those that begin after its end."""
    found = (one for one in item.all(Soundbite) if one.start < item.enclosure.duration_ms)
    return tuple(_highlight(site, item, one) for one in sorted(found, key=lambda one: one.start))


def _highlight(site: Site, item: Item, one: Soundbite) -> Highlight:
    end = min(one.start + one.duration, item.enclosure.duration_ms)
    return Highlight(
        title=one.title or item.title,
        start=site.speech.clock(one.start),
        duration_ms=end - one.start,
        span=f"{seconds(one.start)},{seconds(end)}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateForm:
    """The episode in another form: an entry of `versions` in templates."""

    title: str
    """`Video`, or what its author calls it."""

    details: tuple[str, ...]
    """`720p`, `German`, `MP4`, `7.9 MB`: as far as they are known."""

    url: str
    type: str
    """Its media type."""


def versions(site: Site, item: Item) -> tuple[AlternateForm, ...]:
    """The other forms of an episode, without the one that is the recording itself."""
    return tuple(_version(site, one) for one in item.all(AlternateEnclosure) if not one.default)


def _version(site: Site, one: AlternateEnclosure) -> AlternateForm:
    kind = one.type.partition("/")[0].lower()
    is_video = kind == "video" or bool(one.height)
    details = (
        f"{one.height}p" if one.height else "",
        site.speech.language_name(one.language) if one.language else "",
        site.speech.megabytes(one.length) if one.length else "",
    )
    addresses = [source.uri for source in one.sources]
    return AlternateForm(
        title=one.title or site.speech.t("version-video" if is_video else "version-audio"),
        details=tuple(part for part in details if part),
        url=next((url for url in addresses if is_http_url(url)), addresses[0]),
        type=one.type,
    )


# --- places


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesValues:
    """Where it is about, and where it is made: `places` in templates. Both are empty for nowhere."""

    about: Markup
    made: Markup


def places(site: Site, holder: Holder) -> PlacesValues | None:
    """The places of an episode or the show, those with coordinates as links to a map; None without any."""
    found = holder.all(Location)
    if not found:
        return None
    return PlacesValues(
        about=_places(site, [one for one in found if one.rel != "creator"]),
        made=_places(site, [one for one in found if one.rel == "creator"]),
    )


def _places(site: Site, found: Sequence[Location]) -> Markup:
    return Markup(", ").join(_place(site, one) for one in found)


def _place(site: Site, one: Location) -> Markup:
    country = site.speech.locale.territories.get(one.country, "") if one.country else ""
    name = f"{one.name}, {country}" if country and country.casefold() not in one.name.casefold() else one.name
    url = _map(one)
    return Markup('<a href="{}"><bdi>{}</bdi></a>').format(url, name) if url else Markup("<bdi>{}</bdi>").format(name)


_OSM = {"N": "node", "W": "way", "R": "relation"}


def _map(one: Location) -> str:
    """The place on OpenStreetMap: its object, or the coordinates; empty for a place of which neither is written."""
    if one.osm:
        return f"https://www.openstreetmap.org/{_OSM[one.osm[0]]}/{one.osm[1:].partition('#')[0]}"
    if one.geo:
        latitude, longitude = one.geo.removeprefix("geo:").partition(";")[0].split(",")[:2]
        return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=12/{latitude}/{longitude}"
    return ""


# --- talk


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRoom:
    """Where listeners talk: `chat` in templates."""

    name: str
    """`#tidewater`, or the server where that is all that is known."""

    server: str
    protocol: str
    """`IRC`."""

    url: str
    """Opens it in a program for that; empty where no address is known."""


_PROTOCOLS = {"irc": "IRC", "xmpp": "XMPP", "nostr": "Nostr", "matrix": "Matrix"}


def chat(site: Site, item: Item | None = None) -> ChatRoom | None:
    """The episode's own room, else the show's; None without one."""
    one = (item.one(Chat) if item else None) or site.channel.one(Chat)
    if one is None:
        return None
    protocol = _PROTOCOLS.get(one.protocol, one.protocol)
    return ChatRoom(name=one.space or one.server, server=one.server, protocol=protocol, url=_room(one))


def _room(one: Chat) -> str:
    """Source: RFC 5122 (xmpp), draft-butcher-irc-url (ircs), Matrix specification, "URIs"."""
    room = quote(one.space.lstrip("#!"), safe="")
    if one.protocol == "irc":
        return f"ircs://{one.server}/{room}"
    if one.protocol == "xmpp" and one.space:
        address = one.space if "@" in one.space else f"{one.space}@{one.server}"
        return f"xmpp:{quote(address, safe='@')}?join"
    if one.protocol == "matrix" and one.space.startswith("#"):
        name = one.space[1:] if ":" in one.space else f"{one.space[1:]}:{one.server}"
        return f"matrix:r/{quote(name, safe=':')}"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """Where comments are: `comments` in templates."""

    url: str
    """The post that comments are answers to."""

    host: str
    source: str
    """What is asked for the comments when somebody wants to see them; empty where its origin is not allowed."""

    @property
    def origin(self) -> str:
        """Of `source`; empty without."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.source)) if self.source else ""


def comments(site: Site, holder: Holder) -> Comments | None:
    """The comments on an episode or the show, where people can read them; None if there are none, or shall be none.

    They are loaded into the page from origins in `comments_from` alone, by the interface that Mastodon and servers like
    it have: `GET /api/v1/statuses/:id/context`.
    """
    found = [one for one in holder.all(SocialInteract) if is_http_url(one.uri)]
    if not found or any(one.protocol == "disabled" for one in holder.all(SocialInteract)):
        return None
    one = min(found, key=lambda each: (each.priority is None, each.priority or 0))
    parts = urlsplit(one.uri)
    return Comments(url=one.uri, host=parts.hostname or "", source=_source(site, one))


def comment_scripts(comments: Comments | None) -> tuple[str, ...]:
    """Names of the scripts that load them."""
    return ("comments.js",) if comments and comments.source else ()


def _source(site: Site, one: SocialInteract) -> str:
    parts = urlsplit(one.uri)
    origin = f"https://{parts.netloc.lower()}"
    if one.protocol != "activitypub" or origin not in site.channel.comments_from or not is_post_address(one.uri):
        return ""
    return f"{origin}/api/v1/statuses/{post_of(one.uri)}/context"


# --- shows and rights


def recommended(channel: Channel) -> tuple[Link, ...]:
    """Other shows: their pages, else their feeds; those of which only a guid is known are for apps alone."""
    return tuple(_recommended(channel))


def _recommended(channel: Channel) -> Iterator[Link]:
    for one in channel.all(Recommendation):
        url = one.link or one.url
        if url:
            yield Link(title=one.title or (urlsplit(url).hostname or url).removeprefix("www."), url=url)


def license_link(site: Site, license: License | None) -> Link | None:
    """A license by the name that people know, and where to read it if that is known."""
    if license is None:
        return None
    listed = license_id(license.id) or ""
    name = site.speech.t("all-rights-reserved") if listed == "ARR" else listed or license.id
    return Link(title=name, url=license.url or LICENSE_ADDRESSES.get(listed, ""))
