"""FP322 to FP326: how large an episode's recording is, and how long."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.facts import duration_of, file_extension, measured, megabytes, whole_number
from feedpub.lint.rule import APPLE, IAB, INFO, SPOTIFY, SPOTIFY_SPEC, WARNING, Fault, fault, rule
from feedpub.lint.rules.enclosure import LONGEST_EPISODE_MS
from feedpub.view import Element, Feed
from feedpub.vocab import AUDIO_TYPES, quoted, read_clock, written_clock

_LARGEST = 200_000_000


@rule("FP322", "item/enclosure", WARNING, SPOTIFY, since="2018", source=SPOTIFY_SPEC, holds=["aud-size-200mb"])
def overlarge_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The audio file is larger than 200 MB.

    That was Spotify's limit, and is still that of some apps and hosts; on a telephone it is an hour's download.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="254000000" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    size = measured(enclosure, "size") or whole_number(enclosure.get("length"))
    if size and size > _LARGEST and file_extension(enclosure) in AUDIO_TYPES:
        yield fault(enclosure, f"the file has {megabytes(size)}", "export it at 128 kbps, or make two episodes of it")


@rule("FP323", "item", WARNING, SPOTIFY, since="2018", source=SPOTIFY_SPEC, holds=["aud-length-12h"])
def overlong_episode(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode is longer than twelve hours.

    Spotify's documented limit; mostly it is a length in the wrong unit.

    Bad:  <itunes:duration>720000</itunes:duration>
    Good: <itunes:duration>720</itunes:duration>
    """
    length = duration_of(item)
    if length and length.ms > LONGEST_EPISODE_MS:
        at = item.first("itunes:duration") or item
        yield fault(at, f"the episode is {length.written} long", "is that right? the length is in whole seconds")


@rule("FP324", "item", INFO, since="2017", source=IAB, holds=["aud-one-minute"])
def shorter_than_a_minute(item: Element, _: Feed) -> Iterator[Fault]:
    """An episode is shorter than a minute.

    Downloads are counted when a minute of audio was fetched; here only those that fetched all of it.

    Bad:  <itunes:duration>45</itunes:duration>
          <enclosure url="https://tidewater.example/media/first-light.mp3" length="720000" type="audio/mpeg"/>
    Good: <itunes:duration>720</itunes:duration>
    """
    length = duration_of(item)
    if length and 0 < length.ms < 60_000 and not _minutes(item):
        at = item.first("itunes:duration") or item
        yield fault(at, f"the episode is {length.ms // 1000} s long", "fine for a trailer; its downloads count less")


@rule("FP325", "item", WARNING, APPLE, since="2012", source="feedpub", holds=["it-duration-match"])
def wrong_duration(item: Element, _: Feed) -> Iterator[Fault]:
    """The length that the feed says is not that of the recording.

    Apps show it before anybody plays, and sort and filter by it. It was guessed from a header, or is that of another
    cut.

    Bad:  <itunes:duration>1754</itunes:duration>
          <enclosure url="https://tidewater.example/media/first-light.mp3" length="28064000" type="audio/mpeg">
            <seen:audio duration-ms="508300"/>
          </enclosure>
    Good: <itunes:duration>508</itunes:duration>
          <enclosure url="https://tidewater.example/media/first-light.mp3" length="8132800" type="audio/mpeg">
            <seen:audio duration-ms="508300"/>
          </enclosure>
    """
    enclosure, duration = item.first("enclosure"), item.first("itunes:duration")
    said = read_clock(duration.value_here) if duration else None
    if enclosure and duration and said and (exact := measured(enclosure, "duration-ms")) and abs(said - exact) > 1000:
        seconds = round(exact / 1000)
        message = f"the feed says {written_clock(said)}, but the recording is {written_clock(seconds * 1000)} long"
        yield fault(duration, message, f"write `{seconds}`")


_HIGHEST_BIT_RATE = 2_500_000
"""Bits per second of sound without loss; more is no sound, but a length in minutes."""

_MOST_MINUTES = 600


@rule("FP326", "item", WARNING, APPLE, since="2012", source="feedpub", holds=["it-duration"])
def duration_in_minutes(item: Element, _: Feed) -> Iterator[Fault]:
    """The length that the feed says is far too short for the file: it is in minutes.

    `itunes:duration` is in seconds. Apps show an hour's talk as a minute, and hide it from who wants something long.

    Bad:  <itunes:duration>12</itunes:duration>
    Good: <itunes:duration>720</itunes:duration>
    """
    duration = item.first("itunes:duration")
    if duration and (minutes := _minutes(item)):
        message = f"{quoted(duration.value_here)} is far too short for a file of this size: is it in minutes?"
        yield fault(duration, message, f"write the length in whole seconds: about {minutes * 60}")


def _minutes(item: Element) -> int | None:
    """What the feed says is the length, if it cannot be seconds; None if it can, or was measured."""
    enclosure, said = item.first("enclosure"), read_clock(item.value("itunes:duration"))
    if (
        not enclosure
        or not said
        or said > _MOST_MINUTES * 1000
        or measured(enclosure, "duration-ms")
        or file_extension(enclosure) not in AUDIO_TYPES
    ):
        return None
    size = measured(enclosure, "size") or whole_number(enclosure.get("length")) or 0
    return said // 1000 if size * 8000 > _HIGHEST_BIT_RATE * said else None
