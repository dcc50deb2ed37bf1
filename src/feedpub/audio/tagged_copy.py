"""From an author's file to the copy that listeners get: new bytes in front, then one slice of the file as it is."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from feedpub.audio import atoms, id3, movie, xing
from feedpub.audio.tag_chapters import TagChapter, tag_chapters
from feedpub.audio.tag_text import TagText
from feedpub.errors import Unusable
from feedpub.model.chapter import Chapter
from feedpub.model.measured import Audio, Frames

LARGEST = 1_000_000
"""Bytes of tags: more delay the start, and count as listening in download statistics."""

_AROUND = 100
"""Bytes that open a tag and a picture."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedCopy:
    """What listeners get: `head`, then the file's bytes from `start` to `stop`."""

    head: bytes
    start: int
    stop: int
    unchanged: str = ""
    """Why the file stays as it is, if it does; then `head` is empty and the slice is all of it."""

    dropped: tuple[str, ...] = ()
    """Pictures that were left out, because the tags would have become too large: `cover`, or what chapters call it."""

    @property
    def size(self) -> int:
        """Bytes of all of it."""
        return len(self.head) + self.stop - self.start


def tagged_copy(
    path: Path,
    *,
    audio: Audio,
    text: TagText,
    chapters: Sequence[Chapter] = (),
    cover: bytes | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> TaggedCopy:
    """The copy of the file that was measured as `audio`; only its index or one frame is read, nothing is written.

    `pictures` are those that chapters name as their `image`. The same arguments give the same bytes. Raises `Unusable`
    if the words alone are too large for tags.
    """
    found = tag_chapters(chapters, audio.duration_ms)
    if audio.frames:
        return _mp3(audio, audio.frames, _guide(path, audio, audio.frames), text, found, cover, pictures or {})
    with _reading(), path.open("rb") as file:
        parts = movie.read(file, audio.size, end=audio.samples_end)
    return _movie(parts, audio, text, found, cover)


def copy_digest(path: Path, copy: TaggedCopy, *, audio: Audio, on_bytes: Callable[[int], None] | None = None) -> str:
    """SHA-256 (hex) of a copy, in one pass. Raises `Unusable` if the file is not the one that was measured."""
    seen, whole, position = sha256(copy.head), sha256(), 0
    for piece in _pieces(path):
        whole.update(piece)
        seen.update(memoryview(piece)[max(0, copy.start - position) : max(0, copy.stop - position)])
        position += len(piece)
        if on_bytes:
            on_bytes(len(piece))
    if whole.hexdigest() != audio.digest:
        raise _changed()
    return seen.hexdigest()


def _pieces(path: Path) -> Iterator[bytes]:
    with _reading(), path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


@contextmanager
def _reading() -> Iterator[None]:
    """Say why a file cannot be read; what cannot be made sense of is no more what was measured."""
    try:
        yield
    except OSError:
        raise Unusable("the file cannot be read", hint="look at its permissions and its disk") from None
    except (LookupError, ValueError, struct.error):
        raise _changed() from None


def _changed() -> Unusable:
    return Unusable("the file changed while it was read", hint="wait until it is written completely, then run again")


def _guide(path: Path, audio: Audio, frames: Frames) -> bytes:
    """A header frame, where players would not find their way without."""
    if frames.seekable:
        return b""
    with _reading(), path.open("rb") as file:
        file.seek(frames.begin)
        return xing.frame(file.read(4), audio.sample_rate, frames)


def _mp3(
    audio: Audio,
    frames: Frames,
    guide: bytes,
    text: TagText,
    found: Sequence[TagChapter],
    cover: bytes | None,
    pictures: Mapping[str, bytes],
) -> TaggedCopy:
    said = list(id3.frames(text, audio.duration_ms))
    room = _room(sum(map(len, [*said, *id3.chapters(found, {})])))
    front = id3.picture(cover) if cover else b""
    dropped = ["cover"] if len(front) > room else []
    front = b"" if dropped else front
    shown, left = _fitting(found, pictures, room - len(front))
    tag = id3.tag([*said, *id3.chapters(found, shown), front])
    start = frames.begin if frames.seekable else frames.begin + frames.header
    return TaggedCopy(head=tag + guide, start=start, stop=frames.end, dropped=(*dropped, *left))


def _fitting(
    found: Sequence[TagChapter], pictures: Mapping[str, bytes], room: int
) -> tuple[dict[int, bytes], list[str]]:
    """Frames of the chapters' pictures for which there is room, in order, by number; and what the others are called."""
    shown: dict[int, bytes] = {}
    left: dict[str, None] = {}
    for number, mark in enumerate(found):
        frame = id3.picture(pictures.get(mark.image, b""))
        if len(frame) > room:
            left[mark.image] = None
        elif frame:
            shown[number] = frame
            room -= len(frame)
    return shown, list(left)


def _movie(
    found: movie.Movie | str, audio: Audio, text: TagText, listed: Sequence[TagChapter], cover: bytes | None
) -> TaggedCopy:
    if isinstance(found, str):
        return TaggedCopy(head=b"", start=0, stop=audio.size, unchanged=found)
    room = _room(len(atoms.tags(text, listed, None)) + sum(len(mark.title.encode()) for mark in listed))
    dropped = cover is not None and len(cover) > room
    tags = atoms.tags(text, listed, None if dropped else cover)
    head = movie.head(found, tags, listed, duration_ms=audio.duration_ms, language=text.language)
    return TaggedCopy(head=head, start=found.start, stop=found.stop, dropped=("cover",) if dropped else ())


def _room(size: int) -> int:
    """Bytes that are left for pictures."""
    if size > LARGEST - _AROUND:
        raise Unusable("the tags would be larger than 1 MB", hint="shorten the description, the titles or the chapters")
    return LARGEST - _AROUND - size
