"""What to do about a file that cannot be used: commands that can be copied, with the file's own name."""

from __future__ import annotations

import shlex
from pathlib import Path


def convert(path: Path) -> str:
    """How to make an MP3 of it that every directory takes."""
    return (
        f"make an MP3: ffmpeg -i {_argument(path.name)} -codec:a libmp3lame -b:a 128k -ar 44100 {_other(path, 'mp3')}"
    )


def rename(path: Path, end: str) -> str:
    """Which name fits the content."""
    return f"rename it to {path.stem}.{end}"


def _other(path: Path, end: str) -> str:
    """A name beside the file; never its own."""
    name = f"{path.stem}.{end}"
    return _argument(name if name.lower() != path.name.lower() else f"{path.stem}-new.{end}")


def _argument(name: str) -> str:
    """For a shell; names that begin with a hyphen are no options."""
    return shlex.quote(f"./{name}" if name.startswith("-") else name)
