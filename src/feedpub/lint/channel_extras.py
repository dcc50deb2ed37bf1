"""FP126 to FP136: what else a show says: dates, pictures, countries, tags that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.rule import (
    APPLE,
    BOARD,
    ERROR,
    GUIDE,
    INFO,
    PSP,
    PSP_1,
    REQUIREMENTS,
    RSS_2,
    SPOTIFY,
    SPOTIFY_SPEC,
    WARNING,
    YOUTUBE,
    Fault,
    fault,
    rule,
)
from feedpub.view import Element, Feed
from feedpub.vocab import LIST_MEDIUMS, Dated, plain_text, quoted, read_date


@rule("FP126", "channel/lastBuildDate", WARNING, since="RSS 2.0", source=RSS_2, holds=["ch-lastbuilddate"])
def doubtful_build_date(built: Element, feed: Feed) -> Iterator[Fault]:
    """The date of the last change cannot be right.

    Not readable, in the future, or older than the newest episode: readers that trust it think that nothing is new.

    Bad:  <lastBuildDate>2026-11-23T07:05:09+00:00</lastBuildDate>
    Bad:  <lastBuildDate>Mon, 23 Nov 2099 07:05:09 +0000</lastBuildDate>
    Bad:  <lastBuildDate>Sat, 01 Nov 2025 07:05:09 +0000</lastBuildDate>
    Good: <lastBuildDate>Mon, 23 Nov 2026 07:05:09 +0000</lastBuildDate>
    """
    said = built.value_here
    if not said:
        return
    dated = read_date(said)
    if dated.moment is None:
        yield fault(built, dated.fault, dated.hint)
    elif (dated.moment - feed.now).total_seconds() > 86400:
        yield fault(built, f"{quoted(said)} is in the future", "look at the clock of whatever writes the feed")
    elif any(one.moment and one.moment > dated.moment and one.moment <= feed.now for one in _dates(feed)):
        yield fault(built, "it is older than the newest episode", "set it whenever the feed changes, or leave it out")


def _dates(feed: Feed) -> Iterator[Dated]:
    return (read_date(item.value("pubDate")) for item in feed.items[:50] if item.value("pubDate"))


@rule("FP127", "channel/image", INFO, since="RSS 2.0", source=BOARD, holds=["ch-image-rss"])
def odd_rss_image(image: Element, feed: Feed) -> Iterator[Fault]:
    """RSS' own `<image>` differs from what RSS says.

    It needs url, title and link (those of the show), at most 144 × 400 pixels. Apps take `itunes:image` instead.

    Bad:  <image><url>https://tidewater.example/logo.png</url><title>Logo</title>
          <link>https://tidewater.example/</link></image>
    Good: <image><url>https://tidewater.example/logo.png</url><title>Tidewater</title>
          <link>https://tidewater.example/</link></image>
    """
    missing = [name for name in ("url", "title", "link") if not image.value(name)]
    if missing:
        yield fault(image, f"`<image>` has no {', '.join(missing)}", "add them, or delete `<image>`")
        return
    for name in ("title", "link"):
        if image.value(name) != feed.channel.value(name):
            at = image.first(name) or image
            yield fault(at, f"the {name} of `<image>` is not that of the show", "write the show's, or delete `<image>`")


_DEPRECATED = ("itunes:summary", "itunes:subtitle", "itunes:keywords", "itunes:order", "itunes:isClosedCaptioned")


@rule("FP128", "channel", INFO, APPLE, since="2019", source=GUIDE, holds=["ch-deprecated-tags"])
def unread_tag(channel: Element, feed: Feed) -> Iterator[Fault]:
    """A tag is there that nobody reads any more.

    Apple dropped `itunes:summary`, `itunes:subtitle` and `itunes:keywords`; Google Podcasts is gone with all its tags.

    Bad:  <itunes:keywords>sea, tide, boats</itunes:keywords>
    Good: <!-- no itunes:keywords -->
    """
    seen: set[str] = set()
    for around in (channel, *feed.items):
        for child in around.children:
            if (child.name in _DEPRECATED or child.name.startswith("googleplay:")) and child.name not in seen:
                seen.add(child.name)
                yield fault(child, f"nobody reads `{child.name}` any more", "delete it, here and elsewhere in the feed")


@rule("FP129", "channel", ERROR, APPLE, since="2005", source=REQUIREMENTS, holds=["ch-items"])
def empty_feed(channel: Element, feed: Feed) -> Iterator[Fault]:
    """There is no episode.

    Apple and Spotify refuse a feed before its first episode is out; a trailer is enough.

    Bad:  <!-- no item -->
    Good: <podcast:medium>podcast</podcast:medium>
    """
    if not feed.items and channel.value("podcast:medium") not in LIST_MEDIUMS:
        yield fault(channel, "there is no episode in the feed", "publish an episode first, a trailer for example")


@rule("FP130", "channel", INFO, APPLE, since="2024", source=GUIDE, holds=["ch-verify-code"])
def leftover_verification(channel: Element, _: Feed) -> Iterator[Fault]:
    """A code of Apple's to prove who owns the show is still there.

    It is needed while a show changes hands, and useless afterwards.

    Bad:  <itunes:applepodcastsverify>3b2f7a10</itunes:applepodcastsverify>
    Good: <!-- no itunes:applepodcastsverify -->
    """
    codes = [*channel.all("itunes:applepodcastsverify")]
    codes += [txt for txt in channel.all("podcast:txt") if txt.get("purpose").lower() == "applepodcastsverify"]
    for code in codes:
        yield fault(code, "a code for proving to Apple who owns the show", "delete it when the show is verified")


@rule(
    "FP131", "channel/itunes:owner", INFO, SPOTIFY, YOUTUBE, since="2023", source=SPOTIFY_SPEC, holds=["ch-owner-email"]
)
def public_owner_address(owner: Element, _: Feed) -> Iterator[Fault]:
    """The owner's e-mail address is public.

    Spotify, YouTube and Amazon mail their claim code there, and Apple has not read it since 2023. Once the show is
    claimed it serves those who send spam.

    Bad:  <itunes:owner><itunes:name>Ada</itunes:name><itunes:email>ada@tidewater.example</itunes:email></itunes:owner>
    Good: <!-- no itunes:owner -->
    """
    if said := owner.value("itunes:email"):
        yield fault(
            owner, f"{quoted(said)} is in the feed for everybody to read", "take it out once the show is claimed"
        )


_COPYRIGHT = re.compile(r"(?i)copyright|©|\(c\)|\b(?:19|20)[0-9]{2}\b")


@rule("FP132", "channel/copyright", INFO, PSP, since="2023", source=PSP_1, holds=["ch-copyright"])
def wordy_copyright(copyright: Element, _: Feed) -> Iterator[Fault]:
    """The copyright repeats the word, the sign or a year.

    PSP-1 wants the holder's name alone, since apps put the sign in front; Apple's example has all of it.

    Bad:  <copyright>Copyright © 2026 Tidewater Radio</copyright>
    Good: <copyright>Tidewater Radio</copyright>
    """
    if found := _COPYRIGHT.search(copyright.value_here):
        yield fault(copyright, f"the copyright says {quoted(found[0])}; PSP-1 wants the holder alone", "leave the name")


_COUNTRIES = re.compile(r"[A-Za-z]{2}(?: [A-Za-z]{2})*")


@rule(
    "FP133",
    "channel/spotify:countryOfOrigin",
    WARNING,
    SPOTIFY,
    since="2019",
    source=SPOTIFY_SPEC,
    holds=["ch-country"],
)
def unknown_country_of_origin(countries: Element, _: Feed) -> Iterator[Fault]:
    """The show's country of origin is no list of country codes.

    Spotify reads two-letter codes (ISO 3166-1) with blanks between; anything else is taken for the whole world.

    Bad:  <spotify:countryOfOrigin>Germany, Austria</spotify:countryOfOrigin>
    Good: <spotify:countryOfOrigin>de at</spotify:countryOfOrigin>
    """
    said = countries.value_here
    if said and not _COUNTRIES.fullmatch(said):
        yield fault(countries, f"{quoted(said)} is no list of country codes", "write `de at ch`")


@rule("FP134", "channel/spotify:limit", WARNING, SPOTIFY, since="2019", source=SPOTIFY_SPEC, holds=["ch-spotify-limit"])
def unreadable_episode_limit(limit: Element, _: Feed) -> Iterator[Fault]:
    """The number of episodes that Spotify shows is no number.

    It stands in the attribute `recentCount`; as text it is ignored.

    Bad:  <spotify:limit>10</spotify:limit>
    Good: <spotify:limit recentCount="10"/>
    """
    said = limit.get("recentCount")
    if not (said.isascii() and said.isdigit() and int(said[:9]) > 0):
        yield fault(
            limit, "`spotify:limit` has no `recentCount` from 1 up", 'write `<spotify:limit recentCount="10"/>`'
        )


@rule("FP135", "channel", WARNING, APPLE, since="2019", source=GUIDE, holds=["it-explicit"])
def explicit_episode_in_clean_show(channel: Element, feed: Feed) -> Iterator[Fault]:
    """An episode is explicit, but the show says that it is not.

    Apple wants the show marked if any episode is; countries that hide explicit shows find the contradiction.

    Bad:  <itunes:explicit>false</itunes:explicit><item><itunes:explicit>true</itunes:explicit></item>
    Good: <itunes:explicit>true</itunes:explicit><item><itunes:explicit>true</itunes:explicit></item>
    """
    if channel.value("itunes:explicit") != "false":
        return
    count = sum(item.value("itunes:explicit") == "true" for item in feed.items)
    at = channel.first("itunes:explicit")
    if count and at:
        episodes = "an episode is" if count == 1 else f"{count} episodes are"
        yield fault(at, f"the show says `false`, but {episodes} explicit", "say `true` for the show")


@rule(
    "FP136",
    "channel/description",
    INFO,
    YOUTUBE,
    since="2023",
    source="YouTube Help, RSS ingestion",
    holds=["it-youtube-text"],
)
def markup_for_youtube(description: Element, _: Feed) -> Iterator[Fault]:
    """The show's description has signs that YouTube refuses.

    YouTube shows no HTML, and takes no `<` or `>` in the words themselves.

    Bad:  <description><![CDATA[<p>Sea levels &lt; 2 m and &gt; 5 m.</p>]]></description>
    Good: <description><![CDATA[<p>Sea levels below 2 m.</p>]]></description>
    """
    if found := re.search("[<>]", plain_text(description.value_here)):
        yield fault(description, f"the words hold {quoted(found[0])}, which YouTube refuses", "write it in words")
