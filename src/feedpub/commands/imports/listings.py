"""Pages of apps that people take for the address of a show, and how to get the feed instead."""

from __future__ import annotations

import re

from feedpub.errors import FeedpubError

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
