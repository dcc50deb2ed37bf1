"""Podcast hosts, one row each: how they are known, and what their habits mean for a show that leaves.

Every row names where it was read, and when. What nobody could confirm says so, and no decision rests on it alone:
advertisements are looked for in the audio, a feed that is cut in its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

UNCONFIRMED = "unconfirmed"
"""The source of what is only heard."""

_OPAWG = "github.com/opawg/podcast-hosts, 2025-08"
_FEEDS = "feeds and notes of the host in public repositories, 2026-11"
_CODE = "source code in public repositories, 2026-11"
_LIMITS = "theaudacitytopodcast.com, episode 302"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A company or a program that hosts podcasts."""

    name: str
    domains: tuple[str, ...] = ()
    """Of its feeds, audio and pages."""

    generator: str = ""
    """What its feeds call their `generator`, for those that are at the author's own domain."""

    guid: str
    """The form of its guids, which stay as they are."""

    guid_source: str = UNCONFIRMED

    ads: Literal["always", "some", "none"]
    """Advertisements in the audio: `always`, so no file from there is the recording; in `some` shows; in `none`."""

    ads_source: str = _OPAWG

    limit: str = ""
    """How to raise the number of episodes in a feed; empty if it holds all, or if nobody knows of a limit."""

    limit_source: str = UNCONFIRMED

    boilerplate: tuple[str, ...] = ()
    """What it adds to notes: expressions for the words of a line, and behind a line end the addresses it links to."""

    boilerplate_source: str = _FEEDS

    redirect: str
    """Where the switch is that sends apps on to the new feed (301)."""

    redirect_source: str = UNCONFIRMED

    plan: str = ""
    """What else must be known of it: the plan that has it, how long it takes; as unconfirmed as the switch."""

    date: str = "2026-11"
    """When the row was checked."""


HOSTS = (
    Host(
        name="Spotify for Creators",
        domains=("anchor.fm", "podcasters.spotify.com", "creators.spotify.com"),
        guid="a UUID",
        ads="some",
        boilerplate=(
            r"(?:---\s*)?Send in a voice message: https://(?:anchor\.fm|podcasters\.spotify\.com)/\S+",
            r"(?:---\s*)?Support this podcast: https://(?:anchor\.fm|podcasters\.spotify\.com)/\S+",
            r"Become a supporter of this podcast: https://anchor\.fm/\S+",
        ),
        redirect="Settings, Redirect your podcast; on the web, not in the app",
        redirect_source="support.spotify.com, Switching away with a 301 redirect, 2026-11",
        plan="every plan; it takes up to 7 days",
    ),
    Host(
        name="Libsyn",
        domains=("libsyn.com", "libsynpro.com"),
        guid="32 hex digits",
        ads="some",
        limit="Destinations, Libsyn Classic Feed, Advanced Options, Episode/Post Limit",
        limit_source=_LIMITS,
        redirect="Destinations, Libsyn Classic Feed, Edit, Advanced Options, Redirect Feed to this Web Address",
        redirect_source="github.com/syntaxfm/website, issue 931, which quotes Transistor, 2023-04",
    ),
    Host(
        name="Buzzsprout",
        domains=("buzzsprout.com",),
        guid="Buzzsprout- and a number",
        guid_source=_FEEDS,
        ads="none",
        boilerplate=(
            r"(?:Send us (?:a text|fan mail)|Support the show)\W*\n.*buzzsprout\.com/(?:twilio/|\d+/support).*",
        ),
        redirect="Podcast Settings, RSS Feed, Redirect; ask the support if it is not there",
    ),
    Host(
        name="Megaphone",
        domains=("megaphone.fm", "megaphone.imgix.net"),
        guid="a UUID",
        guid_source=_FEEDS,
        ads="always",
        boilerplate=(
            r"Learn more about your ad choices\. Visit (?:www\.)?(?:megaphone\.fm|podcastchoices\.com)/adchoices\.?",
        ),
        redirect="the settings of the show; else its account manager",
    ),
    Host(
        name="Acast",
        domains=("acast.com", "acast.cloud", "pippa.io"),
        guid="24 hex digits",
        ads="always",
        boilerplate=(r"Hosted on Acast\. See (?:https://)?acast\.com/privacy for more information\.?",),
        redirect="Settings, Redirect show; else its support",
    ),
    Host(
        name="Podbean",
        domains=("podbean.com",),
        guid="the account, a slash and a UUID",
        ads="some",
        redirect="Settings, Feed, Advanced Feed Settings, Redirect",
        plan="paid plans",
    ),
    Host(
        name="SoundCloud",
        domains=("soundcloud.com", "sndcdn.com"),
        guid="tag:soundcloud,2010:tracks/ and a number",
        guid_source=_FEEDS,
        ads="none",
        redirect="Settings, Content, Subscriber redirect",
        plan="paid plans",
    ),
    Host(
        name="PowerPress",
        domains=("blubrry.com", "blubrry.net"),
        generator="powerpress",
        guid="the site's address and ?p= with a number",
        ads="none",
        limit="PowerPress, Settings, Feeds, Show the most recent; or WordPress, Settings, Reading",
        limit_source=_LIMITS,
        redirect="a rule of your web server, or of a plugin for redirects: PowerPress's own field answers 302",
        redirect_source=f"{_CODE}: wp-plugins/powerpress, powerpress_template_redirect()",
    ),
    Host(
        name="Podlove",
        generator="podlove podcast publisher",
        guid="podlove- with date and digits",
        guid_source=_FEEDS,
        ads="none",
        ads_source=UNCONFIRMED,
        limit="Podlove, Podcast Feeds, Limit Items; its feeds have pages, which are followed",
        limit_source=f"{_CODE}: podlove/podlove-publisher, lib/settings/feed.php",
        redirect="Podlove, Podcast Feeds, Advanced Settings, Redirect Method: Permanent Redirect (301)",
        redirect_source=f"{_CODE}: podlove/podlove-publisher, lib/settings/feed.php",
    ),
    Host(
        name="Simplecast",
        domains=("simplecast.com", "simplecastaudio.com", "simplecastcdn.com"),
        guid="a UUID",
        ads="some",
        boilerplate=(
            r"Hosted by Simplecast, an AdsWizz company\. See (?:https://)?pcm\.adswizz\.com for information .*",
            r"Learn more about your ad choices\. Visit (?:https://)?podcastchoices\.com/adchoices\.?",
        ),
        redirect="Show Settings, Distribution, Redirect feed",
    ),
    Host(
        name="Transistor",
        domains=("transistor.fm", "transistorcdn.com"),
        guid="a UUID",
        ads="none",
        redirect="Show settings, Advanced, Redirect feed",
    ),
    Host(
        name="Captivate",
        domains=("captivate.fm",),
        guid="a UUID",
        ads="some",
        redirect="Settings, Feed, Redirect",
    ),
    Host(
        name="Spreaker",
        domains=("spreaker.com",),
        guid="the address of the episode's page or of its API",
        guid_source=_FEEDS,
        ads="some",
        boilerplate=(r"Become a supporter of this podcast:[^\n]*\n.*spreaker\.com/.*/support.*",),
        redirect="Podcast settings, RSS feed, Redirect",
        plan="paid plans",
    ),
    Host(
        name="Omny",
        domains=("omny.fm", "omnycontent.com", "omnystudio.com"),
        guid="a UUID",
        guid_source=_FEEDS,
        ads="always",
        boilerplate=(r"See (?:https://)?omnystudio\.com/listener for privacy information\.?",),
        redirect="the settings of the program's playlist; else its support",
    ),
    Host(
        name="ART19",
        domains=("art19.com",),
        guid="gid://art19-episode-locator/",
        guid_source=_FEEDS,
        ads="always",
        boilerplate=(
            r"See (?:the )?Privacy Policy at https://art19\.com/privacy and .*/privacy#do-not-sell-my-info ?\.?",
        ),
        redirect="Series, Feeds, Redirect; else its support",
    ),
    Host(
        name="Audioboom",
        domains=("audioboom.com",),
        guid="tag:audioboom.com with a date and the number of the post",
        guid_source=_FEEDS,
        ads="always",
        redirect="Channel settings, RSS, Redirect; else its support",
    ),
    Host(
        name="RSS.com",
        domains=("rss.com",),
        guid="a UUID",
        ads="none",
        redirect="Podcast settings, Migrate, 301 redirect",
    ),
    Host(
        name="Squarespace",
        domains=("squarespace.com", "sqsp.net"),
        generator="site-server v",
        guid="three groups of hex digits",
        ads="none",
        limit="the blog's settings, Posts in feed",
        redirect="Settings, Developer Tools, URL Mappings: /page -> https://… 301, without ?format=rss",
        redirect_source="collaborada.com, Squarespace redirects, 2026-11; seogenius.club, URL redirects, 2024-12",
    ),
    Host(
        name="FeedBurner",
        domains=("feedburner.com", "feedburner.google.com"),
        guid="that of the feed behind it",
        ads="none",
        ads_source=UNCONFIRMED,
        limit="the feed behind it, which FeedBurner copies: import that one",
        redirect="name the new feed as the one behind it (apps stay there), or delete the feed with redirection",
        redirect_source="burningdoor.com/feedburner, Ciao FeedBurner, 2005-06",
        plan="the redirection of a deleted feed is a 301 for ten days only, so Apple's four weeks are not reached",
    ),
)
"""Hosts whose habits are known, as far as they are."""

_OTHERS = (
    *("fireside.fm", "podigee.io", "podigee.com", "podhome.fm", "castos.com", "redcircle.com", "ausha.co"),
    *("letscast.fm", "podcaster.de", "pinecast.com", "fireside.com", "podomatic.com", "castbox.fm", "ivoox.com"),
)
"""Domains of more hosts: addresses there end with the account."""


def host_name(url: str) -> str:
    """The host of an address in small letters, without `www.`; empty if there is none."""
    try:
        return (urlsplit(url.strip()).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def host_of(url: str) -> Host | None:
    """The host whose address it is; None if nobody knows."""
    name = host_name(url)
    return next((one for one in HOSTS if _is_at(name, one.domains)), None)


def is_at_a_host(url: str) -> bool:
    """Whether an address is at a podcast host, be it one without a row."""
    return host_of(url) is not None or _is_at(host_name(url), _OTHERS)


def _is_at(name: str, domains: Iterable[str]) -> bool:
    return any(name == end or name.endswith(f".{end}") for end in domains)


def host_of_feed(address: str, enclosures: Iterable[str], generator: str) -> Host | None:
    """The host that made a feed: by its address, what it calls its generator, or else its first recording."""
    made = generator.casefold()
    by_generator = next((one for one in HOSTS if one.generator and one.generator in made), None)
    return host_of(address) or by_generator or next(filter(None, map(host_of, enclosures)), None)


def where_to_redirect(host: Host) -> str:
    """Where its switch is and what else must be known of it, with a mark if nobody could confirm that."""
    mark = " (unconfirmed)" if host.redirect_source == UNCONFIRMED else ""
    return f"{host.redirect}{f'; {host.plan}' if host.plan else ''}{mark}"


# --- what hosts add to notes

_PIECES = re.compile(r"(<br\s*/?>|</?(?:p|div|hr|li|ul)\b[^<>]*>|\n)", re.IGNORECASE)
_HREF = re.compile(r"""href\s*=\s*["']([^"']*)""", re.IGNORECASE)
_ADDED = tuple(
    (host.name, re.compile(rf"(?:{pattern})\s*(?:\n.*)?", re.IGNORECASE))
    for host in HOSTS
    for pattern in host.boilerplate
)
_EMPTY = re.compile(r"(?:<(p|div)>\s*</\1>|<hr\s*/?>\s*$|(?:<br\s*/?>\s*)+(?=</p>|$))\s*")


def without_boilerplate(html: str) -> tuple[str, tuple[str, ...]]:
    """Notes without the lines that a host has added, and the names of these hosts; all else stays as it is."""
    hosts: list[str] = []
    kept: list[str] = []
    for piece in _PIECES.split(html):
        if host := _added_by(piece):
            hosts.append(host)
            kept = _without_rule(kept)
        else:
            kept.append(piece)
    if not hosts:
        return html, ()
    text = "".join(kept).strip()
    while (shorter := _EMPTY.sub("", text).strip()) != text:
        text = shorter
    return text, tuple(dict.fromkeys(hosts))


def _without_rule(kept: list[str]) -> list[str]:
    """The pieces without the hyphens at their end that a host draws above its own line."""
    last = next((at for at in range(len(kept) - 1, -1, -1) if re.sub(r"<[^<>]*>", "", kept[at]).strip()), None)
    return [*kept[:last], *kept[last + 1 :]] if last is not None and kept[last].strip() == "---" else kept


def _added_by(piece: str) -> str:
    """The host that adds such a line; empty for the author's own."""
    if len(piece) < _SHORTEST or (piece.startswith("<") and piece.endswith(">") and piece.count("<") == 1):
        return ""
    text = " ".join(re.sub(r"<[^<>]*>", "", piece).split())
    links = " ".join(_HREF.findall(piece))
    return next((name for name, pattern in _ADDED if pattern.fullmatch(f"{text}\n{links}")), "")


_SHORTEST = 12
