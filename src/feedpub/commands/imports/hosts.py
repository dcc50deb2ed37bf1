"""Podcast hosts: their addresses, whether they put advertisements into the audio, and prefixes that count downloads.

Sources: the hosts' own documentation, and the addresses in feeds that they make (read in 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A company that hosts podcasts."""

    name: str
    domains: tuple[str, ...]
    """Of its feeds, audio and pages."""

    inserts_ads: bool = False
    """Whether every download may hold other advertisements, so that no file from there is the recording."""


HOSTS = (
    Host(name="Spotify for Creators", domains=("anchor.fm", "podcasters.spotify.com", "creators.spotify.com")),
    Host(name="Libsyn", domains=("libsyn.com", "libsynpro.com")),
    Host(name="Buzzsprout", domains=("buzzsprout.com",)),
    Host(name="Megaphone", domains=("megaphone.fm", "megaphone.imgix.net"), inserts_ads=True),
    Host(name="Acast", domains=("acast.com", "acast.cloud"), inserts_ads=True),
    Host(name="Podbean", domains=("podbean.com",)),
    Host(name="SoundCloud", domains=("soundcloud.com", "sndcdn.com")),
    Host(name="Blubrry", domains=("blubrry.com", "blubrry.net", "ins.blubrry.com")),
    Host(name="Simplecast", domains=("simplecast.com", "simplecastaudio.com", "simplecastcdn.com")),
    Host(name="Transistor", domains=("transistor.fm", "transistorcdn.com")),
    Host(name="Captivate", domains=("captivate.fm",)),
    Host(name="Spreaker", domains=("spreaker.com",)),
    Host(name="Omny", domains=("omny.fm", "omnycontent.com"), inserts_ads=True),
    Host(name="ART19", domains=("art19.com",), inserts_ads=True),
    Host(name="Audioboom", domains=("audioboom.com",), inserts_ads=True),
    Host(name="RSS.com", domains=("rss.com",)),
    Host(name="Squarespace", domains=("squarespace.com", "sqsp.net")),
    Host(name="FeedBurner", domains=("feedburner.com", "feedburner.google.com", "feeds.feedburner.com")),
    Host(name="Fireside", domains=("fireside.fm",)),
    Host(name="Podigee", domains=("podigee.io", "podigee.com")),
    Host(name="Podhome", domains=("podhome.fm",)),
    Host(name="Castos", domains=("castos.com",)),
    Host(name="Redcircle", domains=("redcircle.com",), inserts_ads=True),
)
"""Hosts whose addresses are known."""

_PREFIXES = re.compile(
    r"""(?ix) https?://(?:www\.)?(?:
        op3\.dev/e(?:,[^/]*)? | (?:dts|www)\.podtrac\.com/(?:pts/)?redirect\.(?:mp3|m4a|mp4)
      | podtrac\.com/pts/redirect\.(?:mp3|m4a|mp4) | chrt\.fm/track/[^/]+ | chtbl\.com/track/[^/]+ | pdst\.fm/e
      | mgln\.ai/e/[^/]+ | pfx\.vpixl\.com/[^/]+ | claritaspod\.com/measure | clrtpod\.com/m | pdcn\.co/e
      | (?:verifi\.podscribe|pscrb)\.(?:com|fm)/rss/p | prfx\.byspotify\.com/e | arttrk\.com/p/[^/]+
      | swap\.fm/track/[^/]+ | growx\.podkite\.com/https/[^/]+ | media\.blubrry\.com/[^/]+
      | tracking\.swap\.fm/track/[^/]+
      | mgln\.ai/track
    )/ (?P<rest> (?:https?(?:://|%3A%2F%2F))? [^/\s]+\.[^/\s]+ /.* )"""
)


def without_prefixes(url: str) -> str:
    """The address of a recording without those in front of it that only count downloads; nothing else is changed."""
    while match := _PREFIXES.fullmatch(url):
        rest = match["rest"].replace("%3A%2F%2F", "://", 1)
        url = rest if "://" in rest.partition("?")[0] else f"{url.partition('://')[0]}://{rest}"
    return url


def host_of(url: str) -> Host | None:
    """The host whose address it is; None if nobody knows."""
    name = _name(url)
    return next((one for one in HOSTS if any(name == end or name.endswith(f".{end}") for end in one.domains)), None)


@dataclass(frozen=True, slots=True)
class OldHost:
    """Where the show is now: everything that will be gone when the account there is closed."""

    names: frozenset[str]
    """Ends of host names."""

    def has(self, url: str) -> bool:
        """Whether an address is there."""
        name = _name(url)
        return bool(name) and (
            host_of(url) is not None or any(name == end or name.endswith(f".{end}") for end in self.names)
        )

    def is_named_in(self, text: str) -> bool:
        """Whether a text holds one of its addresses."""
        return any(self.has(url) for url in re.findall(r"https?://[^\s\"'<>]+", text))


def old_host(feed: str, enclosures: Iterable[str], *, site: str) -> OldHost:
    """The host of a feed and of the recordings in it; an author's own `site` is none, though the feed may be there."""
    names = {_name(url) for url in (feed, *map(without_prefixes, enclosures))}
    return OldHost(frozenset(names - {"", _name(site)}))


def _name(url: str) -> str:
    try:
        return (urlsplit(url.strip()).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
