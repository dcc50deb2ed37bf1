"""From an author's file to its facts: what it is by its content, then one pass over its bytes.

Rules: Apple "A Podcaster's Guide to RSS", enclosures: five extensions, and the content is what the extension says.
"""

from __future__ import annotations

import shlex
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, Protocol

from feedpub.audio import formats
from feedpub.errors import Unusable
from feedpub.model.measured import Audio
from feedpub.standards import ENCLOSURE_TYPES, extension

if TYPE_CHECKING:
    from feedpub.audio import mp3, mp4

OnBytes = Callable[[int], None]
"""Takes how many more bytes were read."""

_CHUNK = 1 << 20
_POINTER = b"version https://git-lfs.github.com/spec/"
_POINTER_SIZE = 1024


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
    from feedpub.audio import mp3  # noqa: PLC0415 - its tables are made where something is measured

    size = _size_of(path)
    with reading():
        stream = path.open("rb")
    with stream:
        with reading():
            span = mp3.frames_span(stream, size)
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
    what = content or "of no type that feedpub knows"
    raise Unusable(f"the name says {path.suffix}, but the content is {what}", hint=_remedy(path, content))


def _remedy(path: Path, content: str) -> str:
    """What to do depends on whether there is sound in it, and which."""
    if content == formats.MP3:
        return _rename(path, "mp3")
    if content in formats.MOVIES:
        return f"{_rename(path, 'm4a')} if it is sound only, to {path.stem}.mp4 if not"
    if content == formats.FREE_FORMAT:
        return "export it again at a bit rate that every app plays, for example 128 kbps"
    return _convert(path) if content in formats.SOUNDS else "name the audio file, or export it again as MP3"


def _mp3(stream: BinaryIO, path: Path, file: str, size: int, span: tuple[int, int], on_bytes: OnBytes | None) -> Audio:
    from feedpub.audio import mp3  # noqa: PLC0415 - as above

    start, stop = span
    scanner = mp3.Scanner(stop - start)

    def feed(piece: bytes, at: int) -> None:
        inside = slice(max(0, start - at), max(0, stop - at))
        scanner.feed(piece[inside] if at < start or at + len(piece) > stop else piece)

    whole = _digest(stream, size, feed, on_bytes)
    scanner.finish()
    _sound(scanner, path, _at(stream, start))
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
        frames=scanner.layout(start),
    )


def _sound(scanner: mp3.Scanner, path: Path, head: bytes) -> None:
    """Refuse what is no MP3 after all, and what breaks off."""
    if not scanner.frames:
        if (content := formats.stream(head)) not in {formats.UNKNOWN, formats.MP3}:
            _refuse_content(path, content)
        raise Unusable("there is no MP3 audio in this file", hint="export it again")
    if scanner.junk > scanner.audio:
        raise Unusable("most of this file is not MP3 audio", hint=_convert(path))
    if scanner.truncated:
        raise Unusable("the file is cut short in its last frame", hint=f"export or copy it again; or {_convert(path)}")


def _mp4(stream: BinaryIO, path: Path, file: str, size: int, content: str, on_bytes: OnBytes | None) -> Audio:
    from feedpub.audio import mp4  # noqa: PLC0415 - it is for MP4 alone

    with reading():
        movie = mp4.read(stream, size)
    end = extension(path.name)
    _fits(movie, path, end, content)
    parts = [mp4.RangesDigest(ranges) for ranges in movie.recording]

    def feed(piece: bytes, at: int) -> None:
        for part in parts:
            part.feed(piece, at)

    whole = _digest(stream, size, feed, on_bytes)
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
        samples_end=max(ranges.end for ranges in movie.recording),
    )


def _fits(movie: mp4.Movie, path: Path, end: str, content: str) -> None:
    """Refuse sound that is named as video, video that is named as sound, and QuickTime named as MP4."""
    from feedpub.audio import mp4  # noqa: PLC0415 - as above

    right = mp4.EXTENSIONS[content == formats.QUICKTIME, movie.has_video]
    if end in right:
        return
    what = f"{content} with picture" if movie.has_video else f"{content} with sound only"
    hint = _rename(path, right[0]) if right else _convert(path)
    raise Unusable(f"the name says .{end}, but the content is {what}", hint=hint)


# --- the file


def is_absent(path: Path) -> bool:
    """Whether there is no file, or only a git-lfs pointer to one. A file that cannot be read is there."""
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode) or facts.st_size >= _POINTER_SIZE:
            return False
        with path.open("rb") as file:
            return file.read(len(_POINTER)) == _POINTER
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False


@contextmanager
def reading() -> Iterator[None]:
    """Say why a file cannot be read, as `Unusable`."""
    try:
        yield
    except FileNotFoundError:
        raise Unusable("there is no such file", hint="copy it here, or correct the name") from None
    except OSError:
        raise Unusable("the file cannot be read", hint="check its permissions and the disk") from None


def _size_of(path: Path) -> int:
    """Bytes of an ordinary file. Raises `Unusable` for all others: merely opening a pipe would block."""
    with reading():
        facts = path.stat()
    if stat.S_ISDIR(facts.st_mode):
        raise Unusable("this is a folder", hint="name an audio file in it")
    if not stat.S_ISREG(facts.st_mode):
        raise Unusable("this is no ordinary file", hint="name an audio file")
    if facts.st_size == 0:
        raise Unusable("the file is empty", hint="export or copy it again")
    return facts.st_size


def _digest(file: BinaryIO, size: int, feed: Callable[[bytes, int], None], on_bytes: OnBytes | None) -> str:
    """SHA-256 (hex) of the whole file; each piece, and where it begins, is shown to `feed` on the way.

    Raises `Unusable` if there turn out to be more or fewer than `size` bytes.
    """
    whole, position = sha256(), 0
    for piece in _pieces(file):
        whole.update(piece)
        feed(piece, position)
        position += len(piece)
        if on_bytes:
            on_bytes(len(piece))
    if position != size:
        raise Unusable("the file changed while it was read", hint="wait until it is written completely, then run again")
    return whole.hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with reading():
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece


# --- what to do about a file that cannot be used: commands that can be copied


def _convert(path: Path) -> str:
    """How to make an MP3 of it that every directory takes."""
    return (
        f"make an MP3: ffmpeg -i {_argument(path.name)} -codec:a libmp3lame -b:a 128k -ar 44100 {_beside(path, 'mp3')}"
    )


def _rename(path: Path, end: str) -> str:
    """Which name fits the content."""
    return f"rename it to {path.stem}.{end}"


def _beside(path: Path, end: str) -> str:
    """A name beside the file; never its own."""
    name = f"{path.stem}.{end}"
    return _argument(name if name.lower() != path.name.lower() else f"{path.stem}-new.{end}")


def _argument(name: str) -> str:
    """For a shell; names that begin with a hyphen are no options."""
    return shlex.quote(f"./{name}" if name.startswith("-") else name)
