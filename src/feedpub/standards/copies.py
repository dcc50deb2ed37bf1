"""Copies of an episode that its publisher cannot delete: who has them, and where to ask."""

from __future__ import annotations

from typing import NamedTuple


class Copy(NamedTuple):
    """Somebody who may have a copy."""

    holder: str
    ask: str
    """Where to ask for its deletion, or why nobody can."""


# Below each is its source, looked up in November 2026. "Not confirmed": no public page of theirs could be found that
# says it; ask them before you promise anything to somebody.
COPIES = (
    Copy("apps of listeners", "nobody can delete what a device has downloaded; write to your listeners if it matters"),
    Copy(
        "Spotify",
        "it may serve a copy of its own, which goes within a day, as a rule, after the episode has left the feed; "
        "if it does not: https://support.spotify.com/podcasters/",
    ),
    # source: support.spotify.com/…/podcasters/article/deleting-an-episode: within 24 hours; of shows that are hosted
    # elsewhere, by leaving the feed. Its own copy: help.prx.org (30744581276827), support.iono.fm (1881748); by Spotify
    # itself not confirmed.
    Copy(
        "YouTube",
        "it makes videos of the feed once and takes over no later change: delete the video in "
        "https://studio.youtube.com (Content)",
    ),
    # source: soundbett.de/news/rss-podcasts-youtube-upload, help.simplecast.com (8638533); by YouTube's own help not
    # confirmed.
    Copy(
        "Apple Podcasts",
        "it follows the feed; to take it out at once: Apple Podcasts Connect, the show, Episodes, Archive Episode; "
        "https://podcasters.apple.com/support",
    ),
    # source: podcasters.apple.com/support/archive-or-restore-a-channel-podcast-or-episode. When its transcript goes is
    # not confirmed.
    Copy("Amazon Music", "https://podcasters.amazon.com (Contact us)"),
    # source: not confirmed.
    Copy(
        "search engines",
        "https://search.google.com/search-console/remove-outdated-content and "
        "https://www.bing.com/webmaster/tools/content-removal, once the pages answer 404",
    ),
    # source: seroundtable.com (35167) describes Google's tool; Bing's help (in a copy: 360doc.cn, 803424772) calls its
    # own Content Removal, which wants a 404 and a sign-in. The present addresses of both are not confirmed.
    Copy(
        "Internet Archive",
        "write to info@archive.org, from your domain if you can, with the addresses, the time that they are about, and "
        "since when the domain is yours: https://web.archive.org",
    ),
    # source: archive.org's FAQ ("How can I have my site removed"); what to write: redacted.smw.ai, of June 2026.
    Copy("Podcast Index and other directories", "they read the feed again; else https://podcastindex.org/contact"),
    # source: not confirmed.
)
