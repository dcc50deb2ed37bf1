"""What nobody can see from outside, so somebody has to say that it is done: directories, and what a redirect hides."""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.commands.imports.hosts import UNCONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class PodcastDirectory:
    """A directory, or a platform, with an address of the feed of its own."""

    key: str
    """Its name on the command line."""

    name: str
    what: str
    """What to do there."""

    link: str
    source: str
    """Where it was read, and when; `UNCONFIRMED` if nobody could."""


DIRECTORIES = (
    PodcastDirectory(
        key="apple",
        name="Apple Podcasts",
        what="follows the redirect and `new_feed_url`; look whether it names the new feed, else change it there",
        link="https://podcastsconnect.apple.com/",
        source="podcasters.apple.com, support 837, Change the RSS feed URL, 2026-10",
    ),
    PodcastDirectory(
        key="spotify",
        name="Spotify",
        what="follows the redirect; look whether the newest episode arrives, else change the feed there",
        link="https://creators.spotify.com/",
        source=UNCONFIRMED,
    ),
    PodcastDirectory(
        key="podcast-index",
        name="Podcast Index",
        what="look the show up; if it has the old feed after some days, add the new one, and report the old one as its "
        "duplicate at github.com/Podcastindex-org/web-ui/issues",
        link="https://podcastindex.org/add",
        source="github.com/Podcastindex-org/web-ui, issues 273 and 307, 2026-11",
    ),
    PodcastDirectory(
        key="youtube",
        name="YouTube",
        what="where the show comes from its RSS feed, change the feed's address in YouTube Studio, and verify it again",
        link="https://studio.youtube.com/",
        source=UNCONFIRMED,
    ),
)
"""Where a show's feed is registered, and what its owner has to do there."""

EPISODES = "episodes"
"""Every episode of the old host is here, though its feed cannot be read any more."""

LINKS = "links"
"""The links to the old host that are left in notes may end there, or are no links to this show."""

CONFIRMATIONS = (EPISODES, *(one.key for one in DIRECTORIES), LINKS)
"""Everything that somebody may say is done."""
