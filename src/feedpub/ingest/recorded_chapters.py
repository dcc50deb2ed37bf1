"""The chapters that a recording lists itself, with their links and pictures (Forecast, Hindenburg, GarageBand)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.chapters import TOLERANCE_MS
from feedpub.errors import FeedpubError, Unusable
from feedpub.model.chapter import Chapter
from feedpub.model.measured import Audio, Chaptered, Picture
from feedpub.standards import ARTWORK_TYPES, quoted, written_clock

if TYPE_CHECKING:
    from feedpub.audio.tags import Tags

MOST_PICTURES = 255
"""Different pictures of one recording: as many as a table of contents has chapters (ID3v2)."""


_NUMBER = re.compile(r"/chapter-([1-9][0-9]*)\.[a-z]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What a recording lists."""

    chapters: tuple[Chapter, ...] = ()
    """Those with a title, and those that only change picture or link; `image` is a name in `pictures`."""

    pictures: tuple[tuple[str, Picture], ...] = ()
    """Name (`first-light.mp3/chapter-2.jpg`) and picture."""

    unusable: tuple[str, ...] = ()
    """Of each picture that is left out, which it is and why."""


def recorded_chapters(audio: Audio) -> tuple[Chapter, ...]:
    """The chapters of a recording, without pictures; those without title, link and picture are marks for editing."""
    return tuple(one for _, one, _ in _listed(audio))


def recorded(audio: Audio) -> Recorded:
    """The chapters of a recording with their pictures, each as it is published."""
    found: dict[str, Picture] = {}
    names: dict[str, str] = {}
    unusable: list[str] = []
    chapters = []
    for number, one, data in _listed(audio):
        source = sha256(data).hexdigest() if data else ""
        if data and source not in names:
            names[source] = ""
            try:
                picture = _measured(audio, number, data, source, count=len(found))
                names[source] = picture.file
                found[picture.file] = picture
            except Unusable as error:
                title = f" {quoted(one.title, 40)}" if one.title else ""
                unusable.append(f"chapter{title} at {written_clock(one.start_ms)}: {error.message}")
        chapters.append(replace(one, image=names[source]) if source else one)
    return Recorded(chapters=tuple(chapters), pictures=tuple(found.items()), unusable=tuple(unusable))


def with_recorded_pictures(found: Chaptered | None, audio: Audio | None, *, keeps_tags: bool) -> Chaptered | None:
    """The chapters with the pictures of the recording if that lists them, otherwise with what of it is not published.

    With `keeps_tags` listeners get the recording as it is: nothing of it is lost.
    """
    if found is None or audio is None:
        return found
    if found.origin == "audio":
        whole = recorded(audio)
        return replace(found, chapters=whole.chapters, pictures=whole.pictures, unusable=whole.unusable)
    if keeps_tags or found.overruled or not found.chapters:
        return found
    return replace(found, lost=_lost(found.chapters, _listed(audio)))


def picture_bytes(picture: Picture) -> bytes:
    """A picture of a recording as it is published. Raises `Unusable` if the recording has changed."""
    from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time

    pictures = _tags(picture.path).chapter_pictures
    number = picture.inside or 0
    if number >= len(pictures) or sha256(pictures[number]).hexdigest() != picture.source:
        raise Unusable("the file changed while it was read", hint="wait until it is written completely, then run again")
    return artwork.embedded_picture(pictures[number])


def embedded_digest(path: Path, name: str) -> str:
    """SHA-256 (hex) of the picture in the recording at `path` that has this name; empty if there is none any more."""
    match = _NUMBER.search(name)
    try:
        pictures = _tags(path).chapter_pictures
    except FeedpubError:
        return ""
    number = int(match[1]) - 1 if match else len(pictures)
    return sha256(pictures[number]).hexdigest() if number < len(pictures) and pictures[number] else ""


def _listed(audio: Audio) -> Iterator[tuple[int, Chapter, bytes]]:
    """Number, chapter and picture of those that listeners could notice."""
    try:
        tags = _tags(audio.path)
    except FeedpubError:  # it vanished meanwhile; whoever sends it says so
        return
    pictures = (*tags.chapter_pictures, *[b""] * len(tags.chapters))
    for number, ((_, one), data) in enumerate(zip(tags.chapters, pictures, strict=False)):
        if one.title or one.url or data:
            yield number, one if one.title else replace(one, toc=False), data


def _tags(path: Path) -> Tags:
    """The tags of a recording, read once while it stays as it is. Raises `Unusable` if it is not there."""
    with suppress(OSError):
        status = path.stat()
        return _read_tags(path, status.st_mtime_ns, status.st_size)
    raise Unusable("there is no such file", hint="copy it here, or correct the name")


@lru_cache(maxsize=1)
def _read_tags(path: Path, _changed: int, _size: int) -> Tags:
    from feedpub.audio.tags import read_tags  # noqa: PLC0415 - mutagen takes its time

    return read_tags(path)


def _measured(audio: Audio, number: int, data: bytes, source: str, *, count: int) -> Picture:
    """The facts of a picture as it is published. Raises `Unusable` for one that cannot be."""
    from feedpub import artwork  # noqa: PLC0415 - Pillow takes its time

    if count >= MOST_PICTURES:
        raise Unusable(f"there are more than {MOST_PICTURES} different pictures")
    published = artwork.embedded_picture(data)
    ending = artwork.kind_of(published)
    width, height = artwork.size_in_pixels(published)
    return Picture(
        file=f"{audio.file}/chapter-{number + 1}.{ending}",
        path=audio.path,
        type=ARTWORK_TYPES[ending],
        extension=ending,
        width=width,
        height=height,
        size=len(published),
        digest=sha256(published).hexdigest(),
        inside=number,
        source=source,
    )


def _lost(published: Sequence[Chapter], listed: Iterator[tuple[int, Chapter, bytes]]) -> tuple[int, int]:
    """How many pictures and links at the times of published chapters are not published."""
    pictures = links = 0
    for _, one, data in listed:
        same = [other for other in published if abs(other.start_ms - one.start_ms) <= TOLERANCE_MS]
        pictures += bool(data) and not any(other.image for other in same)
        links += bool(one.url) and not any(other.url for other in same)
    return pictures, links
