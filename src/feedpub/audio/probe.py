"""From an author's file to its facts: what it is by its content, then one pass over its bytes.

Rules: Apple "A Podcaster's Guide to RSS", enclosures: five extensions, and the content is what the extension says.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, Protocol

from feedpub.audio import formats, remedies
from feedpub.errors import Unusable
from feedpub.model.measured import Audio
from feedpub.standards import ENCLOSURE_TYPES, ONLINE_ONLY, extension, stored_extension, written_length

if TYPE_CHECKING:
    from feedpub.audio import mp3, mp4

OnBytes = Callable[[int], None]
"""Takes how many more bytes were read."""

_CHUNK = 1 << 20

_LARGE = 8 << 20
"""Bytes of a file from which on two processors are worth a thread."""

_ZEROS, _PADDING = 4096, 1 << 15
"""Bytes of zeros at the end of AAC and MP3 from which on a part of the file is missing; MP3 may be padded."""


class Measure(Protocol):
    """`measure`, or something that remembers what it gave."""

    def __call__(self, path: Path, *, file: str, on_bytes: OnBytes | None = None) -> Audio:
        """The facts of the file at `path`, called `file` by its author."""


def measure(path: Path, *, file: str, on_bytes: OnBytes | None = None) -> Audio:
    """Size, type, exact duration, digests and format of an audio or video file; `file` is its name as written.

    Sizes are bytes, `duration_ms` milliseconds, `bitrate` bits a second, `sample_rate` Hz; digests are SHA-256 (hex).
    `on_bytes` is called with how many more bytes were read. One streamed pass; in memory are a few MiB, and for MP4 its
    index.

    >>> from pathlib import Path
    >>> audio = feedpub.measure(Path("media/trailer.mp3"), file="../../media/trailer.mp3")
    >>> audio.type, audio.size, audio.duration_ms, audio.bitrate
    ('audio/mpeg', 302392, 37730, 64000)

    Raises `Unusable` for what Apple does not list
    and for what is damaged; its message names no place.
    """
    before = _state_of(path)
    audio = _measured(path, file, before[0], on_bytes)
    if _state_of(path) != before:
        raise _changed()
    return audio


def _measured(path: Path, file: str, size: int, on_bytes: OnBytes | None) -> Audio:
    from feedpub.audio import mp3  # noqa: PLC0415 - its tables are made where something is measured

    with reading():
        stream = path.open("rb")
    with stream:
        with reading():
            span = mp3.frames_span(stream, size)
            head = _at(stream, span[0])
        content = formats.container(head)
        _refuse_no_name(path, content or formats.stream(head))
        if content in formats.MOVIES:
            return _mp4(stream, path, file, size, content, on_bytes)
        _agree(path, content, head)
        return _mp3(stream, path, file, size, span, on_bytes)


def _at(stream: BinaryIO, position: int) -> bytes:
    stream.seek(position)
    return stream.read(formats.HEAD)


def _refuse_no_name(path: Path, content: str) -> None:
    """Refuse `..mp3`, a name that is only an extension: nothing would be left of it without that."""
    if not extension(path.name) and (end := path.name.strip(".").lower()) in ENCLOSURE_TYPES:
        named = end if content == formats.UNKNOWN else _ends(content)[0]
        hint = f"give it a name in front of the dot, for example recording.{named}"
        raise Unusable(f"the name {path.name} is only an extension", hint=hint)


def _ends(content: str) -> tuple[str, ...]:
    return ("m4a",) if content == formats.MP4 else ("mov",) if content == formats.QUICKTIME else ("mp3",)


def _agree(path: Path, content: str, head: bytes) -> None:
    """Refuse names that Apple does not list, and contents that they do not say. MP3 shows only frame by frame."""
    end = stored_extension(path.name)
    if end not in ENCLOSURE_TYPES:
        raise Unusable(_unlisted(path), hint=_remedy(path, content or formats.stream(head)))
    if end != "mp3" or content != formats.UNKNOWN:
        _refuse_content(path, content or formats.stream(head))


def _unlisted(path: Path) -> str:
    listed = ", ".join(f".{end}" for end in ENCLOSURE_TYPES)
    end = extension(path.name)
    return f"{f'the name ends in .{end}' if end else 'the name has no extension'}; Apple lists only {listed}"


def _refuse_content(path: Path, content: str) -> NoReturn:
    what = content or "of no type that feedpub knows"
    raise Unusable(f"the name says {path.suffix}, but the content is {what}", hint=_remedy(path, content))


def _remedy(path: Path, content: str) -> str:
    """What to do depends on whether there is sound in it, and which."""
    if content == formats.MP3:
        return remedies.rename(path.name, "mp3")
    if content == formats.POINTER:
        return "get the file itself: git lfs pull"
    if content == formats.FREE_FORMAT:
        return "export it again at a bit rate that every app plays, for example 128 kbps"
    if content in formats.SOUNDS:
        return remedies.convert(path.name)
    return "name the audio file, or export it again as MP3"


def _mp3(stream: BinaryIO, path: Path, file: str, size: int, span: tuple[int, int], on_bytes: OnBytes | None) -> Audio:
    from feedpub.audio.completeness import refuse_zeros  # noqa: PLC0415 - as above

    start, stop = span
    scanner, whole = _walked(stream, size, span, on_bytes, in_blocks=True)
    if scanner.frames and scanner.lacks_places:
        scanner, whole = _walked(stream, size, span, None, in_blocks=False)
    _sound(scanner, path, _at(stream, start))
    refuse_zeros(stream, stop, least=max(_PADDING, scanner.audio // 100))
    return Audio(
        file=file,
        path=path,
        type=ENCLOSURE_TYPES["mp3"],
        extension="mp3",
        size=size,
        duration_ms=scanner.duration_ms,
        digest=whole,
        identity=scanner.identity,
        bitrate=scanner.bitrate,
        sample_rate=scanner.sample_rate,
        channels=scanner.channels,
        silences=scanner.silences,
        frames=scanner.layout(start),
    )


def _walked(
    stream: BinaryIO, size: int, span: tuple[int, int], on_bytes: OnBytes | None, *, in_blocks: bool
) -> tuple[mp3.Scanner, str]:
    """The scanner at the end of the file, and the file's digest."""
    from feedpub.audio import mp3  # noqa: PLC0415 - as above

    start, stop = span
    scanner = mp3.Scanner(stop - start, in_blocks=in_blocks)

    def feed(piece: bytes, at: int) -> None:
        inside = slice(max(0, start - at), max(0, stop - at))
        scanner.feed(piece[inside] if at < start or at + len(piece) > stop else piece)

    whole = _digest(stream, size, feed, on_bytes)
    scanner.finish()
    return scanner, whole


def _sound(scanner: mp3.Scanner, path: Path, head: bytes) -> None:
    """Refuse what is no MP3 after all, and what breaks off."""
    if not scanner.frames:
        if (content := formats.stream(head)) not in {formats.UNKNOWN, formats.MP3}:
            _refuse_content(path, content)
        raise Unusable("there is no MP3 audio in this file", hint="export it again")
    if scanner.junk > scanner.audio:
        raise Unusable("most of this file is not MP3 audio", hint=remedies.convert(path.name))
    if scanner.missing > 1:
        what = _of(scanner.duration_ms, scanner.promised_ms) or f"{scanner.missing} frames are missing"
        anew = remedies.rewrite(path.name)
        hint = f"{remedies.EXPORT_AGAIN}; if it was cut on purpose, write its header anew: {anew}"
        raise Unusable(f"the file is cut short: {what}", hint=hint)
    if scanner.partial and scanner.missing > 0:
        raise Unusable(
            "the file is cut short in its last frame", hint=f"{remedies.EXPORT_AGAIN}; or {remedies.convert(path.name)}"
        )


def _of(there_ms: int, promised_ms: int) -> str:
    """`18:45 of 29:14`; empty if that is the same second."""
    there, promised = map(written_length, (there_ms, promised_ms))
    return f"{there} of {promised}" if there != promised else ""


def _mp4(stream: BinaryIO, path: Path, file: str, size: int, content: str, on_bytes: OnBytes | None) -> Audio:
    from feedpub.audio import mp4  # noqa: PLC0415 - it is for MP4 alone
    from feedpub.audio.completeness import refuse_zeros  # noqa: PLC0415 - as above
    from feedpub.audio.sound_description import AAC  # noqa: PLC0415 - as above

    with reading():
        movie = mp4.read(stream, size)
    _fits(movie, path, content)
    end = stored_extension(path.name)
    parts = [mp4.RangesDigest(ranges) for ranges in movie.recording]

    def feed(piece: bytes, at: int) -> None:
        for part in parts:
            part.feed(piece, at)

    whole = _digest(stream, size, feed, on_bytes)
    samples_end = max(ranges.end for ranges in movie.recording)
    if movie.codec == AAC:  # silent PCM is zeros
        refuse_zeros(stream, samples_end, least=_ZEROS)
    return Audio(
        file=file,
        path=path,
        type=ENCLOSURE_TYPES[end],
        extension=end,
        size=size,
        duration_ms=movie.duration_ms,
        digest=whole,
        identity=mp4.combined_digest(parts),
        bitrate=movie.bitrate,
        sample_rate=movie.sample_rate,
        channels=movie.channels,
        codec=movie.codec,
        silences=movie.silences,
        samples_end=samples_end,
    )


def _fits(movie: mp4.Movie, path: Path, content: str) -> None:
    """Refuse sound that is named as video, video that is named as sound, and QuickTime named as MP4."""
    from feedpub.audio import mp4  # noqa: PLC0415 - as above

    end = stored_extension(path.name)
    right = mp4.EXTENSIONS[content == formats.QUICKTIME, movie.has_video]
    if end in right:
        return
    what = f"{content} with picture" if movie.has_video else f"{content} with sound only"
    if end in ENCLOSURE_TYPES:
        message = f"the name says .{extension(path.name)}, but the content is {what}"
    else:
        message = _unlisted(path)
    raise Unusable(message, hint=_movie_remedy(movie, path, right))


def _movie_remedy(movie: mp4.Movie, path: Path, right: tuple[str, ...]) -> str:
    """Another name where that is enough; else AAC is copied, and everything else is made an MP3."""
    from feedpub.audio.sound_description import AAC  # noqa: PLC0415 - as above

    if right and (movie.has_video or movie.codec == AAC):
        return remedies.rename(path.name, right[0])
    if AAC in movie.sounds:
        return remedies.extract_aac(path.name, movie.sounds.index(AAC))
    return remedies.convert(path.name)


# --- the file


@contextmanager
def reading() -> Iterator[None]:
    """Say why a file cannot be read, as `Unusable`."""
    try:
        yield
    except FileNotFoundError:
        raise Unusable("there is no such file", hint="copy it here, or correct the name") from None
    except OSError:
        raise Unusable("the file cannot be read", hint="check its permissions and the disk") from None


def _state_of(path: Path) -> tuple[int, ...]:
    """Bytes of an ordinary file, then what changes when it is written.

    Raises `Unusable` for all others: merely opening a pipe would block.
    """
    with reading():
        facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        raise Unusable("this is a folder", hint="name an audio file in it")
    if not stat.S_ISREG(facts.st_mode):
        raise Unusable("this is no ordinary file", hint="name an audio file")
    if facts.st_size == 0:
        raise Unusable("the file is empty", hint=f"{remedies.EXPORT_AGAIN}; {ONLINE_ONLY}")
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def _changed() -> Unusable:
    return Unusable("the file changed while it was read", hint="wait until it is written completely, then run again")


def _digest(file: BinaryIO, size: int, feed: Callable[[bytes, int], None], on_bytes: OnBytes | None) -> str:
    """SHA-256 (hex) of the whole file; each piece, and where it begins, is shown to `feed` on the way.

    Raises `Unusable` if there turn out to be more or fewer than `size` bytes.
    """
    whole, position = sha256(), 0
    with beside(whole.update, size=size) as update:
        for piece in _pieces(file):
            update(piece)
            feed(piece, position)
            position += len(piece)
            if on_bytes:
                on_bytes(len(piece))
    if position != size:
        raise _changed()
    return whole.hexdigest()


@contextmanager
def beside(take: Callable[[bytes], object], *, size: int) -> Iterator[Callable[[bytes], object]]:
    """`take`, done in a thread of its own while the caller goes on with the same piece: SHA-256 takes no lock.

    One piece waits at most. Of less than `_LARGE` bytes in all (`size`) it is done at once.
    """
    if size < _LARGE:
        yield take
        return
    from concurrent.futures import Future, ThreadPoolExecutor  # noqa: PLC0415 - it is for large files alone

    with ThreadPoolExecutor(1, thread_name_prefix="feedpub-digest") as pool:
        taking: Future[object] = pool.submit(take, b"")

        def begin(piece: bytes) -> None:
            nonlocal taking
            taking.result()
            taking = pool.submit(take, piece)

        yield begin
        taking.result()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with reading():
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece
