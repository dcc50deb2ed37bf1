"""Copies of an episode that its publisher cannot delete: who has them, and where to ask."""

from __future__ import annotations

from typing import NamedTuple


class Copy(NamedTuple):
    """Somebody who may have a copy."""

    holder: str
    ask: str
    """Where to ask for its deletion, or why nobody can."""


COPIES = (
    Copy("apps of listeners", "nobody can delete what a device has downloaded; write to your listeners if it matters"),
    Copy("Spotify", "it may keep a copy of its own: https://support.spotify.com/creators/"),
    Copy("YouTube", "if it makes videos of the feed, delete the video: https://studio.youtube.com (Content)"),
    Copy("Apple Podcasts", "its transcript of the episode, and what it shows: https://podcasters.apple.com/support"),
    Copy("Amazon Music", "https://podcasters.amazon.com (Contact us)"),
    Copy(
        "search engines", "https://search.google.com/search-console/remove-outdated-content and Bing's Content Removal"
    ),
    Copy("Internet Archive", "write to info@archive.org and name the addresses: https://web.archive.org"),
    Copy("Podcast Index and other directories", "they read the feed again; else https://podcastindex.org/contact"),
)
