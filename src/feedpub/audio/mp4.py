"""MP4 and QuickTime files: whole, with sound, not protected, and which of their bytes are the recording."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.mp4 import MP4

from feedpub.audio.boxes import top
from feedpub.audio.fragments import Added, add, defaults
from feedpub.audio.spans import Spans
from feedpub.audio.tracks import SOUND, VIDEO, Track, tracks
from feedpub.errors import Unusable

EXTENSIONS: Mapping[tuple[bool, bool], tuple[str, ...]] = {
    (False, False): ("m4a",),
    (False, True): ("mp4", "m4v"),
    (True, False): (),
    (True, True): ("mov",),
}
"""By (is QuickTime, has video): the extensions that Apple lists for it."""

_CUT_SHORT = "the file is cut short"
_AGAIN = "export or copy it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movie:
    """What the boxes say."""

    duration_ms: int
    sample_rate: int
    channels: int
    bitrate: int
    """Bits per second of the sound."""

    has_video: bool
    recording: tuple[Spans, ...]
    """Where the samples lie, track by track, wherever the boxes are and whatever else they say."""


def read(file: BinaryIO, size: int) -> Movie:
    """Walk the boxes of a file of `size` bytes.

    Raises `Unusable` for files that are cut short, damaged, protected or without sound.
    """
    try:
        moov, found = _moov(file, size)
        added = _fragments(file, size, moov)
        recording = tuple(_recording(track, added, size) for track in found)
    except (KeyError, IndexError, ValueError, OverflowError, struct.error):
        raise Unusable("the index of the file is damaged", hint=_AGAIN) from None
    sound = next((at for at, track in enumerate(found) if track.kind == SOUND and recording[at].bytes), None)
    if sound is None:
        raise Unusable("there is no sound in this file", hint="name the right one, or export it again")
    seconds = [track.seconds(added.get(track.id, Added()).length) for track in found]
    if not seconds[sound]:
        raise Unusable("the sound has no length", hint=_AGAIN)
    rate, channels = _coded(file) or (found[sound].sample_rate, found[sound].channels)
    return Movie(
        duration_ms=round(1000 * max(seconds)),
        sample_rate=rate,
        channels=channels,
        bitrate=round(recording[sound].bytes * 8 / seconds[sound]),
        has_video=any(track.kind == VIDEO for track in found),
        recording=recording,
    )


def _moov(file: BinaryIO, size: int) -> tuple[memoryview, list[Track]]:
    """The movie box and its tracks."""
    moov = next((box.read(file) for box in top(file, size) if box.name == b"moov"), None)
    if moov is None:
        raise Unusable("the file has no index (moov); it is cut short or was never finished", hint=_AGAIN)
    return moov, list(tracks(moov))


def _fragments(file: BinaryIO, size: int, moov: memoryview) -> Mapping[int, Added]:
    """By track, what lies outside the movie box. Looks at every box, so that one cut short is found."""
    added: dict[int, Added] = {}
    preset = defaults(moov)
    for box in top(file, size):
        if box.name == b"moof":
            add(box.read(file), box.begin, preset, added)
    return added


def _recording(track: Track, added: Mapping[int, Added], size: int) -> Spans:
    spans = Spans(chain(track.parts, added.get(track.id, Added()).parts))
    if spans.end > size:
        raise Unusable(_CUT_SHORT, hint=_AGAIN)
    return spans


def _coded(file: BinaryIO) -> tuple[int, int] | None:
    """Hertz and channels as the codec's own configuration has them, which the box around it often gets wrong."""
    file.seek(0)
    try:
        info: Any = MP4(file).info  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    except MutagenError:
        return None
    return (info.sample_rate, info.channels) if info.sample_rate and info.channels else None
