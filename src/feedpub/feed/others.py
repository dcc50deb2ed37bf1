"""Namespaces that few feeds use: Podlove's chapters, Spotify's tags, and whatever elements an author declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from feedpub.chapters.published import play_time
from feedpub.feed.extension import ChannelExtension
from feedpub.feed.podcast.words import iso8601
from feedpub.feed.tags import DECLARED, Tag, tag, used_namespaces
from feedpub.model import Channel, Item
from feedpub.model.address import chapter_image
from feedpub.model.chapter import Chapter
from feedpub.model.others import Custom, SpotifyEpisode, SpotifyShow


class Others(ChannelExtension):
    """Declares what the feed uses, and appends its tags to the channel."""

    def __init__(self) -> None:
        super().__init__()
        self.declared: Mapping[str, str] = {}

    def extend_ns(self) -> dict[str, str]:
        """Prefix → namespace."""
        return dict(self.declared)


def of_channel(channel: Channel) -> Iterator[Tag]:
    """What the show says."""
    if channel.spotify:
        yield from _spotify_show(channel.spotify)
    yield from map(_custom, channel.custom)


def of_item(channel: Channel, item: Item) -> Iterator[Tag]:
    """What an episode says."""
    if listed := [one for one in item.chapters if one.toc]:
        yield tag("psc:chapters", "", *(_chapter(channel, one) for one in listed), version="1.2")
    if item.spotify:
        yield from _spotify_episode(item.spotify)
    yield from map(_custom, item.custom)


def namespaces(tags: Iterable[Tag]) -> dict[str, str]:
    """Prefix → URI of all that the tags use, to be declared once; of two URIs with one prefix the first."""
    found: dict[str, str] = {}
    for one in tags:
        found = {**used_namespaces(one), **namespaces(one.children), **found}
    return {prefix: uri for prefix, uri in found.items() if prefix not in DECLARED}


def _spotify_show(spotify: SpotifyShow) -> Iterator[Tag]:
    if spotify.limit is not None:
        yield tag("spotify:limit", recentCount=str(spotify.limit))
    if spotify.origin:
        yield tag("spotify:countryOfOrigin", " ".join(spotify.origin))
    if spotify.countries:
        yield tag("media:restriction", " ".join(spotify.countries), type="country", relationship="allow")
    if spotify.partner:
        sandbox = [tag("sandbox", enabled=str(spotify.sandbox).lower())] if spotify.sandbox is not None else []
        yield tag("spotify:access", "", tag("partner", id=spotify.partner), *sandbox)


def _chapter(channel: Channel, chapter: Chapter) -> Tag:
    """Source: Podlove Simple Chapters 1.2; only what lists show: it knows no `toc`."""
    return tag(
        "psc:chapter",
        start=play_time(chapter.start_ms),
        title=chapter.title,
        href=chapter.url,
        image=chapter_image(channel, chapter),
    )


def _spotify_episode(spotify: SpotifyEpisode) -> Iterator[Tag]:
    if spotify.available or spotify.until:
        ends = {"start": iso8601(spotify.available), "end": iso8601(spotify.until), "scheme": "W3C-DTF"}
        yield tag("dcterms:valid", "; ".join(f"{name}={value}" for name, value in ends.items() if value))
    if spotify.entitlement:
        yield tag("spotify:access", "", tag("entitlement", name=spotify.entitlement))


def _custom(custom: Custom) -> Tag:
    uris = dict(custom.namespaces)
    attributes = tuple((_name(name, uris), value) for name, value in custom.attributes)
    children = tuple(map(_custom, custom.children))
    return Tag(_name(custom.element, uris), custom.text.strip(), attributes, children, False)  # noqa: FBT003


def _name(written: str, uris: Mapping[str, str]) -> str:
    """A name with its namespace: `{https://acme.example/ns}acme:mood`."""
    uri = uris.get(written.rpartition(":")[0])
    return f"{{{uri}}}{written}" if uri else written
