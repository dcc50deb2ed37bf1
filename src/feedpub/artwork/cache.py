"""A picture that is known to be whole is not decoded again; who knows is in `ingest.whole_pictures`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class KnownPictures(Protocol):
    """The pictures that were decoded to their end, by the SHA-256 (hex) of their bytes."""

    def holds(self, digest: str) -> bool:
        """Whether the picture is whole."""

    def add(self, digest: str) -> None:
        """Note that it is."""


Whole = KnownPictures | None
"""None: every picture is decoded."""

Decode = Callable[[Path], None]


def decode_once(path: Path, digest: str, whole: Whole, decode: Decode) -> None:
    """Decode a picture that is not known to be whole; raises what `decode` raises."""
    if whole is None or not whole.holds(digest):
        decode(path)
        if whole is not None:
            whole.add(digest)
