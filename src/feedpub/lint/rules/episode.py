"""FP151, FP201 to FP232: the episode."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import LONGEST, explicit_fault, guid_fault
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    INFO,
    PSP,
    SPOTIFY,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.standards import ParsedDate, is_http_url, nearest, quoted, read_date

# --- title


@rule("FP201", "item", ERROR, *EVERY, holds=["it-title"])
def missing_title(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has no title.

    Every directory requires one, and apps have nothing to print.

    Bad:  <title/>
    Good: <title>First light</title>
    """
    if not item.value("title"):
        yield fault(item.first("title") or item, "the episode has no title", "add `<title>`")


@rule("FP202", "item/title", ERROR, APPLE, PSP, holds=["value-255"])
def overlong_title(title: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's title has more than 255 characters.

    Apple and PSP-1 limit it to that; apps show about 60 of them.

    Bad:  <title>…256 letters…</title>
    Good: <title>First light</title>
    """
    if (length := len(title.value_here)) > LONGEST:
        yield fault(title, f"the title has {length} characters; {LONGEST} is the limit", "tell the rest in the notes")


_NUMBER = re.compile(
    r"""(?ix) \s* (?: \[ | \( )?
    (?: (?: s(?:eason|taffel)?\s*\d{1,3}\s*[,.:/-]?\s* )?
        (?: e(?:p(?:isode?)?)?\.? | folge | épisode | episodio | episódio | puntata | cap[ií]tulo | odcinek | díl | diel
          | avsnitt | afsnit | jakso | aflevering | bölüm | tập | \# | №
          | выпуск | эпизод | серия | випуск | епізод | επεισόδιο | الحلقة | حلقة | قسمت | פרק | एपिसोड | পর্ব
          | ตอนที่ | ตอน | エピソード | 에피소드 )
        \s* (?: nr?\.?\s* | № \s* | \#\s* )? \d{1,5} (?!\d|\s*(?:st|nd|rd|th)\b)
      | 第 \s* [\d一二三四五六七八九十百千〇零]{1,6} \s* [回話话集期章] | (?:제\s*)? \d{1,5} \s* [화회편] (?!\w)
      | (?!(?:1\d|20)\d\d\b) \d{1,5} (?= \s*[-–—:.|]\s | \s*[-–—:|](?!\d) )
    )"""
)


@rule("FP203", "item/title", WARNING, APPLE, PSP, holds=["it-title-numbers"])
def number_in_title(title: Element, _: FeedView) -> Iterator[Fault]:
    """The title repeats the episode number.

    Apps print the number beside the title, so listeners read it twice, and search engines read noise.

    Bad:  <title>Ep. 12: Moths</title>
    Good: <title>Moths</title><itunes:episode>12</itunes:episode>
    Bad:  <title>S2E4 - Moths</title>
    Good: <title>Moths</title><itunes:season>2</itunes:season><itunes:episode>4</itunes:episode>
    Bad:  <title>#7 Moths</title>
    Good: <title>7 moths in a jar</title>
    YAML: title: Moths
          season: 2
          number: 4
    """
    if match := _NUMBER.match(title.text):
        rest = title.text[match.end() :].strip(" :-–—.|)]\t\n")
        hint = f"write {quoted(rest)}; the number has a tag of its own" if rest else "write what the episode is about"
        yaml = f"write {quoted(rest)}, and the number as `number:`" if rest else hint
        yield fault(title, f"the title repeats the episode number ({quoted(match[0].strip())})", hint, yaml=yaml)


_SEPARATOR = re.compile(r"\s*[-–—:|,#]")


@rule("FP204", "item/title", WARNING, APPLE, PSP, holds=["it-title-numbers"])
def show_name_in_title(title: Element, feed: FeedView) -> Iterator[Fault]:
    """The title repeats the show's name.

    Apps print the show beside every episode; in a list, the part that differs is cut off.

    Bad:  <title>Tidewater: First light</title>
    Good: <title>First light</title>
    """
    show, value = feed.channel.value("title"), title.value_here
    begins = value[: len(show)].casefold() == show.casefold()
    if len(show) > 3 and begins and _SEPARATOR.match(value, len(show)):
        rest = value[len(show) :].strip(" :-–—.|,#")
        yield fault(title, "the title repeats the show's name", f"write {quoted(rest)}")


# --- page, explicit, duration, numbers


@rule("FP220", "item", WARNING, APPLE, PSP, holds=["it-link"])
def missing_link(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has no link to its page.

    Apps offer it where the notes end; without it nobody finds the show's site.

    Bad:  <link/>
    Good: <link>https://tidewater.example/first-light.html</link>
    """
    if not item.value("link") and item.first("guid") is not None and not _has_permalink(item):
        message = "the episode has no link to its page"
        yield fault(item.first("link") or item, message, "add `<link>`", yaml="add `link:` with its address")


def _has_permalink(item: Element) -> bool:
    guid = item.first("guid")
    return guid is not None and guid.get("isPermaLink").lower() != "false" and is_http_url(guid.value_here)


@rule("FP221", "item", WARNING, APPLE, PSP, holds=["it-explicit"])
def missing_explicit(item: Element, feed: FeedView) -> Iterator[Fault]:
    """An episode does not say whether it is explicit, in a show that is.

    The show's `true` then counts for all of them, and parents' settings hide even the harmless ones.

    Bad:  <channel><itunes:explicit>true</itunes:explicit><item><!-- no itunes:explicit --></item></channel>
    Good: <channel><itunes:explicit>true</itunes:explicit>
          <item><itunes:explicit>false</itunes:explicit></item></channel>
    """
    if not item.value("itunes:explicit") and feed.channel.value("itunes:explicit") == "true":
        hint = "add `<itunes:explicit>true</itunes:explicit>`, or false"
        at, message = item.first("itunes:explicit") or item, "the episode does not say whether it is explicit"
        yield fault(at, message, hint, yaml="add `explicit: true`, or false")


@rule("FP222", "item/itunes:explicit", ERROR, APPLE, PSP, holds=["it-explicit"])
def outdated_explicit(explicit: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's `itunes:explicit` is neither true nor false.

    `yes`, `no` and `clean` are of another age; Apple documents `true` and `false`, and validators refuse the others.

    Bad:  <itunes:explicit>clean</itunes:explicit>
    Good: <itunes:explicit>false</itunes:explicit>
    """
    yield from explicit_fault(explicit)


@rule("FP223", "item", WARNING, APPLE, PSP, holds=["it-duration"])
def missing_duration(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode does not say how long it is.

    Apps then show no length until somebody plays it.

    Bad:  <!-- no itunes:duration -->
    Good: <itunes:duration>720</itunes:duration>
    """
    if not item.value("itunes:duration"):
        hint = "add `<itunes:duration>` with whole seconds"
        yield fault(item.first("itunes:duration") or item, "the episode has no `itunes:duration`", hint)


_CLOCK = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{1,2})(?:\.[0-9]+)?")


@rule("FP224", "item/itunes:duration", WARNING, APPLE, PSP, holds=["it-duration"])
def odd_duration(duration: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's length is neither in whole seconds nor a time that apps read.

    PSP-1 wants seconds; Apple recommends them and reads `H:MM:SS` and `MM:SS` as well. Of anything else apps show
    nothing, or nonsense.

    Bad:  <itunes:duration>12 min</itunes:duration>
    Bad:  <itunes:duration>12:75</itunes:duration>
    Bad:  <itunes:duration>0</itunes:duration>
    Good: <itunes:duration>720</itunes:duration>
    """
    value = duration.value_here
    if not value or (value.isascii() and value.isdigit() and value.strip("0")) or _clock_seconds(value):
        return
    clock = _CLOCK.fullmatch(value)
    seconds = _seconds(clock) if clock else 0
    hint = f"write `{seconds}`" if seconds else "write the length in whole seconds, from 1 up"
    yield fault(duration, f"{quoted(value)} is no length in whole seconds", hint)


def _seconds(clock: re.Match[str]) -> int:
    return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])


def _clock_seconds(value: str) -> int:
    """Seconds of `H:MM:SS` or `MM:SS`, as Apple reads them; 0 for anything else."""
    clock = _CLOCK.fullmatch(value)
    is_read = clock is not None and "." not in value and int(clock[3]) < 60 and not (clock[1] and int(clock[2]) >= 60)
    return _seconds(clock) if clock and is_read else 0


@rule("FP151", "channel", INFO, PSP, holds=["it-duration-seconds"])
def durations_as_clock_times(_: Element, feed: FeedView) -> Iterator[Fault]:
    """Episodes' lengths are written as times of a clock, not in seconds.

    Apps read `1:02:03`. PSP-1 wants seconds and Apple recommends them, since `12:00` has been read as twelve hours.

    Bad:  <item><itunes:duration>12:00</itunes:duration></item>
    Good: <item><itunes:duration>720</itunes:duration></item>
    """
    clocks = [one for item in feed.items for one in item.all("itunes:duration") if _clock_seconds(one.value_here)]
    if clocks:
        value = clocks[0].value_here
        more = f" (and those of {len(clocks) - 1} more episodes)" if len(clocks) > 1 else ""
        message = f"{quoted(value)} is a time, not a number of seconds{more}"
        yield fault(clocks[0], message, f"write `{_clock_seconds(value)}`")


@rule("FP225", "item", ERROR, APPLE, PSP, holds=["it-episode-int"])
def odd_number(item: Element, _: FeedView) -> Iterator[Fault]:
    """A season or episode number is no whole number from 1 up.

    Apple refuses others; some libraries leave a 0 out without a word.

    Bad:  <itunes:episode>0</itunes:episode>
    Bad:  <itunes:season>Two</itunes:season>
    Good: <itunes:season>2</itunes:season><itunes:episode>1</itunes:episode>
    """
    for name in ("itunes:season", "itunes:episode"):
        element = item.first(name)
        value = element.value_here if element else ""
        if element and value and not (value.isascii() and value.isdigit() and value.strip("0")):
            hint = "for a trailer leave it out" if value == "0" else "write a number, 1 or more"
            yield fault(element, f"{quoted(value)} is no number from 1 up", hint)


@rule("FP226", "item", ERROR, APPLE, PSP, holds=["it-serial-number"])
def unnumbered_episode(item: Element, feed: FeedView) -> Iterator[Fault]:
    """A full episode of a serial show has no number.

    Apple orders a serial show by its numbers; it requires one of every full episode.

    Bad:  <channel><itunes:type>serial</itunes:type></channel>
    Good: <channel><itunes:type>serial</itunes:type><item><itunes:episode>1</itunes:episode></item></channel>
    """
    full = item.value("itunes:episodeType").lower() in {"full", ""}
    if feed.channel.value("itunes:type") == "serial" and full and not item.value("itunes:episode"):
        message = "a full episode of a serial show has no number"
        yield fault(item, message, "add `<itunes:episode>`", yaml="add `number:`")


@rule("FP227", "channel", WARNING, APPLE, holds=["it-episode-dup"])
def repeated_number(_: Element, feed: FeedView) -> Iterator[Fault]:
    """Two full episodes have the same season and number.

    Apple then shows them in any order, or one in the place of the other.

    Bad:  <item><itunes:episode>3</itunes:episode></item><item><itunes:episode>3</itunes:episode></item>
    Good: <item><itunes:episode>4</itunes:episode></item><item><itunes:episode>3</itunes:episode></item>
    """
    first: dict[tuple[str, str], Element] = {}
    for item in feed.items:
        number = item.first("itunes:episode")
        if number is None or not number.value_here or item.value("itunes:episodeType").lower() not in {"full", ""}:
            continue
        other = first.setdefault((item.value("itunes:season"), number.value_here), item)
        if other is not item:
            yield fault(
                number,
                f"{quoted(other.value('title'))} has the number {number.value_here} too",
                "give one of them another number, or make it a `bonus`",
            )


_TYPES = ("full", "trailer", "bonus")


@rule("FP228", "item/itunes:episodeType", ERROR, APPLE, PSP, holds=["it-type"])
def unknown_episode_type(type: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's type is none of full, trailer and bonus.

    Apple knows these three.

    Bad:  <itunes:episodeType>teaser</itunes:episodeType>
    Good: <itunes:episodeType>trailer</itunes:episodeType>
    """
    value = type.value_here
    if value and value not in _TYPES:
        guess = nearest(value.lower(), _TYPES)
        yield fault(type, f"{quoted(value)} is no type of episode", f"write `{guess or 'full'}`")


@rule("FP229", "item/author", WARNING, holds=["it-author-email"])
def author_without_address(author: Element, _: FeedView) -> Iterator[Fault]:
    """RSS' own `<author>` is no e-mail address.

    It is one by definition; a bare name belongs into `itunes:author`.

    Bad:  <author>Ada Lovelace</author>
    Good: <author>ada@tidewater.example (Ada Lovelace)</author>
    """
    if author.value_here and "@" not in author.value_here:
        hint = "write `<itunes:author>` instead"
        yield fault(author, f"{quoted(author.value_here)} is no e-mail address, which `<author>` is", hint)


@rule("FP230", "item/itunes:block", WARNING, APPLE, PSP, holds=["ch-complete-block"])
def hidden_episode(block: Element, _: FeedView) -> Iterator[Fault]:
    """An episode is hidden from directories.

    `itunes:block` takes it out of Apple Podcasts and the directories that follow; subscribers' apps may still show it.

    Bad:  <itunes:block>Yes</itunes:block>
    Good: <!-- no itunes:block -->
    """
    if block.value_here.lower() == "yes":
        yield fault(block, "this episode is hidden from directories", "if that is not meant, delete it")


# --- guid


@rule("FP205", "item", ERROR, APPLE, SPOTIFY, PSP, holds=["it-guid"])
def missing_guid(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has no guid.

    Apps know episodes by it. Without one they take the audio's address, and everybody downloads everything again as
    soon as that changes. Apple requires it since 2023.

    Bad:  <guid/>
    Good: <guid isPermaLink="false">7c029615-a810-4214-9342-eee73f58435d</guid>
    """
    if not item.value("guid"):
        hint = 'add `<guid isPermaLink="false">` with something that never changes, a UUID for example'
        yield fault(item.first("guid") or item, "the episode has no guid", hint)


@rule("FP206", "channel", ERROR, APPLE, holds=["it-guid-unique"])
def repeated_guid(_: Element, feed: FeedView) -> Iterator[Fault]:
    """Two episodes have the same guid.

    Apple and most apps show one of them; the other is never seen.

    Bad:  <item><guid isPermaLink="false">tide-2026-11</guid></item>
          <item><guid isPermaLink="false">tide-2026-11</guid></item>
    Good: <item><guid isPermaLink="false">tide-2026-11</guid></item>
          <item><guid isPermaLink="false">tide-2026-12</guid></item>
    """
    first: dict[str, Element] = {}
    for item in feed.items:
        guid = item.first("guid")
        if guid is None or not guid.value_here:
            continue
        other = first.setdefault(guid.value_here, item)
        if other is not item:
            message = f"{quoted(guid.value_here)} is the guid of {quoted(other.value('title'))} too"
            yield fault(guid, message, "give the newer one a guid of its own; never change the older one's")


@rule("FP207", "item/guid", ERROR, *EVERY, holds=["it-guid-permalink"])
def guid_without_address(guid: Element, feed: FeedView) -> Iterator[Fault]:
    """A guid claims to be an address, and is none.

    Unless it says `isPermaLink="false"`, a guid is the address of the episode's page: apps open it. Of an episode that
    is out it is a note: who changes a guid makes every app download the episode again.

    Bad:  <guid>article 54-of-tidewater</guid>
    Good: <guid isPermaLink="false">article 54-of-tidewater</guid>
    Good: <guid>https://tidewater.example/first-light.html</guid>
    """
    value = guid.value_here
    if value and guid.get("isPermaLink").lower() in {"", "true"} and not is_http_url(value):
        yield guid_fault(guid, feed, f"{quoted(value)} is no address", 'write `<guid isPermaLink="false">`')


@rule("FP208", "item/guid", WARNING, holds=["it-guid-weak"])
def weak_guid(guid: Element, feed: FeedView) -> Iterator[Fault]:
    """A guid is so short, or so plain a number, that another feed surely has it too.

    Apps that keep episodes of many shows in one place mix them up. Of an episode that is out it is a note: who changes
    a guid makes every app download the episode again.

    Bad:  <guid isPermaLink="false">54</guid>
    Bad:  <guid isPermaLink="false">1700000042</guid>
    Good: <guid isPermaLink="false">tag:tidewater.example,2026:54</guid>
    """
    value = guid.value_here
    is_weak = len(value) < 8 or (value.isdigit() and len(value) < 20)
    if value and is_weak and not is_http_url(value) and guid.get("isPermaLink").lower() == "false":
        hint = "write a UUID, unless apps have the episode already"
        yield guid_fault(guid, feed, f"{quoted(value)} is not unique in the world", hint)


# --- date

_read = lru_cache(maxsize=4096)(read_date)


def moment_of(item: Element) -> datetime | None:
    """When an episode was published, in UTC; None if nobody could tell."""
    value = item.value("pubDate")
    return _read(value).moment if value else None


def _dated(date: Element) -> ParsedDate:
    return _read(date.value_here) if date.value_here else ParsedDate()


@rule("FP211", "item", ERROR, *EVERY, holds=["it-pubdate-present"])
def missing_date(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has no date.

    Apps sort by it; without one an episode is the oldest of all, or the newest for ever.

    Bad:  <pubDate/>
    Good: <pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>
    """
    if not item.value("pubDate"):
        hint = "add `<pubDate>` like `Mon, 23 Nov 2026 06:00:00 +0000`"
        yield fault(item.first("pubDate") or item, "the episode has no `<pubDate>`", hint)


@rule("FP212", "item/pubDate", ERROR, *EVERY, holds=["it-pubdate"])
def unreadable_date(date: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's date is not one that feeds have.

    Feeds write dates like e-mail (RFC 2822): English names, a time, a zone. ISO dates are not read by Apple and others.

    Bad:  <pubDate>2026-11-23T06:00:00Z</pubDate>
    Bad:  <pubDate>Mo, 23 Dez 2026 06:00:00 +0100</pubDate>
    Bad:  <pubDate>Mon, 23 Nov 2026 06:00:00</pubDate>
    Good: <pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>
    """
    dated = _dated(date)
    if dated.fault:
        yield fault(date, dated.fault, dated.hint)


@rule("FP213", "item/pubDate", ERROR, *EVERY, holds=["it-pubdate"])
def wrong_weekday(date: Element, _: FeedView) -> Iterator[Fault]:
    """The day of the week does not match the date.

    Strict readers refuse the date then, and the episode has none.

    Bad:  <pubDate>Sat, 31 Dec 1999 23:59:59 GMT</pubDate>
    Good: <pubDate>Fri, 31 Dec 1999 23:59:59 GMT</pubDate>
    """
    dated = _dated(date)
    if dated.weekday:
        yield fault(date, f"{quoted(date.value_here)} was a {dated.weekday}", dated.hint)


@rule("FP214", "item/pubDate", WARNING, *EVERY, holds=["it-pubdate"])
def odd_date(date: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's date has a form that strict readers stumble over.

    A named zone, no day of the week, no seconds, two-digit years: old RSS allows them, Java's and Apple's readers are
    stricter.

    Bad:  <pubDate>Mon, 16 Nov 2026 06:00:00 PST</pubDate>
    Bad:  <pubDate>16 Nov 2026 06:00:00 +0000</pubDate>
    Good: <pubDate>Mon, 16 Nov 2026 06:00:00 -0800</pubDate>
    """
    dated = _dated(date)
    if dated.moment and dated.oddity and not dated.weekday:
        yield fault(date, f"{quoted(date.value_here)}: {dated.oddity}", dated.hint)


@rule("FP215", "item", WARNING, *EVERY, holds=["it-pubdate-future"])
def future_date(item: Element, feed: FeedView) -> Iterator[Fault]:
    """An episode in the feed has a date in the future.

    Some apps hide it until then, some show it on top for ever; either way it can be downloaded now.

    Bad:  <pubDate>Mon, 23 Nov 2099 06:00:00 +0000</pubDate>
    Good: <pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate>
    """
    moment, date = moment_of(item), item.first("pubDate")
    if moment and date and (moment - feed.now).total_seconds() > 3600 and item.first("seen:scheduled") is None:
        yield fault(date, f"{quoted(date.value_here)} is in the future", "leave the episode out until it is due")


# --- the episodes together


@rule("FP231", "channel", WARNING, holds=["it-order"])
def unsorted_episodes(_: Element, feed: FeedView) -> Iterator[Fault]:
    """The episodes are not sorted by date.

    Most apps sort by themselves; car radios, speakers and widgets take the first ones for the newest.

    Bad:  <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
          <item><pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate></item>
    Good: <item><pubDate>Mon, 23 Nov 2026 06:00:00 +0000</pubDate></item>
          <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
    """
    moments = [(moment, item) for item in feed.items if (moment := moment_of(item))]
    for (before, _item), (after, item) in pairwise(moments):
        if after > before:
            at = item.first("pubDate") or item
            yield fault(at, "this episode is newer than the one above it", "sort them, newest first")
            return


@rule("FP232", "channel", WARNING, holds=["it-pubdate-unique"])
def repeated_date(_: Element, feed: FeedView) -> Iterator[Fault]:
    """Two full episodes have the same date, to the second.

    Apps sort by it: which comes first changes from app to app, and from day to day.

    Bad:  <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
          <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
    Good: <item><pubDate>Mon, 09 Nov 2026 06:00:01 +0000</pubDate></item>
          <item><pubDate>Mon, 09 Nov 2026 06:00:00 +0000</pubDate></item>
    """
    full = [item for item in feed.items if item.value("itunes:episodeType").lower() in {"full", ""}]
    counts = Counter(moment_of(item) for item in full)
    first: dict[object, Element] = {}
    for item in full:
        moment = moment_of(item)
        if moment is None or counts[moment] < 2:
            continue
        other = first.setdefault(moment, item)
        if other is not item:
            at = item.first("pubDate") or item
            yield fault(at, f"{quoted(other.value('title'))} has the same date", "move one by a second")
