"""From a file to its facts: what it is, then one pass over its bytes.

Rules: Apple "A Podcaster's Guide to RSS", enclosures: five extensions, and the content is what the extension says.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from feedpub.audio import around, formats, hints
from feedpub.audio.file import Measure, OnBytes, digest, is_absent, reading, size_of
from feedpub.audio.spans import Digest, together
from feedpub.errors import Unusable
from feedpub.model.measured import Audio
from feedpub.vocab import ENCLOSURE_TYPES, extension

if TYPE_CHECKING:
    from feedpub.audio import mp4
    from feedpub.audio.mp3 import Scanner

__all__ = ["Measure", "is_absent", "measure", "reading"]


def measure(path: Path, *, file: str, on_bytes: OnBytes | None = None) -> Audio:
    """Size, type, exact duration, digests and format of an audio or video file; `file` is its name as written.

    One streamed pass; in memory are a few MiB, and for MP4 its index. Raises `Unusable` for what Apple does not list
    and for what is damaged; its message names no place.
    """
    size = size_of(path)
    with reading():
        stream = path.open("rb")
    with stream:
        with reading():
            span = around.span(stream, size)
            head = _at(stream, span[0])
        content, end = formats.container(head), extension(path.name)
        _agree(path, end, content, head)
        if end == "mp3":
            return _mp3(stream, path, file, size, span, on_bytes)
        return _mp4(stream, path, file, size, content, on_bytes)


def _at(stream: BinaryIO, position: int) -> bytes:
    stream.seek(position)
    return stream.read(formats.HEAD)


def _agree(path: Path, end: str, content: str, head: bytes) -> None:
    """Refuse names that Apple does not list, and contents that they do not say. MP3 shows only frame by frame."""
    if end not in ENCLOSURE_TYPES:
        _refuse_name(path, content or formats.stream(head))
    if content not in ({formats.UNKNOWN} if end == "mp3" else formats.MOVIES):
        _refuse_content(path, content or formats.stream(head))


def _refuse_name(path: Path, content: str) -> NoReturn:
    listed = ", ".join(f".{end}" for end in ENCLOSURE_TYPES)
    what = f"the name ends in {path.suffix}" if path.suffix else "the name has no extension"
    raise Unusable(f"{what}; Apple lists only {listed}", hint=_remedy(path, content))


def _refuse_content(path: Path, content: str) -> NoReturn:
    what = content or "nothing that feedpub knows"
    raise Unusable(f"the name says {path.suffix}, but the content is {what}", hint=_remedy(path, content))


def _remedy(path: Path, content: str) -> str:
    """What to do depends on whether there is sound in it, and which."""
    if content == formats.MP3:
        return hints.rename(path, "mp3")
    if content in formats.MOVIES:
        return f"{hints.rename(path, 'm4a')} if it is sound only, to {path.stem}.mp4 if not"
    if content == formats.FREE_FORMAT:
        return "export it again at a bit rate that every app plays, for example 128 kbps"
    return hints.convert(path) if content in formats.SOUNDS else "name the audio file, or export it again as MP3"


def _mp3(stream: BinaryIO, path: Path, file: str, size: int, span: tuple[int, int], on_bytes: OnBytes | None) -> Audio:
    from feedpub.audio.mp3 import Scanner  # noqa: PLC0415 - its tables are for MP3 alone

    start, stop = span
    scanner = Scanner(stop - start)

    def feed(piece: bytes, at: int) -> None:
        inside = slice(max(0, start - at), max(0, stop - at))
        scanner.feed(piece[inside] if at < start or at + len(piece) > stop else piece)

    seen = digest(stream, size, feed, on_bytes)
    scanner.finish()
    _sound(scanner, path, _at(stream, start))
    return Audio(
        file=file,
        path=path,
        type=ENCLOSURE_TYPES["mp3"],
        extension="mp3",
        size=size,
        duration_ms=scanner.duration_ms,
        digest=seen,
        identity=scanner.identity,
        bitrate=scanner.bitrate,
        sample_rate=scanner.sample_rate,
        channels=scanner.channels,
        frames=scanner.lie(start),
    )


def _sound(scanner: Scanner, path: Path, head: bytes) -> None:
    """Refuse what is no MP3 after all, and what breaks off."""
    if not scanner.frames:
        if (content := formats.stream(head)) not in {formats.UNKNOWN, formats.MP3}:
            _refuse_content(path, content)
        raise Unusable("there is no MP3 audio in this file", hint="export it again")
    if scanner.junk > scanner.audio:
        raise Unusable("most of this file is not MP3 audio", hint=hints.convert(path))
    if scanner.truncated:
        raise Unusable(
            "the file is cut short in its last frame", hint=f"export or copy it again; or {hints.convert(path)}"
        )


def _mp4(stream: BinaryIO, path: Path, file: str, size: int, content: str, on_bytes: OnBytes | None) -> Audio:
    from feedpub.audio import mp4  # noqa: PLC0415 - mutagen takes its time

    with reading():
        movie = mp4.read(stream, size)
    end = extension(path.name)
    _fits(movie, path, end, content)
    parts = [Digest(spans) for spans in movie.recording]

    def feed(piece: bytes, at: int) -> None:
        for part in parts:
            part.feed(piece, at)

    seen = digest(stream, size, feed, on_bytes)
    return Audio(
        file=file,
        path=path,
        type=ENCLOSURE_TYPES[end],
        extension=end,
        size=size,
        duration_ms=movie.duration_ms,
        digest=seen,
        identity=together(parts),
        bitrate=movie.bitrate,
        sample_rate=movie.sample_rate,
        channels=movie.channels,
        samples_end=max(spans.end for spans in movie.recording),
    )


def _fits(movie: mp4.Movie, path: Path, end: str, content: str) -> None:
    """Refuse sound that is named as video, video that is named as sound, and QuickTime named as MP4."""
    from feedpub.audio import mp4  # noqa: PLC0415 - as above

    right = mp4.EXTENSIONS[content == formats.QUICKTIME, movie.has_video]
    if end in right:
        return
    what = f"{content} with picture" if movie.has_video else f"{content} with sound only"
    hint = hints.rename(path, right[0]) if right else hints.convert(path)
    raise Unusable(f"the name says .{end}, but the content is {what}", hint=hint)
