"""FP304 to FP307: the `length` of an enclosure: bytes, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedpub.lint.facts import duration_of, file_address, whole_number
from feedpub.lint.rule import BOARD, ERROR, EVERY, RSS_2, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted


@rule("FP304", "item/enclosure", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["enc-length"])
def odd_length(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """An enclosure's length is no whole number of bytes.

    Apps read it with the strictest of parsers: some drop the episode, some the feed.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11 MB" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11,534,336" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="-1" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    said = enclosure.get("length")
    if said and whole_number(said) is None:
        digits = re.sub(r"[,. '_\u00a0\u202f]", "", said)
        is_grouped = re.fullmatch(r"[0-9]{1,3}(?:[,. '_\u00a0\u202f][0-9]{3})+", said) is not None
        hint = f"write `{digits}`" if is_grouped else "write the size of the file in bytes, with digits only"
        yield fault(enclosure.at("length"), f"{quoted(said)} is no number of bytes", hint)


@rule("FP305", "item/enclosure", WARNING, *EVERY, since="RSS 2.0", source=BOARD, holds=["enc-length"])
def zero_length(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """An enclosure's length is 0.

    That means "unknown". Apps then show neither progress nor how much there is to download, and some leave the episode
    out.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="0" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    if whole_number(enclosure.get("length")) == 0:
        size = _measured_size(enclosure)
        hint = f"write `{size}`" if size else "write the size of the file in bytes"
        yield fault(enclosure.at("length"), "the length is 0", hint)


_LEAST_PER_SECOND = 500
"""Bytes of a second of any audio: 4 kbps, half of what the poorest MP3 has."""

_LEAST = 10_000
"""Bytes of any recording."""

LONGEST_EPISODE_MS = 12 * 3_600_000
"""What is longer is hardly believed."""


@rule("FP306", "item", ERROR, *EVERY, since="RSS 2.0", source=RSS_2, holds=["enc-length"])
def length_in_other_units(item: Element, _: Feed) -> Iterator[Fault]:
    """An enclosure's length is far too small: it is in seconds, or in kilobytes.

    It is the size of the file in bytes. Apps stop the download there, or count more than 100 %.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="720" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11264" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    for enclosure in item.all("enclosure"):
        if (said := whole_number(enclosure.get("length"))) and (guess := _other_unit(said, enclosure, item)):
            size = _measured_size(enclosure)
            hint = f"write `{size}`" if size else "write the size of the file in bytes"
            yield fault(enclosure.at("length"), f"a length of {said} bytes is far too small: is it {guess}?", hint)


def _other_unit(said: int, enclosure: Element, item: Element) -> str:
    """What a length is instead of bytes; empty if it may well be bytes."""
    address = file_address(enclosure)
    if said == _measured_size(enclosure) or (address and address.extension == "pdf"):
        return ""
    length = duration_of(item)
    if length is None or length.ms > LONGEST_EPISODE_MS:
        return "in megabytes" if said < 1000 else "in kilobytes" if said < _LEAST else ""
    seconds = length.ms / 1000
    if said >= seconds * _LEAST_PER_SECOND and abs(said - length.ms) > 1000:
        return ""
    if abs(said - seconds) <= 2:
        return "in seconds"
    return "in milliseconds" if abs(said - length.ms) <= 1000 else "in kilobytes" if said >= seconds else "in megabytes"


def _measured_size(enclosure: Element) -> int | None:
    seen = enclosure.first("seen:audio")
    return whole_number(seen.get("size")) if seen else None


@rule("FP307", "item", WARNING, *EVERY, since="RSS 2.0", source=RSS_2, holds=["enc-length"])
def wrong_length(item: Element, feed: Feed) -> Iterator[Fault]:
    """An enclosure's length is not the size of the file.

    Players find their way by it, and apps check their downloads by it. Mostly the file was tagged or exchanged after
    the feed was made; where advertising is put in on request, it cannot be right.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio size="11601920"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio size="11534336"/>
          </enclosure>
    """
    if feed.measured:
        return
    for enclosure in item.all("enclosure"):
        said, size = whole_number(enclosure.get("length")), _measured_size(enclosure)
        if said and size and said != size and not _other_unit(said, enclosure, item):
            message = f"the length is {said} bytes, but the file has {size}"
            yield fault(enclosure.at("length"), message, f"write `{size}`")
