"""What to do about a recording that cannot be used as it is: names that fit, and commands that work as they are typed.

No command writes over the author's file, and what it makes is published (`tests/test_hints.py` types each of them).
"""

from __future__ import annotations

import shlex

from feedpub.standards import extension, stored_extension

_INDEX_FIRST = "-movflags +faststart"
"""Without it ffmpeg writes the index of an MP4 behind the sound, which would be the next finding."""

EXPORT_AGAIN = "export or copy it again"


def convert(name: str) -> str:
    """How to make an MP3 of it that every directory takes."""
    return (
        f"make an MP3: ffmpeg -i {_argument(name)} -map 0:a:0 -codec:a libmp3lame -b:a 128k -ar 44100 "
        f"{_beside(name, 'mp3')}"
    )


def encode(name: str) -> str:
    """How to make AAC of the sound of an MP4 or QuickTime file; a picture stays as it is."""
    end = extension(name)
    if end in {"m4a", "m4b"}:
        return (
            f"make AAC of it: ffmpeg -i {_argument(name)} -map 0:a:0 -c:a aac -b:a 128k {_INDEX_FIRST} "
            f"{_beside(name, 'm4a')}"
        )
    return (
        f"make AAC of its sound: ffmpeg -i {_argument(name)} -map 0:V:0 -map 0:a:0 -c:v copy -c:a aac -b:a 128k "
        f"{_INDEX_FIRST} {_beside(name, end)}"
    )


def extract_aac(name: str, track: int) -> str:
    """How to put one sound track (counted from 0), which is AAC, into an M4A without coding it again."""
    command = f"ffmpeg -i {_argument(name)} -map 0:a:{track} -c:a copy {_INDEX_FIRST} {_beside(name, 'm4a')}"
    return f"copy its sound into an M4A: {command}"


def rewrite(name: str, *options: str) -> str:
    """The command that writes the same sound into another file, with a header or an index that is right."""
    end = stored_extension(name)
    index = () if end == "mp3" else (_INDEX_FIRST,)
    return " ".join(("ffmpeg -i", _argument(name), "-c copy", *options, *index, _beside(name, end)))


def rename(name: str, end: str) -> str:
    """Which name fits the content."""
    return f"rename it to {_stem(name)}.{end}"


def _stem(name: str) -> str:
    return name.rpartition(".")[0] if extension(name) else name.strip(".") or "recording"


def _beside(name: str, end: str) -> str:
    """A name beside the file; never its own."""
    other = f"{_stem(name)}.{end}"
    return _argument(other if other.lower() != name.lower() else f"{_stem(name)}-new.{end}")


def _argument(name: str) -> str:
    """For a shell; names that begin with a hyphen are no options."""
    return shlex.quote(f"./{name}" if name.startswith("-") else name)
