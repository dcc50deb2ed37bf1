"""Audio facts, measured from the bytes: never from a name, a header's claim or a guess."""

from __future__ import annotations

import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from feedpub.errors import Unusable
from feedpub.model.measured import Audio
from feedpub.probe import mp4
from feedpub.probe.kinds import HEAD, kind
from feedpub.probe.mpeg import Scanner
from feedpub.vocab import ENCLOSURE_TYPES, extension

__all__ = ["is_absent", "measure"]

_CHUNK = 1 << 20
_POINTER = b"version https://git-lfs.github.com/spec/"
_POINTER_SIZE = 1024


def is_absent(path: Path) -> bool:
    """Whether there is no file, or only a git-lfs pointer to one."""
    if not path.exists():
        return True
    if not path.is_file() or path.stat().st_size > _POINTER_SIZE:
        return False
    with path.open("rb") as file:
        return file.read(len(_POINTER)) == _POINTER


def measure(path: Path, *, file: str, on_bytes: Callable[[int], None] | None = None) -> Audio:
    """Size, type, exact duration, digests and format of an audio or video file; `file` is its name as written.

    One streamed pass (MP4 is read once more for its samples), at most a few MiB in memory.
    Raises `Unusable` for what directories refuse and for what is damaged; its message names no place.
    """
    size = _size(path)
    end = extension(path.name)
    _refuse_name(path, end)
    with path.open("rb") as stream:
        _refuse_content(path, end, kind(stream.read(HEAD)))
    return _mp3(path, file, size, on_bytes) if end == "mp3" else _mp4(path, file, end, size, on_bytes)


def _size(path: Path) -> int:
    facts = path.stat()
    if not stat.S_ISREG(facts.st_mode):
        raise Unusable("this is no ordinary file", hint="name an MP3 or M4A file")
    if facts.st_size == 0:
        raise Unusable("the file is empty", hint="export or copy it again")
    return facts.st_size


def _refuse_name(path: Path, end: str) -> None:
    if end not in ENCLOSURE_TYPES:
        known = ", ".join(f".{name}" for name in ENCLOSURE_TYPES)
        raise Unusable(
            f"the name ends in {path.suffix or 'nothing'}, and Apple takes only {known}", hint=_convert(path)
        )


def _refuse_content(path: Path, end: str, found: str) -> None:
    """Name and content must agree; what merely has junk in front is looked into, frame by frame."""
    wanted = "MP3" if end == "mp3" else "MP4"
    if found == wanted or (wanted == "MP3" and found == "unknown"):
        return
    if {found, wanted} == {"MP3", "MP4"}:
        right = "mp3" if found == "MP3" else "m4a"
        raise Unusable(f"the name says .{end}, but the content is {found}", hint=f"rename it to {path.stem}.{right}")
    what = "nothing that feedpub knows" if found == "unknown" else found
    raise Unusable(f"the name says .{end}, but the content is {what}", hint=_convert(path))


def _convert(path: Path) -> str:
    return f"make an MP3: ffmpeg -i {path.name} -codec:a libmp3lame -b:a 128k -ar 44100 {path.stem}.mp3"


def _mp3(path: Path, file: str, size: int, on_bytes: Callable[[int], None] | None) -> Audio:
    scanner = Scanner()
    digest = _digest(path, on_bytes, scanner.feed)
    scanner.finish()
    if not scanner.frames:
        raise Unusable("there is no MP3 audio in this file", hint=_convert(path))
    if scanner.truncated:
        raise Unusable(
            "the file is cut short in its last frame",
            hint=f"export or copy it again; or drop the rest: ffmpeg -i {path.name} -c copy {path.stem}-whole.mp3",
        )
    return Audio(
        file=file,
        path=path,
        type=ENCLOSURE_TYPES["mp3"],
        extension="mp3",
        size=size,
        duration_ms=scanner.duration_ms,
        digest=digest,
        identity=scanner.identity,
        bitrate=scanner.bitrate,
        sample_rate=scanner.sample_rate,
        channels=scanner.channels,
    )


def _mp4(path: Path, file: str, end: str, size: int, on_bytes: Callable[[int], None] | None) -> Audio:
    movie = mp4.read(path)
    if movie.has_video and end == "m4a":
        raise Unusable("there is video in this file", hint=f"rename it to {path.stem}.mp4")
    if not movie.has_video and end != "m4a":
        raise Unusable(f"the name says video (.{end}), but there is only sound", hint=f"rename it to {path.stem}.m4a")
    return Audio(
        file=file,
        path=path,
        type=ENCLOSURE_TYPES[end],
        extension=end,
        size=size,
        duration_ms=movie.duration_ms,
        digest=_digest(path, on_bytes, lambda _chunk: None),
        identity=movie.identity,
        bitrate=movie.bitrate,
        sample_rate=movie.sample_rate,
        channels=movie.channels,
    )


def _digest(path: Path, on_bytes: Callable[[int], None] | None, feed: Callable[[bytes], None]) -> str:
    """SHA-256 (hex) of the file, each piece shown to `feed` on the way."""
    seen = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            seen.update(chunk)
            feed(chunk)
            if on_bytes:
                on_bytes(len(chunk))
    return seen.hexdigest()
