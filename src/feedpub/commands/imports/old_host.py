"""Where a show is now: addresses of its old host, and prefixes in front of addresses that count downloads.

Source of the prefixes: github.com/opawg/podcast-prefixes (2026-11), and feeds that have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from feedpub.commands.imports.hosts import host_name, is_at_a_host

_PREFIXES = re.compile(
    r"""(?ix) https?://(?:www\.)?(?:
        op3\.dev/e(?:,[^/]*)? | (?:dts|www)\.podtrac\.com/(?:pts/)?redirect\.(?:mp3|m4a|mp4)
      | podtrac\.com/pts/redirect\.(?:mp3|m4a|mp4) | chrt\.fm/track/[^/]+ | chtbl\.com/track/[^/]+ | pdst\.fm/e
      | mgln\.ai/e/[^/]+ | pfx\.vpixl\.com/[^/]+ | claritaspod\.com/measure | clrtpod\.com/m | pdcn\.co/e
      | (?:verifi\.podscribe|pscrb)\.(?:com|fm)/rss/p | prfx\.byspotify\.com/e | arttrk\.com/p/[^/]+
      | swap\.fm/track/[^/]+ | growx\.podkite\.com/https/[^/]+ | media\.blubrry\.com/[^/]+
      | tracking\.swap\.fm/track/[^/]+
      | mgln\.ai/track | play\.podtrac\.com/[^/]+
    )/ (?P<rest> (?:https?(?:://|%3A%2F%2F))? [^/\s]+\.[^/\s]+ /.* )"""
)


def without_prefixes(url: str) -> str:
    """The address of a recording without those in front of it that only count downloads; nothing else is changed."""
    while match := _PREFIXES.fullmatch(url):
        rest = match["rest"].replace("%3A%2F%2F", "://", 1)
        url = rest if "://" in rest.partition("?")[0] else f"{url.partition('://')[0]}://{rest}"
    return url


@dataclass(frozen=True, slots=True)
class OldHost:
    """Where the show is now: everything that will be gone when the account there is closed."""

    names: frozenset[str]
    """Ends of host names."""

    def has(self, url: str) -> bool:
        """Whether an address is there."""
        name = host_name(url)
        return bool(name) and (is_at_a_host(url) or any(name == end or name.endswith(f".{end}") for end in self.names))

    def is_named_in(self, text: str) -> bool:
        """Whether a text holds one of its addresses."""
        return any(self.has(url) for url in re.findall(r"https?://[^\s\"'<>]+", text))


def old_host(feed: str, enclosures: Iterable[str], *, site: str) -> OldHost:
    """The host of a feed and of the recordings in it; an author's own `site` is none, though the feed may be there."""
    names = {host_name(url) for url in (feed, *map(without_prefixes, enclosures))}
    return OldHost(frozenset(names - {"", host_name(site)}))
