"""Author files as they come: absent, special, unreadable, still growing. Said in our words."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from feedpub.errors import Unusable
from feedpub.model.measured import Audio

OnBytes = Callable[[int], None]
"""Is told how many more bytes were read."""

_CHUNK = 1 << 20
_POINTER = b"version https://git-lfs.github.com/spec/"
_POINTER_SIZE = 1024


class Measure(Protocol):
    """`probe.measure`, or something that remembers what it gave."""

    def __call__(self, path: Path, *, file: str, on_bytes: OnBytes | None = None) -> Audio:
        """The facts of the file at `path`, called `file` by its author."""


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
        raise Unusable("the file cannot be read", hint="look at its permissions and its disk") from None


def size_of(path: Path) -> int:
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


def digest(file: BinaryIO, size: int, feed: Callable[[bytes, int], None], on_bytes: OnBytes | None) -> str:
    """SHA-256 (hex) of the whole file; each piece, and where it begins, is shown to `feed` on the way.

    Raises `Unusable` if there turn out to be more or fewer than `size` bytes.
    """
    seen, position = sha256(), 0
    for piece in _pieces(file):
        seen.update(piece)
        feed(piece, position)
        position += len(piece)
        if on_bytes:
            on_bytes(len(piece))
    if position != size:
        raise Unusable("the file changed while it was read", hint="wait until it is written completely, then run again")
    return seen.hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with reading():
        file.seek(0)
        while piece := file.read(_CHUNK):
            yield piece
