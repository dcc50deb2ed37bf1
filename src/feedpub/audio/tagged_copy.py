"""From an author's file to the copy that listeners get: new bytes in front, then one slice of the file as it is."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from feedpub.audio import id3, mp4_tags, xing
from feedpub.audio.probe import OnBytes, beside
from feedpub.audio.tag_text import TagChapter, TagText, tag_chapters
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
    if the text alone is too large for tags.
    """
    listed = tag_chapters(chapters, audio.duration_ms)
    if audio.frames:
        xing_frame = _xing_frame(path, audio, audio.frames)
        return _mp3(audio, audio.frames, xing_frame, text, listed, cover, pictures or {})
    with _reading(), path.open("rb") as file:
        layout = mp4_tags.read_layout(file, audio.size, end=audio.samples_end)
    return _mp4(layout, audio, text, listed, cover)


def copy_digest(path: Path, copy: TaggedCopy, *, audio: Audio, on_bytes: OnBytes | None = None) -> str:
    """SHA-256 (hex) of a copy, in one pass. Raises `Unusable` if the file is not the one that was measured."""
    copied, whole, position = sha256(copy.head), sha256(), 0
    with beside(whole.update, size=audio.size) as update:
        for piece in _pieces(path):
            update(piece)
            copied.update(memoryview(piece)[max(0, copy.start - position) : max(0, copy.stop - position)])
            position += len(piece)
            if on_bytes:
                on_bytes(len(piece))
    if whole.hexdigest() != audio.digest:
        raise _changed()
    return copied.hexdigest()


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
        raise Unusable("the file cannot be read", hint="check its permissions and the disk") from None
    except (LookupError, ValueError, struct.error, Unusable):
        raise _changed() from None


def _changed() -> Unusable:
    return Unusable("the file changed while it was read", hint="wait until it is written completely, then run again")


def _xing_frame(path: Path, audio: Audio, frames: Frames) -> bytes:
    """A header frame, where players would not find their way without."""
    if frames.seekable:
        return b""
    with _reading(), path.open("rb") as file:
        file.seek(frames.begin)
        return xing.xing_frame(file.read(4), audio.sample_rate, frames)


def _mp3(
    audio: Audio,
    frames: Frames,
    xing_frame: bytes,
    text: TagText,
    chapters: Sequence[TagChapter],
    cover: bytes | None,
    pictures: Mapping[str, bytes],
) -> TaggedCopy:
    words = list(id3.frames(text, audio.duration_ms))
    room = _room(sum(map(len, [*words, *id3.chapters(chapters, {})])))
    front = id3.picture(cover) if cover else b""
    dropped = ["cover"] if len(front) > room else []
    front = b"" if dropped else front
    shown, left_out = _fitting(chapters, pictures, room - len(front))
    tag = id3.tag([*words, *id3.chapters(chapters, shown), front])
    start = frames.begin if frames.seekable else frames.begin + frames.header
    return TaggedCopy(head=tag + xing_frame, start=start, stop=frames.end, dropped=(*dropped, *left_out))


def _fitting(
    chapters: Sequence[TagChapter], pictures: Mapping[str, bytes], room: int
) -> tuple[dict[int, bytes], list[str]]:
    """Frames of the chapters' pictures for which there is room, in order, by number; and what the others are called."""
    shown: dict[int, bytes] = {}
    left_out: dict[str, None] = {}
    for number, chapter in enumerate(chapters):
        frame = id3.picture(pictures.get(chapter.image, b""))
        if len(frame) > room:
            left_out[chapter.image] = None
        elif frame:
            shown[number] = frame
            room -= len(frame)
    return shown, list(left_out)


def _mp4(
    layout: mp4_tags.Layout | str, audio: Audio, text: TagText, chapters: Sequence[TagChapter], cover: bytes | None
) -> TaggedCopy:
    if isinstance(layout, str):
        return TaggedCopy(head=b"", start=0, stop=audio.size, unchanged=layout)
    titles = sum(len(chapter.title.encode()) for chapter in chapters)
    room = _room(len(mp4_tags.user_data(text, chapters, None)) + titles)
    dropped = cover is not None and len(cover) > room
    user_data = mp4_tags.user_data(text, chapters, None if dropped else cover)
    with _reading():
        head = mp4_tags.head(layout, user_data, chapters, duration_ms=audio.duration_ms, language=text.language)
    return TaggedCopy(head=head, start=layout.start, stop=layout.stop, dropped=("cover",) if dropped else ())


def _room(size: int) -> int:
    """Bytes that are left for pictures."""
    if size > LARGEST - _AROUND:
        raise Unusable("the tags would be larger than 1 MB", hint="shorten the description, the titles or the chapters")
    return LARGEST - _AROUND - size
