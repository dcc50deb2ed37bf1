"""The feed to import: fetched with all its pages, or read from a file; and what the folder holds already."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit, urlunsplit

from feedpub import fetch
from feedpub.commands.imports.items import AlreadyHere, SourcePage
from feedpub.commands.imports.snapshot import Snapshot, read_snapshot
from feedpub.errors import FeedpubError, FetchError
from feedpub.reader import SIZE, read
from feedpub.source import EpisodeFile, ShowFile, display_path, episode_files, read_episode, read_show

ACCEPT = "application/rss+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5"

MOST_PAGES = 500
"""Documents of one feed that are followed."""


def read_source(source: str, *, now: datetime, allow_private: bool = False) -> list[SourcePage]:
    """The documents of a feed at an address, or in a file.

    Raises `FeedpubError` for a page of an app's directory, a file that cannot be read, and what answers with no feed.
    """
    if "://" in source:
        refuse_listing(source)
        return list(_fetched(source, now=now, allow_private=allow_private))
    path = Path(source)
    name = display_path(path)
    try:
        if not path.is_file():
            hint = "check the spelling of the path; an address begins with https://"
            raise FeedpubError("there is no such file", where=name, hint=hint)
        with path.open("rb") as file:
            data = file.read(SIZE + 1)
    except OSError:
        raise FeedpubError("this file cannot be read", where=name, hint="check its permissions and the disk") from None
    return [_page(data, name, now=now)]


def _page(data: bytes, name: str, *, now: datetime, address: str = "") -> SourcePage:
    """A document, unpacked if it is compressed and nobody says so."""
    plain = _unpacked(data) if data.startswith(_GZIP) else data
    return SourcePage(read=read(plain, now=now, address=address), name=name, is_compressed=plain is not data)


_GZIP = b"\x1f\x8b"


def _unpacked(data: bytes) -> bytes:
    """What gzip holds, up to a byte more than is read of a feed; the bytes themselves if it is damaged."""
    try:
        return zlib.decompressobj(wbits=31).decompress(data, SIZE + 1)
    except zlib.error:
        return data


def _fetched(url: str, *, now: datetime, allow_private: bool) -> Iterator[SourcePage]:
    """The document at an address, then those that it calls `next` (RFC 5005), or WordPress by number, each once."""
    followed: set[str] = set()
    with fetch.Connections() as connections:

        def fetched(url: str) -> SourcePage | int:
            """The document, or the status that came instead of one."""
            answer = fetch.request(
                url, headers={"Accept": ACCEPT}, allow_private=allow_private, connections=connections
            )
            if answer.status != 200:
                return answer.status
            return _page(answer.body, url, now=now, address=url)

        first, numbered = url, 1
        known: set[str] = set()
        while url and url not in followed and len(followed) < MOST_PAGES:
            followed.add(url)
            page = fetched(url)
            if isinstance(page, int):
                if numbered > 1:
                    return
                hint = "open it in a browser; some hosts refuse programs, then save the feed as a file and import that"
                raise FetchError(f"answers with the status {page}, not with a feed", where=url, hint=hint)
            guids = {one.value("guid") for one in page.read.feed.items}
            if numbered > 1 and guids <= known:
                return
            known |= guids
            yield page
            if link := _next(page):
                url = urljoin(url, link)
            else:
                numbered += 1
                url = _numbered(first, numbered) if _has_numbers(page) else ""


def _has_numbers(page: SourcePage) -> bool:
    """Whether WordPress made a document: it gives the ones behind it at `?paged=2`, and names none of them."""
    feed = page.read.feed
    return "wordpress" in feed.channel.value("generator").casefold() and bool(feed.items)


def _numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = "&".join(filter(None, (parts.query, f"paged={number}")))
    return urlunsplit(parts._replace(query=query))


def _next(page: SourcePage) -> str:
    links = page.read.feed.channel.all("atom:link")
    return next((link.get("href") for link in links if link.get("rel") == "next" and link.get("href")), "")


# --- what is there already


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A show's folder as it is before an import."""

    show: ShowFile | None = None
    """None if there is no show.yaml yet."""

    episodes: tuple[EpisodeFile, ...] = ()
    here: AlreadyHere = field(default_factory=AlreadyHere)
    snapshot: Snapshot = field(default_factory=Snapshot)
    """What the source said when this was imported."""


def read_folder(folder: Path) -> Folder:
    """What a folder holds. Raises `Invalid` if a file of the author's cannot be read."""
    path = folder / "show.yaml"
    if not path.is_file():
        return Folder()
    show = read_show(path)
    episodes = tuple(read_episode(one, show=path) for one in episode_files(folder))
    snapshot = read_snapshot(folder)
    here = AlreadyHere(
        former={guid: one.slug for guid, one in snapshot.entries.items()},
        guids={one.episode.guid: one.slug for one in episodes if one.episode.guid},
        slugs=frozenset({one.slug for one in episodes} | {one.path.stem for one in episodes}),
        namespaces=dict(show.show.namespaces),
    )
    return Folder(show=show, episodes=episodes, here=here, snapshot=snapshot)


# --- pages of apps


_APPLE = re.compile(
    r"https?://(?:podcasts|itunes|embed\.podcasts)\.apple\.com/\S*?\bid(?P<id>[0-9]{5,})", re.IGNORECASE
)
_PAGES: tuple[tuple[str, str, str], ...] = (
    (
        r"https?://(?:podcasts|itunes|embed\.podcasts)\.apple\.com/",
        "Apple Podcasts",
        "open the show's own page there, whose address holds its number (…/id123456789), and import that feed",
    ),
    (
        r"https?://(?:open|play)\.spotify\.com/|https?://(?:podcasters|creators)\.spotify\.com/",
        "Spotify",
        "at creators.spotify.com, in Settings, Availability, switch on RSS distribution; import the address it shows",
    ),
    (
        r"https?://(?:www\.|m\.|music\.)?youtube\.com/|https?://youtu\.be/",
        "YouTube",
        "YouTube gives no feed; import that of the show's host, or begin with feedpub init and feedpub new",
    ),
)


def refuse_listing(url: str) -> None:
    """Raise `FeedpubError` that says how to get the feed if an address is a page of Apple, Spotify or YouTube."""
    if match := _APPLE.match(url):
        lookup = f"https://itunes.apple.com/lookup?id={match['id']}"
        hint = f"open {lookup} in a browser, and import the address behind feedUrl"
        raise FeedpubError("is a page of Apple Podcasts, not a feed", where=url, hint=hint)
    for pattern, name, hint in _PAGES:
        if re.match(pattern, url, re.IGNORECASE):
            raise FeedpubError(f"is a page of {name}, not a feed", where=url, hint=hint)
